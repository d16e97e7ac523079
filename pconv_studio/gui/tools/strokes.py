"""Keeping a drag straight: arithmetic without widgets."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

Point = tuple[float, float]

LOCK = 8.0
"""Device pixels the pointer has to move before its direction counts."""


@dataclass
class StraightLine:
    """A drag held to the horizontal, the vertical or a diagonal through one point.

    The direction is the nearest of the eight when the pointer has moved far enough to tell, and
    stays: what has been painted does not jump when the hand wavers.

    Attributes:
        anchor: Where the line begins, (x, y) in image coordinates.
    """

    anchor: Point
    _direction: Point | None = field(default=None, init=False)

    def project(self, point: Point, zoom: float) -> Point | None:
        """Return the point of the line nearest to another one.

        Args:
            point: (x, y) in image coordinates.
            zoom: Device pixels per pixel of the photo.

        Returns:
            (x, y) in image coordinates; None as long as the direction is open.
        """
        dx, dy = point[0] - self.anchor[0], point[1] - self.anchor[1]
        if self._direction is None:
            if math.hypot(dx, dy) * zoom < LOCK:
                return None
            self._direction = nearest_direction(dx, dy)
        ex, ey = self._direction
        along = dx * ex + dy * ey
        return self.anchor[0] + along * ex, self.anchor[1] + along * ey


def nearest_direction(dx: float, dy: float) -> Point:
    """Return the unit vector nearest to a direction that is horizontal, vertical or diagonal."""
    eighth = round(math.atan2(dy, dx) / (math.pi / 4))
    across, down = round(math.cos(eighth * math.pi / 4)), round(math.sin(eighth * math.pi / 4))
    length = math.hypot(across, down)
    return across / length, down / length


def snapped(anchor: Point, point: Point) -> Point:
    """Return a point brought onto the nearest horizontal, vertical or diagonal through another."""
    dx, dy = point[0] - anchor[0], point[1] - anchor[1]
    ex, ey = nearest_direction(dx, dy)
    along = dx * ex + dy * ey
    return anchor[0] + along * ex, anchor[1] + along * ey


def distance(a: Point, b: Point) -> float:
    """Return how far two points are from each other."""
    return math.hypot(a[0] - b[0], a[1] - b[1])
