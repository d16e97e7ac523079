"""What a pane of the canvas shows."""

from __future__ import annotations

from enum import Enum


class Content(Enum):
    """What one pane shows below the mask."""

    RESULT = "result"
    SOURCE = "source"
    SPLIT = "split"
    """The source left of a handle, the result right of it."""
    DIFFERENCE = "difference"
    """Where source and result differ, amplified; black where they are equal."""


class ViewMode(Enum):
    """How the canvas compares before and after."""

    SINGLE = "single"
    SIDE_BY_SIDE = "side_by_side"
    SPLIT = "split"
    DIFFERENCE = "difference"
