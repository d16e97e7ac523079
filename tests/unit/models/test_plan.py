"""The mask's way through the network, against counts made window by window."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_models.config import UNetConfig
from pconv_models.partial_conv import PartialConv2d
from pconv_models.plan import make_plan


def convolutions(config):
    def build(stage):
        return PartialConv2d(
            sum(stage.in_planes),
            stage.out_channels,
            stage.kernel_size,
            stage.stride,
            stage.kernel_size // 2,
            plane_channels=stage.in_planes,
        )

    return (
        [build(stage) for stage in config.encoder_stages()],
        [build(stage) for stage in config.decoder_stages()],
    )


def plan_of(valid, depth, width=2, *, find_boxes=True):
    return make_plan(
        valid, *convolutions(UNetConfig(width=width, depth=depth)), find_boxes=find_boxes
    )


def count(planes, channels, side, stride):
    """sum(M) of every window, in whole numbers: shifted copies added up, channel by channel."""
    pad = side // 2
    total = 0
    for plane, times in zip(planes, channels, strict=True):
        height, width = plane.shape[-2:]
        padded = torch.zeros(plane.shape[0], height + 2 * pad, width + 2 * pad, dtype=torch.int64)
        padded[:, pad : pad + height, pad : pad + width] = plane
        for _ in range(times):
            for y in range(side):
                for x in range(side):
                    rows = slice(y, y + height, stride)
                    total = total + padded[:, rows, x : x + width : stride]
    return total


def reference(valid, depth, width):
    """(scale, mask) of all layers."""
    channels = [width * min(2**i, 8) for i in range(depth)]
    maps, steps = [valid[:, 0].long()], []
    for index, side in enumerate([7, 5, 5, 3, 3][:depth]):
        read = 3 if index == 0 else channels[index - 1]
        known = count([maps[-1]], [read], side, 2)
        steps.append((known, read * side**2))
        maps.append((known > 0).long())
    current, below = maps.pop(), channels[-1]
    for skip in [*reversed(channels[:-1]), 3]:
        current = current.repeat_interleave(2, 1).repeat_interleave(2, 2)
        known = count([current, maps.pop()], [below, skip], 3, 1)
        steps.append((known, (below + skip) * 9))
        current, below = (known > 0).long(), skip
    return [
        (
            torch.where(known > 0, ones / known.clamp(min=1).double(), 0.0)[:, None],
            (known > 0)[:, None],
        )
        for known, ones in steps
    ]


def random_valid(shape, holes, seed):
    """Ones with rectangles of zeros."""
    generator = torch.Generator().manual_seed(seed)
    valid = torch.ones(shape)
    for index in range(holes):
        top, left = (int(torch.randint(-8, side, (), generator=generator)) for side in shape[2:])
        tall, wide = (int(torch.randint(1, side, (), generator=generator)) for side in shape[2:])
        rows, columns = slice(max(top, 0), top + tall), slice(max(left, 0), left + wide)
        valid[index % shape[0], 0, rows, columns] = 0
    return valid


def layers_of(plan):
    return plan.encoder + plan.decoder


masks = st.builds(
    lambda count, rows, columns, holes, seed: random_valid(
        (count, 1, 8 * rows, 8 * columns), holes, seed
    ),
    st.integers(1, 2),
    st.integers(1, 12),
    st.integers(1, 12),
    st.integers(0, 4),
    st.integers(0, 2**31),
)


@settings(max_examples=30)
@given(masks, st.integers(1, 3), st.booleans())
def test_every_layer_equals_the_reference(valid, depth, find_boxes):
    plan = plan_of(valid, depth, find_boxes=find_boxes)
    expected = reference(valid, depth, 2)
    for layer, (scale, mask) in zip(layers_of(plan), expected, strict=True):
        assert layer.scale.dtype == layer.valid.dtype == torch.float32
        assert torch.equal(layer.valid > 0.5, mask)
        assert torch.equal(layer.valid, mask.float())
        torch.testing.assert_close(layer.scale.double(), scale, rtol=1e-6, atol=0)
        assert layer.complete is bool(mask.all())
    assert plan.valid is plan.decoder[-1].valid


@settings(max_examples=60)
@given(masks, st.integers(1, 3))
def test_boxes_hold_every_factor_that_is_not_one(valid, depth):
    for layer in layers_of(plan_of(valid, depth)):
        height, width = layer.scale.shape[-2:]
        covered = torch.zeros(height, width, dtype=torch.int64)
        for top, bottom, left, right in layer.boxes:
            assert 0 <= top < bottom <= height
            assert 0 <= left < right <= width
            covered[top:bottom, left:right] += 1
        assert covered.max() <= 1, "disjoint: a factor is applied once"
        assert (layer.scale[..., covered == 0] == 1).all()
        assert (layer.valid[..., covered == 0] == 1).all()


def test_a_small_hole_needs_small_boxes():
    valid = torch.ones(1, 1, 256, 256)
    valid[..., 100:132, 90:122] = 0
    plan = plan_of(valid, 5)
    for layer in (plan.encoder[0], plan.encoder[1], plan.decoder[-1], plan.decoder[-2]):
        height, width = layer.scale.shape[-2:]
        area = sum((bottom - top) * (right - left) for top, bottom, left, right in layer.boxes)
        assert area < 0.15 * height * width
        assert len(layer.boxes) == 5


def test_no_hole_leaves_the_border():
    plan = plan_of(torch.ones(1, 1, 64, 64), 2)
    assert [len(layer.boxes) for layer in layers_of(plan)] == [4, 4, 4, 4]
    last = plan.decoder[-1]
    inside = torch.zeros(64, 64, dtype=torch.bool)
    inside[1:-1, 1:-1] = True
    assert (last.scale[0, 0][inside] == 1).all()
    assert (last.scale[0, 0][~inside] > 1).all()
    assert sorted(last.boxes) == [(0, 1, 0, 64), (1, 63, 0, 1), (1, 63, 63, 64), (63, 64, 0, 64)]


def test_a_hole_in_one_sample_counts_for_all():
    valid = torch.ones(3, 1, 64, 64)
    valid[1, :, 20:30, 40:44] = 0
    *_, box = plan_of(valid, 1).decoder[-1].boxes
    assert box[0] <= 19 < 31 <= box[1]
    assert box[2] <= 39 < 45 <= box[3]
    assert not plan_of(torch.cat([valid[:1], 0 * valid[:1]]), 1).encoder[0].complete


def test_a_large_hole_is_one_box():
    valid = torch.ones(1, 1, 64, 64)
    valid[..., 4:60, 4:60] = 0
    assert plan_of(valid, 1).decoder[-1].boxes == ((0, 64, 0, 64),)


@pytest.mark.parametrize("depth", [1, 3])
def test_without_boxes_everything_is_one_box(depth):
    valid = random_valid((2, 1, 64, 96), 2, 5)
    for layer in layers_of(plan_of(valid, depth, find_boxes=False)):
        assert layer.boxes == ((0, layer.scale.shape[-2], 0, layer.scale.shape[-1]),)


def test_all_hole():
    plan = plan_of(torch.zeros(1, 1, 32, 32), 3)
    for layer in layers_of(plan):
        assert not layer.scale.any()
        assert not layer.valid.any()
        assert layer.complete is False
