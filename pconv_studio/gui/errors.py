"""Messages about what went wrong: what happened, which file, what to do, and details to copy."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QUrl, Slot
from PySide6.QtGui import QColor, QDesktopServices, QFontDatabase, QGuiApplication, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from shiboken6 import isValid

from pconv_studio.gui.icons import icon, pixmap
from pconv_studio.gui.theme import current_theme

__all__ = ["ErrorDialog", "open_errors", "show_error"]

_ICON = 40
_TEXT_WIDTH = 460


class ErrorDialog(QDialog):
    """A message with a title, and details that can be unfolded and copied."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        message: str,
        details: str = "",
        *,
        log_folder: Path | None = None,
    ) -> None:
        """Build the dialog.

        Args:
            parent: The window it belongs to.
            title: What happened, in a few words; also the window's title.
            message: What happened, to which file, and what to do.
            details: For those who look into it, such as a traceback; hidden at first.
            log_folder: Where the log lies; None leaves its button out.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self._log_folder = log_folder
        self._text = "\n\n".join(part for part in (title, message, details) if part)

        picture = QLabel()
        picture.setPixmap(self._picture())
        heading = QLabel(title)
        heading.setProperty("role", "title")
        body = QLabel(message)
        for label in (heading, body):
            # File names are no markup.
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setMinimumWidth(_TEXT_WIDTH)
        body.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        body.setAccessibleName(self.tr("Message"))
        self._details = QPlainTextEdit(details)
        self._details.setReadOnly(True)
        self._details.setTabChangesFocus(True)
        self._details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._details.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._details.setMinimumSize(QSize(_TEXT_WIDTH, 200))
        self._details.setAccessibleName(self.tr("Details"))
        self._details.hide()

        grid = QGridLayout(self)
        grid.setContentsMargins(18, 18, 18, 14)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.addWidget(picture, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(heading, 0, 1)
        grid.addWidget(body, 1, 1)
        grid.addWidget(self._details, 2, 0, 1, 2)
        grid.addWidget(self._make_buttons(bool(details)), 3, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)

    @property
    def text(self) -> str:
        """Title, message and details, as Copy puts them on the clipboard."""
        return self._text

    def _picture(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        drawn = pixmap("warning", round(_ICON * ratio), QColor(current_theme().warning))
        drawn.setDevicePixelRatio(ratio)
        return drawn

    def _make_buttons(self, has_details: bool) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        close = box.button(QDialogButtonBox.StandardButton.Close)
        close.setDefault(True)
        if has_details:
            more = QPushButton(self.tr("Details"))
            more.setCheckable(True)
            more.toggled.connect(self._show_details)
            box.addButton(more, QDialogButtonBox.ButtonRole.ActionRole)
        copy = QPushButton(icon("copy"), self.tr("Copy"))
        copy.setToolTip(self.tr("Copy the message with its details"))
        copy.clicked.connect(self._copy)
        box.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        if self._log_folder is not None:
            log = QPushButton(icon("folder"), self.tr("Open log folder"))
            log.clicked.connect(self._open_log_folder)
            box.addButton(log, QDialogButtonBox.ButtonRole.ActionRole)
        for button in box.findChildren(QPushButton):
            button.setAutoDefault(button is close)
        return box

    @Slot(bool)
    def _show_details(self, shown: bool) -> None:
        self._details.setVisible(shown)
        self.adjustSize()

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)

    @Slot()
    def _open_log_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_folder)))


# A dialog without a parent lives only as long as somebody here remembers it.
_open: list[ErrorDialog] = []


def show_error(
    parent: QWidget | None,
    title: str,
    message: str,
    details: str = "",
    *,
    log_folder: Path | None = None,
) -> ErrorDialog:
    """Show a message and return at once; the same message is not shown twice at a time.

    Args:
        parent: The window it belongs to, blocked until it is closed.
        title: What happened, in a few words.
        message: What happened, to which file, and what to do.
        details: For those who look into it, such as a traceback.
        log_folder: Where the log lies; None leaves its button out.
    """
    dialog = ErrorDialog(parent, title, message, details, log_folder=log_folder)
    for other in open_errors():
        if other.text == dialog.text and other.parentWidget() is parent:
            dialog.deleteLater()
            other.raise_()
            other.activateWindow()
            return other
    _open.append(dialog)
    dialog.finished.connect(lambda: _forget(dialog))
    dialog.open()
    return dialog


def open_errors() -> list[ErrorDialog]:
    """Return the messages that are shown now."""
    # One goes with its window when that is closed first.
    _open[:] = [dialog for dialog in _open if isValid(dialog)]
    return [*_open]


def _forget(dialog: ErrorDialog) -> None:
    if dialog in _open:
        _open.remove(dialog)
        dialog.deleteLater()
