"""The combo boxes of the model dock: method, model and device."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from pconv_studio.core.errors import UserError
from pconv_studio.gui.errors import show_error
from pconv_studio.gui.messages import translated_message
from pconv_studio.gui.method_texts import OWN_METHODS, method_note, method_title
from pconv_studio.inference.choices import DeviceChoice, model_choices
from pconv_studio.inference.model_facts import ForeignWeightsError, model_facts
from pconv_studio.inference.model_record import INPAINTING
from pconv_studio.inference.registry import available_methods
from pconv_studio.inference.user_models import ENDINGS, UserModel

VALUE = Qt.ItemDataRole.UserRole
CHOOSE = "\0choose"
"""Value of the item that asks for a file; no model can be called so."""
OWN_ENDING = ENDINGS[0]
"""Of files that can be used as they are; the others are imported first."""
SHORTEST = 10
"""Characters that a combo box keeps room for; a dock can be made narrow."""


class ValueCombo(QComboBox):
    """A combo box over values; `picked` tells of those a person takes."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(SHORTEST)
        # Nobody chooses another model by scrolling past it.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._on_activated)

    @property
    def value(self) -> str:
        """The value of the item that is shown."""
        return str(self.currentData(VALUE))

    def show_value(self, value: str) -> bool:
        """Show the item of a value, without telling of it; False if there is none."""
        index = self.findData(value, VALUE)
        if index >= 0:
            self.setCurrentIndex(index)
        return index >= 0

    def add(self, text: str, value: str, tip: str = "", *, enabled: bool = True) -> None:
        """Append an item."""
        self.addItem(text, value)
        index = self.count() - 1
        self.setItemData(index, tip or None, Qt.ItemDataRole.ToolTipRole)
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        model.item(index).setEnabled(enabled)

    def showPopup(self) -> None:
        """Make the list as wide as its longest line."""
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + 2 * view.frameWidth() + 24)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the scroll area around, unless the box has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self.picked.emit(str(self.itemData(index, VALUE)))


class MethodCombo(ValueCombo):
    """All methods, with what each is good for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Fill method"))
        for name in OWN_METHODS:
            self._add_method(name)

    def show_value(self, value: str) -> bool:
        """Show a method; one of another package is added to the list."""
        if not super().show_value(value):
            self._add_method(value)
            return super().show_value(value)
        return True

    @Slot()
    def add_others(self) -> None:
        """Add what other packages bring; it takes a while to look for them."""
        for name in available_methods():
            if self.findData(name, VALUE) < 0:
                self._add_method(name)

    def _add_method(self, name: str) -> None:
        self.add(method_title(name), name, method_note(name))


class ModelCombo(ValueCombo):
    """Models that come with the program, the user's own, and any file of weights.

    Values are names or paths; the default model's is empty.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Model"))
        self._value = ""
        self._dialog: QFileDialog | None = None
        self.refresh()

    @property
    def value(self) -> str:
        """The model that is shown, whatever a person looks at in the list."""
        return self._value

    def show_value(self, value: str) -> bool:
        """Show a model; a file that is not in the list is added to it."""
        self._value = value
        if not super().show_value(value):
            self.refresh()
        return True

    def replace_value(self, old: str, new: str) -> None:
        """Show a model by its new name, or what has come in its place, if it is the one shown."""
        if self._value == old:
            self.show_value(new)

    def showPopup(self) -> None:
        """Read again what models there are: others may have come by the console."""
        self.refresh()
        super().showPopup()

    @Slot()
    def refresh(self) -> None:
        """Read again what models there are."""
        self.clear()
        choices = model_choices()
        for index, choice in enumerate(choices):
            text = choice.name if choice.bundled else self.tr("{name} (own)")
            value = choice.name if index else ""
            self.add(text.format(name=choice.name), value, str(choice.path))
        # The default by its name is the default, too.
        if choices and self._value == choices[0].name:
            self._value = ""
        if self.findData(self._value, VALUE) < 0:
            self.add(Path(self._value).name, self._value, self._value)
        self.insertSeparator(self.count())
        self.add(self.tr("Choose file..."), CHOOSE)
        super().show_value(self._value)

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        value = str(self.itemData(index, VALUE))
        if value == CHOOSE:
            super().show_value(self._value)
            self._ask()
        else:
            self._take(value)

    def _ask(self) -> None:
        if self._dialog is None:
            self._dialog = QFileDialog(self.window(), self.tr("Choose a file of weights"))
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            endings = " ".join(f"*{ending}" for ending in ENDINGS)
            self._dialog.setNameFilters(
                [self.tr("Weights ({endings})").format(endings=endings), self.tr("All files (*)")]
            )
            self._dialog.fileSelected.connect(self.take_file)
        self._dialog.open()

    @Slot(str)
    def take_file(self, name: str) -> None:
        """Take a file of weights; offer to import another program's, or say why it is none."""
        if Path(name).suffix.lower() != OWN_ENDING:
            self._import(name)
            return
        try:
            task = model_facts(name).task
        except ForeignWeightsError:
            self._import(name)
        except UserError as error:
            self._refuse(translated_message(error))
        else:
            if task == INPAINTING:
                self._take(name)
            else:
                text = self.tr(
                    "{file}: these weights enlarge pictures; choose a model that fills holes"
                )
                self._refuse(text.format(file=name))

    def _import(self, name: str) -> None:
        from pconv_studio.gui.model_manager import ask_for_import

        ask_for_import(self.window(), name).imported.connect(self._on_imported)

    @Slot(object)
    def _on_imported(self, model: UserModel) -> None:
        self.refresh()
        self._take(model.name)

    def _refuse(self, message: str) -> None:
        show_error(self.window(), self.tr("This file cannot be used"), message)

    def _take(self, value: str) -> None:
        if value != self._value:
            self.show_value(value)
            self.picked.emit(value)


class DeviceCombo(ValueCombo):
    """The devices; those that are not there cannot be chosen, and say why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Device"))
        # What is there is known only when torch is loaded; until then nothing is denied.
        mac = sys.platform == "darwin"
        self.show_devices(
            [
                DeviceChoice("cpu", "", ""),
                DeviceChoice("cuda", "", "no gpu" if mac else ""),
                DeviceChoice("mps", "", "" if mac else "no mac"),
            ]
        )

    def show_devices(self, devices: Iterable[DeviceChoice]) -> None:
        """Show which devices are there."""
        current = self.value if self.count() else "auto"
        titles = {
            "cpu": self.tr("CPU"),
            "cuda": self.tr("CUDA (NVIDIA GPU)"),
            "mps": self.tr("MPS (Apple GPU)"),
        }
        reasons = {
            "not built": self.tr("this torch was built without it"),
            "no gpu": self.tr("no usable NVIDIA GPU found"),
            "no mac": self.tr("only on a Mac with an Apple GPU"),
        }
        self.clear()
        self.add(self.tr("Automatic"), "auto", self.tr("The fastest device there is"))
        for device in devices:
            title = titles.get(device.name, device.name)
            more = reasons[device.missing] if device.missing else translated_message(device.detail)
            text = self.tr("{device}: {detail}").format(device=title, detail=more) if more else ""
            self.add(text or title, device.name, text, enabled=not device.missing)
        self.show_value(current)
