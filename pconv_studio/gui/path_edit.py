"""A field for the path of a file or folder, with a button to choose one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from pconv_studio.gui.icons import icon

__all__ = ["PathEdit"]


class _PathLine(QLineEdit):
    """Takes a file that is dropped as its path; Qt's own would insert the address as text."""

    dropped = Signal(str)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.dropped.emit(url.toLocalFile())
                event.acceptProposedAction()
                return
        super().dropEvent(event)


class PathEdit(QWidget):
    """A line with a path that can be typed, dropped or chosen."""

    pathChanged = Signal(str)
    """Another path was chosen, dropped, or typed to its end."""

    def __init__(
        self,
        *,
        kind: str,
        name: str,
        filter: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty field.

        Args:
            kind: ``file`` for one that exists, or ``folder``.
            name: What it is for; the accessible name, and the title of the dialog.
            filter: Files that are offered, as in Qt's file dialogs.
            parent: Owner.
        """
        super().__init__(parent)
        self._kind, self._name, self._filter = kind, name, filter
        self._told = ""
        self.line = _PathLine()
        self.line.setAccessibleName(name)
        self.line.setClearButtonEnabled(True)
        self.line.editingFinished.connect(self._tell)
        self.line.textChanged.connect(self._on_text)
        self.line.dropped.connect(self._take)
        self.button = QPushButton(icon("folder"), "")
        self.button.setAccessibleName(self.tr("Choose: {name}").format(name=name))
        self.button.setToolTip(self.tr("Choose ..."))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._browse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.line)

    @property
    def path(self) -> Path | None:
        """The path; None while it is empty."""
        text = self.line.text().strip()
        return Path(text).expanduser() if text else None

    def set_text(self, text: str) -> None:
        """Show a path; `pathChanged` is not emitted."""
        self._told = text
        if text != self.line.text():
            self.line.setText(text)

    def set_kind(self, kind: str) -> None:
        """Ask for a ``file`` or a ``folder`` from now on."""
        self._kind = kind

    @Slot(str)
    def _on_text(self, text: str) -> None:
        # The button that clears the line does not finish the editing.
        if not text:
            self._tell()

    @Slot()
    def _tell(self) -> None:
        text = self.line.text().strip()
        if text != self._told:
            self._told = text
            self.pathChanged.emit(text)

    @Slot(str)
    def _take(self, text: str) -> None:
        self.line.setText(text)
        self._tell()

    @Slot()
    def _browse(self) -> None:
        start = self.line.text()
        if self._kind == "folder":
            chosen = QFileDialog.getExistingDirectory(self, self._name, start)
        else:
            chosen, _ = QFileDialog.getOpenFileName(self, self._name, start, self._filter)
        if chosen:
            self._take(chosen)
