"""Four ways to compare before and after."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication

from pconv_studio.core.layers import make_layer
from pconv_studio.gui.canvas.area import CanvasArea, ViewMode
from pconv_studio.gui.canvas.content import Content


@pytest.fixture
def filled(document):
    """The document with one fill: black inside a box."""
    coverage = np.zeros(document.shape, np.uint8)
    coverage[60:120, 100:200] = 255
    layer = make_layer(np.zeros_like(document.photo.pixels), coverage, name="Fill", method="telea")
    document.insert_layer(0, layer)
    return document


@pytest.fixture
def shown(area, filled, grab):
    """What a pane shows of the photo at 100 %, by image coordinates."""
    area.model.set_document(filled)
    area.set_tool(None)

    def shown(pane):
        area.actual()
        picture = grab(pane)
        left, top = pane.viewport.origin
        rows = np.arange(filled.shape[0]) + top
        columns = np.arange(filled.shape[1]) + left
        seen = (rows >= 60) & (rows < picture.shape[0])
        inside = (columns >= 0) & (columns < picture.shape[1])
        # Labels lie in the uppermost 60 rows of the pane.
        part = picture[rows[seen]][:, columns[inside]]
        return part, np.ix_(np.flatnonzero(seen), np.flatnonzero(inside))

    return shown


def test_single_shows_the_result(area, filled, shown):
    picture, where = shown(area.after)
    assert np.array_equal(picture, filled.result[where])
    assert not area.before.isVisible()


def test_side_by_side_shows_both_at_the_same_place(area, filled, shown):
    area.resize(800, 480)
    area.set_mode(ViewMode.SIDE_BY_SIDE)
    QApplication.processEvents()
    assert area.before.isVisible()
    for pane, pixels in ((area.before, filled.photo.pixels), (area.after, filled.result)):
        picture, where = shown(pane)
        assert np.array_equal(picture, pixels[where])
    area.view.zoom_to(3.0, (10.0, 20.0))
    area.view.pan(31, -17)
    assert area.before.viewport.zoom == area.after.viewport.zoom
    one, two = (pane.viewport.to_image(QPointF(50, 60)) for pane in (area.before, area.after))
    # Panes may differ in width by one pixel.
    assert one == pytest.approx(two, abs=1 / 3 + 1e-9)


def test_split_shows_the_source_left_and_the_result_right(area, filled, shown):
    area.set_mode(ViewMode.SPLIT)
    picture, (rows, columns) = shown(area.after)
    x = np.arange(picture.shape[1]) + area.after.viewport.origin[0]
    left, right = x < 320 - 20, x >= 320 + 20
    assert np.array_equal(picture[:, left], filled.photo.pixels[rows, columns][:, left])
    assert np.array_equal(picture[:, right], filled.result[rows, columns][:, right])
    area.after.set_split(0.0)
    picture, where = shown(area.after)
    assert np.array_equal(picture[:, 30:], filled.result[where][:, 30:])


def test_difference_is_black_where_both_are_equal(area, filled, shown):
    area.set_mode(ViewMode.DIFFERENCE)
    picture, where = shown(area.after)
    equal = (filled.result == filled.photo.pixels)[where]
    assert not picture[equal].any()
    assert picture[~equal].min() >= 40


def test_difference_is_the_same_after_the_fill_is_hidden(area, filled, shown):
    area.set_mode(ViewMode.DIFFERENCE)
    area.fit()
    box = filled.set_visible(filled.layers[0].id, False)
    area.model.result_changed(box)
    assert not shown(area.after)[0].any()


def test_holding_shows_the_original_without_the_mask(area, filled, shown):
    filled.coverage[60:120, 210:260] = 255
    area.model.set_document(filled)
    with_mask, where = shown(area.after)
    area.hold_original(True)
    held, _ = shown(area.after)
    assert np.array_equal(held, filled.photo.pixels[where])
    area.hold_original(False)
    assert np.array_equal(shown(area.after)[0], with_mask)


@pytest.mark.parametrize("mode", list(ViewMode))
def test_holding_works_in_every_mode(area, filled, shown, mode):
    area.set_mode(mode)
    area.hold_original(True)
    assert area.after.shown_content is Content.SOURCE
    picture, where = shown(area.after)
    assert np.array_equal(picture, filled.photo.pixels[where])
    area.hold_original(False)
    assert area.after.shown_content is area.after.content


def test_the_view_stays_when_the_mode_changes(area):
    area.view.zoom_to(3.0, (20.0, 30.0))
    before = area.view.zoom, area.view.centre
    for mode in (*ViewMode, ViewMode.SINGLE):
        area.set_mode(mode)
        QApplication.processEvents()
        assert (area.view.zoom, area.view.centre) == before


def test_a_fill_keeps_the_view_and_a_photo_resets_it(area, document, photo):
    area.view.zoom_to(3.0)
    area.model.result_changed(area.after.viewport.visible(document.shape))
    assert area.view.zoom == 3.0
    area.model.set_document(document)
    assert area.view.is_fitted


def test_tools_work_in_both_panes(area, tool, hand):
    area.set_mode(ViewMode.SIDE_BY_SIDE)
    QApplication.processEvents()
    for pane in (area.before, area.after):
        tool.calls.clear()
        hand.drag(pane, [QPoint(60, 100), QPoint(70, 100)])
        assert tool.names() == ["press", "move", "release"]
        expected = pane.viewport.to_image(QPointF(60, 100))
        assert (tool.calls[0][1].x, tool.calls[0][1].y) == pytest.approx(expected)


def test_the_mask_lies_on_the_left_and_while_painting_on_both(area, document, tool, hand, grab):
    area.set_mode(ViewMode.SIDE_BY_SIDE)
    document.coverage[100:140, 100:140] = 255
    area.model.set_document(document)
    area.model.set_overlay(colour="#ff0000", opacity=100)
    QApplication.processEvents()

    def marked(pane):
        point = pane.viewport.to_device(120, 120).toPoint()
        return list(grab(pane)[point.y(), point.x()]) == [255, 0, 0]

    assert marked(area.before)
    assert not marked(area.after)
    hand.press(area.before, QPoint(30, 100))
    assert marked(area.before)
    assert marked(area.after)
    hand.release(area.before, QPoint(30, 100))
    assert not marked(area.after)
    area.set_mode(ViewMode.SINGLE)
    QApplication.processEvents()
    assert marked(area.after)
    area.model.set_overlay(visible=False)
    assert not marked(area.after)


def test_the_ring_is_mirrored_on_the_other_pane(area, tool, hand):
    area.set_mode(ViewMode.SIDE_BY_SIDE)
    QApplication.processEvents()
    hand.move(area.after, QPoint(80, 110))
    (ghost,) = area.before.rings()
    assert ghost.ghost
    assert not area.after.rings()[0].ghost
    place = area.before.viewport.to_image(ghost.centre)
    assert place == pytest.approx(area.after.viewport.to_image(QPointF(80, 110)))
    hand.move(area.before, QPoint(80, 110))
    assert [mark.ghost for mark in area.after.rings()] == [False, True] or [
        mark.ghost for mark in area.after.rings()
    ] == [True]


def test_panes_say_what_they_are(area):
    assert area.after.accessibleName() == "Photo"
    area.set_mode(ViewMode.SIDE_BY_SIDE)
    assert area.before.accessibleName() == "Photo before"
    assert area.after.accessibleName() == "Photo after"


def test_signals_of_both_panes_come_through(area, hand):
    from PySide6.QtCore import Qt

    steps, points = [], []
    area.sizeRequested.connect(steps.append)
    area.pointMoved.connect(points.append)
    hand.wheel(area.before, QPoint(5, 5), 1, Qt.KeyboardModifier.AltModifier)
    hand.wheel(area.after, QPoint(5, 5), -1, Qt.KeyboardModifier.AltModifier)
    hand.move(area.after, QPoint(5, 5))
    assert steps == [1, -1]
    assert len(points) == 1


def test_an_empty_area_takes_everything_calmly(qtbot, hand, grab):
    area = CanvasArea()
    qtbot.addWidget(area)
    area.show()
    for mode in ViewMode:
        area.set_mode(mode)
        area.fit()
        area.actual()
        area.zoom_in()
        area.zoom_out()
        hand.wheel(area.after, QPoint(5, 5), 1)
        hand.drag(area.after, [QPoint(5, 5), QPoint(50, 50)], hand.MIDDLE)
        grab(area)
    area.hold_original(True)
    area.model.set_depth(None)
    area.model.set_document(None)
    area.shutdown()


def test_the_keyboard_focus_goes_to_the_pane(area, qtbot):
    area.setFocus()
    assert area.focusProxy() is area.after
