"""Work that would stall the window, done in a pool of threads, one thing per lane at a time."""

from __future__ import annotations

import logging
import traceback
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot
from shiboken6 import isValid

from pconv_studio.core.errors import UserError
from pconv_studio.gui.messages import translated_message

log = logging.getLogger(__name__)

Done = Callable[[Any], None]
Failed = Callable[[str, str], None]


@dataclass(eq=False)
class _Task:
    owner: weakref.ref[Background]
    work: Callable[[], Any] | None
    done: Done | None
    failed: Failed | None
    result: Any = None
    message: str = ""
    details: str = ""
    ok: bool = field(default=False)


class _Relay(QObject):
    """Carries what was done to the thread of the window.

    One for the program, so that it is still there when a Background has gone with a closed dialog
    while its work was under way. What a task refers to is let go of here: the thread it was done in
    may have the task for a moment longer, or alone, and would take a dialog along, which ends the
    program.
    """

    ended = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.ended.connect(self._on_ended)

    @Slot(object)
    def _on_ended(self, task: _Task) -> None:
        owner = task.owner()
        # A snapshot that it holds would be copied by a callback that changes the document.
        task.work = None
        try:
            if owner is not None and isValid(owner):
                owner.take(task)
        finally:
            task.done = task.failed = task.result = None


@cache
def _the_relay() -> _Relay:
    return _Relay()


class _Runner(QRunnable):
    def __init__(self, task: _Task, relay: _Relay) -> None:
        super().__init__()
        self._given: tuple[_Task, _Relay] | None = (task, relay)

    def run(self) -> None:
        assert self._given is not None
        task, relay = self._given
        # The pool may be done with this before PySide has noted that it is the pool's: then it is
        # never freed, and a whole photo would be kept with it.
        self._given = None
        try:
            assert task.work is not None
            task.result = task.work()
            task.ok = True
        except UserError as error:
            task.message = translated_message(error)
        except Exception as error:
            log.exception("in the background")
            task.message = translated_message(f"{type(error).__name__}: {error}")
            task.details = traceback.format_exc()
        relay.ended.emit(task)


class Background(QObject):
    """Runs functions in another thread and calls back in the thread it lives in.

    Functions must not touch widgets; what they return belongs to the callback afterwards.
    """

    busyChanged = Signal(bool)

    def __init__(self, parent: QObject | None = None, pool: QThreadPool | None = None) -> None:
        """Make it, idle.

        Args:
            parent: Owner.
            pool: Where it is done, in any order; by itself one thing is done at a time, in order,
                and whatever deletes this waits for the one under way.
        """
        super().__init__(parent)
        if pool is None:
            pool = QThreadPool(self)
            # A save never overtakes the save before it.
            pool.setMaxThreadCount(1)
        self._pool = pool
        self._open: set[_Task] = set()
        self._closed = False
        # Made here, in the thread of the window.
        self._relay = _the_relay()

    @property
    def is_busy(self) -> bool:
        """Whether something is under way or its callback is still to come."""
        return bool(self._open)

    def run(
        self, work: Callable[[], Any], done: Done | None = None, failed: Failed | None = None
    ) -> None:
        """Run `work` later in another thread.

        Args:
            work: Called there, without arguments.
            done: Called here with what it returned.
            failed: Called here with a message for people and, for a fault of the program, its
                traceback.
        """
        task = _Task(weakref.ref(self), work, done, failed)
        self._open.add(task)
        if len(self._open) == 1:
            self.busyChanged.emit(True)
        self._pool.start(_Runner(task, self._relay))

    def shutdown(self) -> None:
        """Wait for what is under way; callbacks do not come any more."""
        self._closed = True
        self._pool.waitForDone()
        self._open.clear()

    def take(self, task: _Task) -> None:
        """Call back about something that has been done."""
        if self._closed:
            return
        self._open.discard(task)
        if task.ok and task.done is not None:
            task.done(task.result)
        elif not task.ok and task.failed is not None:
            task.failed(task.message, task.details)
        if not self._open:
            self.busyChanged.emit(False)
