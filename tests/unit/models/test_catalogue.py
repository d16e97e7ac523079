"""The models that come with the program."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import pconv_models
from pconv_models import BundledModel, bundled_models
from pconv_models.catalogue import WEIGHTS, sha256_of
from pconv_models.checkpoint import load_checkpoint


def test_there_are_models():
    assert bundled_models(), "weights/catalogue.json names no model"


def test_names_and_files_are_unique():
    entries = json.loads((WEIGHTS / "catalogue.json").read_text(encoding="utf-8"))
    assert [entry["name"] for entry in entries] == list(bundled_models())
    assert len({entry["file"] for entry in entries}) == len(entries)


def test_every_file_is_there_and_intact():
    for name, model in bundled_models().items():
        assert model.path.is_file(), name
        assert model.path.suffix == ".safetensors"
        assert hashlib.sha256(model.path.read_bytes()).hexdigest() == model.sha256, name
        assert model.intact()
        assert model.task in ("inpainting", "super-resolution")
        assert model.licence


def test_every_model_has_a_card():
    for model in bundled_models().values():
        text = model.card.read_text(encoding="utf-8")
        assert model.name in text
        assert model.licence in text


def test_every_weight_file_is_in_the_catalogue():
    models = bundled_models().values()
    assert {path.name for path in WEIGHTS.glob("*.safetensors")} == {m.file for m in models}
    assert {path for path in WEIGHTS.glob("*.md") if path.name != "README.md"} == {
        m.card for m in models
    }


def test_every_model_loads_and_says_how_it_was_trained():
    for name, model in bundled_models().items():
        network, told = load_checkpoint(model.path)
        assert network.config.convolution == "partial", name
        assert told.training, name


@pytest.fixture
def model(tmp_path, monkeypatch):
    monkeypatch.setattr("pconv_models.catalogue.WEIGHTS", tmp_path)
    (tmp_path / "tiny.safetensors").write_bytes(b"weights")
    digest = hashlib.sha256(b"weights").hexdigest()
    return BundledModel("tiny", "tiny.safetensors", "inpainting", "MIT", digest)


def test_reading_a_catalogue(model, tmp_path):
    fields = {
        "name": model.name,
        "file": model.file,
        "task": model.task,
        "licence": model.licence,
        "sha256": model.sha256,
    }
    entries = [fields, fields | {"name": "another"}]
    (tmp_path / "catalogue.json").write_text(json.dumps(entries), encoding="utf-8")
    assert bundled_models() == {"tiny": model, "another": replace(model, name="another")}
    assert next(iter(bundled_models())) == "tiny", "the first one is the default"


def test_intact(model, tmp_path):
    assert model.path == tmp_path / "tiny.safetensors"
    assert model.card == tmp_path / "tiny.md"
    assert sha256_of(model.path) == model.sha256
    assert model.intact()
    model.path.write_bytes(b"weightz")
    assert not model.intact()
    model.path.unlink()
    assert not model.intact()


def run(code):
    """The standard output of Python code in a new interpreter that finds this package."""
    folder = str(Path(pconv_models.__file__).parents[1])
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": folder},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.split()


def test_import_does_not_import_torch():
    code = (
        "import sys, pconv_models as m\n"
        "m.bundled_models(); m.UNetConfig.from_preset('paper').decoder_stages()\n"
        "import pconv_models.catalogue, pconv_models.config, pconv_models.errors\n"
        "print('torch' in sys.modules, 'numpy' in sys.modules)"
    )
    assert run(code) == ["False", "False"]


def test_public_names_are_there():
    for name in pconv_models.__all__:
        assert getattr(pconv_models, name).__name__ == name if name != "PRESETS" else True
    with pytest.raises(AttributeError, match="no attribute 'PConvNet'"):
        _ = pconv_models.PConvNet
