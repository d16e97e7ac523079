"""A decoder's convolution in parts against the one over what Table 2 puts together."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from pconv_models import upsampled
from pconv_models.upsampled import Upsampled, convolve, gather_taps, split_phases


def together(conv, features, bias=None):
    """Enlarged by repetition, concatenated, convolved."""
    large = features.below
    for axis in (2, 3):
        large = large.repeat_interleave(features.factor, axis)
    joined = torch.cat([large, features.skip], 1)
    return F.conv2d(joined, conv.weight, bias, padding=conv.padding)


def make(*, below=5, skip=3, out=4, side=3, size=(7, 6), factor=2, dtype=torch.float64, count=2):
    torch.manual_seed(0)
    conv = nn.Conv2d(below + skip, out, side, padding=side // 2, dtype=dtype)
    height, width = size
    features = Upsampled(
        torch.randn(count, below, height, width, dtype=dtype),
        torch.randn(count, skip, factor * height, factor * width, dtype=dtype),
        factor,
    )
    return conv, features


@pytest.fixture
def always_apart(monkeypatch):
    monkeypatch.setattr(upsampled, "WORTHWHILE_PIXELS", 0)


@pytest.mark.parametrize("factor", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("side", [1, 3, 5])
def test_gathered_taps_do_what_up_sampling_and_the_whole_window_do(factor, side):
    conv, features = make(factor=factor, side=side)
    weight = conv.weight[:, :5]
    taps = gather_taps(weight, factor)
    result = F.conv_transpose2d(features.below, taps, stride=factor, padding=side // 2)
    large = features.below.repeat_interleave(factor, 2).repeat_interleave(factor, 3)
    torch.testing.assert_close(result, F.conv2d(large, weight, padding=side // 2))


@pytest.mark.parametrize("factor", [1, 2, 3, 4])
@pytest.mark.parametrize("side", [1, 3, 5, 7])
def test_phases_shuffled_are_the_transposed_convolution(factor, side):
    _, features = make(factor=factor)
    kernel = torch.randn(5, 3, side + factor - 1, side + factor - 1, dtype=torch.float64)
    weight = split_phases(kernel, factor, side // 2)
    assert weight.shape[-1] % 2 == 1
    phases = F.conv2d(features.below, weight, padding=weight.shape[-1] // 2)
    expected = F.conv_transpose2d(features.below, kernel, stride=factor, padding=side // 2)
    torch.testing.assert_close(F.pixel_shuffle(phases, factor), expected)


@pytest.mark.parametrize("factor", [1, 2, 3, 4])
@pytest.mark.parametrize("side", [1, 3, 5])
@pytest.mark.parametrize("out", [1, 3, 8, 9])
def test_parts_add_up_without_gradients(always_apart, monkeypatch, factor, side, out):
    conv, features = make(factor=factor, side=side, out=out)
    transposed, calls = F.conv_transpose2d, []
    monkeypatch.setattr(
        F, "conv_transpose2d", lambda *a, **k: calls.append(a) or transposed(*a, **k)
    )
    with torch.inference_mode():
        result = convolve(conv, features, conv.bias)
    assert bool(calls) is (out * factor**2 > 32)
    torch.testing.assert_close(result, together(conv, features, conv.bias))


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (8, 2)])
@pytest.mark.parametrize("factor", [1, 2, 3])
@pytest.mark.parametrize("with_bias", [True, False])
def test_parts_add_up(always_apart, size, factor, with_bias):
    conv, features = make(size=size, factor=factor)
    bias = conv.bias if with_bias else None
    torch.testing.assert_close(convolve(conv, features, bias), together(conv, features, bias))


def test_gradients_are_those_of_the_whole(always_apart):
    conv, features = make()
    leaves = [
        conv.weight,
        conv.bias,
        features.below.requires_grad_(),
        features.skip.requires_grad_(),
    ]
    weights = torch.randn(2, 4, 14, 12, dtype=torch.float64)
    ours, theirs = (
        torch.autograd.grad((way(conv, features, conv.bias) * weights).sum(), leaves)
        for way in (convolve, together)
    )
    torch.testing.assert_close(ours, theirs)


@pytest.mark.parametrize("last", [True, False])
def test_half_precision_loses_little(last):
    """As large as in a fill, in channels_last as there, and so narrow as a strip may be."""
    conv, features = make(
        below=32, skip=3 if last else 16, out=3 if last else 32, size=(64, 16), dtype=torch.float32
    )
    features = features._replace(
        **{
            name: getattr(features, name).contiguous(memory_format=torch.channels_last)
            for name in ("below", "skip")
        }
    )
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        result = convolve(conv, features, conv.bias)
    expected = together(conv, features, conv.bias)
    assert result.dtype == torch.bfloat16
    assert (result - expected).abs().max() < 0.02 * expected.abs().max()


def test_small_features_are_put_together(monkeypatch):
    """Adding up the taps costs more there than it saves."""
    conv, features = make(size=(16, 16), count=3)
    calls = []
    monkeypatch.setattr(upsampled, "gather_taps", lambda *a: calls.append(a) or gather_taps(*a))
    convolve(conv, features)
    assert not calls
    # Another sample, and there are 4 x 16 x 16 pixels.
    convolve(*make(size=(16, 16), count=4))
    assert len(calls) == 1


def test_other_features_go_through_the_layer():
    conv = nn.Conv2d(3, 2, 5, stride=2, padding=2)
    features = torch.randn(1, 3, 9, 8)
    torch.testing.assert_close(convolve(conv, features, conv.bias), conv(features))
