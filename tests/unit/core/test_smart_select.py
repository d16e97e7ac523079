"""Smart select on made-up things with known outlines, and on the bundled photos."""

import numpy as np
import pytest
from PIL import Image

from pconv_resources import resource
from pconv_studio.core import masks
from pconv_studio.core.geometry import Box
from pconv_studio.core.mask_edit import MaskEdit
from pconv_studio.core.mask_paint import stroke_segment
from pconv_studio.core.smart_select import smart_select


def stroke(shape, *points, brush):
    """A stroke through points: its box and what it painted there."""
    coverage = np.zeros(shape, np.uint8)
    edit = MaskEdit(coverage)
    for start, end in zip(points, [*points[1:], points[-1]], strict=True):
        stroke_segment(edit, start, end, radius0=brush / 2, radius1=brush / 2)
    box = masks.bounding_box(coverage > 0)
    return box, coverage[box.slices] > 0


def select(pixels, *points, brush):
    box, hole = smart_select(pixels, *stroke(pixels.shape[:2], *points, brush=brush), brush=brush)
    found = np.zeros(pixels.shape[:2], np.bool_)
    found[box.slices] = hole
    return found


def overlap(a, b):
    return np.count_nonzero(a & b) / np.count_nonzero(a | b)


def scene(scale, dtype=np.uint8):
    """A reddish disc with a darker half on a noisy green ground, and another disc away from it."""
    height, width = round(300 * scale), round(400 * scale)
    rows, columns = np.mgrid[:height, :width] / scale
    disc = np.hypot(columns - 180, rows - 150) < 70
    other = np.hypot(columns - 365, rows - 40) < 25
    rng = np.random.default_rng(5)
    levels = np.empty((height, width, 3))
    levels[:] = (70, 130, 60)
    levels[disc] = (200, 60, 50)
    levels[disc & (rows > 150)] = (140, 30, 40)
    levels[other] = (200, 60, 50)
    levels += rng.normal(0, 8, levels.shape)
    scales = {np.uint8: 1, np.uint16: 257, np.float32: 1 / 255}
    return (np.clip(levels, 0, 255) * scales[dtype]).astype(dtype), disc


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_rough_stroke_inside_finds_the_whole_thing(dtype):
    pixels, disc = scene(1, dtype)
    found = select(pixels, (150, 130), (210, 170), brush=40)
    assert overlap(found, disc) > 0.98


def test_the_outline_is_exact_where_the_search_was_done_on_a_reduced_crop():
    pixels, disc = scene(5)
    found = select(pixels, (750, 650), (1050, 850), brush=200)
    assert overlap(found, disc) > 0.99
    # Within a pixel or two of the photo, not of the crop it was reduced to.
    assert not (found & ~masks.grow(disc, 3)).any()
    assert not (masks.shrink(disc, 3) & ~found).any()


def test_painting_over_the_edge_is_forgiven():
    pixels, disc = scene(1)
    found = select(pixels, (130, 110), (225, 110), (135, 150), (225, 190), (140, 195), brush=50)
    assert overlap(found, disc) > 0.95


def test_what_is_far_away_stays_out_even_with_the_same_colour():
    pixels, _ = scene(1)
    found = select(pixels, (150, 130), (210, 170), brush=60)
    assert not found[:, 330:].any()


def test_the_same_stroke_gives_the_same_outline():
    pixels, _ = scene(1)
    first = select(pixels, (150, 130), (210, 170), brush=40)
    assert np.array_equal(first, select(pixels, (150, 130), (210, 170), brush=40))


def test_alpha_and_values_that_are_none_do_no_harm():
    pixels, disc = scene(1, np.float32)
    pixels = np.dstack([pixels, np.zeros(pixels.shape[:2], np.float32)])
    pixels[140:160, 170:190, :3] = np.nan
    found = select(pixels, (150, 130), (210, 170), brush=40)
    assert overlap(found, disc) > 0.9


def test_strokes_that_leave_nothing_to_decide():
    pixels, _ = scene(1)
    height, width = pixels.shape[:2]
    everything = Box(0, 0, height, width)
    assert smart_select(pixels, everything, np.zeros((height, width), bool), brush=30) is None
    box, hole = smart_select(pixels, everything, np.ones((height, width), bool), brush=30)
    assert box == everything
    assert hole.any()
    # A stroke of one pixel, in the corner and on a flat photo.
    flat = np.full((20, 20, 3), 90, np.uint8)
    box, hole = smart_select(flat, Box(0, 0, 1, 1), np.ones((1, 1), bool), brush=1)
    assert hole[-box.top, -box.left]


@pytest.mark.parametrize(
    ("name", "points", "brush", "least", "inside"),
    [
        # The holes that come with the samples are painted generously around the things, and the
        # one of the fig takes its shadow in; the outline found lies closer.
        ("mountain-meadow", [(2565, 2200), (2550, 2310)], 40, 0.55, 0.97),
        ("fig", [(1600, 740), (1330, 1040)], 174, 0.6, 0.98),
    ],
)
def test_a_stroke_inside_a_thing_on_a_real_photo(name, points, brush, least, inside):
    with Image.open(resource(f"samples/{name}.jpg")) as image:
        pixels = np.asarray(image.convert("RGB"))
    with Image.open(resource(f"samples/{name}-hole.png")) as image:
        holes = np.asarray(image.convert("L")) > 127
    found = select(pixels, *points, brush=brush)
    # The hole the stroke lies in, of possibly several.
    (x, y), *_ = points
    for box in masks.components(holes):
        if box.top <= y < box.bottom and box.left <= x < box.right:
            hole = np.zeros_like(holes)
            hole[box.slices] = holes[box.slices]
    assert overlap(found, hole) > least
    assert np.count_nonzero(found & hole) / np.count_nonzero(found) > inside
