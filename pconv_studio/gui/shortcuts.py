"""The keys of all actions: the defaults, what a person made of them, and where they must rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

if TYPE_CHECKING:
    from pconv_studio.core.settings import Settings

__all__ = [
    "DEFAULT_KEYS",
    "GESTURES",
    "KeyGuard",
    "apply_shortcuts",
    "conflicts",
    "is_default",
    "keys_of",
    "plain_name",
    "set_keys",
    "tell_keys",
]

SETTING = "shortcuts"
_PLAIN_TIP = "tipWithoutKey"

# Actions that are not listed have no key until somebody gives them one.
DEFAULT_KEYS: Mapping[str, tuple[str, ...]] = {
    "file.open": ("Ctrl+O",),
    "file.save": ("Ctrl+S",),
    "file.save_as": ("Ctrl+Shift+S",),
    "file.export": ("Ctrl+Shift+E",),
    "file.upscale": ("Ctrl+U",),
    "file.previous": ("PgUp",),
    "file.next": ("PgDown",),
    "file.close": ("Ctrl+W",),
    "file.quit": ("Ctrl+Q",),
    "edit.undo": ("Ctrl+Z",),
    "edit.redo": ("Ctrl+Shift+Z", "Ctrl+Y"),
    "edit.copy": ("Ctrl+C",),
    "edit.paste": ("Ctrl+V",),
    "edit.preferences": ("Ctrl+,",),
    "mask.clear": ("Ctrl+D",),
    "mask.invert": ("Ctrl+Shift+I",),
    "mask.feather": ("Shift+F6",),
    "fill.run": ("Return", "Enter"),
    "fill.cancel": ("Esc",),
    "view.fit": ("Ctrl+0",),
    "view.actual": ("Ctrl+1",),
    # On many keyboards the plus is the equals sign with Shift.
    "view.zoom_in": ("Ctrl++", "Ctrl+="),
    "view.zoom_out": ("Ctrl+-",),
    "view.original": ("\\",),
    "tool.brush": ("B",),
    "tool.eraser": ("E",),
    "tool.rectangle": ("M",),
    "tool.lasso": ("L",),
    "tool.polygon": ("Shift+L",),
    "tool.wand": ("W",),
    "tool.smart": ("G",),
    "brush.smaller": ("[",),
    "brush.larger": ("]",),
    # Some systems report the character that Shift makes of the bracket, others the bracket.
    "brush.softer": ("Shift+[", "{"),
    "brush.harder": ("Shift+]", "}"),
    "help.shortcuts": ("F1", "?"),
}

GESTURES: tuple[tuple[Any, Any], ...] = (
    (QT_TRANSLATE_NOOP("Gestures", "Wheel"), QT_TRANSLATE_NOOP("Gestures", "Zoom at the cursor")),
    (
        QT_TRANSLATE_NOOP("Gestures", "Space + drag, middle button + drag"),
        QT_TRANSLATE_NOOP("Gestures", "Move the photo"),
    ),
    (QT_TRANSLATE_NOOP("Gestures", "Alt + wheel"), QT_TRANSLATE_NOOP("Gestures", "Brush size")),
    (
        QT_TRANSLATE_NOOP("Gestures", "Alt + drag with the right button"),
        QT_TRANSLATE_NOOP("Gestures", "Brush size sideways, hardness up and down"),
    ),
    (
        QT_TRANSLATE_NOOP("Gestures", "Alt + drag"),
        QT_TRANSLATE_NOOP("Gestures", "Take away from the mask"),
    ),
    (
        QT_TRANSLATE_NOOP("Gestures", "Shift + drag"),
        QT_TRANSLATE_NOOP("Gestures", "Add to the mask; straight with the brush"),
    ),
    (
        QT_TRANSLATE_NOOP("Gestures", "Shift + click"),
        QT_TRANSLATE_NOOP("Gestures", "Straight line from the last stroke to here"),
    ),
    (
        QT_TRANSLATE_NOOP("Gestures", "Pen: pressure, eraser end"),
        QT_TRANSLATE_NOOP("Gestures", "Brush size, take away from the mask"),
    ),
)
"""What mouse and pen do, for people to read: the gesture and its effect."""


def keys_of(action_id: str, settings: Settings) -> list[QKeySequence]:
    """Return the keys of an action, the one shown in menus first; empty where it has none."""
    own = settings.get(SETTING)
    texts = own.get(action_id) if isinstance(own, dict) else None
    if not isinstance(texts, list):
        texts = list(DEFAULT_KEYS.get(action_id, ()))
    return _sequences(str(text) for text in texts)


def set_keys(action_id: str, keys: Iterable[QKeySequence] | None, settings: Settings) -> None:
    """Give an action other keys; None gives it its default ones back."""
    own = settings.get(SETTING)
    own = dict(own) if isinstance(own, dict) else {}
    default = _sequences(DEFAULT_KEYS.get(action_id, ()))
    wanted = default if keys is None else [key for key in keys if not key.isEmpty()]
    if wanted == default:
        own.pop(action_id, None)
    else:
        own[action_id] = [key.toString(QKeySequence.SequenceFormat.PortableText) for key in wanted]
    settings.set(SETTING, own)


def is_default(action_id: str, settings: Settings) -> bool:
    """Return whether an action has the keys it comes with."""
    return keys_of(action_id, settings) == _sequences(DEFAULT_KEYS.get(action_id, ()))


def plain_name(action: QAction) -> str:
    """Return what an action is called, without mnemonic, dots and the step it would undo."""
    return str(action.property(_PLAIN_TIP) or action.iconText())


def conflicts(
    key: QKeySequence, action_id: str, action_ids: Iterable[str], settings: Settings
) -> list[str]:
    """Return the ids of other actions that have this key already."""
    if key.isEmpty():
        return []
    return [
        other
        for other in action_ids
        if other != action_id and any(key == taken for taken in keys_of(other, settings))
    ]


def apply_shortcuts(actions: Mapping[str, QAction], settings: Settings) -> None:
    """Give every action its keys, and name the first one in its tool tip."""
    for action_id, action in actions.items():
        keys = keys_of(action_id, settings)
        action.setShortcuts(keys)
        plain = action.property(_PLAIN_TIP)
        if plain is None:
            plain = action.toolTip()
            action.setProperty(_PLAIN_TIP, plain)
        action.setToolTip(_with_keys(plain, keys[:1]))


def tell_keys(widget: QWidget, *actions: QAction) -> None:
    """Keep the first key of each action in a widget's tool tip, behind what it says by now."""
    plain = widget.toolTip()

    def tell() -> None:
        keys = [action.shortcut() for action in actions]
        widget.setToolTip(_with_keys(plain, [key for key in keys if not key.isEmpty()]))

    for action in actions:
        action.changed.connect(tell)
    tell()


def _with_keys(text: str, keys: Sequence[QKeySequence]) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return f"{text} ({', '.join(key.toString(native) for key in keys)})" if keys else text


def _sequences(texts: Iterable[str]) -> list[QKeySequence]:
    portable = QKeySequence.SequenceFormat.PortableText
    found = (QKeySequence.fromString(text, portable) for text in texts)
    # Nonsense in the settings file is passed over.
    return [key for key in found if not key.isEmpty() and not _is_unknown(key)]


def _is_unknown(key: QKeySequence) -> bool:
    return Qt.Key.Key_unknown in (key[n].key() for n in range(key.count()))  # type: ignore[index]


_TEXT_FIELDS = (QLineEdit, QAbstractSpinBox, QTextEdit, QPlainTextEdit, QKeySequenceEdit)
_BROWSED = (QAbstractItemView, QAbstractSlider, QComboBox)
_BROWSING_KEYS = {
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
}
_POPUP = Qt.WindowType.Popup
_EDITING_KEYS = _BROWSING_KEYS | {Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Insert}


class KeyGuard(QObject):
    """Keeps single keys from running actions while they are needed where the focus is.

    In a text or number field every key that writes or edits belongs to the field; in a list or on
    a slider, those that move about do. Keys with Ctrl still run actions.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._watched: QWidget | None = None
        # Only the widget with the focus is watched: a filter on the application would be run for
        # every event there is.
        app.focusChanged.connect(self._on_focus)
        self._on_focus(None, app.focusWidget())

    @Slot(QWidget, QWidget)
    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        # Widgets that go with their dialog lose the focus when they are half gone.
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = new if isinstance(new, (*_TEXT_FIELDS, *_BROWSED)) else None
        # While a popup is open no action hears a key, and the list of a combo box takes Enter from
        # the very event that would be stopped here.
        if self._watched is not None and self._watched.window().windowType() == _POPUP:
            self._watched = None
        if self._watched is not None:
            self._watched.installEventFilter(self)
            self._watched.destroyed.connect(self._on_destroyed)

    @Slot()
    def _on_destroyed(self) -> None:
        self._watched = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim a key for the widget before it is looked up among the shortcuts."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and belongs_to(watched, event)
        ):
            event.accept()
            return True
        return False


def belongs_to(widget: QObject, event: QKeyEvent) -> bool:
    """Return whether a key pressed in a widget is the widget's own."""
    none, shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
    # AltGr, with which many keyboards write [ ] { } \\, comes as Ctrl+Alt on Windows.
    alt_gr = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    modifiers = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | shift)
    if isinstance(widget, QComboBox) and not widget.isEditable():
        writes = False
    else:
        writes = isinstance(widget, (*_TEXT_FIELDS, QComboBox))
    if writes and modifiers in (none, alt_gr) and event.text() and event.text().isprintable():
        return True
    return modifiers == none and event.key() in (_EDITING_KEYS if writes else _BROWSING_KEYS)
