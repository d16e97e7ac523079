"""Smaller versions see known pixels only."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pconv_studio.inference.pyramid import MAX_STEP, shrink_known, size_of_next


def half(shape):
    return -(-shape[0] // 2), -(-shape[1] // 2)


def test_each_pixel_is_the_mean_of_its_known_ones():
    image = np.arange(4 * 6 * 3, dtype=np.float32).reshape(4, 6, 3) / 100
    hole = np.zeros((4, 6), bool)
    hole[0, 0] = hole[1, 1] = True
    hole[2:4, 4:6] = True
    small, empty = shrink_known(image, hole, (2, 3))
    assert small.shape == (2, 3, 3)
    assert small.dtype == np.float32
    assert np.argwhere(empty).tolist() == [[1, 2]]
    assert np.allclose(small[0, 0], (image[0, 1] + image[1, 0]) / 2)
    assert np.allclose(small[0, 1], image[0:2, 2:4].mean(axis=(0, 1)))
    assert (small[1, 2] == 0).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (5, 1), (5, 9), (33, 64)])
def test_an_even_picture_stays_even(shape):
    image = np.full((*shape, 3), 0.3, np.float32)
    small, empty = shrink_known(image, np.zeros(shape, bool), half(shape))
    assert empty.shape == half(shape)
    assert not empty.any()
    assert np.allclose(small, 0.3)


def test_what_is_under_the_hole_has_no_influence():
    rng = np.random.default_rng(1)
    image, hole = rng.random((21, 30, 3), np.float32), rng.random((21, 30)) < 0.6
    other = np.where(hole[..., None], np.float32(1000), image)
    first, second = (shrink_known(picture, hole, (9, 13)) for picture in (image, other))
    assert np.array_equal(first[0], second[0])
    assert np.array_equal(first[1], second[1])


@pytest.mark.parametrize("step", [2.0, 2.17, MAX_STEP])
def test_a_known_pixel_is_never_lost(step):
    hole = np.ones((37, 61), bool)
    image = np.zeros((37, 61, 3), np.float32)
    hole[36, 60], image[36, 60] = False, (0.2, 0.4, 0.6)
    while hole.size > 1:
        size = [math.ceil(length / step) for length in hole.shape]
        image, hole = shrink_known(image, hole, tuple(size))
        assert not hole.all()
    assert np.allclose(image[0, 0], (0.2, 0.4, 0.6), atol=1e-5)


def test_colours_stay_between_those_of_the_source():
    rng = np.random.default_rng(2)
    image, hole = rng.uniform(0.4, 0.6, (45, 51, 3)).astype(np.float32), rng.random((45, 51)) < 0.8
    image[hole] = 0
    small, empty = shrink_known(image, hole, (20, 22))
    assert small[~empty].min() >= 0.4 - 1e-5
    assert small[~empty].max() <= 0.6 + 1e-5


@given(st.floats(1, 5000), st.floats(4, 100))
def test_levels_are_as_few_as_steps_of_their_size_can_be(depth, trusted):
    """All steps are about the same, none below 2, and the last hole is no deeper than trusted."""
    size, levels, steps = 10_000_000, 1, []
    while depth > trusted:
        (smaller, same) = size_of_next((size, size), depth, trusted)
        assert smaller == same
        steps.append(size / smaller)
        depth, size, levels = depth * smaller / size, smaller, levels + 1
    halving = 1 + max(0, math.ceil(math.log2(depth / trusted) + sum(map(math.log2, steps))))
    assert levels <= halving
    assert all(2 - 1e-3 <= step <= MAX_STEP + 1e-3 for step in steps)
    assert not steps or max(steps) < 1.05 * min(steps)


def test_two_steps_do_where_halving_takes_three():
    size = size_of_next((512, 400), 150, 32)
    assert size == (235, 183)
    assert size_of_next(size, 150 * 235 / 512, 32) == (108, 84)
