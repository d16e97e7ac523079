"""The log: everything reaches the file, people hear of it once, and the program goes on."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import QThread, QTimer, qWarning
from PySide6.QtWidgets import QLabel, QPushButton

from pconv_studio import __version__
from pconv_studio.core.errors import PhotoError
from pconv_studio.gui.errors import open_errors
from pconv_studio.gui.log import LOG_NAME, install


@pytest.fixture
def kept(tmp_path, qapp):
    made = install(tmp_path / "logs")
    yield made
    made.close()
    for dialog in open_errors():
        dialog.close()


def written(log):
    """What the file says."""
    return log.file.read_text(encoding="utf-8")


def shown(qtbot):
    """The dialog that is open, waited for."""
    qtbot.waitUntil(lambda: bool(open_errors()))
    assert len(open_errors()) == 1
    return open_errors()[0]


def texts(dialog):
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_begins_with_the_versions(kept):
    assert __version__ in written(kept)
    assert "Qt 6" in written(kept)


def test_takes_in_our_log_messages(kept):
    logging.getLogger("pconv_studio.core.decode").warning("odd profile in %s", "a.jpg")
    assert "WARNING" in written(kept)
    assert "odd profile in a.jpg" in written(kept)


@pytest.mark.qt_no_exception_capture
def test_exception_in_a_slot_is_told_and_the_loop_goes_on(qtbot, kept):
    def fault():
        raise RuntimeError("slot gone wrong")

    ticks = []
    QTimer.singleShot(0, fault)
    dialog = shown(qtbot)
    assert "slot gone wrong" in texts(dialog)
    assert "Traceback" in written(kept)
    assert "slot gone wrong" in written(kept)
    QTimer.singleShot(0, lambda: ticks.append(1))
    qtbot.waitUntil(lambda: bool(ticks))
    assert any("log" in b.text() for b in dialog.findChildren(QPushButton))


@pytest.mark.qt_no_exception_capture
def test_message_for_people_comes_without_traceback(qtbot, kept):
    def fault():
        raise PhotoError("a.png: damaged; get a fresh copy")

    QTimer.singleShot(0, fault)
    dialog = shown(qtbot)
    assert "a.png: damaged; get a fresh copy" in texts(dialog)
    assert "Traceback" not in dialog.text
    assert "Traceback" not in written(kept)


@pytest.mark.qt_no_exception_capture
def test_many_faults_make_one_dialog(qtbot, kept):
    def fault():
        raise RuntimeError("again")

    for _ in range(20):
        QTimer.singleShot(0, fault)
    dialog = shown(qtbot)
    qtbot.waitUntil(lambda: written(kept).count("RuntimeError: again") == 20)
    assert len(open_errors()) == 1
    dialog.close()
    QTimer.singleShot(0, fault)
    assert shown(qtbot) is not dialog


@pytest.mark.qt_no_exception_capture
def test_exception_in_a_thread_is_told_in_the_main_thread(qtbot, kept):
    def fault():
        raise ValueError("in a thread")

    thread = threading.Thread(target=fault, name="loader")
    thread.start()
    thread.join()
    dialog = shown(qtbot)
    assert dialog.thread() is kept.thread()
    assert "in a thread" in texts(dialog)
    assert "loader" in written(kept)


@pytest.mark.qt_no_exception_capture
def test_exception_in_a_qthread_is_told(qtbot, kept):
    class Faulty(QThread):
        def run(self):
            raise ValueError("in a QThread")

    thread = Faulty()
    thread.start()
    assert thread.wait(10_000)
    assert "in a QThread" in texts(shown(qtbot))


def test_qt_messages_go_to_the_file(kept):
    qWarning("a word of Qt")
    assert "a word of Qt" in written(kept)
    assert "qt.default" in written(kept)


def test_ctrl_c_is_left_to_python(kept, monkeypatch):
    passed = []
    monkeypatch.setattr(kept, "_old_hook", lambda *args: passed.append(args[0]))
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert passed == [KeyboardInterrupt]


def test_close_puts_everything_back(tmp_path, qapp):
    hooks = sys.excepthook, threading.excepthook
    handlers = list(logging.getLogger().handlers)
    level = logging.getLogger().level
    made = install(tmp_path)
    assert sys.excepthook is not hooks[0]
    made.close()
    made.close()
    assert (sys.excepthook, threading.excepthook) == hooks
    assert logging.getLogger().handlers == handlers
    assert logging.getLogger().level == level


def test_file_stays_small(tmp_path, qapp):
    made = install(tmp_path)
    for _ in range(5000):
        logging.getLogger("pconv_studio").info("x" * 1000)
    made.close()
    files = sorted(tmp_path.glob(f"{LOG_NAME}*"))
    assert len(files) == 4
    assert sum(file.stat().st_size for file in files) < 4_100_000


def test_goes_without_a_file_where_none_can_be_written(tmp_path, qapp):
    (tmp_path / "taken").write_text("a file, not a folder")
    made = install(tmp_path / "taken")
    logging.getLogger("pconv_studio").warning("still here")
    made.close()


def test_crash_leaves_a_trace(tmp_path):
    code = (
        "import os, sys, pathlib, faulthandler\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from pconv_studio.gui.log import install\n"
        "app = QApplication([])\n"
        f"log = install(pathlib.Path({str(tmp_path)!r}))\n"
        "faulthandler._sigsegv()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode != 0
    trace = (tmp_path / "pconv-studio-crash.log").read_text()
    assert "Segmentation fault" in trace or "access violation" in trace
