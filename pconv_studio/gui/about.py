"""About the program: version, licence, and a report on what it runs on, to copy."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt, QThreadPool, Slot, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from pconv_studio import __version__
from pconv_studio.core.libraries import LIBRARIES
from pconv_studio.gui.background import Background
from pconv_studio.gui.icons import APP_ICON, icon

__all__ = ["AboutDialog", "device_report"]

_ICON = 72


def system_report() -> str:
    """Return versions of the program and the system."""
    return "\n".join(
        [
            f"PConv Studio {__version__}",
            f"Python {platform.python_version()}, {platform.platform()}",
            f"Qt {qVersion()}, {QGuiApplication.platformName()}",
        ]
    )


def library_report() -> str:
    """Return the versions of the libraries."""
    lines = []
    for library in LIBRARIES:
        try:
            lines.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            lines.append(f"{library} missing")
    return "\n".join(lines)


def device_report() -> str:
    """Return the devices to compute on; imports torch, so not in the main thread."""
    from pconv_studio.inference.devices import describe_devices

    return "\n".join(f"{name}: {text}" for name, text in describe_devices())


class AboutDialog(QDialog):
    """What the program is, and what it runs on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About PConv Studio"))
        self.is_complete = False
        """Whether the devices are in the report."""

        picture = QLabel()
        picture.setPixmap(icon(APP_ICON).pixmap(_ICON, _ICON))
        name = QLabel(f"PConv Studio {__version__}")
        name.setProperty("role", "title")
        what = QLabel(
            self.tr(
                "Fills holes in photos and leaves every other pixel alone.\n"
                "Works offline; no photo leaves this computer."
            )
        )
        licence = QLabel(
            self.tr(
                "MIT licence. After Liu et al., “Image Inpainting for Irregular Holes Using "
                "Partial Convolutions”, ECCV 2018. Built on Qt for Python (LGPL 3), PyTorch, "
                "OpenCV and others; each keeps its own licence."
            )
        )
        for label in (what, licence):
            label.setWordWrap(True)
        licence.setProperty("role", "help")
        caption = QLabel(self.tr("&Report for questions and faults:"))
        self.report = QPlainTextEdit()
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.report.setMinimumSize(480, 230)
        self.report.setAccessibleName(self.tr("Report on versions and devices"))
        caption.setBuddy(self.report)

        grid = QGridLayout(self)
        grid.setContentsMargins(18, 18, 18, 14)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.addWidget(picture, 0, 0, 3, 1, Qt.AlignmentFlag.AlignTop)
        for row, widget in enumerate((name, what, licence)):
            grid.addWidget(widget, row, 1)
        grid.addWidget(caption, 3, 0, 1, 2)
        grid.addWidget(self.report, 4, 0, 1, 2)
        grid.addWidget(self._make_buttons(), 5, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(4, 1)
        self._begin()

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        close = box.button(QDialogButtonBox.StandardButton.Close)
        copy = QPushButton(icon("copy"), self.tr("Copy report"))
        copy.setAutoDefault(False)
        copy.clicked.connect(self._copy)
        box.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        close.setDefault(True)
        return box

    def _begin(self) -> None:
        self._show(self.tr("Looking for devices ..."))
        # The program's pool, as the dialog may be closed long before torch is loaded.
        self._background = Background(self, QThreadPool.globalInstance())
        self._background.run(
            device_report, self._complete, lambda message, _: self._complete(message)
        )

    def _complete(self, devices: str) -> None:
        self._show(devices)
        self.is_complete = True

    def _show(self, devices: str) -> None:
        self.report.setPlainText("\n\n".join([system_report(), devices, library_report()]))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
