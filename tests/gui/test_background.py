"""Work in another thread comes back in order, in the main thread, also when it fails."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject

from pconv_studio.core.errors import UserError
from pconv_studio.gui.background import Background


@pytest.fixture
def background(qtbot):
    background = Background()
    yield background
    background.shutdown()


def test_result_comes_back_in_the_main_thread(background, qtbot):
    seen = []
    with qtbot.waitSignal(background.busyChanged, check_params_cb=lambda busy: not busy):
        background.run(
            threading.get_ident, lambda there: seen.extend([there, threading.get_ident()])
        )
    there, here = seen
    assert here == threading.get_ident()
    assert there != here


def test_work_is_done_in_order(background, qtbot):
    done = []
    for number in range(20):
        background.run(lambda number=number: number, done.append)
    qtbot.waitUntil(lambda: not background.is_busy)
    assert done == list(range(20))


def test_errors_for_people_and_faults_are_told_apart(background, qtbot, caplog):
    told = []

    def refuse():
        raise UserError("photo.jpg: no")

    def break_down():
        raise ZeroDivisionError("oops")

    for work in (refuse, break_down):
        background.run(work, None, lambda message, details: told.append((message, details)))
    qtbot.waitUntil(lambda: not background.is_busy)
    assert told[0] == ("photo.jpg: no", "")
    assert told[1][0] == "ZeroDivisionError: oops"
    assert "break_down" in told[1][1]


def test_shutdown_waits_and_calls_nobody(qtbot):
    background = Background()
    ran, called = threading.Event(), []
    background.run(ran.set, called.append)
    background.shutdown()
    assert ran.is_set()
    assert not called


def test_what_is_under_way_may_outlive_who_asked(qtbot):
    """A closed dialog takes its Background along; Qt waits for the thread, which goes on."""
    owner, begun, gate, called = QObject(), threading.Event(), threading.Event(), []
    background = Background(owner)
    # Qt says that something goes before it waits for its pool.
    background.destroyed.connect(gate.set)
    background.run(lambda: (begun.set(), gate.wait()), called.append)
    assert begun.wait(60)
    with qtbot.captureExceptions() as faults:
        shiboken6.delete(owner)
        QCoreApplication.processEvents()
    assert gate.is_set()
    assert not faults
    assert not called


class Photo:
    """Something large."""


def test_nothing_is_kept_of_what_is_done(background, qtbot, monkeypatch):
    """Qt's pool may be done with a runner before Python knows that it is the pool's."""
    runners, pool = [], background._pool

    class Keeping:
        waitForDone = pool.waitForDone

        def start(self, runner):
            runners.append(runner)
            pool.start(runner)

    monkeypatch.setattr(background, "_pool", Keeping())
    given, made = Photo(), []
    photos = [weakref.ref(given)]
    background.run(lambda photo=given: (photo, Photo())[1], lambda photo: made.append(photo))
    del given
    qtbot.waitUntil(lambda: not background.is_busy)
    photos.append(weakref.ref(made.pop()))
    gc.collect()
    assert len(runners) == 1
    assert [photo() for photo in photos] == [None, None]
