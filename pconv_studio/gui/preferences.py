"""The preferences, built from the table of settings."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from pconv_studio.core.settings import SETTINGS, Settings
from pconv_studio.gui.icons import icon
from pconv_studio.gui.setting_rows import SettingRow, translated

__all__ = ["PreferencesDialog"]

_ICONS = {
    "General": "preferences",
    "Canvas": "single",
    "Tools": "brush",
    "Fill": "fill",
    "Files": "folder",
    "Memory": "layers",
}
_LIST_WIDTH = 160


class Section(QWidget):
    """The settings of one group below their title."""

    def __init__(self, group: str, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.group = group
        title = QLabel(translated(group))
        title.setProperty("role", "title")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(4)
        column.addWidget(title)
        self.rows = [
            SettingRow(setting, settings)
            for setting in SETTINGS
            if setting.group == group and setting.kind != "hidden"
        ]
        for row in self.rows:
            column.addWidget(row)

    def search(self, words: list[str]) -> bool:
        """Show only rows that hold every word; returns whether there is one."""
        title = translated(self.group).casefold()
        for row in self.rows:
            row.setVisible(all(word in row.words or word in title for word in words))
        return any(not row.isHidden() for row in self.rows)


class PreferencesDialog(QDialog):
    """All settings by group; each change holds at once and is kept."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self.resize(760, 520)
        self._settings = settings
        groups = dict.fromkeys(setting.group for setting in SETTINGS if setting.kind != "hidden")
        self.sections = [Section(group, settings) for group in groups]
        self.rows: dict[str, SettingRow] = {
            row.setting.key: row for section in self.sections for row in section.rows
        }
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search the preferences"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._show_sections)
        self.groups = self._make_list()
        self._nothing = QLabel(self.tr("There is no setting with these words."))
        self._nothing.setProperty("role", "help")
        self._lay_out()
        self.groups.setCurrentRow(0)
        self.groups.currentRowChanged.connect(self._show_sections)
        self._show_sections()
        settings.listen(self._on_changed)

    def _make_list(self) -> QListWidget:
        groups = QListWidget()
        groups.setFixedWidth(_LIST_WIDTH)
        groups.setIconSize(QSize(20, 20))
        groups.setAccessibleName(self.tr("Groups of settings"))
        for section in self.sections:
            item = QListWidgetItem(
                icon(_ICONS.get(section.group, "preferences")), translated(section.group)
            )
            item.setSizeHint(QSize(0, 34))
            groups.addItem(item)
        return groups

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 4, 16, 4)
        for section in self.sections:
            column.addWidget(section)
        column.addWidget(self._nothing)
        column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        middle = QHBoxLayout()
        middle.addWidget(self.groups)
        middle.addWidget(self._scroll, 1)
        self.reset_all = QPushButton(icon("reset"), self.tr("Reset page"))
        self.reset_all.setToolTip(self.tr("Back to the defaults of all settings that are shown"))
        self.reset_all.clicked.connect(self._reset_shown)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        buttons.addButton(self.reset_all, QDialogButtonBox.ButtonRole.ResetRole)
        for button in buttons.findChildren(QPushButton):
            # Enter ends the editing of a field; it must not close the dialog.
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addLayout(middle, 1)
        layout.addWidget(buttons)

    def shown_rows(self) -> list[SettingRow]:
        """Return the settings that are on the page now."""
        return [
            row
            for section in self.sections
            if not section.isHidden()
            for row in section.rows
            if not row.isHidden()
        ]

    def hideEvent(self, event: QHideEvent) -> None:
        """Write the settings to their file."""
        self._settings.save()
        super().hideEvent(event)

    def _on_changed(self, key: str) -> None:
        if not isValid(self):
            # Settings call as long as anybody in Python remembers this dialog.
            return
        row = self.rows.get(key)
        if row is not None:
            row.show_value()
        self._update_reset()

    @Slot()
    def _show_sections(self) -> None:
        words = self.search.text().casefold().split()
        for index, section in enumerate(self.sections):
            found = section.search(words)
            section.setVisible(found if words else index == self.groups.currentRow())
        self.groups.setEnabled(not words)
        self._nothing.setVisible(not self.shown_rows())
        self._scroll.verticalScrollBar().setValue(0)
        self._update_reset()

    def _update_reset(self) -> None:
        self.reset_all.setEnabled(any(row.reset.isEnabled() for row in self.shown_rows()))

    @Slot()
    def _reset_shown(self) -> None:
        for row in self.shown_rows():
            self._settings.reset(row.setting.key)
