"""Fills as layers: what is kept of them, and how they are laid over the photo."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pconv_studio.core.geometry import Box
from pconv_studio.core.layers import composite, make_layer

RNG = np.random.default_rng(8)


def pixels_of(dtype, shape=(40, 50, 3)):
    if dtype == np.float32:
        return RNG.normal(0.5, 1, shape).astype(np.float32)
    return RNG.integers(0, np.iinfo(dtype).max + 1, shape).astype(dtype)


def layer_of(pixels, coverage):
    return make_layer(pixels, coverage, name="Fill 1", method="telea")


def whole(array):
    return Box(0, 0, array.shape[0], array.shape[1])


def half_up(under, over, coverage):
    """The formula of the contract in fractions, rounded half up."""
    exact = Fraction(int(under)) + Fraction(int(over) - int(under)) * Fraction(int(coverage), 255)
    return floor(exact + Fraction(1, 2))


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_eight_bits_are_exact(under, over, coverage):
    base = np.full((1, 1, 3), under, np.uint8)
    layer_pixels = np.full((1, 1, 3), over, np.uint8)
    if coverage:
        composite(base, layer_of(layer_pixels, np.full((1, 1), coverage, np.uint8)), whole(base))
    assert base.tolist() == [[[half_up(under, over, coverage)] * 3]]


@given(st.integers(0, 65535), st.integers(0, 65535), st.integers(1, 255))
def test_sixteen_bits_are_exact(under, over, coverage):
    base = np.full((1, 1, 4), under, np.uint16)
    layer_pixels = np.full((1, 1, 4), over, np.uint16)
    composite(base, layer_of(layer_pixels, np.full((1, 1), coverage, np.uint8)), whole(base))
    assert base.tolist() == [[[half_up(under, over, coverage)] * 4]]


def test_every_coverage_of_the_extremes():
    coverage = np.arange(256, dtype=np.uint8)[None]
    for dtype in (np.uint8, np.uint16):
        top = np.iinfo(dtype).max
        for under, over in ((0, top), (top, 0), (0, 1), (1, 0), (top, top - 1)):
            base = np.full((1, 256, 3), under, dtype)
            composite(base, layer_of(np.full((1, 256, 3), over, dtype), coverage), whole(base))
            assert base[0, :, 0].tolist() == [half_up(under, over, c) for c in range(256)]


def test_float_follows_the_formula():
    under, over = pixels_of(np.float32), pixels_of(np.float32)
    coverage = RNG.integers(1, 255, under.shape[:2]).astype(np.uint8)
    base = under.copy()
    composite(base, layer_of(over, coverage), whole(base))
    weight = coverage[..., None] / 255.0
    expected = under.astype(np.float64) * (1 - weight) + over.astype(np.float64) * weight
    assert np.abs(base - expected).max() < 3e-7


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_untouched_where_nothing_is_covered_and_bit_identical_where_all_is(dtype):
    under, over = pixels_of(dtype, (300, 600, 4)), pixels_of(dtype, (300, 600, 4))
    if dtype == np.float32:
        under[::3, ::2] = np.nan
        under[1::3] = np.inf
        over[::5] = -0.0
    coverage = RNG.choice(np.array([0, 255], np.uint8), under.shape[:2])
    base = under.copy()
    composite(base, layer_of(over, coverage), whole(base))
    inside = coverage == 255
    assert base[inside].tobytes() == over[inside].tobytes()
    assert base[~inside].tobytes() == under[~inside].tobytes()


def test_soft_edge_over_what_is_no_number_is_the_fill():
    under = pixels_of(np.float32)
    under[::2] = np.nan
    under[1::4] = -np.inf
    over = pixels_of(np.float32)
    coverage = np.full(under.shape[:2], 100, np.uint8)
    base = under.copy()
    composite(base, layer_of(over, coverage), whole(base))
    assert np.isfinite(base).all()
    assert np.array_equal(base[::2], over[::2])
    assert np.array_equal(base[1::4], over[1::4])


def test_alpha_is_blended_too():
    base = np.zeros((1, 1, 4), np.uint8)
    over = np.full((1, 1, 4), 255, np.uint8)
    composite(base, layer_of(over, np.full((1, 1), 51, np.uint8)), whole(base))
    assert base.tolist() == [[[51, 51, 51, 51]]]


def test_parts_make_the_whole():
    under, over = pixels_of(np.uint8, (700, 600, 3)), pixels_of(np.uint8, (700, 600, 3))
    coverage = np.zeros((700, 600), np.uint8)
    coverage[100:650, 70:590] = RNG.integers(0, 256, (550, 520))
    layer = layer_of(over, coverage)
    at_once = under.copy()
    composite(at_once, layer, whole(under))
    in_parts = under.copy()
    for top in range(0, 700, 90):
        for left in range(0, 600, 250):
            box = Box(top, left, min(top + 90, 700), min(left + 250, 600))
            composite(in_parts[box.slices], layer, box)
    assert np.array_equal(in_parts, at_once)
    assert not np.array_equal(at_once, under)


def test_box_beside_the_layer_is_left_alone():
    over = pixels_of(np.uint8)
    coverage = np.zeros((40, 50), np.uint8)
    coverage[:10, :10] = 255
    base = pixels_of(np.uint8)
    before = base.copy()
    box = Box(20, 20, 40, 50)
    composite(base[box.slices], layer_of(over, coverage), box)
    assert np.array_equal(base, before)


def test_a_layer_keeps_what_it_covers_and_nothing_else():
    filled = pixels_of(np.uint16, (400, 500, 4))
    coverage = np.zeros((400, 500), np.uint8)
    coverage[50:60, 80:90] = 255
    coverage[70, 95] = 3
    layer = make_layer(
        filled,
        coverage,
        name="Fill 2",
        method="pconv",
        model="paper",
        device="cuda",
        seconds=1.5,
        notes=["slow"],
        settings={"grow": 3},
    )
    assert layer.box == Box(50, 80, 71, 96)
    assert np.array_equal(layer.coverage.array(), coverage[50:71, 80:96])
    inside = layer.coverage.array() > 0
    assert np.array_equal(layer.pixels.array()[inside], filled[50:71, 80:96][inside])
    # What it does not cover would only take memory, and leave a trace of it in a project file.
    assert not layer.pixels.array()[~inside].any()
    assert (layer.method, layer.model, layer.device) == ("pconv", "paper", "cuda")
    assert (layer.seconds, layer.notes, layer.settings) == (1.5, ("slow",), {"grow": 3})
    assert layer.visible
    assert layer.created.endswith("+00:00")
    assert layer.nbytes > 0
    covered = np.zeros(coverage.shape, bool)
    for box in layer.tiles():
        covered[box.slices] = True
    assert covered[coverage > 0].all()


def test_the_mask_may_change_after_the_layer_was_made():
    filled, coverage = pixels_of(np.uint8), np.full((40, 50), 255, np.uint8)
    layer = layer_of(filled, coverage)
    before = filled.copy()
    coverage[:] = 0
    filled[:] = 0
    assert (layer.coverage.array() == 255).all()
    assert np.array_equal(layer.pixels.array(), before)


def test_versions_share_their_arrays():
    layer = layer_of(pixels_of(np.uint8), np.full((40, 50), 255, np.uint8))
    other = layer.with_visible(False).renamed("Sky")
    assert (other.id, other.name, other.visible) == (layer.id, "Sky", False)
    assert other.pixels is layer.pixels
    assert other.coverage is layer.coverage
    assert layer.visible
    assert layer.name == "Fill 1"


def test_ids_differ():
    pixels, coverage = pixels_of(np.uint8), np.full((40, 50), 255, np.uint8)
    assert layer_of(pixels, coverage).id != layer_of(pixels, coverage).id


@pytest.mark.parametrize(
    "coverage",
    [
        np.zeros((40, 50), np.uint8),
        np.ones((40, 51), np.uint8),
        np.ones((40, 50), bool),
        np.ones((40, 50), np.float32),
    ],
)
def test_coverage_that_does_not_fit_is_refused(coverage):
    with pytest.raises(ValueError, match="cover"):
        layer_of(pixels_of(np.uint8), coverage)
