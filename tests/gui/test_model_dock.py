"""The dock shows and sets how to fill, and says what cannot be had."""

from __future__ import annotations

import shutil
import sys

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QSpinBox, QWidget

from pconv_studio.core.errors import UserError
from pconv_studio.gui import model_combos
from pconv_studio.gui.errors import ErrorDialog
from pconv_studio.gui.method_texts import OWN_METHODS, method_note, method_title
from pconv_studio.gui.model_combos import CHOOSE, VALUE
from pconv_studio.gui.model_dock import ModelDock
from pconv_studio.inference.choices import DeviceChoice, device_choices, model_choices
from pconv_studio.inference.model_facts import model_facts
from pconv_studio.inference.registry import available_methods, get_method
from pconv_studio.inference.user_models import FOLDER_VARIABLE, import_model, user_models

ABSENT = [
    DeviceChoice("cpu", "2 threads, bfloat16", ""),
    DeviceChoice("cuda", "", "no gpu"),
    DeviceChoice("mps", "", "no mac"),
]


@pytest.fixture
def dock(qtbot, settings):
    dock = ModelDock(settings)
    qtbot.addWidget(dock)
    dock.show()
    yield dock
    dock.shutdown()


@pytest.fixture
def weights(tmp_path):
    """A copy of the bundled weights under another name."""
    path = tmp_path / "my-model.safetensors"
    shutil.copy(model_choices()[0].path, path)
    return path


def pick(combo, value):
    """Choose an item by the arrow keys."""
    index = combo.findData(value, VALUE)
    assert index >= 0
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Home)
    while combo.currentIndex() < index:
        before = combo.currentIndex()
        QTest.keyClick(combo, Qt.Key.Key_Down)
        if combo.currentIndex() <= before:
            # The last item asks for a file, and what was shown before is shown again.
            break


def values(combo):
    return [combo.itemData(row, VALUE) for row in range(combo.count())]


def test_all_methods_are_there_and_say_what_they_are_good_for(dock):
    assert values(dock.method) == list(OWN_METHODS) == available_methods()[: len(OWN_METHODS)]
    for name in OWN_METHODS:
        assert method_title(name) == get_method(name).title
        assert method_note(name)
    assert method_title("else") == "else"
    assert method_note("else") == ""
    assert dock.method.value == "pconv-detail"
    assert dock.method_note.text() == method_note("pconv-detail")


def test_methods_of_other_packages_come_later(dock, qtbot, settings, monkeypatch):
    monkeypatch.setattr(model_combos, "available_methods", lambda: [*OWN_METHODS, "lama"])
    dock.hide()
    dock.show()
    assert "lama" not in values(dock.method)
    qtbot.waitUntil(lambda: values(dock.method)[-1] == "lama")
    settings.set("fill.method", "lama")
    assert dock.method.currentText() == "lama"
    assert dock.method_note.text() == ""
    # Nobody knows what it needs.
    assert dock.model.isEnabled()
    settings.set("fill.method", "mat")
    assert dock.method.value == "mat"


def test_choosing_sets_the_settings(dock, settings):
    pick(dock.device, "cpu")
    pick(dock.method, "telea")
    assert settings.get("fill.method") == "telea"
    assert settings.get("fill.device") == "cpu"
    assert dock.method_note.text() == method_note("telea")
    # No network, no model and no device.
    assert not dock.model.isEnabled()
    assert not dock.device.isEnabled()
    assert "network" in dock.model.toolTip()
    pick(dock.method, "pconv")
    assert dock.model.isEnabled()
    assert dock.model.toolTip() == ""
    QTest.mouseClick(dock.after_stroke, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert settings.get("fill.after_stroke") is True
    for box, key in ((dock.grow, "fill.grow"), (dock.soften, "fill.soften")):
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Up)
        QTest.keyClick(box, Qt.Key.Key_Up)
        assert settings.get(key) == 2


def test_settings_changed_elsewhere_are_shown(dock, settings):
    settings.set("fill.method", "patchmatch")
    settings.set("fill.device", "cpu")
    settings.set("fill.after_stroke", True)
    settings.set("fill.grow", 7)
    settings.set("fill.soften", 3)
    assert (dock.method.value, dock.device.value) == ("patchmatch", "cpu")
    assert dock.after_stroke.isChecked()
    assert (dock.grow.value(), dock.soften.value()) == (7, 3)


def test_settings_outlive_the_dock(qtbot, settings):
    dock = ModelDock(settings)
    dock.deleteLater()
    qtbot.waitSignal(dock.destroyed).wait()
    settings.set("fill.method", "ns")
    assert settings.get("fill.method") == "ns"


def test_facts_are_those_of_the_file(dock):
    facts = model_facts(None)
    text = dock.facts.words.text()
    assert f"{facts.parameters / 1e6:.1f} million weights" in text
    assert str(facts.photos) in text.replace(",", "")
    assert f"{facts.megabytes:.1f} MB" in text
    assert facts.preset in text
    assert facts.licence in text
    figures = text.replace("\N{NO-BREAK SPACE}", " ")
    assert f"PSNR {facts.validation['psnr']:.1f} dB" in figures
    assert f"SSIM {facts.validation['ssim']:.3f}" in figures
    assert f"l1 {facts.validation['l1']:.2f} %" in figures
    assert dock.facts.words.property("role") == "help"
    assert facts.layers == 8
    assert facts.card.is_file()


def test_facts_need_no_torch():
    import subprocess

    code = (
        "import sys; from pconv_studio.inference.model_facts import model_facts; "
        "model_facts(None); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_file_of_weights_can_be_taken(dock, settings, weights, monkeypatch):
    asked = []
    monkeypatch.setattr(dock.model, "_ask", lambda: asked.append(True))
    pick(dock.model, CHOOSE)
    assert asked == [True]
    assert dock.model.value == ""
    assert dock.model.currentText() == "compact"
    dock.model.take_file(str(weights))
    assert settings.get("fill.model") == str(weights)
    assert dock.model.currentText() == "my-model.safetensors"
    assert "million weights" in dock.facts.words.text()
    assert str(weights) in dock.facts.toolTip()
    pick(dock.model, "")
    assert settings.get("fill.model") == ""


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_file_dialog_is_this_windows_and_does_not_block(dock, qtbot, weights, settings):
    pick(dock.model, CHOOSE)
    dialog = dock.model._dialog
    assert dialog.isVisible()
    assert dialog.nameFilters()[0] == "Weights (*.safetensors *.pth *.pt *.tar *.h5)"
    dialog.fileSelected.emit(str(weights))
    dialog.close()
    assert settings.get("fill.model") == str(weights)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x00" * 40, "not a safetensors file, or it is damaged"),
        (None, "these weights enlarge pictures"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(dock, settings, tmp_path, qtbot, content, reason):
    path = tmp_path / "wrong.safetensors"
    if content is None:
        shutil.copy(model_facts("upscale-x2").path, path)
    else:
        path.write_bytes(content)
    dock.model.take_file(str(path))
    dialog = dock.findChild(ErrorDialog)
    assert reason in dialog.text
    assert "wrong.safetensors" in dialog.text
    dialog.close()
    assert settings.get("fill.model") == ""
    assert dock.model.value == ""


def test_a_model_that_has_gone_is_said_to_be_gone(dock, settings, weights):
    settings.set("fill.model", str(weights))
    weights.unlink()
    settings.set("fill.model", "")
    settings.set("fill.model", str(weights))
    assert "neither a model" in dock.facts.words.text()
    assert dock.facts.words.property("role") == "warning"
    assert dock.facts.state.isHidden()
    settings.set("fill.model", "")
    assert dock.facts.words.property("role") == "help"


def test_the_file_of_the_model_is_checked(dock, settings, weights, qtbot, monkeypatch, tmp_path):
    assert dock.facts.state.isHidden()
    state = dock.facts.state.text
    # Not at once: the window is to be on the screen first.
    qtbot.waitUntil(lambda: "SHA-256 is the one noted" in state.text())
    assert dock.facts.state.isVisible()
    settings.set("fill.model", str(weights))
    assert "no SHA-256 is noted" in state.text()
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "models"))
    path = import_model(weights, "holidays").path
    settings.set("fill.model", "holidays")
    qtbot.waitUntil(lambda: "SHA-256 is the one noted" in state.text())
    settings.set("fill.model", "")
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    settings.set("fill.model", "holidays")
    qtbot.waitUntil(lambda: "not the one that was imported" in state.text())
    # The answer about one is not told of the next.
    settings.set("fill.model", "")
    settings.set("fill.model", str(weights))
    qtbot.waitUntil(lambda: not dock.facts._check._background.is_busy)
    assert "no SHA-256 is noted" in state.text()


def test_own_models_are_offered(dock, settings, weights, monkeypatch, tmp_path):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "models"))
    import_model(weights, "holidays", licence="CC0-1.0", trained_on="my holidays")
    import_model(model_facts("upscale-x2").path, "larger")
    own = user_models()
    dock.hide()
    dock.show()
    assert values(dock.model)[:2] == ["", "holidays"]
    assert "larger" not in values(dock.model)
    assert dock.model.itemText(1) == "holidays (own)"
    pick(dock.model, "holidays")
    assert settings.get("fill.model") == "holidays"
    assert dock.facts.toolTip().startswith(f"{own['holidays'].path}\n")
    assert "CC0-1.0" in dock.facts.words.text()
    assert "my holidays" in dock.facts.words.text()
    assert model_facts("holidays").trained_on == "my holidays"
    # The default model by its name is the default.
    settings.set("fill.model", "compact")
    assert dock.model.currentText() == "compact"


def test_devices_that_are_not_there_cannot_be_chosen(dock, settings):
    assert dock.device.value == "auto"
    dock.show_devices(ABSENT)
    assert values(dock.device) == ["auto", "cpu", "cuda", "mps"]
    model = dock.device.model()
    assert [model.item(row).isEnabled() for row in range(4)] == [True, True, False, False]
    assert dock.device.itemText(2) == "CUDA (NVIDIA GPU): no usable NVIDIA GPU found"
    assert dock.device.itemText(1) == "CPU: 2 threads, bfloat16"
    assert dock.device.value == "auto"
    settings.set("fill.device", "cuda")
    # What was set is shown, although it is not there.
    assert dock.device.value == "cuda"
    dock.show_devices([*ABSENT[:1], DeviceChoice("cuda", "H200", ""), ABSENT[2]])
    assert dock.device.itemText(2) == "CUDA (NVIDIA GPU): H200"
    assert dock.device.value == "cuda"


def test_the_devices_of_this_machine():
    found = {choice.name: choice for choice in device_choices()}
    assert list(found) == ["cpu", "cuda", "mps"]
    assert "threads" in found["cpu"].detail
    assert all(bool(choice.detail) != bool(choice.missing) for choice in found.values())


@pytest.mark.parametrize("state", ["idle", "loading", "ready", "working", "failed"])
def test_every_state_has_words_and_a_picture(dock, state):
    dock.show_state(state, f"this is {state}")
    assert dock.state.text.text() == f"this is {state}"
    assert not dock.state.icon.pixmap().isNull()


def test_the_wheel_does_not_choose(dock, settings):
    dock.fill_button.setFocus()
    for combo in (dock.method, dock.model, dock.device):
        wheel_over(combo, -1)
    assert settings.get("fill.method") == "pconv-detail"
    assert (dock.method.value, dock.device.value) == ("pconv-detail", "auto")


@pytest.mark.parametrize("key", ["fill.grow", "fill.soften"])
def test_the_wheel_scrolls_past_numbers_that_have_no_focus(dock, settings, qtbot, key):
    box = dock.grow if key == "fill.grow" else dock.soften
    dock.activateWindow()
    dock.fill_button.setFocus()
    qtbot.waitUntil(dock.fill_button.hasFocus)
    wheel_over(box, 1)
    assert settings.get(key) == 0
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    wheel_over(box, 1)
    assert settings.get(key) == 1


def wheel_over(widget, notches):
    where = QPointF(widget.rect().center())
    event = QWheelEvent(
        where,
        QPointF(widget.mapToGlobal(where.toPoint())),
        QPoint(0, 0),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_buttons_ask(dock, qtbot):
    with qtbot.waitSignals([dock.fillRequested, dock.compareRequested, dock.depthToggled]):
        for button in (dock.fill_button, dock.compare_button, dock.depth_button):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_buttons_follow_the_windows_actions(dock):
    done = []
    fill, compare, depth, models = (QAction(dock) for _ in range(4))
    depth.setCheckable(True)
    fill.triggered.connect(lambda: done.append("fill"))
    compare.triggered.connect(lambda: done.append("compare"))
    models.triggered.connect(lambda: done.append("models"))
    fill.setEnabled(False)
    dock.set_actions(fill=fill, compare=compare, depth=depth, models=models)
    assert not dock.fill_button.isEnabled()
    fill.setEnabled(True)
    for button in (dock.fill_button, dock.compare_button, dock.depth_button, dock.manage_button):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["fill", "compare", "models"]
    assert depth.isChecked()
    depth.setChecked(False)
    assert not dock.depth_button.isChecked()


def test_everything_can_be_reached_by_keyboard_and_has_a_name(dock):
    controls = [
        widget
        for widget in dock.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QComboBox | QSpinBox) and widget.isVisible()
    ]
    assert len(controls) == 10
    buddies = {label.buddy(): label.text() for label in dock.findChildren(QLabel) if label.buddy()}
    for widget in controls:
        assert widget.accessibleName() or getattr(widget, "text", str)() or buddies.get(widget)
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    reached = set()
    dock.method.setFocus()
    for _ in range(12):
        reached.add(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert set(controls) <= reached


def test_nothing_is_cut_at_its_least_width(dock):
    dock.resize(dock.minimumSizeHint())
    QApplication.processEvents()
    viewport = dock._inner.parentWidget()
    assert dock._inner.width() <= viewport.width()


def test_facts_of_no_model():
    with pytest.raises(UserError, match="neither a model"):
        model_facts("nonsense")
