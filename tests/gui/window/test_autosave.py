"""What is backed up before anybody has changed anything: what is nowhere on disk."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from pconv_studio.core.photo import Photo
from pconv_studio.core.project import open_document, save_project
from pconv_studio.core.recovery import RecoveryStore
from pconv_studio.gui.qimage import to_qimage


@pytest.fixture
def folder(window):
    return window.recovery.folder


@pytest.fixture
def pasted(window, photo):
    QGuiApplication.clipboard().setImage(to_qimage(photo.pixels))
    window.action("edit.paste").trigger()
    return window


def settle(qtbot, window):
    qtbot.waitUntil(lambda: not window.autosave.is_behind and not window.background.is_busy)


def test_a_pasted_picture_is_backed_up_as_it_is(pasted, qtbot, folder, photo):
    qtbot.waitUntil(lambda: [*folder.glob("*/manifest.json")] != [])
    settle(qtbot, pasted)
    # As after a crash: nobody holds the folder.
    pasted.autosave._session._lock.release()
    [leftover] = RecoveryStore(folder).leftovers()
    document, _ = leftover.load()
    assert np.array_equal(document.photo.pixels, photo.pixels)


def test_the_backup_of_a_pasted_picture_goes_with_it(pasted, qtbot, folder, open_photo):
    settle(qtbot, pasted)
    open_photo()
    settle(qtbot, pasted)
    assert not [*folder.glob("*")]


def test_what_is_on_disk_is_not_backed_up(opened, qtbot, folder, tmp_path):
    opened.controller.stack.setClean()
    document, _ = open_document(tmp_path / "photo.png")
    save_project(document.state(), tmp_path / "kept.pconv", settings={})
    with qtbot.waitSignal(opened.files.opened):
        opened.files.open(tmp_path / "kept.pconv")
    settle(qtbot, opened)
    assert not folder.exists()


def test_a_pasted_picture_that_was_saved_as_project_is_not(pasted, qtbot, folder, tmp_path, photo):
    settle(qtbot, pasted)
    save_project(pasted.controller.document.state(), tmp_path / "kept.pconv", settings={})
    pasted.controller.stack.setClean()
    with qtbot.waitSignal(pasted.files.opened):
        pasted.files.open(tmp_path / "kept.pconv")
    settle(qtbot, pasted)
    assert isinstance(pasted.controller.document.photo, Photo)
    assert not [*folder.glob("*")]
