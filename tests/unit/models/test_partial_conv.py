"""Eq. 1 and 2 against a reference written window by window, with masks of all C channels."""

from __future__ import annotations

from unittest import mock

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_models import partial_conv
from pconv_models.partial_conv import PartialConv2d, window_sums

# Kernel size and stride of each row of Table 2.
TABLE_2 = [(7, 2), (5, 2), (3, 2), (3, 1)]
PLANES = [(3,), (1, 2), (4, 3), (2, 1, 3)]


def full_mask(planes, channels):
    """(N, P, H, W) planes -> (N, C, H, W), one channel after the other."""
    return torch.cat(
        [planes[:, [i]] for i, count in enumerate(channels) for _ in range(count)], dim=1
    )


def reference(features, mask, weight, bias, stride, padding):
    """Eq. 1 and 2 word for word; ``mask`` (N, C, H, W). Differentiable."""
    count, channels, height, width = features.shape
    side = weight.shape[-1]
    tall, wide = height + 2 * padding, width + 2 * padding
    middle = (..., slice(padding, padding + height), slice(padding, padding + width))
    x = features.new_zeros(count, channels, tall, wide)
    m = features.new_zeros(count, channels, tall, wide)
    x[middle] = features.masked_fill(mask == 0, 0.0)
    m[middle] = mask.to(features.dtype)
    rows, updates = [], []
    for top in range(0, tall - side + 1, stride):
        row, update = [], []
        for left in range(0, wide - side + 1, stride):
            window = x[..., top : top + side, left : left + side]
            known = m[..., top : top + side, left : left + side].sum(dim=(1, 2, 3))
            values = torch.einsum("nchw,ochw->no", window, weight)
            values = values * (channels * side * side / known.clamp(min=1))[:, None]
            if bias is not None:
                values = values + bias
            row.append(torch.where(known[:, None] > 0, values, 0.0))
            update.append((known > 0).to(features.dtype)[:, None])
        rows.append(torch.stack(row, dim=-1))
        updates.append(torch.stack(update, dim=-1))
    return torch.stack(rows, dim=-2), torch.stack(updates, dim=-2)


def holes(seed, count, planes, height, width, share=0.6):
    """Random planes whose left part is one hole, so that whole windows are empty."""
    generator = torch.Generator().manual_seed(seed)
    valid = (torch.rand(count, planes, height, width, generator=generator) > share).double()
    valid[..., : width // 2 + 2] = 0
    valid[0, :, : height // 3] = 1
    return valid


def make_layer(channels, side, stride, *, bias=True, seed=0, dtype=torch.float64):
    torch.manual_seed(seed)
    layer = PartialConv2d(
        sum(channels), 4, side, stride, side // 2, bias=bias, plane_channels=channels
    )
    return layer.to(dtype)


def test_one_window_by_hand():
    layer = PartialConv2d(1, 1, 3, bias=True).double()
    with torch.no_grad():
        layer.weight.fill_(2.0)
        layer.bias.fill_(10.0)
    features = torch.arange(1.0, 10.0, dtype=torch.float64).view(1, 1, 3, 3)
    valid = torch.zeros(1, 1, 3, 3)
    valid[..., 0, 0] = valid[..., 2, 2] = 1
    result, updated = layer(features, valid)
    # 2 (1 + 9) x 9 / 2 + 10
    assert result.item() == pytest.approx(100.0, rel=1e-6)
    assert updated.item() == 1


def test_padding_is_a_hole_by_hand():
    layer = PartialConv2d(1, 1, 3, padding=1, bias=False).double()
    torch.nn.init.ones_(layer.weight)
    result, updated = layer(torch.ones(1, 1, 4, 5).double(), torch.ones(1, 1, 4, 5).double())
    # A mean of ones times nine, at the border as in the middle: 4 x 9/4, 6 x 9/6, 9.
    torch.testing.assert_close(result, torch.full_like(result, 9.0), rtol=1e-12, atol=0)
    assert updated.min() == 1


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("channels", PLANES)
@pytest.mark.parametrize(("side", "stride"), TABLE_2)
def test_equals_the_reference(side, stride, channels, bias):
    layer = make_layer(channels, side, stride, bias=bias)
    features = torch.randn(2, sum(channels), 12, 21, dtype=torch.float64)
    valid = holes(side + stride, 2, len(channels), 12, 21)
    result, updated = layer(features, valid)
    expected, mask = reference(
        features, full_mask(valid, channels), layer.weight, layer.bias, stride, side // 2
    )
    assert 0 < mask.mean() < 1, "windows of both kinds belong into this test"
    torch.testing.assert_close(result, expected, rtol=1e-12, atol=1e-12)
    assert torch.equal(updated, mask)


@pytest.mark.parametrize(("side", "stride"), TABLE_2)
def test_float32_is_equal_to_rounding(side, stride):
    channels = (5, 3)
    layer = make_layer(channels, side, stride, dtype=torch.float32)
    features, valid = torch.randn(2, 8, 11, 16), holes(3, 2, 2, 11, 16).float()
    result, updated = layer(features, valid)
    expected, mask = reference(
        features.double(),
        full_mask(valid, channels),
        layer.weight.double(),
        layer.bias.double(),
        stride,
        side // 2,
    )
    assert result.dtype == updated.dtype == torch.float32
    torch.testing.assert_close(result.double(), expected, rtol=1e-5, atol=1e-5)
    assert torch.equal(updated.double(), mask)


@pytest.mark.parametrize(("side", "stride"), TABLE_2)
def test_one_plane_serves_all_channels_of_a_layer_with_several(side, stride):
    layer = make_layer((4, 3), side, stride)
    features, valid = torch.randn(2, 7, 10, 13).double(), holes(8, 2, 1, 10, 13)
    expected, mask = reference(
        features, valid.repeat(1, 7, 1, 1), layer.weight, layer.bias, stride, side // 2
    )
    result, updated = layer(features, valid)
    torch.testing.assert_close(result, expected, rtol=1e-12, atol=1e-12)
    assert torch.equal(updated, mask)
    assert torch.equal(result, layer(features, valid.repeat(1, 2, 1, 1))[0])


def test_planes_count_by_their_channels():
    # One pixel valid in the plane of 5 channels, none in the plane of 1: sum(1) / sum(M) = 6 / 5.
    layer = PartialConv2d(6, 1, 1, plane_channels=(5, 1))
    valid = torch.tensor([1.0, 0.0]).view(1, 2, 1, 1)
    assert layer.renormalize(valid).scale.item() == pytest.approx(6 / 5)
    assert layer.renormalize(1 - valid).scale.item() == pytest.approx(6 / 1)


@pytest.mark.parametrize(("side", "stride"), TABLE_2)
def test_empty_windows_give_zero_in_spite_of_the_bias(side, stride):
    layer = make_layer((3,), side, stride)
    torch.nn.init.constant_(layer.bias, 7.0)
    features = torch.randn(1, 3, 9, 9, dtype=torch.float64)
    result, updated = layer(features, torch.zeros(1, 1, 9, 9))
    assert not result.any()
    assert not updated.any()
    result, updated = layer(torch.zeros_like(features), torch.ones(1, 1, 9, 9))
    assert torch.equal(result, torch.full_like(result, 7.0))
    assert updated.all()


@pytest.mark.parametrize("dtype", [torch.bool, torch.uint8, torch.int64, torch.float16])
def test_masks_of_any_kind_of_number(dtype):
    layer = make_layer((3,), 3, 1, dtype=torch.float32)
    features, valid = torch.randn(1, 3, 6, 9), holes(2, 1, 1, 6, 9)
    expected, mask = layer(features, valid.float())
    result, updated = layer(features, valid.to(dtype))
    assert torch.equal(result, expected)
    assert torch.equal(updated, mask)
    assert updated.dtype == torch.float32


@pytest.mark.parametrize("channels", [(3,), (4, 2)])
@pytest.mark.parametrize(("side", "stride"), TABLE_2)
def test_gradients_equal_the_reference(side, stride, channels):
    layer = make_layer(channels, side, stride)
    features = torch.randn(2, sum(channels), 8, 12, dtype=torch.float64, requires_grad=True)
    valid = holes(5, 2, len(channels), 8, 12)
    inputs = (features, layer.weight, layer.bias)
    result = layer(features, valid)[0]
    expected = reference(
        features, full_mask(valid, channels), layer.weight, layer.bias, stride, side // 2
    )[0]
    towards = torch.randn_like(result)
    actual = torch.autograd.grad(result, inputs, towards)
    wanted = torch.autograd.grad(expected, inputs, towards)
    for ours, theirs in zip(actual, wanted, strict=True):
        assert theirs.abs().max() > 0
        torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-10)
    in_holes = actual[0][full_mask(valid, channels) == 0]
    assert not in_holes.any()


@pytest.mark.parametrize(("side", "stride"), TABLE_2)
def test_gradcheck(side, stride):
    layer = make_layer((2, 1), side, stride)
    valid = holes(4, 1, 2, 5, 6, share=0.3)

    def run(features, weight, bias):
        values = {"weight": weight, "bias": bias}
        return torch.func.functional_call(layer, values, (features, valid))[0]

    features = torch.randn(1, 3, 5, 6, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(run, (features, layer.weight, layer.bias), fast_mode=True)


@pytest.mark.parametrize("content", [float("nan"), float("inf"), float("-inf"), 3e38, None])
@pytest.mark.parametrize("channels", [(3,), (4, 2)])
def test_hole_content_has_no_influence(content, channels):
    layer = make_layer(channels, 3, 2, dtype=torch.float32)
    valid = holes(6, 2, len(channels), 10, 12).float()
    known = full_mask(valid, channels) > 0
    features = torch.randn(2, sum(channels), 10, 12)
    other = torch.randn_like(features) * 100 if content is None else content
    runs = []
    for values in (features, torch.where(known, features, other)):
        values.requires_grad_()
        result = layer(values, valid)[0]
        gradients = torch.autograd.grad(result.square().sum(), (values, *layer.parameters()))
        runs.append((result, *gradients))
    for clean, dirty in zip(*runs, strict=True):
        assert torch.isfinite(dirty).all()
        assert torch.equal(clean, dirty)


def test_autocast_leaves_the_mask_exact():
    # 9 windows pixels x 300 channels: 2700 has no bfloat16, nor has 2699.
    layer = PartialConv2d(300, 2, 3, padding=1, plane_channels=(299, 1))
    features = torch.randn(1, 300, 8, 8)
    valid = torch.ones(1, 2, 8, 8)
    valid[0, 1, 4, 4] = 0
    valid[0, :, :3, :3] = 0
    with torch.autocast("cpu", torch.bfloat16):
        result, updated = layer(features, valid)
        scale = layer.renormalize(valid).scale
        half = layer.renormalize(valid.bfloat16())
    expected, mask = reference(
        features.double(),
        full_mask(valid, (299, 1)),
        layer.weight.double(),
        layer.bias.double(),
        1,
        1,
    )
    assert result.dtype == torch.bfloat16
    assert updated.dtype == scale.dtype == half.scale.dtype == torch.float32
    assert torch.equal(updated.double(), mask)
    assert scale[0, 0, 4, 4].item() == pytest.approx(2700 / 2699, rel=1e-7)
    assert scale[0, 0, 5, 6].item() == 1
    assert torch.equal(half.scale, scale)
    torch.testing.assert_close(result.double(), expected.detach(), rtol=0.02, atol=0.02)


@pytest.mark.parametrize(
    ("features", "valid"),
    [
        ((1, 3, 8, 8), (1, 2, 8, 8)),  # planes that are neither 1 nor those of the layer
        ((1, 3, 8, 8), (1, 3, 8, 8)),  # a mask as wide as the features
        ((1, 3, 8, 8), (1, 8, 8)),
        ((1, 3, 8, 8), (8, 8)),
        ((1, 3, 8, 8), (1, 1, 8, 7)),
        ((1, 3, 8, 8), (1, 1, 1, 1)),  # would broadcast
        ((2, 3, 8, 8), (1, 1, 8, 8)),  # would broadcast
        ((1, 4, 8, 8), (1, 1, 8, 8)),
        ((1, 1, 8, 8), (1, 1, 8, 8)),  # would broadcast
        ((3, 8, 8), (1, 1, 8, 8)),
    ],
)
def test_wrong_shapes(features, valid):
    with pytest.raises(ValueError, match="fit"):
        PartialConv2d(3, 4, 3, padding=1)(torch.zeros(features), torch.ones(valid))


@pytest.mark.parametrize("valid", [(1, 3, 4, 4), (1, 8, 4, 4), (4, 4), (2, 4, 4)])
def test_renormalize_refuses_wrong_planes(valid):
    layer = PartialConv2d(8, 2, 3, plane_channels=(5, 3))
    with pytest.raises(ValueError, match=r"\(N, 1 or 2, H, W\) fits"):
        layer.renormalize(torch.ones(valid))


@pytest.mark.parametrize("channels", [(1, 1), (2, 2), (4, -1), (0, 3)])
def test_planes_must_add_up(channels):
    with pytest.raises(ValueError, match="plane_channels"):
        PartialConv2d(3, 2, 3, plane_channels=channels)


def test_parameters_are_those_of_a_plain_convolution():
    layer, plain = PartialConv2d(3, 4, 5, 2, 2), torch.nn.Conv2d(3, 4, 5, 2, 2)
    assert {k: v.shape for k, v in layer.state_dict().items()} == {
        k: v.shape for k, v in plain.state_dict().items()
    }


@settings(max_examples=40)
@given(
    data=st.data(),
    shape=st.sampled_from(TABLE_2),
    channels=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    height=st.integers(1, 9),
    width=st.integers(1, 9),
    share=st.floats(0, 1),
    seed=st.integers(0, 2**31),
)
def test_any_size_any_mask(data, shape, channels, height, width, share, seed):
    side, stride = shape
    planes = data.draw(st.sampled_from([1, len(channels)]))
    layer = make_layer(channels, side, stride, seed=seed)
    features = torch.randn(2, sum(channels), height, width, dtype=torch.float64)
    valid = (torch.rand(2, planes, height, width) < share).double()
    result, updated = layer(features, valid)
    served = channels if planes > 1 else [sum(channels)]
    expected, mask = reference(
        features, full_mask(valid, served), layer.weight, layer.bias, stride, side // 2
    )
    torch.testing.assert_close(result, expected, rtol=1e-10, atol=1e-10)
    assert torch.equal(updated, mask)


@settings(max_examples=60)
@given(
    st.sampled_from([1, 3, 5, 7]),
    st.integers(1, 3),
    st.integers(7, 20),
    st.integers(7, 20),
    st.integers(0, 999),
    st.sampled_from([0, 10**6]),
)
def test_window_sums_are_those_of_pooling(side, stride, height, width, seed, pooled):
    generator = torch.Generator().manual_seed(seed)
    plane = torch.randint(0, 500, (2, 1, height, width), generator=generator).float()
    for padding in (0, side // 2):
        padded = F.pad(plane, (padding,) * 4)
        expected = F.avg_pool2d(padded, side, stride, divisor_override=1)
        with mock.patch.object(partial_conv, "POOLED_PIXELS", pooled):
            assert torch.equal(window_sums(plane, side, stride, padding), expected)
    # The plane itself stays what it is.
    assert torch.equal(
        plane, torch.randint(0, 500, plane.shape, generator=generator.manual_seed(seed)).float()
    )
