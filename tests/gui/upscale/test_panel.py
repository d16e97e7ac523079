"""The panel through mouse and keys: choices, preview, run, save, and all ways out of it."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QMessageBox,
)

from pconv_studio.core import encode
from pconv_studio.core.decode import load_photo
from pconv_studio.core.encode import save_photo
from pconv_studio.core.errors import UserError
from pconv_studio.core.layers import make_layer
from pconv_studio.core.resize import resize_pixels
from pconv_studio.gui.errors import open_errors
from pconv_studio.gui.qimage import from_qimage
from pconv_studio.gui.requests import FillRequest
from pconv_studio.gui.upscale.layout import PanelParts
from pconv_studio.inference.upscale import upscale

LEFT = Qt.MouseButton.LeftButton


def settled(qtbot, panel):
    qtbot.waitUntil(lambda: not panel.preview.is_busy and panel.picture.images[1] is not None)


def press_factor(qtbot, panel, factor):
    qtbot.mouseClick(panel.form.factors.button(factor), LEFT)


def choose(combo, value):
    """Take an item as a person does, by the keyboard."""
    combo.setFocus()
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def answer_with(monkeypatch, path):
    asked = []

    def get(parent, title, proposed, *_, **__):
        asked.append(proposed)
        return (str(path) if path else "", "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", get)
    return asked


def run(qtbot, panel):
    qtbot.mouseClick(panel.parts.run_button, LEFT)


def finished(qtbot, panel):
    qtbot.waitUntil(lambda: not panel.is_running)


def close_errors(qtbot):
    texts = [dialog.text for dialog in open_errors()]
    for dialog in open_errors():
        dialog.reject()
    return texts


# Choices.


def test_there_is_nothing_to_upscale_without_a_photo(window, qtbot):
    assert not window.action("file.upscale").isEnabled()
    window.dialogs.upscale()
    assert window.dialogs.opened("upscale") is None


def test_the_key_opens_it(opened, qtbot):
    qtbot.keyClick(opened.area.after, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    panel = opened.dialogs.opened("upscale")
    assert panel.isVisible()
    assert not panel.isModal()
    settled(qtbot, panel)


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (2, "Trained for ×2."),
        (4, "Trained for ×4."),
        (6, "No model is trained for ×6: 2 trained passes, ×3, then ×2."),
        (
            5,
            "No model is trained for ×5: enlarged to ×6 in 2 trained passes, ×3, then ×2, then "
            "reduced.",
        ),
    ],
)
def test_words_are_honest_about_what_is_trained(panel, qtbot, factor, words):
    press_factor(qtbot, panel, factor)
    assert panel.form.words.text.text() == words
    assert panel.form.factors.button(factor).toolTip() == words
    assert panel.form.size_text.text().startswith(f"{320 * factor} × {240 * factor} pixels")
    assert panel.form.keep.isEnabled() == (factor != 5)
    assert panel.form.factors.button(factor).font().bold() == (factor in (2, 3, 4))


def test_one_network_that_is_reduced_is_said_to_be(panel, qtbot, trained):
    trained[:] = trained[2:]
    press_factor(qtbot, panel, 3)
    words = "No model is trained for ×3: enlarged to ×4, then reduced."
    assert panel.form.words.text.text() == words


@pytest.mark.parametrize("method", ["lanczos", "bicubic"])
def test_a_resize_is_called_one(panel, qtbot, method):
    choose(panel.form.method, method)
    assert panel.form.words.text.text() == "Only a resize: no detail is added."
    assert not panel.form.model.isEnabled()
    assert not panel.form.keep.isEnabled()
    assert panel.form.choice.model is None


def test_models_of_the_factor_are_offered(panel, qtbot, trained):
    own = replace(trained[0], name="mine", bundled=False)
    trained.append(own)
    press_factor(qtbot, panel, 3)
    press_factor(qtbot, panel, 2)
    items = [panel.form.model.itemData(n) for n in range(panel.form.model.count())]
    assert items == ["", trained[0].name, "mine"]
    assert panel.form.model.itemText(2) == "mine (own)"
    assert panel.form.model.itemText(0) == f"Automatic: {trained[0].name}"
    choose(panel.form.model, trained[0].name)
    assert panel.form.choice.model == trained[0].name
    # A model is for one factor: another factor finds its own.
    press_factor(qtbot, panel, 4)
    assert panel.form.choice.model is None


def test_a_model_that_is_used_again_is_named_once(panel, qtbot, trained):
    trained[:] = trained[:1]
    press_factor(qtbot, panel, 8)
    assert panel.form.model.itemText(0) == f"Automatic: {trained[0].name}"
    assert panel.form.words.text.text().endswith("3 trained passes, ×2, then ×2, then ×2.")


def test_factors_go_by_the_arrow_keys(panel, qtbot):
    panel.activateWindow()
    two = panel.form.factors.button(2)
    two.setFocus()
    qtbot.keyClick(two, Qt.Key.Key_Right)
    assert panel.form.factors.value == 3
    assert panel.form.factors.button(3).hasFocus()


def test_choices_are_remembered(panel, qtbot, settings):
    press_factor(qtbot, panel, 4)
    qtbot.mouseClick(panel.form.keep, LEFT)
    choose(panel.form.method, "lanczos")
    fields = panel.parts.fields
    fields.format.setCurrentIndex(fields.format.findData("WEBP"))
    fields.quality.setValue(71)
    fields.format.setCurrentIndex(fields.format.findData("same"))
    assert fields.chosen_quality is None
    fields.keep_quality.click()
    fields.format.setCurrentIndex(fields.format.findData("WEBP"))
    values = {key: settings.get(f"upscale.{key}") for key in ("factor", "method", "keep_known")}
    assert values == {"factor": 4, "method": "lanczos", "keep_known": True}
    assert settings.get("upscale.format") == "WEBP"
    assert settings.get("upscale.quality") == 71
    dialog = QDialog()
    qtbot.addWidget(dialog)
    again = PanelParts(dialog, settings).fields
    again.format.setCurrentIndex(again.format.findData("same"))
    assert again.chosen_quality == 71


def test_what_is_too_large_is_said_in_place(panel, qtbot, monkeypatch):
    monkeypatch.setattr("pconv_studio.inference.upscale.MAX_PIXELS", 4 * 320 * 240)
    press_factor(qtbot, panel, 3)
    text = panel.form.problem.text()
    assert "960 × 720 pixels" in text
    assert text.startswith("Enlarged it would have")
    assert text.endswith("choose a smaller factor.")
    assert panel.form.problem.isVisible()
    assert not panel.parts.run_button.isEnabled()
    press_factor(qtbot, panel, 2)
    assert not panel.form.problem.isVisible()
    assert panel.parts.run_button.isEnabled()


def test_memory_that_is_missing_is_said_in_place(panel, qtbot, monkeypatch):
    monkeypatch.setattr("pconv_studio.inference.upscale.available_bytes", lambda: 10)
    press_factor(qtbot, panel, 3)
    assert "close other programs" in panel.form.problem.text()
    assert not panel.parts.run_button.isEnabled()


def test_a_format_that_is_too_small_is_said_before(panel, qtbot, monkeypatch):
    monkeypatch.setitem(encode._LONGEST_SIDE, "WEBP", 700)
    fields = panel.parts.fields
    fields.format.setCurrentIndex(fields.format.findData("WEBP"))
    assert panel.parts.run_button.isEnabled()
    press_factor(qtbot, panel, 3)
    assert "WEBP ends at 700 pixels" in panel.parts.hint.text()
    assert not panel.parts.run_button.isEnabled()


def test_without_models_only_resizes_are_left(panel, qtbot, trained):
    trained.clear()
    press_factor(qtbot, panel, 3)
    assert panel.form.problem.text().startswith("There is no model")
    assert not panel.parts.run_button.isEnabled()
    assert panel.picture.message == panel.form.problem.text()
    choose(panel.form.method, "lanczos")
    assert panel.parts.run_button.isEnabled()
    settled(qtbot, panel)


# Preview.


def test_the_preview_shows_bicubic_beside_the_network(panel, qtbot, photo, fake):
    left, right = (from_qimage(image)[..., :3] for image in panel.picture.images)
    box = panel.viewer.box
    assert left.shape == right.shape == (2 * box.height, 2 * box.width, 3)
    assert (right == fake.COLOUR).all()
    # Bicubic of a part with its surroundings is that of the whole.
    whole = resize_pixels(photo.pixels, (480, 640), filter="bicubic")
    wanted = whole[2 * box.top : 2 * box.bottom, 2 * box.left : 2 * box.right]
    assert np.abs(left.astype(int) - wanted).max() <= 1
    assert panel.overview.frame.width() > 0


def test_only_a_part_is_enlarged_for_the_preview(panel, qtbot, fake):
    choose(panel.parts.zoom, "4")
    press_factor(qtbot, panel, 4)
    fake.calls.clear()
    choose(panel.parts.zoom, "4")
    settled(qtbot, panel)
    qtbot.waitUntil(lambda: len(fake.calls) == 2)
    assert {method for method, _ in fake.shapes} == {"bicubic", "pconv"}
    image = fake.calls[-1][0]
    assert image.shape[0] < 200
    assert image.shape[1] < 200
    box = panel.viewer.box
    assert (box.width, box.height) == (
        round(panel.picture.width() / 16), round(panel.picture.height() / 16)
    )  # fmt: skip


def test_a_click_on_the_overview_previews_another_part(panel, qtbot, fake):
    choose(panel.parts.zoom, "4")
    settled(qtbot, panel)
    before = panel.viewer.box
    where = panel.overview.point_of(300, 20).toPoint()
    qtbot.mouseClick(panel.overview, LEFT, pos=where)
    settled(qtbot, panel)
    after = panel.viewer.box
    assert after != before
    assert (after.top, after.right) == (0, 320)
    panel.overview.setFocus()
    qtbot.keyClick(panel.overview, Qt.Key.Key_Left)
    assert panel.viewer.box.left == pytest.approx(after.left - after.width / 4, abs=1)
    qtbot.keyClick(panel.overview, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert panel.viewer.box.top == pytest.approx(after.height, abs=1)
    settled(qtbot, panel)


def test_the_handle_is_dragged_and_moved_by_keys(panel, qtbot):
    picture = panel.picture
    target = picture.target()
    start = QPoint(round(picture.handle_x), picture.height() // 2)
    end = QPoint(round(target.left() + target.width() / 4), start.y())
    qtbot.mousePress(picture, LEFT, pos=start)
    qtbot.mouseMove(picture, end)
    qtbot.mouseRelease(picture, LEFT, pos=end)
    assert picture.split == pytest.approx(0.25, abs=0.01)
    picture.setFocus()
    qtbot.keyClick(picture, Qt.Key.Key_Right)
    assert picture.split == pytest.approx(0.27, abs=0.01)
    qtbot.keyClick(picture, Qt.Key.Key_End)
    assert picture.split == 1.0


def test_bicubic_is_shown_as_long_as_key_or_button_is_held(panel, qtbot, fake):
    picture = panel.picture
    middle = picture.target().center().toPoint() + QPoint(60, 0)

    def colour():
        return from_qimage(picture.grab().toImage())[middle.y(), middle.x(), :3]

    assert (colour() == fake.COLOUR).all()
    qtbot.keyPress(panel, Qt.Key.Key_Backslash)
    assert not (colour() == fake.COLOUR).all()
    qtbot.keyRelease(panel, Qt.Key.Key_Backslash)
    assert (colour() == fake.COLOUR).all()
    qtbot.mousePress(panel.parts.hold_button, LEFT)
    assert picture.shows_left_only
    qtbot.mouseRelease(panel.parts.hold_button, LEFT)
    assert not picture.shows_left_only


@pytest.mark.parametrize("name", ["zoom", "method", "quality", "factor"])
def test_the_key_is_heard_wherever_the_focus_is(panel, opened, qtbot, name):
    panel.parts.fields.format.setCurrentIndex(panel.parts.fields.format.findData("JPEG"))
    panel.parts.fields.keep_quality.setChecked(False)
    fields = {
        "zoom": panel.parts.zoom,
        "method": panel.form.method,
        "quality": panel.parts.fields.quality,
        "factor": panel.form.factors.button(2),
    }
    field = fields[name]
    field.setFocus()
    qtbot.keyPress(field, Qt.Key.Key_Backslash)
    assert panel.picture.shows_left_only
    qtbot.keyRelease(field, Qt.Key.Key_Backslash)
    assert not panel.picture.shows_left_only
    # Let go while another window has the keyboard.
    qtbot.keyPress(field, Qt.Key.Key_Backslash)
    opened.activateWindow()
    qtbot.waitUntil(lambda: not panel.picture.shows_left_only)


def test_bicubic_itself_has_no_handle(panel, qtbot):
    choose(panel.form.method, "bicubic")
    settled(qtbot, panel)
    qtbot.waitUntil(lambda: panel.picture.images[0] is None)
    assert not panel.picture.has_handle
    assert not panel.parts.hold_button.isEnabled()


def test_a_stale_preview_is_dropped(panel, qtbot, fake):
    """While one is at work another choice is made: only the later one is shown."""
    press_factor(qtbot, panel, 3)
    settled(qtbot, panel)
    seen = []
    panel.preview.ready.connect(lambda part: seen.append(part.wish.choice.factor))
    fake.hold(fake.calls[-1][0].shape[:2])
    choose(panel.parts.zoom, "1")
    qtbot.waitUntil(fake.entered.is_set)
    press_factor(qtbot, panel, 2)
    fake.gate.set()
    qtbot.waitUntil(lambda: bool(seen))
    settled(qtbot, panel)
    assert seen == [2]


def test_the_preview_says_what_it_waits_for(panel, qtbot, fake):
    fake.hold(fake.calls[-1][0].shape[:2])
    choose(panel.parts.zoom, "1")
    qtbot.waitUntil(fake.entered.is_set)
    qtbot.waitUntil(lambda: panel.picture.message == "Enlarging this part ...")
    fake.gate.set()
    settled(qtbot, panel)
    assert panel.picture.message == ""


def test_a_preview_that_fails_says_why(panel, qtbot, fake):
    fake.errors.append(UserError("no luck; try another"))
    choose(panel.parts.zoom, "2")
    qtbot.waitUntil(lambda: panel.picture.message == "no luck; try another")
    choose(panel.parts.zoom, "1")
    settled(qtbot, panel)
    assert panel.picture.message == ""


def test_fills_are_in_what_is_enlarged(panel, opened, qtbot, fake):
    document = opened.controller.document
    coverage = np.full(document.shape, 255, np.uint8)
    pixels = np.full_like(document.result, 7)
    layer = make_layer(
        pixels, coverage, name="Fill 1", method="telea", model=None, device="cpu", seconds=0.1
    )
    fake.calls.clear()
    opened.controller.add_fill("Fill", layer)
    qtbot.waitUntil(lambda: len(fake.calls) == 2)
    assert (fake.calls[0][0] == 7).all()
    settled(qtbot, panel)


# The whole.


def test_the_whole_is_saved_beside_the_photo(panel, opened, qtbot, fake, monkeypatch, tmp_path):
    press_factor(qtbot, panel, 3)
    target = tmp_path / "photo_x3.png"
    asked = answer_with(monkeypatch, target)
    run(qtbot, panel)
    finished(qtbot, panel)
    assert asked == [str(target)]
    saved = load_photo(target)
    assert saved.pixels.shape == (720, 960, 3)
    assert (saved.pixels == fake.COLOUR).all()
    text = panel.parts.status.text()
    assert "photo_x3.png" in text
    assert "960 × 720" in text
    assert "kB" in text
    # The next one gets a free name.
    run(qtbot, panel)
    assert asked[1] == str(tmp_path / "photo_x3-2.png")
    finished(qtbot, panel)
    assert opened.controller.document.photo.path == tmp_path / "photo.png"


def test_the_result_can_be_opened(panel, opened, qtbot, monkeypatch, tmp_path):
    answer_with(monkeypatch, tmp_path / "larger.tif")
    assert not panel.parts.open_button.isVisible()
    run(qtbot, panel)
    qtbot.waitUntil(panel.parts.open_button.isVisible)
    with qtbot.waitSignal(opened.files.opened):
        qtbot.mouseClick(panel.parts.open_button, LEFT)
    assert opened.controller.document.shape == (480, 640)
    assert not panel.isVisible()


def test_settings_reach_the_engine_and_the_file(
    panel, opened, qtbot, fake, settings, monkeypatch, tmp_path, trained
):
    settings.set("fill.device", "cpu")
    choose(panel.form.model, trained[0].name)
    qtbot.mouseClick(panel.form.keep, LEFT)
    fields = panel.parts.fields
    fields.format.setCurrentIndex(fields.format.findData("JPEG"))
    fields.quality.setValue(30)
    asked = answer_with(monkeypatch, tmp_path / "small")
    settled(qtbot, panel)
    run(qtbot, panel)
    finished(qtbot, panel)
    assert asked == [str(tmp_path / "photo_x2.jpg")]
    assert (2, "pconv", trained[0].name, "cpu", True) in [call[1:] for call in fake.calls]
    # A name without extension gets that of the format.
    assert load_photo(tmp_path / "small.jpg").quality == 30


def test_nothing_happens_when_no_file_is_chosen(panel, qtbot, fake, monkeypatch):
    answer_with(monkeypatch, None)
    run(qtbot, panel)
    assert not panel.is_running


def test_the_photo_itself_is_never_replaced(panel, qtbot, monkeypatch, tmp_path):
    source = tmp_path / "photo.png"
    before = source.read_bytes()
    answer_with(monkeypatch, source)
    run(qtbot, panel)
    assert not panel.is_running
    assert any("original photo" in text for text in close_errors(qtbot))
    assert source.read_bytes() == before


@pytest.mark.parametrize("name", ["larger.gif", "larger.arw"])
def test_a_format_that_cannot_be_written_is_refused_before(
    panel, qtbot, monkeypatch, tmp_path, name
):
    answer_with(monkeypatch, tmp_path / name)
    run(qtbot, panel)
    assert not panel.is_running
    assert any(name in text for text in close_errors(qtbot))


def begin(qtbot, panel, fake, monkeypatch, target):
    answer_with(monkeypatch, target)
    fake.hold((240, 320))
    run(qtbot, panel)
    qtbot.waitUntil(fake.entered.is_set)


def test_a_preview_that_has_not_come_is_put_off(panel, qtbot, fake, monkeypatch, tmp_path):
    press_factor(qtbot, panel, 3)
    settled(qtbot, panel)
    fake.hold(fake.calls[-1][0].shape[:2])
    choose(panel.parts.zoom, "1")
    qtbot.waitUntil(lambda: panel.picture.message == "Enlarging this part ...")
    begin(qtbot, panel, fake, monkeypatch, tmp_path / "larger.png")
    # What is there is of another choice, and no other comes while the whole is at work.
    assert panel.picture.images == (None, None)
    assert panel.picture.message == "The preview comes when the whole is done."
    assert not panel.parts.hold_button.isEnabled()
    fake.gate.set()
    finished(qtbot, panel)
    settled(qtbot, panel)
    assert panel.picture.message == ""
    assert panel.parts.hold_button.isEnabled()


def test_a_preview_that_is_there_stays(panel, qtbot, fake, monkeypatch, tmp_path):
    before = panel.picture.images
    begin(qtbot, panel, fake, monkeypatch, tmp_path / "larger.png")
    assert panel.picture.images == before
    assert panel.picture.message == ""
    fake.gate.set()
    finished(qtbot, panel)
    settled(qtbot, panel)


@pytest.mark.parametrize("how", ["button", "escape"])
def test_it_can_be_cancelled(panel, qtbot, fake, monkeypatch, tmp_path, how):
    begin(qtbot, panel, fake, monkeypatch, tmp_path / "larger.png")
    qtbot.waitUntil(lambda: panel.parts.bar.value() == 250)
    assert panel.parts.status.text().startswith("25 %, tile 1 of 4")
    assert panel.parts.run_button.text() == "Cancel"
    assert not panel.form.factors.isEnabled()
    if how == "button":
        qtbot.mouseClick(panel.parts.run_button, LEFT)
    else:
        qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.is_running
    assert panel.isVisible()
    assert panel.parts.status.text() == "Cancelled; no file was written."
    assert panel.parts.run_button.text() == "Upscale and save..."
    assert panel.form.factors.isEnabled()
    fake.gate.set()
    settled(qtbot, panel)
    assert [file.name for file in tmp_path.glob("larger*")] == []
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_closing_cancels(panel, opened, qtbot, fake, monkeypatch, tmp_path):
    begin(qtbot, panel, fake, monkeypatch, tmp_path / "larger.png")
    panel.close()
    assert not panel.is_running
    fake.gate.set()
    qtbot.waitUntil(lambda: opened.service.state[0] != "working")
    assert not (tmp_path / "larger.png").exists()
    # And it opens again.
    opened.action("file.upscale").trigger()
    assert panel.isVisible()
    settled(qtbot, panel)


def test_saving_can_be_cancelled(panel, qtbot, monkeypatch, tmp_path):
    """What is being encoded does not take its name any more."""
    entered, gate = threading.Event(), threading.Event()
    real = encode._encode

    def slow(*args):
        entered.set()
        gate.wait(30)
        return real(*args)

    monkeypatch.setattr(encode, "_encode", slow)
    answer_with(monkeypatch, tmp_path / "larger.png")
    run(qtbot, panel)
    qtbot.waitUntil(entered.is_set)
    assert panel.parts.status.text() == "Saving larger.png ..."
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.is_running
    gate.set()
    qtbot.waitUntil(lambda: not panel.job._background.is_busy)
    assert {file.name for file in tmp_path.iterdir()} & {"larger.png"} == set()
    settled(qtbot, panel)


def test_painting_goes_on_meanwhile(panel, opened, qtbot, fake, monkeypatch, tmp_path):
    begin(qtbot, panel, fake, monkeypatch, tmp_path / "larger.png")
    pane = opened.area.after
    start, end = (pane.viewport.to_view(x, 100).toPoint() for x in (100, 160))
    qtbot.mousePress(pane, LEFT, pos=start)
    qtbot.mouseMove(pane, end)
    qtbot.mouseRelease(pane, LEFT, pos=end)
    assert opened.controller.document.coverage[100, 130] == 255
    fake.gate.set()
    finished(qtbot, panel)
    assert (tmp_path / "larger.png").exists()


def test_a_photo_that_is_closed_is_still_enlarged(
    panel, opened, qtbot, fake, monkeypatch, tmp_path
):
    begin(qtbot, panel, fake, monkeypatch, tmp_path / "larger.png")
    opened.files.close()
    assert panel.is_running
    fake.gate.set()
    finished(qtbot, panel)
    assert load_photo(tmp_path / "larger.png").pixels.shape == (480, 640, 3)
    assert not panel.isVisible()


def test_closing_the_photo_closes_the_panel(panel, opened):
    opened.files.close()
    assert not panel.isVisible()


def test_another_photo_is_previewed(panel, opened, qtbot, photo, tmp_path):
    path = save_photo(photo.with_pixels(photo.pixels[:100, :90]), tmp_path / "other.png")
    with qtbot.waitSignal(opened.files.opened):
        opened.files.open(path)
    assert panel.form.size_text.text().startswith("180 × 200 pixels")
    settled(qtbot, panel)
    assert (panel.viewer.box.height, panel.viewer.box.width) == (100, 90)


def test_a_failure_is_told_and_the_panel_goes_on(panel, qtbot, fake, monkeypatch, tmp_path):
    answer_with(monkeypatch, tmp_path / "larger.png")
    fake.errors.append(UserError("weights.safetensors: damaged; get it again"))
    run(qtbot, panel)
    finished(qtbot, panel)
    assert any("weights.safetensors" in text for text in close_errors(qtbot))
    assert not (tmp_path / "larger.png").exists()
    assert panel.parts.run_button.isEnabled()
    settled(qtbot, panel)


def test_what_could_not_be_saved_is_not_enlarged_again(panel, qtbot, fake, monkeypatch, tmp_path):
    folder = tmp_path / "gone"
    answer_with(monkeypatch, folder / "larger.png")
    run(qtbot, panel)
    finished(qtbot, panel)
    assert any(str(folder / "larger.png") in text for text in close_errors(qtbot))
    assert "kept" in panel.parts.status.text()
    settled(qtbot, panel)
    fake.calls.clear()
    answer_with(monkeypatch, tmp_path / "larger.tif")
    run(qtbot, panel)
    finished(qtbot, panel)
    assert load_photo(tmp_path / "larger.tif").pixels.shape == (480, 640, 3)
    assert (240, 320) not in [shape for _, shape in fake.shapes]
    settled(qtbot, panel)


def test_a_fill_takes_its_turn_after_it(panel, opened, qtbot, fake, monkeypatch, tmp_path):
    fake.hold((240, 320))
    answer_with(monkeypatch, tmp_path / "larger.png")
    run(qtbot, panel)
    qtbot.waitUntil(fake.entered.is_set)
    hole = np.zeros((240, 320), bool)
    hole[20:24, 20:24] = True
    number = opened.service.new_id()
    opened.service.submit(FillRequest(number, opened.controller.document.snapshot(), hole, "telea"))
    with qtbot.waitSignal(opened.service.filled):
        fake.gate.set()
    finished(qtbot, panel)


def test_quitting_asks_while_it_runs(panel, opened, qtbot, fake, monkeypatch, tmp_path):
    asked = []

    def question(*args):
        asked.append(args[2])
        return QMessageBox.StandardButton.No

    monkeypatch.setattr(QMessageBox, "question", question)
    begin(qtbot, panel, fake, monkeypatch, tmp_path / "larger.png")
    assert not opened.close()
    assert asked == ["A picture is being enlarged. Stop it and quit?"]
    assert panel.is_running
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    assert opened.close()
    assert not (tmp_path / "larger.png").exists()


def test_every_control_has_a_name(panel):
    for widget in panel.findChildren(QAbstractButton):
        if widget.isVisible():
            assert widget.accessibleName() or widget.text()
    for combo in panel.findChildren(QComboBox):
        # The format's is that of its label.
        assert combo.accessibleName() or combo is panel.parts.fields.format
    assert panel.picture.accessibleName()
    assert panel.overview.accessibleName()


def test_tab_reaches_everything(panel, qtbot):
    panel.activateWindow()
    first = panel.form.factors.button(2)
    first.setFocus()
    reached = set()
    for _ in range(30):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    parts = panel.parts
    assert {
        panel.form.method, panel.form.model, panel.form.keep, parts.fields.format,
        parts.run_button, panel.overview, panel.picture, parts.zoom, parts.hold_button,
    } <= reached  # fmt: skip


def test_with_the_real_engine(panel, opened, qtbot, photo, monkeypatch, tmp_path):
    worker = opened.service._worker
    worker._functions = replace(worker._functions, upscale=upscale)
    choose(panel.form.method, "bicubic")
    press_factor(qtbot, panel, 3)
    settled(qtbot, panel)
    answer_with(monkeypatch, tmp_path / "larger.png")
    run(qtbot, panel)
    finished(qtbot, panel)
    expected = upscale(photo.pixels, 3, method="bicubic").pixels
    assert np.array_equal(load_photo(tmp_path / "larger.png").pixels, expected)
