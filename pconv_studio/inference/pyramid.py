"""Smaller versions of a picture with a hole."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

MAX_STEP = 2.4
"""How much smaller than the next one a level may be (measured: ADR 0014).

Levels that each halve the picture often end with one that is half as deep as it might be.
"""
_MARGIN = 1.02
"""The depth of a smaller hole is not quite so much smaller."""
_NOTHING = 1e-3
"""Share of a pixel up to which none of it is known."""


def size_of_next(shape: tuple[int, int], depth: float, trusted: float) -> tuple[int, int]:
    """Height and width of the next smaller level.

    The fewest levels, all by about the same step, that lead to one whose hole is as deep as one
    pass is trusted with; each step at least 2.

    Args:
        shape: height and width of this level, in pixels.
        depth: of its hole, in pixels.
        trusted: depth in pixels that the last one may have.
    """
    ratio = max(1.0, _MARGIN * depth / trusted)
    steps = max(1, math.ceil(math.log(ratio, MAX_STEP)))
    step = max(2.0, ratio ** (1 / steps))
    return math.ceil(shape[0] / step), math.ceil(shape[1] / step)


def shrink_known(image: Array, hole: Array, size: tuple[int, int]) -> tuple[Array, Array]:
    """Make a picture smaller, averaging over known pixels only.

    Args:
        image: (h, w, 3) float32.
        hole: (h, w) bool; values in it have no influence if they are finite.
        size: height and width of the result, in pixels.

    Returns:
        (*size, 3) float32 with 0 in its hole, and that hole: places with no known
        pixel at all.
    """
    known = (~hole).astype(np.float32)
    share = _averaged(known, size)
    colours = _averaged(image * known[..., None], size)
    empty = share <= _NOTHING
    means = colours / np.maximum(share, _NOTHING)[..., None]
    return np.where(empty[..., None], np.float32(0), means), empty


def shrink_hole(hole: Array, size: tuple[int, int]) -> Array:
    """The hole of :func:`shrink_known`, without the picture."""
    return np.asarray(_averaged((~hole).astype(np.float32), size) <= _NOTHING)


def _averaged(values: Array, size: tuple[int, int]) -> Array:
    return cv2.resize(values, size[::-1], interpolation=cv2.INTER_AREA)
