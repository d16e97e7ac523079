"""Coordinates, zoom and pan."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from pconv_studio.core.geometry import Box
from pconv_studio.gui.canvas.geometry import Viewport, view_rect
from pconv_studio.gui.canvas.view_state import MAX_ZOOM, STEPS, ViewState

ZOOMS = st.floats(0.01, 32)
PLACES = st.floats(-50, 4000)


@given(ZOOMS, PLACES, PLACES, st.sampled_from([1.0, 1.25, 1.5, 2.0]))
def test_there_and_back_again(zoom, x, y, ratio):
    viewport = Viewport(zoom, (1500.3, 1000.7), 1600, 1000, ratio)
    point = viewport.to_view(x, y)
    assert viewport.to_image(point) == pytest.approx((x, y), abs=1e-6)
    mapped = viewport.image_to_view().map(QPointF(x, y))
    assert (mapped.x(), mapped.y()) == pytest.approx((point.x(), point.y()), abs=1e-6)


@given(ZOOMS, PLACES, PLACES)
def test_the_middle_is_the_middle_to_half_a_pixel(zoom, x, y):
    viewport = Viewport(zoom, (x, y), 1601, 999)
    middle = viewport.to_device(x, y)
    assert (middle.x(), middle.y()) == pytest.approx((1601 / 2, 999 / 2), abs=0.5001)
    assert all(isinstance(side, int) for side in viewport.origin)


def test_boxes_become_the_pixels_they_touch():
    viewport = Viewport(0.4, (50, 50), 100, 100)
    rect = viewport.device_rect(Box(10, 20, 11, 23))
    assert viewport.to_device(20, 10).x() >= rect.left()
    assert viewport.to_device(23, 11).x() <= rect.left() + rect.width()
    wider = viewport.device_rect(Box(10, 20, 11, 23), 3)
    assert (wider.width(), wider.height()) == (rect.width() + 6, rect.height() + 6)
    assert view_rect(rect, 1.0) == rect


def test_what_is_visible_is_cut_at_the_photo():
    viewport = Viewport(2.0, (10, 10), 100, 60)
    assert viewport.visible((300, 20)) == Box(0, 0, 25, 20)
    assert Viewport(2.0, (-500, 10), 100, 60).visible((300, 20)) is None


@pytest.fixture
def view():
    view = ViewState()
    view.set_viewport(1600, 1000)
    view.set_image(6000, 4000)
    return view


def screen(view, point, pane=(1600, 1000)):
    """Where a point of the photo lies."""
    return tuple(
        side / 2 + (p - c) * view.zoom for side, p, c in zip(pane, point, view.centre, strict=True)
    )


def test_a_photo_is_fitted_with_a_margin(view):
    assert view.is_fitted
    left, top = screen(view, (0, 0))
    assert left > 0
    assert top == pytest.approx(12)
    view.set_viewport(800, 1000)
    assert screen(view, (0, 0), (800, 1000))[0] == pytest.approx(12)


def test_a_zoomed_photo_keeps_its_middle_when_the_pane_grows(view):
    view.zoom_to(1.0, (100, 200))
    centre = view.centre
    view.set_viewport(1900, 1300)
    assert view.zoom == 1.0
    assert view.centre == centre
    assert not view.is_fitted


@settings(max_examples=60)
@given(st.floats(0, 6000), st.floats(0, 4000), st.lists(st.floats(0.3, 3), min_size=1, max_size=8))
def test_zooming_keeps_the_point_below_the_cursor(x, y, factors):
    view = ViewState()
    view.set_viewport(1600, 1000)
    view.set_image(6000, 4000)
    before = screen(view, (x, y))
    for factor in factors:
        view.zoom_by(factor, (x, y))
        assert screen(view, (x, y)) == pytest.approx(before, abs=1e-6)
        assert view.min_zoom <= view.zoom <= MAX_ZOOM


def test_zoom_stops_at_its_limits(view):
    view.zoom_to(1e9)
    assert view.zoom == MAX_ZOOM
    view.zoom_to(0)
    assert view.zoom == pytest.approx(view.fit_zoom / 8)
    view.set_image(20, 20)
    assert view.zoom == MAX_ZOOM
    view.zoom_to(0)
    assert view.zoom == pytest.approx(1 / 8)


def test_the_wheel_does_not_jump_past_100_percent(view):
    for _ in range(20):
        before = view.zoom
        view.zoom_by(1.4142)
        assert not before < 1 < view.zoom
    for _ in range(20):
        before = view.zoom
        view.zoom_by(1 / 1.4142)
        assert not before > 1 > view.zoom


def test_the_keys_stop_at_the_usual_percentages(view):
    view.actual()
    view.zoom_in()
    assert view.zoom == 1.5
    view.zoom_out()
    view.zoom_out()
    assert view.zoom == pytest.approx(2 / 3)
    view.fit()
    view.zoom_in()
    assert view.zoom in STEPS


def test_part_of_the_photo_cannot_be_panned_away(view):
    for dx, dy in ((1e9, 0), (-1e9, 0), (0, 1e9), (0, -1e9)):
        view.actual()
        view.pan(dx, dy)
        left, top = screen(view, (0, 0))
        right, bottom = screen(view, (6000, 4000))
        assert min(right, 1600) - max(left, 0) >= 399.9
        assert min(bottom, 1000) - max(top, 0) >= 249.9


def test_panning_back_in_never_jumps(view):
    # A zoom at the corner may push the photo farther out than a pan could.
    view.zoom_to(view.min_zoom, (6000, 4000))
    before = screen(view, (0, 0))
    view.pan(-3, -2)
    assert screen(view, (0, 0)) == pytest.approx((before[0] - 3, before[1] - 2))


def test_changes_are_told_once(view, qtbot):
    with qtbot.waitSignal(view.changed, timeout=1000):
        view.zoom_to(2.0)
    told = []
    view.changed.connect(lambda: told.append(1))
    view.zoom_to(2.0)
    view.pan(0, 0)
    assert told == []
