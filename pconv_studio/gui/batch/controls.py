"""The buttons and lines around the table of a batch."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.gui.batch.runner import Phase
from pconv_studio.gui.icons import icon


class ListPage(QWidget):
    """The table with the buttons that fill and empty it."""

    def __init__(self, table: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add_photos = QPushButton(icon("add"), self.tr("&Add photos ..."))
        self.add_folder = QPushButton(icon("folder"), self.tr("Add fo&lder ..."))
        self.remove = QPushButton(icon("remove"), self.tr("&Remove"))
        self.remove.setToolTip(self.tr("Take the selected photos off the list; no file is deleted"))
        self.clear = QPushButton(icon("close"), self.tr("Clear l&ist"))
        row = QHBoxLayout()
        for button in (self.add_photos, self.add_folder, self.remove, self.clear):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addLayout(row)
        column.addWidget(table, 1)


class Controls(QWidget):
    """The totals of a batch, and the buttons that start and stop it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the batch"))
        self.status = QLabel()
        self.status.setAccessibleName(self.tr("State of the batch"))
        self.show_results = QPushButton(icon("folder"), self.tr("Open results"))
        self.show_results.setToolTip(self.tr("Open the folder with the results"))
        self.start = QPushButton(icon("play"), self.tr("&Start"))
        self.pause = QPushButton(icon("pause"), self.tr("&Pause"))
        self.pause.setToolTip(self.tr("Stop after the photo that is being filled"))
        self.cancel = QPushButton(icon("stop"), self.tr("&Cancel"))
        row = QHBoxLayout()
        row.addWidget(self.status, 1)
        for button in (self.show_results, self.start, self.pause, self.cancel):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bar)
        column.addLayout(row)

    def show_phase(self, phase: Phase) -> None:
        """Offer what makes sense in a phase; whether there is anything to start is not asked."""
        held = phase in (Phase.PAUSING, Phase.PAUSED)
        self.pause.setText(self.tr("&Go on") if held else self.tr("&Pause"))
        self.pause.setIcon(icon("play" if held else "pause"))
        for button in (self.pause, self.cancel):
            button.setEnabled(phase is not Phase.IDLE)
