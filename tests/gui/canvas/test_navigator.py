"""The small picture beside the canvas."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from pconv_studio.core.geometry import Box
from pconv_studio.gui.canvas.navigator import Navigator


@pytest.fixture
def navigator(qtbot, area):
    navigator = Navigator(area.model, area.view)
    qtbot.addWidget(navigator)
    navigator.resize(220, 160)
    navigator.show()
    return navigator


def place(navigator, x, y):
    return navigator._pane.viewport.to_view(x, y)


def test_the_frame_is_what_the_canvas_shows(area, navigator, document):
    area.view.zoom_to(4.0)
    frame = navigator.frame
    scale = navigator._pane.viewport.zoom
    assert frame.width() == pytest.approx(640 / 4 * scale)
    assert frame.height() == pytest.approx(480 / 4 * scale)
    centre = place(navigator, *area.view.centre)
    assert (frame.center().x(), frame.center().y()) == pytest.approx((centre.x(), centre.y()))
    area.fit()
    assert navigator.frame.width() == pytest.approx(document.shape[1] * scale)


def test_a_click_and_a_drag_go_there(area, navigator, hand):
    area.view.zoom_to(4.0)
    hand.press(navigator, place(navigator, 200, 100))
    assert area.view.centre == pytest.approx((200, 100), abs=1)
    hand.move(navigator, place(navigator, 120, 140), hand.LEFT)
    assert area.view.centre == pytest.approx((120, 140), abs=1)
    hand.release(navigator, place(navigator, 120, 140))
    hand.move(navigator, place(navigator, 10, 10))
    assert area.view.centre == pytest.approx((120, 140), abs=1)


def test_the_wheel_zooms(area, navigator, hand):
    area.view.zoom_to(4.0)
    centre = area.view.centre
    hand.wheel(navigator, QPoint(10, 10), 1)
    assert area.view.zoom > 4.0
    assert area.view.centre == centre


def test_keys_pan(area, navigator):
    area.view.zoom_to(4.0)
    centre = area.view.centre
    QTest.keyClick(navigator, Qt.Key.Key_Right)
    assert area.view.centre == pytest.approx((centre[0] + 640 / 4 / 8, centre[1]))


def test_it_shows_the_photo_and_follows_the_mask(area, navigator, document, grab, qtbot):
    area.model.set_overlay(colour="#00ff00", opacity=100)
    area.view.zoom_to(30.0)
    before = grab(navigator)
    left = place(navigator, 60, 120).toPoint()
    expected = document.photo.pixels[110:130, 50:70].mean(axis=(0, 1))
    assert np.abs(before[left.y(), left.x()] - expected).max() < 8
    box = Box(100, 40, 140, 80)
    document.coverage[box.slices] = 255
    area.model.coverage_changed(box)
    qtbot.waitUntil(lambda: list(grab(navigator)[left.y(), left.x()]) == [0, 255, 0])


def test_without_a_photo_it_is_empty(area, navigator, grab, hand):
    area.model.set_document(None)
    assert navigator.frame.isNull()
    hand.press(navigator, QPointF(20, 20))
    hand.release(navigator, QPointF(20, 20))
    assert len(np.unique(grab(navigator).reshape(-1, 3), axis=0)) == 1
