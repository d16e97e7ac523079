"""A canvas area with the small photo, and a tool that writes down what it is told."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from pconv_studio.gui.canvas.area import CanvasArea
from pconv_studio.gui.qimage import from_qimage
from pconv_studio.gui.tools.base import Ring, Tool


class Recorder(Tool):
    """Writes down every call."""

    def __init__(self):
        super().__init__(None)
        self.calls = []
        self.mark = Ring(20.0, 0.5)
        self.used_keys = set()

    def press(self, event):
        self.calls.append(("press", event))

    def move(self, event):
        self.calls.append(("move", event))

    def release(self, event):
        self.calls.append(("release", event))

    def double_click(self, event):
        self.calls.append(("double", event))

    def modifiers_changed(self, modifiers):
        self.calls.append(("modifiers", modifiers))

    def key_press(self, event):
        return event.key() in self.used_keys

    def ring(self):
        return self.mark

    def names(self):
        return [name for name, _ in self.calls]


@pytest.fixture
def area(qtbot, document):
    """A shown area, 640 x 480, with the photo fitted."""
    area = CanvasArea()
    qtbot.addWidget(area)
    area.resize(640, 480)
    area.model.set_document(document)
    area.show()
    qtbot.waitExposed(area)
    QApplication.processEvents()
    yield area
    area.shutdown()


@pytest.fixture
def pane(area):
    """The pane that is always there."""
    return area.after


@pytest.fixture
def tool(area):
    """A recording tool in hand."""
    tool = Recorder()
    area.set_tool(tool)
    return tool


@pytest.fixture
def grab():
    """What a widget looks like: (H, W, 3) uint8."""

    def grab(widget):
        QApplication.processEvents()
        return from_qimage(widget.grab().toImage())[..., :3]

    return grab


class Hand:
    """Moves mouse, pen and wheel over a widget as the window system does."""

    LEFT = Qt.MouseButton.LeftButton
    RIGHT = Qt.MouseButton.RightButton
    MIDDLE = Qt.MouseButton.MiddleButton
    NONE = Qt.MouseButton.NoButton

    def mouse(self, widget, kind, point, button=NONE, held=NONE, modifiers=None, source=None):
        modifiers = modifiers or Qt.KeyboardModifier.NoModifier
        args = (kind, QPointF(point), widget.mapToGlobal(QPointF(point)), button, held, modifiers)
        event = QMouseEvent(*args) if source is None else QMouseEvent(
            kind, QPointF(point), QPointF(point), widget.mapToGlobal(QPointF(point)), button, held,
            modifiers, source,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)

    def press(self, widget, point, button=LEFT, modifiers=None):
        self.mouse(widget, QEvent.Type.MouseButtonPress, point, button, button, modifiers)

    def move(self, widget, point, held=NONE, modifiers=None):
        self.mouse(widget, QEvent.Type.MouseMove, point, self.NONE, held, modifiers)

    def release(self, widget, point, button=LEFT, modifiers=None):
        self.mouse(widget, QEvent.Type.MouseButtonRelease, point, button, self.NONE, modifiers)

    def drag(self, widget, points, button=LEFT, modifiers=None):
        self.press(widget, points[0], button, modifiers)
        for point in points[1:]:
            self.move(widget, point, button, modifiers)
        self.release(widget, points[-1], button, modifiers)

    def pen(self, widget, kind, point, *, pressure=1.0, eraser=False, button=LEFT, held=LEFT):
        tip = QPointingDevice.PointerType.Eraser if eraser else QPointingDevice.PointerType.Pen
        capabilities = QPointingDevice.Capability.Position | QPointingDevice.Capability.Pressure
        device = QPointingDevice(
            "pen", 7, QPointingDevice.DeviceType.Stylus, tip, capabilities, 1, 3, "seat"
        )
        event = QTabletEvent(
            kind, device, QPointF(point), widget.mapToGlobal(QPointF(point)), pressure, 0, 0, 0, 0,
            0, Qt.KeyboardModifier.NoModifier, button, held,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)
        return event

    def wheel(self, widget, point, notches, modifiers=None):
        angle = QPointF(0, 120 * notches).toPoint()
        event = QWheelEvent(
            QPointF(point), widget.mapToGlobal(QPointF(point)), QPointF().toPoint(), angle,
            self.NONE, modifiers or Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
            False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)


@pytest.fixture
def hand():
    return Hand()


@pytest.fixture
def pattern():
    """A picture every pixel of which differs from its neighbours."""

    def pattern(height, width, channels=3, dtype=np.uint8):
        rng = np.random.default_rng(height * width)
        if dtype == np.float32:
            return rng.random((height, width, channels), np.float32)
        return rng.integers(0, np.iinfo(dtype).max, (height, width, channels), dtype)

    return pattern


@pytest.fixture(autouse=True)
def no_modifier_left():
    yield
    assert QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton
