"""Levels of large photos, made in another thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

log = logging.getLogger(__name__)

Cancelled = Callable[[], bool]
Make = Callable[[Cancelled], Any]


class _Relay(QObject):
    """Carries one result to the thread the loader lives in."""

    made = Signal(object)


class _Job(QRunnable):
    def __init__(self, make: Make, done: Callable[[Any], None]) -> None:
        super().__init__()
        # The pool must not delete what Python still refers to.
        self.setAutoDelete(False)
        self._make: Make | None = make
        self.done = done
        self.relay = _Relay()
        self.result: Any = None
        self.stopped = threading.Event()

    def run(self) -> None:
        """Make it, unless nobody waits for it any more."""
        # What it holds on to is let go as soon as it is done: a snapshot may be copied for it.
        make, self._make = self._make, None
        try:
            if make is not None and not self.stopped.is_set():
                self.result = make(self.stopped.is_set)
        except Exception:
            # Whoever waits goes on with what it has; the log tells why.
            log.exception("making what the canvas shows")
        self.relay.made.emit(self)


class Loader(QObject):
    """Runs one job after another in one thread of its own and hands back their results."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._jobs: set[_Job] = set()
        self._stopping: set[_Job] = set()

    @property
    def is_busy(self) -> bool:
        """Whether a result is still to come."""
        return bool(self._jobs)

    def start(self, make: Make, done: Callable[[Any], None]) -> None:
        """Make something in the other thread.

        Args:
            make: Called there with a function that says whether to stop.
            done: Called here with what it returned; not called if it fails or is dropped.
        """
        job = _Job(make, done)
        job.relay.made.connect(self._on_made)
        self._jobs.add(job)
        self._pool.start(job)

    def drop_all(self) -> None:
        """Stop what is under way without waiting; no result of it will come."""
        for job in self._jobs:
            job.stopped.set()
        self._stopping |= self._jobs
        self._jobs.clear()

    def shutdown(self) -> None:
        """Stop what is under way and wait until the thread is idle."""
        self.drop_all()
        self._pool.waitForDone()

    @Slot(object)
    def _on_made(self, job: _Job) -> None:
        wanted = job in self._jobs
        self._jobs.discard(job)
        self._stopping.discard(job)
        if wanted and job.result is not None:
            job.done(job.result)
