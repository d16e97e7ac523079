"""A key that shows something while it is held, wherever in a window the focus is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractSpinBox, QComboBox, QWidget

_TAKE_KEYS = (QComboBox, QAbstractItemView, QAbstractSpinBox)


class HoldKey(QObject):
    """Hears a key before lists and fields, which would look for what begins with it."""

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
        for kind in _TAKE_KEYS:
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
