"""What all window tests share: no screen, folders of their own, no thread left behind."""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from threading import Event

# Before Qt is loaded.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from PySide6.QtCore import Qt, QThread
from pytestqt.qtbot import QtBot

from pconv_studio.core.document import Document
from pconv_studio.core.encode import save_photo
from pconv_studio.core.photo import Photo
from pconv_studio.core.recovery import RecoveryStore
from pconv_studio.core.settings import Settings
from pconv_studio.gui.fill_service import FillService
from pconv_studio.gui.garbage import collect_here
from pconv_studio.gui.main_window import MainWindow
from pconv_studio.gui.requests import Loaded
from pconv_studio.gui.worker import real_functions
from pconv_studio.inference.contract import Cancelled, FillResult

PATIENCE_MS = 60_000
"""What a test waits for comes in milliseconds; a machine with other work to do may take longer."""

for _wait in (QtBot.waitSignal, QtBot.waitSignals, QtBot.waitUntil, QtBot.waitExposed):
    _wait.__kwdefaults__["timeout"] = PATIENCE_MS


@pytest.fixture(scope="module", autouse=True)
def collected_here(qapp):
    """As in the program, no thread but this one collects garbage; Qt's may be in it."""
    collector = collect_here(qapp)
    gc.disable()
    yield
    gc.collect()
    collector.settle()
    gc.enable()


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory, monkeypatch):
    """Settings, logs and recovered work of these tests stay out of the user's folders."""
    root = tmp_path_factory.mktemp("home")
    for name in ("HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, str(root))
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(root / name.lower()))
    return root


@pytest.fixture(autouse=True)
def no_thread_left(monkeypatch):
    """Fail a test that leaves a QThread running: Qt aborts the process for less."""
    started: list[QThread] = []
    start = QThread.start

    def remember(thread, *args, **kwargs):
        started.append(thread)
        start(thread, *args, **kwargs)

    monkeypatch.setattr(QThread, "start", remember)
    yield
    # A thread whose C++ side is gone raises RuntimeError: it has ended.
    running = []
    for thread in started:
        try:
            if thread.isRunning():
                running.append(thread)
        except RuntimeError:
            continue
    for thread in running:
        thread.quit()
        thread.wait(5000)
    assert not running, f"still running: {running}"


@pytest.fixture
def settings(tmp_path):
    """Settings in a file of this test."""
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def photo():
    """A small photo: smooth colours with some noise."""
    rng = np.random.default_rng(3)
    rows, columns = np.mgrid[0:240, 0:320].astype(np.float32)
    colours = np.stack([rows * 0.8 + 20, columns * 0.6 + 30, 200 - rows * 0.5], axis=2)
    noisy = colours + rng.normal(0, 4, colours.shape)
    return Photo(np.clip(noisy, 0, 255).astype(np.uint8))


@pytest.fixture
def document(photo):
    """A document over the small photo."""
    return Document(photo)


class FakeFills:
    """Fills holes with black; can be made to wait until it is told to go on."""

    def __init__(self):
        self.gate = Event()
        self.gate.set()
        self.calls = []

    def fill(self, image, hole, *, method, model, device, progress, cancelled):
        self.calls.append((image.copy(), hole.copy(), method))
        while not self.gate.wait(0.01):
            if cancelled():
                raise Cancelled
        pixels = image.copy()
        pixels[hole] = 0
        progress(1.0, "done")
        return FillResult(pixels, method, "cpu", 0.01, (), ())


@pytest.fixture
def fakes():
    return FakeFills()


@pytest.fixture
def functions(fakes):
    """What a fill service calls, with these fills and no network."""

    def fill(*arguments, **options):
        # Looked up late: a test may put another one in its place.
        return fakes.fill(*arguments, **options)

    return replace(real_functions(), fill=fill, load=lambda *_: Loaded("cpu", "float32"))


@pytest.fixture
def make_window(qtbot, settings, tmp_path):
    """Shows the whole window; with the real functions if none are given."""

    def make(functions=None):
        service = FillService(functions=functions) if functions else FillService()
        recovery = RecoveryStore(tmp_path / "recovery")
        window = MainWindow(settings, service=service, recovery=recovery)
        # Closed without a question about unsaved work.
        qtbot.addWidget(window, before_close_func=lambda _: window.controller.stack.setClean())
        window.show()
        qtbot.waitExposed(window)
        return window

    return make


@pytest.fixture
def open_photo(window, qtbot, photo, tmp_path):
    """Opens the small photo in the window, under the name that is given."""

    def open_it(name="photo.png"):
        window.controller.stack.setClean()
        path = save_photo(photo, tmp_path / name)
        with qtbot.waitSignal(window.files.opened):
            window.files.open(path)
        return path

    return open_it


@pytest.fixture
def opened(window, open_photo):
    """The window with the small photo."""
    open_photo()
    return window


@pytest.fixture
def drag(window, qtbot):
    """Draws on the canvas from point to point of the photo."""

    def draw(*points, button=Qt.MouseButton.LeftButton):
        pane = window.area.after
        where = [pane.viewport.to_view(x, y).toPoint() for x, y in points]
        qtbot.mousePress(pane, button, pos=where[0])
        for point in where[1:]:
            qtbot.mouseMove(pane, point)
        qtbot.mouseRelease(pane, button, pos=where[-1])

    return draw
