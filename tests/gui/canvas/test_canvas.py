"""Mouse, pen, wheel and keys on a pane."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from pconv_studio.core.document import Document
from pconv_studio.gui.canvas.area import ViewMode
from pconv_studio.gui.tools.base import Ring

Alt = Qt.KeyboardModifier.AltModifier
Control = Qt.KeyboardModifier.ControlModifier
Shape = Qt.CursorShape
SYSTEM = Qt.MouseEventSource.MouseEventSynthesizedBySystem
BY_QT = Qt.MouseEventSource.MouseEventSynthesizedByQt


def enter(widget):
    """Bring the cursor onto a widget."""
    from PySide6.QtGui import QEnterEvent

    point = QPointF(widget.rect().center())
    QApplication.sendEvent(widget, QEnterEvent(point, point, widget.mapToGlobal(point)))


def leave(widget):
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))


class PaintedRegion(QObject):
    """What of a widget has been painted since."""

    def __init__(self, widget):
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.region += event.region()
        return False


# Strokes.


def test_a_drag_reaches_the_tool_in_image_coordinates(area, pane, tool, hand):
    area.view.zoom_to(2.0)
    points = [QPoint(200, 150), QPoint(220, 160), QPoint(260, 200)]
    heard = []
    pane.strokeStarted.connect(lambda: heard.append("started"))
    pane.strokeEnded.connect(lambda: heard.append("ended"))
    hand.drag(pane, points)
    assert tool.names() == ["press", "move", "move", "release"]
    for (_, event), point in zip(tool.calls, [*points, points[-1]], strict=True):
        assert (event.x, event.y) == pytest.approx(pane.viewport.to_image(QPointF(point)))
        assert event.pressure == 1.0
        assert not event.eraser
        assert event.zoom == 2.0
    assert heard == ["started", "ended"]


def test_a_stroke_whose_release_went_elsewhere_ends(pane, tool, hand):
    """A dialog that opens in the midst of it takes the release."""
    hand.press(pane, QPoint(100, 100))
    hand.mouse(pane, QEvent.Type.MouseMove, QPoint(120, 100), hand.NONE, hand.LEFT)
    hand.mouse(pane, QEvent.Type.MouseMove, QPoint(300, 300), hand.NONE, hand.NONE)
    assert not pane.is_stroking
    # It ends where it was, and the movement since is none of it.
    assert tool.names() == ["press", "move", "release", "move"]
    last = tool.calls[2][1]
    assert (last.x, last.y) == pytest.approx(pane.viewport.to_image(QPointF(120, 100)))


def test_hovering_reaches_the_tool_too(pane, tool, hand):
    hand.move(pane, QPoint(100, 100))
    assert tool.names() == ["move"]


def test_modifiers_reach_the_tool(pane, tool, hand):
    hand.press(pane, QPoint(100, 100), modifiers=Alt)
    hand.release(pane, QPoint(100, 100))
    assert tool.calls[0][1].modifiers == Alt
    assert tool.calls[1][1].modifiers == Qt.KeyboardModifier.NoModifier


def test_a_double_click_is_a_press_more(pane, tool, hand):
    point = QPoint(100, 100)
    hand.press(pane, point)
    hand.release(pane, point)
    hand.mouse(pane, QEvent.Type.MouseButtonDblClick, point, hand.LEFT, hand.LEFT)
    hand.release(pane, point)
    assert tool.names() == ["press", "release", "press", "double", "release"]


def test_a_second_button_does_not_disturb_a_stroke(pane, tool, hand):
    point = QPoint(100, 100)
    hand.press(pane, point)
    hand.press(pane, point, hand.RIGHT)
    hand.press(pane, point, hand.MIDDLE)
    hand.release(pane, point, hand.MIDDLE)
    hand.release(pane, point, hand.RIGHT)
    assert pane.is_stroking
    hand.release(pane, point)
    assert tool.names() == ["press", "release"]


def test_right_and_middle_do_not_paint(pane, tool, hand):
    hand.drag(pane, [QPoint(100, 100), QPoint(150, 100)], hand.RIGHT)
    assert "press" not in tool.names()
    assert not pane.is_stroking


def test_without_a_photo_or_a_tool_nothing_happens(area, pane, tool, hand):
    area.model.set_document(None)
    hand.drag(pane, [QPoint(100, 100), QPoint(150, 100)])
    assert tool.calls == []
    area.set_tool(None)
    hand.drag(pane, [QPoint(100, 100), QPoint(150, 100)])
    hand.wheel(pane, QPoint(20, 20), 1)


def test_another_document_ends_the_stroke(area, pane, tool, hand, photo):
    hand.press(pane, QPoint(100, 100))
    area.model.set_document(Document(photo))
    assert not pane.is_stroking
    hand.release(pane, QPoint(100, 100))
    assert "release" not in tool.names()


# The pen.


def test_a_pen_gives_pressure_and_its_eraser_end(pane, tool, hand):
    point = QPoint(200, 200)
    hand.pen(pane, QEvent.Type.TabletPress, point, pressure=0.25)
    hand.pen(pane, QEvent.Type.TabletMove, point + QPoint(9, 0), pressure=0.75, button=hand.NONE)
    event = hand.pen(pane, QEvent.Type.TabletRelease, point, pressure=0.0, held=hand.NONE)
    assert event.isAccepted()
    assert tool.names() == ["press", "move", "release"]
    assert [event.pressure for _, event in tool.calls] == [0.25, 0.75, 0.0]
    assert not any(event.eraser for _, event in tool.calls)
    tool.calls.clear()
    hand.pen(pane, QEvent.Type.TabletPress, point, eraser=True)
    hand.pen(pane, QEvent.Type.TabletRelease, point, eraser=True, held=hand.NONE)
    assert all(event.eraser for _, event in tool.calls)


@pytest.mark.parametrize("source", [None, SYSTEM, BY_QT])
def test_the_mouse_events_of_a_pen_are_not_painted_again(pane, tool, hand, source):
    point = QPoint(200, 200)
    kinds = QEvent.Type
    hand.pen(pane, kinds.TabletPress, point)
    hand.mouse(pane, kinds.MouseButtonPress, point, hand.LEFT, hand.LEFT, source=source)
    hand.pen(pane, kinds.TabletMove, point + QPoint(5, 5), button=hand.NONE)
    hand.mouse(pane, kinds.MouseMove, point + QPoint(5, 5), hand.NONE, hand.LEFT, source=source)
    hand.pen(pane, kinds.TabletRelease, point, held=hand.NONE)
    hand.mouse(pane, kinds.MouseButtonRelease, point, hand.LEFT, hand.NONE, source=source)
    assert tool.names() == ["press", "move", "release"]


def test_a_whole_made_up_click_after_the_pen_is_an_echo(pane, tool, hand):
    point = QPoint(200, 200)
    hand.pen(pane, QEvent.Type.TabletPress, point)
    hand.pen(pane, QEvent.Type.TabletRelease, point, held=hand.NONE)
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        hand.mouse(pane, kind, point, hand.LEFT, hand.LEFT, source=SYSTEM)
    assert tool.names() == ["press", "release"]
    # The mouse itself works again at once.
    hand.drag(pane, [point, point + QPoint(5, 0)])
    assert tool.names()[2:] == ["press", "move", "release"]


def test_touch_that_the_system_turns_into_a_mouse_still_paints(pane, tool, hand):
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        hand.mouse(pane, kind, QPoint(9, 9), hand.LEFT, hand.LEFT, source=SYSTEM)
    assert tool.names() == ["press", "release"]


def test_a_pen_hovers(pane, tool, hand):
    hand.pen(
        pane, QEvent.Type.TabletMove, QPoint(50, 60), pressure=0.0, button=hand.NONE, held=hand.NONE
    )
    assert tool.names() == ["move"]
    assert [mark.centre for mark in pane.rings()] == [QPointF(50, 60)]


# Zoom and pan.


@pytest.mark.parametrize("notches", [1, -1, 3, 0.25])
def test_the_wheel_keeps_the_point_below_the_cursor(area, pane, hand, notches):
    area.view.zoom_to(1.5)
    cursor = QPoint(411, 123)
    before = pane.viewport.to_image(QPointF(cursor))
    zoom = area.view.zoom
    hand.wheel(pane, cursor, notches)
    after = pane.viewport.to_view(*before)
    assert (area.view.zoom > zoom) == (notches > 0)
    # Half a pixel, by which the photo is moved onto whole ones, before and after.
    assert (after.x(), after.y()) == pytest.approx((411, 123), abs=1.01)


def test_many_turns_of_the_wheel_do_not_drift(area, pane, hand):
    area.view.zoom_to(1.5)
    cursor = QPoint(411, 123)
    before = pane.viewport.to_image(QPointF(cursor))
    for notches in [1, 1, 1, -1, -1, -1] * 10:
        hand.wheel(pane, cursor, notches)
    after = pane.viewport.to_image(QPointF(cursor))
    assert after == pytest.approx(before, abs=2.5)


def test_alt_and_the_wheel_size_the_brush(area, pane, hand):
    steps = []
    pane.sizeRequested.connect(steps.append)
    zoom = area.view.zoom
    hand.wheel(pane, QPoint(9, 9), 2, Alt)
    hand.wheel(pane, QPoint(9, 9), -1, Alt)
    for _ in range(4):
        hand.wheel(pane, QPoint(9, 9), 0.25, Alt)
    assert steps == [2, -1, 1]
    assert area.view.zoom == zoom


def test_alt_and_the_right_button_size_and_harden(area, pane, tool, hand):
    area.view.zoom_to(2.0)
    heard = []
    pane.adjustRequested.connect(lambda size, hardness: heard.append((size, hardness)))
    start = QPoint(200, 200)
    hand.move(pane, start)
    hand.drag(pane, [start, QPoint(220, 200), QPoint(220, 180)], hand.RIGHT, Alt)
    # Ten pixels of the photo to the right make the radius larger by as many.
    assert heard == [pytest.approx((20, 0)), pytest.approx((0, 0.1))]
    assert "press" not in tool.names()
    assert [mark.centre for mark in pane.rings()] == [QPointF(start)]


def test_the_middle_button_pans_and_gives_the_cursor_back(area, pane, tool, hand):
    area.view.zoom_to(3.0)
    before = pane.cursor().shape()
    origin = pane.viewport.origin
    hand.press(pane, QPoint(200, 200), hand.MIDDLE)
    assert pane.cursor().shape() == Shape.ClosedHandCursor
    hand.move(pane, QPoint(230, 190), hand.MIDDLE)
    hand.release(pane, QPoint(230, 190), hand.MIDDLE)
    assert pane.viewport.origin == (origin[0] + 30, origin[1] - 10)
    assert pane.cursor().shape() == before == Shape.BlankCursor
    assert "press" not in tool.names()


def test_a_pinch_zooms_at_the_fingers(area, pane):
    area.view.zoom_to(1.0)
    at = QPointF(300, 200)
    before = pane.viewport.to_image(at)
    device = QPointingDevice.primaryPointingDevice()
    for _ in range(3):
        event = QNativeGestureEvent(
            Qt.NativeGestureType.ZoomNativeGesture, device, 2, at, at, pane.mapToGlobal(at),
            0.1, QPointF(),
        )  # fmt: skip
        QApplication.sendEvent(pane, event)
    assert area.view.zoom == pytest.approx(1.331)
    assert pane.viewport.to_image(at) == pytest.approx(before, abs=1)


def test_arrow_keys_pan(area, pane, qtbot):
    area.view.zoom_to(4.0)
    origin = pane.viewport.origin
    QTest.keyClick(pane, Qt.Key.Key_Right)
    QTest.keyClick(pane, Qt.Key.Key_Down)
    assert pane.viewport.origin == (origin[0] - 48, origin[1] - 48)


def test_a_tool_may_use_a_key_first(area, pane, tool):
    area.view.zoom_to(4.0)
    origin = pane.viewport.origin
    tool.used_keys = {Qt.Key.Key_Right}
    QTest.keyClick(pane, Qt.Key.Key_Right)
    assert pane.viewport.origin == origin


# The space bar.


@pytest.fixture
def window(qtbot, area):
    """The area beside a button and a line of text, in an active window."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    window.button = QPushButton("button")
    window.line = QLineEdit()
    for widget in (window.button, window.line, area):
        layout.addWidget(widget)
    window.resize(640, 560)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    yield window
    area.setParent(None)


def test_space_pans_and_does_not_press_the_focused_button(window, area, pane, tool, hand, qtbot):
    clicks = []
    window.button.clicked.connect(lambda: clicks.append(1))
    window.button.setFocus()
    qtbot.waitUntil(window.button.hasFocus)
    area.view.zoom_to(3.0)
    enter(pane)
    hand.move(pane, QPoint(100, 100))
    tool.calls.clear()
    QTest.keyPress(window.button, Qt.Key.Key_Space)
    assert pane.cursor().shape() == Shape.OpenHandCursor
    assert pane.rings() == []
    origin = pane.viewport.origin
    hand.drag(pane, [QPoint(100, 100), QPoint(120, 130)])
    assert pane.viewport.origin == (origin[0] + 20, origin[1] + 30)
    QTest.keyRelease(window.button, Qt.Key.Key_Space)
    assert pane.cursor().shape() == Shape.BlankCursor
    assert clicks == []
    assert not window.button.isDown()
    assert "press" not in tool.names()
    # Away from the pane the bar is the button's again.
    leave(pane)
    QTest.keyClick(window.button, Qt.Key.Key_Space)
    assert clicks == [1]


def test_space_stays_a_space_where_text_is_typed(window, pane, tool, qtbot):
    window.line.setFocus()
    qtbot.waitUntil(window.line.hasFocus)
    enter(pane)
    QTest.keyClick(window.line, Qt.Key.Key_Space)
    assert window.line.text() == " "
    assert pane.cursor().shape() != Shape.OpenHandCursor


def test_the_focus_may_move_while_the_cursor_is_on_the_pane(window, pane, tool, qtbot):
    window.line.setFocus()
    qtbot.waitUntil(window.line.hasFocus)
    enter(pane)
    window.button.setFocus()
    qtbot.waitUntil(window.button.hasFocus)
    QTest.keyPress(window.button, Qt.Key.Key_Space)
    assert pane.cursor().shape() == Shape.OpenHandCursor
    leave(pane)
    assert pane.cursor().shape() != Shape.OpenHandCursor


def test_the_tool_hears_of_modifier_keys(window, pane, tool, qtbot):
    window.button.setFocus()
    qtbot.waitUntil(window.button.hasFocus)
    enter(pane)
    QTest.keyPress(window.button, Qt.Key.Key_Alt)
    QTest.keyRelease(window.button, Qt.Key.Key_Alt)
    heard = [bool(mods & Alt) for name, mods in tool.calls if name == "modifiers"]
    assert heard == [True, False]


# The ring.


def test_the_ring_has_the_brushs_true_size(area, pane, tool, hand):
    area.view.zoom_to(2.0)
    hand.move(pane, QPoint(100, 120))
    (mark,) = pane.rings()
    assert mark.centre == QPointF(100, 120)
    assert mark.radius == 40.0
    assert mark.hardness == 0.5


def test_the_ring_is_drawn_in_two_tones_and_cleaned_away(area, pane, tool, hand, grab):
    area.actual()
    before = grab(pane)
    hand.move(pane, QPoint(320, 240))
    ring = grab(pane).astype(int) - before
    # The pixels right and left of the circle's edge, by 20 pixels of radius.
    assert ring[240, 339:342].max() > 20
    assert ring[240, 337:344].min() < -10
    assert not ring[240, 325:329].any()
    hand.move(pane, QPoint(500, 100))
    QApplication.processEvents()
    leave(pane)
    assert (grab(pane) == before).all()


def test_a_ring_that_came_with_another_tool_is_cleaned_away(area, pane, tool, hand):
    area.actual()
    tool.mark = None
    hand.move(pane, QPoint(320, 240))
    tool.mark = Ring(20.0)
    tool.previewChanged.emit()
    QApplication.processEvents()
    painted = PaintedRegion(pane)
    hand.move(pane, QPoint(500, 100))
    QApplication.processEvents()
    for x, y in ((300, 240), (340, 240), (320, 220), (320, 260)):
        assert painted.region.contains(QPoint(x, y))


def test_a_tiny_brush_gets_a_crosshair(area, pane, tool, hand, grab):
    area.actual()
    tool.mark = Ring(1.0)
    before = grab(pane)
    hand.move(pane, QPoint(320, 240))
    changed = (grab(pane) != before).any(axis=2)
    assert changed[240, 325]
    assert changed[234, 320]
    assert changed.sum() < 300


def test_subtracting_has_a_badge(area, pane, tool, hand, grab):
    area.actual()
    hand.move(pane, QPoint(320, 240))
    before = grab(pane)
    tool.mark = Ring(20.0, 0.5, True)
    tool.previewChanged.emit()
    changed = (grab(pane) != before).any(axis=2)
    assert changed.sum() > 80
    assert not changed[:, :330].any()


def test_without_a_ring_the_tools_cursor_is_shown(pane, tool, hand):
    hand.move(pane, QPoint(100, 100))
    assert pane.cursor().shape() == Shape.BlankCursor
    tool.mark = None
    tool.previewChanged.emit()
    assert pane.cursor().shape() == tool.cursor()
    assert pane.rings() == []


def test_the_position_is_told_and_its_end_too(area, pane, hand):
    area.actual()
    points = []
    pane.pointMoved.connect(points.append)
    hand.move(pane, QPoint(320, 240))
    leave(pane)
    assert points == [pytest.approx((160, 120)), None]


# The split handle.


def test_the_handle_is_dragged_by_line_and_knob(area, pane, tool, hand):
    area.set_mode(ViewMode.SPLIT)
    hand.move(pane, QPoint(324, 60))
    assert pane.cursor().shape() == Shape.SplitHCursor
    assert pane.rings() == []
    hand.drag(pane, [QPoint(324, 60), QPoint(200, 60)])
    assert pane.split == pytest.approx(200 / 640)
    hand.drag(pane, [QPoint(212, 240), QPoint(900, 240)])
    assert pane.split == 1.0
    assert "press" not in tool.names()
    hand.press(pane, QPoint(300, 60))
    assert tool.names()[-1] == "press"
    hand.release(pane, QPoint(300, 60))


def test_the_handle_moves_by_keys(area, pane):
    area.set_mode(ViewMode.SPLIT)
    QTest.keyClick(pane, Qt.Key.Key_Left)
    assert pane.split == pytest.approx(0.49)
    QTest.keyClick(pane, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert pane.split == pytest.approx(0.59)


def test_a_stroke_crosses_the_handle(area, pane, tool, hand):
    area.set_mode(ViewMode.SPLIT)
    hand.drag(pane, [QPoint(200, 60), QPoint(320, 60), QPoint(400, 60)])
    assert tool.names() == ["press", "move", "move", "release"]
    assert pane.split == 0.5


def test_no_cursor_waits(area, pane, tool, hand):
    for mode in ViewMode:
        area.set_mode(mode)
        hand.move(pane, QPoint(100, 100))
        assert QApplication.overrideCursor() is None
        assert pane.cursor().shape() not in (Shape.WaitCursor, Shape.BusyCursor)
