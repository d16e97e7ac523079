"""The brush through the canvas: from a real event to the mask and back to the screen."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication

from pconv_studio.gui.canvas.area import ViewMode
from pconv_studio.gui.canvas.benchmark import SEGMENTS, brush_latency, summary
from pconv_studio.gui.controller import Controller
from pconv_studio.gui.tools.toolbox import make_tools


@pytest.fixture
def controller(area, document, settings):
    controller = Controller(settings)
    controller.coverageChanged.connect(area.model.coverage_changed)
    controller.set_document(document)
    controller.options.set_document(document)
    controller.options.size = 20
    controller.options.hardness = 1.0
    tools = make_tools(controller)
    area.set_tool(tools["brush"])
    area.model.set_overlay(colour="#ff0000", opacity=100)
    yield controller
    area.set_tool(None)
    del tools


@pytest.mark.parametrize("mode", [ViewMode.SINGLE, ViewMode.SIDE_BY_SIDE, ViewMode.SPLIT])
@pytest.mark.parametrize("zoom", [0.7, 1.0, 5.0])
def test_a_stroke_lies_below_the_cursor(area, controller, document, hand, grab, mode, zoom):
    area.set_mode(mode)
    QApplication.processEvents()
    area.view.zoom_to(zoom)
    pane = area.before if mode is ViewMode.SIDE_BY_SIDE else area.after
    centre = pane.rect().center()
    points = [centre + QPoint(-90, -20), centre + QPoint(-60, -15), centre + QPoint(-30, 4)]
    hand.press(pane, points[0])
    for point in points[1:]:
        hand.move(pane, point, hand.LEFT)
    for point in points:
        x, y = pane.viewport.to_image(QPointF(point))
        assert document.coverage[int(y), int(x)] == 255
    ends = [np.array(pane.viewport.to_image(QPointF(point))) for point in points]
    path = np.concatenate([np.linspace(a, b, 200) for a, b in pairwise(ends)])
    for row, column in np.argwhere(document.coverage):
        assert np.hypot(*(path - (column + 0.5, row + 0.5)).T).min() <= 10.2
    # What is seen is what is there, before the button is up.
    shown = grab(pane)
    red = (shown == [255, 0, 0]).all(axis=2)
    assert red[points[1].y(), points[1].x()]
    hand.release(pane, points[-1])
    assert controller.stack.count() == 1
    controller.undo()
    assert not document.coverage.any()
    assert not (grab(pane) == [255, 0, 0]).all(axis=2).any()


def test_a_pen_presses_harder_and_its_other_end_erases(area, controller, document, hand):
    area.actual()
    kinds = QEvent.Type
    widths = []
    for row, pressure in ((150, 0.3), (300, 1.0)):
        hand.pen(area.after, kinds.TabletPress, QPoint(240, row), pressure=pressure)
        hand.pen(
            area.after, kinds.TabletMove, QPoint(330, row), pressure=pressure, button=hand.NONE
        )
        hand.pen(area.after, kinds.TabletRelease, QPoint(330, row), pressure=0.0, held=hand.NONE)
        middle = int(area.after.viewport.to_image(QPointF(290, row))[0])
        widths.append(np.count_nonzero(document.coverage[:, middle]))
    assert 0 < widths[0] < widths[1] - widths[0] <= 21
    hand.pen(area.after, kinds.TabletPress, QPoint(200, 300), eraser=True)
    hand.pen(area.after, kinds.TabletMove, QPoint(400, 300), eraser=True, button=hand.NONE)
    hand.pen(area.after, kinds.TabletRelease, QPoint(400, 300), eraser=True, held=hand.NONE)
    assert np.count_nonzero(document.coverage[:, middle]) == widths[0]
    assert controller.stack.count() == 3


def test_the_wheel_and_the_right_button_size_the_brush(area, controller, hand):
    area.sizeRequested.connect(controller.options.step_size)
    area.adjustRequested.connect(controller.options.adjust)
    area.actual()
    hand.move(area.after, QPoint(300, 200))
    hand.wheel(area.after, QPoint(300, 200), 1, Qt.KeyboardModifier.AltModifier)
    assert controller.options.size > 20
    before = controller.options.size
    hand.drag(
        area.after,
        [QPoint(300, 200), QPoint(312, 200)],
        hand.RIGHT,
        Qt.KeyboardModifier.AltModifier,
    )
    assert controller.options.size == pytest.approx(before + 24)
    (mark,) = area.after.rings()
    assert mark.radius == pytest.approx(controller.options.size / 2)


def test_the_benchmark_measures_every_segment(qapp):
    times = brush_latency(0.3, strokes=1)
    assert len(times) == SEGMENTS
    assert min(times) > 0
    figures = summary([1.0, 2.0, 10.0])
    assert figures["median_ms"] == 2.0
    assert figures["max_ms"] == 10.0
    assert 2.0 < figures["p95_ms"] < 10.0
