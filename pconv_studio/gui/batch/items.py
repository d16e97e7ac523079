"""The photos of a batch as a table: what each is, how far it is, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from itertools import count
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QT_TRANSLATE_NOOP,
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from pconv_studio.gui.icons import icon

Index = QModelIndex | QPersistentModelIndex


class State(Enum):
    """How far a photo is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


_STATE_TEXTS: dict[State, Any] = {
    State.WAITING: QT_TRANSLATE_NOOP("BatchModel", "Waiting"),
    State.RUNNING: QT_TRANSLATE_NOOP("BatchModel", "Filling"),
    State.DONE: QT_TRANSLATE_NOOP("BatchModel", "Done"),
    State.FAILED: QT_TRANSLATE_NOOP("BatchModel", "Failed"),
    State.CANCELLED: QT_TRANSLATE_NOOP("BatchModel", "Cancelled"),
}
_STATE_ICONS = {
    State.WAITING: "recent",
    State.RUNNING: "play",
    State.DONE: "check",
    State.FAILED: "warning",
    State.CANCELLED: "cancel",
}


@dataclass(eq=False)
class Item:
    """One photo of the batch."""

    photo: Path
    id: int = field(default_factory=count(1).__next__)
    megapixels: float | None = None
    """None until it is known, or where the file does not tell."""
    state: State = State.WAITING
    share: float = 0.0
    """How much of it is done, 0 to 1."""
    message: str = ""
    """What it is doing, or what went wrong, for people."""
    details: str = ""
    """The traceback of a fault of the program."""
    saved: Path | None = None
    before: bytes = b""
    """A small picture of the photo as JPEG; empty where there is none."""
    after: bytes = b""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be filled."""
        return self.state in (State.WAITING, State.RUNNING)


def state_texts() -> list[str]:
    """Return the words for all states."""
    return [QCoreApplication.translate("BatchModel", text) for text in _STATE_TEXTS.values()]


class Column:
    """The columns of the table."""

    STATE, PHOTO, PROGRESS, MESSAGE = range(4)
    COUNT = 4


ITEM_ROLE = Qt.ItemDataRole.UserRole + 1
"""The Item itself, in every column."""
SHARE_ROLE = Qt.ItemDataRole.UserRole + 2
"""The share done, 0 to 1; None where there is nothing to show."""


class BatchModel(QAbstractTableModel):
    """The photos of a batch, in the order they are filled in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[Item] = []

    @property
    def items(self) -> tuple[Item, ...]:
        """All photos, in order."""
        return tuple(self._items)

    def item(self, index: Index) -> Item:
        """The photo of a row."""
        return self._items[index.row()]

    def find(self, item_id: int) -> Item | None:
        """The photo of an id; None if it was removed."""
        return next((item for item in self._items if item.id == item_id), None)

    def add(self, photos: Iterable[Path]) -> list[Item]:
        """Append photos that are not there yet; returns the new ones."""
        known = {item.photo for item in self._items}
        new = [Item(path) for path in dict.fromkeys(photos) if path not in known]
        if new:
            row = len(self._items)
            self.beginInsertRows(QModelIndex(), row, row + len(new) - 1)
            self._items += new
            self.endInsertRows()
        return new

    def remove(self, items: Iterable[Item]) -> None:
        """Take photos away; the one being filled stays."""
        for item in list(items):
            if item in self._items and item.state is not State.RUNNING:
                row = self._items.index(item)
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._items[row]
                self.endRemoveRows()

    def changed(self, item: Item) -> None:
        """Show what has changed about a photo."""
        if item in self._items:
            row = self._items.index(item)
            self.dataChanged.emit(self.index(row, 0), self.index(row, Column.COUNT - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of photos."""
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return the number of columns."""
        return 0 if parent.isValid() else Column.COUNT

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the titles of the columns, and the numbers of the rows."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return section + 1
        return (self.tr("State"), self.tr("Photo"), self.tr("Progress"), self.tr("Message"))[
            section
        ]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what is shown of a photo, or the photo itself for `ITEM_ROLE`."""
        if not index.isValid() or index.row() >= len(self._items):
            return None
        item = self._items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role == SHARE_ROLE:
            return item.share if item.state in (State.RUNNING, State.DONE) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(item, index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == Column.STATE:
            return icon(_STATE_ICONS[item.state])
        if role == Qt.ItemDataRole.ToolTipRole:
            return item.message if index.column() == Column.MESSAGE else str(item.photo)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._text(item, index.column())}"
        return None

    def _text(self, item: Item, column: int) -> str:
        if column == Column.STATE:
            return QCoreApplication.translate("BatchModel", _STATE_TEXTS[item.state])
        if column == Column.PHOTO:
            return item.photo.name
        if column == Column.PROGRESS:
            return f"{item.share:.0%}" if item.state in (State.RUNNING, State.DONE) else ""
        # The photo is named two columns before.
        return item.message.removeprefix(f"{item.photo}: ")
