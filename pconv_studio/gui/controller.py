"""The open document and its undo stack: the one place where the window's state changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from pconv_studio.core.document import Document
from pconv_studio.core.geometry import Box
from pconv_studio.core.layers import FillLayer
from pconv_studio.core.mask_edit import MaskEdit, MaskPatch
from pconv_studio.core.packed import MemoryBudget
from pconv_studio.core.settings import Settings
from pconv_studio.gui.commands import AddFill, DeleteFill, EditMask, ReplaceFill
from pconv_studio.gui.tools.options import ToolOptions

FILL_SETTINGS = ("fill.method", "fill.model", "fill.grow", "fill.soften")
"""Settings that belong to the work on a photo, and go into its project."""


@dataclass(frozen=True, eq=False)
class Mark:
    """A state of a document: what a file that is being written will hold."""

    document: Document | None
    index: int
    """Of the undo stack."""
    command: QUndoCommand | None
    """The last step. After an undo another one may take its place under the same index."""


class Controller(QObject):
    """Holds the document; everything that changes it goes through here and can be undone.

    It is the tools' host: a tool begins an edit, paints into it, and commits or aborts it. While
    an edit is open nothing else may change the mask; what wants to, waits.
    """

    documentChanged = Signal(object)
    """Another document, or None."""
    coverageChanged = Signal(object)
    """The mask is different inside a Box."""
    resultChanged = Signal(object)
    """The result is different inside a Box."""
    layersChanged = Signal()
    strokeFinished = Signal()
    """A stroke has been committed, or another edit that may start a fill."""
    reported = Signal(str)
    """A few words for the status bar."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.options = ToolOptions(settings)
        self.budget = MemoryBudget(settings.get("memory.undo_mb") << 20)
        """Takes care of the memory of layers, deleted ones that can come back included."""
        self.stack = QUndoStack(self)
        self._document: Document | None = None
        self._edit: MaskEdit | None = None
        self._waiting: list[Callable[[], None]] = []

    @property
    def document(self) -> Document | None:
        """The open document."""
        return self._document

    @property
    def is_editing(self) -> bool:
        """Whether a stroke, or another edit of the mask, is under way."""
        return self._edit is not None

    @property
    def is_modified(self) -> bool:
        """Whether there is work that no file holds yet."""
        return self._document is not None and not self.stack.isClean()

    def set_document(self, document: Document | None) -> None:
        """Take another document; whoever calls has asked about unsaved work."""
        self._edit = None
        self._waiting.clear()
        self.stack.clear()
        if document is not None:
            document.budget = self.budget
        self._document = document
        self.documentChanged.emit(document)

    def mark(self) -> Mark:
        """Return the state as it is now, for `mark_saved` once a file holds it."""
        index = self.stack.index()
        return Mark(self._document, index, self.stack.command(index - 1) if index else None)

    def is_of(self, mark: Mark) -> bool:
        """Whether the open document is the one of a mark."""
        return self._document is mark.document

    def mark_saved(self, mark: Mark) -> None:
        """A file holds a state; what was painted while it was written is not in it."""
        now = self.mark()
        if (now.document, now.index) == (mark.document, mark.index) and now.command is mark.command:
            self.stack.setClean()

    def fill_settings(self) -> dict[str, object]:
        """The settings that are kept with the document."""
        return {key: self.settings.get(key) for key in FILL_SETTINGS}

    # What tools do.

    def begin_edit(self) -> MaskEdit:
        """Start an edit of the mask; the tool ends it by commit or abort."""
        assert self._document is not None, "an edit needs a document"
        if self._edit is not None:
            self.abort(self._edit)
        self._edit = MaskEdit(self._document.coverage)
        return self._edit

    def touched(self, box: Box) -> None:
        """An edit under way has changed the mask inside the box."""
        self.coverageChanged.emit(box)

    def commit(self, edit: MaskEdit, text: str, *, stroke: bool = True) -> None:
        """End an edit; it becomes one step that can be undone.

        Args:
            edit: What :meth:`begin_edit` gave.
            text: What the history calls it.
            stroke: Whether it may start a fill where that is wished for after each stroke.
        """
        if edit is not self._edit:
            return
        self._edit = None
        patch = edit.finish()
        if patch is not None:
            self.stack.push(EditMask(self, text, patch))
            self.coverageChanged.emit(patch.box)
        self._run_waiting()
        if stroke and patch is not None:
            self.strokeFinished.emit()

    def abort(self, edit: MaskEdit) -> None:
        """Drop an edit and put the mask back."""
        if edit is not self._edit:
            return
        self._edit = None
        box = edit.abort()
        if box is not None:
            self.coverageChanged.emit(box)
        self._run_waiting()

    def report(self, text: str) -> None:
        """Show a few words in the status bar."""
        self.reported.emit(text)

    # What happens to layers.

    def when_idle(self, action: Callable[[], None]) -> None:
        """Do something now, or after the stroke that is being painted."""
        if self._edit is None:
            action()
        else:
            self._waiting.append(action)

    def add_fill(self, text: str, layer: FillLayer) -> None:
        """Add a layer on top and take what it filled out of the mask."""
        self.stack.push(AddFill(self, text, layer, self._used_mask(layer)))

    def replace_fill(self, text: str, layer: FillLayer, *, uses_mask: bool = False) -> None:
        """Put another version of a layer, with the same id, in its place.

        Args:
            text: What the history calls it.
            layer: The new version.
            uses_mask: Whether what it filled leaves the mask, as with a new layer.
        """
        patch = self._used_mask(layer) if uses_mask else None
        self.stack.push(ReplaceFill(self, text, layer, patch))

    def delete_fill(self, text: str, layer_id: str) -> None:
        """Delete a layer; later ones stay as they are."""
        self.stack.push(DeleteFill(self, text, layer_id))

    def _used_mask(self, layer: FillLayer) -> MaskPatch | None:
        """The patch that clears the mask where a layer was filled; the step applies it."""
        assert self._document is not None
        edit = MaskEdit(self._document.coverage)
        edit.touch(layer.box)[layer.coverage.array() > 0] = 0
        patch = edit.finish()
        edit.abort()
        return patch

    def undo(self) -> None:
        """Take the last step back, unless a stroke is being painted."""
        if self._edit is None:
            self.stack.undo()

    def redo(self) -> None:
        """Make the last step again, unless a stroke is being painted."""
        if self._edit is None:
            self.stack.redo()

    # What steps report.

    def coverage_changed(self, box: Box) -> None:
        """The mask is different inside the box."""
        self.coverageChanged.emit(box)

    def result_changed(self, box: Box) -> None:
        """The result is different inside the box."""
        self.resultChanged.emit(box)

    def layers_changed(self) -> None:
        """The list of layers, or a layer in it, is different."""
        self.layersChanged.emit()

    def _run_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for action in waiting:
            action()
