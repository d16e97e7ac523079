"""What has been drawn on a pane, kept, so that only what changed is drawn again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter, QRegion

from pconv_studio.gui.canvas.geometry import rectangles
from pconv_studio.gui.canvas.render import Screen

Render = Callable[[QRect], Screen]

MANY = 12
"""Rectangles from which on their bounds are drawn as one."""


class Backing:
    """An image of a pane in device pixels, and which part of it is out of date."""

    def __init__(self, kind: QImage.Format) -> None:
        self._kind = kind
        self._pixels: Screen = np.zeros((1, 1), np.uint32)
        self._image = QImage()
        self._stale = QRegion()

    @property
    def rect(self) -> QRect:
        """The pane."""
        return QRect(0, 0, self._pixels.shape[1], self._pixels.shape[0])

    def resize(self, width: int, height: int) -> None:
        """Take another size; everything is to be drawn."""
        if self._pixels.shape != (height, width) or self._image.isNull():
            self._pixels = np.zeros((height, width), np.uint32)
            # Shares the array, which lives as long as the image does.
            self._image = QImage(self._pixels.data, width, height, 4 * width, self._kind)
        self.invalidate()

    def invalidate(self, area: QRect | None = None) -> None:
        """Have a part, or everything, drawn again before it is shown."""
        self._stale += self.rect if area is None else area & self.rect

    def scroll(self, dx: int, dy: int) -> None:
        """Move what is there to the right and down; what comes in is to be drawn."""
        height, width = self._pixels.shape
        if abs(dx) >= width or abs(dy) >= height:
            self.invalidate()
            return
        rows = slice(max(dy, 0), height + min(dy, 0)), slice(max(-dy, 0), height + min(-dy, 0))
        columns = slice(max(dx, 0), width + min(dx, 0)), slice(max(-dx, 0), width + min(-dx, 0))
        self._pixels[rows[0], columns[0]] = self._pixels[rows[1], columns[1]]
        moved = self.rect & self.rect.translated(dx, dy)
        self._stale = (self._stale.translated(dx, dy) & moved) + (QRegion(self.rect) - moved)

    def refresh(self, exposed: QRegion, render: Render) -> None:
        """Draw again what is out of date among what is to be shown.

        Args:
            exposed: What is to be shown.
            render: Returns the pixels of a part of the pane.
        """
        todo = self._stale & exposed
        if todo.isEmpty():
            return
        self._stale -= exposed
        parts = [todo.boundingRect()] if todo.rectCount() > MANY else rectangles(todo)
        for part in parts:
            left, top = part.x(), part.y()
            rows, columns = slice(top, top + part.height()), slice(left, left + part.width())
            self._pixels[rows, columns] = render(part)

    def draw(self, painter: QPainter, exposed: QRegion) -> None:
        """Draw on a painter whose units are device pixels."""
        for part in rectangles(exposed & self.rect):
            painter.drawImage(QPoint(part.x(), part.y()), self._image, part)
