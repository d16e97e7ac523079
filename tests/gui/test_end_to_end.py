"""The real program with the bundled weights: paint, fill, export, reopen; and a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import Qt

from pconv_resources import samples
from pconv_studio.core.decode import load_photo
from pconv_studio.core.masks import load_mask
from pconv_studio.core.recovery import RecoveryStore

pytestmark = pytest.mark.e2e


def rocket():
    return next(sample for sample in samples() if sample.name == "rocket")


@pytest.fixture
def window(make_window, settings):
    settings.set("fill.device", "cpu")
    return make_window()


def test_paint_fill_export_reopen(window, qtbot, tmp_path):
    sample = rocket()
    with qtbot.waitSignal(window.files.opened):
        window.files.open(sample.file)
    document = window.controller.document
    # A stroke along the object that is to go, by the mouse.
    hole, _ = load_mask(sample.hole)
    rows, columns = np.nonzero(hole)
    pane = window.area.after
    points = [
        pane.viewport.to_view(x, y).toPoint()
        for x, y in (
            (columns.mean(), rows.min() + 10),
            (columns.mean(), rows.mean()),
            (columns.mean(), rows.max() - 10),
        )
    ]
    qtbot.mousePress(pane, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        qtbot.mouseMove(pane, point)
    qtbot.mouseRelease(pane, Qt.MouseButton.LeftButton, pos=points[-1])
    painted = document.coverage > 0
    assert painted.any()
    with qtbot.waitSignal(window.fills.filled, timeout=120_000):
        qtbot.keyClick(pane, Qt.Key.Key_Return)
    before, after = document.photo.pixels, document.result
    assert np.array_equal(after[~painted], before[~painted])
    assert (after[painted] != before[painted]).any(axis=1).mean() > 0.5

    project = tmp_path / "work.pconv"
    window.files.project = project
    with qtbot.waitSignal(window.files.saved):
        window.files.save()
    exported = tmp_path / "out.png"
    window.files.project, window.files.output = None, exported
    with qtbot.waitSignal(window.files.saved):
        window.files.save()
    assert np.array_equal(load_photo(exported).pixels, after)
    result = after.copy()
    with qtbot.waitSignal(window.files.opened):
        window.files.open(project)
    again = window.controller.document
    assert np.array_equal(again.result, result)
    assert np.array_equal(again.photo.pixels, before)
    assert again.layers[0].method == "pconv-detail"


CRASH = """
import os, signal, sys
from pathlib import Path
import numpy as np
from pconv_studio.core.geometry import Box
from pconv_studio.core.layers import make_layer
from pconv_studio.core.recovery import RecoveryStore
from pconv_studio.core.settings import Settings
from pconv_studio.gui.app import make_application
from pconv_studio.gui.main_window import MainWindow
folder, photo = Path(sys.argv[1]), Path(sys.argv[2])
settings = Settings(folder / "crash.json")
app = make_application(["pconv-studio"], settings)
window = MainWindow(settings, recovery=RecoveryStore(folder / "recovery"))
controller = window.controller

def paint():
    document = controller.document
    edit = controller.begin_edit()
    edit.touch(Box(10, 10, 60, 60))[...] = 255
    controller.commit(edit, "Stroke", stroke=False)
    coverage = document.coverage.copy()
    layer = make_layer(
        255 - document.result, coverage, name="Fill 1", method="telea", model=None, device="cpu",
        seconds=0.1,
    )
    controller.add_fill("Fill", layer)
    edit = controller.begin_edit()
    edit.touch(Box(100, 100, 120, 140))[...] = 200
    controller.commit(edit, "Stroke", stroke=False)
    window.autosave.save()
    window.background.busyChanged.connect(done)

def done(busy):
    if not busy and not window.autosave.is_behind:
        os.kill(os.getpid(), signal.SIGKILL)

window.files.opened.connect(paint)
window.files.open(photo)
app.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_work_of_a_killed_program_is_offered_and_complete(window, qtbot, tmp_path):
    sample = rocket()
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", CRASH, str(tmp_path), str(sample.file)],
        capture_output=True,
        text=True,
        env=env,
        timeout=120,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    (leftover,) = RecoveryStore(tmp_path / "recovery").leftovers()
    window.start([])
    dialog = window.dialogs.opened("recovery")
    assert dialog.list.count() == 1
    assert "rocket" in dialog.list.item(0).text()
    with qtbot.waitSignal(window.files.opened):
        qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    document = window.controller.document
    source = load_photo(sample.file).pixels
    assert np.array_equal(document.photo.pixels, source)
    assert np.array_equal(document.result[10:60, 10:60], 255 - source[10:60, 10:60])
    assert (document.coverage[100:120, 100:140] == 200).all()
    assert not document.coverage[10:60, 10:60].any()
    assert window.controller.is_modified
    # It is backed up under its new owner, and the old copy goes.
    qtbot.waitUntil(lambda: not window.background.is_busy)
    assert RecoveryStore(tmp_path / "recovery").leftovers() == []
    assert not leftover.folder.exists()
