"""The polygon: an area drawn corner by corner."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QTransform

from pconv_studio.core.mask_select import outline
from pconv_studio.gui.tools.bands import draw_band, draw_corners, line_path
from pconv_studio.gui.tools.base import ToolEvent, ToolHost
from pconv_studio.gui.tools.selection import SelectionTool
from pconv_studio.gui.tools.strokes import Point, distance, snapped

CLOSE = 9.0
"""Device pixels around the first corner within which a click closes the polygon."""
SAME = 3.0
"""Device pixels within which a click means the corner that is already there."""
ENOUGH = 3


class PolygonTool(SelectionTool):
    """Selects what straight lines between clicks go round.

    A click sets a corner, with Shift straight or diagonal from the last one. A double click, Enter
    or a click on the first corner closes the polygon; Backspace takes the last corner back.
    """

    id = "polygon"

    def __init__(self, host: ToolHost, parent: QObject | None = None) -> None:
        super().__init__(host, parent)
        self._points: list[Point] = []
        self._hover: Point | None = None

    def press(self, event: ToolEvent) -> None:
        """Set a corner, or close the polygon."""
        if self._current is None:
            self._points = []
        if not self._points:
            # Alt counts at the first corner; Shift, which adds anyway, is free for the others.
            if self._begin(event):
                self._points = [(event.x, event.y)]
            return
        point = self._aim(event)
        is_first = distance(point, self._points[0]) * event.zoom <= CLOSE
        if is_first and len(self._points) >= ENOUGH:
            self._close()
        elif distance(point, self._points[-1]) * event.zoom > SAME:
            self._points.append(point)
        self.previewChanged.emit()

    def move(self, event: ToolEvent) -> None:
        """Show the side to where the pointer is."""
        if self._points:
            self._hover = self._aim(event)
            self.previewChanged.emit()

    def double_click(self, event: ToolEvent) -> None:
        """Close the polygon; the second press has set no corner, or the last one."""
        if self._points:
            self._close()

    def key_press(self, event: QKeyEvent) -> bool:
        """Close with Enter, take a corner back with Backspace, drop everything with Escape."""
        if not self._points:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._close()
            return True
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._points.pop()
            self.previewChanged.emit()
            return True
        return event.key() == Qt.Key.Key_Escape and self.cancel()

    def cancel(self) -> bool:
        """Drop the polygon under way."""
        was, self._points, self._hover = bool(self._points), [], None
        if was:
            self.previewChanged.emit()
        return was

    def paint(self, painter: QPainter, image_to_view: QTransform) -> None:
        """Draw the sides set so far and the one to the pointer."""
        if not self._points or self._current is None:
            return
        points = [*self._points, self._hover] if self._hover is not None else self._points
        path = line_path(points, image_to_view)
        draw_band(painter, path, subtract=self._subtract)
        draw_corners(painter, self._points, image_to_view)

    def _aim(self, event: ToolEvent) -> Point:
        point = (event.x, event.y)
        if event.holds(Qt.KeyboardModifier.ShiftModifier):
            return snapped(self._points[-1], point)
        return point

    def _close(self) -> None:
        document = self._current
        if document is not None and len(self._points) < ENOUGH:
            self._host.report(self.tr("A polygon needs at least three corners."))
            return
        points, self._points, self._hover = self._points, [], None
        self.previewChanged.emit()
        if document is not None:
            area = outline(points, document.shape)
            self._apply(area, self.tr("Polygon"), self.tr("Subtract polygon"))
