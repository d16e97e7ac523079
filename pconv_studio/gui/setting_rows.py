"""One row of the preferences for one setting: its name, an editor for its kind, help, reset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)

from pconv_studio.core.settings import Setting, Settings
from pconv_studio.gui.icons import icon
from pconv_studio.gui.path_edit import PathEdit

__all__ = ["CONTEXT", "SettingRow", "WheelGuard", "translated"]

CONTEXT = "Settings"
"""The context that texts of the table of settings are translated in."""

_LABEL_WIDTH = 230
_FIELD_WIDTH = 240
_WIDE = ("text", "file", "folder")


def translated(text: str) -> str:
    """Return a text of the table of settings in the language of the program."""
    return QCoreApplication.translate(CONTEXT, text) if text else ""


class WheelGuard(QObject):
    """Keeps the wheel from changing a field while it scrolls past; with the focus it still may."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass the wheel on to what scrolls."""
        if (
            event.type() == QEvent.Type.Wheel
            and isinstance(watched, QWidget)
            and not watched.hasFocus()
        ):
            event.ignore()
            return True
        return False

    def watch(self, *fields: QWidget) -> None:
        """Guard fields; they get the focus by click and Tab only."""
        for field in fields:
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(self)


class ColourButton(QPushButton):
    """Shows a colour and asks for another one."""

    colourChanged = Signal(str)
    """``#rrggbb``."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._colour = "#000000"
        self.setAutoDefault(False)
        self.setIconSize(QSize(28, 16))
        self.clicked.connect(self._ask)

    def set_colour(self, colour: str) -> None:
        """Show a colour; `colourChanged` is not emitted."""
        self._colour = colour
        swatch = QPixmap(self.iconSize() * self.devicePixelRatioF())
        swatch.fill(QColor(colour))
        self.setIcon(QIcon(swatch))
        self.setText(colour)
        self.setAccessibleName(f"{self._name}: {colour}")

    @Slot()
    def _ask(self) -> None:
        dialog = QColorDialog(QColor(self._colour), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self._name)
        dialog.colorSelected.connect(self._take)
        dialog.open()

    @Slot(QColor)
    def _take(self, colour: QColor) -> None:
        if colour.name() != self._colour:
            self.set_colour(colour.name())
            self.colourChanged.emit(colour.name())


class SettingRow(QWidget):
    """One setting; a change holds at once."""

    def __init__(self, setting: Setting, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self._settings = settings
        self._at_start = settings.get(setting.key)
        self._label = translated(setting.label)
        self._note = translated(setting.note)
        self.editor, self._show = self._make_editor()
        if isinstance(self.editor, QComboBox | QAbstractSpinBox):
            WheelGuard(self).watch(self.editor)
        self.editor.setAccessibleName(self._label)
        self.editor.setAccessibleDescription(self._note)
        self.reset = QToolButton()
        self.reset.setIcon(icon("reset"))
        self.reset.setAutoRaise(True)
        self.reset.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.reset.setToolTip(self.tr("Back to the default"))
        self.reset.setAccessibleName(self.tr("Reset: {name}").format(name=self._label))
        self.reset.clicked.connect(self._reset)
        self.restart = QLabel(self.tr("Takes effect when the program is started again."))
        self.restart.setProperty("role", "warning")
        self._lay_out()
        self.show_value()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        if isinstance(self.editor, QCheckBox):
            grid.addWidget(self.editor, 0, 0, 1, 2)
        else:
            label = QLabel(self._label)
            label.setWordWrap(True)
            label.setFixedWidth(_LABEL_WIDTH)
            label.setBuddy(self.editor)
            grid.addWidget(label, 0, 0)
            left = Qt.AlignmentFlag.AlignLeft
            is_wide = self.setting.kind in _WIDE
            grid.addWidget(self.editor, 0, 1, Qt.AlignmentFlag(0) if is_wide else left)
        grid.addWidget(self.reset, 0, 2, Qt.AlignmentFlag.AlignTop)
        for row, (widget, text) in enumerate(((self._help(), self._note), (self.restart, "")), 1):
            widget.setVisible(bool(text))
            grid.addWidget(widget, row, 0, 1, 2)

    def _help(self) -> QLabel:
        note = QLabel(self._note)
        note.setProperty("role", "help")
        note.setWordWrap(True)
        note.setTextFormat(Qt.TextFormat.PlainText)
        return note

    @property
    def words(self) -> str:
        """What a search looks in: name, help and values."""
        choices = [translated(text) for _, text in self.setting.choices]
        return " ".join([self._label, self._note, *choices]).casefold()

    def show_value(self) -> None:
        """Show the value that holds now."""
        value = self._settings.get(self.setting.key)
        self.editor.blockSignals(True)
        self._show(value)
        self.editor.blockSignals(False)
        self.reset.setEnabled(value != self.setting.default)
        self.restart.setVisible(self.setting.restart and value != self._at_start)

    def _make_editor(self) -> tuple[QWidget, Callable[[Any], object]]:
        make = {
            "bool": self._make_check_box,
            "int": self._make_number,
            "float": self._make_float,
            "choice": self._make_choice,
            "colour": self._make_colour,
            "folder": self._make_path,
            "file": self._make_path,
            "text": self._make_text,
        }
        return make[self.setting.kind]()

    def _make_check_box(self) -> tuple[QWidget, Callable[[Any], object]]:
        box = QCheckBox(self._label)
        box.toggled.connect(self._take)
        return box, box.setChecked

    def _make_number(self) -> tuple[QWidget, Callable[[Any], object]]:
        box = QSpinBox()
        box.setRange(int(self.setting.minimum or 0), int(self.setting.maximum or 2**31 - 1))
        box.valueChanged.connect(self._take)
        return self._finish_number(box), box.setValue

    def _make_float(self) -> tuple[QWidget, Callable[[Any], object]]:
        box = QDoubleSpinBox()
        box.setDecimals(1)
        box.setRange(self.setting.minimum or 0.0, self.setting.maximum or 1e9)
        box.valueChanged.connect(self._take)
        return self._finish_number(box), box.setValue

    def _finish_number(self, box: QSpinBox | QDoubleSpinBox) -> QWidget:
        # Not at every digit: 60 is no wish for 6.
        box.setKeyboardTracking(False)
        box.setFixedWidth(_FIELD_WIDTH)
        if self.setting.unit:
            box.setSuffix(f" {translated(self.setting.unit)}")
        return box

    def _make_choice(self) -> tuple[QWidget, Callable[[Any], object]]:
        box = QComboBox()
        for value, text in self.setting.choices:
            box.addItem(translated(text), value)
        box.setFixedWidth(_FIELD_WIDTH)
        box.currentIndexChanged.connect(lambda: self._take(box.currentData()))
        return box, lambda value: box.setCurrentIndex(box.findData(value))

    def _make_colour(self) -> tuple[QWidget, Callable[[Any], object]]:
        button = ColourButton(self._label)
        button.setFixedWidth(_FIELD_WIDTH)
        button.colourChanged.connect(self._take)
        return button, button.set_colour

    def _make_path(self) -> tuple[QWidget, Callable[[Any], object]]:
        field = PathEdit(kind=self.setting.kind, name=self._label)
        field.pathChanged.connect(self._take)
        return field, field.set_text

    def _make_text(self) -> tuple[QWidget, Callable[[Any], object]]:
        line = QLineEdit()
        line.editingFinished.connect(lambda: self._take(line.text()))

        def show(text: str) -> None:
            if text != line.text():
                line.setText(text)

        return line, show

    def _take(self, value: object) -> None:
        self._settings.set(self.setting.key, value)
        self.show_value()

    @Slot()
    def _reset(self) -> None:
        self._settings.reset(self.setting.key)
        self.show_value()
