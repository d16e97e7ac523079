"""The list of all models, those of the program first; one's own can be renamed in place."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from pconv_studio.gui.icons import icon
from pconv_studio.inference.known_models import known_models
from pconv_studio.inference.user_models import damaged_models

NAME = Qt.ItemDataRole.UserRole
"""The model's name, as long as its item is being edited; None for a heading."""
ICON = QSize(18, 18)
OWN = Qt.ItemDataRole.UserRole + 1


class ModelList(QListWidget):
    """Models under two headings."""

    chosen = Signal(str)
    """Another model is the current one; an empty text where there is none."""
    renameWanted = Signal(str, str)
    """Old and new name; the item shows the old one again until the list is read anew."""
    deleteWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Models"))
        self.setIconSize(ICON)
        self.setSpacing(1)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.currentItemChanged.connect(self._on_current)
        self.itemChanged.connect(self._on_edited)

    @property
    def name(self) -> str:
        """The current model; empty where there is none."""
        return self._current_data(NAME) or ""

    @property
    def is_own(self) -> bool:
        """Whether the current model is one of the user's own."""
        return bool(self._current_data(OWN))

    def names(self) -> list[str]:
        """All models, in the order they are shown in."""
        found = (self.item(row).data(NAME) for row in range(self.count()))
        return [name for name in found if name]

    def refresh(self, name: str = "") -> None:
        """Read again what models there are.

        Args:
            name: The one to make current; the present one if left out, or the first.
        """
        wanted = name or self.name
        self.blockSignals(True)
        self.clear()
        models, damaged = known_models(), damaged_models()
        self._add_heading(self.tr("With the program"))
        for each, known in models.items():
            if not known.own:
                self._add(each, "model", own=False)
        self._add_heading(self.tr("Your own"))
        own = {each: "model" for each, known in models.items() if known.own}
        own |= dict.fromkeys(damaged, "warning")
        for each in sorted(own):
            self._add(each, own[each], own=True)
        if not own:
            self._add_heading(self.tr("None yet: import weights, or train a model"))
        names = self.names()
        self._make_current(wanted if wanted in names else names[0])
        self.blockSignals(False)
        self.chosen.emit(self.name)

    def rename_current(self) -> None:
        """Let the current name be edited."""
        if self.is_own:
            self.setFocus()
            self.editItem(self.currentItem())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete deletes, after a question."""
        if event.key() == Qt.Key.Key_Delete and self.is_own:
            self.deleteWanted.emit()
        else:
            super().keyPressEvent(event)

    def _current_data(self, role: int) -> Any:
        # Without a current row there is no index either, and its data are None.
        return self.currentIndex().data(role)

    def _add_heading(self, text: str) -> None:
        item = QListWidgetItem(text, self)
        item.setFlags(Qt.ItemFlag.NoItemFlags)

    def _add(self, name: str, picture: str, *, own: bool) -> None:
        item = QListWidgetItem(icon(picture), name, self)
        item.setData(NAME, name)
        item.setData(OWN, own)
        if own:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)

    def _make_current(self, name: str) -> None:
        for row in range(self.count()):
            if self.item(row).data(NAME) == name:
                self.setCurrentRow(row)

    @Slot()
    def _on_current(self) -> None:
        self.chosen.emit(self.name)

    @Slot(QListWidgetItem)
    def _on_edited(self, item: QListWidgetItem) -> None:
        old, new = item.data(NAME), item.text().strip()
        self.blockSignals(True)
        item.setText(old)
        self.blockSignals(False)
        if new and new != old:
            self.renameWanted.emit(old, new)
