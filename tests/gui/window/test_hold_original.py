"""The key that shows the original: held, let go, and let go where nobody expects it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from pconv_studio.gui.canvas.content import Content
from pconv_studio.gui.shortcuts import set_keys

Key, Modifier = Qt.Key, Qt.KeyboardModifier
SCAN_CODE = 20


@pytest.fixture
def pane(opened, qtbot):
    opened.activateWindow()
    opened.area.after.setFocus()
    qtbot.waitUntil(opened.area.after.hasFocus)
    return opened.area.after


def is_held(pane):
    return pane.shown_content is Content.SOURCE


def send(widget, kind, key, scan_code=SCAN_CODE):
    """A key as a keyboard sends it: QTest's have no scan codes."""
    QApplication.sendEvent(widget, QKeyEvent(kind, key, Modifier.NoModifier, scan_code, 0, 0))


def test_it_ends_where_the_window_is_left(pane, opened, qtbot):
    qtbot.keyPress(pane, Key.Key_Backslash)
    assert is_held(pane)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not opened.isActiveWindow())
    assert not is_held(pane)
    assert not opened.action("view.original").isChecked()


def test_the_same_key_may_come_up_as_another_one(pane, opened):
    # AltGr is let go first: what was a backslash is an eszett now.
    send(pane, QEvent.Type.ShortcutOverride, Key.Key_Backslash)
    opened.action("view.original").trigger()
    assert is_held(pane)
    send(pane, QEvent.Type.KeyRelease, Key.Key_AltGr, SCAN_CODE + 1)
    assert is_held(pane)
    send(pane, QEvent.Type.KeyRelease, Key.Key_ssharp)
    assert not is_held(pane)


def test_other_keys_do_not_end_it(pane, opened, qtbot):
    qtbot.keyPress(pane, Key.Key_Backslash)
    qtbot.keyClick(pane, Key.Key_E)
    assert opened.tool.id == "eraser"
    assert is_held(pane)
    qtbot.keyRelease(pane, Key.Key_Backslash)
    assert not is_held(pane)


def test_it_ends_wherever_the_focus_has_gone(pane, opened, qtbot):
    qtbot.keyPress(pane, Key.Key_Backslash)
    opened.model_dock.grow.setFocus()
    qtbot.waitUntil(opened.model_dock.grow.hasFocus)
    qtbot.keyRelease(opened.model_dock.grow, Key.Key_Backslash)
    assert not is_held(pane)


@pytest.mark.parametrize("released_with", [Modifier.ControlModifier, Modifier.NoModifier])
def test_a_key_with_ctrl_is_held_likewise(pane, qtbot, settings, released_with):
    set_keys("view.original", [QKeySequence("Ctrl+J")], settings)
    qtbot.keyPress(pane, Key.Key_J, Modifier.ControlModifier)
    assert is_held(pane)
    qtbot.keyRelease(pane, Key.Key_J, released_with)
    assert not is_held(pane)
