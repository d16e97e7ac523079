"""A key that shows something while it is held, wherever in a window the focus is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractSpinBox, QApplication, QComboBox, QWidget


class HoldKey(QObject):
    """Hears a key before lists and fields, which would look for what begins with it."""

    _before: tuple[type[QWidget], ...] = (QComboBox, QAbstractItemView, QAbstractSpinBox)

    def __init__(self, key: Qt.Key, window: QWidget, hold: Callable[[bool], None]) -> None:
        """Hear a key in a window whose widgets are made already.

        Args:
            key: What is held.
            window: A window or dialog; the owner.
            hold: Called with True when it is pressed, with False when it is let go, also in
                another window.
        """
        super().__init__(window)
        self._key = key
        self._window = window
        self._hold = hold
        self._scan_code = 0
        window.installEventFilter(self)
        for kind in self._before:
            for field in window.findChildren(kind):
                field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the key; everything else goes on."""
        kind = event.type()
        if isinstance(event, QKeyEvent) and not event.isAutoRepeat():
            if kind == QEvent.Type.KeyPress and event.key() == self._key:
                self._scan_code = event.nativeScanCode()
                self._hold(True)
                return True
            if kind == QEvent.Type.KeyRelease and self._is_released(event):
                self._scan_code = 0
                self._hold(False)
                return True
        elif isinstance(event, QKeyEvent):
            return event.key() == self._key and kind != QEvent.Type.ShortcutOverride
        elif kind == QEvent.Type.WindowDeactivate and watched is self._window:
            self._hold(False)
        return False

    def _is_released(self, event: QKeyEvent) -> bool:
        # With AltGr let go first the same key comes as another one.
        code = event.nativeScanCode()
        return event.key() == self._key or (code != 0 and code == self._scan_code)


class HoldAction(HoldKey):
    """Keeps an action checked as long as its key is held.

    That it is pressed is for Qt to hear: people give the action other keys, and what a key writes
    is another thing on each keyboard. Where it comes up is heard in the whole program, because the
    focus may have gone elsewhere meanwhile.
    """

    _before = ()

    def __init__(self, action: QAction, window: QWidget) -> None:
        """Hear the keys of an action of a window.

        Args:
            action: What is checked.
            window: A window that has the action; the owner.
        """
        super().__init__(Qt.Key.Key_unknown, window, action.setChecked)
        self._action = action
        action.setCheckable(True)
        action.setAutoRepeat(False)
        action.toggled.connect(self._on_toggled)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take nothing."""
        kind = event.type()
        if kind == QEvent.Type.WindowDeactivate:
            self._hold(False)
        elif not isinstance(event, QKeyEvent) or event.isAutoRepeat():
            return False
        elif kind == QEvent.Type.ShortcutOverride and not self._action.isChecked():
            # Comes before the action runs.
            self._scan_code = event.nativeScanCode()
        elif kind == QEvent.Type.KeyRelease and self._is_released(event):
            self._hold(False)
        return False

    def _is_released(self, event: QKeyEvent) -> bool:
        # With its Ctrl let go first the key is still the one that was held.
        keys = [sequence[0].key() for sequence in self._action.shortcuts()]  # type: ignore[index]
        return event.key() in keys or super()._is_released(event)

    @Slot(bool)
    def _on_toggled(self, on: bool) -> None:
        app = QApplication.instance()
        assert app is not None
        # Only while the key is down: every event of the program goes through it.
        if on:
            app.installEventFilter(self)
        else:
            app.removeEventFilter(self)
