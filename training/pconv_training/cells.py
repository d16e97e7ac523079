"""The cells of the paper's Table 1: six shares of hole, with and without holes near the border.

A share of hole lies in (low, high]; the bounds are whole percents and are compared in whole
numbers, so that no rounding moves a mask from one bin to the next.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pconv_training.masks import REFERENCE_SIDE

BOUNDS = (1, 10, 20, 30, 40, 50, 60)
"""Bounds of the bins, in percent."""
BORDER = 50
"""Least distance in pixels at 512 from the border of a hole that counts as away from it."""


@dataclass(frozen=True)
class Cell:
    """One column of Table 1."""

    low: int
    """The share of hole is above this, in percent."""
    high: int
    """The share of hole is at most this, in percent."""
    border: bool
    """Whether holes come near the border: column B of the paper, else N."""

    @property
    def name(self) -> str:
        """A name fit for folders, such as ``border-10-20``."""
        return f"{'border' if self.border else 'inside'}-{self.low:02}-{self.high:02}"

    @property
    def title(self) -> str:
        """A heading, such as ``(0.1, 0.2] B``."""
        return f"{self.bin_title} {'B' if self.border else 'N'}"

    @property
    def bin_title(self) -> str:
        """The bin alone, such as ``(0.1, 0.2]``."""
        return f"({self.low / 100:g}, {self.high / 100:g}]"

    def counts(self, pixels: int) -> tuple[int, int]:
        """Least and greatest number of hole pixels in a picture of ``pixels`` pixels."""
        return self.low * pixels // 100 + 1, self.high * pixels // 100


CELLS = tuple(Cell(low, high, border) for low, high in pairwise(BOUNDS) for border in (False, True))
"""All cells in the order of Table 1: N before B in each bin."""
BY_NAME = {cell.name: cell for cell in CELLS}


def border_margin(height: int, width: int) -> int:
    """The 50 pixels of the paper, for masks of another size than 512; rounded up."""
    return math.ceil(BORDER * min(height, width) / REFERENCE_SIDE)


def near_border(hole: NDArray[np.bool_]) -> bool:
    """Whether any pixel of (H, W) bool is less than 50 pixels at 512 away from the border."""
    margin = border_margin(*hole.shape)
    inside = hole[margin : hole.shape[0] - margin, margin : hole.shape[1] - margin]
    return int(np.count_nonzero(inside)) != int(np.count_nonzero(hole))


def touches_border(hole: NDArray[np.bool_]) -> bool:
    """Whether the hole reaches the outermost row or column."""
    return bool(hole[0].any() or hole[-1].any() or hole[:, 0].any() or hole[:, -1].any())


def cell_of(hole: NDArray[np.bool_]) -> Cell | None:
    """The cell that (H, W) bool belongs to; None if its share of hole is in no bin."""
    count, pixels = int(np.count_nonzero(hole)), hole.size
    border = near_border(hole)
    for cell in CELLS:
        low, high = cell.counts(pixels)
        if cell.border == border and low <= count <= high:
            return cell
    return None
