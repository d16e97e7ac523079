"""The batch window, by mouse, keyboard and dropped files."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QLibraryInfo, QMimeData, QPoint, QPointF, Qt, QUrl, QVersionNumber
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
)

from pconv_studio.core.errors import PhotoError
from pconv_studio.core.settings import Settings
from pconv_studio.gui.batch.items import Column, State
from pconv_studio.gui.batch.review import picture
from pconv_studio.gui.batch.runner import Phase
from pconv_studio.gui.batch.summary import totals_of
from pconv_studio.gui.batch.table import photos_among
from pconv_studio.gui.batch.window import BatchWindow
from pconv_studio.gui.errors import open_errors

# Qt 6.12 wants it exact and warns of the other.
DragPoint = QPointF if QLibraryInfo.version() >= QVersionNumber(6, 12) else QPoint


@pytest.fixture
def window(qtbot, settings, fake):
    made = BatchWindow(settings, fill=fake)
    qtbot.addWidget(made)
    made.show()
    yield made
    fake.go.set()
    made.shutdown()
    made.hide()
    for dialog in open_errors():
        dialog.close()


@pytest.fixture
def ready(window, photos, mask, tmp_path):
    """The window with photos, a mask and a folder."""
    window.add(photos)
    window.form.mask_path.line.setText(str(mask))
    window.form.folder.line.setText(str(tmp_path / "out"))
    return window


def click(qtbot, button):
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def drop(widget, paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    how = (
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entered = QDragEnterEvent(DragPoint(20, 60), *how)
    QApplication.sendEvent(widget, entered)
    QApplication.sendEvent(widget, QDropEvent(QPointF(20, 60), *how))
    return entered.isAccepted()


def names(window):
    return [item.photo.name for item in window.model.items]


def fill_all(qtbot, window):
    with qtbot.waitSignal(window.runner.finished, timeout=20_000):
        click(qtbot, window.controls.start)


# Photos.


def test_photos_and_folders_are_dropped(window, photos, tmp_path):
    single = tmp_path / "single.jpg"
    Image.new("RGB", (8, 8)).save(single)
    assert drop(window.table.viewport(), [single, photos[0].parent])
    assert names(window) == ["single.jpg", *(f"p{n}.png" for n in range(5))]


def test_same_photo_is_added_once(window, photos):
    window.add(photos)
    window.add([photos[2], photos[0].parent])
    assert len(names(window)) == 5


def test_what_is_no_photo_is_named(window, photos, tmp_path):
    (tmp_path / "notes.txt").write_text("text")
    (tmp_path / "empty").mkdir()
    window.add([tmp_path / "notes.txt", photos[0], tmp_path / "empty"])
    assert names(window) == ["p0.png"]
    assert "notes.txt" in open_errors()[0].text
    assert str(tmp_path / "empty") in open_errors()[0].text


def test_folders_are_read_by_name_and_not_deeper(photos, tmp_path):
    inner = photos[0].parent / "inner"
    inner.mkdir()
    (inner / "deep.png").write_bytes(photos[0].read_bytes())
    found, problems = photos_among([photos[0].parent])
    assert found == photos
    assert problems == []


def test_buttons_ask_for_photos(qtbot, window, photos, monkeypatch):
    chosen = [str(photos[1]), str(photos[0])]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: (chosen, ""))
    click(qtbot, window.list.add_photos)
    assert names(window) == ["p1.png", "p0.png"]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(photos[0].parent))
    click(qtbot, window.list.add_folder)
    assert len(names(window)) == 5


def test_photos_are_removed_by_key_and_button(qtbot, window, photos):
    window.add(photos)
    assert not window.list.remove.isEnabled()
    window.table.selectRow(1)
    qtbot.keyClick(window.table, Qt.Key.Key_Delete)
    assert names(window) == ["p0.png", "p2.png", "p3.png", "p4.png"]
    window.table.selectRow(0)
    click(qtbot, window.list.remove)
    assert names(window) == ["p2.png", "p3.png", "p4.png"]
    click(qtbot, window.list.clear)
    assert names(window) == []
    assert all(path.exists() for path in photos)


def test_sizes_are_read_in_the_background(qtbot, window, photos):
    window.add(photos)
    qtbot.waitUntil(lambda: all(item.megapixels for item in window.model.items))
    assert window.model.items[0].megapixels == 48 * 64 / 1e6


# What is asked.


def test_start_waits_for_what_is_missing(window, photos, mask, tmp_path):
    assert not window.controls.start.isEnabled()
    window.add(photos)
    assert not window.controls.start.isEnabled()
    assert "mask" in window.form.problem.text()
    window.form.mask_path.line.setText(str(tmp_path / "absent.png"))
    assert "absent.png" in window.form.problem.text()
    window.form.mask_path.line.setText(str(mask))
    assert window.form.problem.text() == ""
    assert window.controls.start.isEnabled()
    window.form.pattern.setText("{nonsense}")
    assert "nonsense" in window.form.problem.text()
    assert not window.controls.start.isEnabled()


def test_results_go_beside_the_photos_by_default(window, photos):
    window.add(photos)
    assert window.form.folder.path == photos[0].parent / "filled"


def test_results_follow_the_photos_until_a_folder_is_chosen(window, photos, mask, tmp_path):
    window.add(photos)
    window._remove_all()
    other = tmp_path / "other"
    other.mkdir()
    moved = other / photos[0].name
    moved.write_bytes(photos[0].read_bytes())
    window.add([moved])
    assert window.form.folder.path == other / "filled"
    chosen = tmp_path / "chosen"
    window.form.folder.line.setText(str(chosen))
    window._remove_all()
    window.add(photos)
    assert window.form.folder.path == chosen


def test_folder_that_was_only_proposed_is_not_remembered(window, photos, mask, settings):
    window.form.mask_path.line.setText(str(mask))
    window.add(photos)
    assert window.form.job().folder == photos[0].parent / "filled"
    assert settings.get("batch.folder") == ""


def test_field_of_the_mask_says_what_it_asks_for(window):
    form = window.form
    (label,) = (label for label in form.findChildren(QLabel) if label.buddy() is form.mask_path)
    assert "File" in label.text().replace("&", "")
    form.source.setCurrentIndex(form.source.findData("folder"))
    assert "Folder" in label.text().replace("&", "")


def test_example_shows_the_name(window, photos):
    window.add(photos)
    window.form.pattern.setText("{n:03}-{name}")
    assert "001-p0.png" in window.form.preview.text()
    window.form.format.setCurrentIndex(window.form.format.findData("JPEG"))
    assert "001-p0.jpg" in window.form.preview.text()


def test_model_is_asked_for_only_where_there_is_one(window):
    form = window.form
    form.method.setCurrentIndex(form.method.findData("telea"))
    assert not form.model.isEnabled()
    form.method.setCurrentIndex(form.method.findData("pconv"))
    assert form.model.isEnabled()


def test_model_and_device_begin_as_in_the_main_window(qtbot, settings, fake):
    settings.set("fill.method", "patchmatch")
    settings.set("fill.device", "cpu")
    window = BatchWindow(settings, fill=fake)
    qtbot.addWidget(window)
    assert window.form.method.value == "patchmatch"
    assert window.form.device.value == "cpu"
    window.shutdown()


def test_choices_reach_the_fill_and_are_remembered(qtbot, ready, fake, settings, tmp_path):
    form = ready.form
    form.method.setCurrentIndex(form.method.findData("telea"))
    form.device.setCurrentIndex(form.device.findData("cpu"))
    form.polarity.setCurrentIndex(form.polarity.findData("black"))
    form.pattern.setText("{name}_x")
    form.format.setCurrentIndex(form.format.findData("TIFF"))
    fill_all(qtbot, ready)
    _, _, output, options = fake.calls[0]
    assert output == tmp_path / "out" / "p0_x.tif"
    assert (options.method, options.model, options.device) == ("telea", None, "cpu")
    assert options.polarity == "black"
    assert not options.overwrite
    again = Settings(settings.path)
    assert again.get("batch.pattern") == "{name}_x"
    assert again.get("batch.format") == "TIFF"
    assert again.get("batch.folder") == str(tmp_path / "out")


def test_mask_of_the_open_photo(qtbot, window, photos, fake, tmp_path):
    hole = np.zeros((48, 64), bool)
    hole[5:9, 5:9] = True
    window.add(photos[:1])
    window.set_current_mask(hole)
    form = window.form
    form.source.setCurrentIndex(form.source.count() - 1)
    form.folder.line.setText(str(tmp_path / "out"))
    assert form.mask_path.isHidden()
    fill_all(qtbot, window)
    saved = np.asarray(Image.open(window.model.items[0].saved))
    assert (saved[5:9, 5:9] == 255).all()
    window.set_current_mask(None)
    assert form.source.count() == 2


def test_mask_among_the_photos_is_left_out(qtbot, ready, mask):
    ready.add([mask])
    assert "hole.png" in names(ready)
    fill_all(qtbot, ready)
    assert "hole.png" not in names(ready)


def test_a_mask_that_is_in_the_list_as_a_photo_is_not_used(qtbot, ready, photos, mask):
    twin = photos[0].with_suffix(".tif")
    Image.open(mask).convert("L").save(twin)
    ready.add([twin])
    ready.form.source.setCurrentIndex(ready.form.source.findData("folder"))
    ready.form.mask_path.line.setText(str(photos[0].parent))
    fill_all(qtbot, ready)
    failed = {item.photo: item.message for item in ready.model.items if item.state is State.FAILED}
    for path in (photos[0], twin):
        assert "put the masks into a folder of their own" in failed[path]


# The run.


def test_whole_run(qtbot, ready):
    assert ready.controls.status.text() == "0 of 5 filled"
    fill_all(qtbot, ready)
    assert [item.state for item in ready.model.items] == [State.DONE] * 5
    assert ready.controls.status.text().startswith("5 of 5 filled")
    assert ready.controls.bar.value() == ready.controls.bar.maximum()
    assert ready.tabs.tabText(1) == "Review (5)"
    assert not ready.controls.start.isEnabled()
    assert not ready.controls.cancel.isEnabled()


def test_review_counts_what_is_on_the_list(qtbot, ready):
    fill_all(qtbot, ready)
    ready.table.selectRow(0)
    click(qtbot, ready.list.remove)
    assert ready.tabs.tabText(1) == "Review (4)"
    click(qtbot, ready.list.clear)
    assert ready.tabs.tabText(1) == "Review"


def test_controls_follow_the_phase(qtbot, ready, fake):
    fake.held.add("p1.png")
    click(qtbot, ready.controls.start)
    qtbot.waitUntil(fake.running.is_set)
    assert not ready.controls.start.isEnabled()
    assert not ready.form.isEnabled()
    click(qtbot, ready.controls.pause)
    assert "pausing" in ready.controls.status.text()
    fake.go.set()
    qtbot.waitUntil(lambda: ready.runner.phase is Phase.PAUSED)
    assert "paused" in ready.controls.status.text()
    assert ready.controls.pause.text() == "&Go on"
    with qtbot.waitSignal(ready.runner.finished):
        click(qtbot, ready.controls.pause)
    assert ready.form.isEnabled()
    assert [item.state for item in ready.model.items] == [State.DONE] * 5


def test_cancel_is_answered_at_once(qtbot, ready, fake):
    fake.held.add("p1.png")
    fake.deaf.add("p1.png")
    click(qtbot, ready.controls.start)
    qtbot.waitUntil(fake.running.is_set)
    click(qtbot, ready.controls.cancel)
    # No event loop has run since: the answer does not wait for the library.
    assert ready.model.items[1].state is State.CANCELLED
    assert ready.controls.start.isEnabled()
    assert "1 of 5 filled" in ready.controls.status.text()
    assert "4 left" in ready.controls.status.text()


def test_what_has_failed_is_filled_anew(qtbot, ready, fake, photos, monkeypatch):
    """It counts as done no longer: at first nothing is, and the time left goes by what is new."""
    fake.errors = {path.name: PhotoError(f"{path}: no") for path in photos}
    fill_all(qtbot, ready)
    assert "5 failed" in ready.controls.status.text()
    done = []
    remaining = ready._eta.remaining
    monkeypatch.setattr(ready._eta, "remaining", lambda *a: done.append(a[0]) or remaining(*a))
    fake.errors.clear()
    with qtbot.captureExceptions() as faults:
        fill_all(qtbot, ready)
    assert not faults
    assert [item.state for item in ready.model.items] == [State.DONE] * 5
    assert done[0] == 0
    assert done == sorted(done)
    assert done[-1] == pytest.approx(totals_of(ready.model.items).size)


def test_failure_is_shown_in_its_row(qtbot, ready, fake, photos):
    fake.errors = {"p2.png": PhotoError(f"{photos[2]}: damaged; get a fresh copy")}
    fill_all(qtbot, ready)
    model = ready.model
    row = [model.index(2, column).data() for column in range(Column.COUNT)]
    assert row[Column.STATE] == "Failed"
    # The row says which photo already.
    assert row[Column.MESSAGE] == "damaged; get a fresh copy"
    assert "1 failed" in ready.controls.status.text()
    assert ready.controls.start.isEnabled()
    ready.table.selectRow(2)
    ready.table.setFocus()
    index = model.index(2, Column.PHOTO)
    ready.table.setCurrentIndex(index)
    qtbot.keyClick(ready.table, Qt.Key.Key_Return)
    assert str(photos[2]) in open_errors()[0].text


def test_review_shows_pairs_and_asks_to_open(qtbot, ready, fake):
    fake.errors = {"p0.png": PhotoError("p0.png: damaged")}
    fill_all(qtbot, ready)
    ready.tabs.setCurrentIndex(1)
    grid = ready.review
    assert grid.model().rowCount() == 4
    index = grid.model().index(0, Column.PHOTO)
    before = grid.grab().toImage()
    colours = {before.pixelColor(x, 60).name() for x in range(0, before.width(), 3)}
    assert len(colours) > 20
    asked = []
    ready.openRequested.connect(asked.append)
    place = grid.visualRect(index).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked == [ready.model.items[1].saved]
    grid.setCurrentIndex(index)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert asked == [ready.model.items[1].saved] * 2


def test_pictures_show_before_and_after(qtbot, ready):
    fill_all(qtbot, ready)
    item = ready.model.items[0]
    before, after = (picture(item, which).toImage() for which in ("before", "after"))
    assert before.size() == after.size()
    assert after.pixelColor(20, 15).lightness() > 240 > before.pixelColor(20, 15).lightness()


def test_table_opens_what_is_done(qtbot, ready):
    fill_all(qtbot, ready)
    asked = []
    ready.openRequested.connect(asked.append)
    table = ready.table
    place = table.visualRect(ready.model.index(3, Column.PHOTO)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked == [ready.model.items[3].saved]


def test_results_folder_opens(qtbot, ready, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    assert not ready.controls.show_results.isEnabled()
    fill_all(qtbot, ready)
    click(qtbot, ready.controls.show_results)
    assert opened == [str(tmp_path / "out")]


# The end.


def question(window):
    return window.findChild(QMessageBox)


def test_closing_asks_while_it_runs(qtbot, ready, fake):
    fake.held.add("p0.png")
    click(qtbot, ready.controls.start)
    qtbot.waitUntil(fake.running.is_set)
    ready.close()
    assert ready.isVisible()
    assert question(ready) is not None
    qtbot.keyClick(question(ready), Qt.Key.Key_Escape)
    assert ready.isVisible()
    assert ready.runner.is_busy


def test_stop_and_close(qtbot, ready, fake):
    fake.held.add("p0.png")
    click(qtbot, ready.controls.start)
    qtbot.waitUntil(fake.running.is_set)
    ready.close()
    stop = next(b for b in question(ready).buttons() if "Stop" in b.text())
    qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert not ready.isVisible()
    assert not ready.runner.is_busy


def test_goes_on_in_the_background(qtbot, ready, fake):
    fake.held.add("p0.png")
    click(qtbot, ready.controls.start)
    qtbot.waitUntil(fake.running.is_set)
    ready.close()
    hide = next(b for b in question(ready).buttons() if "background" in b.text())
    qtbot.mouseClick(hide, Qt.MouseButton.LeftButton)
    assert not ready.isVisible()
    with qtbot.waitSignal(ready.runner.finished):
        fake.go.set()
    assert [item.state for item in ready.model.items] == [State.DONE] * 5


def test_closing_asks_nothing_when_idle(qtbot, ready):
    fill_all(qtbot, ready)
    ready.close()
    assert not ready.isVisible()
    assert question(ready) is None


def test_every_control_has_a_name(ready):
    for control in ready.findChildren(QPushButton):
        assert control.text() or control.accessibleName()
    for kind in (QComboBox, QLineEdit):
        for control in ready.form.findChildren(kind):
            named = control.accessibleName() or any(
                label.buddy() in (control, control.parentWidget())
                for label in ready.form.findChildren(type(ready.controls.status))
            )
            assert named, control


def test_tab_reaches_start_and_the_table(qtbot, ready):
    ready.activateWindow()
    ready.list.add_photos.setFocus()
    qtbot.waitUntil(ready.list.add_photos.hasFocus)
    reached = set()
    for _ in range(60):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    wanted = {ready.table, ready.controls.start, ready.form.method, ready.form.mask_path.line}
    assert wanted <= reached
