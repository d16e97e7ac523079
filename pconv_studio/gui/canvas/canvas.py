"""One pane of the canvas with hands: what mouse, pen, wheel and keys do on it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from pconv_studio.gui.canvas.decorations import RingMark
from pconv_studio.gui.canvas.events import EventReader
from pconv_studio.gui.canvas.keys import PaneKeys
from pconv_studio.gui.canvas.model import CanvasModel
from pconv_studio.gui.canvas.pane_widget import PaneWidget
from pconv_studio.gui.canvas.pointer import Drag, Pointer, Touch
from pconv_studio.gui.canvas.view_state import ViewState
from pconv_studio.gui.tools.base import Tool, ToolEvent

ARROWS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
"""Keys that move the photo, and where to: the view goes where the arrow points."""
PAN_STEP = 48
"""Logical units an arrow key moves the photo by."""
SPLIT_STEP = 0.01
"""Share of the width an arrow key moves the split handle by; ten times as much with Shift."""


class Canvas(PaneWidget):
    """A pane that hands the pointer to a tool, and zooms and pans.

    Args:
        model: What to show.
        view: Zoom and position, shared with other panes.
        leads: Whether this pane's size is the one the view state fits the photo to.
        parent: As for any widget.
    """

    pointMoved = Signal(object)
    """Where the cursor is, (x, y) in image coordinates; None when it leaves the pane."""
    sizeRequested = Signal(int)
    """Make the brush larger (+1) or smaller (-1) by a step."""
    adjustRequested = Signal(float, float)
    """Change the brush's size by pixels of the photo and its hardness by a share."""
    strokeStarted = Signal()
    strokeEnded = Signal()

    def __init__(
        self,
        model: CanvasModel,
        view: ViewState,
        *,
        leads: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, view, leads=leads, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAccessibleName(self.tr("Photo"))
        self._tool: Tool | None = None
        self._hover: QPointF | None = None
        self._ghost: tuple[float, float] | None = None
        self._pointer = Pointer(self)
        self._events = EventReader(self._pointer)
        self._keys = PaneKeys(self)
        self._keys.spaceChanged.connect(self._on_space)
        self._keys.modifiersChanged.connect(self._on_modifiers)
        model.documentChanged.connect(self._on_document)

    @property
    def tool(self) -> Tool | None:
        """The tool that gets the pointer."""
        return self._tool

    @property
    def is_stroking(self) -> bool:
        """Whether the tool has a button or a pen held down."""
        return self._pointer.drag is Drag.STROKE

    def set_tool(self, tool: Tool | None) -> None:
        """Give the pointer to another tool; whoever does has cancelled what the old one did."""
        if self._tool is tool:
            return
        if self._tool is not None:
            self._tool.previewChanged.disconnect(self._on_preview)
        self._drop_stroke()
        self._tool = tool
        if tool is not None:
            tool.previewChanged.connect(self._on_preview)
        self._on_preview()

    def set_ghost(self, point: tuple[float, float] | None) -> None:
        """Mirror the brush of another pane at a point of the photo; None: no longer."""
        if point != self._ghost:
            self._ghost = point
            self.update_rings()

    # What the pointer asks for; see pointer.Actions.

    def stroke_press(self, touch: Touch) -> bool:
        """Begin a stroke of the tool, if there is one and a photo to use it on."""
        self._move_hover(touch.point)
        if self._tool is None or self._model.shape is None:
            return False
        self.strokeStarted.emit()
        self._tool.press(self._tool_event(touch))
        return True

    def stroke_move(self, touch: Touch) -> None:
        """Hand a movement to the tool."""
        self._move_hover(touch.point)
        if self._tool is not None and self._model.shape is not None:
            self._tool.move(self._tool_event(touch))

    def stroke_release(self, touch: Touch) -> None:
        """End the stroke."""
        if self._tool is not None and self._model.shape is not None:
            self._tool.release(self._tool_event(touch))
        self.strokeEnded.emit()

    def move_handle(self, x: float) -> None:
        """Move the handle of the split view to a place on the pane."""
        self.set_split(x / max(self.width(), 1))

    def pan_by(self, offset: QPointF) -> None:
        """Move the photo by logical units."""
        ratio = self.viewport.ratio
        self._view.pan(offset.x() * ratio, offset.y() * ratio)

    def adjust_by(self, size: float, hardness: float) -> None:
        """Ask for another brush, its size changed by logical units."""
        self.adjustRequested.emit(size * self.viewport.ratio / self.viewport.zoom, hardness)

    # Events, under Qt's names.

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._events.mouse_press(event):
            self._update_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._events.mouse_move(event):
            self._after_move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._events.mouse_release(event):
            self._after_release()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        # Qt sends this in place of the second press.
        if not self._events.mouse_press(event):
            return
        if self.is_stroking and self._tool is not None:
            self._tool.double_click(self._tool_event(Touch(event.position(), event.modifiers())))
        self._update_cursor()

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: D102
        self._events.tablet(event)
        if event.type() == QEvent.Type.TabletRelease:
            self._after_release()
        else:
            self._after_move(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        steps = self._events.size_steps(event)
        if steps is not None:
            if steps:
                self.sizeRequested.emit(steps)
        elif (offset := self._events.scroll(event)) is not None:
            self.pan_by(offset)
        else:
            factor = self._events.zoom_factor(event)
            self._view.zoom_by(factor, self.viewport.to_image(event.position()))
        event.accept()

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QNativeGestureEvent) and self._gesture(event):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if self._tool is not None and self._tool.key_press(event):
            return
        across, down = ARROWS.get(Qt.Key(event.key()), (0, 0))
        if across and self._shows_split:
            wide = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.set_split(self._split - across * SPLIT_STEP * (10 if wide else 1))
        elif across or down:
            self.pan_by(QPointF(across, down) * PAN_STEP)
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102
        # Alt and the right button size the brush; a menu in between would end that.
        event.setAccepted(bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: D102
        super().enterEvent(event)
        self._keys.watch(True)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        super().leaveEvent(event)
        self._keys.watch(False)
        self._move_hover(None)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: D102
        super().hideEvent(event)
        # No leave event comes to what is hidden below the cursor.
        self._keys.watch(False)
        self._move_hover(None)

    # What is seen of the tool.

    def rings(self) -> list[RingMark]:
        """Return the brush below the cursor, and the one mirrored from another pane."""
        ring = self._tool.ring() if self._tool is not None else None
        if ring is None or self._model.shape is None:
            return []
        places = []
        if self._hover is not None and self._shows_ring(self._hover):
            places.append((self._hover, False))
        if self._ghost is not None:
            places.append((self.viewport.to_view(*self._ghost), True))
        radius = ring.radius * self.viewport.zoom / self.viewport.ratio
        return [
            RingMark(point, radius, ring.hardness, ring.subtract, ghost) for point, ghost in places
        ]

    def paint_tool(self, painter: QPainter) -> None:
        """Draw what the tool shows."""
        if self._tool is not None:
            self._tool.paint(painter, self.viewport.image_to_view())

    def _shows_ring(self, point: QPointF) -> bool:
        if self._pointer.drag in (Drag.STROKE, Drag.ADJUST):
            return True
        idle = self._pointer.drag is Drag.NONE and not self._pointer.space_held
        return idle and not self.hits_handle(point)

    def _gesture(self, event: QNativeGestureEvent) -> bool:
        anchor = self.viewport.to_image(event.position())
        kind = event.gestureType()
        if kind == Qt.NativeGestureType.ZoomNativeGesture:
            self._view.zoom_by(max(1 + event.value(), 0.1), anchor)
            return True
        if kind == Qt.NativeGestureType.SmartZoomNativeGesture:
            if self._view.is_fitted:
                self._view.actual(anchor)
            else:
                self._view.fit()
            return True
        return False

    def _tool_event(self, touch: Touch) -> ToolEvent:
        x, y = self.viewport.to_image(touch.point)
        return ToolEvent(
            x,
            y,
            pressure=touch.pressure,
            eraser=touch.eraser,
            modifiers=touch.modifiers,
            zoom=self.viewport.zoom,
        )

    def _move_hover(self, point: QPointF | None) -> None:
        self._hover = point
        self.update_rings()
        self.pointMoved.emit(None if point is None else self.viewport.to_image(point))

    def _after_move(self, point: QPointF) -> None:
        if self._pointer.drag in (Drag.PAN, Drag.HANDLE):
            self._move_hover(point)
        self._update_cursor()

    def _after_release(self) -> None:
        self._update_cursor()
        self.update_rings()

    def _drop_stroke(self) -> None:
        if self.is_stroking:
            self._pointer.drop()
            self.strokeEnded.emit()

    def _update_cursor(self) -> None:
        drag, space = self._pointer.drag, self._pointer.space_held
        shape = Qt.CursorShape.ArrowCursor
        if drag is Drag.PAN:
            shape = Qt.CursorShape.ClosedHandCursor
        elif drag is Drag.HANDLE:
            shape = Qt.CursorShape.SplitHCursor
        elif drag is Drag.NONE and space:
            shape = Qt.CursorShape.OpenHandCursor
        elif drag is Drag.NONE and self._hover is not None and self.hits_handle(self._hover):
            shape = Qt.CursorShape.SplitHCursor
        elif self._tool is not None and self._model.shape is not None:
            has_ring = self._tool.ring() is not None
            shape = Qt.CursorShape.BlankCursor if has_ring else self._tool.cursor()
        if shape != self.cursor().shape():
            self.setCursor(shape)

    @Slot()
    def _on_view(self) -> None:
        super()._on_view()
        self._drawn_rings = self.rect()
        if self._hover is not None:
            self.pointMoved.emit(self.viewport.to_image(self._hover))

    @Slot()
    def _on_document(self) -> None:
        self._drop_stroke()
        self._update_cursor()

    @Slot()
    def _on_preview(self) -> None:
        self._update_cursor()
        self.update()

    @Slot(bool)
    def _on_space(self, held: bool) -> None:
        self._pointer.space_held = held
        self._update_cursor()
        self.update_rings()

    @Slot(object)
    def _on_modifiers(self, modifiers: Qt.KeyboardModifier) -> None:
        if self._tool is not None:
            self._tool.modifiers_changed(modifiers)
