"""The eraser: the brush, taking away."""

from __future__ import annotations

from pconv_studio.gui.tools.brush import BrushTool


class EraserTool(BrushTool):
    """Takes the mask away; everything else is as with the brush."""

    id = "eraser"
    erases = True
