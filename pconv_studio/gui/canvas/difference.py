"""The difference view: where the result is not the source, however little."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from pconv_studio.core.levels import Raster

Array = npt.NDArray[Any]

FLOOR = 72
"""Brightness, of 255, of the smallest difference there is."""
GAIN = 8
"""How much a difference is amplified beyond that."""


class Difference:
    """The amplified difference of two pictures of one size and depth, computed where it is cut.

    Args:
        source: (H, W, 3 or 4) uint8, uint16 or float32.
        result: The same shape and dtype.
    """

    def __init__(self, source: Raster, result: Raster) -> None:
        self._source = source
        self._result = result
        self.shape = (*source.shape[:2], 3)

    def __getitem__(self, key: tuple[slice, slice], /) -> Array:
        """Return the difference inside rows and columns, (h, w, 3) uint8."""
        return amplified_difference(self._source[key], self._result[key])


def amplified_difference(source: Array, result: Array) -> npt.NDArray[np.uint8]:
    """Return 0 where both are equal, `FLOOR` + `GAIN` times the difference elsewhere.

    A difference in transparency shows as grey. Two NaN are equal.

    Args:
        source: (H, W, 3 or 4) uint8, uint16 or float32.
        result: The same shape and dtype.

    Returns:
        (H, W, 3) uint8.
    """
    if np.array_equal(source, result):
        return np.zeros((*source.shape[:2], 3), np.uint8)
    top = 1.0 if source.dtype.kind == "f" else float(np.iinfo(source.dtype).max)
    with np.errstate(invalid="ignore"):
        by = np.abs(result.astype(np.float32) - source.astype(np.float32)) * np.float32(255 / top)
    bright = np.minimum(FLOOR + GAIN * np.nan_to_num(by, nan=255.0, posinf=255.0), 255)
    equal = source == result
    if source.dtype.kind == "f":
        equal |= np.isnan(source) & np.isnan(result)
    bright[equal] = 0
    if bright.shape[2] == 4:
        bright = np.maximum(bright[..., :3], bright[..., 3:])
    amplified: npt.NDArray[np.uint8] = np.rint(bright).astype(np.uint8)
    return amplified
