"""Export with its receipt, the start page, notices, and what the window opens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget

from pconv_studio.core.decode import load_photo
from pconv_studio.core.encode import save_photo
from pconv_studio.core.geometry import Box
from pconv_studio.core.layers import make_layer
from pconv_studio.core.masks import load_mask
from pconv_studio.gui import compare_models
from pconv_studio.gui.export_dialog import ExportDialog
from pconv_studio.gui.notice_bar import NoticeBar
from pconv_studio.gui.start_page import StartPage


@pytest.fixture
def window(make_window, functions, qtbot, tmp_path, photo):
    window = make_window(functions)
    path = save_photo(photo, tmp_path / "photo.png")
    with qtbot.waitSignal(window.files.opened):
        window.files.open(path)
    document = window.controller.document
    coverage = np.zeros(document.shape, np.uint8)
    coverage[20:60, 30:90] = 255
    layer = make_layer(
        np.zeros_like(document.result),
        coverage,
        name="Fill 1",
        method="telea",
        model=None,
        device="cpu",
        seconds=0.1,
    )
    window.controller.add_fill("Fill", layer)
    return window


def answer(act):
    """Do something with the dialog that is about to be opened."""

    def later():
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(10, later)
        else:
            act(dialog)

    QTimer.singleShot(0, later)


def press(dialog, text):
    box = dialog.findChild(QDialogButtonBox)
    next(button for button in box.buttons() if button.text() == text).click()


def make_export_dialog(settings, folder):
    return ExportDialog(
        settings, source=folder / "a.jpg", folder=folder, size=(100, 200), parent=None
    )


def test_export_and_receipt(window, qtbot, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()

    def act(dialog):
        dialog.folder.setText(str(folder))
        dialog.pattern.setText("{name}-done")
        press(dialog, "Export")

    answer(act)
    window.action("file.export").trigger()
    qtbot.waitUntil(lambda: window.dialogs.opened("receipt") is not None)
    exported = folder / "photo-done.png"
    assert np.array_equal(load_photo(exported).pixels, window.controller.document.result)
    receipt = window.dialogs.opened("receipt")
    qtbot.mouseClick(receipt.copy_button, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    assert str(exported) in text
    assert not window.controller.is_modified
    # The same again takes another name.
    answer(act)
    window.action("file.export").trigger()
    qtbot.waitUntil(lambda: (folder / "photo-done-2.png").exists())
    qtbot.waitUntil(lambda: not window.background.is_busy)


def test_export_with_a_mask_left_is_not_all_of_the_work(window, qtbot, tmp_path):
    edit = window.controller.begin_edit()
    edit.touch(Box(100, 100, 120, 120))[...] = 255
    window.controller.commit(edit, "Stroke", stroke=False)
    answer(lambda dialog: press(dialog, "Export"))
    window.action("file.export").trigger()
    qtbot.waitUntil(lambda: window.dialogs.opened("receipt") is not None)
    assert window.controller.is_modified


def test_smaller_export_is_not_the_work(window, qtbot, tmp_path):
    def act(dialog):
        dialog.resize_box.setChecked(True)
        dialog.long_edge.setValue(64)
        dialog.receipt.setChecked(False)
        press(dialog, "Export")

    answer(act)
    window.action("file.export").trigger()
    exported = tmp_path / "photo_filled.png"
    qtbot.waitUntil(exported.exists)
    qtbot.waitUntil(lambda: not window.background.is_busy)
    assert load_photo(exported).pixels.shape == (48, 64, 3)
    assert window.controller.is_modified


def test_export_dialog_says_what_is_wrong(qtbot, settings, tmp_path):
    dialog = ExportDialog(
        settings, source=tmp_path / "a.jpg", folder=tmp_path, size=(100, 200), parent=None
    )
    qtbot.addWidget(dialog)
    assert str(tmp_path / "a_filled.jpg") in dialog.preview.text()
    assert "200 × 100" in dialog.preview.text()
    dialog.pattern.setText("{nonsense}")
    assert "nonsense" in dialog.preview.text()
    assert not dialog._export.isEnabled()
    dialog.pattern.setText("{name}")
    dialog.folder.setText(str(tmp_path / "nowhere"))
    assert "nowhere" in dialog.preview.text()
    assert not dialog._export.isEnabled()


def test_export_dialog_remembers(qtbot, settings, tmp_path):
    dialog = ExportDialog(
        settings, source=tmp_path / "a.jpg", folder=tmp_path, size=(100, 200), parent=None
    )
    qtbot.addWidget(dialog)
    dialog.format.setCurrentIndex(dialog.format.findData("WEBP"))
    dialog.quality.setValue(40)
    dialog.accept()
    again = ExportDialog(
        settings, source=tmp_path / "a.jpg", folder=tmp_path, size=(100, 200), parent=None
    )
    qtbot.addWidget(again)
    assert again.options().format == "WEBP"
    assert again.options().quality == 40
    assert "a_filled.webp" in again.preview.text()


@pytest.mark.parametrize(
    ("action_id", "name"),
    [
        ("edit.preferences", "preferences"),
        ("help.shortcuts", "shortcuts"),
        ("help.about", "about"),
        ("file.batch", "batch"),
        ("tools.blind", "blind"),
    ],
)
def test_every_second_window_opens_once(window, qtbot, action_id, name):
    window.action(action_id).trigger()
    first = window.dialogs.opened(name)
    assert first.isVisible()
    window.action(action_id).trigger()
    assert window.dialogs.opened(name) is first
    first.close()


def test_compare_without_a_mask_says_so(window):
    said = []
    window.controller.reported.connect(said.append)
    window.action("fill.compare").trigger()
    assert said
    assert window.dialogs.opened("compare") is None


def test_compare_sees_what_lies_below_the_fill_whose_mask_is_edited(window, monkeypatch):
    given = {}

    class Spy(compare_models.CompareModels):
        def __init__(self, *args, image, **others):
            given["image"] = image
            super().__init__(*args, image=image, **others)

    monkeypatch.setattr(compare_models, "CompareModels", Spy)
    document = window.controller.document
    window.fills.edit(document.layers[0].id)
    window.action("fill.compare").trigger()
    assert np.array_equal(given["image"], document.photo.pixels)
    assert not np.array_equal(given["image"], document.result)
    window.dialogs.opened("compare").close()


def test_deep_hole_is_announced_and_shown(window, qtbot):
    edit = window.controller.begin_edit()
    edit.touch(Box(0, 100, 240, 300))[...] = 255
    window.controller.commit(edit, "Stroke", stroke=False)
    with qtbot.waitSignal(window.service.depthReady):
        pass
    assert window.notices.isVisible()
    assert "deep" in window.notices.text.text()
    with qtbot.waitSignal(window.service.depthReady):
        window.action("fill.depth").setChecked(True)
    assert window.area.model.depths
    window.action("mask.clear").trigger()
    qtbot.waitUntil(lambda: not window.notices.isVisible())


def test_photo_stays_where_it_is_when_a_notice_comes(window):
    pane = window.area.after
    before = pane.mapToGlobal(pane.viewport.to_view(10, 10)), pane.viewport.zoom
    window.notices.show_notice("one", "Look at this")
    QApplication.processEvents()
    assert (pane.mapToGlobal(pane.viewport.to_view(10, 10)), pane.viewport.zoom) == before
    assert window.notices.visibleRegion().boundingRect() == window.notices.rect()


def test_notice_stays_within_a_window_that_is_made_narrow(qtbot):
    room = QWidget()
    qtbot.addWidget(room)
    room.resize(900, 300)
    bar = NoticeBar(room)
    room.show()
    bar.show_notice("one", "A notice of quite a few words, which takes a line of its own. " * 2)
    wide = bar.height()
    for width in (300, 500, 1200):
        room.resize(width, 300)
        QApplication.processEvents()
        assert room.rect().contains(bar.geometry())
        assert abs(bar.geometry().center().x() - room.rect().center().x()) <= 1
        assert (bar.height() > wide) == (width < 800)


def test_notice_is_withdrawn_by_its_key_only(qtbot):
    room = QWidget()
    qtbot.addWidget(room)
    room.show()
    bar, done = NoticeBar(room), []
    bar.show_notice("one", "Look", [("Do", lambda: done.append(1))])
    bar.withdraw("two")
    assert bar.isVisible()
    qtbot.mouseClick(bar._buttons[0], Qt.MouseButton.LeftButton)
    assert done == [1]
    assert not bar.isVisible()


def test_start_page_offers_recent_photos(window, qtbot, tmp_path):
    window.controller.stack.setClean()
    window.action("file.close").trigger()
    page = window.start_page
    assert isinstance(page, StartPage)
    assert window.stage.currentWidget() is page
    button = page.findChild(type(page.open_button), "recent")
    assert button.text() == "photo.png"
    with qtbot.waitSignal(window.files.opened):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_sample_photo(window, qtbot):
    window.controller.stack.setClean()
    with qtbot.waitSignal(window.files.opened):
        window.action("file.sample").trigger()
    assert window.controller.document.shape == (2448, 3264)
    # Nobody wants results among the program's own files.
    assert window.files.folder() == Path.home()
    qtbot.waitUntil(lambda: window.area.model.pyramids.is_ready)


def test_batch_takes_the_mask_as_it_is_painted_now(window):
    window.dialogs.batch()
    batch = window.dialogs.opened("batch")
    form, document = batch.form, window.controller.document
    assert form.source.findData("current") == -1, "nothing is masked yet"
    edit = window.controller.begin_edit()
    edit.touch(Box(100, 100, 120, 140))[...] = 255
    window.controller.commit(edit, "Stroke")
    batch.maskWanted.emit()
    form.source.setCurrentIndex(form.source.findData("current"))
    first = load_mask(form._masks())[0]
    assert np.array_equal(first, document.hole())
    edit = window.controller.begin_edit()
    edit.touch(Box(150, 150, 160, 160))[...] = 255
    window.controller.commit(edit, "Stroke")
    batch.begin()
    assert np.array_equal(load_mask(form._masks())[0], document.hole())
    assert not np.array_equal(first, document.hole())
