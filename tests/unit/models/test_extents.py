"""Feature maps that end where nothing changes any more, against pictures padded to a multiple."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_models.config import UNetConfig
from pconv_models.extents import fit, padded_lengths, snug_lengths
from pconv_models.foreign import build_network
from pconv_models.foreign_config import ForeignConfig

CONFIGS = [
    UNetConfig(width=2, depth=8),
    UNetConfig(width=2, depth=3),
    UNetConfig(width=2, depth=1),
    ForeignConfig(width=2, depth=4, origin="some/body", kernels=(3, 3, 5, 3)),
    ForeignConfig(width=2, depth=3, origin="some/body", kernels=(1, 9, 1), batch_norm="from-first"),
]


def lively(config):
    """A network in evaluation mode whose BatchNorm moves zeros; float64."""
    torch.manual_seed(1)
    network = build_network(config).double().eval()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.normal_(module.bias)
            module.running_mean.normal_()
    return network


@pytest.fixture(
    scope="module", params=CONFIGS, ids=lambda config: f"{config.preset}-{config.depth}"
)
def networks(request):
    """The same network twice; the second one pads to a multiple."""
    snug, padding = lively(request.param), lively(request.param)
    # A class of its own, because the rule is a property of the class.
    padding.__class__ = type("Padding", (type(padding),), {"_is_snug": False})
    return snug, padding


@settings(max_examples=40)
@given(
    size=st.tuples(st.integers(1, 300), st.integers(1, 300)),
    hole=st.sampled_from(["noise", "corner", "far corner", "none"]),
    seed=st.integers(0, 99),
    grad=st.booleans(),
)
def test_the_prediction_is_that_of_the_padded_picture(networks, size, hole, seed, grad):
    generator = torch.Generator().manual_seed(seed)
    image = torch.rand(1, 3, *size, generator=generator, dtype=torch.float64)
    valid = torch.ones(1, 1, *size, dtype=torch.float64)
    if hole == "noise":
        valid = (torch.rand(valid.shape, generator=generator) > 0.9).double()
    elif hole == "corner":
        valid[..., size[0] // 3 :, size[1] // 2 :] = 0
    elif hole == "far corner":
        valid[..., : size[0] - 1, :] = 0
    snug, padding = networks
    with torch.set_grad_enabled(grad):
        expected, result = padding(image, valid), snug(image, valid)
    assert torch.equal(snug.reach(valid), padding.reach(valid))
    assert result.shape == image.shape
    torch.testing.assert_close(result, expected, rtol=1e-10, atol=1e-10)


def test_maps_are_little_larger_than_the_picture(networks):
    snug, _ = networks
    encoder, decoder = snug.config.encoder_stages(), snug.config.decoder_stages()
    for length in (1, 5, 100, 288, 511, 512, 513, 1025):
        lengths, padded = snug_lengths(length, encoder, decoder), padded_lengths(length, encoder)
        assert lengths[0] >= length
        assert all(a <= b for a, b in zip(lengths, padded, strict=True))
        for level, snug_length in enumerate(lengths):
            assert snug_length <= length / 2**level + 20
    assert snug_lengths(1024, encoder, decoder) == padded_lengths(1024, encoder)


def test_training_and_plain_convolutions_see_the_whole_padding():
    partial = build_network(UNetConfig(width=2, depth=5)).train()
    plain = build_network(UNetConfig(width=2, depth=5, convolution="plain")).eval()
    for network in (partial, plain):
        assert network._sizes(33, 65)[0] == (64, 96)
    assert partial.eval()._sizes(33, 65)[0] == (36, 68)


def test_fit_cuts_and_fills():
    maps = torch.arange(6.0).view(1, 1, 2, 3)
    assert fit(maps, (2, 3)).data_ptr() == maps.data_ptr()
    assert fit(maps, (1, 2)).tolist() == [[[[0, 1]]]]
    assert fit(maps, (3, 2)).tolist() == [[[[0, 1], [3, 4], [0, 0]]]]
