"""A disc swept along a segment: which pixels it meets, and how deep they lie in it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core.geometry import Box

Point = tuple[float, float]
Columns = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

STILL = 1e-3
"""Pixels below which a movement is none: float32 could not hold the slope of its radius."""


@dataclass(frozen=True)
class Sweep:
    """A disc on its way from one point to another, its radius changing evenly.

    The pixel (row i, column j) is where its centre (j + 0.5, i + 0.5) is.

    Attributes:
        start: (x, y) in image coordinates.
        end: (x, y) in image coordinates.
        radius0: Radius in pixels at the start, above 0.
        radius1: Radius in pixels at the end, above 0.
    """

    start: Point
    end: Point
    radius0: float
    radius1: float

    @property
    def length(self) -> float:
        """How far the centre moves, in pixels; 0 where that cannot be told from standing still."""
        length = math.hypot(self.end[0] - self.start[0], self.end[1] - self.start[1])
        return length if length > STILL else 0.0

    @property
    def direction(self) -> Point:
        """Unit vector from start to end; to the right where it does not move."""
        length = self.length
        if length == 0:
            return 1.0, 0.0
        return (self.end[0] - self.start[0]) / length, (self.end[1] - self.start[1]) / length

    def box(self, shape: tuple[int, int]) -> Box | None:
        """Return a box with all pixels of a photo (H, W) in the sweep, or None."""
        (x0, y0), (x1, y1), r0, r1 = self.start, self.end, self.radius0, self.radius1
        top = max(math.ceil(min(y0 - r0, y1 - r1) - 0.5), 0)
        left = max(math.ceil(min(x0 - r0, x1 - r1) - 0.5), 0)
        bottom = min(math.floor(max(y0 + r0, y1 + r1) - 0.5) + 1, shape[0])
        right = min(math.floor(max(x0 + r0, x1 + r1) - 0.5) + 1, shape[1])
        return Box(top, left, bottom, right) if top < bottom and left < right else None

    def spans(self, box: Box, share: float = 1.0) -> tuple[Columns, Columns]:
        """Return where the rows of a box meet the sweep of a disc with a share of the radius.

        The shape is convex, so each row meets it in one run of pixels.

        Returns:
            First column and the one behind the last, for each row; not below the first where
            there is none.
        """
        rows = np.arange(box.top, box.bottom) + 0.5
        left = np.full(rows.shape, np.inf)
        right = -left
        discs = ((self.start, share * self.radius0), (self.end, share * self.radius1))
        for (x, y), radius in discs:
            square = radius * radius - (rows - y) ** 2
            half = np.sqrt(np.maximum(square, 0.0))
            np.minimum(left, np.where(square >= 0, x - half, np.inf), out=left)
            np.maximum(right, np.where(square >= 0, x + half, -np.inf), out=right)
        for (ax, ay), (bx, by) in self._tangents(share):
            if ay == by:
                continue
            crossing = ax + (rows - ay) * ((bx - ax) / (by - ay))
            meets = (rows >= min(ay, by)) & (rows <= max(ay, by))
            np.minimum(left, np.where(meets, crossing, np.inf), out=left)
            np.maximum(right, np.where(meets, crossing, -np.inf), out=right)
        # Also brings the infinities of rows that meet nothing back into the range of integers.
        first = np.ceil(np.clip(left, box.left, box.right) - 0.5).astype(np.int64)
        last = np.floor(np.clip(right, box.left, box.right) - 0.5).astype(np.int64)
        return np.maximum(first, box.left), np.minimum(last + 1, box.right)

    def _tangents(self, share: float) -> list[tuple[Point, Point]]:
        """The two lines that touch both discs on the same side."""
        length, (ex, ey) = self.length, self.direction
        sine = share * (self.radius0 - self.radius1) / length if length > 0 else 2.0
        if abs(sine) >= 1:
            # One disc lies within the other.
            return []
        cosine = math.sqrt(1 - sine * sine)
        lines = []
        for side in (-cosine, cosine):
            nx, ny = ex * sine - ey * side, ey * sine + ex * side
            a, b = (
                (x + share * radius * nx, y + share * radius * ny)
                for (x, y), radius in ((self.start, self.radius0), (self.end, self.radius1))
            )
            lines.append((a, b))
        return lines

    def nearness(self, box: Box) -> Floats:
        """Return (h, w) float32: how far each pixel is from a centre, in radii.

        Of all discs on the way the one counts in which the pixel lies deepest. For a pixel u along
        the axis and v across it, where the radius is r0 + m u, that is the disc at
        u + m v^2 / (r0 + m u), brought between both ends.
        """
        (x0, y0), (ex, ey), length = self.start, self.direction, self.length
        x = np.arange(box.left, box.right) + (0.5 - x0)
        y = np.arange(box.top, box.bottom) + (0.5 - y0)
        along = np.add.outer((ey * y).astype(np.float32), (ex * x).astype(np.float32))
        across = np.add.outer((ex * y).astype(np.float32), (-ey * x).astype(np.float32))
        slope = (self.radius1 - self.radius0) / length if length > 0 else 0.0
        if slope == 0:
            along -= np.clip(along, 0, length)
            distance = _magnitude(along, across)
            distance *= 1 / max(self.radius0, self.radius1)
            return distance
        radius = along * slope
        radius += self.radius0
        beyond = radius <= 0
        np.copyto(radius, np.float32(1), where=beyond)
        nearest = across * across
        nearest *= slope
        nearest /= radius
        nearest += along
        # Where the radius would have shrunk away, the larger end is the one that counts.
        np.copyto(nearest, np.float32(0.0 if slope < 0 else length), where=beyond)
        np.clip(nearest, 0, length, out=nearest)
        along -= nearest
        distance = _magnitude(along, across)
        nearest *= slope
        nearest += self.radius0
        distance /= nearest
        return distance


def _magnitude(x: Floats, y: Floats) -> Floats:
    return np.asarray(cv2.magnitude(x, y), np.float32)
