"""One candidate: its picture, its name, and how far it is."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from pconv_studio.gui.compare_models.candidates import Candidate
from pconv_studio.gui.compare_models.elided import ElidedLabel
from pconv_studio.gui.compare_models.picture import Picture
from pconv_studio.gui.durations import time_taken
from pconv_studio.gui.theme import current_theme

MARGIN = 6
CAPTION = 44
"""Height of what is below the picture, with its margins, in pixels."""


class CardState(Enum):
    """How far a candidate is."""

    WAITING = auto()
    WORKING = auto()
    DONE = auto()
    FAILED = auto()
    CANCELLED = auto()


class Card(QWidget):
    """Can be clicked, and chosen by the keyboard."""

    focused = Signal(int)
    """Its number."""
    opened = Signal(int)
    """Its number: show it large."""

    def __init__(self, number: int, candidate: Candidate, original: QImage) -> None:
        super().__init__()
        self.number = number
        self.candidate = candidate
        self.state = CardState.WAITING
        self.image: QImage | None = None
        """The result, when there is one."""
        self._original = original
        self._selected = self._hovered = False
        self.picture = Picture()
        self.name = ElidedLabel(candidate.title)
        self.name.setProperty("role", "title")
        self.status = QLabel()
        self.status.setProperty("role", "help")
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        kept = self.bar.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(kept)
        caption = QHBoxLayout()
        caption.addWidget(self.name, 1)
        caption.addWidget(self.status)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(4)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self.bar)
        layout.addLayout(caption)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_waiting()

    # How far it is.

    def set_waiting(self) -> None:
        """Its turn is still to come."""
        self._set(CardState.WAITING, self.tr("Waiting"), self.tr("Waiting"))

    def set_progress(self, share: float, text: str) -> None:
        """It is being filled; `share` in [0, 1]."""
        self.bar.setValue(round(1000 * share))
        percent = self.tr("{percent} %").format(percent=round(100 * share))
        self._set(CardState.WORKING, percent, text or self.tr("Filling"))

    def set_done(self, image: QImage, seconds: float) -> None:
        """It is filled."""
        self.image = image
        self.picture.set_images(image, self._original)
        self._set(CardState.DONE, time_taken(seconds), "")

    def set_failed(self, message: str) -> None:
        """It could not be filled."""
        self._set(CardState.FAILED, self.tr("Failed"), message)

    def set_cancelled(self) -> None:
        """It is not wanted any more."""
        self._set(CardState.CANCELLED, self.tr("Cancelled"), self.tr("Cancelled"))

    def set_selected(self, on: bool) -> None:
        """Show that it is the one that would be used."""
        self._selected = on
        self.update()

    def _set(self, state: CardState, status: str, message: str) -> None:
        self.state = state
        self.status.setText(status)
        self.bar.setVisible(state is CardState.WORKING)
        self.picture.set_message(message)
        self.setAccessibleName(
            self.tr("{name}: {status}").format(name=self.candidate.title, status=status)
        )
        self.setAccessibleDescription(message)

    # What a person does.

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click shows it large."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.opened.emit(self.number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space show it large."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.number)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The focus selects."""
        super().focusInEvent(event)
        self.focused.emit(self.number)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up under the pointer."""
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """And go out again."""
        self._hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme.accent_text if self._selected else theme.line
        painter.setPen(QPen(QColor(colour), 2 if self._selected else 1))
        if self._selected or self._hovered:
            painter.setBrush(QColor(theme.hover))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.end()
