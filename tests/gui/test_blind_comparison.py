"""The blind comparison by mouse and keyboard: what is shown, for how long, and what is written."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from pconv_studio.core.study import read_answers
from pconv_studio.gui.blind_comparison import BlindComparison

# Qt says so of any window with a least size; the offscreen screen has no window manager to ask.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

COLOURS = {"truth": (200, 30, 30), "ours": (30, 200, 30), "theirs": (30, 30, 200)}


@pytest.fixture
def pictures(tmp_path):
    """Six items; the pictures of each method have one colour."""
    folder = tmp_path / "pictures"
    for number in range(6):
        (folder / f"{number:05}_inside-01-10").mkdir(parents=True)
        for name, colour in COLOURS.items():
            pixels = np.full((40, 40, 3), colour, np.uint8)
            Image.fromarray(pixels).save(folder / f"{number:05}_inside-01-10" / f"{name}.png")
    return folder


@pytest.fixture
def dialog(qtbot, pictures):
    """An open dialog with the folder chosen."""
    made = BlindComparison(seed=4, pause=0, durations=(20, 40))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.setup.folder.setText(str(pictures))
    return made


def colour_of(view):
    image = view.grab().toImage()
    colour = image.pixelColor(image.width() // 2, image.height() // 2)
    return colour.red(), colour.green(), colour.blue()


def begin(qtbot, dialog, *, count, limited=False):
    (dialog.setup.limited if limited else dialog.setup.unlimited).setChecked(True)
    dialog.setup.count.setValue(count)
    with qtbot.waitSignal(dialog.pair.appeared):
        qtbot.mouseClick(dialog.setup.start, Qt.MouseButton.LeftButton)


def press(qtbot, dialog, key, *, last=False):
    """Answer by a key, and wait for the next pair."""
    if last:
        qtbot.keyClick(dialog, key)
        return
    with qtbot.waitSignal(dialog.pair.appeared):
        qtbot.keyClick(dialog, key)


def test_it_leaves_the_main_window_usable(dialog):
    assert not dialog.isModal()


def test_a_folder_fills_in_the_rest(dialog, pictures):
    assert dialog.setup.chosen_methods() == ["ours", "theirs"]
    assert dialog.setup.answers.text() == str(pictures.parent / "blind-comparison.csv")
    assert dialog.setup.start.isEnabled()
    dialog.setup.methods.item(0).setCheckState(Qt.CheckState.Unchecked)
    # One method is enough against the photo only.
    assert not dialog.setup.start.isEnabled()
    dialog.setup.limited.setChecked(True)
    assert dialog.setup.start.isEnabled()


def test_answers_go_beside_the_pictures_that_are_typed_to_their_end(dialog, pictures, tmp_path):
    setup = dialog.setup
    other = tmp_path / "other" / "pictures"
    shutil.copytree(pictures, other)
    setup.folder.setText(str(other))
    assert setup.answers.text() == str(other.parent / "blind-comparison.csv")
    # What a person has chosen stays.
    setup.answers.setText(str(tmp_path / "mine.csv"))
    setup.folder.setText(str(pictures))
    assert setup.answers.text() == str(tmp_path / "mine.csv")


def test_a_folder_without_pictures(dialog, tmp_path):
    (tmp_path / "empty").mkdir()
    dialog.setup.folder.setText(str(tmp_path / "empty"))
    assert "no results to compare" in dialog.setup.message.text()
    assert not dialog.setup.start.isEnabled()


def test_more_comparisons_than_pictures(qtbot, dialog):
    dialog.setup.count.setValue(7)
    qtbot.mouseClick(dialog.setup.start, Qt.MouseButton.LeftButton)
    assert dialog.pages.currentIndex() == 0
    assert "6 are possible" in dialog.setup.message.text()


def test_unlimited_time_by_keyboard(qtbot, dialog, pictures):
    begin(qtbot, dialog, count=4)
    keys = [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left]
    seen = []
    for number, key in enumerate(keys):
        trial = dialog.trial
        assert dialog.counter.text() == f"{number + 1} of 4"
        assert colour_of(dialog.pair.left) == COLOURS[trial.left]
        assert colour_of(dialog.pair.right) == COLOURS[trial.right]
        seen.append(trial)
        press(qtbot, dialog, key, last=number == 3)
    assert dialog.pages.currentIndex() == 2
    answers = read_answers(pictures.parent / "blind-comparison.csv")
    assert [a.item for a in answers] == [trial.item for trial in seen]
    assert [a.choice for a in answers] == ["left", "right", "right", "left"]
    for answer, trial in zip(answers, seen, strict=True):
        assert answer.preferred == (trial.left if answer.choice == "left" else trial.right)
        assert answer.duration == 0
        assert answer.mode == "unlimited"
    assert dialog.table.item(0, 0).text() == "ours over theirs"
    assert dialog.table.item(0, 4).text() == "4"


def test_no_name_of_a_method_is_on_the_screen(qtbot, dialog):
    begin(qtbot, dialog, count=1)
    from PySide6.QtWidgets import QLabel, QPushButton

    page = dialog.pages.currentWidget()
    texts = [w.text() for kind in (QLabel, QPushButton) for w in page.findChildren(kind)]
    assert not [text for text in texts if "ours" in text or "theirs" in text]


def test_limited_time_hides_the_pair_and_takes_the_answer_after_it(qtbot, dialog, pictures):
    begin(qtbot, dialog, count=2, limited=True)
    trial = dialog.trial
    assert "truth" in (trial.left, trial.right)
    assert trial.duration in (20, 40)
    # Whatever the machine was doing, the pair is gone once its time is over.
    qtbot.waitUntil(lambda: dialog.pair.left.is_blank)
    assert dialog.pair.right.is_blank
    assert colour_of(dialog.pair.left) == colour_of(dialog.pair.right) == (110, 110, 110)
    press(qtbot, dialog, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: dialog.pair.left.is_blank)
    press(qtbot, dialog, Qt.Key.Key_Left, last=True)
    answers = read_answers(pictures.parent / "blind-comparison.csv")
    assert len(answers) == 2
    for answer in answers:
        assert answer.mode == "limited"
        assert answer.shown >= answer.duration
        assert answer.seconds * 1000 >= answer.shown - 1


def test_the_buttons_answer_too(qtbot, dialog, pictures):
    begin(qtbot, dialog, count=2)
    with qtbot.waitSignal(dialog.pair.appeared):
        qtbot.mouseClick(dialog.right_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.left_button, Qt.MouseButton.LeftButton)
    answers = read_answers(pictures.parent / "blind-comparison.csv")
    assert [answer.choice for answer in answers] == ["right", "left"]


def test_a_key_before_the_pair_is_seen_is_no_answer(qtbot, dialog, pictures):
    dialog._pause.setInterval(60_000)
    dialog.setup.limited.setChecked(True)
    dialog.setup.count.setValue(3)
    qtbot.mouseClick(dialog.setup.start, Qt.MouseButton.LeftButton)
    assert dialog.trial is not None
    assert not dialog.left_button.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Left)
    assert dialog.counter.text().startswith("1 of")
    assert not (pictures.parent / "blind-comparison.csv").exists()


def test_escape_ends_the_comparison_and_keeps_the_answers(qtbot, dialog, pictures):
    begin(qtbot, dialog, count=5)
    press(qtbot, dialog, Qt.Key.Key_Left)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.pages.currentIndex() == 2
    assert len(read_answers(pictures.parent / "blind-comparison.csv")) == 1
    qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    assert dialog.pages.currentIndex() == 0
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_second_session_adds_its_answers(qtbot, dialog, pictures):
    for _ in range(2):
        begin(qtbot, dialog, count=1)
        press(qtbot, dialog, Qt.Key.Key_Left, last=True)
        qtbot.mouseClick(dialog.again, Qt.MouseButton.LeftButton)
    assert len(read_answers(pictures.parent / "blind-comparison.csv")) == 2


def test_answers_never_go_into_another_file(qtbot, dialog, tmp_path):
    other = tmp_path / "letter.csv"
    other.write_text("dear,reader\n")
    dialog.setup.answers.setText(str(other))
    begin(qtbot, dialog, count=2)
    qtbot.keyClick(dialog, Qt.Key.Key_Left)
    assert dialog.pages.currentIndex() == 0
    assert "letter.csv" in dialog.setup.message.text()
    assert other.read_text() == "dear,reader\n"


def test_a_picture_that_cannot_be_read(qtbot, dialog, pictures):
    for file in pictures.glob("*/ours.png"):
        file.write_bytes(b"nothing")
    dialog.setup.count.setValue(1)
    qtbot.mouseClick(dialog.setup.start, Qt.MouseButton.LeftButton)
    assert dialog.pages.currentIndex() == 0
    assert "cannot be read" in dialog.setup.message.text()


def test_closing_in_the_middle_stops_the_timers(qtbot, dialog):
    begin(qtbot, dialog, count=3, limited=True)
    dialog.close()
    assert not dialog._pause.isActive()
    assert not dialog.pair._timer.isActive()
