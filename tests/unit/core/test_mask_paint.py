"""The brush against a reference that samples the sweep, and what holds for all strokes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_studio.core.geometry import Box
from pconv_studio.core.mask_edit import MaskEdit
from pconv_studio.core.mask_paint import dab, stroke_segment

SHAPE = (90, 120)


def painted(*segments, shape=SHAPE, base=0):
    """Coverage after segments given as keyword arguments."""
    coverage = np.full(shape, base, np.uint8)
    edit = MaskEdit(coverage)
    for segment in segments:
        stroke_segment(edit, **segment)
    return coverage


def nearness(start, end, radius0, radius1, shape=SHAPE, samples=801):
    """Least distance in radii of each pixel's centre over discs that lie densely on the way."""
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    least = np.full(shape, np.inf)
    for t in np.linspace(0, 1, samples):
        x, y = start[0] + t * (end[0] - start[0]), start[1] + t * (end[1] - start[1])
        radius = radius0 + t * (radius1 - radius0)
        np.minimum(least, np.hypot(columns - x, rows - y) / radius, out=least)
    return least


def profile(nearness, hardness, ceiling=255):
    s = np.clip((1 - nearness) / (1 - hardness), 0, 1)
    return ceiling * s * s * (3 - 2 * s)


SWEEPS = [
    {"start": (30, 40), "end": (90, 55), "radius0": 12, "radius1": 12},
    {"start": (30, 40), "end": (30, 40), "radius0": 9.5, "radius1": 9.5},
    {"start": (20.3, 70.8), "end": (95.1, 12.6), "radius0": 4.2, "radius1": 17.3},
    {"start": (95, 12), "end": (20, 70), "radius0": 15, "radius1": 1.1},
    {"start": (60, 10), "end": (60, 80), "radius0": 6, "radius1": 9},
    {"start": (10, 45), "end": (110, 45), "radius0": 9, "radius1": 6},
    # One disc within the other, and one that moves less than it grows.
    {"start": (60, 45), "end": (64, 47), "radius0": 25, "radius1": 8},
    {"start": (60, 45), "end": (63, 45), "radius0": 8, "radius1": 14},
    # Partly and mostly outside.
    {"start": (-20, -10), "end": (40, 60), "radius0": 18, "radius1": 11},
    {"start": (110, 85), "end": (400, 300), "radius0": 20, "radius1": 90},
]


@pytest.mark.parametrize("sweep", SWEEPS)
def test_a_hard_brush_takes_the_pixels_whose_centres_a_disc_passes_over(sweep):
    coverage = painted(sweep)
    near = nearness(**sweep)
    assert set(np.unique(coverage)) <= {0, 255}
    assert np.all(coverage[near < 1 - 1e-4] == 255)
    assert np.all(coverage[near > 1 + 1e-4] == 0)


@pytest.mark.parametrize("hardness", [0.0, 0.35, 0.8, 0.97])
@pytest.mark.parametrize("sweep", SWEEPS)
def test_a_soft_brush_fades_smoothly_from_its_core_to_its_edge(sweep, hardness):
    coverage = painted({**sweep, "hardness": hardness})
    near = nearness(**sweep)
    # The sampled reference lies a little too far away, most of all where the fade is steep.
    error = np.abs(coverage - profile(near, hardness))
    assert error.max() <= 0.6 + 0.15 / (1 - hardness)
    assert np.all(coverage[near > 1 + 1e-4] == 0)
    assert np.all(coverage[near < hardness - 1e-3] == 255)


def test_the_fade_is_even_all_around():
    coverage = painted(
        {"start": (45, 45), "end": (45, 45), "radius0": 40, "radius1": 40, "hardness": 0.2},
        shape=(90, 90),
    )
    assert np.array_equal(coverage, coverage.T)
    assert np.array_equal(coverage, coverage[::-1])
    middle = coverage[45, 45:].astype(int)
    assert np.all(np.diff(middle) <= 0)
    assert len(np.unique(middle)) > 25


def test_a_large_soft_brush_is_the_same_in_all_its_blocks():
    # Wider than the blocks and strips it is computed in, and with a core that is left out.
    shape, sweep = (
        (700, 1000),
        {"start": (380, 330), "end": (560, 350), "radius0": 310, "radius1": 250},
    )
    coverage = painted({**sweep, "hardness": 0.6}, shape=shape)
    near = nearness(**sweep, shape=shape, samples=81)
    assert np.abs(coverage - profile(near, 0.6)).max() <= 2


@pytest.mark.parametrize(
    "end", [(50, 20), (20, 50), (70, 34), (4, 61), (15.9, 15.1), (90, 21), (-40, 15), (200, 300)]
)
@pytest.mark.parametrize("radius", [0.5, 0.75])
def test_a_brush_of_one_pixel_draws_the_line_of_pixels_below_the_path(end, radius):
    start = (15.5, 15.5)
    coverage = painted(
        {"start": start, "end": end, "radius0": radius, "radius1": radius, "hardness": 0.3}
    )
    rows, columns = np.nonzero(coverage)
    assert set(np.unique(coverage)) == {0, 255}
    x0, y0, x1, y1 = (int(np.floor(value)) for value in (*start, *end))
    steps = max(abs(x1 - x0), abs(y1 - y0))
    long, short = (columns, rows) if abs(x1 - x0) >= abs(y1 - y0) else (rows, columns)
    # One pixel a step along the longer side, next to the straight line between both ends.
    assert len(long) == len(set(long))
    t = (long - (x0 if long is columns else y0)) / max(steps, 1)
    t = np.abs(t)
    expected = y0 + t * (y1 - y0) if long is columns else x0 + t * (x1 - x0)
    assert np.all(np.abs(short - expected) <= 0.5 + 1e-9)
    order = np.argsort(long)
    assert np.all(np.diff(long[order]) == 1)
    inside = 0 <= x1 < SHAPE[1] and 0 <= y1 < SHAPE[0]
    assert coverage[y0, x0] == 255
    assert not inside or (coverage[y1, x1] == 255 and len(long) == steps + 1)


@pytest.mark.parametrize("point", [(10, 10), (10.99, 10.01), (10.5, 10.5)])
def test_a_click_with_one_pixel_takes_the_pixel_below(point):
    coverage = np.zeros(SHAPE, np.uint8)
    box = dab(MaskEdit(coverage), point, radius=0.5)
    assert box == Box(10, 10, 11, 11)
    assert np.argwhere(coverage).tolist() == [[10, 10]]


def test_a_stroke_that_thins_out_has_no_gap():
    coverage = painted({"start": (20, 20), "end": (100, 61), "radius0": 8, "radius1": 0.5})
    rows, columns = np.nonzero(coverage)
    assert set(columns) >= set(range(20, 101))
    assert rows.max() <= 62


points = st.tuples(st.floats(-30, 150), st.floats(-30, 120))
segments = st.fixed_dictionaries(
    {
        "start": points,
        "end": points,
        "radius0": st.floats(0.3, 40),
        "radius1": st.floats(0.3, 40),
        "hardness": st.sampled_from([0.0, 0.5, 0.9, 1.0]),
        "ceiling": st.sampled_from([255, 120]),
    }
)


@settings(max_examples=25)
@given(st.lists(segments, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(strokes, random):
    shuffled = [*strokes, random.choice(strokes)]
    random.shuffle(shuffled)
    assert np.array_equal(painted(*strokes), painted(*shuffled))


@settings(max_examples=25)
@given(segments, st.floats(0.05, 0.95))
def test_how_often_the_pointer_reports_does_not_matter(segment, t):
    segment = {**segment, "radius0": segment["radius0"] + 1, "radius1": segment["radius1"] + 1}
    (x0, y0), (x1, y1) = segment["start"], segment["end"]
    middle = (x0 + t * (x1 - x0), y0 + t * (y1 - y0))
    radius = segment["radius0"] + t * (segment["radius1"] - segment["radius0"])
    whole = painted(segment).astype(int)
    parts = painted(
        {**segment, "end": middle, "radius1": radius},
        {**segment, "start": middle, "radius0": radius},
    ).astype(int)
    if segment["hardness"] == 1:
        # A centre on the very edge may fall to either side.
        assert np.count_nonzero(whole != parts) <= 3
    else:
        assert np.abs(whole - parts).max() <= 1


@settings(max_examples=25)
@given(segments, st.booleans(), st.integers(0, 2**32 - 1))
def test_the_box_holds_every_change_and_abort_takes_it_back(segment, erase, seed):
    before = np.random.default_rng(seed).integers(0, 256, SHAPE, np.uint8)
    coverage = before.copy()
    edit = MaskEdit(coverage)
    box = stroke_segment(edit, **segment, erase=erase)
    changed = coverage != before
    if box is not None:
        changed[box.slices] = False
    assert not changed.any()
    assert np.all(coverage <= before) if erase else np.all(coverage >= before)
    edit.abort()
    assert np.array_equal(coverage, before)


@settings(max_examples=25)
@given(segments, segments, st.integers(0, 2**32 - 1))
def test_erasing_is_the_mirror_of_painting(first, second, seed):
    before = np.random.default_rng(seed).integers(0, 256, SHAPE, np.uint8)
    erased, mirrored = before.copy(), 255 - before
    for segment in (first, second):
        stroke_segment(MaskEdit(erased), **segment, erase=True)
        stroke_segment(MaskEdit(mirrored), **segment)
    assert np.array_equal(erased, 255 - mirrored)


@settings(max_examples=25)
@given(segments)
def test_erasing_what_was_painted_leaves_nothing_and_touches_nothing_else(segment):
    segment = {**segment, "hardness": 1.0, "ceiling": 255}
    coverage = np.full(SHAPE, 7, np.uint8)
    edit = MaskEdit(coverage)
    stroke_segment(edit, **segment)
    covered = coverage == 255
    stroke_segment(edit, **segment, erase=True)
    assert np.all(coverage[covered] == 0)
    assert np.all(coverage[~covered] == 7)


def test_the_ceiling_is_the_greatest_strength():
    sweep = {"start": (30, 30), "end": (80, 50), "radius0": 14, "radius1": 14, "ceiling": 90}
    for hardness in (0.4, 1.0):
        coverage = painted({**sweep, "hardness": hardness})
        assert coverage.max() == 90
        assert coverage[30, 30] == 90


def test_a_miss_is_no_box():
    coverage = np.zeros(SHAPE, np.uint8)
    edit = MaskEdit(coverage)
    for radius in (0.5, 5):
        assert dab(edit, (-20, 30), radius=radius) is None
        assert dab(edit, (30, 200), radius=radius) is None
    # Its box meets the photo, the line between does not.
    assert (
        stroke_segment(edit, (-30, 40), (-1, -60), radius0=2, radius1=2) is None
        or not coverage.any()
    )
    assert edit.finish() is None


def test_a_long_stroke_remembers_only_the_tiles_on_its_way():
    coverage = np.zeros((4096, 4096), np.uint8)
    edit = MaskEdit(coverage)
    stroke_segment(edit, (10, 10), (4080, 4080), radius0=20, radius1=20, hardness=0.5)
    assert len(edit._before) < 16 * 4


@pytest.mark.parametrize(
    "wrong",
    [{"radius0": 0}, {"radius1": -1}, {"radius0": float("inf")}, {"hardness": 1.1}, {"ceiling": 0}],
)
def test_wrong_values_are_refused(wrong):
    segment = {"start": (1, 1), "end": (2, 2), "radius0": 1, "radius1": 1}
    with pytest.raises(ValueError, match=r"radius|hardness|ceiling"):
        painted({**segment, **wrong})
