"""Running a batch: order, errors, pause, cancel, and names that never replace a file."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PIL import Image

from pconv_studio.core.errors import PhotoError
from pconv_studio.gui.batch.items import BatchModel, State
from pconv_studio.gui.batch.job import BatchJob, megapixels
from pconv_studio.gui.batch.runner import BatchRunner, Phase
from pconv_studio.inference.fill_file import FillOptions


@pytest.fixture
def model(photos):
    made = BatchModel()
    made.add(photos)
    return made


@pytest.fixture
def runner(qtbot, model, fake):
    made = BatchRunner(model, fill=fake)
    yield made
    fake.go.set()
    made.shutdown()


@pytest.fixture
def job(tmp_path, mask):
    return BatchJob(mask, tmp_path / "out", "{name}_filled", "same", FillOptions(method="telea"))


def states(model):
    return [item.state for item in model.items]


def hold(fake, name, *, deaf=False):
    fake.held.add(name)
    if deaf:
        fake.deaf.add(name)


def wait_running(qtbot, fake):
    qtbot.waitUntil(fake.running.is_set)


def test_fills_all_in_order_in_another_thread(qtbot, runner, model, fake, job, photos):
    with qtbot.waitSignal(runner.finished):
        runner.start(job)
    assert states(model) == [State.DONE] * 5
    assert [call[0] for call in fake.calls] == photos
    assert threading.main_thread() not in fake.threads
    assert len(set(fake.threads)) == 1
    assert runner.phase is Phase.IDLE
    for item in model.items:
        assert item.saved == job.folder / f"{item.photo.stem}_filled.png"
        with Image.open(item.saved) as saved:
            assert (np.asarray(saved)[10:20, 10:30] == 255).all()
        assert item.message == "a note"
        assert item.share == 1.0


def test_pictures_for_the_review_are_small_and_differ(qtbot, runner, model, job):
    with qtbot.waitSignal(runner.finished):
        runner.start(job)
    item = model.items[0]
    assert item.before[:2] == item.after[:2] == b"\xff\xd8"
    assert item.before != item.after
    assert len(item.before) < 20_000


def test_one_bad_photo_never_stops_the_rest(qtbot, runner, model, fake, job):
    fake.errors = {
        "p0.png": PhotoError("p0.png: damaged"),
        "p1.png": MemoryError(),
        "p2.png": RuntimeError("library fault"),
    }
    with qtbot.waitSignal(runner.finished):
        runner.start(job)
    assert states(model) == [State.FAILED] * 3 + [State.DONE] * 2
    zero, one, two = (item for item in model.items if item.state is State.FAILED)
    assert zero.message == "p0.png: damaged"
    assert "memory" in one.message
    assert str(one.photo) in one.message
    assert "library fault" in two.message
    assert "Traceback" in two.details
    assert not zero.details


def test_photo_without_mask_fails_alone(qtbot, runner, model, fake, job, tmp_path, mask):
    masks = tmp_path / "masks"
    masks.mkdir()
    for name in ("p0", "p1", "p3", "p4"):
        (masks / f"{name}.png").write_bytes(mask.read_bytes())
    with qtbot.waitSignal(runner.finished):
        runner.start(BatchJob(masks, job.folder, job.pattern, job.format, job.options))
    assert states(model)[2] is State.FAILED
    assert states(model).count(State.DONE) == 4
    assert "p2" in model.items[2].message
    assert [call[1].name for call in fake.calls] == ["p0.png", "p1.png", "p3.png", "p4.png"]


def test_names_never_replace_a_file(qtbot, runner, model, job, photos):
    job.folder.mkdir()
    taken = job.folder / "p0_filled.png"
    taken.write_bytes(b"mine")
    before = {path: path.read_bytes() for path in photos}
    with qtbot.waitSignal(runner.finished):
        runner.start(job)
    assert taken.read_bytes() == b"mine"
    assert model.items[0].saved == job.folder / "p0_filled-2.png"
    assert {path: path.read_bytes() for path in photos} == before


def test_pattern_that_gives_one_name_for_all(qtbot, runner, model, job, mask):
    same = BatchJob(mask, job.folder, "result", "JPEG", job.options)
    with qtbot.waitSignal(runner.finished):
        runner.start(same)
    names = [item.saved.name for item in model.items]
    assert names == ["result.jpg", *(f"result-{n}.jpg" for n in range(2, 6))]


def test_number_in_the_pattern_is_the_place_in_the_list(qtbot, runner, model, job, mask):
    numbered = BatchJob(mask, job.folder, "{n:03}_{name}", "same", job.options)
    with qtbot.waitSignal(runner.finished):
        runner.start(numbered)
    assert [item.saved.name for item in model.items] == [f"00{n + 1}_p{n}.png" for n in range(5)]


def test_pause_stops_after_the_photo_under_way(qtbot, runner, model, fake, job):
    hold(fake, "p1.png")
    runner.start(job)
    wait_running(qtbot, fake)
    runner.pause()
    assert runner.phase is Phase.PAUSING
    with qtbot.waitSignal(runner.phaseChanged, check_params_cb=lambda p: p is Phase.PAUSED):
        fake.go.set()
    assert states(model) == [State.DONE] * 2 + [State.WAITING] * 3
    assert len(fake.calls) == 2
    with qtbot.waitSignal(runner.finished):
        runner.resume()
    assert states(model) == [State.DONE] * 5


def test_resume_before_the_pause_has_begun(qtbot, runner, model, fake, job):
    hold(fake, "p1.png")
    runner.start(job)
    wait_running(qtbot, fake)
    runner.pause()
    runner.resume()
    assert runner.phase is Phase.RUNNING
    with qtbot.waitSignal(runner.finished):
        fake.go.set()
    assert states(model) == [State.DONE] * 5
    assert set(fake.count.values()) == {1}


def test_cancel_answers_before_it_returns(qtbot, runner, model, fake, job):
    hold(fake, "p1.png")
    runner.start(job)
    wait_running(qtbot, fake)
    with qtbot.waitSignal(runner.finished, timeout=0, raising=False) as heard:
        runner.cancel()
    assert heard.signal_triggered
    assert runner.phase is Phase.IDLE
    assert states(model) == [State.DONE, State.CANCELLED] + [State.WAITING] * 3


def test_start_again_after_cancel_does_the_rest(qtbot, runner, model, fake, job):
    hold(fake, "p1.png")
    runner.start(job)
    wait_running(qtbot, fake)
    runner.cancel()
    fake.held.clear()
    with qtbot.waitSignal(runner.finished):
        runner.start(job)
    assert states(model) == [State.DONE] * 5
    assert fake.count["p0.png"] == 1
    assert len(list(job.folder.iterdir())) == 5


def test_what_was_saved_in_spite_of_cancel_is_told(qtbot, runner, model, fake, job):
    hold(fake, "p1.png", deaf=True)
    runner.start(job)
    wait_running(qtbot, fake)
    runner.cancel()
    assert model.items[1].state is State.CANCELLED
    with qtbot.waitSignal(runner.itemEnded):
        fake.go.set()
    assert model.items[1].state is State.DONE
    assert model.items[1].saved.is_file()
    assert runner.phase is Phase.IDLE


def test_deaf_photo_that_is_begun_again_is_filled_once(qtbot, runner, model, fake, job):
    hold(fake, "p1.png", deaf=True)
    runner.start(job)
    wait_running(qtbot, fake)
    runner.cancel()
    runner.start(job)
    assert runner.phase is Phase.RUNNING
    assert model.items[1].state is State.WAITING
    with qtbot.waitSignal(runner.finished):
        fake.go.set()
    assert states(model) == [State.DONE] * 5
    assert len(list(job.folder.iterdir())) == 5


def test_failed_ones_are_tried_again(qtbot, runner, model, fake, job):
    fake.errors = {"p3.png": PhotoError("p3.png: busy")}
    with qtbot.waitSignal(runner.finished):
        runner.start(job)
    fake.errors = {}
    with qtbot.waitSignal(runner.finished):
        runner.start(job)
    assert states(model) == [State.DONE] * 5
    assert fake.count == {"p0.png": 1, "p1.png": 1, "p2.png": 1, "p3.png": 2, "p4.png": 1}


def test_photos_may_come_and_go_while_it_runs(qtbot, runner, model, fake, job, tmp_path, photos):
    hold(fake, "p0.png")
    runner.start(job)
    wait_running(qtbot, fake)
    late = tmp_path / "late.png"
    late.write_bytes(photos[0].read_bytes())
    model.add([late])
    model.remove(model.items[:3])
    assert [item.photo.name for item in model.items] == ["p0.png", "p3.png", "p4.png", "late.png"]
    with qtbot.waitSignal(runner.finished):
        fake.go.set()
    assert states(model) == [State.DONE] * 4
    assert "p1.png" not in fake.count


def test_progress_comes_from_the_fill(qtbot, runner, model, fake, job):
    hold(fake, "p0.png")
    with qtbot.waitSignal(runner.progressed):
        runner.start(job)
    assert model.items[0].share == 0.25
    assert model.items[0].message == "looking"
    runner.cancel()


def test_folder_that_cannot_be_made_is_named(qtbot, runner, model, job, mask, tmp_path):
    (tmp_path / "taken").write_text("a file")
    wrong = BatchJob(mask, tmp_path / "taken" / "in", job.pattern, job.format, job.options)
    with qtbot.waitSignal(runner.finished):
        runner.start(wrong)
    assert states(model) == [State.FAILED] * 5
    assert str(tmp_path / "taken") in model.items[0].message


def test_shutdown_ends_the_thread_while_a_photo_is_filled(qtbot, model, fake, job):
    runner = BatchRunner(model, fill=fake)
    hold(fake, "p0.png")
    runner.start(job)
    wait_running(qtbot, fake)
    runner.shutdown()
    runner.shutdown()
    assert not runner._thread.isRunning()
    assert runner.phase is Phase.IDLE


def test_real_fill_is_used_when_none_is_given(qtbot, model, job, photos):
    runner = BatchRunner(model)
    with qtbot.waitSignal(runner.finished, timeout=30_000):
        runner.start(job)
    runner.shutdown()
    assert states(model) == [State.DONE] * 5
    with Image.open(photos[0]) as source, Image.open(model.items[0].saved) as saved:
        hole = np.zeros((48, 64), bool)
        hole[10:20, 10:30] = True
        before, after = np.asarray(source), np.asarray(saved)
    assert np.array_equal(before[~hole], after[~hole])
    assert (before[hole] != after[hole]).any()


def test_megapixels_come_from_the_head_of_the_file(photos, tmp_path):
    assert megapixels(photos[0]) == 48 * 64 / 1e6
    (tmp_path / "no.jpg").write_bytes(b"nothing")
    assert megapixels(tmp_path / "no.jpg") is None
    assert megapixels(tmp_path / "absent.jpg") is None
