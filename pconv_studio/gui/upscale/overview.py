"""The whole picture, small, with a frame around the part that is previewed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from pconv_studio.core.geometry import Box
from pconv_studio.gui.canvas.navigator import FRAME, LEAST
from pconv_studio.gui.theme import current_theme

SIDE = 600
"""Pixels of the longer side that the picture is made of; a screen with twice the pixels has it
sharp."""
BORDER = 6
KEY_SHARE = 0.25
"""Share of the frame that an arrow key moves it by; all of it with Shift."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Overview(QWidget):
    """A click or a drag moves the frame, and so do the arrow keys."""

    moved = Signal(float, float)
    """x and y in pixels of the whole picture: where the middle of the frame is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._shape = (1, 1)
        self._box: Box | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Part that is previewed"))
        self.setToolTip(self.tr("Click, drag or press the arrow keys to preview another part"))

    def sizeHint(self) -> QSize:
        """As a navigator's."""
        return QSize(260, 180)

    def minimumSizeHint(self) -> QSize:
        """Small, but large enough to aim at."""
        return QSize(160, 100)

    def set_picture(self, image: QImage, shape: tuple[int, int]) -> None:
        """Show another picture.

        Args:
            image: A small picture of it.
            shape: Height and width of the whole.
        """
        self._image, self._shape = image, shape
        self.update()

    def set_box(self, box: Box) -> None:
        """Put the frame around a part of the picture."""
        self._box = box
        self.update()

    @property
    def frame(self) -> QRectF:
        """The frame in this widget's coordinates; empty while there is none."""
        if self._box is None:
            return QRectF()
        target, share = self._target()
        box = self._box
        return QRectF(
            target.left() + box.left * share,
            target.top() + box.top * share,
            box.width * share,
            box.height * share,
        )

    def point_of(self, x: float, y: float) -> QPointF:
        """Where a place of the whole picture is in this widget."""
        target, share = self._target()
        return QPointF(target.left() + x * share, target.top() + y * share)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Bring the frame here."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._move_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move_to(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move it by a part of its size."""
        step = ARROWS.get(Qt.Key(event.key()))
        if step is None or self._box is None:
            super().keyPressEvent(event)
            return
        box = self._box
        whole = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        share = 1.0 if whole else KEY_SHARE
        self.moved.emit(
            (box.left + box.right) / 2 + step[0] * share * box.width,
            (box.top + box.bottom) / 2 + step[1] * share * box.height,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, darker outside of the frame."""
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.canvas))
        if self._image is not None:
            target, _ = self._target()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, self._image, QRectF(self._image.rect()))
            self._draw_frame(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent_text), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _draw_frame(self, painter: QPainter) -> None:
        frame = self.frame
        # In a large photo a dot would be all there is.
        across, down = (max(LEAST - side, 0.0) / 2 for side in (frame.width(), frame.height()))
        frame.adjust(-across, -down, across, down)
        for colour, width in ((QColor(0, 0, 0, 150), 3.0), (FRAME, 1.5)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(frame)

    def _target(self) -> tuple[QRectF, float]:
        """Where the picture is drawn, and units for one pixel of the whole."""
        height, width = self._shape
        share = min(
            max(self.width() - 2 * BORDER, 1) / width, max(self.height() - 2 * BORDER, 1) / height
        )
        target = QRectF(0, 0, width * share, height * share)
        target.moveCenter(QRectF(self.rect()).center())
        return target, share

    def _move_to(self, point: QPointF) -> None:
        if self._image is not None:
            target, share = self._target()
            self.moved.emit((point.x() - target.left()) / share, (point.y() - target.top()) / share)
