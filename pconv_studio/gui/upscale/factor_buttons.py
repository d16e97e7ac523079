"""The factors in a row, one of them pressed."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from pconv_studio.gui.upscale.texts import times
from pconv_studio.inference.enlarger_choices import FACTORS


class FactorButtons(QWidget):
    """Left and Right go from one to the next, as with any group of buttons."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for factor in FACTORS:
            button = QToolButton()
            button.setText(times(factor))
            button.setCheckable(True)
            button.setAccessibleName(self.tr("Enlarge {factor} times").format(factor=factor))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setProperty("role", "segment")
            button.setMinimumSize(36, 28)
            self._group.addButton(button, factor)
            row.addWidget(button, 1)
        row.addStretch()
        self._group.idToggled.connect(self._on_toggled)

    @property
    def value(self) -> int:
        """The factor that is pressed."""
        return self._group.checkedId()

    def set_value(self, factor: int) -> None:
        """Press a factor."""
        self.button(factor).setChecked(True)

    def button(self, factor: int) -> QToolButton:
        """The button of a factor."""
        button = self._group.button(factor)
        assert isinstance(button, QToolButton)
        return button

    def mark(self, trained: Iterable[int]) -> None:
        """Write the factors bold that a model is trained for."""
        known = set(trained)
        for factor in FACTORS:
            button = self.button(factor)
            font = button.font()
            font.setBold(factor in known)
            button.setFont(font)

    @Slot(int, bool)
    def _on_toggled(self, _factor: int, on: bool) -> None:
        if on:
            self.changed.emit()
