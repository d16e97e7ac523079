"""The line at the bottom: zoom, position, size, depth, device, and the job with its Cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton

from pconv_studio.gui.icons import icon

if TYPE_CHECKING:
    from pconv_studio.core.document import Document

MESSAGE_MS = 8000
GAP = 6
"""Logical units on either side of a fact."""


class StatusBar(QStatusBar):
    """Facts about what is on the canvas and what the program is doing."""

    cancelled = Signal()
    zoomClicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.job_text = QLabel()
        self.job_bar = QProgressBar()
        self.job_bar.setRange(0, 100)
        self.job_bar.setFixedWidth(150)
        self.job_bar.setAccessibleName(self.tr("Progress of the fill"))
        self.cancel_button = QToolButton()
        self.cancel_button.setIcon(icon("cancel"))
        self.cancel_button.setText(self.tr("Cancel"))
        self.cancel_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.cancel_button.setAccessibleName(self.tr("Cancel the fill"))
        self.cancel_button.clicked.connect(self.cancelled)
        self.position = self._fact(self.tr("Position of the pointer in pixels"), "00000, 00000")
        self.size_text = self._fact(self.tr("Size of the photo"))
        self.depth_text = self._fact(self.tr("Colour depth"))
        self.device = self._fact(self.tr("State of the model and its device"))
        self.zoom = QToolButton()
        self.zoom.setAutoRaise(True)
        self.zoom.setToolTip(self.tr("Zoom; click for 100 %"))
        self.zoom.setAccessibleName(self.tr("Zoom"))
        self.zoom.clicked.connect(self.zoomClicked)
        for widget in (self.job_text, self.job_bar, self.cancel_button):
            self.addPermanentWidget(widget)
            widget.hide()
        for fact in (self.position, self.size_text, self.depth_text, self.device, self.zoom):
            self.addPermanentWidget(fact)

    def _fact(self, name: str, widest: str = "") -> QLabel:
        label = QLabel()
        label.setAccessibleName(name)
        label.setToolTip(name)
        label.setContentsMargins(GAP, 0, GAP, 0)
        if widest:
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest))
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return label

    def say(self, text: str) -> None:
        """Show a few words for a while."""
        self.showMessage(text, MESSAGE_MS)

    def show_document(self, document: Document | None) -> None:
        """Show the facts of a photo, or none."""
        if document is None:
            for label in (self.position, self.size_text, self.depth_text):
                label.clear()
            self.zoom.hide()
            return
        height, width = document.shape
        megapixels = QLocale().toString(height * width / 1e6, "f", 1)
        self.size_text.setText(f"{width} × {height}  ({megapixels} MP)")
        pixels = document.photo.pixels
        bits = pixels.dtype.itemsize * 8
        kind = "RGBA" if pixels.shape[2] == 4 else self.tr("grey") if document.photo.grey else "RGB"
        self.depth_text.setText(self.tr("{kind}, {bits} bit").format(kind=kind, bits=bits))
        self.zoom.show()

    def show_position(self, point: tuple[float, float] | None) -> None:
        """Show where the pointer is, in pixels of the photo."""
        self.position.setText("" if point is None else f"{int(point[0])}, {int(point[1])}")

    def show_zoom(self, zoom: float) -> None:
        """Show the zoom, 1.0 = 100 %."""
        locale = QLocale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        percent = locale.toString(zoom * 100, "f", 0 if zoom >= 0.1 else 1)
        self.zoom.setText(f"{percent} %")

    def show_job(self, text: str, share: float) -> None:
        """Show what is being done and how much of it is, in [0, 1]."""
        self.job_text.setText(text)
        self.job_bar.setValue(round(share * 100))
        for widget in (self.job_text, self.job_bar, self.cancel_button):
            widget.show()

    def end_job(self) -> None:
        """Take the job away."""
        for widget in (self.job_text, self.job_bar, self.cancel_button):
            widget.hide()
