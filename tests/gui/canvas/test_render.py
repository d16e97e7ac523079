"""The pixels of the screen, against the photo's own."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor

from pconv_studio.core.levels import Levels
from pconv_studio.gui.canvas.difference import FLOOR, Difference, amplified_difference
from pconv_studio.gui.canvas.overlays import (
    NEVER,
    WARNING,
    Overlay,
    depth_table,
    overlay_screen,
    tint_table,
)
from pconv_studio.gui.canvas.render import (
    CHECKER_TONES,
    Picture,
    Placement,
    photo_screen,
    premultiply,
    sample,
)


def rgb(screen):
    """(h, w, 3) uint8 of 0xAARRGGBB."""
    return np.stack([screen >> 16 & 255, screen >> 8 & 255, screen & 255], -1).astype(np.uint8)


def test_at_100_percent_pixels_are_those_of_the_photo(pattern):
    photo = pattern(40, 60)
    shown = photo_screen(Picture(photo), Placement((-13, -7), 1.0), QRect(2, 3, 30, 20))
    assert np.array_equal(rgb(shown), photo[10:30, 15:45])
    assert np.all(shown >> 24 == 255)


@pytest.mark.parametrize("zoom", [2.0, 3.0, 7.3, 16.0])
def test_from_200_percent_on_pixels_are_squares(pattern, zoom):
    photo = pattern(40, 60)
    area = QRect(5, 9, 101, 83)
    shown = rgb(photo_screen(Picture(photo), Placement((-31, 4), zoom), area))
    rows = ((np.arange(9, 92) + 0.5 - 4) / zoom).astype(int)
    columns = ((np.arange(5, 106) + 0.5 + 31) / zoom).astype(int)
    expected = photo[np.minimum(rows, 39)][:, np.minimum(columns, 59)]
    assert np.array_equal(shown, expected)


@pytest.mark.parametrize("zoom", [0.13, 0.5, 0.77, 1.0, 1.4, 2.0, 9.0])
def test_parts_join_without_a_seam(pattern, zoom):
    photo = pattern(300, 400)
    levels = Levels(photo)
    n = levels.level_for(zoom)
    picture, place = Picture(levels.level(n), 2.0**n), Placement((-5, -3), zoom)
    width, height = min(int(400 * zoom) - 6, 500), min(int(300 * zoom) - 4, 400)
    whole = rgb(photo_screen(picture, place, QRect(0, 0, width, height), grid=True)).astype(int)
    for left, top, right, bottom in ((0, 0, 17, 30), (17, 11, width, height), (5, 2, 6, 3)):
        area = QRect(left, top, right - left, bottom - top) & QRect(0, 0, width, height)
        part = rgb(photo_screen(picture, place, area, grid=True)).astype(int)
        expected = whole[area.top() : area.bottom() + 1, area.left() : area.right() + 1]
        # Interpolation weights are rounded to 1/32 of a pixel.
        assert np.abs(part - expected).max() <= (0 if zoom >= 1 and zoom != 1.4 else 9)
        assert np.abs(part - expected).mean() < 0.7


@pytest.mark.parametrize("zoom", [0.11, 0.2, 0.3, 0.45, 0.6, 0.9, 1.3])
def test_a_ramp_stays_where_it_is_at_any_zoom(zoom):
    # The value tells the place: 0.5 per pixel.
    ramp = np.repeat((np.arange(400) / 2)[None, :, None], 300, axis=0).repeat(3, axis=2)
    levels = Levels(ramp.astype(np.uint8))
    n = levels.level_for(zoom)
    area = QRect(0, 0, int(400 * zoom) - 2, 20)
    shown = sample(Picture(levels.level(n), 2.0**n), Placement((0, 0), zoom), area)
    place = (np.arange(area.width()) + 0.5) / zoom
    inner = slice(3, -3)
    assert np.abs(shown[10, inner, 0] - (place[inner] - 0.5) / 2).max() < 1.2


def test_shrinking_averages(pattern):
    photo = pattern(256, 256)
    levels = Levels(photo)
    shown = sample(
        Picture(levels.level(levels.level_for(0.25)), 4.0), Placement((0, 0), 0.25),
        QRect(0, 0, 64, 64),
    )  # fmt: skip
    expected = photo.reshape(64, 4, 64, 4, 3).mean(axis=(1, 3))
    assert np.abs(shown - expected).max() <= 1.01


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
@pytest.mark.parametrize("zoom", [0.7, 1.0, 3.0])
def test_deep_photos_are_converted(pattern, dtype, zoom):
    photo = pattern(50, 50, dtype=dtype)
    top = 1.0 if dtype == np.float32 else 65535

    def convert(part):
        return np.rint(part * (255.0 / top)).astype(np.uint8)

    place, area = Placement((0, 0), zoom), QRect(0, 0, 30, 30)
    shown = sample(Picture(photo, 1.0, convert), place, area).astype(int)
    expected = sample(Picture(convert(photo)), place, area)
    assert np.abs(shown - expected).max() <= 1


def test_transparency_shows_a_checkerboard_that_moves_along():
    photo = np.zeros((100, 100, 4), np.uint8)
    photo[:, 50:] = (200, 100, 0, 128)
    area = QRect(0, 0, 90, 90)
    shown = rgb(photo_screen(Picture(photo), Placement((0, 0), 1.0), area))
    assert set(np.unique(shown[:, :50])) == set(CHECKER_TONES)
    half = shown[:, 50:, 0].astype(int)
    expected = [200 * 128 / 255 + tone * 127 / 255 for tone in CHECKER_TONES]
    assert np.unique(half) == pytest.approx(sorted(expected), abs=1)
    moved = rgb(photo_screen(Picture(photo), Placement((7, 3), 1.0), QRect(7, 3, 90, 90)))
    assert np.array_equal(moved, shown)


def test_colours_below_transparency_never_show(pattern):
    photo = pattern(60, 60, 4)
    photo[..., 3] = 255
    photo[20:40, 20:40, 3] = 0
    other = photo.copy()
    other[20:40, 20:40, :3] = 255 - other[20:40, 20:40, :3]
    for zoom in (0.8, 1.0, 1.5, 4.0):
        place, area = Placement((0, 0), zoom), QRect(0, 0, 45, 45)
        one, two = (photo_screen(Picture(p), place, area) for p in (photo, other))
        assert np.array_equal(one, two)


def test_premultiplying():
    pixels = np.array([[[255, 100, 0, 0], [255, 100, 0, 255], [255, 100, 0, 51]]], np.uint8)
    expected = [[[0, 0, 0, 0], [255, 100, 0, 255], [51, 20, 0, 51]]]
    assert np.array_equal(premultiply(pixels), expected)


@pytest.mark.parametrize("tone", [0, 40, 128, 255])
def test_the_grid_is_seen_on_any_tone(tone):
    photo = np.full((20, 20, 3), tone, np.uint8)
    place, area = Placement((0, 0), 10.0), QRect(0, 0, 100, 100)
    shown = rgb(photo_screen(Picture(photo), place, area, grid=True)).astype(int)
    lines = np.abs(shown[..., 0] - tone) > 25
    expected = np.zeros((100, 100), bool)
    expected[::10] = expected[:, ::10] = True
    assert np.array_equal(lines[:, :], expected)
    without = rgb(photo_screen(Picture(photo), Placement((0, 0), 7.9), area, grid=True))
    assert np.all(without == tone)


def test_the_tint_follows_the_coverage():
    coverage = np.zeros((40, 40), np.uint8)
    coverage[:, :] = np.linspace(1, 255, 40).astype(np.uint8)
    table = tint_table(QColor("#ff0000"), 0.5)
    overlay = Overlay(Picture(coverage), table)
    screen = overlay_screen(overlay, Placement((0, 0), 1.0), QRect(0, 0, 40, 40))
    alpha = (screen >> 24).astype(int)
    assert np.abs(alpha - coverage / 2).max() <= 1
    assert np.array_equal(screen >> 16 & 255, screen >> 24)
    assert not (screen & 0xFFFF).any()


def test_the_outline_is_there_and_the_same_in_parts():
    coverage = np.zeros((60, 60), np.uint8)
    coverage[20:40, 15:50] = 255
    overlay = Overlay(Picture(coverage), tint_table(QColor("#00ff00"), 0.4))
    place = Placement((0, 0), 1.0)
    whole = overlay_screen(overlay, place, QRect(0, 0, 60, 60))
    assert np.all(whole[20, 16:49] == whole[20, 16])
    assert whole[20, 20] != whole[25, 20]
    assert whole[19, 20] != 0
    assert whole[18, 20] == 0
    parts = [
        np.hstack([overlay_screen(overlay, place, QRect(x, y, 20, 20)) for x in (0, 20, 40)])
        for y in (0, 20, 40)
    ]
    assert np.array_equal(np.vstack(parts), whole)


def test_depth_has_its_colours_and_the_warning():
    depth = np.zeros((30, 30), np.uint8)
    depth[5:25, 5:25] = 1
    depth[8:22, 8:22] = 3
    depth[12:18, 12:18] = NEVER
    overlay = Overlay(None, None, Picture(depth), depth_table(3))
    screen = overlay_screen(overlay, Placement((0, 0), 1.0), QRect(0, 0, 30, 30))
    assert screen[0, 0] == 0
    assert len(np.unique(screen)) == 4
    warning = rgb(screen)[15, 15].astype(int)
    assert warning.argmax() == 0
    assert abs(warning[0] - WARNING.red() * (screen[15, 15] >> 24) / 255) <= 1


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("channels", [3, 4])
def test_the_smallest_difference_is_seen(pattern, dtype, channels):
    source = pattern(20, 20, channels, dtype)
    result = source.copy()
    step = np.float32(1e-6) if dtype == np.float32 else 1
    source[7, 9, channels - 1] = 0
    result[7, 9, channels - 1] = step
    shown = amplified_difference(source, result)
    assert shown[7, 9].max() >= FLOOR
    shown[7, 9] = 0
    assert not shown.any()
    assert not amplified_difference(source, source).any()


def test_nan_equals_nan_and_nothing_else():
    source = np.zeros((2, 2, 3), np.float32)
    source[0, 0] = np.nan
    result = source.copy()
    assert not amplified_difference(source, result).any()
    result[0, 0] = 0
    result[1, 1] = np.inf
    shown = amplified_difference(source, result)
    assert np.all(shown[0, 0] == 255)
    assert np.all(shown[1, 1] == 255)
    assert not shown[0, 1].any()


def test_one_changed_pixel_is_seen_at_any_size(pattern):
    source = pattern(700, 900)
    result = source.copy()
    result[333, 444, 1] ^= 1
    levels = Levels(Difference(source, result), pool="max")
    for n in range(1, levels.count):
        assert np.count_nonzero(levels.level(n)[:, :].any(axis=2)) == 1
