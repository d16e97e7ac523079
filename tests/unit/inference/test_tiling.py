"""Tiles cover the hole and blend without a trace."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_studio.core.geometry import Box
from pconv_studio.inference.contract import FillJob
from pconv_studio.inference.methods import pconv
from pconv_studio.inference.tiling import plan_tiles


@st.composite
def holes(draw):
    height, width = draw(st.integers(1, 90)), draw(st.integers(1, 90))
    hole = np.zeros((height, width), bool)
    for _ in range(draw(st.integers(1, 3))):
        top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
        hole[top : top + draw(st.integers(1, 60)), left : left + draw(st.integers(1, 60))] = True
    return hole


@settings(max_examples=80)
@given(holes(), st.integers(8, 48))
def test_tiles_cover_the_hole_with_weights_above_zero(hole, side):
    total = np.zeros(hole.shape, np.float32)
    for box, ramp in plan_tiles(hole, side):
        assert box.height <= side
        assert box.width <= side
        assert 0 <= box.top < box.bottom <= hole.shape[0]
        assert 0 <= box.left < box.right <= hole.shape[1]
        assert ramp.shape == (box.height, box.width)
        assert ramp.dtype == np.float32
        assert ramp.min() > 0
        assert hole[box.slices].any()
        total[box.slices] += ramp
    assert (total[hole] > 0).all()


@settings(max_examples=40)
@given(holes(), st.integers(8, 48))
def test_blending_a_constant_gives_the_constant(hole, side):
    total, weights = np.zeros(hole.shape), np.zeros(hole.shape)
    for box, ramp in plan_tiles(hole, side):
        total[box.slices] += ramp * 0.7
        weights[box.slices] += ramp
    assert np.allclose(total[hole] / weights[hole], 0.7, atol=1e-6)


def test_a_small_picture_is_one_tile_of_even_weight():
    hole = np.zeros((30, 20), bool)
    hole[3, 3] = True
    ((box, ramp),) = plan_tiles(hole, 32)
    assert (box.top, box.left, box.bottom, box.right) == (0, 0, 30, 20)
    assert (ramp == 1).all()


def test_weights_fall_towards_inner_edges_only():
    hole = np.ones((8, 96), bool)
    tiles = plan_tiles(hole, 64)
    assert [(box.left, box.right) for box, _ in tiles] == [(0, 64), (32, 96)]
    (_, first), (_, second) = tiles
    assert first[0, 0] == 1
    assert first[0, -1] < 0.05
    assert second[0, 0] < 0.05
    assert second[0, -1] == 1
    assert (np.diff(first[0]) <= 0).all()


def test_tiles_without_a_hole_are_left_out():
    hole = np.zeros((200, 200), bool)
    hole[5, 5] = True
    assert len(plan_tiles(hole, 64)) == 1


class LocalNetwork:
    """Predicts from each pixel's own value and place-independent rules alone."""

    def __init__(self):
        self.calls = 0

    def predict(self, image, hole, job, box):
        del job
        self.calls += 1
        prediction = np.where(hole[..., None], np.float32(0.25), 1 - image).astype(np.float32)
        return prediction[box.slices]


@pytest.mark.parametrize("side", [16, 24, 40])
def test_tiled_prediction_equals_the_whole_one(side):
    rng = np.random.default_rng(0)
    image = rng.random((70, 90, 3), np.float32)
    hole = np.ones((70, 90), bool)
    hole[20:40, 30:50] = False
    network = LocalNetwork()
    box = Box(0, 0, 70, 90)
    whole = pconv._predict_with(network, image, hole, box, FillJob(), 0.0, 1.0, 1000)
    assert network.calls == 1
    tiled = pconv._predict_with(network, image, hole, box, FillJob(), 0.0, 1.0, side)
    assert network.calls > 4
    assert np.allclose(tiled[hole], whole[hole], atol=1e-6)
