"""What is drawn over the picture: the brush ring, the handle of the split view, labels, legend."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

DARK = QColor(0, 0, 0, 170)
LIGHT = QColor(255, 255, 255, 235)
PLATE = QColor(20, 20, 20, 200)

CROSS_BELOW = 4.0
"""Diameter in logical units below which a crosshair stands for the ring."""
CROSS = 7.0
STAMPED = 160.0
"""Radius in logical units up to which a ring is drawn once and kept as an image."""
KNOB = 15.0
"""Radius of the knob on the split handle, logical units."""
REACH = 7.0
"""How far from the line of the split handle it can be caught, logical units."""
KNOB_PLACE = 0.5
"""Height of the knob, as a share of the pane's."""


@dataclass(frozen=True)
class RingMark:
    """A brush on a pane, logical units.

    Attributes:
        centre: Where it is.
        radius: Its true size.
        hardness: 0 to 1; below 1 a dashed ring marks where it begins to fade.
        subtract: Whether it takes away.
        ghost: Whether it only mirrors the brush on the other pane.
    """

    centre: QPointF
    radius: float
    hardness: float = 1.0
    subtract: bool = False
    ghost: bool = False

    @property
    def bounds(self) -> QRectF:
        """What drawing it can touch."""
        reach = max(self.radius, CROSS) + 3
        bounds = QRectF(self.centre.x() - reach, self.centre.y() - reach, 2 * reach, 2 * reach)
        return bounds.adjusted(0, 0, 16, 16) if self.subtract else bounds


def draw_ring(painter: QPainter, mark: RingMark, ratio: float) -> None:
    """Draw a brush's ring in two tones, to be seen on any photo.

    Args:
        painter: In logical units.
        mark: The brush.
        ratio: Device pixels per logical unit.
    """
    if mark.radius > STAMPED:
        painter.save()
        painter.translate(mark.centre)
        _draw_ring(painter, mark)
        painter.restore()
        return
    # A cursor moves far more often than it changes.
    stamp = _stamp(mark.radius, mark.hardness, mark.subtract, mark.ghost, ratio)
    corner = mark.centre * ratio - QPointF(stamp.width(), stamp.height()) / 2
    painter.save()
    painter.scale(1 / ratio, 1 / ratio)
    painter.drawImage(corner.toPoint(), stamp)
    painter.restore()


@lru_cache(maxsize=6)
def _stamp(radius: float, hardness: float, subtract: bool, ghost: bool, ratio: float) -> QImage:
    """Draw a ring around the middle of an image of its own, in device pixels."""
    mark = RingMark(QPointF(0, 0), radius, hardness, subtract, ghost)
    bounds = mark.bounds
    # An even number, so that the middle lies between two pixels, as a cursor does.
    side = 2 * math.ceil(max(bounds.right(), bounds.bottom(), -bounds.left()) * ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.translate(side / 2, side / 2)
    painter.scale(ratio, ratio)
    _draw_ring(painter, mark)
    painter.end()
    return image


def _draw_ring(painter: QPainter, mark: RingMark) -> None:
    """Draw a ring around the origin."""
    centre = QPointF(0, 0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if mark.ghost:
        painter.setOpacity(0.6)
    if 2 * mark.radius < CROSS_BELOW:
        _draw_cross(painter, centre)
    else:
        painter.setPen(QPen(DARK, 2.6))
        painter.drawEllipse(centre, mark.radius, mark.radius)
        painter.setPen(QPen(LIGHT, 1.1))
        painter.drawEllipse(centre, mark.radius, mark.radius)
        inner = mark.radius * mark.hardness
        if mark.hardness < 1 and inner >= 2:
            _draw_dashed(painter, centre, inner)
    if mark.subtract:
        offset = max(mark.radius * 0.7072, CROSS) + 7
        _draw_minus(painter, QPointF(offset, offset))


def _draw_cross(painter: QPainter, centre: QPointF) -> None:
    gap = 2.0
    lines = [
        QLineF(centre.x() + dx * gap, centre.y() + dy * gap, centre.x() + dx * CROSS,
               centre.y() + dy * CROSS)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))
    ]  # fmt: skip
    for colour, width in ((DARK, 3.0), (LIGHT, 1.2)):
        painter.setPen(QPen(colour, width))
        painter.drawLines(lines)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(LIGHT)
    painter.drawEllipse(centre, 0.8, 0.8)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _draw_dashed(painter: QPainter, centre: QPointF, radius: float) -> None:
    # Light dashes between dark ones: one pattern, shifted by a dash.
    for colour, offset in ((DARK, 4.0), (LIGHT, 0.0)):
        pen = QPen(colour, 1.1)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([4.0, 4.0])
        pen.setDashOffset(offset)
        painter.setPen(pen)
        painter.drawEllipse(centre, radius, radius)


def _draw_minus(painter: QPainter, centre: QPointF) -> None:
    painter.setPen(QPen(LIGHT, 1.0))
    painter.setBrush(QColor(0, 0, 0, 220))
    painter.drawEllipse(centre, 6, 6)
    painter.setPen(QPen(LIGHT, 1.6))
    painter.drawLine(QLineF(centre.x() - 3, centre.y(), centre.x() + 3, centre.y()))


def draw_split_handle(painter: QPainter, x: float, height: float) -> None:
    """Draw the handle of the split view: a line in two tones with a knob."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in ((QColor(0, 0, 0, 140), 4.0), (LIGHT, 2.0)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(QLineF(x, 0, x, height))
    centre = QPointF(x, height * KNOB_PLACE)
    painter.setPen(QPen(QColor(0, 0, 0, 140), 1.5))
    painter.setBrush(QColor(245, 245, 245, 235))
    painter.drawEllipse(centre, KNOB, KNOB)
    painter.setPen(QPen(QColor(40, 40, 40), 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for side in (-1, 1):
        tip = QPointF(centre.x() + side * 9, centre.y())
        for up in (-4.0, 4.0):
            painter.drawLine(QLineF(tip, QPointF(tip.x() - side * 4, tip.y() + up)))
    painter.restore()


def split_handle_bounds(x: float, height: float) -> QRectF:
    """Return what the split handle can touch."""
    return QRectF(x - KNOB - 3, 0, 2 * KNOB + 6, height)


def hits_split_handle(point: QPointF, x: float, height: float) -> bool:
    """Whether a point is near enough to the handle of the split view to catch it."""
    knob = point - QPointF(x, height * KNOB_PLACE)
    near_knob = knob.x() ** 2 + knob.y() ** 2 <= (KNOB + 6) ** 2
    return near_knob or abs(point.x() - x) <= REACH


def label_height(font: QFont) -> int:
    """Return how far down from the upper border a label can reach."""
    return round(QFontMetricsF(font).height()) + 20


def draw_label(painter: QPainter, text: str, bounds: QRectF, font: QFont, right: bool) -> None:
    """Write a word on a dark plate in an upper corner of a rectangle, if it has the room."""
    metrics = QFontMetricsF(font)
    size = QRectF(0, 0, metrics.horizontalAdvance(text) + 20, metrics.height() + 8)
    if size.width() + 20 > bounds.width():
        return
    left = bounds.right() - size.width() - 10 if right else bounds.left() + 10
    size.moveTo(left, bounds.top() + 10)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PLATE)
    painter.drawRoundedRect(size, size.height() / 2, size.height() / 2)
    painter.setFont(font)
    painter.setPen(QColor("#f4f4f4"))
    painter.drawText(size, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def draw_legend(
    painter: QPainter,
    title: str,
    entries: list[tuple[QColor, str]],
    pane: QRectF,
    font: QFont,
) -> None:
    """Draw a legend on a dark plate in the lower left corner of a pane."""
    metrics = QFontMetricsF(font)
    line = metrics.height() + 4
    widths = [metrics.horizontalAdvance(text) + 24 for _, text in entries]
    width = max([metrics.horizontalAdvance(title), *widths]) + 20
    height = line * (len(entries) + 1) + 14
    plate = QRectF(pane.left() + 10, pane.bottom() - height - 10, width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(PLATE)
    painter.drawRoundedRect(plate, 6, 6)
    painter.setFont(font)
    row = QRectF(plate.left() + 10, plate.top() + 7, width - 20, line)
    painter.setPen(QColor("#f4f4f4"))
    painter.drawText(row, _LEFT, title)
    for colour, text in entries:
        row.translate(0, line)
        painter.setPen(QPen(QColor(255, 255, 255, 90), 1))
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(row.left(), row.center().y() - 6, 16, 12), 2, 2)
        painter.setPen(QColor("#f4f4f4"))
        painter.drawText(row.adjusted(24, 0, 0, 0), _LEFT, text)
    painter.restore()


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
