"""All actions by menu as a tree, with their keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSize, Qt, Slot
from PySide6.QtGui import QAction, QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from pconv_studio.core.settings import Settings
from pconv_studio.gui.shortcuts import GESTURES, is_default, keys_of, plain_name

__all__ = ["ShortcutTree"]

_GROUPS: tuple[tuple[tuple[str, ...], Any], ...] = (
    (("file",), QT_TRANSLATE_NOOP("ShortcutTree", "File")),
    (("edit",), QT_TRANSLATE_NOOP("ShortcutTree", "Edit")),
    (("mask",), QT_TRANSLATE_NOOP("ShortcutTree", "Mask")),
    (("fill",), QT_TRANSLATE_NOOP("ShortcutTree", "Fill")),
    (("view",), QT_TRANSLATE_NOOP("ShortcutTree", "View")),
    (("tool", "tools"), QT_TRANSLATE_NOOP("ShortcutTree", "Tools")),
    (("brush",), QT_TRANSLATE_NOOP("ShortcutTree", "Brush")),
    (("help",), QT_TRANSLATE_NOOP("ShortcutTree", "Help")),
    ((), QT_TRANSLATE_NOOP("ShortcutTree", "Other")),
)
"""First parts of action ids, and the title of the group they are in."""
_ID = Qt.ItemDataRole.UserRole
_ICON = QSize(18, 18)
_ROW = QSize(0, 26)


class ShortcutTree(QTreeWidget):
    """Actions with their keys, and below them what mouse and pen do."""

    def __init__(
        self, actions: Mapping[str, QAction], settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.items: dict[str, QTreeWidgetItem] = {}
        self.setColumnCount(2)
        self.setHeaderLabels([self.tr("Action"), self.tr("Keys")])
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(False)
        self.setIconSize(_ICON)
        self.setAccessibleName(self.tr("Actions and their keys"))
        self.setUniformRowHeights(True)
        self._fill(actions)
        self.show_keys()
        if self.items:
            self.choose(next(iter(self.items)))

    @property
    def action_id(self) -> str | None:
        """Id of the action that is chosen."""
        item = self.currentItem()
        return item.data(0, _ID) if item is not None else None

    def name(self, action_id: str) -> str:
        """Return what an action is called."""
        return self.items[action_id].text(0)

    def choose(self, action_id: str) -> None:
        """Choose an action and bring it into view."""
        self.setCurrentItem(self.items[action_id])
        self.scrollToItem(self.items[action_id])

    def show_keys(self) -> None:
        """Show the keys that hold now; others than the default ones in italics."""
        for action_id, item in self.items.items():
            native = QKeySequence.SequenceFormat.NativeText
            keys = keys_of(action_id, self._settings)
            item.setText(1, ",  ".join(key.toString(native) for key in keys))
            font = item.font(1)
            font.setItalic(not is_default(action_id, self._settings))
            item.setFont(1, font)

    @Slot(str)
    def filter(self, text: str) -> None:
        """Show only what holds every word in its name, group or keys."""
        words = text.casefold().split()
        for index in range(self.topLevelItemCount()):
            top = self.topLevelItem(index)
            if top is None:
                continue
            shown = 0
            for item in _children(top):
                content = f"{top.text(0)} {item.text(0)} {item.text(1)}".casefold()
                item.setHidden(not all(word in content for word in words))
                shown += not item.isHidden()
            top.setHidden(not shown)

    def _fill(self, actions: Mapping[str, QAction]) -> None:
        nothing = QPixmap(_ICON)
        nothing.fill(Qt.GlobalColor.transparent)
        blank = QIcon(nothing)
        tops = [
            QTreeWidgetItem([QCoreApplication.translate("ShortcutTree", title)])
            for _, title in _GROUPS
        ]
        for action_id, action in actions.items():
            prefix = action_id.partition(".")[0]
            index = next((n for n, (prefixes, _) in enumerate(_GROUPS) if prefix in prefixes), -1)
            item = QTreeWidgetItem([plain_name(action)])
            # An empty icon keeps the names in line.
            item.setIcon(0, blank if action.icon().isNull() else action.icon())
            item.setSizeHint(0, _ROW)
            item.setData(0, _ID, action_id)
            tops[index].addChild(item)
            self.items[action_id] = item
        gestures = QTreeWidgetItem([self.tr("Mouse and pen")])
        for gesture, effect in GESTURES:
            texts = [QCoreApplication.translate("Gestures", text) for text in (effect, gesture)]
            gestures.addChild(QTreeWidgetItem(texts))
        for top in (*tops, gestures):
            if top.childCount():
                self.addTopLevelItem(top)
                top.setSizeHint(0, _ROW)
                top.setExpanded(True)
                top.setFlags(Qt.ItemFlag.ItemIsEnabled)
                font = top.font(0)
                font.setBold(True)
                top.setFont(0, font)


def _children(top: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    found = (top.child(index) for index in range(top.childCount()))
    return [item for item in found if item is not None]
