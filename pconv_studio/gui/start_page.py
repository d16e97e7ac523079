"""What an empty window shows: where to drop a photo, and other ways to get one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pconv_studio.gui.icons import IconLabel, icon
from pconv_studio.gui.recent import recent_labels, without_mnemonic

SHOWN_RECENT = 6


class StartPage(QWidget):
    """Drop target with Open, Sample photo and the photos opened last."""

    recentChosen = Signal(object)
    """A Path."""

    def __init__(self, open_action: QAction, sample_action: QAction) -> None:
        super().__init__()
        self.setObjectName("startPage")
        frame = QFrame()
        frame.setObjectName("dropFrame")
        column = QVBoxLayout(frame)
        column.setContentsMargins(48, 36, 48, 36)
        column.setSpacing(14)
        picture = IconLabel("open", 56)
        title = QLabel(self.tr("Drop a photo here"))
        title.setProperty("role", "title")
        formats = QLabel(self.tr("JPEG, PNG, TIFF, WebP, HEIC, BMP, camera RAW, or a project"))
        formats.setProperty("role", "help")
        for label in (picture, title, formats):
            column.addWidget(label, alignment=Qt.AlignmentFlag.AlignHCenter)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        self.open_button = self._button(open_action, self.tr("Open..."), "open")
        self.open_button.setDefault(True)
        self.sample_button = self._button(sample_action, self.tr("Sample photo"), "sample")
        buttons.addStretch()
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.sample_button)
        buttons.addStretch()
        column.addSpacing(6)
        column.addLayout(buttons)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        column.addLayout(self._recent)
        centre = QVBoxLayout(self)
        centre.addWidget(frame, alignment=Qt.AlignmentFlag.AlignCenter)

    def _button(self, action: QAction, text: str, name: str) -> QPushButton:
        button = QPushButton(icon(name), text)
        button.setAccessibleName(text)
        button.setMinimumWidth(140)
        button.clicked.connect(action.trigger)
        return button

    def show_recent(self, paths: Sequence[Path]) -> None:
        """Offer photos that were opened before."""
        while self._recent.count():
            item = self._recent.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.deleteLater()
        if not paths:
            return
        heading = QLabel(self.tr("Recent"))
        heading.setProperty("role", "help")
        self._recent.addSpacing(10)
        self._recent.addWidget(heading, alignment=Qt.AlignmentFlag.AlignHCenter)
        shown = paths[:SHOWN_RECENT]
        for path, label in zip(shown, recent_labels(shown), strict=True):
            button = QPushButton(without_mnemonic(label))
            button.setObjectName("recent")
            button.setFlat(True)
            button.setToolTip(str(path))
            button.setAccessibleName(self.tr("Open {name}").format(name=label))
            button.clicked.connect(lambda _=False, path=path: self.recentChosen.emit(path))
            self._recent.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)
