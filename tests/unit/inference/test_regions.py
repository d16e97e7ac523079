"""Every hole pixel has a region, with enough around it and not too much."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_studio.core.geometry import Box
from pconv_studio.inference.regions import CELL, CONNECT, hole_depth, plan_regions

RECTANGLE = st.tuples(
    st.integers(0, 299), st.integers(0, 299), st.integers(1, 90), st.integers(1, 90)
)


@st.composite
def holes(draw):
    height, width = draw(st.integers(1, 300)), draw(st.integers(1, 300))
    hole = np.zeros((height, width), bool)
    for top, left, tall, wide in draw(st.lists(RECTANGLE, max_size=5)):
        top, left = top % height, left % width
        hole[top : top + tall, left : left + wide] = True
    return hole


@settings(max_examples=120)
@given(
    holes(),
    st.sampled_from([0.0, 0.1, 0.5]),
    st.sampled_from([0, 16, 128]),
    st.sampled_from([1, 64]),
)
def test_regions_cover_the_hole_once(hole, context, least, multiple):
    regions = plan_regions(hole, context=context, min_context=least, multiple=multiple)
    covered = np.zeros(hole.shape, int)
    for region in regions:
        target, crop = region.target, region.crop
        covered[target.slices] += 1
        assert hole[target.slices].any()
        assert crop.union(target) == crop
        assert crop.top >= 0
        assert crop.left >= 0
        assert crop.bottom <= hole.shape[0]
        assert crop.right <= hole.shape[1]
        around = max(least, round(context * max(target.height, target.width)))
        assert crop.union(target.expand(around, hole.shape)) == crop
        for size, limit in ((crop.height, hole.shape[0]), (crop.width, hole.shape[1])):
            assert size % multiple == 0 or size == limit
    assert (covered[hole] == 1).all()
    assert covered.max(initial=0) <= 1
    assert [r.target for r in regions] == sorted(r.target for r in regions)


def test_no_hole_no_regions():
    assert plan_regions(np.zeros((9, 9), bool), context=0.5, min_context=16) == []


def test_far_holes_are_apart_and_near_ones_together():
    hole = np.zeros((600, 600), bool)
    hole[10:30, 10:30] = True
    hole[10:30, 29 + CONNECT - 1 : 29 + CONNECT + 20] = True
    hole[500:520, 500:520] = True
    regions = plan_regions(hole, context=0.1, min_context=16)
    boxes = [(r.target.left, r.target.right) for r in regions]
    assert boxes == [(10, 29 + CONNECT + 20), (500, 520)]
    hole[10:30, 29 + CONNECT - 1] = False
    assert len(plan_regions(hole, context=0.1, min_context=16)) == 3


def test_overlapping_boxes_are_filled_once():
    # A ring around a dot: their boxes overlap although they are far from each other.
    hole = np.zeros((400, 400), bool)
    hole[20:380, 20:380] = True
    hole[30:370, 30:370] = False
    hole[200, 200] = True
    (region,) = plan_regions(hole, context=0.1, min_context=16)
    assert region.target == Box(20, 20, 380, 380)


def wire(kind):
    hole = np.zeros((700, 5200), bool)
    columns = np.arange(100, 5100)
    if kind == "straight":
        hole[300:304, 100:5100] = True
    elif kind == "slanted":
        for thickness in range(4):
            hole[100 + columns // 11 + thickness, columns] = True
    else:
        hole[0:3, :] = True
    return hole


@pytest.mark.parametrize("kind", ["straight", "slanted", "border"])
@pytest.mark.parametrize("upright", [False, True])
def test_a_long_wire_is_cut_in_pieces(kind, upright):
    hole = wire(kind)
    hole = np.ascontiguousarray(hole.T) if upright else hole
    regions = plan_regions(hole, context=0.5, min_context=128)
    assert len(regions) >= 8
    covered = np.zeros(hole.shape, int)
    for region in regions:
        covered[region.target.slices] += 1
        assert max(region.target.height, region.target.width) <= CELL // 2
        assert max(region.crop.height, region.crop.width) <= 2 * CELL // 2 + 64
    assert (covered[hole] == 1).all()


def test_a_long_deep_hole_stays_whole():
    hole = np.zeros((600, 2000), bool)
    hole[100:500, 100:1900] = True
    ((region),) = plan_regions(hole, context=0.1, min_context=16)
    assert (region.target.height, region.target.width) == (400, 1800)


def brute_depth(hole):
    known = np.argwhere(~hole)
    return max(np.sqrt(((known - pixel) ** 2).sum(axis=1).min()) for pixel in np.argwhere(hole))


@settings(max_examples=60)
@given(holes())
def test_depth_is_the_distance_to_the_nearest_known_pixel(hole):
    hole = hole[:40, :40]
    if not hole.any() or hole.all():
        return
    # OpenCV's 5 x 5 distances are right to about 2 %.
    assert hole_depth(hole) == pytest.approx(brute_depth(hole), rel=0.03)


def test_depth_of_extremes():
    assert hole_depth(np.zeros((5, 5), bool)) == 0
    assert hole_depth(np.ones((5, 9), bool)) == 9
    edge = np.ones((20, 20), bool)
    edge[:, 0] = False
    assert hole_depth(edge) == pytest.approx(19, rel=0.03)
