"""Where the photo lies on a pane: arithmetic without widgets.

Three kinds of coordinates: those of the *image* (pixel (row i, column j) covers x in [j, j+1), y
in [i, i+1)), those of the *device* (physical pixels of the pane, from its upper left corner), and
those of the *view* (Qt's logical units, from the same corner; one is `ratio` device pixels long).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QRegion, QTransform

from pconv_studio.core.geometry import Box


@dataclass(frozen=True)
class Viewport:
    """How the photo is laid out on a pane.

    The photo's corner lies on a whole device pixel, so that at 100 % every pixel of the photo is
    one of the screen, and panning moves what is drawn by whole pixels.

    Attributes:
        zoom: Device pixels per pixel of the photo.
        centre: Point of the photo in the middle of the pane, image coordinates.
        width: Width of the pane in device pixels.
        height: Height of the pane in device pixels.
        ratio: Device pixels per logical unit.
    """

    zoom: float
    centre: tuple[float, float]
    width: int
    height: int
    ratio: float = 1.0

    @property
    def origin(self) -> tuple[int, int]:
        """Device pixel at which the photo's upper left corner lies; may lie outside."""
        return (
            math.floor(self.width / 2 - self.centre[0] * self.zoom + 0.5),
            math.floor(self.height / 2 - self.centre[1] * self.zoom + 0.5),
        )

    @property
    def rect(self) -> QRect:
        """The pane in device pixels."""
        return QRect(0, 0, self.width, self.height)

    def to_image(self, point: QPointF) -> tuple[float, float]:
        """Return the image coordinates of a point of the view."""
        left, top = self.origin
        return (
            (point.x() * self.ratio - left) / self.zoom,
            (point.y() * self.ratio - top) / self.zoom,
        )

    def to_device(self, x: float, y: float) -> QPointF:
        """Return the device coordinates of a point of the photo."""
        left, top = self.origin
        return QPointF(left + x * self.zoom, top + y * self.zoom)

    def to_view(self, x: float, y: float) -> QPointF:
        """Return the view coordinates of a point of the photo."""
        return self.to_device(x, y) / self.ratio

    def image_to_view(self) -> QTransform:
        """Return the transform from image to view coordinates."""
        left, top = self.origin
        scale = self.zoom / self.ratio
        return QTransform(scale, 0, 0, scale, left / self.ratio, top / self.ratio)

    def image_rect(self, shape: tuple[int, ...]) -> QRect:
        """Return the device pixels a photo of a height and width covers, partly or wholly."""
        return self.device_rect(Box(0, 0, shape[0], shape[1]))

    def device_rect(self, box: Box, margin: int = 0) -> QRect:
        """Return the device pixels a box of the photo covers, partly or wholly.

        Args:
            box: Part of the photo.
            margin: Device pixels added on each side.
        """
        start, end = self.to_device(box.left, box.top), self.to_device(box.right, box.bottom)
        left, top = math.floor(start.x()) - margin, math.floor(start.y()) - margin
        right, bottom = math.ceil(end.x()) + margin, math.ceil(end.y()) + margin
        return QRect(left, top, right - left, bottom - top)

    def visible(self, shape: tuple[int, ...]) -> Box | None:
        """Return the part of a photo of a height and width that is on the pane."""
        left, top = self.to_image(QPointF(0, 0))
        right, bottom = self.to_image(QPointF(self.width, self.height) / self.ratio)
        corners = math.floor(top), math.floor(left), math.ceil(bottom), math.ceil(right)
        return Box(*corners).intersection(Box(0, 0, shape[0], shape[1]))


def view_rect(device: QRect, ratio: float) -> QRect:
    """Return the smallest rectangle in whole logical units that holds device pixels."""
    left, top = math.floor(device.left() / ratio), math.floor(device.top() / ratio)
    right = math.ceil((device.left() + device.width()) / ratio)
    bottom = math.ceil((device.top() + device.height()) / ratio)
    return QRect(left, top, right - left, bottom - top)


def device_region(region: QRegion, ratio: float) -> QRegion:
    """Return the device pixels a region of the view touches."""
    if ratio == 1:
        return region
    touched = QRegion()
    for rect in rectangles(region):
        scaled = QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, 0)
        scaled.setHeight(rect.height() * ratio)
        # One more on each side: at a broken ratio the painter's pixels are shifted against ours.
        touched += scaled.toAlignedRect().adjusted(-1, -1, 1, 1)
    return touched


def rectangles(region: QRegion) -> list[QRect]:
    """Return the rectangles a region is made of; they do not overlap."""
    return list(cast("Iterable[QRect]", region))
