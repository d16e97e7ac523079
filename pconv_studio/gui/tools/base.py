"""What a tool is, and what it needs of the window around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QTransform

if TYPE_CHECKING:
    from pconv_studio.core.document import Document
    from pconv_studio.core.geometry import Box
    from pconv_studio.core.mask_edit import MaskEdit
    from pconv_studio.gui.tools.options import ToolOptions

__all__ = ["Ring", "Tool", "ToolEvent", "ToolHost"]


@dataclass(frozen=True)
class ToolEvent:
    """Where and how the pointer is.

    Attributes:
        x: Image coordinate to the right; pixel (row i, column j) covers x in [j, j+1).
        y: Image coordinate downwards.
        pressure: 0 to 1; a mouse presses with 1.
        eraser: Whether it is the eraser end of a pen.
        modifiers: Keys held.
        zoom: Device pixels per pixel of the photo.
    """

    x: float
    y: float
    pressure: float = 1.0
    eraser: bool = False
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    zoom: float = 1.0

    def holds(self, modifier: Qt.KeyboardModifier) -> bool:
        """Whether a key is held."""
        return bool(self.modifiers & modifier)

    @property
    def subtracts(self) -> bool:
        """Whether Alt or the eraser end asks for taking away."""
        return self.eraser or self.holds(Qt.KeyboardModifier.AltModifier)


@dataclass(frozen=True)
class Ring:
    """What the cursor of a brush looks like.

    Attributes:
        radius: Pixels of the photo.
        hardness: 0 to 1; up to this share of the radius the brush has its full strength.
        subtract: Whether it takes away.
    """

    radius: float
    hardness: float = 1.0
    subtract: bool = False


class ToolHost(Protocol):
    """What a tool needs of the window around it; everything it does can be undone there."""

    @property
    def document(self) -> Document | None:
        """The open document."""
        ...

    @property
    def options(self) -> ToolOptions:
        """Size, hardness and what else a person sets."""
        ...

    def begin_edit(self) -> MaskEdit:
        """Start an edit of the mask; whoever does ends it by commit or abort."""
        ...

    def touched(self, box: Box) -> None:
        """Have the canvas draw a box of the mask again."""
        ...

    def commit(self, edit: MaskEdit, text: str, *, stroke: bool = True) -> None:
        """End an edit; it becomes one step that can be undone.

        Args:
            edit: What :meth:`begin_edit` gave.
            text: What the history calls it, translated.
            stroke: Whether it may start a fill where that is wished for after each stroke.
        """
        ...

    def abort(self, edit: MaskEdit) -> None:
        """Drop an edit and put the mask back."""
        ...

    def report(self, text: str) -> None:
        """Show a few words in the status bar."""
        ...


class Tool(QObject):
    """A tool: gets the pointer in image coordinates and changes the mask through its host.

    A press, any number of moves and a release make one drag. Moves also come without a button
    held. A double click comes after the second press and before the second release.
    """

    previewChanged = Signal()
    """What :meth:`paint` draws, :meth:`ring` or :meth:`cursor` is different now."""

    id = ""

    def __init__(self, host: ToolHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host = host

    def press(self, event: ToolEvent) -> None:
        """The button or the pen goes down."""

    def move(self, event: ToolEvent) -> None:
        """The pointer moves, with or without a button."""

    def release(self, event: ToolEvent) -> None:
        """The button or the pen comes up."""

    def double_click(self, event: ToolEvent) -> None:
        """The press before this was the second of a double click."""

    def key_press(self, event: QKeyEvent) -> bool:
        """Return whether the tool has used the key."""
        return False

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        """Shift, Ctrl or Alt went down or up while the pointer stayed where it is."""

    def cancel(self) -> bool:
        """Drop what is under way; return whether there was anything."""
        return False

    def leave_document(self) -> None:
        """Drop what is under way, and let go of a document that is not open any more."""
        self.cancel()

    def ring(self) -> Ring | None:
        """What stands for the cursor; None where :meth:`cursor` does."""
        return None

    def cursor(self) -> Qt.CursorShape:
        """The cursor where there is no ring."""
        return Qt.CursorShape.CrossCursor

    def paint(self, painter: QPainter, image_to_view: QTransform) -> None:
        """Draw what is under way over the photo.

        Args:
            painter: In view coordinates; left as it was found.
            image_to_view: From image to view coordinates.
        """
