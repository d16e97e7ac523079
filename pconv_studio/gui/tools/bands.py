"""How outlines under way look: a line in two tones, to be seen on any photo."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

DARK = QColor(0, 0, 0, 190)
LIGHT = QColor(255, 255, 255, 240)
SUBTRACT = QColor(255, 176, 32)
"""The light tone while something is taken away."""
DASH = [4.0, 4.0]
CORNER = 3.0
"""Half the side of the square that marks a corner, logical units."""


def line_path(
    points: Sequence[tuple[float, float]], transform: QTransform, *, closed: bool = False
) -> QPainterPath:
    """Return a line through points in image coordinates, in view coordinates."""
    path = QPainterPath()
    for number, (x, y) in enumerate(points):
        point = transform.map(QPointF(x, y))
        if number:
            path.lineTo(point)
        else:
            path.moveTo(point)
    if closed:
        path.closeSubpath()
    return path


def draw_band(painter: QPainter, path: QPainterPath, *, subtract: bool = False) -> None:
    """Draw an outline under way."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    dark = QPen(DARK, 2.4)
    dark.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, dark)
    light = QPen(SUBTRACT if subtract else LIGHT, 1.2)
    light.setCapStyle(Qt.PenCapStyle.FlatCap)
    light.setDashPattern(DASH)
    painter.strokePath(path, light)
    painter.restore()


def draw_corners(
    painter: QPainter, points: Sequence[tuple[float, float]], transform: QTransform
) -> None:
    """Mark the corners of an outline; the first one larger, because a click there closes it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(DARK, 1.0))
    painter.setBrush(LIGHT)
    for number, (x, y) in enumerate(points):
        half = CORNER if number else CORNER + 1.5
        centre = transform.map(QPointF(x, y))
        painter.drawRect(
            round(centre.x() - half), round(centre.y() - half), round(2 * half), round(2 * half)
        )
    painter.restore()
