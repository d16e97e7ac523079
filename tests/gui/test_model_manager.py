"""Own models come in, get other names and go, by mouse and keys; damaged ones are told of."""

from __future__ import annotations

import shutil

import pytest
import torch
from PySide6.QtCore import QLocale, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox, QTextBrowser

from pconv_models.catalogue import bundled_models, sha256_of
from pconv_models.checkpoint import save_checkpoint
from pconv_models.config import UNetConfig
from pconv_models.unet import PConvUNet
from pconv_studio.gui.batch.form import BatchForm
from pconv_studio.gui.errors import open_errors
from pconv_studio.gui.model_dock import ModelDock
from pconv_studio.gui.model_manager import ImportDialog, ModelManager
from pconv_studio.inference.fill import fill
from pconv_studio.inference.model_facts import model_facts
from pconv_studio.inference.user_models import (
    FOLDER_VARIABLE,
    import_model,
    models_folder,
    user_models,
)

BUNDLED = list(bundled_models())
VALIDATION = {"step": 7500, "psnr": 28.46, "ssim": 0.9012, "l1": 1.534}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of models that is this test's own."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "models"))


@pytest.fixture
def weights(tmp_path):
    """A file of weights as training leaves it."""
    path = tmp_path / "seaside run" / "model.safetensors"
    path.parent.mkdir()
    torch.manual_seed(2)
    training = {"photos": 1234, "step": 7500, "validation": VALIDATION}
    save_checkpoint(path, PConvUNet(UNetConfig(width=4, depth=3)), training=training)
    return path


@pytest.fixture
def foreign(tmp_path):
    """Random weights as jacobaustin123's program stores them, three stages each way."""
    torch.manual_seed(3)
    state = {}
    shapes = [(2, 3, 7), (4, 2, 5), (8, 4, 5), (4, 12, 3), (2, 6, 3), (3, 5, 3)]
    for number, (out, inputs, side) in enumerate(shapes, 1):
        fan = inputs * side**2
        state[f"conv{number}.conv.weight"] = torch.randn(out, inputs, side, side) / fan**0.5
        if number < len(shapes):
            state[f"conv{number}.bn.weight"] = torch.ones(out)
            state[f"conv{number}.bn.bias"] = torch.zeros(out)
            state[f"conv{number}.bn.running_mean"] = torch.zeros(out)
            state[f"conv{number}.bn.running_var"] = torch.ones(out)
    state["conv6.conv.bias"] = torch.zeros(3)
    path = tmp_path / "their weights.pth"
    torch.save(state, path)
    return path


@pytest.fixture
def manager(qtbot, settings):
    manager = ModelManager(settings)
    qtbot.addWidget(manager)
    manager.show()
    qtbot.waitExposed(manager)
    yield manager
    manager.shutdown()


def click(widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def choose(manager, name):
    """Click on a model in the list."""
    found = manager.list.findItems(name, Qt.MatchFlag.MatchExactly)[0]
    where = manager.list.visualItemRect(found).center()
    QTest.mouseClick(manager.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert manager.list.name == name


def open_import(manager):
    click(manager.import_button)
    return manager.findChild(ImportDialog)


def write(line, text):
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)


def rename(manager, new):
    """Type another name into the list."""
    editor = manager.list.findChild(QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, new)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def answer(manager, role):
    """Press a button of the question that is open."""
    box = next(box for box in manager.findChildren(QMessageBox) if box.isVisible())
    click(next(button for button in box.buttons() if box.buttonRole(button) == role))


def text(manager, key):
    return manager.panel.values[key].text().replace("\N{NO-BREAK SPACE}", " ")


def test_the_programs_models_are_there_with_all_that_is_known(manager, qtbot):
    assert manager.list.names() == BUNDLED
    assert manager.list.name == BUNDLED[0]
    facts = model_facts(None)
    assert text(manager, "purpose") == "Fills holes"
    assert text(manager, "network") == f"compact, {facts.parameters / 1e6:.1f} million weights"
    assert text(manager, "size") == f"{facts.path.stat().st_size / 1e6:.1f} MB"
    photos, steps = (QLocale().toString(number) for number in (facts.photos, facts.steps))
    assert text(manager, "trained") == f"{photos} photos, {steps} steps"
    assert f"PSNR {facts.validation['psnr']:.1f} dB" in text(manager, "validation")
    assert text(manager, "licence") == "MIT"
    assert text(manager, "file") == str(facts.path)
    assert text(manager, "sha256").replace("\n", "") == sha256_of(facts.path)
    qtbot.waitUntil(lambda: "is the one noted" in manager.panel.state.text.text())
    # Those of the program stay as they are.
    assert not manager.rename_button.isEnabled()
    assert not manager.delete_button.isEnabled()
    choose(manager, "upscale-x3")
    assert text(manager, "purpose") == "Enlarges by 3"
    assert not manager.use_button.isEnabled()
    QTest.keyClick(manager.list, Qt.Key.Key_F2)
    assert manager.list.findChild(QLineEdit) is None
    QTest.keyClick(manager.list, Qt.Key.Key_Delete)
    assert manager.findChild(QMessageBox) is None


def test_the_card_of_a_model_can_be_read(manager):
    click(manager.panel.card_button)
    browser = manager.findChild(QTextBrowser)
    assert browser.isVisible()
    assert "Validation" in browser.toPlainText()
    browser.window().close()


def test_weights_of_a_training_run_are_imported(manager, weights, qtbot):
    dialog = open_import(manager)
    assert not dialog.import_button.isEnabled()
    write(dialog.file.line, str(weights))
    assert dialog.name.text() == "seaside-run"
    write(dialog.licence.lineEdit(), "CC0-1.0")
    write(dialog.trained_on, "my holidays")
    with qtbot.waitSignal(manager.changed):
        click(dialog.import_button)
    assert not dialog.isVisible()
    assert manager.list.names() == [*BUNDLED, "seaside-run"]
    assert manager.list.name == "seaside-run"
    count = QLocale().toString(user_models()["seaside-run"].parameters)
    assert text(manager, "network") == f"custom, {count} weights"
    assert text(manager, "trained") == "my holidays"
    assert text(manager, "validation") == "PSNR 28.5 dB, SSIM 0.901, l1 1.53 %"
    assert text(manager, "licence") == "CC0-1.0"
    assert text(manager, "added")
    assert manager.panel.values["origin"].isHidden()
    assert manager.panel.card_button.isHidden()
    qtbot.waitUntil(lambda: "is the one noted" in manager.panel.state.text.text())
    assert weights.is_file()


def test_another_programs_weights_are_imported_and_fill(manager, foreign, qtbot, settings, photo):
    dialog = open_import(manager)
    write(dialog.file.line, str(foreign))
    assert dialog.name.text() == "their-weights"
    write(dialog.name, "theirs")
    with qtbot.waitSignal(manager.changed):
        click(dialog.import_button)
    assert text(manager, "origin") == "jacobaustin123/pytorch-inpainting-partial-conv"
    assert "BatchNorm after the first convolution as well" in text(manager, "quirks")
    assert text(manager, "validation") == "no figures in the file"
    assert text(manager, "licence") == "not stated"
    click(manager.use_button)
    assert settings.get("fill.model") == "theirs"
    assert not manager.use_button.isEnabled()
    hole = photo.pixels[..., 0] < 40
    result = fill(photo.pixels, hole, method="pconv", model="theirs", device="cpu")
    assert (result.pixels[~hole] == photo.pixels[~hole]).all()
    assert (result.pixels[hole] != photo.pixels[hole]).any()
    choose(manager, BUNDLED[0])
    click(manager.use_button)
    assert settings.get("fill.model") == ""


def test_the_proposed_name_follows_the_file_until_one_is_typed(manager, foreign, weights):
    dialog = open_import(manager)
    write(dialog.file.line, str(foreign))
    write(dialog.file.line, str(weights))
    assert dialog.name.text() == "seaside-run"
    write(dialog.name, "mine")
    write(dialog.file.line, str(foreign))
    assert dialog.name.text() == "mine"
    dialog.reject()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("compact", "there is a model 'compact' already"),
        ("has spaces", "cannot be a model's name"),
        ("con", "cannot be a model's name"),
        ("", ""),
    ],
)
def test_names_that_cannot_be(manager, foreign, name, reason):
    dialog = open_import(manager)
    write(dialog.file.line, str(foreign))
    assert dialog.import_button.isEnabled()
    dialog.name.clear()
    QTest.keyClicks(dialog.name, name)
    assert reason.casefold() in dialog.problem.text().casefold()
    assert not dialog.import_button.isEnabled()
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert not dialog.is_busy
    dialog.reject()


def test_a_file_that_is_not_there(manager, tmp_path):
    dialog = open_import(manager)
    write(dialog.file.line, str(tmp_path / "gone.pth"))
    assert "no such file" in dialog.problem.text()
    assert not dialog.import_button.isEnabled()
    dialog.reject()
    assert not user_models()


def test_what_is_no_weights_is_said_and_can_be_corrected(manager, foreign, tmp_path, qtbot):
    wrong = tmp_path / "wrong.pth"
    wrong.write_text("no weights at all, but some text")
    dialog = open_import(manager)
    write(dialog.file.line, str(wrong))
    click(dialog.import_button)
    assert dialog.is_busy
    qtbot.waitUntil(lambda: bool(open_errors()))
    error = open_errors()[0]
    assert "no file of weights" in error.text
    assert str(wrong) in error.text
    error.close()
    assert dialog.isVisible()
    assert manager.list.names() == BUNDLED
    write(dialog.file.line, str(foreign))
    with qtbot.waitSignal(manager.changed):
        click(dialog.import_button)
    assert manager.list.name == "their-weights"


def test_a_dialog_at_work_stays_open(manager, foreign, qtbot):
    dialog = open_import(manager)
    write(dialog.file.line, str(foreign))
    with qtbot.waitSignal(manager.changed):
        click(dialog.import_button)
        assert dialog.bar.isVisible()
        assert not dialog.form.isEnabled()
        dialog.reject()
        dialog.close()
        assert dialog.isVisible()
    assert list(user_models()) == ["their-weights"]


def test_a_model_is_renamed_in_the_list(manager, weights, settings, qtbot):
    import_model(weights, "old")
    settings.set("fill.model", "old")
    manager.list.refresh()
    choose(manager, "old")
    click(manager.rename_button)
    with qtbot.waitSignal(manager.changed):
        rename(manager, "new")
    assert list(user_models()) == ["new"]
    assert manager.list.name == "new"
    # What fills is the same model as before.
    assert settings.get("fill.model") == "new"
    QTest.keyClick(manager.list, Qt.Key.Key_F2)
    with qtbot.waitSignal(manager.changed):
        rename(manager, "New")
    assert list(user_models()) == ["New"]


@pytest.mark.parametrize(
    ("name", "reason"), [("compact", "already"), ("no/way", "cannot be a model's name")]
)
def test_a_name_that_is_refused_changes_nothing(manager, weights, name, reason, qtbot):
    import_model(weights, "old")
    manager.list.refresh("old")
    click(manager.rename_button)
    rename(manager, name)
    qtbot.waitUntil(lambda: bool(open_errors()))
    assert reason in open_errors()[0].text
    open_errors()[0].close()
    assert list(user_models()) == ["old"]
    assert manager.list.name == "old"
    assert manager.list.currentItem().text() == "old"


def test_a_model_is_deleted_after_a_question(manager, weights, settings, qtbot):
    import_model(weights, "mine")
    settings.set("fill.model", "mine")
    manager.list.refresh("mine")
    QTest.keyClick(manager.list, Qt.Key.Key_Delete)
    answer(manager, QMessageBox.ButtonRole.RejectRole)
    assert list(user_models()) == ["mine"]
    qtbot.waitUntil(lambda: manager.findChild(QMessageBox) is None)
    click(manager.delete_button)
    assert "mine" in manager.findChild(QMessageBox).text()
    with qtbot.waitSignal(manager.changed):
        answer(manager, QMessageBox.ButtonRole.DestructiveRole)
    assert not user_models()
    assert not (models_folder() / "mine").exists()
    assert manager.list.names() == BUNDLED
    assert settings.get("fill.model") == ""


def test_damaged_models_are_listed_told_of_and_deleted(manager, weights, qtbot):
    import_model(weights, "cut")
    import_model(weights, "other")
    (models_folder() / "cut" / "model.json").write_text("{")
    path = user_models()["other"].path
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    manager.list.refresh("other")
    qtbot.waitUntil(lambda: "not the one that was imported" in manager.panel.state.text.text())
    choose(manager, "cut")
    assert manager.panel.problem.isVisible()
    assert "record is damaged" in manager.panel.problem.text()
    assert not manager.use_button.isEnabled()
    path.write_bytes(data[:40])
    choose(manager, "other")
    assert "not a safetensors file" in manager.panel.problem.text()
    with qtbot.waitSignal(manager.changed):
        click(manager.delete_button)
        answer(manager, QMessageBox.ButtonRole.DestructiveRole)
    choose(manager, "cut")
    with qtbot.waitSignal(manager.changed):
        click(manager.delete_button)
        answer(manager, QMessageBox.ButtonRole.DestructiveRole)
    assert manager.list.names() == BUNDLED


def test_a_model_of_the_console_appears_when_the_window_is_looked_at(manager, weights, qtbot):
    import_model(weights, "mine")
    manager.hide()
    manager.show()
    qtbot.waitUntil(lambda: manager.list.names() == [*BUNDLED, "mine"])


def test_the_dock_offers_to_import_a_foreign_file(qtbot, settings, foreign):
    dock = ModelDock(settings)
    qtbot.addWidget(dock)
    dock.show()
    dock.model.take_file(str(foreign))
    dialog = dock.findChild(ImportDialog)
    assert dialog.name.text() == "their-weights"
    with qtbot.waitSignal(dock.model.picked):
        click(dialog.import_button)
    assert settings.get("fill.model") == "their-weights"
    assert dock.model.currentText() == "their-weights (own)"
    assert "From jacobaustin123/" in dock.facts.words.text()
    dock.shutdown()


def test_a_foreign_safetensors_file_is_imported_too(qtbot, settings, foreign, tmp_path):
    from safetensors.torch import save_file

    path = tmp_path / "theirs.safetensors"
    save_file(torch.load(foreign, weights_only=True), path)
    form = BatchForm(settings)
    qtbot.addWidget(form)
    form.show()
    form.model.take_file(str(path))
    dialog = form.findChild(ImportDialog)
    with qtbot.waitSignal(form.model.picked):
        click(dialog.import_button)
    assert form.model.value == "theirs"
    # The batch is of its own; what the main window fills with stays.
    assert settings.get("fill.model") == ""


def test_the_window_opens_it_and_follows(make_window, functions, weights, qtbot):
    window = make_window(functions)
    click(window.model_dock.manage_button)
    manager = window.dialogs.opened("models")
    assert manager.isVisible()
    dialog = open_import(manager)
    write(dialog.file.line, str(weights))
    with qtbot.waitSignal(manager.changed):
        click(dialog.import_button)
    click(manager.use_button)
    assert window.settings.get("fill.model") == "seaside-run"
    assert window.model_dock.model.currentText() == "seaside-run (own)"
    click(manager.rename_button)
    with qtbot.waitSignal(manager.changed):
        rename(manager, "beach")
    assert window.model_dock.model.currentText() == "beach (own)"
    assert f"{QLocale().toString(1234)} photos" in window.model_dock.facts.words.text()
    click(manager.delete_button)
    with qtbot.waitSignal(manager.changed):
        answer(manager, QMessageBox.ButtonRole.DestructiveRole)
    assert window.model_dock.model.currentText() == "compact"


def test_a_model_that_enlarges_reaches_the_upscale_panel(opened, qtbot, tmp_path):
    window = opened
    window.action("file.upscale").trigger()
    form = window.dialogs.opened("upscale").form
    window.action("fill.models").trigger()
    manager = window.dialogs.opened("models")
    path = tmp_path / "mine.safetensors"
    shutil.copy(model_facts("upscale-x2").path, path)
    dialog = open_import(manager)
    write(dialog.file.line, str(path))
    with qtbot.waitSignal(manager.changed):
        click(dialog.import_button)
    assert text(manager, "purpose") == "Enlarges by 2"
    assert form.model.findText("mine (own)") >= 0


def test_the_batch_goes_by_a_new_name(make_window, functions, weights, qtbot):
    import_model(weights, "old")
    window = make_window(functions)
    window.action("file.batch").trigger()
    combo = window.dialogs.opened("batch").form.model
    combo.show_value("old")
    window.action("fill.models").trigger()
    manager = window.dialogs.opened("models")
    choose(manager, "old")
    click(manager.rename_button)
    with qtbot.waitSignal(manager.changed):
        rename(manager, "new")
    assert combo.value == "new"
    assert combo.currentText() == "new (own)"
    click(manager.delete_button)
    with qtbot.waitSignal(manager.changed):
        answer(manager, QMessageBox.ButtonRole.DestructiveRole)
    assert combo.value == ""
    assert combo.currentText() == BUNDLED[0]


def test_weights_are_dropped_on_the_window(make_window, functions, foreign, qtbot):
    window = make_window(functions)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(foreign))])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    manager = window.dialogs.opened("models")
    dialog = manager.findChild(ImportDialog)
    assert dialog.file.path == foreign
    with qtbot.waitSignal(manager.changed):
        click(dialog.import_button)
    assert manager.list.name == "their-weights"


@pytest.fixture
def window(make_window, functions):
    return make_window(functions)
