"""Rectangle and lasso: areas drawn by one drag."""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPainter, QTransform

from pconv_studio.core.mask_select import outline, rectangle
from pconv_studio.gui.tools.bands import draw_band, line_path
from pconv_studio.gui.tools.base import ToolEvent, ToolHost
from pconv_studio.gui.tools.selection import DRAG, SelectionTool
from pconv_studio.gui.tools.strokes import Point, distance


class RectangleTool(SelectionTool):
    """Selects a rectangle; with Ctrl a square."""

    id = "rectangle"

    def __init__(self, host: ToolHost, parent: QObject | None = None) -> None:
        super().__init__(host, parent)
        self._start: Point | None = None
        self._end: Point = (0.0, 0.0)

    def press(self, event: ToolEvent) -> None:
        """Set the first corner."""
        if self._begin(event):
            self._start = self._end = (event.x, event.y)

    def move(self, event: ToolEvent) -> None:
        """Move the opposite corner."""
        if self._start is not None:
            self._end = corner(
                self._start,
                (event.x, event.y),
                square=event.holds(Qt.KeyboardModifier.ControlModifier),
            )
            self.previewChanged.emit()

    def release(self, event: ToolEvent) -> None:
        """Select what lies between the corners."""
        self.move(event)
        start, self._start = self._start, None
        document = self._current
        if start is None or document is None:
            return
        self.previewChanged.emit()
        if distance(start, self._end) * event.zoom >= DRAG:
            area = rectangle(start, self._end, document.shape)
            self._apply(area, self.tr("Rectangle"), self.tr("Subtract rectangle"))

    def cancel(self) -> bool:
        """Drop the rectangle under way."""
        was, self._start = self._start is not None, None
        if was:
            self.previewChanged.emit()
        return was

    def paint(self, painter: QPainter, image_to_view: QTransform) -> None:
        """Draw the rectangle."""
        if self._start is not None and self._current is not None:
            (x0, y0), (x1, y1) = self._start, self._end
            corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
            path = line_path(corners, image_to_view, closed=True)
            draw_band(painter, path, subtract=self._subtract)


def corner(start: Point, point: Point, *, square: bool) -> Point:
    """Return the corner opposite to another one; of a square, the one that takes in the point."""
    if not square:
        return point
    dx, dy = point[0] - start[0], point[1] - start[1]
    side = max(abs(dx), abs(dy))
    return start[0] + math.copysign(side, dx), start[1] + math.copysign(side, dy)


class LassoTool(SelectionTool):
    """Selects what a drawn line goes round; its ends are joined."""

    id = "lasso"

    def __init__(self, host: ToolHost, parent: QObject | None = None) -> None:
        super().__init__(host, parent)
        self._points: list[Point] = []

    def press(self, event: ToolEvent) -> None:
        """Begin the line."""
        self._points = [(event.x, event.y)] if self._begin(event) else []

    def move(self, event: ToolEvent) -> None:
        """Go on with the line."""
        point = (event.x, event.y)
        # Closer than a pixel of the screen the hand says nothing.
        if self._points and distance(self._points[-1], point) * event.zoom >= 1:
            self._points.append(point)
            self.previewChanged.emit()

    def release(self, event: ToolEvent) -> None:
        """Select what lies within the line."""
        self.move(event)
        points, self._points = self._points, []
        document = self._current
        if not points or document is None:
            return
        self.previewChanged.emit()
        area = outline(points, document.shape)
        self._apply(area, self.tr("Lasso"), self.tr("Subtract lasso"))

    def cancel(self) -> bool:
        """Drop the line under way."""
        was, self._points = bool(self._points), []
        if was:
            self.previewChanged.emit()
        return was

    def paint(self, painter: QPainter, image_to_view: QTransform) -> None:
        """Draw the line, and faintly what will join its ends."""
        if len(self._points) > 1 and self._current is not None:
            path = line_path(self._points, image_to_view, closed=True)
            draw_band(painter, path, subtract=self._subtract)
