"""A small widget that hands real mouse and tablet events to a tool, and a host that remembers."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QPainter, QPointingDevice, QTabletEvent, QTransform
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pconv_studio.core.geometry import Box
from pconv_studio.core.mask_edit import MaskEdit
from pconv_studio.gui.tools.base import ToolEvent
from pconv_studio.gui.tools.options import ToolOptions

Key = Qt.KeyboardModifier


@dataclass
class Step:
    """A change that was committed."""

    text: str
    patch: object
    stroke: bool


@dataclass
class Host:
    """What a tool needs of the window, with nothing behind it."""

    document: object
    options: ToolOptions
    steps: list = field(default_factory=list)
    aborted: int = 0
    boxes: list = field(default_factory=list)
    reports: list = field(default_factory=list)
    edit: MaskEdit | None = None

    def begin_edit(self):
        if self.edit is not None:
            self.abort(self.edit)
        self.edit = MaskEdit(self.document.coverage)
        return self.edit

    def touched(self, box):
        self.boxes.append(box)

    def commit(self, edit, text, *, stroke=True):
        assert edit is self.edit
        self.edit = None
        patch = edit.finish()
        if patch is not None:
            self.steps.append(Step(text, patch, stroke))

    def abort(self, edit):
        if edit is self.edit:
            self.edit = None
            self.aborted += 1
            edit.abort()

    def report(self, text):
        self.reports.append(text)

    @property
    def coverage(self):
        return self.document.coverage

    @property
    def texts(self):
        return [step.text for step in self.steps]

    @property
    def touched_box(self):
        """The box of all that was announced while painting."""
        found: Box | None = None
        for box in self.boxes:
            found = box if found is None else found.union(box)
        return found


class Surface(QWidget):
    """A pane without a photo: one logical unit is a pixel of the photo, or `zoom` of them one."""

    def __init__(self, zoom=1.0):
        super().__init__()
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.resize(400, 300)
        self.zoom = zoom
        self.tool = None
        self.previews = 0
        self.pen = QPointingDevice(
            "pen",
            7,
            QPointingDevice.DeviceType.Stylus,
            QPointingDevice.PointerType.Pen,
            QPointingDevice.Capability.Pressure,
            1,
            3,
        )
        self.eraser_end = QPointingDevice(
            "eraser",
            8,
            QPointingDevice.DeviceType.Stylus,
            QPointingDevice.PointerType.Eraser,
            QPointingDevice.Capability.Pressure,
            1,
            3,
        )

    def take(self, tool):
        self.tool = tool
        tool.previewChanged.connect(self._count)
        return tool

    def _count(self):
        self.previews += 1

    def _event(self, event, pressure=1.0, eraser=False):
        point = event.position() / self.zoom
        return ToolEvent(point.x(), point.y(), pressure, eraser, event.modifiers(), zoom=self.zoom)

    def mousePressEvent(self, event):
        self.tool.press(self._event(event))

    def mouseMoveEvent(self, event):
        self.tool.move(self._event(event))

    def mouseReleaseEvent(self, event):
        self.tool.release(self._event(event))

    def mouseDoubleClickEvent(self, event):
        # As the canvas does: Qt sends this in place of the second press.
        self.tool.press(self._event(event))
        self.tool.double_click(self._event(event))

    def tabletEvent(self, event):
        eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        translated = self._event(event, event.pressure(), eraser)
        match event.type():
            case QEvent.Type.TabletPress:
                self.tool.press(translated)
            case QEvent.Type.TabletRelease:
                self.tool.release(translated)
            case _:
                self.tool.move(translated)
        event.accept()

    def keyPressEvent(self, event):
        if not self.tool.key_press(event):
            event.ignore()

    def paintEvent(self, event):
        if self.tool is not None:
            painter = QPainter(self)
            painter.fillRect(self.rect(), Qt.GlobalColor.gray)
            self.tool.paint(painter, QTransform.fromScale(self.zoom, self.zoom))

    # What a hand does, in image coordinates of whole pixels.

    def _at(self, point):
        return QPoint(round(point[0] * self.zoom), round(point[1] * self.zoom))

    def press(self, point, keys=Key.NoModifier):
        QTest.mousePress(self, Qt.MouseButton.LeftButton, keys, self._at(point))

    def hover(self, point):
        QTest.mouseMove(self, self._at(point))

    def drag_to(self, point, keys=Key.NoModifier):
        # QTest's own move has no keys.
        from PySide6.QtGui import QMouseEvent

        place = QPointF(self._at(point))
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            place,
            self.mapToGlobal(place),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            keys,
        )
        QApplication.sendEvent(self, event)

    def release(self, point, keys=Key.NoModifier):
        QTest.mouseRelease(self, Qt.MouseButton.LeftButton, keys, self._at(point))

    def drag(self, *points, keys=Key.NoModifier):
        self.press(points[0], keys)
        for point in points[1:]:
            self.drag_to(point, keys)
        self.release(points[-1], keys)

    def click(self, point, keys=Key.NoModifier):
        self.press(point, keys)
        self.release(point, keys)

    def double_click(self, point):
        QTest.mouseDClick(self, Qt.MouseButton.LeftButton, Key.NoModifier, self._at(point))

    def key(self, key):
        QTest.keyClick(self, key)

    def tablet(self, kind, point, pressure, *, eraser=False, keys=Key.NoModifier):
        place = QPointF(self._at(point))
        held = Qt.MouseButton.NoButton
        button = Qt.MouseButton.LeftButton
        if kind == QEvent.Type.TabletMove:
            button, held = held, button
        event = QTabletEvent(
            kind,
            self.eraser_end if eraser else self.pen,
            place,
            self.mapToGlobal(place),
            pressure,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            keys,
            button,
            held,
        )
        QApplication.sendEvent(self, event)

    def pen_drag(self, *samples, **how):
        """Press, move and lift a pen; samples are a point and a pressure."""
        (first, pressure), *rest = samples
        self.tablet(QEvent.Type.TabletPress, first, pressure, **how)
        for point, force in rest:
            self.tablet(QEvent.Type.TabletMove, point, force, **how)
        self.tablet(QEvent.Type.TabletRelease, samples[-1][0], 0.0, **how)


@pytest.fixture
def options(qapp, settings):
    return ToolOptions(settings)


@pytest.fixture
def host(document, options):
    options.set_document(document)
    return Host(document, options)


@pytest.fixture
def surface(qtbot):
    widget = Surface()
    qtbot.addWidget(widget)
    widget.show()
    return widget


@pytest.fixture
def reference(document):
    """Paints the same by itself, into a coverage of its own."""
    from pconv_studio.core.mask_paint import stroke_segment

    def paint(*points, radius, hardness=1.0, base=None, erase=False):
        coverage = np.zeros(document.shape, np.uint8) if base is None else base.copy()
        edit = MaskEdit(coverage)
        radii = radius if isinstance(radius, list) else [radius] * len(points)
        if len(points) == 1:
            points, radii = points * 2, radii * 2
        for start, end, r0, r1 in zip(points, points[1:], radii, radii[1:], strict=False):
            stroke_segment(edit, start, end, radius0=r0, radius1=r1, hardness=hardness, erase=erase)
        return coverage

    return paint
