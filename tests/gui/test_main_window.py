"""The whole window, driven by mouse and keys, with fills that take no time."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent, QGuiApplication, QImage, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLabel,
    QMessageBox,
)

from pconv_studio.core.encode import save_photo
from pconv_studio.core.recovery import RecoveryStore
from pconv_studio.core.settings import state_folder
from pconv_studio.gui.canvas.area import ViewMode
from pconv_studio.gui.fill_service import FillService
from pconv_studio.gui.main_window import MainWindow


@pytest.fixture
def window(make_window, functions):
    return make_window(functions)


@pytest.fixture
def fill(window, qtbot):
    """Fills the hole with the Enter key."""

    def press():
        with qtbot.waitSignal(window.fills.filled):
            qtbot.keyClick(window.area.after, Qt.Key.Key_Return)

    return press


def test_empty_window_offers_what_to_do(window):
    assert window.stage.currentWidget() is window.start_page
    assert window.start_page.open_button.isVisible()
    assert window.start_page.sample_button.isVisible()
    assert not window.action("fill.run").isEnabled()


def test_brush_fill_undo_redo(opened, qtbot, drag, fill):
    document = opened.controller.document
    drag((100, 100), (160, 120))
    painted = document.coverage.copy()
    assert painted[100, 100] == 255
    fill()
    assert (document.result[painted > 0] == 0).all()
    outside = painted == 0
    assert np.array_equal(document.result[outside], document.photo.pixels[outside])
    assert not document.coverage.any()
    qtbot.keyClick(opened.area.after, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(document.coverage, painted)
    assert np.array_equal(document.result, document.photo.pixels)
    qtbot.keyClick(opened.area.after, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert (document.result[painted > 0] == 0).all()


def test_mask_dock_counts_when_the_stroke_is_done(opened, qtbot, drag):
    drag((60, 60), (90, 60))
    drag((200, 150), (230, 150))
    qtbot.waitUntil(lambda: "2" in opened.mask_dock.facts.text())
    opened.action("mask.clear").trigger()
    qtbot.waitUntil(lambda: "2" not in opened.mask_dock.facts.text())


def test_painting_goes_on_while_a_fill_runs(opened, qtbot, fakes, drag):
    fakes.gate.clear()
    drag((60, 60), (90, 60))
    first = opened.controller.document.coverage.copy()
    qtbot.keyClick(opened.area.after, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(fakes.calls) == 1)
    drag((200, 150), (230, 150))
    second = opened.controller.document.coverage.copy()
    assert second.sum() > first.sum()
    with qtbot.waitSignal(opened.fills.filled):
        fakes.gate.set()
    coverage = opened.controller.document.coverage
    assert np.array_equal(coverage, np.where(first > 0, 0, second))


def test_escape_cancels_the_fill_and_keeps_the_mask(opened, qtbot, fakes, drag):
    fakes.gate.clear()
    drag((60, 60), (90, 60))
    before = opened.controller.document.coverage.copy()
    qtbot.keyClick(opened.area.after, Qt.Key.Key_Return)
    assert opened.status.cancel_button.isVisible()
    qtbot.waitUntil(lambda: len(fakes.calls) == 1)
    qtbot.keyClick(opened.area.after, Qt.Key.Key_Escape)
    assert not opened.fills.is_busy
    assert not opened.status.cancel_button.isVisible()
    assert np.array_equal(opened.controller.document.coverage, before)
    assert opened.controller.document.layers == ()


def test_fill_of_a_photo_that_was_closed_is_dropped(opened, qtbot, fakes, tmp_path, photo, drag):
    other = save_photo(photo.with_pixels(photo.pixels[:100]), tmp_path / "z.png")
    fakes.gate.clear()
    drag((60, 60), (90, 60))
    qtbot.keyClick(opened.area.after, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(fakes.calls) == 1)
    opened.controller.stack.setClean()
    with qtbot.waitSignal(opened.files.opened):
        opened.files.open(other)
    fakes.gate.set()
    qtbot.waitUntil(lambda: not opened.service.is_busy)
    assert opened.controller.document.layers == ()


def test_fill_after_each_stroke(opened, qtbot, settings, drag):
    opened.action("fill.after_stroke").trigger()
    assert settings.get("fill.after_stroke")
    with qtbot.waitSignal(opened.fills.filled):
        drag((100, 100), (120, 100))
    assert len(opened.controller.document.layers) == 1


def test_layer_is_hidden_filled_again_edited_and_deleted(
    opened, qtbot, fakes, settings, drag, fill
):
    document = opened.controller.document
    drag((60, 60), (90, 60))
    fill()
    drag((200, 150), (230, 150))
    fill()
    first, second = document.layers
    item = opened.layers.list.item(1)
    item.setCheckState(Qt.CheckState.Unchecked)
    assert np.array_equal(
        document.result[first.box.slices], document.photo.pixels[first.box.slices]
    )
    opened.layers.list.item(1).setCheckState(Qt.CheckState.Checked)
    opened.layers.list.setCurrentRow(1)
    settings.set("fill.method", "telea")
    with qtbot.waitSignal(opened.fills.filled):
        qtbot.mouseClick(opened.layers.rerun, Qt.MouseButton.LeftButton)
    assert document.layers[0].id == first.id
    assert document.layers[0].method == "telea"
    opened.layers.list.setCurrentRow(1)
    qtbot.mouseClick(opened.layers.edit, Qt.MouseButton.LeftButton)
    assert opened.layers.banner.isVisible()
    assert document.coverage[60, 60] == 255
    drag((60, 120), (90, 120))
    fill()
    assert [layer.id for layer in document.layers] == [first.id, second.id]
    assert (document.result[120, 62:88] == 0).all()
    assert not opened.layers.banner.isVisible()
    opened.layers.list.setCurrentRow(0)
    qtbot.mouseClick(opened.layers.delete, Qt.MouseButton.LeftButton)
    assert [layer.id for layer in document.layers] == [first.id]
    while opened.controller.stack.canUndo():
        opened.controller.undo()
    assert np.array_equal(document.result, document.photo.pixels)
    assert not document.coverage.any()


def test_fills_have_names_of_their_own_and_the_newest_is_chosen(opened, qtbot, drag, fill):
    document = opened.controller.document
    for row in (60, 100, 140):
        drag((60, row), (90, row))
        fill()
        assert opened.layers.chosen() == document.layers[-1].id
    opened.layers.list.setCurrentRow(2)
    qtbot.mouseClick(opened.layers.delete, Qt.MouseButton.LeftButton)
    drag((200, 60), (230, 60))
    fill()
    names = [layer.name for layer in document.layers]
    assert names == ["Fill 2", "Fill 3", "Fill 4"]
    assert opened.controller.stack.undoText() == "Fill 4"
    # What was chosen stays so where no fill is new.
    opened.layers.list.setCurrentRow(1)
    opened.layers.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert opened.layers.chosen() == document.layers[1].id


def test_rows_of_fills_are_alike_whatever_their_shape(opened, drag, fill):
    for points in [((20, 60), (300, 60)), ((100, 20), (100, 220)), ((200, 100), (205, 100))]:
        drag(*points)
        fill()
    rows = [opened.layers.list.item(row) for row in range(3)]
    assert len({opened.layers.list.visualItemRect(row).height() for row in rows}) == 1
    assert len({row.icon().availableSizes()[0].toTuple() for row in rows}) == 1


def test_fill_is_described_in_words(opened, drag, fill):
    drag((60, 60), (90, 60))
    fill()
    assert "Partial convolutions + detail" in opened.layers.facts.text()
    assert "CPU" in opened.layers.facts.text()


def test_views_keep_zoom_and_place(opened):
    opened.area.view.zoom_to(2.0, (100, 80))
    before = opened.area.view.zoom, opened.area.view.centre
    for action_id, mode in (
        ("view.side_by_side", ViewMode.SIDE_BY_SIDE),
        ("view.split", ViewMode.SPLIT),
        ("view.difference", ViewMode.DIFFERENCE),
        ("view.single", ViewMode.SINGLE),
    ):
        opened.action(action_id).trigger()
        assert opened.area.mode is mode
        assert opened.area.view.zoom == before[0]


def test_original_is_shown_as_long_as_the_key_is_held(opened, qtbot):
    pane = opened.area.after
    shown = pane.shown_content
    qtbot.keyPress(pane, Qt.Key.Key_Backslash)
    assert pane.shown_content is not shown
    qtbot.keyRelease(pane, Qt.Key.Key_Backslash)
    assert pane.shown_content is shown


def test_tool_keys(opened, qtbot):
    pane = opened.area.after
    for key, tool_id in (
        (Qt.Key.Key_E, "eraser"),
        (Qt.Key.Key_L, "lasso"),
        (Qt.Key.Key_M, "rectangle"),
        (Qt.Key.Key_W, "wand"),
        (Qt.Key.Key_B, "brush"),
    ):
        qtbot.keyClick(pane, key)
        assert opened.tool is opened.tools[tool_id]
    size = opened.controller.options.size
    qtbot.keyClick(pane, Qt.Key.Key_BracketRight)
    assert opened.controller.options.size > size


def test_dropped_file_is_opened(window, qtbot, photo, tmp_path):
    path = save_photo(photo, tmp_path / "dropped.png")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(window.files.opened):
        window.dropEvent(event)
    assert window.files.title == "dropped.png"


def test_an_empty_clipboard_is_said(opened, monkeypatch):
    class Empty:
        mimeData = staticmethod(lambda: None)
        image = QImage

    monkeypatch.setattr(QGuiApplication, "clipboard", Empty)
    document = opened.controller.document
    opened.action("edit.paste").trigger()
    assert opened.controller.document is document
    assert "no picture on the clipboard" in opened.status.currentMessage()


def test_copy_and_paste(opened):
    document = opened.controller.document
    opened.action("edit.copy").trigger()
    assert not QGuiApplication.clipboard().image().isNull()
    opened.action("edit.paste").trigger()
    pasted = opened.controller.document
    assert pasted is not document
    assert np.array_equal(pasted.photo.pixels, document.photo.pixels)


def test_failed_fill_is_told_and_the_work_stays(window, qtbot, opened, fakes, monkeypatch, drag):
    shown = []
    monkeypatch.setattr(
        "pconv_studio.gui.window_links.show_error", lambda *parts: shown.append(parts)
    )

    def broken(*_args, **_options):
        raise ZeroDivisionError("oops")

    fakes.fill = broken
    drag((60, 60), (90, 60))
    with qtbot.waitSignal(opened.fills.failed):
        opened.action("fill.run").trigger()
    assert "oops" in str(shown)
    assert opened.controller.document.coverage.any()


def test_layout_is_remembered_and_reset(window, qtbot, settings):
    window.docks["history"].close()
    window.docks["model"].setFloating(True)
    window.keep_layout()
    again = MainWindow(settings, service=FillService(), recovery=window.recovery)
    qtbot.addWidget(again)
    assert again.docks["model"].isFloating()
    assert not again.docks["history"].isVisibleTo(again)
    again.reset_layout()
    assert not again.docks["model"].isFloating()
    again.close()


def test_reset_leaves_nothing_of_what_was_remembered(window, qtbot, settings):
    sizes = {name: dock.size() for name, dock in window.docks.items()}
    window.docks["navigator"].setFloating(True)
    window.docks["layers"].close()
    window.docks["mask"].raise_()
    window.addToolBar(Qt.ToolBarArea.BottomToolBarArea, window.options_bar)
    window.keep_layout()
    # As the program starts: docks join a window that is on the screen.
    again = MainWindow(settings, service=FillService(), recovery=window.recovery, furnished=False)
    qtbot.addWidget(again)
    again.warm_up = lambda: None
    again.show()
    qtbot.waitExposed(again)
    again.furnish()
    QApplication.processEvents()
    assert again.docks["navigator"].isFloating()
    again.resize(window.size())
    again.reset_layout()
    QApplication.processEvents()
    assert not any(dock.isFloating() or dock.isHidden() for dock in again.docks.values())
    in_front = {name for name, dock in again.docks.items() if not dock.visibleRegion().isEmpty()}
    assert in_front == {"navigator", "model", "layers"}
    assert again.toolBarArea(again.options_bar) == Qt.ToolBarArea.TopToolBarArea
    tops = [again.docks[name].y() for name in ("navigator", "model", "layers")]
    assert tops == sorted(tops)
    qtbot.waitUntil(lambda: all(again.docks[name].size() == sizes[name] for name in in_front))
    again.close()


def test_alt_and_a_letter_opens_menus_alone(opened):
    def letters(texts):
        return [QKeySequence.mnemonic(text).toString() for text in texts if "&" in text]

    menus = letters(action.text() for action in opened.menuBar().actions())
    assert len(menus) == len({*menus}) == 7
    labels = [label.text() for label in opened.findChildren(QLabel) if label.buddy() is not None]
    buttons = [button.text() for button in opened.findChildren(QAbstractButton)]
    # Qt would go from one to the other at each press, and open no menu.
    assert not {*menus} & {*letters([*labels, *buttons])}


def test_tab_goes_round_what_is_seen(opened, qtbot):
    opened.activateWindow()
    opened.area.after.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    start, seen = QApplication.focusWidget(), []
    for key in [Qt.Key.Key_Tab] * 60:
        qtbot.keyClick(QApplication.focusWidget(), key)
        widget = QApplication.focusWidget()
        dock = next((d for d in opened.docks.values() if d.isAncestorOf(widget)), None)
        assert dock is None or not dock.visibleRegion().isEmpty(), widget
        seen.append(widget)
    assert start in seen
    assert {opened.model_dock.method, opened.options_bar.size_box, opened.navigator} <= {*seen}


def test_log_folder_is_named_where_nothing_opens_it(window, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    window.action("help.log").trigger()
    assert str(state_folder()) in window.status.currentMessage()


def test_every_control_has_a_name(opened):
    nameless = []
    for kind in (QAbstractButton, QAbstractSlider, QComboBox):
        for widget in opened.findChildren(kind):
            if widget.objectName().startswith("qt_") or not _is_ours(widget):
                continue
            text = getattr(widget, "text", str)()
            if not (widget.accessibleName() or text or _has_buddy(opened, widget)):
                nameless.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    assert not nameless


def _is_ours(widget):
    # Qt's own: title buttons of docks, arrows of scroll and tool bars, spin boxes' insides.
    foreign = ("QDockWidget", "QScrollBar", "QTabBar", "QAbstractScrollArea")
    return not any(type(parent).__name__ in foreign for parent in (widget, widget.parent()))


def _has_buddy(window, widget):
    from PySide6.QtWidgets import QLabel

    return any(label.buddy() is widget for label in window.findChildren(QLabel))


def test_closing_with_unsaved_work_asks(opened, monkeypatch, drag):
    drag((60, 60), (90, 60))
    asked = []

    def question(*_args):
        asked.append(True)
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", question)
    opened.close()
    assert asked
    assert opened.isVisible()


def test_nothing_is_left_behind_after_an_orderly_end(opened, qtbot, monkeypatch, tmp_path, drag):
    drag((60, 60), (90, 60))
    opened.autosave.save()
    qtbot.waitUntil(lambda: not opened.autosave.is_behind)
    assert any((tmp_path / "recovery").iterdir())
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard)
    opened.close()
    assert RecoveryStore(tmp_path / "recovery").leftovers() == []


def test_backup_that_was_about_to_begin_does_not_outlive_the_end(
    opened, qtbot, monkeypatch, tmp_path, drag
):
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard)
    drag((60, 60), (90, 60))
    # Whatever happens to the fills has the work backed up with the next events.
    opened.controller.layersChanged.emit()
    opened.close()
    QApplication.processEvents()
    opened.background._pool.waitForDone()
    assert not [*(tmp_path / "recovery").glob("*")]
