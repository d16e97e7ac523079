"""Boxes in pixel coordinates."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Box:
    """A half-open rectangle: rows `top..bottom-1`, columns `left..right-1`.

    An empty box cannot be made; operations without a result return None.
    """

    top: int
    left: int
    bottom: int
    right: int

    def __post_init__(self) -> None:
        """Refuse boxes without a pixel."""
        if self.top >= self.bottom or self.left >= self.right:
            raise ValueError(f"empty box: {self.top}, {self.left}, {self.bottom}, {self.right}")

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.right - self.left

    @property
    def area(self) -> int:
        """Number of pixels."""
        return self.height * self.width

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index of this box into an array whose first axes are rows and columns."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def within(self, outer: Box) -> tuple[slice, slice]:
        """Index of this box into an array that covers `outer`, which holds it."""
        return (
            slice(self.top - outer.top, self.bottom - outer.top),
            slice(self.left - outer.left, self.right - outer.left),
        )

    def moved(self, rows: int, columns: int) -> Box:
        """Return the box so many rows further down and columns further right."""
        return Box(self.top + rows, self.left + columns, self.bottom + rows, self.right + columns)

    def intersection(self, other: Box) -> Box | None:
        """Return the pixels both boxes share, or None."""
        top, left = max(self.top, other.top), max(self.left, other.left)
        bottom, right = min(self.bottom, other.bottom), min(self.right, other.right)
        if top >= bottom or left >= right:
            return None
        return Box(top, left, bottom, right)

    def union(self, other: Box) -> Box:
        """Return the smallest box that holds both."""
        return Box(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )

    def expand(self, by: float, shape: tuple[int, ...]) -> Box:
        """Return the box grown on all sides and cut at the picture's border.

        Args:
            by: Pixels, rounded up; 0 or more.
            shape: Picture the box lies in; the first two numbers are height and width.

        Raises:
            ValueError: `by` is negative, or the box lies outside the picture.
        """
        if by < 0:
            raise ValueError(f"a box expands by 0 or more pixels, not {by}")
        step = math.ceil(by)
        return Box(
            max(self.top - step, 0),
            max(self.left - step, 0),
            min(self.bottom + step, shape[0]),
            min(self.right + step, shape[1]),
        )
