"""Large pictures as overlapping tiles with blending weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from pconv_studio.core.geometry import Box

Array = npt.NDArray[Any]


def plan_tiles(hole: Array, side: int) -> list[tuple[Box, Array]]:
    """Cover every hole pixel.

    Args:
        hole: (h, w) bool.
        side: of the tiles, in pixels; neighbours overlap by a quarter of it.

    Returns:
        Boxes, at most ``side`` in each direction, that hold a part of the hole, with weights
        (h', w') float32 above 0 that fall towards the tile's inner edges; where tiles overlap,
        divide by the sum of the weights.
    """
    tiles = []
    for top, bottom in _spans(hole.shape[0], side):
        for left, right in _spans(hole.shape[1], side):
            if hole[top:bottom, left:right].any():
                ramp = np.outer(
                    _ramp(top, bottom, hole.shape[0]), _ramp(left, right, hole.shape[1])
                )
                tiles.append((Box(top, left, bottom, right), ramp))
    return tiles


def _spans(length: int, side: int) -> list[tuple[int, int]]:
    if length <= side:
        return [(0, length)]
    count = -(-(length - side) // (side * 3 // 4)) + 1
    starts = np.linspace(0, length - side, count).round().astype(int)
    return [(int(start), int(start) + side) for start in starts]


def _ramp(start: int, stop: int, length: int) -> Array:
    """1 towards the picture's border, falling to almost 0 towards a neighbouring tile."""
    size = stop - start
    position = (np.arange(size, dtype=np.float32) + 0.5) / size
    ramp = np.ones(size, np.float32)
    if start > 0:
        ramp = np.minimum(ramp, 2 * position)
    if stop < length:
        ramp = np.minimum(ramp, 2 * (1 - position))
    return ramp
