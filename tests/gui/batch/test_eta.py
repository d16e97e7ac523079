"""The time left: from megapixels, without pauses."""

from __future__ import annotations

from pathlib import Path

import pytest

from pconv_studio.gui.batch.eta import Eta
from pconv_studio.gui.batch.items import Item, State
from pconv_studio.gui.batch.runner import Phase
from pconv_studio.gui.batch.summary import describe, duration, totals_of


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def eta(clock):
    made = Eta(clock)
    made.resume()
    return made


def test_goes_by_megapixels(eta, clock):
    clock.now = 10.0
    assert eta.remaining(20.0, 60.0) == pytest.approx(30.0)


def test_pauses_do_not_count(eta, clock):
    clock.now = 10.0
    eta.pause()
    eta.pause()
    clock.now = 500.0
    assert eta.seconds == 10.0
    eta.resume()
    eta.resume()
    clock.now = 510.0
    assert eta.seconds == 20.0
    assert eta.remaining(1.0, 1.0) == pytest.approx(20.0)


def test_says_nothing_too_early(eta, clock):
    assert eta.remaining(0.0, 100.0) is None
    clock.now = 0.5
    assert eta.remaining(50.0, 50.0) is None
    # Sizes that become known later may make what is done less than it was at the start.
    clock.now = 20.0
    assert eta.remaining(-50.0, 50.0) is None
    assert eta.remaining(-60.0, 50.0) is None
    clock.now = 30.0
    assert eta.remaining(1.0, 1000.0) is None


def test_nothing_left_is_zero(eta):
    assert eta.remaining(0.0, 0.0) == 0.0


def test_reset_forgets(eta, clock):
    clock.now = 10.0
    eta.reset()
    assert eta.seconds == 0.0
    clock.now = 20.0
    assert eta.seconds == 0.0


def items(*described):
    made = []
    for number, (state, size, share) in enumerate(described):
        item = Item(Path(f"{number}.jpg"))
        item.state, item.megapixels, item.share = state, size, share
        made.append(item)
    return made


def test_totals_weigh_photos_by_size():
    totals = totals_of(
        items(
            (State.DONE, 10.0, 1.0),
            (State.FAILED, 20.0, 0.0),
            (State.RUNNING, 40.0, 0.25),
            (State.WAITING, 30.0, 0.0),
        )
    )
    assert (totals.count, totals.filled, totals.failed, totals.left) == (4, 1, 1, 2)
    assert totals.size == 100.0
    assert totals.done == 40.0
    assert totals.share == pytest.approx(0.4)


def test_unknown_sizes_count_as_the_mean_of_the_others():
    totals = totals_of(items((State.DONE, 10.0, 1.0), (State.WAITING, None, 0.0)))
    assert totals.size == 20.0
    unknown = totals_of(items((State.DONE, None, 1.0), (State.WAITING, None, 0.0)))
    assert unknown.share == pytest.approx(0.5)


def test_empty_batch_has_no_totals():
    assert totals_of([]).share == 0.0
    assert describe(totals_of([]), Phase.IDLE, left=None, seconds=0.0) == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "1 s"),
        (59, "59 s"),
        (61, "1 min"),
        (150, "2 min"),
        (3600, "1 h 0 min"),
        (7260, "2 h 1 min"),
    ],
)
def test_durations_are_as_exact_as_is_of_use(qapp, seconds, text):
    assert duration(seconds) == text


def test_line_says_what_matters(qapp):
    totals = totals_of(
        items((State.DONE, 1.0, 1.0), (State.FAILED, 1.0, 0.0), (State.WAITING, 1.0, 0))
    )
    running = describe(totals, Phase.RUNNING, left=90.0, seconds=10.0)
    assert running == "1 of 3 filled, 1 failed, about 2 min left"
    assert "paused" in describe(totals, Phase.PAUSED, left=None, seconds=10.0)
    done = describe(totals, Phase.IDLE, left=0.0, seconds=75.0)
    assert done == "1 of 3 filled, 1 failed, 1 left, took 1 min"
