"""The fidelity receipt: what an export changed, and what it left alone."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.core.receipt import Receipt
from pconv_studio.gui.icons import IconLabel

ICON = 16
WIDTH = 520


def _translated(text: str) -> str:
    return QCoreApplication.translate("Receipt", text)


class ReceiptDialog(QDialog):
    """Shows a receipt as a table; Copy puts it on the clipboard as text."""

    def __init__(self, receipt: Receipt, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = receipt.lines(lambda text: QCoreApplication.translate("Receipt", text))
        self._file = receipt.file
        self.setWindowTitle(self.tr("Fidelity receipt"))
        self.setMinimumWidth(WIDTH)
        heading = QLabel(str(receipt.file))
        heading.setProperty("role", "title")
        heading.setWordWrap(True)
        heading.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid = QGridLayout()
        grid.setColumnStretch(2, 1)
        grid.setHorizontalSpacing(14)
        for row, (label, value, good) in enumerate(self._lines):
            mark = IconLabel("check" if good else "warning", ICON)
            mark.setAccessibleName(self.tr("kept") if good else self.tr("look at this"))
            text = QLabel(value)
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            name = QLabel(label)
            name.setBuddy(text)
            grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(name, row, 1, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, row, 2)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_button = buttons.addButton(
            self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.copy_button.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        # Enter closes what has been read.
        self.copy_button.setAutoDefault(False)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(heading)
        column.addLayout(grid)
        column.addStretch(1)
        column.addWidget(buttons)
        # Lines that may be wrapped ask for the height they would have in a narrow window.
        self.resize(WIDTH, column.heightForWidth(WIDTH))

    def _copy(self) -> None:
        lines = [str(self._file), *(f"{label}: {value}" for label, value, _ in self._lines)]
        QGuiApplication.clipboard().setText("\n".join(lines))
