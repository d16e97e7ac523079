"""The steps that can be undone, as a list to jump about in."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QLabel, QUndoView, QVBoxLayout, QWidget

from pconv_studio.gui.icons import icon


class HistoryDock(QWidget):
    """A view of the undo stack; choosing a step goes back or forward to it."""

    def __init__(self, stack: QUndoStack) -> None:
        super().__init__()
        self.view = QUndoView(stack)
        self.view.setEmptyLabel(self.tr("As opened"))
        self.view.setCleanIcon(icon("save"))
        self.view.setIconSize(QSize(16, 16))
        self.view.setAccessibleName(self.tr("History, from the oldest step to the newest"))
        hint = QLabel(self.tr("Click a step to go back to it."))
        hint.setProperty("role", "help")
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.view, 1)
        column.addWidget(hint)
