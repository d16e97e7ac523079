"""A picture as large as its place allows, with another one behind it to look at."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from pconv_studio.gui.theme import current_theme

ENLARGED = 4.0
"""Pixels of a small picture are drawn at most this large."""


class Picture(QWidget):
    """Shows the result, or the original while it is held against it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: tuple[QImage | None, QImage | None] = (None, None)
        self._shows_original = False
        self._drawn: QPixmap | None = None
        self._drawn_for: object = None
        self.message = ""
        """Shown where there is no result."""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Room for a thumbnail."""
        return QSize(320, 240)

    def minimumSizeHint(self) -> QSize:
        """Six of them fit on a small screen."""
        return QSize(120, 90)

    @property
    def image(self) -> QImage | None:
        """What is shown now."""
        result, original = self._images
        return original if self._shows_original else result

    def set_images(self, result: QImage | None, original: QImage | None) -> None:
        """Take a result, or None while there is none, and what it was made from."""
        self._images = (result, original)
        self.update()

    def set_message(self, text: str) -> None:
        """Say something where there is no result."""
        self.message = text
        self.update()

    def hold_original(self, on: bool) -> None:
        """Show the original, or the result again."""
        if on != self._shows_original:
            self._shows_original = on
            self.update()

    def target(self) -> QRect:
        """Where the picture is drawn."""
        image = self.image
        if image is None:
            return self.rect()
        most = image.size() * (ENLARGED / self.devicePixelRatioF())
        size = image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if size.width() > most.width():
            size = most
        target = QRect(0, 0, max(1, size.width()), max(1, size.height()))
        target.moveCenter(self.rect().center())
        return target

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, or words on the colour of the canvas."""
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.canvas))
        image = self.image
        if image is None:
            painter.setPen(QColor(theme.text))
            room = QRectF(self.rect().adjusted(12, 8, -12, -8))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, int(flags), self.message)
        else:
            target = self.target()
            painter.drawPixmap(target.topLeft(), self._scaled(image, target.size()))
        painter.end()

    def _scaled(self, image: QImage, size: QSize) -> QPixmap:
        ratio = self.devicePixelRatioF()
        key = (image.cacheKey(), size.toTuple(), ratio)
        if self._drawn is None or self._drawn_for != key:
            scaled = image.scaled(
                size * ratio,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._drawn, self._drawn_for = QPixmap.fromImage(scaled), key
            self._drawn.setDevicePixelRatio(ratio)
        return self._drawn
