"""What a network looks like, as plain data."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_models.config import IMAGENET_MEAN, IMAGENET_STD, PRESETS, UNetConfig

numbers = st.floats(0.01, 10, allow_nan=False)
configs = st.builds(
    UNetConfig,
    width=st.integers(1, 512),
    depth=st.integers(1, 12),
    convolution=st.sampled_from(["partial", "plain"]),
    mean=st.tuples(numbers, numbers, numbers),
    std=st.tuples(numbers, numbers, numbers),
)


def test_presets():
    paper, compact = UNetConfig.from_preset("paper"), UNetConfig.from_preset("compact")
    assert (paper.width, paper.depth, paper.convolution) == (64, 8, "partial")
    assert (compact.width, compact.depth, compact.convolution) == (32, 8, "partial")
    assert list(PRESETS) == ["paper", "compact"]
    assert paper == UNetConfig()
    assert (paper.mean, paper.std) == ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    assert (paper.mean, paper.std) == (IMAGENET_MEAN, IMAGENET_STD)
    assert paper.multiple == 256


def test_preset_names_itself():
    assert [UNetConfig.from_preset(name).preset for name in PRESETS] == list(PRESETS)
    assert UNetConfig.from_preset("paper", convolution="plain").preset == "paper"
    assert UNetConfig.from_preset("compact", convolution="plain").convolution == "plain"
    assert UNetConfig(width=8).preset == "custom"
    assert UNetConfig(width=64, depth=7).preset == "custom"


def test_unknown_preset_names_the_known_ones():
    with pytest.raises(ValueError, match="'huge': known are paper, compact"):
        UNetConfig.from_preset("huge")


@pytest.mark.parametrize(
    "fields",
    [
        {"width": 0},
        {"width": -3},
        {"depth": 0},
        {"depth": 13},
        {"convolution": "gated"},
        {"mean": (0.5, 0.5)},
        {"std": (0.5, 0.5, 0.5, 0.5)},
        {"std": (0.5, 0.0, 0.5)},
        {"std": (0.5, -0.1, 0.5)},
        {"std": (0.5, float("nan"), 0.5)},
        {"mean": (0.5, float("inf"), 0.5)},
    ],
)
def test_impossible_values(fields):
    with pytest.raises(ValueError, match=next(iter(fields))):
        UNetConfig(**fields)


@settings(max_examples=50)
@given(configs)
def test_survives_json(config):
    assert UNetConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"widht": 64}, "widht"),
        ({"width": "wide"}, "width 'wide'"),
        ({"depth": None}, "depth None"),
        ({"mean": 0.5}, "mean 0.5"),
        ({"std": ["a", "b", "c"]}, "std"),
        ({"convolution": "gated"}, "gated"),
        ([], "not a table"),
        ("", "not a table"),
        (None, "not a table"),
    ],
)
def test_damaged_values_are_named(values, named):
    with pytest.raises(ValueError, match=named):
        UNetConfig.from_dict(values)


@settings(max_examples=50)
@given(configs)
def test_stages_fit_together(config):
    encoder, decoder = config.encoder_stages(), config.decoder_stages()
    assert len(encoder) == len(decoder) == config.depth
    assert config.multiple == 2**config.depth
    # What each decoder stage reads: the stage below it, then the encoder at the same resolution.
    maps = [3] + [stage.out_channels for stage in encoder]
    below = maps[-1]
    for index, stage in enumerate(decoder):
        assert stage.in_planes == (below, maps[config.depth - 1 - index])
        below = stage.out_channels
    assert below == 3
    for index, stage in enumerate(encoder):
        assert stage.in_planes == (maps[index],)
        assert stage.stride == 2
    for stage in [*encoder, *decoder]:
        assert stage.bias is not stage.batch_norm
