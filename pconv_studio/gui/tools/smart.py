"""Smart select: a rough stroke becomes the outline of what lies below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLocale, QObject

from pconv_studio.core.geometry import Box
from pconv_studio.core.mask_edit import MaskEdit
from pconv_studio.core.mask_paint import stroke_segment
from pconv_studio.core.mask_select import Selection, select
from pconv_studio.core.masks import Hole
from pconv_studio.gui.background import Background
from pconv_studio.gui.tools.base import ToolHost
from pconv_studio.gui.tools.brush import BrushTool
from pconv_studio.gui.tools.strokes import Point


class SmartTool(BrushTool):
    """Paints a rough stroke, then puts the outline of the thing below in its place.

    The outline is looked for in another thread, some tenths of a second; the stroke stays visible
    until then. Stroke and outline together are one step.
    """

    id = "smart"

    def __init__(self, host: ToolHost, parent: QObject | None = None) -> None:
        super().__init__(host, parent)
        self._background = Background(self)
        self._rough: MaskEdit | None = None
        self._box: Box | None = None
        self._waiting: MaskEdit | None = None
        """The edit with the stroke in it, while its outline is being looked for."""

    @property
    def is_searching(self) -> bool:
        """Whether an outline is being looked for."""
        return self._waiting is not None

    def cancel(self) -> bool:
        """Drop the stroke, or the search for its outline."""
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return super().cancel()
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
        self._host.report(self.tr("Looking for the outline ..."))
        stroke = np.asarray(rough.coverage[box.slices] > 0)
        search = _search(document.snapshot(), box, stroke, self._host.options.size)
        self._background.run(
            search,
            lambda selection: self._end(edit, selection),
            lambda _message, _details: self._end(edit, None),
        )

    def _end(self, edit: MaskEdit, selection: Selection | None) -> None:
        if self._waiting is not edit:
            return
        self._waiting = None
        # Gives the mask back as it was below the stroke, unless somebody else has done so.
        self._host.abort(edit)
        if self._host.document is not self._document:
            return
        if selection is None:
            self._host.report(self.tr("The outline could not be found; the stroke was dropped."))
            return
        self._take(selection)

    def _take(self, selection: Selection) -> None:
        edit = self._host.begin_edit()
        select(edit, selection, erase=self._erase)
        text = self.tr("Smart subtract") if self._erase else self.tr("Smart select")
        self._host.commit(edit, text, stroke=not self._erase)
        count = QLocale().toString(int(np.count_nonzero(selection[1])))
        self._host.report(self.tr("Pixels selected: {count}").format(count=count))


def _search(
    pixels: npt.NDArray[Any], box: Box, stroke: Hole, brush: float
) -> Callable[[], Selection | None]:
    work = [(pixels, box, stroke)]

    def search() -> Selection | None:
        from pconv_studio.core.smart_select import smart_select

        # The photo is let go before the answer comes: whoever waits for it may change it.
        return smart_select(*work.pop(), brush=brush)

    return search
