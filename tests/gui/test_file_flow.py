"""Opening and saving: nothing is lost, nothing is overwritten unasked."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from pconv_studio.core.decode import load_photo
from pconv_studio.core.document import Document
from pconv_studio.core.encode import save_photo
from pconv_studio.core.geometry import Box
from pconv_studio.core.layers import make_layer
from pconv_studio.gui.background import Background
from pconv_studio.gui.controller import Controller
from pconv_studio.gui.file_flow import FileFlow

BUTTON = QMessageBox.StandardButton


class Answers:
    """Stands in for a person at the dialogs: says what was prepared, and counts the questions."""

    def __init__(self, monkeypatch):
        self.save_name = ""
        self.save_filter = "Photo"
        self.leave = BUTTON.Cancel
        self.replace = BUTTON.Cancel
        self.asked = []
        monkeypatch.setattr(QFileDialog, "getSaveFileName", self._name)
        monkeypatch.setattr(QMessageBox, "question", self._question)
        monkeypatch.setattr(QMessageBox, "warning", self._warning)

    def _name(self, *args, **options):
        self.asked.append("name")
        self.suggested = args[2]
        chosen = [each for each in args[3].split(";;") if each.startswith(self.save_filter)]
        return self.save_name, chosen[0] if chosen else ""

    def _question(self, *args):
        self.asked.append("leave")
        return self.leave

    def _warning(self, _parent, _title, text, *args):
        self.asked.append("original" if "original" in text else "replace")
        return self.replace


@pytest.fixture
def answers(monkeypatch):
    return Answers(monkeypatch)


@pytest.fixture
def photos(tmp_path, photo):
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in (1, 2, 10):
        save_photo(photo.with_pixels(photo.pixels + np.uint8(number)), folder / f"p{number}.png")
    return folder


@pytest.fixture
def flow(qtbot, settings):
    window = QWidget()
    qtbot.addWidget(window)
    controller = Controller(settings, window)
    background = Background(window)
    flow = FileFlow(controller, background, window)
    flow.controller = controller
    flow.errors = []
    flow.failed.connect(lambda *parts: flow.errors.append(parts))
    yield flow
    background.shutdown()


STROKE = Box(10, 10, 40, 40)


def paint(flow, box=STROKE):
    edit = flow.controller.begin_edit()
    edit.touch(box)[...] = 255
    flow.controller.commit(edit, "Stroke")


def fill(flow, box=STROKE):
    document = flow.controller.document
    coverage = np.zeros(document.shape, np.uint8)
    coverage[box.slices] = 255
    layer = make_layer(
        document.result.copy(), coverage, name="Fill", method="telea", model=None, device="cpu",
        seconds=0.1,
    )  # fmt: skip
    flow.controller.add_fill("Fill", layer)


def opened(flow, qtbot, path):
    with qtbot.waitSignal(flow.opened):
        flow.open(path)


def test_open_reads_in_another_thread_and_remembers(flow, qtbot, photos, settings):
    opened(flow, qtbot, photos / "p1.png")
    assert np.array_equal(
        flow.controller.document.photo.pixels, load_photo(photos / "p1.png").pixels
    )
    assert flow.title == "p1.png"
    assert settings.get("files.recent") == [str(photos / "p1.png")]


def test_bad_file_names_itself_and_the_open_photo_stays(flow, qtbot, photos):
    opened(flow, qtbot, photos / "p1.png")
    before = flow.controller.document
    bad = photos / "text.jpg"
    bad.write_text("no photo")
    with qtbot.waitSignal(flow.failed):
        flow.open(bad)
    assert "text.jpg" in flow.errors[0][1]
    assert flow.controller.document is before
    assert flow.title == "p1.png"


def test_bad_file_asks_nothing_about_unsaved_work(flow, qtbot, photos, answers):
    opened(flow, qtbot, photos / "p1.png")
    paint(flow)
    bad = photos / "text.jpg"
    bad.write_text("no photo")
    said = []
    flow.controller.reported.connect(said.append)
    with qtbot.waitSignal(flow.failed):
        flow.open(bad)
    assert answers.asked == []
    assert flow.controller.document.coverage.any()
    assert said[-1] == "", "the word that it is being opened goes"


def test_photos_chosen_together_are_gone_through_in_their_order(flow, qtbot, photos):
    chosen = [photos / "p10.png", photos / "p1.png"]
    with qtbot.waitSignal(flow.opened):
        flow.open_several(chosen)
    said = []
    flow.controller.reported.connect(said.append)
    with qtbot.waitSignal(flow.opened):
        flow.step(1)
    assert flow.title == "p1.png"
    assert "2 of 2" in said[-1]
    flow.step(1)
    assert flow.title == "p1.png", "p2.png was not chosen"
    # A photo that was not among them has its folder around it again.
    opened(flow, qtbot, photos / "p2.png")
    with qtbot.waitSignal(flow.opened):
        flow.step(1)
    assert flow.title == "p10.png"


def test_next_and_previous_go_in_natural_order(flow, qtbot, photos):
    opened(flow, qtbot, photos / "p1.png")
    for name in ("p2.png", "p10.png"):
        with qtbot.waitSignal(flow.opened):
            flow.step(1)
        assert flow.title == name
    reported = []
    flow.controller.reported.connect(reported.append)
    flow.step(1)
    assert flow.title == "p10.png"
    assert reported


def test_leaving_unsaved_work_asks(flow, qtbot, photos, answers):
    opened(flow, qtbot, photos / "p1.png")
    paint(flow)
    flow.step(1)
    qtbot.waitUntil(lambda: answers.asked == ["leave"])
    assert flow.title == "p1.png"
    assert flow.controller.document.coverage.any()
    answers.leave = BUTTON.Discard
    with qtbot.waitSignal(flow.opened):
        flow.step(1)
    assert flow.title == "p2.png"


def test_saving_before_leaving_saves_everything_first(flow, qtbot, photos, answers):
    opened(flow, qtbot, photos / "p1.png")
    paint(flow)
    answers.leave, answers.save_name = BUTTON.Save, str(photos / "work")
    with qtbot.waitSignal(flow.opened):
        flow.step(1)
    assert flow.title == "p2.png"
    opened(flow, qtbot, photos / "work.pconv")
    assert flow.controller.document.coverage[10:40, 10:40].all()
    assert flow.project == photos / "work.pconv"
    assert flow.path == photos / "p1.png"


def test_save_proposes_a_free_name_and_then_saves_there(flow, qtbot, photos, answers):
    source = (photos / "p1.png").read_bytes()
    (photos / "p1_filled.png").write_bytes(b"somebody else's")
    opened(flow, qtbot, photos / "p1.png")
    fill(flow)
    answers.save_name = str(photos / "mine.png")
    with qtbot.waitSignal(flow.saved):
        flow.save()
    assert answers.suggested == str(photos / "p1_filled-2.png")
    assert not flow.controller.is_modified
    fill(flow, Box(50, 50, 60, 60))
    with qtbot.waitSignal(flow.saved):
        flow.save()
    assert answers.asked == ["name"]
    assert (photos / "p1.png").read_bytes() == source
    assert (photos / "p1_filled.png").read_bytes() == b"somebody else's"


def test_mask_is_work_that_no_photo_file_holds(flow, qtbot, photos, answers):
    opened(flow, qtbot, photos / "p1.png")
    fill(flow)
    paint(flow, Box(50, 50, 60, 60))
    answers.save_name = str(photos / "mine.png")
    with qtbot.waitSignal(flow.saved):
        flow.save()
    assert flow.controller.is_modified


def test_photo_file_does_not_stand_in_for_the_project(flow, qtbot, photos, answers):
    opened(flow, qtbot, photos / "p1.png")
    answers.save_name = str(photos / "work.pconv")
    with qtbot.waitSignal(flow.saved):
        flow.save_project()
    fill(flow)
    answers.save_name = str(photos / "mine.png")
    with qtbot.waitSignal(flow.saved):
        flow.save_as()
    assert flow.controller.is_modified
    with qtbot.waitSignal(flow.saved):
        flow.save()
    assert not flow.controller.is_modified


def test_what_is_painted_while_work_is_saved_before_leaving_is_asked_about(
    flow, qtbot, photos, answers
):
    opened(flow, qtbot, photos / "p1.png")
    paint(flow)
    answers.leave, answers.save_name = BUTTON.Save, str(photos / "work")
    flow.leave(lambda: flow.step(1))
    answers.leave = BUTTON.Cancel
    paint(flow, Box(50, 50, 60, 60))
    qtbot.waitUntil(lambda: answers.asked == ["leave", "name", "leave"])
    assert flow.controller.document.coverage[50:60, 50:60].all()


def test_the_original_is_replaced_only_after_a_question(flow, qtbot, photos, answers):
    source = (photos / "p1.png").read_bytes()
    opened(flow, qtbot, photos / "p1.png")
    paint(flow)
    answers.save_name = str(photos / "p1.png")
    flow.save()
    assert answers.asked == ["name", "original"]
    assert (photos / "p1.png").read_bytes() == source
    answers.replace = BUTTON.Yes
    with qtbot.waitSignal(flow.saved):
        flow.save()


def test_another_file_is_replaced_only_after_a_question(flow, qtbot, photos, answers):
    opened(flow, qtbot, photos / "p1.png")
    before = (photos / "p2.png").read_bytes()
    answers.save_name = str(photos / "p2.png")
    flow.save_as()
    assert answers.asked == ["name", "replace"]
    assert (photos / "p2.png").read_bytes() == before


def test_failed_save_is_told_and_the_work_stays_unsaved(flow, qtbot, photos, answers):
    opened(flow, qtbot, photos / "p1.png")
    paint(flow)
    answers.save_name = str(photos / "nowhere" / "x.png")
    with qtbot.waitSignal(flow.failed):
        flow.save()
    assert "nowhere" in flow.errors[0][1]
    assert flow.controller.is_modified


def test_project_brings_its_method_back(flow, qtbot, photos, answers, settings):
    opened(flow, qtbot, photos / "p1.png")
    paint(flow)
    settings.set("fill.method", "telea")
    settings.set("fill.grow", 3)
    answers.save_name = str(photos / "work.pconv")
    with qtbot.waitSignal(flow.saved):
        flow.save_project()
    settings.reset("fill.method")
    settings.reset("fill.grow")
    opened(flow, qtbot, photos / "p2.png")
    assert settings.get("fill.method") != "telea"
    opened(flow, qtbot, photos / "work.pconv")
    assert settings.get("fill.method") == "telea"
    assert settings.get("fill.grow") == 3


def test_what_is_painted_during_a_save_stays_unsaved(flow, qtbot, photos, answers):
    opened(flow, qtbot, photos / "p1.png")
    paint(flow)
    answers.save_name = str(photos / "work.pconv")
    with qtbot.waitSignal(flow.saved):
        flow.save_project()
        paint(flow, Box(60, 60, 70, 70))
    assert flow.controller.is_modified


def test_pasted_picture_is_unsaved_work(flow, photo, answers):
    flow.paste(photo)
    assert flow.controller.is_modified
    flow.close()
    assert answers.asked == ["leave"]
    assert flow.controller.document is not None


def test_photo_that_was_chosen_later_wins(flow, qtbot, photos):
    flow.open(photos / "p1.png")
    with qtbot.waitSignal(flow.opened):
        flow.open(photos / "p2.png")
    qtbot.waitUntil(lambda: not flow._background.is_busy)
    assert flow.title == "p2.png"


@pytest.mark.parametrize(
    ("filter", "name", "written"),
    [
        ("Photo", "mine", "mine.png"),
        ("Photo", "v1.2", "v1.2.png"),
        ("Project", "mine", "mine.pconv"),
        # What had been proposed for a photo, where somebody has chosen a project since.
        ("Project", "p1_filled.png", "p1_filled.pconv"),
        ("Project", "v1.2", "v1.2.pconv"),
        ("Photo", "mine.pconv", "mine.pconv"),
    ],
)
def test_the_kind_that_was_chosen_completes_the_name(
    flow, qtbot, photos, answers, filter, name, written
):
    opened(flow, qtbot, photos / "p1.png")
    before = {path.name for path in photos.iterdir()}
    answers.save_name, answers.save_filter = str(photos / name), filter
    with qtbot.waitSignal(flow.saved):
        flow.save_as()
    assert {path.name for path in photos.iterdir()} - before == {written}
    assert flow.errors == []


def test_a_completed_name_that_is_taken_is_asked_about(flow, qtbot, photos, answers):
    opened(flow, qtbot, photos / "p1.png")
    before = (photos / "p2.png").read_bytes()
    answers.save_name = str(photos / "p2")
    flow.save_as()
    assert answers.asked == ["name", "replace"]
    assert (photos / "p2.png").read_bytes() == before


def test_an_extension_that_cannot_be_written_is_said_so(flow, qtbot, photos, answers):
    opened(flow, qtbot, photos / "p1.png")
    answers.save_name = str(photos / "mine.gif")
    with qtbot.waitSignal(flow.failed):
        flow.save_as()
    assert "mine.gif" in flow.errors[0][1]
    assert not (photos / "mine.gif").exists()


def test_choosing_nothing_keeps_the_series(flow, qtbot, photos, monkeypatch):
    with qtbot.waitSignal(flow.opened):
        flow.open_several([photos / "p1.png", photos / "p10.png"])
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args, **_options: ([], ""))
    flow.ask_open()
    with qtbot.waitSignal(flow.opened):
        flow.step(1)
    assert flow.title == "p10.png"


def another(photo):
    return Document(photo.with_pixels(255 - photo.pixels))


@pytest.mark.parametrize("name", ["work.pconv", "mine.png"])
def test_a_late_save_does_not_touch_the_next_picture(flow, qtbot, photos, photo, answers, name):
    opened(flow, qtbot, photos / "p1.png")
    paint(flow)
    answers.save_name = str(photos / name)
    flow.save_as()
    flow.take(another(photo), path=None, modified=True)
    with qtbot.waitSignal(flow.saved):
        pass
    saved = (photos / name).read_bytes()
    assert flow.controller.is_modified
    assert (flow.project, flow.output, flow.title) == (None, None, "Untitled")
    # Save asks for a name, as for any new picture.
    answers.save_name = ""
    flow.save()
    assert answers.asked[-1] == "name"
    assert (photos / name).read_bytes() == saved


def test_other_steps_under_the_same_number_are_not_saved(flow, qtbot, photos, answers):
    opened(flow, qtbot, photos / "p1.png")
    paint(flow)
    paint(flow, Box(50, 50, 60, 60))
    answers.save_name = str(photos / "work.pconv")
    flow.save_as()
    flow.controller.undo()
    paint(flow, Box(70, 70, 80, 80))
    with qtbot.waitSignal(flow.saved):
        pass
    assert flow.controller.is_modified


def test_restored_work_asks_about_what_was_painted_meanwhile(flow, qtbot, photos, photo, answers):
    opened(flow, qtbot, photos / "p1.png")

    class Kept:
        def load(self):
            return another(photo), {}

    flow.restore(Kept())
    paint(flow)
    qtbot.waitUntil(lambda: answers.asked == ["leave"])
    assert flow.title == "p1.png"
    assert flow.controller.document.coverage.any()
    answers.leave = BUTTON.Discard
    with qtbot.waitSignal(flow.restored):
        flow.restore(Kept())
    assert not flow.controller.document.coverage.any()


def test_a_photo_that_cannot_be_opened_is_passed(flow, qtbot, photos):
    (photos / "p2.png").write_text("no photo")
    opened(flow, qtbot, photos / "p1.png")
    with qtbot.waitSignal(flow.failed):
        flow.step(1)
    assert flow.title == "p1.png"
    with qtbot.waitSignal(flow.opened):
        flow.step(1)
    assert flow.title == "p10.png"
    with qtbot.waitSignal(flow.failed):
        flow.step(-1)
    with qtbot.waitSignal(flow.opened):
        flow.step(-1)
    assert flow.title == "p1.png"


def test_two_quick_steps_are_two(flow, qtbot, photos):
    opened(flow, qtbot, photos / "p1.png")
    flow.step(1)
    with qtbot.waitSignal(flow.opened):
        flow.step(1)
    assert flow.title == "p10.png"


def test_a_step_that_was_not_wished_does_not_count(flow, qtbot, photos, answers):
    opened(flow, qtbot, photos / "p1.png")
    paint(flow)
    flow.step(1)
    qtbot.waitUntil(lambda: answers.asked == ["leave"])
    answers.leave = BUTTON.Discard
    with qtbot.waitSignal(flow.opened):
        flow.step(1)
    assert flow.title == "p2.png"
