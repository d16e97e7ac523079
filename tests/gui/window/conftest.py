"""The whole window with a photo, and with fills and depths that take no time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from pconv_studio.core.encode import save_photo
from pconv_studio.core.recovery import RecoveryStore
from pconv_studio.gui.fill_service import FillService
from pconv_studio.gui.main_window import MainWindow
from pconv_studio.gui.requests import Loaded
from pconv_studio.gui.worker import real_functions
from pconv_studio.inference.contract import FillResult
from pconv_studio.inference.depth import DepthMap


class Fakes:
    """Fills with black and finds every hole too deep; remembers what it was asked."""

    def __init__(self):
        self.filled = []
        self.depths = []
        self.devices = []

    def fill(self, image, hole, *, method, model, device, progress, cancelled):
        self.filled.append(hole)
        pixels = image.copy()
        pixels[hole] = 0
        return FillResult(pixels, method, "cpu", 0.01, (), ())

    def depth(self, hole, *, image, method, model, progress, cancelled):
        self.depths.append((int(np.count_nonzero(hole)), method, model))
        layer = np.where(hole, np.uint8(255), np.uint8(0))
        return DepthMap(layer, 8, 0, 2, coarse_to_fine=True, share_unreached=1.0)


@pytest.fixture
def fakes():
    return Fakes()


@pytest.fixture
def window(qtbot, settings, fakes, tmp_path):
    functions = replace(
        real_functions(),
        fill=fakes.fill,
        depth=fakes.depth,
        load=lambda *_: Loaded("cpu", "float32"),
        probe=lambda: fakes.devices,
    )
    window = MainWindow(
        settings,
        service=FillService(functions=functions),
        recovery=RecoveryStore(tmp_path / "recovery"),
    )
    # Closed without a question about unsaved work.
    qtbot.addWidget(window, before_close_func=lambda _: window.controller.stack.setClean())
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def open_photo(window, qtbot, photo, tmp_path):
    """Opens the small photo, under another name each time."""

    def open_it(name="photo.png"):
        window.controller.stack.setClean()
        path = save_photo(photo, tmp_path / name)
        with qtbot.waitSignal(window.files.opened):
            window.files.open(path)
        return path

    return open_it


@pytest.fixture
def opened(window, open_photo):
    open_photo()
    return window


@pytest.fixture
def drag(window, qtbot):
    """Draws on the canvas from point to point of the photo."""

    def draw(*points):
        pane = window.area.after
        where = [pane.viewport.to_view(x, y).toPoint() for x, y in points]
        qtbot.mousePress(pane, Qt.MouseButton.LeftButton, pos=where[0])
        for point in where[1:]:
            qtbot.mouseMove(pane, point)
        qtbot.mouseRelease(pane, Qt.MouseButton.LeftButton, pos=where[-1])

    return draw
