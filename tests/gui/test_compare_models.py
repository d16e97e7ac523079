"""Candidates run one after another on one hole; the one that is taken comes back whole."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from pconv_studio.core.errors import UserError
from pconv_studio.gui.compare_models import Candidate, CompareModels
from pconv_studio.gui.compare_models.candidates import candidates, first_choice
from pconv_studio.gui.compare_models.card import CAPTION, MARGIN, CardState
from pconv_studio.gui.compare_models.grid import GAP, best_columns
from pconv_studio.gui.compare_models.snapshot import LONGEST, Snapshot
from pconv_studio.gui.fill_service import FillService
from pconv_studio.gui.method_texts import method_title
from pconv_studio.gui.qimage import from_qimage
from pconv_studio.gui.requests import FillRequest, Loaded
from pconv_studio.gui.worker import Functions, real_functions
from pconv_studio.inference import choices
from pconv_studio.inference.choices import ModelChoice
from pconv_studio.inference.contract import Cancelled, FillResult

METHODS = {"pconv-detail": 10, "pconv": 60, "patchmatch": 110, "telea": 160, "ns": 210}
"""What the fake fills the hole with, by method."""


class Fake:
    def __init__(self):
        self.calls = []
        self.errors = {}
        self.gate = None
        self.entered = threading.Event()

    def hold(self):
        self.gate = threading.Event()

    def fill(self, image, hole, *, method, model, device, progress, cancelled):
        self.calls.append((method, model, device))
        progress(0.25, "a quarter")
        self.entered.set()
        while self.gate is not None and not self.gate.wait(0.005):
            if cancelled():
                raise Cancelled
        if method in self.errors:
            raise self.errors[method]
        pixels = image.copy()
        pixels[hole] = METHODS[method]
        return FillResult(pixels, method, "cpu", 1.26, (), ())


@pytest.fixture
def fake():
    return Fake()


@pytest.fixture
def service(qapp, fake):
    functions = Functions(
        fill=fake.fill,
        depth=lambda *_, **__: None,
        upscale=lambda *_, **__: None,
        load=lambda *_: Loaded("cpu", "float32"),
        probe=list,
    )
    service = FillService(functions=functions)
    yield service
    service.shutdown()


@pytest.fixture
def hole():
    hole = np.zeros((240, 320), bool)
    hole[100:130, 140:200] = True
    hole[110, 201] = True
    return hole


@pytest.fixture
def dialog(qtbot, service, settings, photo, hole):
    image = photo.pixels
    image.flags.writeable = False
    dialog = CompareModels(service, settings, image=image, hole=hole)
    qtbot.addWidget(dialog)
    dialog.resize(900, 600)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def tick(dialog, *methods):
    rows = dialog.chooser.list
    for row in range(rows.count()):
        on = candidates(Candidate("pconv"))[row].method in methods
        rows.item(row).setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


def click(widget):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def shown(picture):
    return from_qimage(picture.image)[..., :3]


def run(dialog, qtbot, *methods):
    tick(dialog, *methods)
    click(dialog.chooser.button)
    qtbot.waitUntil(lambda: dialog.is_done)


def test_nothing_runs_before_start(dialog, fake, settings):
    assert not dialog.is_done
    assert not dialog.is_running
    assert fake.calls == []
    assert [c.method for c in dialog.chooser.chosen()] == ["pconv-detail", "pconv", "patchmatch"]
    # The hole is seen in the mask's colour.
    middle = shown(dialog.before)
    height, width = middle.shape[:2]
    red, green, _ = middle[height // 2, width // 2].astype(int)
    assert red > green + 60


@pytest.mark.parametrize(("count", "can_start"), [(0, False), (1, False), (2, True), (5, True)])
def test_two_to_six_can_be_started(dialog, count, can_start):
    tick(dialog, *[*METHODS][:count])
    assert dialog.chooser.button.isEnabled() == can_start
    assert ("Choose" in dialog.chooser.hint.text()) != can_start


def test_candidates_run_in_order_with_the_settings(dialog, qtbot, fake, settings, photo, hole):
    run(dialog, qtbot, "pconv-detail", "pconv", "telea")
    assert fake.calls == [
        ("pconv-detail", None, "auto"),
        ("pconv", None, "auto"),
        ("telea", None, "auto"),
    ]
    view = dialog._snapshot.view
    for card in dialog.grid.cards:
        assert card.state is CardState.DONE
        assert card.name.text() == method_title(card.candidate.method)
        assert card.status.text() == "1.3 s"
        part, inside = shown(card.picture), hole[view.slices]
        assert (part[inside] == METHODS[card.candidate.method]).all()
        assert np.array_equal(part[~inside], photo.pixels[view.slices][~inside])


def test_the_original_is_held_from_the_list_too(dialog, qtbot, photo):
    run(dialog, qtbot, "pconv", "telea")
    picture = dialog.grid.cards[0].picture
    original = photo.pixels[dialog._snapshot.view.slices]
    dialog.chooser.list.setFocus()
    QTest.keyPress(dialog.chooser.list, Qt.Key.Key_Backslash)
    assert np.array_equal(shown(picture), original)
    QTest.keyRelease(dialog.chooser.list, Qt.Key.Key_Backslash)
    assert not np.array_equal(shown(picture), original)


def test_the_one_that_is_taken_comes_back_whole(dialog, qtbot, photo, hole):
    run(dialog, qtbot, "pconv", "telea")
    assert not dialog.use_button.isEnabled()
    dialog.grid.cards[1].setFocus()
    assert dialog.use_button.isEnabled()
    with qtbot.waitSignal(dialog.chosen) as caught:
        click(dialog.use_button)
    result, candidate = caught.args
    assert candidate == Candidate("telea")
    assert (result.method, result.device, result.seconds) == ("telea", "cpu", 1.26)
    assert result.pixels.shape == photo.pixels.shape
    assert np.array_equal(result.pixels[~hole], photo.pixels[~hole])
    assert (result.pixels[hole] == METHODS["telea"]).all()
    assert not dialog.isVisible()


def test_results_in_memory_are_small(dialog, qtbot, hole):
    run(dialog, qtbot, "pconv", "telea")
    for result in dialog._results.values():
        assert result.pixels.shape == (30, 62, 3)
        assert result.pixels.base is None


def test_an_error_is_shown_and_the_next_one_runs(dialog, qtbot, fake):
    fake.errors["pconv"] = UserError("no weights; get them again")
    run(dialog, qtbot, "pconv", "telea")
    broken, sound = dialog.grid.cards
    assert broken.state is CardState.FAILED
    assert broken.picture.message == "no weights; get them again"
    assert broken.accessibleDescription() == "no weights; get them again"
    assert sound.state is CardState.DONE
    broken.setFocus()
    assert not dialog.use_button.isEnabled()
    click(broken)
    assert dialog._pages.currentWidget() is dialog.grid
    # Started again, only what failed is done again.
    del fake.errors["pconv"]
    fake.calls.clear()
    click(dialog.chooser.button)
    qtbot.waitUntil(lambda: dialog.is_done)
    assert [call[0] for call in fake.calls] == ["pconv"]
    assert [card.state for card in dialog.grid.cards] == [CardState.DONE] * 2


def test_progress_and_cancel(dialog, qtbot, fake):
    fake.hold()
    tick(dialog, "pconv", "telea", "ns")
    click(dialog.chooser.button)
    cards = dialog.grid.cards
    qtbot.waitUntil(lambda: cards[0].state is CardState.WORKING)
    assert cards[0].bar.isVisible()
    assert cards[0].bar.value() == 250
    assert cards[0].status.text() == "25 %"
    assert cards[0].picture.message == "a quarter"
    assert cards[1].state is CardState.WAITING
    assert not dialog.chooser.list.isEnabled()
    click(dialog.chooser.button)
    assert [card.state for card in cards] == [CardState.CANCELLED] * 3
    assert dialog.is_done
    assert dialog.chooser.list.isEnabled()
    assert dialog.chooser.button.text() == "Start"
    assert [call[0] for call in fake.calls] == ["pconv"]


def test_escape_goes_back_one_step(dialog, qtbot, fake):
    run(dialog, qtbot, "pconv", "telea")
    click(dialog.grid.cards[0])
    assert dialog._pages.currentWidget() is dialog.large
    QTest.keyClick(dialog.large, Qt.Key.Key_Escape)
    assert dialog._pages.currentWidget() is dialog.grid
    fake.hold()
    fake.entered.clear()
    tick(dialog, "pconv", "ns")
    click(dialog.chooser.button)
    assert fake.entered.wait(5)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert not dialog.is_running
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_closing_stops_what_runs(dialog, qtbot, fake, service):
    fake.hold()
    tick(dialog, "pconv", "ns")
    click(dialog.chooser.button)
    assert fake.entered.wait(5)
    dialog.close()
    assert not dialog.is_running
    assert not service.is_busy


def test_fills_of_others_come_between_and_are_left_alone(dialog, qtbot, fake, service, photo, hole):
    fake.hold()
    tick(dialog, "pconv", "ns")
    click(dialog.chooser.button)
    assert fake.entered.wait(5)
    number = service.new_id()
    service.submit(FillRequest(number, photo.pixels, hole, "telea"))
    with qtbot.waitSignal(service.filled, check_params_cb=lambda id, _: id == number):
        fake.gate.set()
    qtbot.waitUntil(lambda: dialog.is_done)
    assert [call[0] for call in fake.calls] == ["pconv", "telea", "ns"]
    assert len(dialog._results) == 2


def test_a_click_shows_it_large_and_pressing_shows_the_original(dialog, qtbot, photo):
    run(dialog, qtbot, "pconv", "telea")
    original = photo.pixels[dialog._snapshot.view.slices]
    click(dialog.grid.cards[1])
    large = dialog.large
    assert dialog._pages.currentWidget() is large
    assert large.name.text() == method_title("telea")
    assert large.status.text() == "1.3 s on CPU"
    assert dialog.use_button.isEnabled()
    result = shown(large.picture)
    assert not np.array_equal(result, original)
    QTest.mousePress(large.picture, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert np.array_equal(shown(large.picture), original)
    QTest.mouseRelease(large.picture, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert np.array_equal(shown(large.picture), result)
    QTest.keyPress(large, Qt.Key.Key_Backslash)
    assert np.array_equal(shown(large.picture), original)
    QTest.keyRelease(large, Qt.Key.Key_Backslash)
    assert np.array_equal(shown(large.picture), result)


def test_the_button_shows_all_originals_while_it_is_pressed(dialog, qtbot, photo):
    run(dialog, qtbot, "pconv", "telea")
    original = photo.pixels[dialog._snapshot.view.slices]
    QTest.mousePress(dialog.hold_button, Qt.MouseButton.LeftButton)
    assert all(np.array_equal(shown(card.picture), original) for card in dialog.grid.cards)
    QTest.mouseRelease(dialog.hold_button, Qt.MouseButton.LeftButton)
    assert not any(np.array_equal(shown(card.picture), original) for card in dialog.grid.cards)


def test_it_works_by_keyboard_alone(dialog, qtbot):
    QTest.keyClick(dialog.chooser.list, Qt.Key.Key_Down)
    QTest.keyClick(dialog.chooser.list, Qt.Key.Key_Space)
    assert [c.method for c in dialog.chooser.chosen()] == ["pconv-detail", "patchmatch"]
    dialog.chooser.button.setFocus()
    QTest.keyClick(dialog.chooser.button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.is_done)
    first, second = dialog.grid.cards
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert second.hasFocus()
    QTest.keyClick(second, Qt.Key.Key_Right)
    assert second.hasFocus()
    QTest.keyClick(second, Qt.Key.Key_Return)
    assert dialog._pages.currentWidget() is dialog.large
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left):
        QTest.keyClick(dialog.large, key)
    assert dialog.large.name.text() == first.candidate.title
    dialog.use_button.setFocus()
    with qtbot.waitSignal(dialog.chosen) as caught:
        QTest.keyClick(dialog.use_button, Qt.Key.Key_Space)
    assert caught.args[1] == first.candidate


def test_every_control_has_a_name(dialog, qtbot):
    run(dialog, qtbot, "pconv", "telea")
    for button in dialog.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.accessibleName() or button.text()
    assert dialog.chooser.list.accessibleName()
    assert [card.accessibleName() for card in dialog.grid.cards] == [
        f"{method_title(method)}: 1.3 s" for method in ("pconv", "telea")
    ]


def test_own_models_and_the_one_in_use_are_offered(monkeypatch, tmp_path):
    models = [ModelChoice(n, tmp_path / n, bundled=n == "compact") for n in ("compact", "mine")]
    monkeypatch.setattr("pconv_studio.gui.compare_models.candidates.model_choices", lambda: models)
    current = Candidate("pconv", str(tmp_path / "trial.safetensors"))
    offered = candidates(current)
    assert Candidate("pconv", "mine") in offered
    assert Candidate("pconv-detail", "mine") in offered
    assert Candidate("telea", "mine") not in offered
    assert offered[-1] == current
    assert current.title == f"{method_title('pconv')}, trial"
    assert current in first_choice(current, offered)
    assert len(set(offered)) == len(offered)
    assert len(first_choice(Candidate("ns"), offered)) == 4
    assert choices.model_choices()


@pytest.mark.parametrize("count", range(1, 7))
@pytest.mark.parametrize("aspect", [0.3, 1.0, 4.0])
@pytest.mark.parametrize("size", [(1200, 500), (500, 700)])
def test_pictures_are_as_large_as_the_place_allows(count, aspect, size):
    width, height = size

    def area(columns):
        rows = -(-count // columns)
        wide = (width - (columns - 1) * GAP) / columns - 2 * MARGIN
        tall = (height - (rows - 1) * GAP) / rows - CAPTION
        return min(wide, tall * aspect)

    best = best_columns(count=count, width=width, height=height, aspect=aspect)
    assert 1 <= best <= count
    assert all(area(best) >= area(columns) for columns in range(1, count + 1))


def test_cards_do_not_overlap_and_stay_inside(dialog, qtbot):
    run(dialog, qtbot, *METHODS)
    for size in ((900, 600), (640, 420), (1400, 500)):
        dialog.resize(*size)
        QApplication.processEvents()
        places = [card.geometry() for card in dialog.grid.cards]
        assert len(places) == 5
        for index, place in enumerate(places):
            assert dialog.grid.rect().contains(place)
            assert not any(place.intersects(other) for other in places[index + 1 :])


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("channels", [3, 4])
def test_a_snapshot_of_any_depth(dtype, channels):
    rng = np.random.default_rng(2)
    image = rng.random((200, 220, channels)).astype(np.float32)
    if dtype != np.float32:
        image = (image * np.iinfo(dtype).max).astype(dtype)
    hole = np.zeros((200, 220), bool)
    hole[90:110, 100:130] = True
    snapshot = Snapshot(image, hole)
    filled = image.copy()
    filled[..., :3][hole] = 0
    result = FillResult(filled, "telea", "cpu", 0.1, (), ("note",))
    kept = snapshot.kept(result)
    whole = snapshot.whole(kept)
    assert np.array_equal(whole.pixels, filled)
    assert whole.pixels.dtype == dtype
    assert whole.notes == ("note",)
    size = snapshot.view.width, snapshot.view.height
    assert (snapshot.shown(kept).width(), snapshot.shown(kept).height()) == size


def test_a_very_large_hole_is_shown_smaller_and_in_the_monitors_colours():
    image = np.full((3000, 2000, 3), 80, np.uint8)
    hole = np.ones((3000, 2000), bool)
    hole[0] = False
    original = Snapshot(image, hole, to_screen=lambda tile: tile + np.uint8(5)).original()
    assert (original.width(), original.height()) == (round(LONGEST * 2 / 3), LONGEST)
    assert (from_qimage(original) == 85).all()


def test_a_real_comparison(qtbot, settings, photo, hole):
    service = FillService(functions=real_functions())
    dialog = CompareModels(service, settings, image=photo.pixels, hole=hole)
    qtbot.addWidget(dialog)
    dialog.show()
    run(dialog, qtbot, "telea", "ns")
    dialog.grid.cards[0].setFocus()
    with qtbot.waitSignal(dialog.chosen) as caught:
        dialog.use()
    result, candidate = caught.args
    assert candidate.method == "telea"
    assert np.array_equal(result.pixels[~hole], photo.pixels[~hole])
    assert (result.pixels[hole] != photo.pixels[hole]).any()
    service.shutdown()
