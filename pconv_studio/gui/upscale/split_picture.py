"""Two pictures of the same place with a handle between them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from pconv_studio.gui.canvas.decorations import draw_label, draw_split_handle, hits_split_handle
from pconv_studio.gui.theme import current_theme

STEP = 0.02
"""Share of the picture's width that an arrow key moves the handle by; five times with Shift."""
CHECKS = 8
"""Side of the squares below transparent pixels, logical units."""


class SplitPicture(QWidget):
    """Shows one picture left of a handle and another one right of it, pixel for pixel.

    A pixel of a picture is `zoom` device pixels wide. Without a second picture there is no handle.
    """

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: tuple[QImage | None, QImage | None] = (None, None)
        self._labels = ("", "")
        self._message = ""
        self._zoom = 1
        self._split = 0.5
        self._held = self._dragging = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        """Room for a picture of 640 x 480."""
        return QSize(640, 480)

    def minimumSizeHint(self) -> QSize:
        """Fits a small screen."""
        return QSize(320, 240)

    @property
    def images(self) -> tuple[QImage | None, QImage | None]:
        """Left and right."""
        return self._images

    @property
    def split(self) -> float:
        """Where the handle is, as a share of the picture's width."""
        return self._split

    @property
    def shows_left_only(self) -> bool:
        """Whether the left picture is held against the right one."""
        return self._held

    @property
    def message(self) -> str:
        """What is written instead of pictures, or above them."""
        return self._message

    @property
    def has_handle(self) -> bool:
        """Whether there are two pictures."""
        return None not in self._images

    def set_images(self, left: QImage | None, right: QImage | None, *, zoom: int) -> None:
        """Show two pictures of one size; without the left one the right one alone.

        Args:
            left: Shown left of the handle.
            right: Shown right of it.
            zoom: Device pixels for one of theirs.
        """
        self._images, self._zoom = (left, right), zoom
        self._message = ""
        self.update()

    def set_labels(self, left: str, right: str) -> None:
        """Name the pictures."""
        self._labels = left, right
        self.update()

    def set_message(self, text: str) -> None:
        """Say something: over the pictures, which fade, or alone; empty shows them again."""
        self._message = text
        self.update()

    def set_split(self, share: float) -> None:
        """Move the handle to a share of the picture's width."""
        self._split = min(max(share, 0.0), 1.0)
        self.update()

    def hold_left(self, on: bool) -> None:
        """Show the left picture alone, or both again."""
        if on != self._held:
            self._held = on
            self.update()

    def target(self) -> QRectF:
        """Where the picture is drawn, logical units; on whole device pixels."""
        image = self._images[1]
        if image is None:
            return QRectF(self.rect())
        ratio = self.devicePixelRatioF()
        width, height = image.width() * self._zoom, image.height() * self._zoom
        left = (round(self.width() * ratio) - width) // 2
        top = (round(self.height() * ratio) - height) // 2
        return QRectF(left / ratio, top / ratio, width / ratio, height / ratio)

    @property
    def handle_x(self) -> float:
        """Where the handle is, logical units."""
        target = self.target()
        return target.left() + self._split * target.width()

    # What a person does.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Catch the handle, or have it come."""
        if event.button() == Qt.MouseButton.LeftButton and self.has_handle:
            self._dragging = True
            self._drag_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the handle."""
        if self._dragging:
            self._drag_to(event.position())
        near = self.has_handle and hits_split_handle(event.position(), self.handle_x, self.height())
        self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the handle go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right move the handle, Home and End bring it to the sides."""
        step = STEP * (5 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        places = {
            Qt.Key.Key_Left: self._split - step,
            Qt.Key.Key_Right: self._split + step,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 1.0,
        }
        place = places.get(Qt.Key(event.key()))
        if place is None or not self.has_handle:
            super().keyPressEvent(event)
        else:
            self.set_split(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another part of a picture fits."""
        super().resizeEvent(event)
        self.resized.emit()

    def hideEvent(self, event: QEvent) -> None:
        """What was held is let go."""
        self._dragging = False
        self.hold_left(False)

    def _drag_to(self, point: QPointF) -> None:
        target = self.target()
        self.set_split((point.x() - target.left()) / max(target.width(), 1.0))

    # What it looks like.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both parts, the handle and the labels."""
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.canvas))
        left, right = self._images
        if right is not None:
            target = self.target()
            split = target.left() + self._split * target.width()
            self._draw(painter, right, target)
            if left is not None:
                seen = QRectF(target)
                if not self._held:
                    seen.setRight(split)
                painter.save()
                painter.setClipRect(seen)
                self._draw(painter, left, target)
                painter.restore()
                if not self._held and not self._message:
                    draw_split_handle(painter, split, self.height())
            self._draw_labels(painter, target, split)
        if self._message:
            self._draw_message(painter, faded=right is not None)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent_text), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _draw(self, painter: QPainter, image: QImage, target: QRectF) -> None:
        if image.hasAlphaChannel():
            painter.save()
            painter.setClipRect(target, Qt.ClipOperation.IntersectClip)
            painter.fillRect(target, QColor(205, 205, 205))
            for row in range(int(target.height() // CHECKS) + 1):
                for column in range(row % 2, int(target.width() // CHECKS) + 1, 2):
                    x, y = target.left() + column * CHECKS, target.top() + row * CHECKS
                    painter.fillRect(QRectF(x, y, CHECKS, CHECKS), QColor(150, 150, 150))
            painter.restore()
        # No smoothing: a pixel is a square of whole device pixels.
        painter.drawImage(target, image, QRectF(image.rect()))

    def _draw_labels(self, painter: QPainter, target: QRectF, split: float) -> None:
        bounds = QRectF(self.rect()).intersected(target)
        left, right = self._labels
        if self._images[0] is None:
            draw_label(painter, right, bounds, self.font(), right=True)
            return
        if self._held:
            draw_label(painter, left, bounds, self.font(), right=False)
            return
        parts = QRectF(bounds), QRectF(bounds)
        parts[0].setRight(split)
        parts[1].setLeft(split)
        draw_label(painter, left, parts[0], self.font(), right=False)
        draw_label(painter, right, parts[1], self.font(), right=True)

    def _draw_message(self, painter: QPainter, *, faded: bool) -> None:
        theme = current_theme()
        if faded:
            shade = QColor(theme.canvas)
            shade.setAlpha(150)
            painter.fillRect(self.rect(), shade)
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        room = self.rect().adjusted(24, 16, -24, -16)
        words = painter.boundingRect(room, flags, self._message)
        if faded:
            plate = QColor(theme.window)
            plate.setAlpha(235)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(plate)
            painter.drawRoundedRect(QRect(words).adjusted(-12, -8, 12, 8), 6, 6)
        painter.setPen(QColor(theme.text))
        painter.drawText(room, flags, self._message)
