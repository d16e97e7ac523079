"""What is known of a model, read without torch, agrees with what the network itself says."""

from __future__ import annotations

import json
import struct

import pytest
import torch
from safetensors.torch import save_file

from pconv_models.catalogue import bundled_models
from pconv_models.checkpoint import load_checkpoint, save_checkpoint
from pconv_models.config import UNetConfig
from pconv_models.foreign import build_network
from pconv_models.foreign_config import ForeignConfig
from pconv_models.unet import PConvUNet
from pconv_studio.core.errors import UserError
from pconv_studio.inference.known_models import known_models
from pconv_studio.inference.model_facts import ForeignWeightsError, model_facts, network_config
from pconv_studio.inference.user_models import FOLDER_VARIABLE, import_model


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "models"))


@pytest.fixture
def weights(tmp_path):
    path = tmp_path / "mine.safetensors"
    training = {
        "photos": 12,
        "step": 30,
        "steps_before": 70,
        "validation": {"psnr": 21.5, "ssim": float("nan"), "note": "text"},
    }
    network = PConvUNet(UNetConfig(width=4, depth=3, convolution="plain"))
    save_checkpoint(path, network, training=training)
    return path


@pytest.mark.parametrize("name", bundled_models())
def test_facts_of_the_programs_models(name):
    facts, entry = model_facts(name), bundled_models()[name]
    network, about = load_checkpoint(entry.path)
    assert facts.parameters == sum(each.numel() for each in network.parameters())
    assert (facts.path, facts.task, facts.factor) == (entry.path, entry.task, entry.factor)
    assert (facts.licence, facts.sha256, facts.card) == (entry.licence, entry.sha256, entry.card)
    assert facts.preset == about.config.preset
    assert facts.photos == about.training["photos"]
    assert facts.validation["psnr"] == about.training["validation"]["psnr"]
    assert not facts.own
    assert network_config(entry.path) == about.config


def test_the_default_is_the_first():
    assert model_facts(None) == model_facts(next(iter(known_models())))


def test_facts_of_a_file_and_of_the_model_made_of_it(weights):
    facts = model_facts(str(weights))
    assert (facts.preset, facts.convolution, facts.layers) == ("custom", "plain", 3)
    assert (facts.photos, facts.steps) == (12, 100)
    assert facts.validation == {"psnr": 21.5}
    assert (facts.own, facts.sha256, facts.licence, facts.card) == (False, "", "", None)
    weights.with_suffix(".md").write_text("# Mine\n")
    assert model_facts(str(weights)).card == weights.with_suffix(".md")
    own = import_model(weights, "mine", licence="MIT", trained_on="my holidays")
    facts = model_facts("mine")
    assert (facts.own, facts.sha256, facts.added) == (True, own.sha256, own.added)
    assert (facts.licence, facts.trained_on) == ("MIT", "my holidays")
    assert facts.path == own.path
    assert known_models()["mine"].intact()
    assert facts.intact()
    own.path.write_bytes(own.path.read_bytes() + b"x")
    assert not known_models()["mine"].intact()
    assert not facts.intact()
    own.path.unlink()
    assert not facts.intact()


def test_where_imported_weights_come_from(tmp_path):
    config = ForeignConfig(width=4, depth=3, origin="some/body", head="tanh")
    imported = {"repository": "some/body", "quirks": ["a tanh", "no BatchNorm"]}
    path = tmp_path / "theirs.safetensors"
    save_checkpoint(path, build_network(config), training={"imported": imported})
    facts = model_facts(str(path))
    assert (facts.preset, facts.origin) == ("imported", "some/body")
    assert facts.quirks == ("a tanh", "no BatchNorm")
    save_checkpoint(path, build_network(config), training={"imported": "damaged", "photos": "x"})
    facts = model_facts(str(path))
    assert (facts.origin, facts.quirks, facts.photos) == ("", (), None)


def test_weights_of_others_are_told_apart_from_damaged_ones(tmp_path, weights):
    foreign = tmp_path / "foreign.safetensors"
    save_file({"a.weight": torch.zeros(3)}, foreign)
    with pytest.raises(ForeignWeightsError, match="these weights were not"):
        model_facts(str(foreign))
    header = json.dumps({"__metadata__": {"format": "pconv-studio", "config": "{"}}).encode()
    foreign.write_bytes(struct.pack("<Q", len(header)) + header)
    with pytest.raises(UserError, match="its metadata is damaged") as caught:
        model_facts(str(foreign))
    assert not isinstance(caught.value, ForeignWeightsError)
    weights.write_bytes(weights.read_bytes()[:50])
    with pytest.raises(UserError, match="not a safetensors file") as caught:
        model_facts(str(weights))
    assert not isinstance(caught.value, ForeignWeightsError)
    with pytest.raises(UserError, match="neither a model"):
        model_facts(str(tmp_path / "gone.safetensors"))
