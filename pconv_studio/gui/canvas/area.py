"""The middle of the window: one pane or two, and how they compare before and after."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pconv_studio.gui.canvas.canvas import Canvas
from pconv_studio.gui.canvas.content import Content, ViewMode
from pconv_studio.gui.canvas.model import CanvasModel
from pconv_studio.gui.canvas.view_state import ViewState
from pconv_studio.gui.tools.base import Tool

__all__ = ["CanvasArea", "ViewMode"]

CONTENT = {
    ViewMode.SINGLE: Content.RESULT,
    ViewMode.SIDE_BY_SIDE: Content.RESULT,
    ViewMode.SPLIT: Content.SPLIT,
    ViewMode.DIFFERENCE: Content.DIFFERENCE,
}
"""What the pane on the right, or the only one, shows."""
GAP = 3
"""Logical units between two panes."""


class CanvasArea(QWidget):
    """Shows the document in one of four ways; tools work in every pane.

    Side by side, the left pane shows the photo before and the right one the result; both share
    zoom and position. The mask lies over the left pane, and over both while it is painted.
    """

    pointMoved = Signal(object)
    """Where the cursor is, (x, y) in image coordinates; None when it is on no pane."""
    sizeRequested = Signal(int)
    """Make the brush larger (+1) or smaller (-1) by a step."""
    adjustRequested = Signal(float, float)
    """Change the brush's size by pixels of the photo and its hardness by a share."""
    modeChanged = Signal(object)
    """Another ViewMode."""
    strokeEnded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = CanvasModel(self)
        self.view = ViewState(self)
        self.after = Canvas(self.model, self.view, parent=self)
        self.before = Canvas(self.model, self.view, leads=False, parent=self)
        self.before.set_content(Content.SOURCE)
        self.before.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.before, 1)
        layout.addWidget(self.after, 1)
        self._mode = ViewMode.SINGLE
        self._original_held = False
        self._painting = False
        self.model.documentChanged.connect(self._on_document)
        for pane, other in ((self.before, self.after), (self.after, self.before)):
            pane.pointMoved.connect(self.pointMoved)
            pane.pointMoved.connect(other.set_ghost)
            pane.sizeRequested.connect(self.sizeRequested)
            pane.adjustRequested.connect(self.adjustRequested)
            pane.strokeStarted.connect(self._on_stroke_started)
            pane.strokeEnded.connect(self._on_stroke_ended)
        self.setFocusProxy(self.after)
        self._name_panes()

    @property
    def mode(self) -> ViewMode:
        """How before and after are compared."""
        return self._mode

    @property
    def is_stroking(self) -> bool:
        """Whether a tool has a button or a pen held down."""
        return self.before.is_stroking or self.after.is_stroking

    def set_mode(self, mode: ViewMode) -> None:
        """Compare before and after in another way; the place on the photo stays."""
        if mode is self._mode:
            return
        self._mode = mode
        self.before.setVisible(mode is ViewMode.SIDE_BY_SIDE)
        self.after.set_content(CONTENT[mode])
        if mode is not ViewMode.DIFFERENCE:
            self.model.pyramids.drop_difference()
        self._show_mask()
        self._name_panes()
        self.modeChanged.emit(mode)

    def set_tool(self, tool: Tool | None) -> None:
        """Give the pointer to another tool, in both panes."""
        for pane in (self.before, self.after):
            pane.set_tool(tool)

    @Slot(bool)
    def hold_original(self, held: bool) -> None:
        """Show the photo as it was opened, without the mask, as long as it is held."""
        if held != self._original_held:
            self._original_held = held
            self.after.hold_original(held)
            self._name_panes()

    @Slot()
    def fit(self) -> None:
        """Show all of the photo."""
        self.view.fit()

    @Slot()
    def actual(self) -> None:
        """Show one pixel of the photo as one of the screen."""
        self.view.actual()

    @Slot()
    def zoom_in(self) -> None:
        """Go to the next of the usual percentages."""
        self.view.zoom_in()

    @Slot()
    def zoom_out(self) -> None:
        """Go back to the percentage before."""
        self.view.zoom_out()

    def shutdown(self) -> None:
        """Wait until no thread works for the canvas any more."""
        self.model.shutdown()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102 - Qt's own
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._name_panes()

    def _name_panes(self) -> None:
        before, after = self.tr("Before"), self.tr("After")
        labels = {
            ViewMode.SINGLE: ("", ""),
            ViewMode.SIDE_BY_SIDE: (after, ""),
            ViewMode.SPLIT: (before, after),
            ViewMode.DIFFERENCE: (self.tr("Difference"), ""),
        }[self._mode]
        self.after.set_labels(*((before, "") if self._original_held else labels))
        self.before.set_labels(before)
        two = self._mode is ViewMode.SIDE_BY_SIDE
        self.before.setAccessibleName(self.tr("Photo before"))
        self.after.setAccessibleName(self.tr("Photo after") if two else self.tr("Photo"))

    def _show_mask(self) -> None:
        self.after.set_mask_shown(self._mode is not ViewMode.SIDE_BY_SIDE or self._painting)

    @Slot()
    def _on_stroke_started(self) -> None:
        self._painting = True
        self._show_mask()

    @Slot()
    def _on_stroke_ended(self) -> None:
        self._painting = False
        self._show_mask()
        self.strokeEnded.emit()

    @Slot()
    def _on_document(self) -> None:
        if self.model.shape is not None:
            height, width = self.model.shape
            self.view.set_image(width, height)
