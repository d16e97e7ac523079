"""Selections against references that look at every pixel."""

from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_studio.core.geometry import Box
from pconv_studio.core.mask_edit import MaskEdit
from pconv_studio.core.mask_select import WINDOW, outline, rectangle, select, wand

SHAPE = (40, 60)


def whole(selection, shape=SHAPE):
    """A selection as a hole of the photo's size."""
    hole = np.zeros(shape, np.bool_)
    if selection is not None:
        box, part = selection
        assert part.shape == (box.height, box.width)
        hole[box.slices] = part
    return hole


def test_a_rectangle_takes_every_pixel_it_touches():
    assert np.argwhere(whole(rectangle((3.9, 7.2), (5.1, 8.0), SHAPE))).tolist() == [
        [7, 3],
        [7, 4],
        [7, 5],
    ]
    assert rectangle((5.1, 8.0), (3.9, 7.2), SHAPE)[0] == Box(7, 3, 8, 6)
    assert rectangle((-9, -9), (90, 90), SHAPE)[0] == Box(0, 0, 40, 60)


@pytest.mark.parametrize(
    ("start", "end"), [((5, 5), (5, 9)), ((5, 5), (9, 5)), ((-9, 0), (-1, 9)), ((70, 1), (99, 9))]
)
def test_a_rectangle_without_pixels_is_none(start, end):
    assert rectangle(start, end, SHAPE) is None


def winding(corners, x, y):
    """How often a closed line goes round a point, by the angles at which it is seen."""
    offsets = np.asarray(corners, float) - (x, y)
    angles = np.arctan2(offsets[:, 1], offsets[:, 0])
    turns = np.diff(np.append(angles, angles[0]))
    return round(float(((turns + np.pi) % (2 * np.pi) - np.pi).sum()) / (2 * np.pi))


def distance_to_line(corners, x, y):
    a = np.asarray(corners, float)
    b = np.roll(a, -1, axis=0)
    d = b - a
    length = np.maximum((d * d).sum(axis=1), 1e-12)
    t = np.clip((((x, y) - a) * d).sum(axis=1) / length, 0, 1)
    return np.hypot(*((x, y) - a - t[:, None] * d).T).min()


corners = st.lists(
    st.tuples(st.floats(-20, 80, width=32), st.floats(-20, 60, width=32)), min_size=3, max_size=9
)


@settings(max_examples=40)
@given(corners)
def test_an_outline_takes_the_centres_it_goes_round(points):
    hole = whole(outline(points, SHAPE))
    for row in range(0, SHAPE[0], 3):
        for column in range(0, SHAPE[1], 3):
            x, y = column + 0.5, row + 0.5
            if distance_to_line(points, x, y) > 1e-6:
                assert hole[row, column] == (winding(points, x, y) != 0)


@settings(max_examples=40)
@given(corners, st.integers(0, 8))
def test_where_an_outline_begins_and_which_way_it_goes_does_not_matter(points, first):
    first %= len(points)
    turned = points[first:] + points[:first]
    hole = whole(outline(points, SHAPE))
    assert np.array_equal(hole, whole(outline(turned, SHAPE)))
    assert np.array_equal(hole, whole(outline(turned[::-1], SHAPE)))


def test_outlines_that_share_a_side_share_no_pixel():
    left = whole(outline([(3.5, 2.5), (30.5, 2.5), (17.25, 33.5), (3.5, 33.5)], SHAPE))
    right = whole(outline([(30.5, 2.5), (55.5, 2.5), (55.5, 33.5), (17.25, 33.5)], SHAPE))
    both = whole(outline([(3.5, 2.5), (55.5, 2.5), (55.5, 33.5), (3.5, 33.5)], SHAPE))
    assert not (left & right).any()
    assert np.array_equal(left | right, both)
    assert np.count_nonzero(both) == 52 * 31


def test_a_loop_within_a_loop_is_filled():
    around = [(5, 5), (50, 5), (50, 35), (5, 35)]
    twice = [*around, (5.0, 5.0), (20, 10), (40, 10), (40, 25), (20, 25), (20, 10)]
    assert whole(outline(twice, SHAPE))[15, 30]


def test_an_outline_taller_than_a_block_of_rows():
    shape = (1300, 40)
    hole = whole(outline([(20, 0), (40, 1300), (0, 1300)], shape), shape)
    widths = hole.sum(axis=1)
    assert np.all(np.abs(widths - (np.arange(1300) + 0.5) * 40 / 1300) <= 1)


@pytest.mark.parametrize(
    "points",
    [[(1, 1), (9, 9)], [(1, 1), (9, 9), (1, 1)], [(-9, -9), (-2, -9), (-2, 60)], [(5, 5)] * 4],
)
def test_an_outline_without_pixels_is_none(points):
    assert outline(points, SHAPE) is None


def flood(like, row, column):
    """Pixels joined to one by their sides, one by one."""
    joined = np.zeros_like(like)
    joined[row, column] = True
    queue = deque([(row, column)])
    while queue:
        r, c = queue.popleft()
        for nr, nc in ((r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)):
            inside = 0 <= nr < like.shape[0] and 0 <= nc < like.shape[1]
            if inside and like[nr, nc] and not joined[nr, nc]:
                joined[nr, nc] = True
                queue.append((nr, nc))
    return joined


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("tolerance", [0, 1, 12, 40, 255])
def test_the_wand_compares_each_channel_in_the_photos_depth(dtype, channels, tolerance):
    rng = np.random.default_rng(7)
    levels = rng.integers(0, 90, (*SHAPE, channels)) // 15 * 15 + rng.integers(
        0, 2, (*SHAPE, channels)
    )
    levels[..., 3:] = 200
    levels[0, :20] = 254
    scale = {np.uint8: 1, np.uint16: 257, np.float32: 1 / 255}[dtype]
    pixels = (levels * scale).astype(dtype)
    for row, column in ((5, 7), (0, 3), (39, 59)):
        like = (np.abs(levels - levels[row, column]) <= tolerance).all(axis=2)
        point = (column + 0.7, row + 0.1)
        everywhere = wand(pixels, point, tolerance=tolerance, contiguous=False)
        assert np.array_equal(whole(everywhere), like)
        joined = wand(pixels, point, tolerance=tolerance, contiguous=True)
        assert np.array_equal(whole(joined), flood(like, row, column))


def test_the_wand_tells_16_bit_values_apart_that_are_one_in_8_bits():
    pixels = np.full((4, 4, 3), 1000, np.uint16)
    pixels[:, 2:] = 1001
    assert np.count_nonzero(whole(wand(pixels, (0, 0), tolerance=0), (4, 4))) == 8


def test_the_wand_follows_a_path_out_of_what_it_looked_at_first():
    side = 3 * WINDOW
    pixels = np.zeros((side, side, 3), np.uint8)
    path = np.zeros((side, side), np.bool_)
    # A spiral that leaves the first window and comes back.
    path[side // 2, side // 2 :] = True
    path[side // 2 :, -1] = True
    path[-1, :] = True
    path[40:, 0] = True
    path[40, : side // 2 + 10] = True
    path[41 : side // 2 - 5, side // 2 + 9] = True
    pixels[path] = 200
    found = wand(pixels, (side // 2, side // 2), tolerance=10)
    assert np.array_equal(whole(found, (side, side)), path)


def test_the_wand_takes_all_that_is_wholly_transparent():
    pixels = np.random.default_rng(1).integers(0, 256, (*SHAPE, 4), np.uint8)
    pixels[..., 3] = 255
    pixels[10:20, 10:30, 3] = 0
    found = whole(wand(pixels, (12, 12), tolerance=0))
    assert np.count_nonzero(found) == 200
    assert found[10:20, 10:30].all()


def test_the_wand_on_values_that_are_none():
    pixels = np.full((*SHAPE, 3), 0.5, np.float32)
    pixels[3:6, 3:6, 1] = np.nan
    assert np.count_nonzero(whole(wand(pixels, (4, 4), tolerance=5))) == 9
    assert np.count_nonzero(whole(wand(pixels, (20, 20), tolerance=255))) == 40 * 60 - 9


def test_the_wand_outside_of_the_photo():
    pixels = np.zeros((*SHAPE, 3), np.uint8)
    for point in ((-0.1, 5), (5, -1), (60, 5), (5, 40)):
        assert wand(pixels, point, tolerance=5) is None


def test_selecting_and_taking_out():
    coverage = np.full(SHAPE, 9, np.uint8)
    hole = np.zeros((6, 8), np.bool_)
    hole[2:4, 3:7] = True
    edit = MaskEdit(coverage)
    assert select(edit, (Box(10, 20, 16, 28), hole)) == Box(12, 23, 14, 27)
    assert np.array_equal(coverage == 255, whole((Box(10, 20, 16, 28), hole)))
    assert select(edit, (Box(10, 20, 16, 28), hole), erase=True) == Box(12, 23, 14, 27)
    assert np.array_equal(coverage == 0, whole((Box(10, 20, 16, 28), hole)))
    assert select(edit, (Box(0, 0, 6, 8), ~hole & hole)) is None
    edit.abort()
    assert np.all(coverage == 9)
