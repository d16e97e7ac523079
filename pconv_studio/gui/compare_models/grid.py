"""Cards side by side, as large as the place allows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pconv_studio.gui.compare_models.card import CAPTION, MARGIN, Card

GAP = 10
STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


def best_columns(*, count: int, width: int, height: int, aspect: float) -> int:
    """Return the number of columns that gives the largest pictures.

    Args:
        count: Pictures, 1 or more.
        width: Of the place for all, in pixels.
        height: Likewise.
        aspect: Width over height of each picture.
    """

    def picture_width(columns: int) -> float:
        rows = -(-count // columns)
        wide = (width - (columns - 1) * GAP) / columns - 2 * MARGIN
        tall = (height - (rows - 1) * GAP) / rows - CAPTION
        return min(wide, tall * aspect)

    return max(range(1, count + 1), key=picture_width)


class CardGrid(QWidget):
    """Lays out cards of one aspect; the arrow keys go from one to the next."""

    selected = Signal(int)
    """Number of the card with the focus."""
    opened = Signal(int)
    """Number of the card to be shown large."""

    def __init__(self, aspect: float) -> None:
        super().__init__()
        self._aspect = aspect
        self._columns = 1
        self.cards: list[Card] = []

    def minimumSizeHint(self) -> QSize:
        """Room for two."""
        return QSize(420, 260)

    def set_cards(self, cards: Sequence[Card]) -> None:
        """Take other cards; the old ones are deleted."""
        for old in self.cards:
            old.hide()
            old.deleteLater()
        self.cards = [*cards]
        for card in self.cards:
            card.setParent(self)
            card.focused.connect(self.selected)
            card.opened.connect(self.opened)
            card.show()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the cards out anew."""
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the card beside the one with the focus."""
        step = STEPS.get(Qt.Key(event.key()))
        current = next((card.number for card in self.cards if card.hasFocus()), None)
        if step is None or current is None:
            super().keyPressEvent(event)
            return
        target = current + step[0] + step[1] * self._columns
        if 0 <= target < len(self.cards):
            self.cards[target].setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        if not self.cards:
            return
        count = len(self.cards)
        self._columns = columns = best_columns(
            count=count, width=self.width(), height=self.height(), aspect=self._aspect
        )
        rows = -(-count // columns)
        width = (self.width() - (columns - 1) * GAP) // columns
        height = (self.height() - (rows - 1) * GAP) // rows
        # No higher than the pictures need: captions belong to the picture above them.
        height = min(height, round((width - 2 * MARGIN) / self._aspect) + CAPTION)
        top = (self.height() - rows * height - (rows - 1) * GAP) // 2
        for index, card in enumerate(self.cards):
            row, column = divmod(index, columns)
            card.setGeometry(
                QRect(column * (width + GAP), top + row * (height + GAP), width, height)
            )
