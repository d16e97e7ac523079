"""Preferences: every setting of the table, by mouse and keyboard, in effect at once."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QLibraryInfo, QMimeData, QPoint, QPointF, Qt, QUrl, QVersionNumber
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QColorDialog,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QLineEdit,
    QSpinBox,
)

from pconv_studio.core.settings import SETTINGS, Settings
from pconv_studio.gui.path_edit import PathEdit
from pconv_studio.gui.preferences import PreferencesDialog
from pconv_studio.gui.setting_rows import ColourButton

SHOWN = [setting for setting in SETTINGS if setting.kind != "hidden"]
KINDS = {
    "bool": QCheckBox,
    "int": QSpinBox,
    "float": QDoubleSpinBox,
    "choice": QComboBox,
    "colour": ColourButton,
    "text": QLineEdit,
    "file": PathEdit,
    "folder": PathEdit,
}


# Qt 6.12 wants it exact and warns of the other.
DragPoint = QPointF if QLibraryInfo.version() >= QVersionNumber(6, 12) else QPoint


@pytest.fixture
def dialog(qtbot, settings):
    made = PreferencesDialog(settings)
    qtbot.addWidget(made)
    made.show()
    return made


def open_page(dialog, key):
    """Go to the page of a setting by its list; returns its row."""
    row = dialog.rows[key]
    names = [section.group for section in dialog.sections]
    dialog.groups.setCurrentRow(names.index(row.setting.group))
    assert row.isVisible()
    return row


def test_every_setting_of_the_table_has_a_row(dialog):
    assert list(dialog.rows) == [setting.key for setting in SHOWN]
    for setting in SHOWN:
        assert isinstance(dialog.rows[setting.key].editor, KINDS[setting.kind])
    groups = list(dict.fromkeys(setting.group for setting in SHOWN))
    assert [dialog.groups.item(n).text() for n in range(dialog.groups.count())] == groups


def test_pages_show_one_group_each(dialog):
    for index, section in enumerate(dialog.sections):
        dialog.groups.setCurrentRow(index)
        assert [s.isVisible() for s in dialog.sections] == [s is section for s in dialog.sections]
        assert {row.setting.group for row in dialog.shown_rows()} == {section.group}


def test_rows_have_names_and_help(dialog):
    for setting in SHOWN:
        row = dialog.rows[setting.key]
        assert row.editor.accessibleName()
        assert not row.reset.isEnabled()
        assert setting.label.casefold() in row.words
        assert setting.note.casefold() in row.words


def test_check_box_by_mouse(qtbot, dialog, settings):
    row = open_page(dialog, "canvas.pixel_grid")
    place = QPoint(8, row.editor.height() // 2)
    qtbot.mouseClick(row.editor, Qt.MouseButton.LeftButton, pos=place)
    assert settings.get("canvas.pixel_grid") is False
    assert row.reset.isEnabled()


def test_check_box_by_space_bar(qtbot, dialog, settings):
    row = open_page(dialog, "files.receipt")
    row.editor.setFocus()
    qtbot.keyClick(row.editor, Qt.Key.Key_Space)
    assert settings.get("files.receipt") is False


def test_number_takes_effect_when_it_is_finished(qtbot, dialog, settings):
    heard = []
    settings.listen(heard.append)
    box = open_page(dialog, "autosave.seconds").editor
    assert box.suffix() == " s"
    box.selectAll()
    qtbot.keyClicks(box, "120")
    assert heard == []
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert heard == ["autosave.seconds"]
    assert settings.get("autosave.seconds") == 120
    assert dialog.isVisible()


def test_number_keeps_to_its_limits(qtbot, dialog, settings):
    box = open_page(dialog, "autosave.seconds").editor
    assert (box.minimum(), box.maximum()) == (5, 3600)
    box.selectAll()
    qtbot.keyClicks(box, "2")
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert settings.get("autosave.seconds") == 60 or settings.get("autosave.seconds") >= 5


def test_arrow_keys_change_a_number(qtbot, dialog, settings):
    box = open_page(dialog, "canvas.overlay_opacity").editor
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert settings.get("canvas.overlay_opacity") == 51


def test_fractions_are_kept(qtbot, dialog, settings):
    box = open_page(dialog, "tools.brush_size").editor
    box.selectAll()
    qtbot.keyClicks(box, box.locale().toString(12.5, "f", 1))
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert settings.get("tools.brush_size") == 12.5


def test_choice_by_keyboard(qtbot, dialog, settings):
    box = open_page(dialog, "appearance.theme").editor
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert settings.get("appearance.theme") == "dark"


def test_colour_is_asked_for(qtbot, dialog, settings):
    button = open_page(dialog, "canvas.overlay_colour").editor
    assert button.text() == "#ff2d9b"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    asked = button.findChild(QColorDialog)
    asked.setCurrentColor("#00ff80")
    asked.accept()
    assert settings.get("canvas.overlay_colour") == "#00ff80"
    assert "#00ff80" in button.accessibleName()


def test_text_is_taken_when_the_field_is_left(qtbot, dialog, settings):
    line = open_page(dialog, "files.export_pattern").editor
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "{name}-x")
    assert settings.get("files.export_pattern") == "{name}_filled"
    qtbot.keyClick(line, Qt.Key.Key_Tab)
    assert settings.get("files.export_pattern") == "{name}-x"


def test_folder_is_chosen_in_a_dialog(qtbot, dialog, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path))
    field = open_page(dialog, "files.export_folder").editor
    qtbot.mouseClick(field.button, Qt.MouseButton.LeftButton)
    assert settings.get("files.export_folder") == str(tmp_path)
    field.line.clear()
    assert settings.get("files.export_folder") == ""


def test_file_may_be_dropped(qtbot, dialog, settings, tmp_path):
    field = open_page(dialog, "canvas.monitor_profile_file").editor
    profile = tmp_path / "monitor.icc"
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(profile))])
    how = (
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(field.line, QDragEnterEvent(DragPoint(5, 5), *how))
    QApplication.sendEvent(field.line, QDropEvent(QPointF(5, 5), *how))
    assert settings.get("canvas.monitor_profile_file") == str(profile)


def test_reset_of_one_setting(qtbot, dialog, settings):
    settings.set("tools.tolerance", 80)
    row = open_page(dialog, "tools.tolerance")
    assert row.editor.value() == 80
    qtbot.mouseClick(row.reset, Qt.MouseButton.LeftButton)
    assert settings.get("tools.tolerance") == 24
    assert row.editor.value() == 24
    assert not row.reset.isEnabled()


def test_reset_page_leaves_the_other_pages(qtbot, dialog, settings):
    settings.set("tools.tolerance", 80)
    settings.set("files.receipt", False)
    open_page(dialog, "tools.tolerance")
    qtbot.mouseClick(dialog.reset_all, Qt.MouseButton.LeftButton)
    assert settings.get("tools.tolerance") == 24
    assert settings.get("files.receipt") is False
    assert not dialog.reset_all.isEnabled()


def test_change_from_elsewhere_is_shown(dialog, settings):
    settings.set("canvas.overlay_opacity", 77)
    assert dialog.rows["canvas.overlay_opacity"].editor.value() == 77


def test_changes_are_kept(qtbot, dialog, settings):
    box = open_page(dialog, "canvas.overlay_opacity").editor
    qtbot.keyClick(box, Qt.Key.Key_Up)
    dialog.close()
    assert Settings(settings.path).get("canvas.overlay_opacity") == 51


def test_restart_is_asked_for_only_where_it_is_needed(dialog, settings):
    for setting in SHOWN:
        assert dialog.rows[setting.key].restart.isHidden()
    settings.set("appearance.language", "de")
    settings.set("appearance.theme", "light")
    assert not dialog.rows["appearance.language"].restart.isHidden()
    assert dialog.rows["appearance.theme"].restart.isHidden()
    settings.set("appearance.language", "system")
    assert dialog.rows["appearance.language"].restart.isHidden()


def test_search_goes_over_all_pages(qtbot, dialog):
    qtbot.keyClicks(dialog.search, "recent")
    assert [row.setting.key for row in dialog.shown_rows()] == ["files.recent_count"]
    dialog.search.clear()
    qtbot.keyClicks(dialog.search, "crash")
    assert [row.setting.key for row in dialog.shown_rows()] == ["autosave.seconds"]
    dialog.search.clear()
    # A group finds all its settings.
    qtbot.keyClicks(dialog.search, "memory")
    assert {"memory.undo_mb", "autosave.seconds"} <= {
        row.setting.key for row in dialog.shown_rows()
    }
    dialog.search.clear()
    qtbot.keyClicks(dialog.search, "xyzzy")
    assert dialog.shown_rows() == []
    assert dialog._nothing.isVisible()
    dialog.search.clear()
    assert {row.setting.group for row in dialog.shown_rows()} == {"General"}


def wheel_over(widget):
    event = QWheelEvent(
        QPointF(10, 10),
        QPointF(widget.mapToGlobal(QPoint(10, 10))),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_wheel_scrolls_past_fields(dialog, settings):
    box = open_page(dialog, "canvas.overlay_opacity").editor
    wheel_over(box)
    assert settings.get("canvas.overlay_opacity") == 50


def test_wheel_changes_the_field_with_the_focus(qtbot, dialog, settings):
    box = open_page(dialog, "canvas.overlay_opacity").editor
    dialog.activateWindow()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    wheel_over(box)
    assert settings.get("canvas.overlay_opacity") == 51


def test_settings_outlive_the_dialog(qtbot, qapp, settings):
    dialog = PreferencesDialog(settings)
    dialog.deleteLater()
    del dialog
    qapp.processEvents()
    gc.collect()
    settings.set("canvas.overlay_opacity", 66)


def test_tab_reaches_every_editor(qtbot, dialog):
    dialog.activateWindow()
    dialog.search.setFocus()
    qtbot.waitUntil(dialog.search.hasFocus)
    row = open_page(dialog, "files.export_format")
    wanted = {r.editor.focusProxy() or r.editor for r in dialog.shown_rows()}
    reached = set()
    for _ in range(80):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    assert wanted <= reached
    assert row.editor in reached


def test_escape_closes(qtbot, dialog):
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
