"""What the panel is made of, and how it looks in each of its states."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.core.settings import Settings
from pconv_studio.gui.batch.eta import Eta
from pconv_studio.gui.format_fields import FormatFields
from pconv_studio.gui.icons import icon
from pconv_studio.gui.model_combos import ValueCombo
from pconv_studio.gui.upscale.form import UpscaleForm
from pconv_studio.gui.upscale.overview import Overview
from pconv_studio.gui.upscale.split_picture import SplitPicture
from pconv_studio.gui.upscale.texts import bytes_words, duration_words, size_words

ZOOMS = (1, 2, 4)
LEFT_WIDTH = 372
"""Of the column with the fields, logical units."""


class PanelParts(QObject):
    """The widgets; it knows nothing of documents and jobs."""

    def __init__(self, panel: QDialog, settings: Settings) -> None:
        super().__init__(panel)
        self.form = UpscaleForm(settings)
        self.fields = FormatFields(
            settings.get("upscale.format"),
            settings.get("upscale.quality"),
            panel,
            keep=settings.get("upscale.keep_quality"),
        )
        self.overview = Overview()
        self.picture = SplitPicture()
        self.picture.setAccessibleName(self.tr("Preview, bicubic left and the result right"))
        self.picture.setToolTip(self.tr("Drag the handle, or move it with Left and Right"))
        self.zoom = ValueCombo()
        self.zoom.setAccessibleName(self.tr("Zoom of the preview"))
        for zoom in ZOOMS:
            self.zoom.add(self.tr("{percent} %").format(percent=100 * zoom), str(zoom))
        self.hint = QLabel()
        self.hint.setProperty("role", "warning")
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setWordWrap(True)
        self.hint.setAccessibleName(self.tr("What the format changes"))
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(self.tr("Progress of the enlargement"))
        self.status = QLabel()
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setWordWrap(True)
        self.status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.status.setAccessibleName(self.tr("State of the enlargement"))
        self._eta = Eta()
        self._make_buttons()
        self._lay_out(panel)
        self.set_running(False, can_run=False)
        self.show_ended("")
        self.show_hint("")

    def _make_buttons(self) -> None:
        self.hold_button = QPushButton(icon("original"), self.tr("Hold for bicubic"))
        self.hold_button.setToolTip(self.tr("Shows bicubic alone while it is pressed (\\)"))
        self.hold_button.setAutoDefault(False)
        self.open_button = QPushButton(icon("open"), self.tr("Open the result"))
        self.open_button.setAutoDefault(False)
        self.run_button = QPushButton()
        self.run_button.setMinimumHeight(34)
        self.run_button.setDefault(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setAutoDefault(False)
        self.buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.ActionRole)

    def _lay_out(self, panel: QDialog) -> None:
        left = QWidget()
        left.setFixedWidth(LEFT_WIDTH)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        self._file_box = QGroupBox(self.tr("File"))
        rows = QFormLayout(self._file_box)
        self.fields.add_rows(rows)
        column.addWidget(self._file_box)
        column.addWidget(self.hint)
        column.addWidget(self.run_button)
        column.addWidget(self.bar)
        column.addWidget(self.status)
        column.addWidget(self.overview, 1)
        below = QHBoxLayout()
        zoom_label = QLabel(self.tr("&Zoom"))
        zoom_label.setBuddy(self.zoom)
        below.addWidget(zoom_label)
        below.addWidget(self.zoom)
        below.addWidget(self.hold_button)
        below.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.picture, 1)
        right.addLayout(below)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(left)
        middle.addLayout(right, 1)
        layout = QVBoxLayout(panel)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addLayout(middle, 1)
        layout.addWidget(self.buttons)

    @property
    def zoom_value(self) -> int:
        """Device pixels for one of the result."""
        return int(self.zoom.value)

    def set_zoom(self, zoom: int) -> None:
        """Show a zoom, or the nearest there is."""
        self.zoom.show_value(str(min(ZOOMS, key=lambda each: abs(each - zoom))))

    # The states.

    def set_running(self, running: bool, *, can_run: bool) -> None:
        """The button cancels while something runs."""
        self.form.set_locked(running)
        self._file_box.setEnabled(not running)
        self.overview.setEnabled(not running)
        self.zoom.setEnabled(not running)
        self.run_button.setText(self.tr("Cancel") if running else self.tr("Upscale and save..."))
        self.run_button.setIcon(icon("cancel" if running else "upscale"))
        self.run_button.setEnabled(running or can_run)

    def show_hint(self, text: str) -> None:
        """Say what saving would change."""
        self.hint.setText(text)
        self.hint.setVisible(bool(text))

    def show_start(self) -> None:
        """It begins."""
        self._eta.reset()
        self._eta.resume()
        self.open_button.hide()
        self.bar.setRange(0, 1000)
        self.bar.setValue(0)
        self.bar.show()
        self._say(self.tr("Waiting for other work to end ..."))

    @Slot(float, str)
    def show_progress(self, share: float, text: str) -> None:
        """It goes on; `share` in [0, 1]."""
        self.bar.setValue(round(1000 * share))
        percent = self.tr("{percent} %").format(percent=round(100 * share))
        left = self._eta.remaining(share, 1 - share)
        if left:
            words = self.tr("{percent}, {text}, about {time} left")
            self._say(words.format(percent=percent, text=text, time=duration_words(left)))
        else:
            self._say(self.tr("{percent}, {text}").format(percent=percent, text=text))

    @Slot(object)
    def show_saving(self, path: Path) -> None:
        """It is being written, nobody knows how long."""
        self.bar.setRange(0, 0)
        self._say(self.tr("Saving {name} ...").format(name=path.name))

    def show_saved(
        self, path: Path, shape: Sequence[int], file_bytes: int, notes: Sequence[str]
    ) -> None:
        """It is done."""
        text = self.tr("Saved {name}: {size}, {bytes}.").format(
            name=path.name, size=size_words(shape[1], shape[0]), bytes=bytes_words(file_bytes)
        )
        self.show_ended("\n".join([text, *notes]))
        self.status.setToolTip(str(path))
        self.open_button.show()

    def show_ended(self, text: str) -> None:
        """It has ended, one way or another."""
        self.bar.hide()
        self.open_button.hide()
        self.status.setToolTip("")
        self._say(text)

    def _say(self, text: str) -> None:
        self.status.setText(text)
        self.status.setVisible(bool(text))
