"""The sheet of all shortcuts, where they can be changed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimerEvent, Signal, Slot
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.core.settings import Settings
from pconv_studio.gui.icons import icon
from pconv_studio.gui.shortcut_tree import ShortcutTree
from pconv_studio.gui.shortcuts import (
    DEFAULT_KEYS,
    apply_shortcuts,
    conflicts,
    is_default,
    keys_of,
    set_keys,
)

__all__ = ["ShortcutSheet"]

_FIELDS = 2
_FIELD_WIDTH = 200


class KeyField(QKeySequenceEdit):
    """Records keys; tells an emptied field from one that a new press has just begun.

    Qt empties the field at the first press of a modifier, and gives up a second after the last.
    """

    def __init__(self) -> None:
        super().__init__()
        self.is_recording = False
        self.setMaximumSequenceLength(1)
        self.setClearButtonEnabled(True)
        self.setFixedWidth(_FIELD_WIDTH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.is_recording = True
        super().keyPressEvent(event)
        self.is_recording = False

    def timerEvent(self, event: QTimerEvent) -> None:
        self.is_recording = True
        super().timerEvent(event)
        self.is_recording = False


class ShortcutSheet(QDialog):
    """All actions with their keys; a change holds at once and is remembered."""

    changed = Signal(str)
    """Id of an action whose keys are others now."""

    def __init__(
        self,
        actions: Mapping[str, QAction],
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Shortcuts"))
        self.resize(720, 660)
        self._actions = actions
        self._settings = settings
        self._pending: tuple[int, QKeySequence] | None = None

        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search by name or key"))
        self.search.setAccessibleName(self.tr("Search shortcuts"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.tree = ShortcutTree(actions, settings)
        self.search.textChanged.connect(self.tree.filter)
        self.tree.currentItemChanged.connect(self._on_chosen)
        self.tree.itemActivated.connect(self._edit_chosen)

        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.tree, 1)
        layout.addLayout(self._make_editor())
        layout.addLayout(self._make_conflict())
        layout.addWidget(self._make_buttons())
        self._on_chosen()

    def choose(self, action_id: str) -> None:
        """Choose an action and bring it into view."""
        self.tree.choose(action_id)

    def hideEvent(self, event: QHideEvent) -> None:
        """Write the keys to the settings file."""
        self._settings.save()
        super().hideEvent(event)

    def _make_editor(self) -> QHBoxLayout:
        self._name = QLabel()
        self._name.setProperty("role", "title")
        self.fields = [KeyField() for _ in range(_FIELDS)]
        names = (self.tr("Key"), self.tr("Second key"))
        row = QHBoxLayout()
        row.addWidget(self._name, 1)
        for number, (field, name) in enumerate(zip(self.fields, names, strict=True)):
            field.setAccessibleName(name)
            field.setToolTip(self.tr("{name}: press the keys to use").format(name=name))
            field.keySequenceChanged.connect(
                lambda key, number=number: self._on_pressed(number, key)
            )
            field.editingFinished.connect(self._on_finished)
            row.addWidget(field)
        self.reset_one = QPushButton(icon("reset"), "")
        self.reset_one.setToolTip(self.tr("Back to the default keys of this action"))
        self.reset_one.setAccessibleName(self.tr("Reset this shortcut"))
        self.reset_one.clicked.connect(self._reset_one)
        row.addWidget(self.reset_one)
        return row

    def _make_conflict(self) -> QHBoxLayout:
        self.warning = QLabel()
        self.warning.setProperty("role", "warning")
        self.warning.setWordWrap(True)
        self.take_over = QPushButton(self.tr("Take over"))
        self.take_over.setToolTip(self.tr("Give the key to this action and take it from the other"))
        self.take_over.clicked.connect(self._take_over)
        self.leave = QPushButton(self.tr("Leave it"))
        self.leave.clicked.connect(self._drop_pending)
        row = QHBoxLayout()
        row.addWidget(self.warning, 1)
        for button in (self.take_over, self.leave):
            row.addWidget(button)
        return row

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        self.reset_all = QPushButton(icon("reset"), self.tr("Reset all"))
        self.reset_all.clicked.connect(self._reset_all)
        box.addButton(self.reset_all, QDialogButtonBox.ButtonRole.ResetRole)
        for button in self.findChildren(QPushButton) + box.findChildren(QPushButton):
            # Enter belongs to the field where keys are recorded.
            button.setAutoDefault(False)
        return box

    @Slot()
    def _on_chosen(self) -> None:
        self._pending = None
        action_id = self.tree.action_id
        self._name.setText(self.tree.name(action_id) if action_id else "")
        keys = keys_of(action_id, self._settings) if action_id else []
        for number, field in enumerate(self.fields):
            field.blockSignals(True)
            field.setKeySequence(keys[number] if number < len(keys) else QKeySequence())
            field.blockSignals(False)
            field.setEnabled(action_id is not None)
        is_own = action_id is not None and not is_default(action_id, self._settings)
        self.reset_one.setEnabled(is_own)
        self.reset_all.setEnabled(not all(is_default(one, self._settings) for one in self._actions))
        self._show_conflict("")

    @Slot()
    def _edit_chosen(self) -> None:
        if self.tree.action_id is not None:
            self.fields[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_pressed(self, number: int, key: QKeySequence) -> None:
        action_id = self.tree.action_id
        if action_id is None or (key.isEmpty() and self.fields[number].is_recording):
            return
        others = conflicts(key, action_id, self._actions, self._settings)
        if others:
            self._pending = number, key
            quoted = self.tr("“{name}”")
            names = ", ".join(quoted.format(name=self.tree.name(other)) for other in others)
            text = self.tr("{key} belongs to {names} already.")
            native = key.toString(QKeySequence.SequenceFormat.NativeText)
            self._show_conflict(text.format(key=native, names=names))
            return
        self._assign(action_id, number, key)

    @Slot()
    def _on_finished(self) -> None:
        # Nothing came of it: the key there was is shown again.
        if self._pending is None:
            self._on_chosen()

    def _assign(self, action_id: str, number: int, key: QKeySequence) -> None:
        keys = keys_of(action_id, self._settings)
        while len(keys) <= number:
            keys.append(QKeySequence())
        keys[number] = key
        kept = [k for n, k in enumerate(keys) if not k.isEmpty() and k not in keys[:n]]
        self._store(action_id, kept)

    def _store(self, action_id: str, keys: list[QKeySequence] | None) -> None:
        set_keys(action_id, keys, self._settings)
        apply_shortcuts({action_id: self._actions[action_id]}, self._settings)
        self.tree.show_keys()
        self._on_chosen()
        self.changed.emit(action_id)

    def _show_conflict(self, text: str) -> None:
        self.warning.setText(text)
        for widget in (self.warning, self.take_over, self.leave):
            widget.setVisible(bool(text))

    @Slot()
    def _take_over(self) -> None:
        action_id = self.tree.action_id
        if action_id is None or self._pending is None:
            return
        number, key = self._pending
        for other in conflicts(key, action_id, self._actions, self._settings):
            self._store(other, [k for k in keys_of(other, self._settings) if k != key])
        self._assign(action_id, number, key)

    @Slot()
    def _drop_pending(self) -> None:
        self._on_chosen()

    @Slot()
    def _reset_one(self) -> None:
        action_id = self.tree.action_id
        if action_id is None:
            return
        texts = DEFAULT_KEYS.get(action_id, ())
        taken = {
            other
            for text in texts
            for other in conflicts(QKeySequence(text), action_id, self._actions, self._settings)
        }
        for other in taken:
            lost = [QKeySequence(text) for text in texts]
            self._store(other, [k for k in keys_of(other, self._settings) if k not in lost])
        self._store(action_id, None)

    @Slot()
    def _reset_all(self) -> None:
        for action_id in self._actions:
            if not is_default(action_id, self._settings):
                self._store(action_id, None)
