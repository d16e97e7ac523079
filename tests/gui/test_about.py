"""About: the report is complete, can be copied, and costs the window nothing."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from pconv_studio import __version__
from pconv_studio.gui import about
from pconv_studio.gui.about import AboutDialog


@pytest.fixture(autouse=True)
def nothing_left():
    yield
    assert QThreadPool.globalInstance().waitForDone(60_000)


def test_names_version_and_devices(qtbot):
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    assert __version__ in dialog.report.toPlainText()
    qtbot.waitUntil(lambda: dialog.is_complete, timeout=60_000)
    text = dialog.report.toPlainText()
    assert "cpu: " in text
    assert "numpy 2" in text or "numpy 1" in text
    assert "missing" not in text


def test_devices_are_listed_outside_the_main_thread(qtbot, monkeypatch):
    threads = []

    def report():
        threads.append(threading.current_thread())
        return "gpu: none"

    monkeypatch.setattr(about, "device_report", report)
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.is_complete)
    assert threads[0] is not threading.main_thread()
    assert "\n\ngpu: none\n\n" in dialog.report.toPlainText()


def test_copy_takes_the_report(qtbot, monkeypatch):
    monkeypatch.setattr(about, "device_report", lambda: "cpu: 2 threads")
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.is_complete)
    copy = next(b for b in dialog.findChildren(QPushButton) if "report" in b.text())
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == dialog.report.toPlainText()


def test_broken_driver_is_part_of_the_report(qtbot, monkeypatch):
    def report():
        raise OSError("driver too old")

    monkeypatch.setattr(about, "device_report", report)
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.is_complete)
    assert "OSError: driver too old" in dialog.report.toPlainText()


def test_may_be_closed_before_the_report_is_there(qtbot, qapp, monkeypatch):
    go = threading.Event()

    def report():
        go.wait(10)
        return "late"

    monkeypatch.setattr(about, "device_report", report)
    dialog = AboutDialog()
    dialog.show()
    dialog.close()
    dialog.deleteLater()
    del dialog
    qapp.processEvents()
    go.set()
    assert QThreadPool.globalInstance().waitForDone(10_000)
    qapp.processEvents()


def test_closes_by_escape(qtbot, monkeypatch):
    monkeypatch.setattr(about, "device_report", lambda: "")
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
