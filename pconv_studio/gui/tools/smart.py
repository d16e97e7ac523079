"""Smart select: a rough stroke becomes the outline of what lies below it."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from PySide6.QtCore import QLocale, QObject, QRunnable, QThreadPool, Signal, Slot

from pconv_studio.core.geometry import Box
from pconv_studio.core.mask_edit import MaskEdit
from pconv_studio.core.mask_paint import stroke_segment
from pconv_studio.core.mask_select import Selection, select
from pconv_studio.core.masks import Hole
from pconv_studio.gui.tools.base import ToolHost
from pconv_studio.gui.tools.brush import BrushTool
from pconv_studio.gui.tools.strokes import Point

log = logging.getLogger(__name__)


class SmartTool(BrushTool):
    """Paints a rough stroke, then puts the outline of the thing below in its place.

    The outline is looked for in another thread, some tenths of a second; the stroke stays visible
    until then. Stroke and outline together are one step.
    """

    id = "smart"

    found = Signal(int, object)
    """Number of a search, and its Selection or None; an exception in its place if it failed."""

    def __init__(self, host: ToolHost, parent: QObject | None = None) -> None:
        super().__init__(host, parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._rough: MaskEdit | None = None
        self._box: Box | None = None
        self._number = 0
        self._waiting: MaskEdit | None = None
        """The edit with the stroke in it, while its outline is being looked for."""
        self.found.connect(self._on_found)

    @property
    def is_searching(self) -> bool:
        """Whether an outline is being looked for."""
        return self._waiting is not None

    def cancel(self) -> bool:
        """Drop the stroke, or the search for its outline."""
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return super().cancel()
        self._number += 1
        self._host.abort(waiting)
        return True

    def leave_document(self) -> None:
        """Drop stroke and search; also the sheet the stroke is on has the photo's size."""
        super().leave_document()
        self._rough = self._box = None

    def _may_begin(self) -> bool:
        if self.is_searching and self._host.document is self._document:
            self._host.report(self.tr("Still looking for the last outline ..."))
            return False
        return True

    def _begin(self) -> None:
        self._waiting = self._box = None
        assert self._document is not None
        # Apart from the mask, which may have been painted below the stroke before. The system
        # gives memory only to what is touched.
        self._rough = MaskEdit(np.zeros(self._document.shape, np.uint8))

    def _hardness(self) -> float:
        return 1.0

    def _draw(self, end: Point, radius: float) -> None:
        assert self._edit is not None
        assert self._rough is not None
        start, radius0 = self._last, self._radius
        self._last, self._radius = end, radius
        box = stroke_segment(self._rough, start, end, radius0=radius0, radius1=radius)
        if box is not None:
            # Also with Alt the stroke is shown as painted: taking away would hide where it went.
            stroke_segment(self._edit, start, end, radius0=radius0, radius1=radius)
            self._box = box if self._box is None else self._box.union(box)
            self._host.touched(box)

    def _finish(self, edit: MaskEdit) -> None:
        rough, box, self._rough = self._rough, self._box, None
        document = self._document
        if rough is None or box is None or document is None:
            self._host.abort(edit)
            return
        self._waiting = edit
        self._number += 1
        self._host.report(self.tr("Looking for the outline ..."))
        stroke = np.asarray(rough.coverage[box.slices] > 0)
        brush = self._host.options.size
        self._pool.start(_Search(self, self._number, document.snapshot(), box, stroke, brush))

    @Slot(int, object)
    def _on_found(self, number: int, result: object) -> None:
        waiting = self._waiting
        if number != self._number or waiting is None:
            return
        self._waiting = None
        # Gives the mask back as it was below the stroke, unless somebody else has done so.
        self._host.abort(waiting)
        if self._host.document is not self._document:
            return
        if not isinstance(result, tuple):
            self._host.report(self.tr("The outline could not be found; the stroke was dropped."))
            return
        self._take(result)

    def _take(self, selection: Selection) -> None:
        edit = self._host.begin_edit()
        select(edit, selection, erase=self._erase)
        text = self.tr("Smart subtract") if self._erase else self.tr("Smart select")
        self._host.commit(edit, text, stroke=not self._erase)
        count = QLocale().toString(int(np.count_nonzero(selection[1])))
        self._host.report(self.tr("Pixels selected: {count}").format(count=count))


class _Search(QRunnable):
    def __init__(
        self, tool: SmartTool, number: int, pixels: Any, box: Box, stroke: Hole, brush: float
    ) -> None:
        super().__init__()
        self._tool = tool
        self._number = number
        self._work = (pixels, box, stroke)
        self._brush = brush

    def run(self) -> None:
        from pconv_studio.core.smart_select import smart_select

        found: object
        try:
            found = smart_select(*self._work, brush=self._brush)
        except Exception as error:
            log.exception("smart select")
            found = error
        # The photo is let go before the answer comes: whoever waits for it may change it.
        del self._work
        self._tool.found.emit(self._number, found)
