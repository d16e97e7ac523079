"""The hole's depth agrees with the mask updates, counted by hand, and with what fills really do."""

from __future__ import annotations

import re

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_models.checkpoint import save_checkpoint
from pconv_models.config import UNetConfig
from pconv_models.foreign import build_network
from pconv_models.foreign_config import ForeignConfig
from pconv_models.unet import PConvUNet
from pconv_studio.core.errors import MaskError, UsageError, UserError
from pconv_studio.inference.contract import Cancelled, FillJob
from pconv_studio.inference.depth import (
    NEVER,
    TRUSTED,
    count_levels,
    first_layers,
    hole_depth,
)
from pconv_studio.inference.fill import fill
from pconv_studio.inference.mask_updates import reached
from pconv_studio.inference.methods import detail, pconv
from pconv_studio.inference.network import Network, load_network
from pconv_studio.inference.pyramid import shrink_hole, shrink_known, size_of_next
from pconv_studio.inference.regions import hole_depth as distance_depth
from pconv_studio.inference.regions import plan_regions
from pconv_studio.inference.registry import get_method


def slow_update(valid, kernel, stride):
    """Eq. 2 by the letter: known where the window holds a known pixel."""
    pad = kernel // 2
    padded = np.pad(valid, pad)
    rows = (valid.shape[0] - 1) // stride + 1
    columns = (valid.shape[1] - 1) // stride + 1
    result = np.zeros((rows, columns), bool)
    for row in range(rows):
        for column in range(columns):
            top, left = row * stride, column * stride
            result[row, column] = padded[top : top + kernel, left : left + kernel].max()
    return result


def slow_layers(hole, config):
    rows, columns = (-size % config.multiple for size in hole.shape)
    valid = np.pad(~hole, ((0, rows), (0, columns)))
    layer = np.where(hole, NEVER, 0)
    for number, stage in enumerate(config.encoder_stages(), start=1):
        valid = slow_update(valid, stage.kernel_size, stage.stride)
        for row, column in np.argwhere(layer == NEVER):
            if valid[row >> number, column >> number]:
                layer[row, column] = number
    return layer


@st.composite
def holes(draw, most=90):
    height, width = draw(st.integers(1, most)), draw(st.integers(1, most))
    hole = np.zeros((height, width), bool)
    for _ in range(draw(st.integers(1, 4))):
        top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
        tall, wide = draw(st.integers(1, most)), draw(st.integers(1, most))
        hole[top : top + tall, left : left + wide] = True
    # At least one pixel to fill from.
    hole[draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))] = False
    return hole


@settings(max_examples=40)
@given(holes(), st.integers(1, 5))
def test_layers_are_those_of_eq_2(hole, depth):
    config = UNetConfig(width=2, depth=depth)
    assert np.array_equal(first_layers(hole, config, None), slow_layers(hole, config))


CONFIGS = [
    UNetConfig(width=1, depth=8),
    UNetConfig(width=1, depth=2),
    ForeignConfig(width=1, depth=4, origin="some/body", kernels=(3, 3, 5, 3)),
]


@pytest.mark.parametrize("config", CONFIGS, ids=["paper", "short", "imported"])
@settings(max_examples=25)
@given(hole=holes(300))
def test_layers_are_those_of_the_network(config, hole):
    with torch.device("meta"):
        network = build_network(config)
    height, width = hole.shape
    valid = torch.from_numpy(~hole)[None, None].float()
    plan = network.plan(valid)
    expected = np.where(hole, NEVER, 0)
    for number, layer in enumerate(plan.encoder, start=1):
        plane = layer.valid[0, 0].numpy() > 0
        known = plane.repeat(2**number, 0).repeat(2**number, 1)[:height, :width]
        expected[known & (expected == NEVER)] = number
    assert np.array_equal(first_layers(hole, config, None), expected)
    reach = network.reach(valid)[0, 0].numpy() > 0.5
    assert np.array_equal(reached(hole, config), reach)


@settings(max_examples=40)
@given(holes(), st.floats(1, 100))
def test_a_smaller_hole_is_that_of_the_fill(hole, depth):
    size = size_of_next(hole.shape, depth, 32)
    _, expected = shrink_known(np.zeros((*hole.shape, 3), np.float32), hole, size)
    assert np.array_equal(shrink_hole(hole, size), expected)


@pytest.fixture
def seen_by_methods(monkeypatch):
    """What each region looks like to the network; predictions cost nothing."""
    seen = []
    inner = pconv.coarse_to_fine

    def coarse_to_fine(network, region, job, *trusted):
        seen.append(region.hole.copy())
        return inner(network, region, job, *trusted)

    monkeypatch.setattr(pconv, "coarse_to_fine", coarse_to_fine)
    monkeypatch.setattr(detail, "coarse_to_fine", coarse_to_fine)
    monkeypatch.setattr(Network, "predict", lambda self, image, hole, job, box: image[box.slices])
    monkeypatch.setattr(detail, "patch_fill", lambda region, **_: region.image)
    return seen


def levels_of(result):
    found = [re.search(r"coarse to fine in (\d+) steps", note) for note in result.notes]
    return max((int(match[1]) for match in found if match), default=1)


def random_hole(rng, height, width):
    hole = np.zeros((height, width), bool)
    for _ in range(rng.integers(1, 5)):
        side = rng.integers(1, max(height, width), 2)
        top, left = rng.integers(0, height), rng.integers(0, width)
        hole[top : top + side[0], left : left + side[1]] = True
    hole[rng.integers(0, height), rng.integers(0, width)] = False
    return hole


@pytest.mark.parametrize("method", sorted(TRUSTED))
@pytest.mark.parametrize("seed", range(12))
def test_depth_follows_the_fill(seen_by_methods, tiny_weights, method, seed):
    """Same regions, same order, same levels; with a network of short reach and the bundled one."""
    rng = np.random.default_rng(seed)
    model = str(tiny_weights) if seed % 2 else None
    height, width = rng.integers(150, 900, 2)
    hole = random_hole(rng, height, width)
    if seed % 3 == 0:
        # Far apart, so that there are several regions.
        hole[height // 3 : height // 3 + 60] = False
    image = np.full((height, width, 3), 90, np.uint8)
    result = fill(image, hole, method=method, model=model, device="cpu")
    depth = hole_depth(hole, method=method, model=model)
    assert depth.levels == levels_of(result)
    assert depth.coarse_to_fine == (levels_of(result) > 1)
    config = load_network(FillJob(model=model, device="cpu")).about.config
    assert depth.layers == config.depth
    expected = np.zeros(hole.shape, np.uint8)
    about = get_method(method)
    regions = plan_regions(hole, context=about.context, min_context=about.min_context)
    for region, seen in zip(regions, seen_by_methods, strict=True):
        layers = np.zeros(hole.shape, np.uint8)
        layers[region.crop.slices] = first_layers(seen, config, None)
        own = region.target.slices
        expected[own] = np.where(hole[own], layers[own], expected[own])
    assert np.array_equal(depth.layer, expected)


@pytest.mark.parametrize("method", sorted(TRUSTED))
@pytest.mark.parametrize(("side", "levels"), [(60, 1), (70, 2), (140, 2), (170, 3)])
def test_both_answers_occur(seen_by_methods, method, side, levels):
    """The test above would be empty if all of its holes were deep."""
    hole = np.zeros((400, 400), bool)
    hole[150 : 150 + side, 150 : 150 + side] = True
    image = np.zeros((400, 400, 3), np.uint8)
    assert levels_of(fill(image, hole, method=method, device="cpu")) == levels
    assert hole_depth(hole, method=method).levels == levels


def test_later_regions_see_what_earlier_ones_filled(seen_by_methods, tiny_weights):
    hole = np.zeros((300, 300), bool)
    hole[100:116, 100:200] = True
    hole[180:196, 100:200] = True
    fill(
        np.zeros((300, 300, 3), np.uint8),
        hole,
        method="pconv",
        model=str(tiny_weights),
        device="cpu",
    )
    first, second = (int(seen.sum()) for seen in seen_by_methods)
    assert (first, second) == (3200, 1600)
    depth = hole_depth(hole, method="pconv", model=str(tiny_weights))
    assert np.array_equal(depth.layer[100:116], depth.layer[180:196])


@pytest.mark.parametrize("seed", range(4))
def test_transparent_pixels_are_not_known_either(seen_by_methods, tiny_weights, seed):
    rng = np.random.default_rng(seed)
    image = np.full((200, 240, 4), 90, np.uint8)
    image[rng.integers(10, 150) :, :, 3] = 0
    image[:5, :5, 3] = 255
    hole = np.zeros((200, 240), bool)
    hole[rng.integers(0, 100) : 190, 20:60] = True
    model = str(tiny_weights)
    result = fill(image, hole, method="pconv", model=model, device="cpu")
    depth = hole_depth(hole, image=image, method="pconv", model=model)
    assert depth.levels == levels_of(result)
    assert (depth.layer[~hole] == 0).all()
    opaque = hole_depth(hole, method="pconv", model=model)
    assert (depth.layer[hole] >= opaque.layer[hole]).all()
    assert (depth.layer != opaque.layer).any()


def test_figures_of_a_map(tiny_weights):
    hole = np.zeros((200, 200), bool)
    hole[20:180, 20:180] = True
    depth = hole_depth(hole, method="pconv", model=str(tiny_weights))
    assert depth.layers == 3
    assert depth.deepest == 3
    assert 0 < depth.share_unreached < 1
    assert depth.share_unreached == (depth.layer == NEVER).sum() / hole.sum()
    assert depth.coarse_to_fine
    # The layers lie one inside the other.
    assert list(depth.layer[100, [19, 20, 180]]) == [0, 1, 0]
    along = depth.layer[100, 20:100].astype(int)
    assert (np.diff(along) >= 0).all()
    assert depth.layer[100, 100] == NEVER


def test_no_hole_has_no_depth():
    depth = hole_depth(np.zeros((30, 20), bool))
    assert depth.layer.shape == (30, 20)
    assert not depth.layer.any()
    assert (depth.deepest, depth.levels, depth.coarse_to_fine) == (0, 1, False)
    assert depth.share_unreached == 0


def test_nothing_known_means_never():
    depth = hole_depth(np.ones((30, 20), bool))
    assert (depth.layer == NEVER).all()
    assert depth.share_unreached == 1
    assert depth.deepest == 0


def test_a_plain_network_keeps_no_mask(tmp_path):
    path = tmp_path / "plain.safetensors"
    save_checkpoint(path, PConvUNet(UNetConfig(width=2, depth=7, convolution="plain")))
    hole = np.zeros((400, 400), bool)
    hole[180:220, 180:220] = True
    depth = hole_depth(hole, method="pconv", model=str(path))
    assert set(np.unique(depth.layer)) == {0, 1}
    assert not depth.coarse_to_fine
    hole[100:300, 100:300] = True
    assert hole_depth(hole, method="pconv", model=str(path)).coarse_to_fine


def test_levels_end_where_one_pass_is_enough():
    hole = np.ones((64, 900), bool)
    hole[3, 4] = False
    config = UNetConfig(width=1, depth=2)
    levels = count_levels(hole, config, 4.0, None)
    for _ in range(levels - 1):
        assert count_levels(hole, config, 4.0, None) > 1
        hole = shrink_hole(hole, size_of_next(hole.shape, distance_depth(hole), 4.0))
    assert count_levels(hole, config, 4.0, None) == 1


def test_progress_rises_and_cancel_is_heard():
    hole = np.zeros((400, 900), bool)
    hole[50:80, 50:80] = hole[50:80, 600:630] = hole[300:330, 300:330] = True
    seen = []
    hole_depth(hole, progress=lambda share, text: seen.append((share, text)))
    assert [share for share, _ in seen] == [0, pytest.approx(1 / 3), pytest.approx(2 / 3)]
    with pytest.raises(Cancelled):
        hole_depth(hole, cancelled=lambda: True)


def test_wrong_input_is_told(tmp_path):
    good = np.zeros((9, 9), bool)
    with pytest.raises(MaskError, match="uint8"):
        hole_depth(good.astype(np.uint8))
    with pytest.raises(MaskError, match="photo's size"):
        hole_depth(good, image=np.zeros((8, 9, 3), np.uint8))
    with pytest.raises(UsageError, match="telea"):
        hole_depth(good, method="telea")
    with pytest.raises(UserError, match="neither"):
        hole_depth(good, model="no-such-model")
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"\x00" * 64)
    with pytest.raises(UserError, match=r"broken\.safetensors"):
        hole_depth(good, model=str(broken))
