"""Export: format, quality, size and name, with the name it will have shown before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.core.errors import UserError
from pconv_studio.core.export import ExportOptions, expand_pattern, suggest
from pconv_studio.core.settings import Settings
from pconv_studio.gui.format_fields import FormatFields
from pconv_studio.gui.messages import translated_message


class ExportDialog(QDialog):
    """Asks how to export; what was chosen is remembered."""

    def __init__(
        self,
        settings: Settings,
        *,
        source: Path | None,
        folder: Path,
        size: tuple[int, int],
        parent: QWidget | None,
    ) -> None:
        """Make the dialog.

        Args:
            settings: Where the choices are kept.
            source: The photo's file; None for one without.
            folder: Where to export to unless a folder is remembered.
            size: Height and width of the photo.
            parent: The window.
        """
        super().__init__(parent)
        self._settings = settings
        self._source = source
        self._folder = folder
        self._size = size
        self.setWindowTitle(self.tr("Export"))
        self.setMinimumWidth(460)
        self.fields = FormatFields(
            settings.get("files.export_format"),
            settings.get("files.export_quality"),
            self,
            keep=settings.get("files.export_keep_quality"),
        )
        self.format, self.quality = self.fields.format, self.fields.quality
        self.keep_quality = self.fields.keep_quality
        self.resize_box = QCheckBox(self.tr("Longer side"))
        self.long_edge = QSpinBox()
        self.long_edge.setRange(16, 100_000)
        self.long_edge.setSuffix(self.tr(" pixels"))
        self.long_edge.setValue(max(size))
        self.long_edge.setAccessibleName(self.tr("Longer side in pixels"))
        self.pattern = QLineEdit(settings.get("files.export_pattern"))
        self.pattern.setToolTip(
            self.tr("{name}: name of the photo; {date}: today; {format}: format; {n}: number")
        )
        self.folder = QLineEdit(settings.get("files.export_folder") or str(folder))
        browse = QPushButton(self.tr("Choose..."))
        browse.setAccessibleName(self.tr("Choose the folder"))
        browse.clicked.connect(self._browse)
        self.receipt = QCheckBox(self.tr("Show the fidelity receipt afterwards"))
        self.receipt.setChecked(settings.get("files.receipt"))
        self.preview = QLabel()
        self.preview.setWordWrap(True)
        self.preview.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form = QFormLayout()
        self.fields.add_rows(form)
        form.addRow(self.tr("Size"), _row(self.resize_box, self.long_edge))
        form.addRow(self.tr("&Name"), self.pattern)
        form.addRow(self.tr("F&older"), _row(self.folder, browse))
        form.addRow("", self.receipt)
        form.addRow(self.tr("File"), self.preview)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._export = self.buttons.addButton(
            self.tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.buttons)
        self.fields.changed.connect(self._update)
        self.pattern.textChanged.connect(self._update)
        self.folder.textChanged.connect(self._update)
        self.resize_box.toggled.connect(self._update)
        self.long_edge.valueChanged.connect(self._update)
        self._update()

    def options(self) -> ExportOptions:
        """What was chosen."""
        return ExportOptions(
            format=self.fields.chosen_format,
            quality=self.fields.chosen_quality,
            long_edge=self.long_edge.value() if self.resize_box.isChecked() else None,
            scale=None,
            pattern=self.pattern.text(),
        )

    def target_folder(self) -> Path:
        """The folder that was chosen."""
        return Path(self.folder.text()).expanduser()

    def accept(self) -> None:
        """Remember the choices."""
        self._settings.set("files.export_format", self.format.currentData())
        self._settings.set("files.export_quality", self.quality.value())
        self._settings.set("files.export_keep_quality", self.keep_quality.isChecked())
        self._settings.set("files.export_pattern", self.pattern.text())
        self._settings.set("files.receipt", self.receipt.isChecked())
        folder = self.folder.text()
        is_default = folder == str(self._folder)
        self._settings.set("files.export_folder", "" if is_default else folder)
        super().accept()

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, self.tr("Folder to export to"), self.folder.text()
        )
        if folder:
            self.folder.setText(folder)

    def _update(self) -> None:
        self.long_edge.setEnabled(self.resize_box.isChecked())
        ok, text = self._describe()
        self.preview.setText(text)
        self._export.setEnabled(ok)

    def _describe(self) -> tuple[bool, str]:
        folder = self.target_folder()
        if not folder.is_dir():
            return False, self.tr("The folder {folder} does not exist.").format(folder=folder)
        try:
            name = expand_pattern(
                self.pattern.text(),
                source=self._source,
                format=self.fields.chosen_format,
                index=1,
                date=date.today(),
            )
        except UserError as error:
            return False, translated_message(error)
        height, width = self._size
        if self.resize_box.isChecked():
            share = self.long_edge.value() / max(height, width)
            height, width = max(1, round(height * share)), max(1, round(width * share))
        target = suggest(folder / name)
        return True, self.tr("{path}\n{width} × {height} pixels").format(
            path=target, width=width, height=height
        )


def _row(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget)
    return row
