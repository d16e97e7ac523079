"""Two pictures side by side for a measured time."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

BLANK = QColor(110, 110, 110)
"""Neutral, between black and white: it leaves no afterimage of its own."""
CROSS = QColor(200, 200, 200)


class PictureView(QWidget):
    """One picture, as large as it fits but never enlarged; grey where there is none."""

    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap: QPixmap | None = None
        self._waiting = False
        self.cross = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def is_blank(self) -> bool:
        """Whether no picture is shown."""
        return self._pixmap is None

    def set_picture(self, pixmap: QPixmap | None) -> None:
        """Show a picture, or grey; `painted` follows when it is on the screen."""
        self._pixmap = pixmap
        self._waiting = pixmap is not None
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a picture of 512 pixels."""
        return QSize(512, 512)

    def minimumSizeHint(self) -> QSize:
        """Small pictures are better than a window that does not fit the screen."""
        return QSize(200, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture in the middle, one unit a pixel where it fits."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), BLANK)
        if self._pixmap is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(self._target(self._pixmap), self._pixmap)
        elif self.cross:
            painter.setPen(CROSS)
            middle = self.rect().center()
            painter.drawLine(middle.x() - 8, middle.y(), middle.x() + 8, middle.y())
            painter.drawLine(middle.x(), middle.y() - 8, middle.x(), middle.y() + 8)
        painter.end()
        if self._waiting:
            self._waiting = False
            self.painted.emit()

    def _target(self, pixmap: QPixmap) -> QRect:
        size = pixmap.size()
        if size.width() > self.width() or size.height() > self.height():
            size = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(0, 0, size.width(), size.height())
        target.moveCenter(self.rect().center())
        return target


class PicturePair(QWidget):
    """Two views that appear together, and vanish together when their time is over.

    The time begins when both have been painted, not when they were asked for.
    """

    appeared = Signal()
    vanished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left = PictureView(self)
        self.right = PictureView(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(24)
        layout.addWidget(self.left)
        layout.addWidget(self.right)
        self._unpainted = 0
        self._duration = 0
        self._shown = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_time_over)
        self.left.painted.connect(self._on_painted)
        self.right.painted.connect(self._on_painted)

    @property
    def has_appeared(self) -> bool:
        """Whether the pair of now has been on the screen."""
        return self._clock.isValid()

    def show_pair(self, left: QPixmap, right: QPixmap, duration: int) -> None:
        """Show two pictures for so many milliseconds; 0 until `clear`."""
        self._timer.stop()
        self._clock.invalidate()
        self._unpainted = 2
        self._duration, self._shown = duration, 0.0
        self.left.set_picture(left)
        self.right.set_picture(right)

    def clear(self, *, cross: bool = False) -> None:
        """Blank both views, with a mark to look at if wanted."""
        self._timer.stop()
        self._clock.invalidate()
        self._unpainted = 0
        self._blank(cross)

    def elapsed(self) -> float:
        """Milliseconds since the pair appeared; 0 before."""
        return self._clock.nsecsElapsed() / 1e6 if self._clock.isValid() else 0.0

    def shown(self) -> float:
        """Milliseconds for which the pair has been on the screen, measured."""
        return self._shown or self.elapsed()

    @Slot()
    def _on_painted(self) -> None:
        self._unpainted -= 1
        if self._unpainted == 0:
            self._clock.start()
            if self._duration:
                self._timer.start(self._duration)
            self.appeared.emit()

    @Slot()
    def _on_time_over(self) -> None:
        self._blank(cross=False)
        # At once, not when the event loop comes to it.
        self.left.repaint()
        self.right.repaint()
        self._shown = self.elapsed()
        self.vanished.emit()

    def _blank(self, cross: bool) -> None:
        for view in (self.left, self.right):
            view.cross = cross
            view.set_picture(None)
