"""Between a photo's depth and the methods' float RGB."""

from __future__ import annotations

import numpy as np
import pytest

from pconv_studio.inference.values import (
    brightest,
    fill_alpha,
    from_unit,
    full_scale,
    to_bytes,
    to_unit,
    unknown_pixels,
)


@pytest.mark.parametrize(("dtype", "steps"), [(np.uint8, 256), (np.uint16, 65536)])
def test_every_value_survives_the_round_trip(dtype, steps):
    values = np.arange(steps).astype(dtype)
    image = np.stack([values, values[::-1], np.roll(values, 7)], axis=-1)[None]
    unit = to_unit(image, np.zeros((1, steps), bool))
    assert unit.dtype == np.float32
    assert unit.min() == 0
    assert unit.max() == 1
    again = from_unit(unit, np.dtype(dtype))
    assert again.dtype == dtype
    assert np.array_equal(again, image)


def test_floats_within_range_survive_and_others_are_cut_for_the_methods_only():
    image = np.array([[[0.1, 0.7, 1.0], [-3.0, 5.0, 0.25]]], np.float32)
    before = image.copy()
    unit = to_unit(image, np.zeros((1, 2), bool))
    assert np.array_equal(unit, np.array([[[0.1, 0.7, 1.0], [0.0, 1.0, 0.25]]], np.float32))
    assert np.array_equal(image, before)
    assert np.array_equal(from_unit(unit, np.dtype(np.float32)), unit)


def test_values_are_rounded_to_the_nearest_step_and_cut():
    unit = np.array([-0.2, 0.4999 / 255, 0.5001 / 255, 254.6 / 255, 1.7])
    assert from_unit(unit, np.dtype(np.uint8)).tolist() == [0, 0, 1, 255, 255]
    assert to_bytes(unit.astype(np.float32)).dtype == np.uint8


@pytest.mark.parametrize(
    ("dtype", "white"), [(np.uint8, 255.0), (np.uint16, 65535.0), (np.float32, 1.0)]
)
def test_full_scale(dtype, white):
    assert full_scale(np.dtype(dtype)) == white


def test_unknown_pixels_are_the_hole_the_transparent_and_the_not_finite():
    image = np.full((2, 4, 4), 0.5, np.float32)
    image[0, 1, 3] = 0
    image[0, 2, 3] = -0.25
    image[1, 0, 1] = np.nan
    image[1, 1, 3] = np.inf
    hole = np.zeros((2, 4), bool)
    hole[1, 3] = True
    before = hole.copy()
    expected = np.array([[0, 1, 1, 0], [1, 1, 0, 1]], bool)
    assert np.array_equal(unknown_pixels(image, hole), expected)
    assert np.array_equal(hole, before)


def test_unknown_pixels_never_share_memory_with_the_hole():
    hole = np.zeros((3, 3), bool)
    for image in (np.zeros((3, 3, 3), np.uint8), np.ones((3, 3, 4), np.uint8)):
        assert not np.shares_memory(unknown_pixels(image, hole), hole)


def test_unknown_pixels_are_zero_as_unit_values():
    image = np.full((1, 3, 3), np.nan, np.float32)
    image[0, 0] = 0.5
    unit = to_unit(image, np.array([[False, True, True]]))
    assert unit.tolist() == [[[0.5] * 3, [0.0] * 3, [0.0] * 3]]


def test_alpha_is_the_only_value_around():
    alpha = np.array([[9, 77, 77], [0, 255, 77]], np.uint8)
    hole = np.array([[1, 0, 0], [1, 1, 0]], bool)
    assert (fill_alpha(alpha, hole)[hole] == 77).all()


def test_alpha_is_the_nearest_known_one():
    alpha = np.array([[10, 1, 2, 3, 4, 200]], np.uint16)
    hole = np.array([[0, 1, 1, 1, 1, 0]], bool)
    filled = fill_alpha(alpha, hole)
    assert filled.dtype == np.uint16
    assert filled.tolist() == [[10, 10, 10, 200, 200, 200]]


@pytest.mark.parametrize(
    ("dtype", "opaque"), [(np.uint8, 255), (np.uint16, 65535), (np.float32, 1.0)]
)
def test_alpha_is_opaque_where_nothing_is_known(dtype, opaque):
    assert (fill_alpha(np.zeros((2, 2), dtype), np.ones((2, 2), bool)) == opaque).all()


def test_what_is_brighter_than_white_is_told_by_the_known_pixels_alone():
    image = np.full((20, 20, 3), 2.5, np.float32)
    unknown = np.zeros((20, 20), bool)
    unknown[5:9, 5:9] = True
    image[unknown] = 1e6
    assert brightest(image, unknown) == 2.5
    # One highlight does not darken all else.
    image[~unknown] = 0.5
    image[0, 0] = 40
    assert brightest(image, unknown) is None
    assert brightest(np.full((4, 4, 3), 65535, np.uint16), np.zeros((4, 4), bool)) is None
