"""Keys that mean something as long as the cursor is on a pane, whichever widget has the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

_KEY_EVENTS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)


def takes_text(widget: QObject | None) -> bool:
    """Whether a space typed into a widget is a space."""
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit | QAbstractSpinBox)


MODIFIERS = {
    Qt.Key.Key_Shift: Qt.KeyboardModifier.ShiftModifier,
    Qt.Key.Key_Control: Qt.KeyboardModifier.ControlModifier,
    Qt.Key.Key_Alt: Qt.KeyboardModifier.AltModifier,
}


class PaneKeys(QObject):
    """Watches the space bar, which pans, and the keys that change what a tool does.

    The space bar is taken away from the widget with the focus: a button would be pressed by it.
    Where text is typed it stays a space, and without the cursor on the pane it does what it always
    does. Shift, Ctrl and Alt are seen, not taken.

    Args:
        pane: The widget the cursor has to be on.
    """

    spaceChanged = Signal(bool)
    """Whether the space bar is down."""
    modifiersChanged = Signal(object)
    """Which of Shift, Ctrl and Alt are down now."""

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self._pane = pane
        self._filtered: QWidget | None = None
        self._watching = False
        self._held = False

    def watch(self, watching: bool) -> None:
        """Begin, when the cursor comes onto the pane, or end."""
        if watching == self._watching:
            return
        self._watching = watching
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        if watching:
            application.focusChanged.connect(self._on_focus)
            self._filter(QApplication.focusWidget() or self._pane.window())
        else:
            application.focusChanged.disconnect(self._on_focus)
            self._filter(None)
            self._set_held(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the space bar from the widget with the focus."""
        if event.type() not in _KEY_EVENTS or not isinstance(event, QKeyEvent):
            return False
        modifier = MODIFIERS.get(Qt.Key(event.key()))
        if modifier is not None:
            self._tell_modifier(event, modifier)
            return False
        if event.key() != Qt.Key.Key_Space or takes_text(watched):
            return False
        event.accept()
        if event.type() == QEvent.Type.ShortcutOverride:
            # Accepted and eaten: no shortcut runs, and the key press comes next.
            return True
        if not event.isAutoRepeat():
            self._set_held(event.type() == QEvent.Type.KeyPress)
        return True

    @Slot(QWidget, QWidget)
    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None:
            # Another program has the keyboard: the release will not come here.
            self._set_held(False)
        self._filter(new or self._pane.window())

    def _filter(self, widget: QWidget | None) -> None:
        if self._filtered is not None:
            self._filtered.removeEventFilter(self)
            self._filtered.destroyed.disconnect(self._forget)
        self._filtered = widget
        if widget is not None:
            widget.installEventFilter(self)
            widget.destroyed.connect(self._forget)

    @Slot()
    def _forget(self) -> None:
        self._filtered = None

    def _tell_modifier(self, event: QKeyEvent, modifier: Qt.KeyboardModifier) -> None:
        # Whether the key's own modifier is among the event's differs from system to system.
        if event.type() == QEvent.Type.KeyPress:
            self.modifiersChanged.emit(event.modifiers() | modifier)
        elif event.type() == QEvent.Type.KeyRelease:
            self.modifiersChanged.emit(event.modifiers() & ~modifier)

    def _set_held(self, held: bool) -> None:
        if held != self._held:
            self._held = held
            self.spaceChanged.emit(held)
