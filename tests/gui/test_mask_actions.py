"""Commands on the whole mask, through the real controller and its undo stack."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from pconv_resources import samples
from pconv_studio.core import mask_ops
from pconv_studio.core.document import Document
from pconv_studio.core.mask_file import load_coverage, save_coverage
from pconv_studio.core.photo import Photo
from pconv_studio.gui.controller import Controller
from pconv_studio.gui.errors import ErrorDialog
from pconv_studio.gui.mask_actions import MaskActions
from pconv_studio.gui.mask_dock import MaskDock


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def controller(qapp, settings, document):
    controller = Controller(settings)
    controller.set_document(document)
    return controller


@pytest.fixture
def actions(controller, window):
    return MaskActions(controller, window)


@pytest.fixture
def coverage(document):
    rng = np.random.default_rng(8)
    document.coverage[60:120, 80:200] = 255
    document.coverage[150:170, 20:60] = rng.integers(0, 256, (20, 40))
    return document.coverage


@pytest.fixture
def strokes(controller):
    seen = []
    controller.strokeFinished.connect(lambda: seen.append(1))
    return seen


@pytest.fixture
def reports(controller):
    seen = []
    controller.reported.connect(seen.append)
    return seen


def message(window):
    dialog = window.findChild(ErrorDialog)
    assert dialog is not None
    text = dialog.text
    dialog.reject()
    return text


@pytest.mark.parametrize(
    ("call", "amount", "text"),
    [
        ("grow", 3, "Grow mask by 3 px"),
        ("shrink", 5, "Shrink mask by 5 px"),
        ("feather", 8, "Feather mask by 8 px"),
    ],
)
def test_changes_by_an_amount_are_one_step(
    actions, controller, coverage, strokes, call, amount, text
):
    before = coverage.copy()
    expected = getattr(mask_ops, f"{call}_coverage")(before, amount)
    getattr(actions, call)(amount)
    assert np.array_equal(coverage, expected)
    assert not np.array_equal(coverage, before)
    assert controller.stack.count() == 1
    assert controller.stack.undoText() == text
    controller.undo()
    assert np.array_equal(coverage, before)
    controller.redo()
    assert np.array_equal(coverage, expected)
    # None of these is a stroke that starts a fill.
    assert strokes == []


def test_invert_and_clear(actions, controller, coverage):
    before = coverage.copy()
    actions.invert()
    assert np.array_equal(coverage, 255 - before)
    assert controller.stack.undoText() == "Invert mask"
    actions.clear()
    assert not coverage.any()
    assert controller.stack.undoText() == "Clear mask"
    controller.undo()
    controller.undo()
    assert np.array_equal(coverage, before)


def test_the_canvas_hears_of_the_box_that_changed(actions, controller, coverage):
    boxes = []
    controller.coverageChanged.connect(boxes.append)
    actions.grow(4)
    assert boxes
    assert all(box.area < coverage.size / 2 for box in boxes)


def test_an_empty_mask_is_told_and_no_step(actions, controller, reports):
    for change in (actions.clear, actions.save, lambda: actions.grow(3)):
        change()
    assert len(reports) == 3
    assert "Nothing" in reports[0]
    assert controller.stack.count() == 0


def test_what_changes_nothing_is_no_step(actions, controller, document):
    document.coverage[:] = 255
    actions.grow(9)
    assert controller.stack.count() == 0
    # The edit was ended: the next one works.
    actions.invert()
    assert controller.stack.count() == 1


def test_a_random_mask_replaces_the_mask(actions, controller, coverage):
    before = coverage.copy()
    actions.random()
    first = coverage.copy()
    assert set(np.unique(first)) == {0, 255}
    actions.random()
    assert not np.array_equal(coverage, first)
    assert controller.stack.count() == 2
    controller.undo()
    controller.undo()
    assert np.array_equal(coverage, before)


def test_from_alpha(actions, controller, window, document):
    actions.from_alpha()
    assert "transparency" in message(window)
    assert controller.stack.count() == 0
    pixels = np.full((40, 50, 4), 200, np.uint8)
    pixels[..., 3] = 255
    pixels[5:9, 5:9, 3] = 0
    controller.set_document(Document(Photo(pixels)))
    actions.from_alpha()
    assert np.count_nonzero(controller.document.coverage) == 16
    assert controller.stack.undoText() == "Mask from transparency"


def test_without_a_document_nothing_happens(actions, controller):
    controller.set_document(None)
    for change in (
        actions.clear,
        actions.invert,
        actions.random,
        actions.from_alpha,
        actions.load,
        actions.save,
    ):
        change()
    assert controller.stack.count() == 0


def test_saved_and_loaded_exactly(actions, controller, coverage, tmp_path, reports):
    before = coverage.copy()
    path = tmp_path / "mask.png"
    actions.save_file(path)
    assert str(path) in reports[-1]
    actions.clear()
    actions.load_file(path)
    assert path.name in reports[-1]
    assert "Loaded" in reports[-1]
    assert np.array_equal(coverage, before)
    assert controller.stack.undoText() == "Load mask mask.png"


def test_a_mask_of_another_size_gets_a_message(actions, controller, window, tmp_path, coverage):
    before = coverage.copy()
    path = tmp_path / "small.png"
    save_coverage(np.zeros((10, 10), np.uint8), path)
    actions.load_file(path)
    text = message(window)
    assert "small.png" in text
    assert "10 × 10" in text
    assert np.array_equal(coverage, before)
    assert controller.stack.count() == 0


def test_a_file_that_is_no_picture_gets_a_message(actions, window, tmp_path):
    path = tmp_path / "notes.png"
    path.write_text("no picture")
    actions.load_file(path)
    assert "notes.png" in message(window)


def test_a_grey_picture_is_told_to_be_thresholded(actions, document, tmp_path, reports):
    path = tmp_path / "grey.png"
    Image.fromarray(np.tile(np.linspace(0, 255, 320).astype(np.uint8), (240, 1))).save(path)
    actions.load_file(path)
    assert "grey.png" in reports[-1]
    assert set(np.unique(document.coverage)) == {0, 255}


def test_a_folder_that_cannot_be_written_gets_a_message(actions, window, coverage, tmp_path):
    actions.save_file(tmp_path / "missing" / "mask.png")
    assert "mask.png" in message(window)


class TestDialogs:
    @pytest.fixture
    def answers(self, monkeypatch):
        """What the file dialog and the question give; what they were asked."""
        asked = {"name": "", "replace": QMessageBox.StandardButton.Yes, "start": "", "questions": 0}

        def file_name(parent, title, start="", *args, **kwargs):
            asked["start"] = start
            return asked["name"], ""

        def question(*args, **kwargs):
            asked["questions"] += 1
            return asked["replace"]

        monkeypatch.setattr(QFileDialog, "getSaveFileName", file_name)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", file_name)
        monkeypatch.setattr(QMessageBox, "warning", question)
        return asked

    def test_saving_asks_for_a_name_and_adds_the_extension(
        self, actions, coverage, tmp_path, answers
    ):
        answers["name"] = str(tmp_path / "rock")
        actions.save()
        assert np.array_equal(load_coverage(tmp_path / "rock.png")[0], coverage)
        assert answers["start"].endswith("_mask.png")
        assert answers["questions"] == 0

    @pytest.mark.parametrize("call", ["save", "load"])
    @pytest.mark.parametrize("place", ["sample", "photo", "none"])
    def test_the_folder_that_is_proposed(
        self, actions, controller, photo, tmp_path, answers, call, place
    ):
        # Nobody wants masks among the program's own files.
        path, folder = {
            "sample": (next(iter(samples())).file, Path.home()),
            "photo": (tmp_path / "beach.jpg", tmp_path),
            "none": (None, Path.home()),
        }[place]
        document = Document(dataclasses.replace(photo, path=path))
        document.coverage[5:9, 5:9] = 255
        controller.set_document(document)
        getattr(actions, call)()
        start = Path(answers["start"])
        assert (start.parent if call == "save" else start) == folder

    def test_replacing_is_asked_for(self, actions, coverage, tmp_path, answers):
        path = tmp_path / "rock.png"
        path.write_bytes(b"precious")
        answers.update(name=str(tmp_path / "rock"), replace=QMessageBox.StandardButton.Cancel)
        actions.save()
        assert path.read_bytes() == b"precious"
        answers["replace"] = QMessageBox.StandardButton.Yes
        actions.save()
        assert np.array_equal(load_coverage(path)[0], coverage)
        assert answers["questions"] == 2

    def test_the_photo_itself_is_never_replaced(
        self, actions, controller, window, tmp_path, answers
    ):
        path = tmp_path / "photo.png"
        Image.fromarray(np.zeros((40, 50, 3), np.uint8)).save(path)
        before = path.read_bytes()
        photo = Photo(np.zeros((40, 50, 3), np.uint8), path=path)
        controller.set_document(Document(photo))
        actions.invert()
        answers["name"] = str(path)
        actions.save()
        assert "photo.png" in message(window)
        assert path.read_bytes() == before

    def test_loading_asks_for_a_file(self, actions, document, tmp_path, answers):
        mask = np.where(np.random.default_rng(1).random((240, 320)) > 0.5, 255, 0).astype(np.uint8)
        save_coverage(mask, tmp_path / "mask.png")
        answers["name"] = str(tmp_path / "mask.png")
        actions.load()
        assert np.array_equal(document.coverage, mask)

    def test_closing_the_dialog_does_nothing(self, actions, controller, coverage, answers):
        actions.save()
        actions.load()
        assert controller.stack.count() == 0


def test_the_dock_does_what_its_buttons_say(actions, controller, coverage, settings, qtbot):
    dock = MaskDock(settings)
    qtbot.addWidget(dock)
    actions.connect_dock(dock)
    dock.show()
    for name, text in (
        ("grow", "Grow mask by 3 px"),
        ("shrink", "Shrink mask by 3 px"),
        ("feather", "Feather mask by 4 px"),
        ("invert", "Invert mask"),
        ("random", "Random mask"),
        ("clear", "Clear mask"),
    ):
        dock.buttons[name].click()
        assert controller.stack.undoText() == text
    assert not coverage.any()
