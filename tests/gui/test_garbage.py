"""What is garbage, Qt's part of it too, goes in the thread of the window, whoever makes objects."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject

from pconv_studio.gui import garbage
from pconv_studio.gui.background import Background
from pconv_studio.gui.garbage import GarbageCollector, collect_here


@pytest.fixture
def background(qtbot):
    background = Background()
    yield background
    background.shutdown()


@pytest.fixture
def collector(qapp, monkeypatch):
    monkeypatch.setattr(garbage, "INTERVAL_MS", 5)
    collector = GarbageCollector(qapp)
    yield collector
    shiboken6.delete(collector)


class Dialog:
    """In a cycle, as dialogs are whose buttons call them."""

    def __init__(self):
        self.me = self


def make_many():
    """So many objects that Python's own collector would have run many times."""
    return [[number] for number in range(200_000)]


def ended_in(dialog, ends):
    weakref.finalize(dialog, lambda: ends.append(threading.get_ident()))
    return dialog


def test_no_other_thread_collects_it(background, collector, qtbot):
    ends = []
    dialogs = [ended_in(Dialog(), ends) for _ in range(20)]
    with qtbot.waitSignal(background.busyChanged, check_params_cb=lambda busy: not busy):
        background.run(lambda: (dialogs.clear(), len(make_many())))
    held = []

    def gone():
        # A collection while they were in use has made them old: some of those that follow look.
        held.extend([number] for number in range(1000))
        return len(ends) == 20

    qtbot.waitUntil(gone)
    assert set(ends) == {threading.get_ident()}


def test_nothing_is_done_where_nothing_was_made(collector, monkeypatch):
    asked = []
    gc.collect()
    monkeypatch.setattr(gc, "collect", asked.append)
    collector.collect_due()
    assert not asked


def test_what_grew_old_is_looked_at_now_and_then(collector):
    ends = []
    old = ended_in(Dialog(), ends)
    gc.collect(0)
    gc.collect(1)
    del old
    held = []
    for _ in range(garbage.FULL_EVERY):
        assert not ends
        held += [[number] for number in range(1000)]
        collector.collect_due()
    assert ends


def test_what_has_settled_is_left_out(collector):
    ends = []
    settled, young = ended_in(Dialog(), ends), None
    try:
        collector.settle()
        del settled
        young = ended_in(Dialog(), ends)
        del young
        gc.collect()
        assert len(ends) == 1
    finally:
        gc.unfreeze()
    gc.collect()
    assert len(ends) == 2


def test_the_program_has_one(qapp):
    assert collect_here(qapp) is collect_here(qapp)
    assert not gc.isenabled()


def test_work_takes_nothing_along_when_its_owner_has_gone(qtbot):
    """Its Background goes with the dialog, so that the work alone is left to hold it."""
    begun, gate, ends = threading.Event(), threading.Event(), []
    owner = QObject()
    background = Background(owner)
    background.destroyed.connect(gate.set)
    dialog = ended_in(QObject(), ends)
    background.run(lambda dialog=dialog: (begun.set(), gate.wait(), dialog.objectName()))
    del dialog
    assert begun.wait(60)
    shiboken6.delete(owner)
    del background
    gc.collect()
    assert not ends
    qtbot.waitUntil(lambda: bool(ends))
    assert ends == [threading.get_ident()]


def test_a_runner_that_lingers_has_nothing_left(background, qtbot):
    """The thread may have its task for a moment longer than the window."""
    ends = []
    dialog = ended_in(QObject(), ends)
    background.run(
        lambda dialog=dialog: dialog.objectName(),
        lambda _, dialog=dialog: dialog.objectName(),
        lambda *_, dialog=dialog: dialog.objectName(),
    )
    del dialog
    (task,) = background._open
    qtbot.waitUntil(lambda: not background.is_busy)
    QCoreApplication.processEvents()
    assert ends == [threading.get_ident()]
    assert task.ok
