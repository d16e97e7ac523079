"""What the fill service says of itself, in one line with a picture."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from pconv_studio.gui.icons import pixmap
from pconv_studio.gui.theme import current_theme

ICON = 16


class StateLine(QWidget):
    """A picture in the colour of the state, and words."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        """Make an empty line.

        Args:
            name: Of what it tells, for screen readers; of the model if empty.
            parent: Owner.
        """
        super().__init__(parent)
        self._state = "idle"
        self.icon = QLabel()
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setAccessibleName(name or self.tr("State of the model"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.text, 1)
        self._draw()

    @Slot(str, str)
    def show_state(self, state: str, text: str) -> None:
        """Show a state of :attr:`FillService.stateChanged` and its words."""
        self._state = state
        self.text.setText(text)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the picture in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        theme = current_theme()
        name, colour = {
            "ready": ("check", theme.good),
            "failed": ("warning", theme.error),
            "loading": ("recent", theme.dim),
            "working": ("play", theme.accent_text),
        }.get(self._state, ("info", theme.dim))
        ratio = self.devicePixelRatioF()
        drawn = pixmap(name, round(ICON * ratio), QColor(colour))
        drawn.setDevicePixelRatio(ratio)
        self.icon.setPixmap(drawn)
