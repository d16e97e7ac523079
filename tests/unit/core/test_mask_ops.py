"""What is done to whole coverages, against brute force."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from pconv_studio.core import mask_ops, masks
from pconv_studio.core.errors import MaskError
from pconv_studio.core.geometry import Box
from pconv_studio.core.mask_edit import MaskEdit
from pconv_studio.core.mask_ops import (
    FAR,
    coverage_from_alpha,
    feather_coverage,
    grow_coverage,
    invert_coverage,
    measure,
    replace_coverage,
    shrink_coverage,
)

SMALL = settings(max_examples=50)
SHAPES = hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=14)
SOFT = hnp.arrays(np.uint8, SHAPES, elements=st.integers(0, 255), fill=st.just(0))
HARD = hnp.arrays(np.uint8, SHAPES, elements=st.sampled_from([0, 255]))
COVERAGES = st.one_of(SOFT, HARD)


def over_disc(coverage, radius, choose):
    """The greatest or least value over a disc around each pixel, pixel by pixel."""
    height, width = coverage.shape
    rows, columns = np.indices(coverage.shape)
    result = np.empty_like(coverage)
    for row in range(height):
        for column in range(width):
            near = (rows - row) ** 2 + (columns - column) ** 2 <= radius**2
            result[row, column] = choose(coverage[near])
    return result


@SMALL
@given(COVERAGES, st.integers(0, 9))
def test_growing_takes_the_greatest_value_of_a_disc(coverage, pixels):
    before = coverage.copy()
    assert np.array_equal(grow_coverage(coverage, pixels), over_disc(coverage, pixels, np.max))
    assert np.array_equal(coverage, before)


@SMALL
@given(COVERAGES, st.integers(0, 9))
def test_shrinking_takes_the_least_value_of_a_disc(coverage, pixels):
    before = coverage.copy()
    assert np.array_equal(shrink_coverage(coverage, pixels), over_disc(coverage, pixels, np.min))
    assert np.array_equal(coverage, before)


@SMALL
@given(HARD, st.integers(0, 9))
def test_hard_coverage_grows_and_shrinks_as_its_hole(coverage, pixels):
    hole = coverage == 255
    assert np.array_equal(grow_coverage(coverage, pixels) > 0, masks.grow(hole, pixels))
    assert np.array_equal(shrink_coverage(coverage, pixels) > 0, masks.shrink(hole, pixels))


@SMALL
@given(
    hnp.arrays(
        np.uint8,
        hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=40),
        elements=st.sampled_from([0, 0, 90, 255]),
        fill=st.sampled_from([0, 255]),
    ),
    st.integers(0, 5),
    st.sampled_from([grow_coverage, feather_coverage]),
)
def test_work_in_parts_gives_the_same_as_on_the_whole(coverage, pixels, change):
    with patch.object(mask_ops, "PART", 10_000):
        whole = change(coverage, pixels)
    before = coverage.copy()
    with patch.object(mask_ops, "PART", 4):
        assert np.array_equal(change(coverage, pixels), whole)
    assert np.array_equal(coverage, before)


@pytest.mark.parametrize("change", [grow_coverage, feather_coverage])
@pytest.mark.parametrize("pixels", [3, 40])
def test_parts_of_a_photo_meet_without_a_seam(change, pixels):
    rng = np.random.default_rng(5)
    coverage = np.zeros((1100, 1300), np.uint8)
    for row, column, height, width in rng.integers(1, 300, (6, 4)) * [4, 4, 1, 1]:
        coverage[row : row + height, column : column + width] = rng.choice([120, 255])
    coverage[505:520, 1020:1030] = 255
    with patch.object(mask_ops, "PART", 10_000):
        whole = change(coverage, pixels)
    assert np.array_equal(change(coverage, pixels), whole)
    assert not np.array_equal(coverage, whole)


def test_what_lies_far_from_the_mask_is_not_worked_on(monkeypatch):
    worked_on = []
    maximum = mask_ops._disc_maximum
    monkeypatch.setattr(
        mask_ops,
        "_disc_maximum",
        lambda values, radius: worked_on.append(values.size) or maximum(values, radius),
    )
    coverage = np.zeros((3000, 4000), np.uint8)
    coverage[40:60, 30:90] = coverage[2900:2950, 3800:3900] = 255
    coverage[1000:2400, 1000:3000] = 255
    grow_coverage(coverage, 8)
    assert 0 < sum(worked_on) < coverage.size / 3


@pytest.mark.parametrize("pixels", [FAR, FAR + 1])
def test_both_ways_of_growing_far_give_the_same(pixels):
    coverage = np.zeros((400, 500), np.uint8)
    coverage[180:190, 230:300] = 255
    coverage[60, 420] = 255
    hole = coverage == 255
    assert np.array_equal(grow_coverage(coverage, pixels) == 255, masks.grow(hole, pixels))
    assert np.array_equal(shrink_coverage(~coverage, pixels) == 255, masks.shrink(~hole, pixels))


def test_a_soft_edge_keeps_its_slope_while_it_grows():
    coverage = np.zeros((9, 60), np.uint8)
    coverage[:, 10:40] = 255
    coverage[:, 40:45] = [200, 150, 100, 50, 10]
    grown = grow_coverage(coverage, 6)
    assert grown[4, 46:51].tolist() == [200, 150, 100, 50, 10]
    assert np.array_equal(shrink_coverage(grown, 6)[4, 6:], coverage[4, 6:])


@SMALL
@given(COVERAGES, st.integers(0, 9))
def test_feathering_reaches_outwards_only_and_not_too_far(coverage, pixels):
    feathered = feather_coverage(coverage, pixels)
    assert np.all(feathered >= coverage)
    if coverage.any():
        near = masks.grow(coverage == coverage.max(), pixels)
        assert np.array_equal(feathered[~near], coverage[~near])
        # Each pixel of the edge is still part of the hole.
        if coverage.max() == 255 and pixels <= 8:
            assert np.all(feathered[near] > 0)
    else:
        assert not feathered.any()
    assert np.array_equal(feather_coverage(feathered, pixels), feathered)


def test_feathering_falls_from_full_to_nothing():
    coverage = np.zeros((9, 60), np.uint8)
    coverage[:, :20] = 255
    edge = feather_coverage(coverage, 10)[4].astype(int)
    assert np.all(edge[:20] == 255)
    assert np.all(np.diff(edge[19:31]) < 0)
    assert np.all(edge[30:] == 0)
    assert abs(edge[20 + 4] + edge[20 + 5] - 255) <= 20


def test_inverting_twice_changes_nothing():
    coverage = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert np.array_equal(invert_coverage(invert_coverage(coverage)), coverage)
    assert invert_coverage(coverage)[0, 0] == 255


@pytest.mark.parametrize("change", [grow_coverage, shrink_coverage, feather_coverage])
def test_negative_distances_are_refused(change):
    with pytest.raises(ValueError, match="-1"):
        change(np.zeros((4, 4), np.uint8), -1)


@pytest.mark.parametrize(("dtype", "top"), [(np.uint8, 255), (np.uint16, 65535), (np.float32, 1.0)])
def test_transparency_becomes_coverage(dtype, top):
    pixels = np.full((3, 4, 4), top, dtype)
    pixels[0, 0, 3] = 0
    pixels[0, 1, 3] = top * 0.2
    coverage = coverage_from_alpha(pixels)
    assert coverage.dtype == np.uint8
    assert coverage[0].tolist() == [255, 204, 0, 0]
    assert not coverage[1:].any()


def test_without_alpha_there_is_nothing_to_take():
    with pytest.raises(MaskError, match="transparency"):
        coverage_from_alpha(np.zeros((3, 4, 3), np.uint8))


def test_replacing_touches_only_what_differs():
    coverage = np.zeros((40, 50), np.uint8)
    coverage[5:9, 5:9] = 80
    after = coverage.copy()
    after[7, 8], after[20, 30] = 0, 255
    before, edit = coverage.copy(), MaskEdit(coverage)
    assert replace_coverage(edit, after) == Box(7, 8, 21, 31)
    assert np.array_equal(coverage, after)
    patch = edit.finish()
    patch.revert(coverage)
    assert np.array_equal(coverage, before)
    assert replace_coverage(MaskEdit(coverage), before) is None


def test_measuring_counts_share_and_holes():
    coverage = np.zeros((100, 200), np.uint8)
    assert measure(coverage) == (0.0, 0)
    coverage[10:20, 10:30] = 255
    coverage[50, 50] = 1
    coverage[51, 51] = 1
    share, holes = measure(coverage)
    assert share == pytest.approx(202 / 20000)
    assert holes == 2


def test_measuring_a_large_mask_misses_no_single_pixel():
    coverage = np.zeros((3000, 4000), np.uint8)
    for row, column in ((0, 0), (1501, 2003), (2999, 3999), (17, 3002)):
        coverage[row, column] = 3
    assert measure(coverage) == (4 / coverage.size, 4)
