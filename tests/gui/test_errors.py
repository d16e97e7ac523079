"""The message dialog: what it shows, copies and hides."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QWidget

from pconv_studio.gui.errors import ErrorDialog, open_errors, show_error


def button(dialog, text):
    """The button with that label."""
    return next(b for b in dialog.findChildren(QPushButton) if text in b.text())


@pytest.fixture
def dialog(qtbot, tmp_path):
    made = ErrorDialog(
        None,
        "Cannot open",
        "/a/<b>.png: damaged; get a fresh copy",
        "Traceback",
        log_folder=tmp_path,
    )
    qtbot.addWidget(made)
    made.show()
    return made


def test_shows_title_and_message_as_they_are(dialog):
    texts = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Cannot open", "/a/<b>.png: damaged; get a fresh copy"} <= texts
    assert all(
        label.textFormat() == Qt.TextFormat.PlainText
        for label in dialog.findChildren(QLabel)
        if label.text()
    )


def test_details_unfold_by_click(qtbot, dialog):
    details = dialog.findChild(QPlainTextEdit)
    assert not details.isVisible()
    qtbot.mouseClick(button(dialog, "Details"), Qt.MouseButton.LeftButton)
    assert details.isVisible()
    assert details.toPlainText() == "Traceback"
    assert details.isReadOnly()


def test_without_details_there_is_no_button_for_them(qtbot):
    dialog = ErrorDialog(None, "Cannot save", "the disk is full")
    qtbot.addWidget(dialog)
    dialog.show()
    assert {b.text().replace("&", "") for b in dialog.findChildren(QPushButton)} == {
        "Close",
        "Copy",
    }


def test_copy_takes_everything(qtbot, dialog):
    qtbot.mouseClick(button(dialog, "Copy"), Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert copied == "Cannot open\n\n/a/<b>.png: damaged; get a fresh copy\n\nTraceback"


def test_log_folder_opens(qtbot, dialog, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    qtbot.mouseClick(button(dialog, "log"), Qt.MouseButton.LeftButton)
    assert opened == [str(tmp_path)]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_closes_by_key(qtbot, dialog, key):
    qtbot.keyClick(dialog, key)
    assert not dialog.isVisible()


def test_returns_at_once_and_is_shown_once(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    first = show_error(window, "Cannot open", "a.png: damaged")
    assert first.isVisible()
    assert show_error(window, "Cannot open", "a.png: damaged") is first
    other = show_error(window, "Cannot open", "b.png: damaged")
    assert other is not first
    for dialog in (other, first):
        dialog.close()
    again = show_error(window, "Cannot open", "a.png: damaged")
    assert again is not first
    again.close()
    assert not open_errors()


def test_survives_its_window(qtbot, qapp):
    window = QWidget()
    window.show()
    show_error(window, "Cannot open", "a.png: damaged")
    window.deleteLater()
    del window
    qapp.processEvents()
    later = show_error(None, "Cannot open", "a.png: damaged")
    assert later.isVisible()
    later.close()


def test_every_control_has_a_name(dialog):
    for control in dialog.findChildren(QPushButton):
        assert control.text() or control.accessibleName()
    assert dialog.findChild(QPlainTextEdit).accessibleName()
