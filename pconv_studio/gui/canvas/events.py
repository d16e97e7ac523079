"""Reads Qt's mouse, pen and wheel events for a pane."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent, QWheelEvent

from pconv_studio.gui.canvas.pointer import PEN_TYPES, Pointer, Touch

NOTCH = 120.0
"""Eighths of a degree per notch of a wheel."""
ZOOM_PER_NOTCH = 2**0.5


class EventReader:
    """Turns events into what the pointer understands, each action once.

    A pen makes tablet events; some systems send mouse events for the same movement after them,
    which are left out here.

    Args:
        pointer: Who gets what is read.
    """

    def __init__(self, pointer: Pointer) -> None:
        self._pointer = pointer
        self._pen_near = False
        self._pen_down = False
        self._wheel = 0.0

    def mouse_press(self, event: QMouseEvent) -> bool:
        """Hand on a press or a double click; return False for the echo of a pen."""
        if self._is_echo(event):
            return False
        self._pointer.press(Touch(event.position(), event.modifiers()), event.button())
        return True

    def mouse_move(self, event: QMouseEvent) -> bool:
        """Hand on a movement; return False for the echo of a pen."""
        if self._is_echo(event):
            return False
        self._pointer.check_held(event.buttons())
        self._pointer.move(Touch(event.position(), event.modifiers()))
        return True

    def mouse_release(self, event: QMouseEvent) -> bool:
        """Hand on a release; return False for the echo of a pen."""
        if self._is_echo(event):
            return False
        self._pointer.release(Touch(event.position(), event.modifiers()), event.button())
        return True

    def tablet(self, event: QTabletEvent) -> None:
        """Hand on what a pen does; the event is accepted, so that Qt makes no mouse event."""
        self._pen_near = True
        touch = Touch(
            event.position(),
            event.modifiers(),
            pressure=event.pressure(),
            eraser=event.pointerType() == QPointingDevice.PointerType.Eraser,
        )
        if event.type() == QEvent.Type.TabletPress:
            self._pen_down = True
            self._pointer.press(touch, event.button())
        elif event.type() == QEvent.Type.TabletRelease:
            self._pen_down = event.buttons() != Qt.MouseButton.NoButton
            self._pointer.release(touch, event.button())
        else:
            self._pointer.move(touch)
        event.accept()

    def size_steps(self, event: QWheelEvent) -> int | None:
        """Return how many steps the wheel sizes the brush by; None where it does not."""
        if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._wheel = 0.0
            return None
        # With Alt held, some systems turn the wheel sideways.
        self._wheel += (event.angleDelta().y() or event.angleDelta().x()) / NOTCH
        steps = int(self._wheel)
        self._wheel -= steps
        return steps

    @staticmethod
    def scroll(event: QWheelEvent) -> QPointF | None:
        """Return how far two fingers on a touchpad move the photo; None for a wheel."""
        is_pad = event.deviceType() == QInputDevice.DeviceType.TouchPad
        if not is_pad or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return None
        pixels = event.pixelDelta()
        return QPointF(pixels) if not pixels.isNull() else QPointF(event.angleDelta()) / 2

    @staticmethod
    def zoom_factor(event: QWheelEvent) -> float:
        """Return by what the wheel zooms."""
        factor: float = ZOOM_PER_NOTCH ** (event.angleDelta().y() / NOTCH)
        return factor

    def _is_echo(self, event: QMouseEvent) -> bool:
        """Whether a mouse event repeats what a pen has said already."""
        made_up = event.source() != Qt.MouseEventSource.MouseEventNotSynthesized
        is_pen = self._pen_down or event.pointerType() in PEN_TYPES
        if is_pen or (made_up and self._pen_near):
            return True
        if not made_up:
            self._pen_near = False
        return False
