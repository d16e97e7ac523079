"""Offers work back that a program which ended out of order has left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.core.recovery import Leftover

ROLE = Qt.ItemDataRole.UserRole


class RecoveryDialog(QDialog):
    """A list of what was left over; each can be opened or thrown away, or left for later."""

    chosen = Signal(object)
    """The Leftover to open."""

    def __init__(self, leftovers: Sequence[Leftover], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Unsaved work was found"))
        self.setMinimumWidth(460)
        text = QLabel(
            self.tr(
                "PConv Studio did not end in order last time. This work was kept: photo, mask and "
                "all fills."
            )
        )
        text.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Work that was kept"))
        for leftover in leftovers:
            saved = QDateTime.fromSecsSinceEpoch(int(leftover.saved_at.timestamp()))
            when = QLocale().toString(saved, QLocale.FormatType.ShortFormat)
            label = self.tr("{title}, saved {when}").format(title=leftover.title, when=when)
            item = QListWidgetItem(label)
            item.setData(ROLE, leftover)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        buttons = QDialogButtonBox()
        self.open_button = QPushButton(self.tr("Open"))
        self.open_button.setDefault(True)
        self.discard_button = QPushButton(self.tr("Throw away"))
        self.later_button = QPushButton(self.tr("Later"))
        buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.discard_button, QDialogButtonBox.ButtonRole.DestructiveRole)
        buttons.addButton(self.later_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.open_button.clicked.connect(self._open)
        self.discard_button.clicked.connect(self._discard)
        self.later_button.clicked.connect(self.reject)
        self.list.itemDoubleClicked.connect(self._open)
        column = QVBoxLayout(self)
        column.addWidget(text)
        column.addWidget(self.list)
        column.addWidget(buttons)

    def _open(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accept()
            self.chosen.emit(item.data(ROLE))

    def _discard(self) -> None:
        item = self.list.takeItem(self.list.currentRow())
        if item is not None:
            item.data(ROLE).discard()
        if not self.list.count():
            self.reject()
