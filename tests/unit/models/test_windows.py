"""A part of a prediction is the prediction's part, whatever the network and wherever it lies."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_models.config import UNetConfig
from pconv_models.foreign import build_network
from pconv_models.foreign_config import ForeignConfig
from pconv_models.super_config import SuperResolutionConfig
from pconv_models.unet import fuse_batch_norm
from pconv_models.windows import cut, decoder_windows

EXACT = 1e-5
"""Of the largest value: sums are taken in another order where maps have other sizes."""


def make(config, seed=0):
    torch.manual_seed(seed)
    network = build_network(config)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
        for block in network.blocks():
            if block.norm is not None:
                block.norm.running_mean.normal_(std=0.5)
                block.norm.running_var.uniform_(0.5, 2.0)
    return network.eval()


def some_mask(height, width, kind, seed):
    generator = torch.Generator().manual_seed(seed)
    valid = torch.ones(1, 1, height, width)
    if kind == "noise":
        valid = (torch.rand(valid.shape, generator=generator) > 0.6).float()
    elif kind == "corner":
        valid[..., 9:, :] = 0
        valid[..., 9:] = 0
    elif kind == "hole":
        valid[..., height // 3 : height // 2 + 1, width // 4 : width // 2 + 1] = 0
    return valid


@st.composite
def cases(draw, most=90):
    """Height, width and a box inside."""
    height, width = draw(st.integers(1, most)), draw(st.integers(1, most))
    top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
    bottom, right = draw(st.integers(top + 1, height)), draw(st.integers(left + 1, width))
    return height, width, (top, bottom, left, right)


def difference(part, whole, box):
    expected = cut(whole, box)
    assert part.shape == expected.shape
    return float((part - expected).detach().abs().max() / whole.detach().abs().max())


@settings(max_examples=120)
@given(
    case=cases(),
    depth=st.integers(1, 5),
    kind=st.sampled_from(["noise", "corner", "hole", "none"]),
    convolution=st.sampled_from(["partial", "plain"]),
    fused=st.booleans(),
)
def test_of_a_hole(case, depth, kind, convolution, fused):
    height, width, box = case
    network = make(UNetConfig(width=2, depth=depth, convolution=convolution))
    if fused:
        network = fuse_batch_norm(network)
    image, valid = torch.rand(1, 3, height, width), some_mask(height, width, kind, depth)
    with torch.inference_mode(fused):
        whole, part = network(image, valid), network(image, valid, box)
    assert difference(part, whole, box) < EXACT


@settings(max_examples=40)
@given(case=cases(50), factor=st.integers(2, 8), trunk=st.integers(0, 3))
def test_of_an_enlargement(case, factor, trunk):
    height, width, box = case
    config = dataclasses.replace(SuperResolutionConfig.for_factor(factor, width=2), trunk=trunk)
    network = make(config)
    low = torch.rand(1, 3, -(-height // factor), -(-width // factor))
    with torch.inference_mode():
        whole = network.enlarge(low)
        part = network.enlarge(low, box=box)
        planned = network.enlarge(low, network.plan_for(*low.shape[-2:], box), box)
    assert difference(part, whole, box) < EXACT
    assert torch.equal(planned, part)


@pytest.mark.parametrize("head", ["linear", "tanh", "pointwise"])
@pytest.mark.parametrize("twice", [False, True])
def test_of_a_network_of_another_repository(head, twice):
    network = make(ForeignConfig(width=2, depth=4, origin="a/b", head=head, twice=twice))
    image, valid = torch.rand(1, 3, 70, 90), some_mask(70, 90, "noise", 0)
    box = (13, 40, 0, 71)
    with torch.inference_mode():
        assert difference(network(image, valid, box), network(image, valid), box) < EXACT


def test_several_samples_share_a_box():
    network = make(UNetConfig(width=2, depth=4))
    image = torch.rand(2, 3, 64, 80)
    valid = torch.cat([some_mask(64, 80, kind, 1) for kind in ("hole", "noise")])
    box = (5, 30, 60, 80)
    with torch.inference_mode():
        assert difference(network(image, valid, box), network(image, valid), box) < EXACT


def test_the_windows_by_hand():
    # Rows 40 to 49 of 128, one to the left of column 3; kernels of 3, strides of 2.
    below, above = decoder_windows(
        (40, 50, 0, 3), [(128, 64), (64, 32), (32, 16)], factors=[2, 2], margins=[1, 1]
    )
    # 39 to 50 lie on 19 to 25 of the map below, 18 to 26 of it with its own margin on 9 to 13.
    assert above.below == (19, 26, 0, 2)
    assert above.skip == (38, 52, 0, 4)
    assert above.kept == (2, 12, 0, 3)
    assert below.below == (9, 14, 0, 2)
    assert below.skip == (18, 28, 0, 4)
    assert below.kept == (1, 8, 0, 2)


def test_no_more_is_made_than_the_box_takes(monkeypatch):
    network = fuse_batch_norm(make(UNetConfig(width=2, depth=4)))
    made = []

    def note(_block, _given, result):
        made.append(result[0, 0].numel())

    for block in network.decoder:
        block.register_forward_hook(note)
    with torch.inference_mode():
        network(torch.rand(1, 3, 512, 512), torch.ones(1, 1, 512, 512), (200, 240, 100, 140))
    assert all(pixels <= 48**2 for pixels in made)


@pytest.mark.parametrize(
    "box", [(3, 3, 0, 5), (0, 5, 4, 4), (-1, 4, 0, 4), (0, 21, 0, 4), (0, 4, 0, 31), (5, 2, 0, 4)]
)
def test_boxes_that_are_no_part_are_refused(box):
    network = make(UNetConfig(width=2, depth=2))
    with pytest.raises(ValueError, match="box"):
        network(torch.rand(1, 3, 20, 30), torch.ones(1, 1, 20, 30), box)
