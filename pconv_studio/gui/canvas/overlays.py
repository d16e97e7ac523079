"""What lies over the photo: the mask tinted by its coverage, and the depth of holes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor

from pconv_studio.gui.canvas.render import Picture, Placement, Screen, sample

Table = npt.NDArray[np.uint32]
"""(256,) premultiplied 0xAARRGGBB by value."""

CLEAR: Table = np.zeros(256, np.uint32)
"""The colours of a mask that is not tinted."""
NEVER = 255
"""Depth of pixels that the network alone does not reach."""
DEPTH_OPACITY = 0.8
WARNING = QColor("#ff5a1f")
SHALLOW, DEEP = QColor("#c6f4ff"), QColor("#1b2f9c")

INNER_LINE = 0xD0D0D0D0
"""White, 82 % opaque: the outermost pixels of the hole."""
OUTER_LINE = 0xA0000000
"""Black, 63 % opaque: the pixels around them."""

_CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)


def tint_table(colour: QColor, opacity: float) -> Table:
    """Return the colours of a mask by coverage.

    Args:
        colour: Of the wholly covered.
        opacity: Of the wholly covered, 0 to 1.
    """
    alpha = np.rint(np.arange(256) * np.clip(opacity, 0, 1)).astype(np.uint32)
    return _premultiplied(alpha, (colour.red(), colour.green(), colour.blue()))


def depth_colour(depth: int, layers: int) -> QColor:
    """Return the colour of pixels that become known at a layer, out of so many layers."""
    if depth == NEVER:
        return WARNING
    share = (depth - 1) / max(layers - 1, 1)
    ends = (
        (SHALLOW.red(), DEEP.red()),
        (SHALLOW.green(), DEEP.green()),
        (SHALLOW.blue(), DEEP.blue()),
    )
    return QColor(*(round(a + (b - a) * min(share, 1.0)) for a, b in ends))


def depth_table(layers: int) -> Table:
    """Return the colours of hole depths; 0, known pixels, is clear."""
    table = np.zeros(256, np.uint32)
    alpha = np.full(1, round(255 * DEPTH_OPACITY), np.uint32)
    for depth in range(1, 256):
        colour = depth_colour(depth, layers)
        rgb = colour.red(), colour.green(), colour.blue()
        table[depth] = _premultiplied(alpha, rgb)[0]
    return table


def _premultiplied(alpha: npt.NDArray[np.uint32], rgb: tuple[int, int, int]) -> Table:
    red, green, blue = ((alpha * np.uint32(value) + 127) // 255 for value in rgb)
    shifts = np.uint32(24), np.uint32(16), np.uint32(8)
    table: Table = alpha << shifts[0] | red << shifts[1] | green << shifts[2] | blue
    return table


@dataclass(frozen=True, eq=False)
class Overlay:
    """The mask and the depth of holes, with their colours; None where one is not shown."""

    coverage: Picture | None
    tint: Table | None
    depth: Picture | None = None
    depth_colours: Table | None = None


def overlay_screen(overlay: Overlay, place: Placement, area: QRect) -> Screen:
    """Return a part of what lies over the photo, for a part of a pane the photo covers."""
    screen: Screen = np.zeros((area.height(), area.width()), np.uint32)
    if overlay.coverage is not None and overlay.tint is not None:
        # One more on each side, so that the outline does not depend on the part drawn.
        wide = sample(overlay.coverage, place, area.adjusted(-1, -1, 1, 1))
        if wide.any():
            screen = overlay.tint.take(wide[1:-1, 1:-1])
            _draw_outline(screen, wide)
    if overlay.depth is not None and overlay.depth_colours is not None:
        depth = sample(overlay.depth, place, area, nearest=True)
        np.copyto(screen, overlay.depth_colours.take(depth), where=depth > 0)
    return screen


def _draw_outline(screen: Screen, wide: npt.NDArray[np.uint8]) -> None:
    """Draw a line in two tones along the hole's edge, to be seen on any photo."""
    inside = np.minimum(wide, 1)
    if inside.all():
        return
    inner = inside - cv2.erode(inside, _CROSS)
    outer = cv2.dilate(inside, _CROSS) - inside
    np.copyto(screen, np.uint32(OUTER_LINE), where=outer[1:-1, 1:-1].view(bool))
    np.copyto(screen, np.uint32(INNER_LINE), where=inner[1:-1, 1:-1].view(bool))
