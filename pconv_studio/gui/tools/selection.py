"""What the tools that select an area have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pconv_studio.core.mask_select import Selection, select
from pconv_studio.gui.tools.base import Tool, ToolEvent, ToolHost

if TYPE_CHECKING:
    from pconv_studio.core.document import Document

DRAG = 2.0
"""Device pixels below which a drag is a click that slipped."""


class SelectionTool(Tool):
    """Adds an area to the mask; with Alt, or a pen's eraser end, takes it out."""

    def __init__(self, host: ToolHost, parent: QObject | None = None) -> None:
        super().__init__(host, parent)
        self._document: Document | None = None
        self._subtract = False

    def leave_document(self) -> None:
        """Drop the area under way."""
        super().leave_document()
        self._document = None

    def _begin(self, event: ToolEvent) -> bool:
        """Take note of the document and of what the keys say; return whether there is a photo."""
        self._document = self._host.document
        self._subtract = event.subtracts
        return self._document is not None

    @property
    def _current(self) -> Document | None:
        """The document the area was begun on, if it is still open."""
        return self._document if self._document is self._host.document else None

    def _apply(self, selection: Selection | None, text: str, subtract_text: str) -> bool:
        """Make a selection one step; return whether there was anything to select."""
        if self._current is None or selection is None:
            return False
        edit = self._host.begin_edit()
        if select(edit, selection, erase=self._subtract) is None:
            self._host.abort(edit)
            return False
        text = subtract_text if self._subtract else text
        self._host.commit(edit, text, stroke=not self._subtract)
        return True
