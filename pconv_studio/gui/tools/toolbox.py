"""All tools by their ids."""

from __future__ import annotations

from PySide6.QtCore import QObject

from pconv_studio.gui.tools.base import Tool, ToolHost
from pconv_studio.gui.tools.brush import BrushTool
from pconv_studio.gui.tools.eraser import EraserTool
from pconv_studio.gui.tools.polygon import PolygonTool
from pconv_studio.gui.tools.shapes import LassoTool, RectangleTool
from pconv_studio.gui.tools.smart import SmartTool
from pconv_studio.gui.tools.wand import WandTool

TOOLS: tuple[type[Tool], ...] = (
    BrushTool,
    EraserTool,
    RectangleTool,
    LassoTool,
    PolygonTool,
    WandTool,
    SmartTool,
)
"""In the order of the tool bar."""


def make_tools(host: ToolHost, parent: QObject | None = None) -> dict[str, Tool]:
    """Return one tool of each kind, by its id, in the order of the tool bar."""
    return {tool.id: tool(host, parent) for tool in TOOLS}
