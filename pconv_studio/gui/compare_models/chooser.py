"""The list of candidates with their ticks, and the button that starts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.gui.compare_models.candidates import LEAST, MOST, Candidate
from pconv_studio.gui.icons import icon
from pconv_studio.gui.method_texts import method_note

NARROWEST, WIDEST = 200, 340
"""Limits of its width, in pixels; longer titles are wrapped."""
ROOM = 32
"""For frame and scroll bar."""


class Chooser(QWidget):
    """Two to six candidates are chosen here."""

    startRequested = Signal()
    cancelRequested = Signal()

    def __init__(self, offered: Sequence[Candidate], chosen: Sequence[Candidate]) -> None:
        super().__init__()
        self._running = False
        self._offered = list(offered)
        heading = QLabel(self.tr("&Compare"))
        heading.setProperty("role", "title")
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Methods and models to compare"))
        self.list.setWordWrap(True)
        # Rows are no higher than their text otherwise, and cut the boxes to tick.
        self.list.setSpacing(4)
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        heading.setBuddy(self.list)
        for candidate in self._offered:
            item = QListWidgetItem(candidate.title, self.list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = candidate in chosen
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            item.setToolTip(method_note(candidate.method))
        self.list.setCurrentRow(0)
        self.list.itemChanged.connect(self._update)
        self.hint = QLabel()
        self.hint.setProperty("role", "help")
        self.hint.setWordWrap(True)
        self.button = QPushButton()
        self.button.setMinimumHeight(34)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._on_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(heading)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.hint)
        layout.addWidget(self.button)
        self.setFixedWidth(min(WIDEST, max(NARROWEST, self.list.sizeHintForColumn(0) + ROOM)))
        self._update()

    def chosen(self) -> list[Candidate]:
        """The candidates with a tick, in order."""
        return [
            candidate
            for row, candidate in enumerate(self._offered)
            if self.list.item(row).checkState() == Qt.CheckState.Checked
        ]

    def set_running(self, running: bool) -> None:
        """The button cancels while something runs."""
        self._running = running
        self.list.setEnabled(not running)
        self._update()

    @Slot()
    def _update(self) -> None:
        count = len(self.chosen())
        fits = LEAST <= count <= MOST
        self.button.setText(self.tr("Cancel") if self._running else self.tr("Start"))
        self.button.setIcon(icon("cancel" if self._running else "play"))
        self.button.setEnabled(self._running or fits)
        text = self.tr("They run one after another. Click a picture to see it large.")
        if not fits:
            text = self.tr("Choose {least} to {most} of them.").format(least=LEAST, most=MOST)
        self.hint.setText(text)

    @Slot()
    def _on_clicked(self) -> None:
        if self._running:
            self.cancelRequested.emit()
        else:
            self.startRequested.emit()
