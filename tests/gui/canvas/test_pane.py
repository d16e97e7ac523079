"""What a pane shows, pixel by pixel, and that it draws no more than it has to."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from pconv_studio.core.document import Document
from pconv_studio.core.geometry import Box
from pconv_studio.core.mask_edit import MaskEdit
from pconv_studio.core.photo import Photo
from pconv_studio.gui.canvas import render
from pconv_studio.gui.canvas.area import CanvasArea, ViewMode
from pconv_studio.gui.canvas.pane import Pane


def inside(pane, picture, shape):
    """The part of a grabbed pane that the photo covers."""
    rect = pane.viewport.image_rect(shape) & pane.viewport.rect
    return picture[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]


def paint(area, box, value=255):
    """Change the mask as a tool does."""
    MaskEdit(area.model.document.coverage).touch(box)[...] = value
    area.model.coverage_changed(box)


@pytest.fixture
def drawn(monkeypatch):
    """Device rectangles that panes draw, by what they draw."""
    drawn = {"photo": [], "overlay": []}
    for name in drawn:
        method = getattr(Pane, f"_render_{name}")

        def spy(self, rect, name=name, method=method):
            drawn[name].append(rect)
            return method(self, rect)

        monkeypatch.setattr(Pane, f"_render_{name}", spy)
    return drawn


def test_at_100_percent_the_widget_shows_the_photos_pixels(area, pane, document, grab):
    area.actual()
    shown = inside(pane, grab(pane), document.shape)
    assert np.array_equal(shown, document.photo.pixels)


def test_the_photo_lies_on_whole_pixels_in_a_pane_of_odd_size(area, pane, document, grab):
    area.resize(641, 479)
    area.actual()
    assert np.array_equal(inside(pane, grab(pane), document.shape), document.photo.pixels)


def test_without_a_document_there_is_background_only(area, pane, grab):
    area.model.set_document(None)
    assert len(np.unique(grab(pane).reshape(-1, 3), axis=0)) == 1


def test_a_soft_edge_is_seen(area, pane, document, grab):
    area.actual()
    before = inside(pane, grab(pane), document.shape).astype(int)
    area.model.set_overlay(colour="#ff0000", opacity=100)
    box = Box(50, 50, 150, 250)
    document.coverage[box.slices] = np.linspace(1, 254, 200).astype(np.uint8)
    area.model.coverage_changed(box)
    shown = inside(pane, grab(pane), document.shape).astype(int)
    share = np.linspace(1, 254, 200) / 255
    colour = np.array([255, 0, 0])
    # Without the outline.
    for row in (60, 100, 140):
        old, new = before[row, 51:249], shown[row, 51:249]
        expected = old + (colour - old) * share[1:199, None]
        assert np.abs(new - expected).max() <= 2
    assert np.array_equal(shown[:40], before[:40])


def test_painting_draws_the_dirty_part_of_the_overlay_only(area, pane, drawn, grab):
    area.actual()
    grab(pane)
    drawn["photo"].clear()
    drawn["overlay"].clear()
    paint(area, Box(100, 120, 130, 160))
    QApplication.processEvents()
    assert drawn["photo"] == []
    assert drawn["overlay"]
    assert sum(rect.width() * rect.height() for rect in drawn["overlay"]) <= 46 * 36


def test_a_changed_result_draws_the_dirty_part_of_the_photo_only(area, pane, drawn, grab):
    area.actual()
    grab(pane)
    drawn["photo"].clear()
    drawn["overlay"].clear()
    area.model.result_changed(Box(10, 20, 30, 50))
    QApplication.processEvents()
    assert drawn["overlay"] == []
    assert sum(rect.width() * rect.height() for rect in drawn["photo"]) <= 36 * 26


@pytest.mark.parametrize("zoom", [0.4, 1.0, 2.6, 9.0])
@pytest.mark.parametrize("mode", [ViewMode.SINGLE, ViewMode.SPLIT])
def test_what_was_scrolled_and_patched_equals_what_is_drawn_anew(area, document, grab, zoom, mode):
    area.set_mode(mode)
    area.view.zoom_to(zoom)
    rng = np.random.default_rng(1)
    for step in range(6):
        area.view.pan(*rng.integers(-90, 90, 2))
        top, left = rng.integers(0, 150, 2)
        paint(area, Box(int(top), int(left), int(top) + 40, int(left) + 60), 40 * step)
        if mode is ViewMode.SPLIT:
            area.after.set_split(float(rng.random()))
        patched = grab(area.after).astype(int)
        area.model.photoChanged.emit(None)
        area.model.overlayChanged.emit(None)
        anew = grab(area.after).astype(int)
        assert np.abs(patched - anew).max() <= (0 if zoom in (1.0, 9.0, 2.6) else 10)


def test_a_pan_draws_what_comes_in_only(area, pane, drawn, grab):
    area.view.zoom_to(4.0)
    grab(pane)
    drawn["photo"].clear()
    area.view.pan(5, -7)
    QApplication.processEvents()
    total = sum(rect.width() * rect.height() for rect in drawn["photo"])
    assert 0 < total <= 640 * 7 + 480 * 5


def test_the_grid_comes_above_800_percent_and_can_be_put_away(area, pane, grab):
    area.view.zoom_to(7.9)
    plain = len(np.unique(grab(pane).reshape(-1, 3), axis=0))
    area.view.zoom_to(8.0)
    with_grid = grab(pane)
    area.model.set_pixel_grid(False)
    without = grab(pane)
    assert plain > 100
    assert (with_grid != without).any(axis=2).mean() == pytest.approx(15 / 64, abs=0.03)


@pytest.mark.parametrize("ratio", [1.25, 1.5, 2.0])
def test_on_a_fine_screen_100_percent_is_one_pixel_of_the_screen(
    area, pane, document, grab, monkeypatch, ratio
):
    monkeypatch.setattr(type(pane), "devicePixelRatioF", lambda _self: ratio)
    area.resize(400, 300)
    area.actual()
    QApplication.processEvents()
    assert pane.viewport.width == 400 * ratio
    # The pane draws what the screen would get.
    from PySide6.QtGui import QImage, QPainter, QRegion

    image = QImage(pane.viewport.rect.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    pane._pane.paint(painter, QRegion(image.rect()))
    painter.end()
    from pconv_studio.gui.qimage import from_qimage

    shown = inside(pane, from_qimage(image), document.shape)
    assert np.array_equal(shown, document.photo.pixels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("zoom", ["fit", "actual"])
def test_every_kind_of_photo_is_shown(qtbot, pattern, dtype, channels, zoom, grab):
    pixels = np.full((700, 500, channels), 0.5 if dtype == np.float32 else 0, dtype)
    if dtype != np.float32:
        pixels[...] = np.iinfo(dtype).max // 2
    pixels[..., -1] = 1 if dtype == np.float32 else np.iinfo(dtype).max
    area = CanvasArea()
    qtbot.addWidget(area)
    area.resize(400, 300)
    area.model.set_document(Document(Photo(pixels)))
    area.show()
    getattr(area, zoom)()
    middle = grab(area.after)[150, 200]
    expected = [128, 128, 255] if channels == 3 else [128, 128, 128]
    assert np.abs(middle.astype(int) - expected).max() <= 1
    area.shutdown()


def test_depth_shows_its_legend(area, pane, document, grab):
    area.actual()
    before = grab(pane)
    depth = np.zeros(document.shape, np.uint8)
    depth[100:140, 100:140] = 2
    depth[110:130, 110:130] = 255
    area.model.set_depth(depth)
    assert area.model.depths == (2, 255)
    shown = grab(pane)
    assert (shown[380:480, :100] != before[380:480, :100]).any()
    middle = pane.viewport.to_device(120, 120).toPoint()
    assert shown[middle.y(), middle.x()].argmax() == 0
    area.model.set_depth(None)
    assert np.array_equal(grab(pane), before)


def test_the_background_is_neutral_in_both_themes(area, pane, grab):
    palette = area.palette()
    tones = []
    for window in ("#2b2f3a", "#f4f0e8"):
        palette.setColor(palette.ColorRole.Window, QColor(window))
        area.setPalette(palette)
        corner = grab(pane)[2, 2]
        assert np.ptp(corner) == 0
        tones.append(int(corner[0]))
    assert tones[0] < 64 < 160 < tones[1]


def test_the_pixel_below_a_point_is_the_one_the_tool_hears_of(area, pane, document, grab):
    area.view.zoom_to(6.0)
    area.model.set_pixel_grid(False)
    shown = grab(pane)
    for point in (QPoint(200, 150), QPoint(333, 250), QPoint(77, 401)):
        x, y = pane.viewport.to_image(point.toPointF() + QPoint(0, 0).toPointF())
        # The centre of the pixel below the cursor's corner.
        x, y = x + 0.5 / 6, y + 0.5 / 6
        assert np.array_equal(shown[point.y(), point.x()], document.photo.pixels[int(y), int(x)])


def test_constants_agree():
    assert render.NEAREST_FROM == 2.0
    assert render.GRID_FROM == 8.0
