"""A model's card, for reading."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

SIZE = QSize(820, 680)


def show_card(parent: QWidget, name: str, card: Path) -> QDialog:
    """Show the card of a model over a window; links in it are not followed."""
    dialog = QDialog(parent)
    title = QCoreApplication.translate("ModelCard", "Model card: {name}")
    dialog.setWindowTitle(title.format(name=name))
    text = QTextBrowser()
    text.setOpenLinks(False)
    text.setAccessibleName(dialog.windowTitle())
    text.setMarkdown(card.read_text(encoding="utf-8"))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addWidget(text)
    column.addWidget(buttons)
    dialog.resize(SIZE.boundedTo(dialog.screen().availableSize()))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
