"""What is asked for a batch: the mask, how to fill, and where results go."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.core.decode import READABLE_EXTENSIONS
from pconv_studio.core.encode import SAVE_FORMATS
from pconv_studio.core.errors import UserError
from pconv_studio.core.export import expand_pattern
from pconv_studio.core.settings import Settings
from pconv_studio.gui.batch.job import BatchJob
from pconv_studio.gui.messages import translated_message
from pconv_studio.gui.model_combos import DeviceCombo, MethodCombo, ModelCombo
from pconv_studio.gui.path_edit import PathEdit
from pconv_studio.gui.setting_rows import WheelGuard
from pconv_studio.inference.fill_file import FillOptions

if TYPE_CHECKING:
    from typing import Literal

SAME = "same"
ONE, FOLDER, CURRENT = "one", "folder", "current"
_FILE = "file"


def photo_filter() -> str:
    """Return the photos that can be opened, for Qt's file dialogs."""
    # Both cases: some file systems tell them apart.
    patterns = " ".join(
        f"*{extension} *{extension.upper()}" for extension in sorted(READABLE_EXTENSIONS)
    )
    text = QCoreApplication.translate("BatchForm", "Photos ({patterns})")
    return text.format(patterns=patterns)


class BatchForm(QWidget):
    """Everything about a batch but its photos; remembers names, folder, format and method."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._first: Path | None = None
        self._current_mask: Path | None = None
        self._proposed = ""
        """The folder that was put there by itself; it goes with the photos."""
        self.problem = QLabel()
        self.problem.setProperty("role", "warning")
        self.problem.setWordWrap(True)
        self.problem.setAccessibleName(self.tr("What is missing"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for group in (self._make_mask(), self._make_method(), self._make_output()):
            column.addWidget(group)
        column.addWidget(self.problem)
        column.addStretch(1)
        WheelGuard(self).watch(*self.findChildren(QComboBox))
        self._on_source()

    def _make_mask(self) -> QGroupBox:
        self.source = QComboBox()
        for text, value in (
            (self.tr("One mask for all photos"), ONE),
            (self.tr("A folder with one for each"), FOLDER),
        ):
            self.source.addItem(text, value)
        self.mask_path = PathEdit(kind=_FILE, name=self.tr("Mask"), filter=photo_filter())
        self.hint = QLabel()
        self.hint.setProperty("role", "help")
        self.hint.setWordWrap(True)
        self.polarity = QComboBox()
        self.polarity.addItem(self.tr("White is the hole"), "white")
        self.polarity.addItem(self.tr("Black is the hole"), "black")
        self.source.currentIndexChanged.connect(self._on_source)
        self.mask_path.pathChanged.connect(self._update)
        self.mask_path.line.textChanged.connect(self._update)
        group, form = _group(self.tr("Mask"))
        form.addRow(self.tr("&Masks"), self.source)
        self._mask_label = QLabel(self.tr("&File"))
        self._mask_label.setBuddy(self.mask_path)
        form.addRow(self._mask_label, self.mask_path)
        form.addRow(self.tr("Colo&urs"), self.polarity)
        form.addRow(self.hint)
        self._mask_form = form
        return group

    def _make_method(self) -> QGroupBox:
        self.method = MethodCombo()
        self.model = ModelCombo()
        self.device = DeviceCombo()
        self.method.show_value(self._settings.get("fill.method"))
        self.model.show_value(self._settings.get("fill.model"))
        self.device.show_value(self._settings.get("fill.device"))
        self.method.currentIndexChanged.connect(self._update)
        group, form = _group(self.tr("Fill"))
        form.addRow(self.tr("M&ethod"), self.method)
        form.addRow(self.tr("Mo&del"), self.model)
        form.addRow(self.tr("De&vice"), self.device)
        return group

    def _make_output(self) -> QGroupBox:
        self.folder = PathEdit(kind=FOLDER, name=self.tr("Folder for the results"))
        self.folder.set_text(self._settings.get("batch.folder"))
        self.pattern = QLineEdit(self._settings.get("batch.pattern"))
        self.pattern.setToolTip(
            self.tr(
                "{name}: name of the photo; {n}: its number, {n:03} with three digits; "
                "{date}: today; {format}: format"
            )
        )
        self.format = QComboBox()
        self.format.addItem(self.tr("Same as the photo"), SAME)
        for name in dict.fromkeys(SAVE_FORMATS.values()):
            self.format.addItem(name, name)
        _choose(self.format, self._settings.get("batch.format"))
        self.preview = QLabel()
        self.preview.setProperty("role", "help")
        self.preview.setWordWrap(True)
        for signal in (
            self.folder.pathChanged,
            self.folder.line.textChanged,
            self.pattern.textChanged,
            self.format.currentIndexChanged,
        ):
            signal.connect(self._update)
        group, form = _group(self.tr("Results"))
        form.addRow(self.tr("F&older"), self.folder)
        form.addRow(self.tr("&Name"), self.pattern)
        form.addRow(self.tr("Forma&t"), self.format)
        form.addRow(self.preview)
        return group

    def set_first(self, photo: Path | None) -> None:
        """Tell which photo comes first, for the name that is shown as an example."""
        if photo != self._first:
            self._first = photo
            if photo is not None and self.folder.line.text() in ("", self._proposed):
                self._proposed = str(photo.parent / self.tr("filled"))
                self.folder.set_text(self._proposed)
            self._update()

    def set_current_mask(self, mask: Path | None) -> None:
        """Offer the mask of the photo that is open in the main window; None takes it away."""
        self._current_mask = mask
        row = self.source.findData(CURRENT)
        if mask is not None and row < 0:
            self.source.addItem(self.tr("The mask of the open photo"), CURRENT)
        elif mask is None and row >= 0:
            self.source.removeItem(row)
        self._update()

    def job(self) -> BatchJob | None:
        """Return what was asked for; None while something is missing, which is then shown."""
        self._update()
        masks, folder = self._masks(), self.folder.path
        if self.problem.text() or masks is None or folder is None:
            return None
        for key, value in (
            ("batch.folder", "" if str(folder) == self._proposed else str(folder)),
            ("batch.pattern", self.pattern.text()),
            ("batch.format", self.format.currentData()),
        ):
            self._settings.set(key, value)
        self._settings.save()
        is_current = self.source.currentData() == CURRENT
        polarity: Literal["white", "black"] = (
            "black" if self.polarity.currentData() == "black" and not is_current else "white"
        )
        options = FillOptions(
            method=self.method.value,
            model=self.model.value or None,
            device=self.device.value,
            polarity=polarity,
        )
        return BatchJob(masks, folder, self.pattern.text(), self.format.currentData(), options)

    def _masks(self) -> Path | None:
        return self._current_mask if self.source.currentData() == CURRENT else self.mask_path.path

    @Slot()
    def _on_source(self) -> None:
        source = self.source.currentData()
        self.mask_path.set_kind(FOLDER if source == FOLDER else _FILE)
        self._mask_label.setText(self.tr("&Folder") if source == FOLDER else self.tr("&File"))
        for widget in (self.mask_path, self.polarity):
            self._mask_form.setRowVisible(widget, source != CURRENT)
        self.hint.setText(
            {
                ONE: self.tr("Of the size of the photos, such as a mask saved in the main window."),
                FOLDER: self.tr("Each named like its photo: beach.png for beach.jpg."),
                CURRENT: self.tr("As it is painted now; the photos have the same size."),
            }[source]
        )
        self._update()

    @Slot()
    def _update(self) -> None:
        self.model.setEnabled(self.method.value.startswith("pconv"))
        problem, example = self._check()
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.preview.setText(example)
        self.changed.emit()

    def _check(self) -> tuple[str, str]:
        """What is missing, and the name of the first result."""
        folder, masks, example = self.folder.path, self._masks(), ""
        try:
            name = expand_pattern(
                self.pattern.text(),
                source=self._first or Path("IMG_0001.jpg"),
                format=self.format.currentData(),
                index=1,
                date=date.today(),
            )
        except UserError as error:
            return translated_message(error), ""
        example = self.tr("For example {name}; no file is ever replaced.").format(name=name)
        if masks is None:
            if self.source.currentData() == FOLDER:
                return self.tr("Choose the folder with the masks."), example
            return self.tr("Choose a mask."), example
        wants_folder = self.source.currentData() == FOLDER
        if not (masks.is_dir() if wants_folder else masks.is_file()):
            return self.tr("{path}: not found; choose another one.").format(path=masks), example
        if folder is None:
            return self.tr("Choose a folder for the results."), example
        if folder.exists() and not folder.is_dir():
            text = self.tr("{path}: this is a file; choose a folder.")
            return text.format(path=folder), example
        return "", example


def _group(title: str) -> tuple[QGroupBox, QFormLayout]:
    group = QGroupBox(title)
    form = QFormLayout(group)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return group, form


def _choose(box: QComboBox, value: Any) -> None:
    box.setCurrentIndex(max(0, box.findData(value)))
