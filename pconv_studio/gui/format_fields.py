"""Format and quality of a file that is written: the fields that dialogs have in common."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QSlider,
    QSpinBox,
    QWidget,
)

from pconv_studio.core.encode import SAVE_FORMATS
from pconv_studio.core.export import SAME

LOSSY = {SAME, "JPEG", "WEBP", "HEIF"}


class FormatFields(QObject):
    """The fields, their rows, and which of them make sense together."""

    changed = Signal()

    def __init__(self, format: str, quality: int, parent: QWidget, *, keep: bool = True) -> None:
        """Make the fields.

        Args:
            format: The one to begin with, of :data:`pconv_studio.core.export.EXPORT_FORMATS`.
            quality: 1 to 100, likewise.
            parent: The dialog.
            keep: Whether to begin with the quality of the original.
        """
        super().__init__(parent)
        self.format = QComboBox()
        self.format.addItem(self.tr("Same as the original"), SAME)
        for name in dict.fromkeys(SAVE_FORMATS.values()):
            self.format.addItem(name, name)
        self.format.setCurrentIndex(max(0, self.format.findData(format)))
        self.quality = QSlider(Qt.Orientation.Horizontal)
        self.quality.setRange(1, 100)
        self.quality.setAccessibleName(self.tr("Quality"))
        self.quality_number = QSpinBox()
        self.quality_number.setRange(1, 100)
        self.quality_number.setAccessibleName(self.tr("Quality in numbers"))
        self.quality.valueChanged.connect(self.quality_number.setValue)
        self.quality_number.valueChanged.connect(self.quality.setValue)
        self.quality.setValue(quality)
        # With a parent from the start: shown without one, it would be a window.
        self.keep_quality = QCheckBox(self.tr("As the original, where it is a JPEG"), parent)
        self.keep_quality.setChecked(keep)
        self.format.currentIndexChanged.connect(self._on_changed)
        self.keep_quality.toggled.connect(self._on_changed)
        self._update()

    def add_rows(self, form: QFormLayout) -> None:
        """Put the fields into a form."""
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.quality)
        layout.addWidget(self.quality_number)
        form.addRow(self.tr("&Format"), self.format)
        form.addRow(self.tr("&Quality"), row)
        form.addRow("", self.keep_quality)

    @property
    def chosen_format(self) -> str:
        """One of :data:`pconv_studio.core.export.EXPORT_FORMATS`."""
        return str(self.format.currentData())

    @property
    def chosen_quality(self) -> int | None:
        """1 to 100; None for the photo's own."""
        return None if self._keeps_quality() else self.quality.value()

    def _keeps_quality(self) -> bool:
        return self.chosen_format == SAME and self.keep_quality.isChecked()

    @Slot()
    def _on_changed(self) -> None:
        self._update()
        self.changed.emit()

    def _update(self) -> None:
        self.keep_quality.setVisible(self.chosen_format == SAME)
        lossy = self.chosen_format in LOSSY and not self._keeps_quality()
        self.quality.setEnabled(lossy)
        self.quality_number.setEnabled(lossy)
