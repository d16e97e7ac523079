"""The colour wand: selects what has nearly the colour of the clicked pixel."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLocale

from pconv_studio.core.mask_select import wand
from pconv_studio.gui.tools.base import ToolEvent
from pconv_studio.gui.tools.selection import SelectionTool


class WandTool(SelectionTool):
    """Selects by colour, in the result as it is seen, at the photo's own depth."""

    id = "wand"

    def press(self, event: ToolEvent) -> None:
        """Select what has nearly the colour of the pixel below."""
        if not self._begin(event):
            return
        document = self._current
        assert document is not None
        options = self._host.options
        area = wand(
            document.result,
            (event.x, event.y),
            tolerance=options.tolerance,
            contiguous=options.contiguous,
        )
        if self._apply(area, self.tr("Colour wand"), self.tr("Subtract by colour")):
            assert area is not None
            text = self.tr("Pixels of that colour: {count}")
            self._host.report(text.format(count=QLocale().toString(int(np.count_nonzero(area[1])))))
