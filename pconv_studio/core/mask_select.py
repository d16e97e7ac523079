"""Selections: which pixels a rectangle, an outline or a click with the wand takes.

A selection is a box and a bool array of the box's size, True where it is selected.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core import masks
from pconv_studio.core.geometry import Box
from pconv_studio.core.mask_edit import MaskEdit
from pconv_studio.core.mask_file import load_coverage, save_coverage
from pconv_studio.core.mask_ops import (
    coverage_from_alpha,
    feather_coverage,
    grow_coverage,
    invert_coverage,
    replace_coverage,
    shrink_coverage,
)
from pconv_studio.core.masks import Hole

__all__ = [
    "Selection",
    "coverage_from_alpha",
    "feather_coverage",
    "grow_coverage",
    "invert_coverage",
    "load_coverage",
    "outline",
    "rectangle",
    "replace_coverage",
    "save_coverage",
    "select",
    "shrink_coverage",
    "wand",
]

Selection = tuple[Box, Hole]

WINDOW = 384
"""Half the side of what the wand looks at first; it looks farther only if it has to."""
WIDEN = 3
ROWS = 512
"""Rows of an outline filled at once."""


def select(edit: MaskEdit, selection: Selection, *, erase: bool = False) -> Box | None:
    """Take a selection into the coverage, or out of it.

    Args:
        edit: Change under way; its coverage is changed in place.
        selection: Box within the photo, and which of its pixels.
        erase: Whether to take the pixels out of the mask.

    Returns:
        The smallest box that holds the selection; None where nothing is selected.
    """
    box, hole = selection
    found = masks.bounding_box(hole)
    if found is None:
        return None
    place = Box(
        box.top + found.top, box.left + found.left, box.top + found.bottom, box.left + found.right
    )
    edit.touch(place)[hole[found.slices]] = 0 if erase else 255
    return place


def rectangle(
    start: tuple[float, float], end: tuple[float, float], shape: tuple[int, int]
) -> Selection | None:
    """Select every pixel that a rectangle touches.

    Args:
        start: (x, y) of a corner in image coordinates; may lie outside.
        end: (x, y) of the opposite corner.
        shape: Height and width of the photo.

    Returns:
        The selection; None where the rectangle has no area or misses the photo.
    """
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(start, end, strict=True))
    if left == right or top == bottom:
        return None
    edges = (
        max(math.floor(top), 0),
        max(math.floor(left), 0),
        min(math.ceil(bottom), shape[0]),
        min(math.ceil(right), shape[1]),
    )
    if edges[0] >= edges[2] or edges[1] >= edges[3]:
        return None
    box = Box(*edges)
    return box, np.ones((box.height, box.width), np.bool_)


def outline(points: Sequence[tuple[float, float]], shape: tuple[int, int]) -> Selection | None:
    """Select the pixels whose centres a closed line goes round, however often and either way.

    Args:
        points: (x, y) of the corners in image coordinates; may lie outside. The last is joined to
            the first.
        shape: Height and width of the photo.

    Returns:
        The selection; None where it holds no pixel.
    """
    corners = np.asarray(points, np.float64).reshape(-1, 2)
    if len(corners) < 3:
        return None
    height, width = shape
    low, high = corners.min(axis=0), corners.max(axis=0)
    # Pixel k is between two lines if its centre is, the line to the left or above included.
    left, top = (max(int(value), 0) for value in np.ceil(low - 0.5))
    right, bottom = (
        min(int(value), side)
        for value, side in zip(np.ceil(high - 0.5), (width, height), strict=True)
    )
    if left >= right or top >= bottom:
        return None
    box = Box(top, left, bottom, right)
    rows, columns, turns = _crossings(corners, box)
    hole = np.empty((box.height, box.width), np.bool_)
    for first in range(0, box.height, ROWS):
        last = min(first + ROWS, box.height)
        here = (rows >= first) & (rows < last)
        winding = np.zeros((last - first, box.width + 1), np.int32)
        np.add.at(winding, (rows[here] - first, columns[here]), turns[here])
        np.cumsum(winding, axis=1, out=winding)
        hole[first:last] = winding[:, :-1] != 0
    return (box, hole) if hole.any() else None


def _crossings(
    corners: npt.NDArray[np.float64], box: Box
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Where the edges cross the middle of the box's rows.

    Returns:
        Row in the box; first column in the box right of the edge, at most the box's width; +1 for
        an edge that goes down, -1 for one that goes up.
    """
    rows, columns, turns = [], [], []
    for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        upper, lower = min(ay, by), max(ay, by)
        first = max(math.ceil(upper - 0.5), box.top)
        last = min(math.ceil(lower - 0.5), box.bottom)
        if first >= last:
            continue
        row = np.arange(first, last)
        x = ax + (row + 0.5 - ay) * ((bx - ax) / (by - ay))
        column = np.clip(np.ceil(x - 0.5), box.left, box.right).astype(np.int64)
        rows.append(row - box.top)
        columns.append(column - box.left)
        turns.append(np.full(row.shape, 1 if by > ay else -1, np.int32))
    if not rows:
        nothing = np.zeros(0, np.int64)
        return nothing, nothing, nothing.astype(np.int32)
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(turns)


def wand(
    pixels: npt.NDArray[Any],
    point: tuple[float, float],
    *,
    tolerance: float,
    contiguous: bool = True,
) -> Selection | None:
    """Select the pixels that have nearly the colour of one.

    A pixel is taken if no channel, alpha included, differs by more than the tolerance. Where the
    chosen pixel is wholly transparent, all that are so are taken.

    Args:
        pixels: (H, W, 3 or 4) uint8, uint16 or float32; compared in their own depth.
        point: (x, y) in image coordinates.
        tolerance: Greatest difference, in levels of 255.
        contiguous: Whether only pixels are taken that are joined to the chosen one by their sides.

    Returns:
        The selection; None where the point lies outside.
    """
    height, width = pixels.shape[:2]
    column, row = math.floor(point[0]), math.floor(point[1])
    if not (0 <= row < height and 0 <= column < width):
        return None
    seed = pixels[row, column]
    if not contiguous:
        like = _like(pixels, seed, tolerance)
        box = masks.bounding_box(like)
        return None if box is None else (box, like[box.slices])
    reach = WINDOW
    while True:
        window = Box(row, column, row + 1, column + 1).expand(reach, pixels.shape)
        joined = _like(pixels[window.slices], seed, tolerance).view(np.uint8)
        where = (column - window.left, row - window.top)
        # Where it is alike there is a 1, which becomes a 2 where it is joined as well.
        _, _, _, (x, y, w, h) = cv2.floodFill(joined, None, where, 2, flags=4)
        found = Box(window.top + y, window.left + x, window.top + y + h, window.left + x + w)
        if not _leaves(found, window, (height, width)):
            return found, joined[y : y + h, x : x + w] == 2
        reach *= WIDEN


def _leaves(found: Box, window: Box, shape: tuple[int, int]) -> bool:
    """Whether what was found may go on outside the window."""
    return (
        (found.top == window.top > 0)
        or (found.left == window.left > 0)
        or (found.bottom == window.bottom < shape[0])
        or (found.right == window.right < shape[1])
    )


def _like(pixels: npt.NDArray[Any], seed: npt.NDArray[Any], tolerance: float) -> Hole:
    if len(seed) == 4 and seed[3] == 0:
        return np.asarray(pixels[..., 3] == 0)
    if not np.all(np.isfinite(seed)):
        return np.asarray(~np.isfinite(pixels).all(axis=2))
    top = 1.0 if pixels.dtype.kind == "f" else float(np.iinfo(pixels.dtype).max)
    margin = tolerance * top / 255
    if pixels.dtype.kind == "f":
        # Comparing with limits that are rounded must not leave out what differs by just as much.
        margin += 1e-6
    low, high = (tuple(float(value) + side * margin for value in seed) for side in (-1, 1))
    return np.asarray(cv2.inRange(pixels, low, high) != 0)
