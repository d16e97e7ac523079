"""The log file, and what happens when an exception reaches nobody: log it, tell it, go on."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import platform
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
    qVersion,
)
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from pconv_studio import __version__
from pconv_studio.core.errors import UserError
from pconv_studio.gui.errors import ErrorDialog, show_error
from pconv_studio.gui.messages import translated_message

__all__ = ["LOG_NAME", "Log", "install"]

LOG_NAME = "pconv-studio.log"
CRASH_NAME = "pconv-studio-crash.log"
_BYTES, _FILES = 1_000_000, 3
_FORMAT = "%(asctime)s %(levelname)-7s %(threadName)s %(name)s: %(message)s"

log = logging.getLogger(__name__)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Log(QObject):
    """Keeps the log file and the hooks for exceptions that nobody caught; made by `install`."""

    _caught = Signal(str, str)
    """Message and details; emitted in whatever thread the exception happened in."""

    def __init__(self, folder: Path, window: QWidget | None = None) -> None:
        super().__init__()
        self._folder = folder
        self._window = window
        self._dialog: ErrorDialog | None = None
        self._closed = False
        self._handler: logging.Handler | None = None
        self._crash_file: IO[str] | None = None
        self._root_level = logging.getLogger().level
        self._open_file()
        # Queued: this lives in the main thread, and only there may a dialog be made.
        self._caught.connect(self._tell)
        self._old_hook = sys.excepthook
        self._old_thread_hook = threading.excepthook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        self._old_qt = qInstallMessageHandler(self._on_qt_message)

    @property
    def folder(self) -> Path:
        """Where the log files lie."""
        return self._folder

    @property
    def file(self) -> Path:
        """The log file; older ones lie beside it with a number."""
        return self._folder / LOG_NAME

    def close(self) -> None:
        """Take the hooks away and close the file; calling it twice does no harm."""
        if self._closed:
            return
        self._closed = True
        log.info("end")
        sys.excepthook = self._old_hook
        threading.excepthook = self._old_thread_hook
        qInstallMessageHandler(self._old_qt)
        root = logging.getLogger()
        root.setLevel(self._root_level)
        if self._handler is not None:
            root.removeHandler(self._handler)
            self._handler.close()
        if self._crash_file is not None:
            faulthandler.disable()
            self._crash_file.close()

    def _open_file(self) -> None:
        root = logging.getLogger()
        root.setLevel(logging.INFO)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._handler = RotatingFileHandler(
                self.file, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8"
            )
            # Whoever else has it enabled, such as a test runner, keeps it.
            if not faulthandler.is_enabled():
                self._crash_file = (self._folder / CRASH_NAME).open("a", encoding="utf-8")
                faulthandler.enable(self._crash_file)
        except OSError as error:
            log.warning("no log file in %s: %s", self._folder, error)
            return
        self._handler.setFormatter(logging.Formatter(_FORMAT))
        root.addHandler(self._handler)
        log.info(
            "PConv Studio %s, Python %s, Qt %s, %s",
            __version__,
            platform.python_version(),
            qVersion(),
            platform.platform(),
        )

    def _on_exception(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if not issubclass(kind, Exception):
            # Ctrl+C and the like end the program.
            self._old_hook(kind, error, trace)
            return
        if isinstance(error, UserError):
            log.warning("%s", error)
            message, details = translated_message(error), ""
        else:
            log.error("nobody caught this", exc_info=(kind, error, trace))
            message = translated_message(f"{kind.__name__}: {error}")
            details = "".join(traceback.format_exception(kind, error, trace))
        with contextlib.suppress(RuntimeError):  # the C++ side is gone at the very end
            self._caught.emit(message, details)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is None or issubclass(args.exc_type, SystemExit):
            return
        self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        category = getattr(context, "category", None) or "default"
        logging.getLogger(f"qt.{category}").log(_LEVELS.get(kind, logging.WARNING), "%s", text)

    @Slot(str, str)
    def _tell(self, message: str, details: str) -> None:
        # One dialog: a fault in a slot that runs for every mouse move would bury the window.
        if self._dialog is not None and isValid(self._dialog):
            return
        if details:
            title = self.tr("Something went wrong in the program")
            text = self.tr(
                "{fault}\n\nYour work is still here. Save it under another name to be safe. "
                "The log file holds the details."
            ).format(fault=message)
        else:
            title, text = self.tr("That did not work"), message
        self._dialog = show_error(
            self._parent(), title, text, details, log_folder=self._folder if details else None
        )
        self._dialog.finished.connect(self._on_told)

    def _parent(self) -> QWidget | None:
        parent: Any = QApplication.activeModalWidget() or QApplication.activeWindow()
        return parent or self._window

    @Slot()
    def _on_told(self) -> None:
        self._dialog = None


def install(folder: Path, window: QWidget | None = None) -> Log:
    """Start the log and show exceptions that nobody caught, from now until `Log.close`.

    An exception in a slot, a thread or a callback reaches the log file and one dialog; the program
    goes on. Qt's own messages go to the log. Without a place to write, all that is left out is the
    file.

    Args:
        folder: Where the log files lie; made if need be. At most four of a megabyte each.
        window: The window that dialogs belong to where no other is active.
    """
    return Log(folder, window)
