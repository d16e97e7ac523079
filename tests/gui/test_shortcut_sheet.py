"""Shortcuts: the defaults, the sheet that changes them, and where single keys rest."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcutEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.core.settings import Settings
from pconv_studio.gui.actions import make_actions
from pconv_studio.gui.shortcut_sheet import ShortcutSheet
from pconv_studio.gui.shortcuts import (
    DEFAULT_KEYS,
    KeyGuard,
    apply_shortcuts,
    conflicts,
    keys_of,
    set_keys,
    tell_keys,
)

TEXTS = {
    "file.open": "&Open...",
    "file.save": "&Save",
    "file.save_as": "Save &as...",
    "edit.undo": "&Undo",
    "edit.redo": "&Redo",
    "mask.grow": "&Grow mask",
    "fill.run": "&Fill",
    "tool.brush": "&Brush",
    "tool.wand": "Colour &wand",
    "tool.smart": "&Smart select",
    "brush.smaller": "Smaller brush",
    "help.shortcuts": "&Shortcuts",
}


@pytest.fixture
def window(qtbot):
    made = QWidget()
    QVBoxLayout(made)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def actions(window, settings):
    made = {action_id: QAction(text, window) for action_id, text in TEXTS.items()}
    for action in made.values():
        window.addAction(action)
    apply_shortcuts(made, settings)
    return made


@pytest.fixture
def sheet(qtbot, actions, settings):
    made = ShortcutSheet(actions, settings)
    qtbot.addWidget(made)
    made.show()
    return made


def press(qtbot, field, key, modifiers=Qt.KeyboardModifier.NoModifier):
    field.setFocus()
    qtbot.keyClick(field, key, modifiers)


def ambiguous(key):
    """What Qt sends when a press means several registered keys."""
    return QShortcutEvent(QKeySequence(key), 0, True)


def texts_of(action):
    return [key.toString(QKeySequence.SequenceFormat.PortableText) for key in action.shortcuts()]


# The table.


def test_defaults_are_those_people_know():
    known = {
        "tool.brush": ("B",),
        "tool.eraser": ("E",),
        "tool.lasso": ("L",),
        "tool.polygon": ("Shift+L",),
        "tool.rectangle": ("M",),
        "tool.wand": ("W",),
        "view.fit": ("Ctrl+0",),
        "view.actual": ("Ctrl+1",),
        "edit.undo": ("Ctrl+Z",),
        "edit.redo": ("Ctrl+Shift+Z", "Ctrl+Y"),
        "mask.clear": ("Ctrl+D",),
        "mask.invert": ("Ctrl+Shift+I",),
        "mask.feather": ("Shift+F6",),
        "view.original": ("\\",),
        "file.next": ("PgDown",),
        "file.previous": ("PgUp",),
        "file.export": ("Ctrl+Shift+E",),
        "fill.cancel": ("Esc",),
        "help.shortcuts": ("F1", "?"),
    }
    assert {action_id: DEFAULT_KEYS[action_id] for action_id in known} == known
    assert "Tab" not in {key for keys in DEFAULT_KEYS.values() for key in keys}


def test_default_keys_are_readable_and_belong_to_one_action_each():
    seen = {}
    for action_id, keys in DEFAULT_KEYS.items():
        for text in keys:
            key = QKeySequence.fromString(text, QKeySequence.SequenceFormat.PortableText)
            assert key.count() == 1, text
            portable = key.toString(QKeySequence.SequenceFormat.PortableText)
            assert portable == text
            assert text not in seen, f"{action_id} and {seen.get(text)}"
            seen[text] = action_id


@pytest.mark.parametrize("key", ["Shift+[", "{"])
def test_press_that_means_two_keys_of_one_action_runs_it(window, settings, key):
    made = make_actions(window)
    apply_shortcuts(made, settings)
    ran = []
    made["brush.softer"].triggered.connect(lambda: ran.append(key))
    QApplication.sendEvent(made["brush.softer"], ambiguous(key))
    assert ran == [key]


@pytest.mark.qt_log_ignore("Ambiguous shortcut")
def test_press_that_means_keys_of_two_actions_runs_neither(window, settings):
    made = make_actions(window)
    set_keys("mask.grow", [QKeySequence("{"), QKeySequence("F9")], settings)
    apply_shortcuts(made, settings)
    ran = []
    for name in ("brush.softer", "mask.grow"):
        made[name].triggered.connect(lambda name=name: ran.append(name))
        QApplication.sendEvent(made[name], ambiguous("{"))
    assert not ran


def test_actions_get_keys_and_tool_tips(actions):
    assert texts_of(actions["edit.redo"]) == ["Ctrl+Shift+Z", "Ctrl+Y"]
    assert actions["edit.redo"].toolTip() == "Redo (Ctrl+Shift+Z)"
    assert texts_of(actions["mask.grow"]) == []
    assert actions["mask.grow"].toolTip() == "Grow mask"


def test_a_control_tells_the_keys_of_its_actions_as_they_are_now(qtbot, actions, settings):
    control = QWidget()
    qtbot.addWidget(control)
    control.setToolTip("Size")
    tell_keys(control, actions["mask.grow"], actions["tool.brush"])
    assert control.toolTip() == "Size (B)"
    set_keys("mask.grow", [QKeySequence("Ctrl+G")], settings)
    apply_shortcuts(actions, settings)
    assert control.toolTip() == "Size (Ctrl+G, B)"
    for action_id in ("mask.grow", "tool.brush"):
        set_keys(action_id, [], settings)
    apply_shortcuts(actions, settings)
    assert control.toolTip() == "Size"


def test_own_keys_are_kept_and_defaults_are_not_written(settings):
    set_keys("tool.brush", [QKeySequence("P")], settings)
    assert settings.get("shortcuts") == {"tool.brush": ["P"]}
    settings.save()
    again = Settings(settings.path)
    assert keys_of("tool.brush", again) == [QKeySequence("P")]
    set_keys("tool.brush", [], settings)
    assert keys_of("tool.brush", settings) == []
    set_keys("tool.brush", [QKeySequence("B")], settings)
    assert settings.get("shortcuts") == {}
    set_keys("tool.brush", [QKeySequence("P")], settings)
    set_keys("tool.brush", None, settings)
    assert settings.get("shortcuts") == {}


@pytest.mark.parametrize("damaged", [{"tool.brush": "B"}, {"tool.brush": [3, "nonsense key"]}])
def test_nonsense_in_the_file_does_no_harm(settings, damaged):
    settings.set("shortcuts", damaged)
    assert keys_of("tool.brush", settings) in ([QKeySequence("B")], [], [QKeySequence("3")])
    assert keys_of("tool.eraser", settings) == [QKeySequence("E")]


def test_conflicts_name_the_other_action(settings):
    ids = list(DEFAULT_KEYS)
    assert conflicts(QKeySequence("Ctrl+Z"), "file.open", ids, settings) == ["edit.undo"]
    assert conflicts(QKeySequence("Ctrl+Z"), "edit.undo", ids, settings) == []
    assert conflicts(QKeySequence("Ctrl+Alt+F12"), "edit.undo", ids, settings) == []
    assert conflicts(QKeySequence(), "edit.undo", ids, settings) == []


# The sheet.


def test_lists_every_action_below_its_group(sheet):
    groups = [sheet.tree.topLevelItem(n) for n in range(sheet.tree.topLevelItemCount())]
    assert [group.text(0) for group in groups] == [
        "File", "Edit", "Mask", "Fill", "Tools", "Brush", "Help", "Mouse and pen",
    ]  # fmt: skip
    file = [groups[0].child(n).text(0) for n in range(groups[0].childCount())]
    assert file == ["Open", "Save", "Save as"]
    assert groups[1].child(1).text(1) == "Ctrl+Shift+Z,  Ctrl+Y"


def test_new_key_holds_at_once_and_is_kept(qtbot, sheet, actions, settings):
    sheet.choose("mask.grow")
    with qtbot.waitSignal(sheet.changed, check_params_cb=lambda name: name == "mask.grow"):
        press(qtbot, sheet.fields[0], Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert texts_of(actions["mask.grow"]) == ["Ctrl+G"]
    assert actions["mask.grow"].toolTip() == "Grow mask (Ctrl+G)"
    sheet.close()
    assert Settings(settings.path).get("shortcuts") == {"mask.grow": ["Ctrl+G"]}


def test_second_key_is_added(qtbot, sheet, actions):
    sheet.choose("edit.undo")
    press(qtbot, sheet.fields[1], Qt.Key.Key_F7)
    assert texts_of(actions["edit.undo"]) == ["Ctrl+Z", "F7"]


def test_same_key_twice_counts_once(qtbot, sheet, actions):
    sheet.choose("edit.undo")
    press(qtbot, sheet.fields[1], Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert texts_of(actions["edit.undo"]) == ["Ctrl+Z"]


def test_key_of_another_action_is_not_taken_unasked(qtbot, sheet, actions):
    sheet.choose("mask.grow")
    press(qtbot, sheet.fields[0], Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert sheet.warning.isVisible()
    assert "Ctrl+Z" in sheet.warning.text()
    assert "Undo" in sheet.warning.text()
    assert texts_of(actions["mask.grow"]) == []
    assert texts_of(actions["edit.undo"]) == ["Ctrl+Z"]
    qtbot.mouseClick(sheet.leave, Qt.MouseButton.LeftButton)
    assert not sheet.warning.isVisible()
    assert sheet.fields[0].keySequence().isEmpty()
    assert texts_of(actions["edit.undo"]) == ["Ctrl+Z"]


def test_key_it_had_stays_when_a_taken_one_is_left(qtbot, sheet, actions):
    sheet.choose("edit.undo")
    press(qtbot, sheet.fields[0], Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert sheet.warning.isVisible()
    assert texts_of(actions["edit.undo"]) == ["Ctrl+Z"]
    qtbot.mouseClick(sheet.leave, Qt.MouseButton.LeftButton)
    assert texts_of(actions["edit.undo"]) == ["Ctrl+Z"]
    assert sheet.fields[0].keySequence() == QKeySequence("Ctrl+Z")


def test_modifier_alone_takes_no_key_away(qtbot, sheet, actions):
    sheet.choose("edit.undo")
    sheet.fields[0].setFocus()
    qtbot.keyPress(sheet.fields[0], Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyRelease(sheet.fields[0], Qt.Key.Key_Control)
    qtbot.waitUntil(lambda: sheet.fields[0].keySequence() == QKeySequence("Ctrl+Z"))
    assert texts_of(actions["edit.undo"]) == ["Ctrl+Z"]


def test_take_over_moves_the_key(qtbot, sheet, actions):
    sheet.choose("mask.grow")
    press(qtbot, sheet.fields[0], Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.mouseClick(sheet.take_over, Qt.MouseButton.LeftButton)
    assert texts_of(actions["mask.grow"]) == ["Ctrl+Z"]
    assert texts_of(actions["edit.undo"]) == []
    assert not sheet.warning.isVisible()


def test_key_can_be_cleared(qtbot, sheet, actions, settings):
    sheet.choose("edit.redo")
    sheet.fields[0].clear()
    assert texts_of(actions["edit.redo"]) == ["Ctrl+Y"]
    sheet.fields[0].clear()
    assert texts_of(actions["edit.redo"]) == []
    assert keys_of("edit.redo", settings) == []


def test_reset_of_one_action(qtbot, sheet, actions):
    sheet.choose("edit.undo")
    assert not sheet.reset_one.isEnabled()
    press(qtbot, sheet.fields[0], Qt.Key.Key_F7)
    assert sheet.reset_one.isEnabled()
    qtbot.mouseClick(sheet.reset_one, Qt.MouseButton.LeftButton)
    assert texts_of(actions["edit.undo"]) == ["Ctrl+Z"]
    assert not sheet.reset_one.isEnabled()


def test_reset_of_all(qtbot, sheet, actions, settings):
    sheet.choose("mask.grow")
    press(qtbot, sheet.fields[0], Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.mouseClick(sheet.take_over, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(sheet.reset_all, Qt.MouseButton.LeftButton)
    assert settings.get("shortcuts") == {}
    assert texts_of(actions["edit.undo"]) == ["Ctrl+Z"]
    assert texts_of(actions["mask.grow"]) == []
    assert not sheet.reset_all.isEnabled()


def shown(sheet):
    return [action_id for action_id, item in sheet.tree.items.items() if not item.isHidden()]


def test_search_by_name_and_by_key(qtbot, sheet):
    qtbot.keyClicks(sheet.search, "brush")
    assert shown(sheet) == ["tool.brush", "brush.smaller"]
    sheet.search.clear()
    qtbot.keyClicks(sheet.search, "ctrl+shift")
    assert shown(sheet) == ["file.save_as", "edit.redo"]
    sheet.search.clear()
    assert len(shown(sheet)) == len(TEXTS)


def test_enter_in_the_list_goes_to_the_key(qtbot, sheet):
    sheet.activateWindow()
    sheet.choose("tool.wand")
    sheet.tree.setFocus()
    qtbot.keyClick(sheet.tree, Qt.Key.Key_Return)
    qtbot.waitUntil(sheet.fields[0].hasFocus)
    assert sheet.isVisible()


def test_enter_can_be_a_key(qtbot, sheet, actions):
    sheet.choose("tool.wand")
    press(qtbot, sheet.fields[0], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert texts_of(actions["tool.wand"]) == ["Ctrl+Return"]
    assert sheet.isVisible()


def test_controls_have_names(sheet):
    for field in [*sheet.fields, sheet.tree, sheet.search]:
        assert field.accessibleName()
    for button in sheet.findChildren(QPushButton):
        assert button.text() or button.accessibleName()


# Single keys in fields.


@pytest.fixture
def guarded(qtbot, qapp, window, actions):
    """The window with an action heard by id, and a guard."""
    guard = KeyGuard(qapp)
    heard = []
    for action_id, action in actions.items():
        action.triggered.connect(lambda _=False, name=action_id: heard.append(name))
    window.heard = heard
    yield window
    guard.setParent(None)
    guard.deleteLater()


def focus(qtbot, window, widget):
    window.layout().addWidget(widget)
    window.show()
    window.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)


def test_letters_run_actions_outside_fields(qtbot, guarded):
    plain = QPushButton("x")
    focus(qtbot, guarded, plain)
    qtbot.keyClicks(plain, "bw[")
    assert guarded.heard == ["tool.brush", "tool.wand", "brush.smaller"]
    qtbot.keyClick(plain, Qt.Key.Key_Return)
    assert guarded.heard[-1] == "fill.run"


@pytest.mark.parametrize("make", [QLineEdit, QPlainTextEdit])
def test_letters_are_text_in_text_fields(qtbot, guarded, make):
    field = make()
    focus(qtbot, guarded, field)
    qtbot.keyClicks(field, "Bw[?")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    text = field.text() if isinstance(field, QLineEdit) else field.toPlainText().strip()
    assert text == "Bw[?"
    assert guarded.heard == []


def test_keys_with_ctrl_run_actions_in_text_fields_too(qtbot, guarded):
    field = QLineEdit()
    focus(qtbot, guarded, field)
    qtbot.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert guarded.heard == ["file.save"]


def test_number_field_keeps_digits_and_enter(qtbot, guarded, actions):
    field = QSpinBox()
    field.setMaximum(500)
    focus(qtbot, guarded, field)
    field.selectAll()
    qtbot.keyClicks(field, "42")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == 42
    qtbot.keyClick(field, Qt.Key.Key_PageUp)
    assert field.value() == 52
    assert guarded.heard == []


def test_editable_combo_box_is_a_text_field(qtbot, guarded):
    field = QComboBox()
    field.setEditable(True)
    focus(qtbot, guarded, field)
    qtbot.keyClicks(field, "bwe")
    assert field.currentText() == "bwe"
    assert guarded.heard == []


@pytest.mark.parametrize("make", [QListWidget, QSlider, QComboBox])
def test_lists_and_sliders_keep_the_keys_that_move_about(qtbot, guarded, actions, settings, make):
    actions["file.open"].setShortcut(QKeySequence("PgDown"))
    field = make()
    if isinstance(field, QListWidget | QComboBox):
        field.addItems([str(n) for n in range(99)])
    focus(qtbot, guarded, field)
    qtbot.keyClick(field, Qt.Key.Key_PageDown)
    qtbot.keyClick(field, Qt.Key.Key_B)
    assert guarded.heard == ["tool.brush"]


@pytest.mark.qt_log_ignore("This plugin does not support grabbing")
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_takes_what_is_marked_in_an_open_combo_box(qtbot, guarded, key):
    field = QComboBox()
    field.addItems(["a", "b", "c"])
    focus(qtbot, guarded, field)
    field.showPopup()
    view = field.view()
    qtbot.waitUntil(view.hasFocus)
    for pressed in (Qt.Key.Key_Down, Qt.Key.Key_B, Qt.Key.Key_End, key):
        qtbot.keyClick(view, pressed)
    qtbot.waitUntil(lambda: not view.isVisible())
    assert field.currentText() == "c"
    assert guarded.heard == []


def test_guard_lets_go_of_a_field(qtbot, guarded):
    field, plain = QLineEdit(), QPushButton("x")
    focus(qtbot, guarded, field)
    focus(qtbot, guarded, plain)
    field.deleteLater()
    qtbot.keyClick(plain, Qt.Key.Key_B)
    assert guarded.heard == ["tool.brush"]


def test_alt_gr_writes_in_text_fields(qtbot, guarded):
    field = QLineEdit()
    focus(qtbot, guarded, field)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(field, "[", both)
    assert guarded.heard == []
