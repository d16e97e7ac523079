"""What mouse and pen do on a pane: paint, pan, size the brush, move the handle."""

from __future__ import annotations

from enum import Enum, auto
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPointingDevice

Button = Qt.MouseButton
Modifier = Qt.KeyboardModifier
PEN_TYPES = (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser)

HARDNESS_REACH = 200.0
"""Logical units to drag from the softest brush to the hardest."""


class Drag(Enum):
    """What a held button is doing."""

    NONE = auto()
    STROKE = auto()
    PAN = auto()
    ADJUST = auto()
    HANDLE = auto()


class Actions(Protocol):
    """What the pane does when the pointer asks for it; points are view coordinates."""

    def stroke_press(self, touch: Touch) -> bool:
        """Begin a stroke of the tool, if there is one."""

    def stroke_move(self, touch: Touch) -> None:
        """Go on with the stroke, or hover."""

    def stroke_release(self, touch: Touch) -> None:
        """End the stroke."""

    def hits_handle(self, point: QPointF) -> bool:
        """Whether a point can catch the handle of the split view."""

    def move_handle(self, x: float) -> None:
        """Move the handle of the split view."""

    def pan_by(self, offset: QPointF) -> None:
        """Move the photo."""

    def adjust_by(self, size: float, hardness: float) -> None:
        """Make the brush larger by logical units, and harder."""


class Touch:
    """Where and how a mouse button or a pen presses.

    Attributes:
        point: View coordinates.
        modifiers: Keys held.
        pressure: 0 to 1; a mouse presses with 1.
        eraser: Whether it is the eraser end of a pen.
    """

    __slots__ = ("eraser", "modifiers", "point", "pressure")

    def __init__(
        self,
        point: QPointF,
        modifiers: Modifier = Modifier.NoModifier,
        *,
        pressure: float = 1.0,
        eraser: bool = False,
    ) -> None:
        self.point = point
        self.modifiers = modifiers
        self.pressure = pressure
        self.eraser = eraser


class Pointer:
    """Decides what a press means and keeps to it until the same button is released."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions
        self._drag = Drag.NONE
        self._button = Button.NoButton
        self._last = QPointF()
        self.space_held = False

    @property
    def drag(self) -> Drag:
        """What is being dragged."""
        return self._drag

    def press(self, touch: Touch, button: Button) -> None:
        """A button goes down; a second one while the first is held means nothing."""
        if self._drag is not Drag.NONE:
            return
        self._last = touch.point
        self._drag = self._meaning(touch, button)
        self._button = button if self._drag is not Drag.NONE else Button.NoButton

    def move(self, touch: Touch) -> None:
        """The pointer moves, with or without a button."""
        offset = touch.point - self._last
        self._last = touch.point
        if self._drag is Drag.PAN:
            self._actions.pan_by(offset)
        elif self._drag is Drag.HANDLE:
            self._actions.move_handle(touch.point.x())
        elif self._drag is Drag.ADJUST:
            # The ring follows the cursor: one unit of radius is two of size. Up is harder.
            self._actions.adjust_by(2 * offset.x(), -offset.y() / HARDNESS_REACH)
        else:
            self._actions.stroke_move(touch)

    def release(self, touch: Touch, button: Button) -> None:
        """A button comes up."""
        if button != self._button or self._drag is Drag.NONE:
            return
        drag, self._drag, self._button = self._drag, Drag.NONE, Button.NoButton
        if drag is Drag.STROKE:
            self._actions.stroke_release(touch)

    def check_held(self, buttons: Button) -> None:
        """End what is being dragged where its button is up by now.

        The release goes elsewhere if a dialog opens meanwhile; the stroke ends where it was.

        Args:
            buttons: All that are held.
        """
        if self._drag is not Drag.NONE and not buttons & self._button:
            self.release(Touch(self._last), self._button)

    def drop(self) -> None:
        """Forget what is being dragged; the release that comes later means nothing."""
        self._drag, self._button = Drag.NONE, Button.NoButton

    def _meaning(self, touch: Touch, button: Button) -> Drag:
        if button == Button.MiddleButton or (button == Button.LeftButton and self.space_held):
            return Drag.PAN
        if button == Button.RightButton and touch.modifiers & Modifier.AltModifier:
            return Drag.ADJUST
        if button != Button.LeftButton:
            return Drag.NONE
        if self._actions.hits_handle(touch.point):
            return Drag.HANDLE
        return Drag.STROKE if self._actions.stroke_press(touch) else Drag.NONE
