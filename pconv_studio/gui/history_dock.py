"""The steps that can be undone, as a list to jump about in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QUndoView, QVBoxLayout, QWidget

from pconv_studio.gui.controller import Controller
from pconv_studio.gui.icons import icon

_PRESSES = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove,
)


class HistoryView(QUndoView):
    """Steps through the stack, but not while the mask is being edited.

    Steps hold differences: taken back in the midst of an edit they would spoil the mask.
    """

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller.stack)
        self._controller = controller

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: D102 - Qt's name
        if self._controller.is_editing and event.type() in _PRESSES:
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102 - Qt's name
        if self._controller.is_editing:
            event.ignore()
        else:
            super().keyPressEvent(event)


class HistoryDock(QWidget):
    """A view of the undo stack; choosing a step goes back or forward to it."""

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.view = HistoryView(controller)
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
