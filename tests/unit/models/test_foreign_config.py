"""Configurations of other repositories' networks, and what is built from them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import torch

from pconv_models.config import UNetConfig
from pconv_models.foreign import ForeignUNet, build_network
from pconv_models.foreign_config import ForeignConfig, read_config
from pconv_models.unet import PConvUNet
from pconv_training.build import build_network as build_for_training
from pconv_training.config import TrainConfig

PLAIN = ForeignConfig(width=4, depth=3, origin="a/b")
ALL = [
    PLAIN,
    replace(PLAIN, batch_norm="none", twice=True, mean=(0.0, 0.0, 0.0)),
    replace(PLAIN, batch_norm="from-first", head="tanh"),
    replace(PLAIN, head="pointwise", kernels=(7, 5, 3)),
]


@pytest.mark.parametrize("config", ALL)
def test_it_comes_back_from_json(config):
    assert read_config(json.loads(json.dumps(config.to_dict()))) == config


def test_the_papers_configuration_stays_the_papers():
    config = UNetConfig.from_preset("compact")
    read = read_config(config.to_dict())
    assert read == config
    assert type(read) is UNetConfig
    assert type(build_network(config)) is PConvUNet


def test_nothing_but_an_origin_is_the_papers_network():
    ours, theirs = UNetConfig(width=4, depth=3), PLAIN
    assert theirs.encoder_stages() == ours.encoder_stages()
    assert theirs.decoder_stages() == ours.decoder_stages()
    assert theirs.preset == "imported"
    network = build_network(theirs).eval()
    assert isinstance(network, ForeignUNet)
    twin = PConvUNet(ours).eval()
    twin.load_state_dict(network.state_dict())
    image, valid = torch.rand(1, 3, 20, 30), (torch.rand(1, 1, 20, 30) > 0.4).float()
    assert torch.equal(network(image, valid), twin(image, valid))


def test_norms_and_kernels():
    none, first, kernels = (config.encoder_stages() for config in ALL[1:])
    assert [stage.batch_norm for stage in none] == [False] * 3
    assert [stage.bias for stage in none] == [True] * 3
    assert [stage.batch_norm for stage in first] == [True] * 3
    assert [stage.batch_norm for stage in ALL[2].decoder_stages()] == [True, True, False]
    assert [stage.kernel_size for stage in kernels] == [7, 5, 3]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"origin": ""}, "origin"),
        ({"kernels": (7, 5)}, "kernels"),
        ({"kernels": (7, 5, 4)}, "odd"),
        ({"kernels": (7, 5, -1)}, "odd"),
        ({"batch_norm": "some"}, "batch_norm"),
        ({"head": "softmax"}, "head"),
        ({"depth": 0}, "depth"),
    ],
)
def test_values_that_cannot_be(change, words):
    with pytest.raises(ValueError, match=words):
        replace(PLAIN, **change)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"twice": "no"}, "twice 'no'"),
        ({"twice": 1}, "twice 1"),
        ({"kernels": "abc"}, "kernels 'abc'"),
        ({"kernels": 7}, "kernels 7"),
        ({"colour": "red"}, "unknown field colour"),
        ({"width": None}, "width None"),
    ],
)
def test_json_that_cannot_be(change, words):
    with pytest.raises(ValueError, match=words):
        read_config(PLAIN.to_dict() | change)


@pytest.mark.parametrize("values", [None, [], "origin", 5, ["origin"]])
def test_what_is_no_table(values):
    with pytest.raises(ValueError, match="not a table of fields"):
        read_config(values)


@pytest.mark.parametrize("config", ALL)
def test_values_in_half_precision(config):
    network = build_network(config).eval()
    image, valid = torch.rand(1, 3, 24, 24), (torch.rand(1, 1, 24, 24) > 0.3).float()
    with torch.inference_mode():
        exact = network(image, valid)
        with torch.autocast("cpu", torch.bfloat16):
            rough = network(image, valid)
    assert rough.dtype == torch.float32
    assert (rough - exact).abs().max() < 0.1 * exact.abs().max().clamp(min=1)


@pytest.mark.parametrize("config", ALL)
def test_it_can_be_trained_on(config):
    network = build_for_training(TrainConfig(), config)
    assert isinstance(network, ForeignUNet)
    assert network.training
    image, valid = torch.rand(2, 3, 16, 16), (torch.rand(2, 1, 16, 16) > 0.3).float()
    network(image, valid).square().mean().backward()
    assert all(parameter.grad is not None for parameter in network.parameters())
