"""Levels of large photos, made in another thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from pconv_studio.gui.background import Background

Cancelled = Callable[[], bool]
Make = Callable[[Cancelled], Any]


class Loader(QObject):
    """Runs one job after another in one thread of its own and hands back their results."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._wanted: set[threading.Event] = set()
        """Of each job whose result is still to come: what stops it."""

    @property
    def is_busy(self) -> bool:
        """Whether a result is still to come."""
        return bool(self._wanted)

    def start(self, make: Make, done: Callable[[Any], None]) -> None:
        """Make something in the other thread.

        Args:
            make: Called there with a function that says whether to stop.
            done: Called here with what it returned; not called if it fails, which the log tells,
                or is dropped.
        """
        stopped = threading.Event()
        self._wanted.add(stopped)

        def work() -> Any:
            return None if stopped.is_set() else make(stopped.is_set)

        def on_made(result: Any) -> None:
            if stopped in self._wanted:
                self._wanted.remove(stopped)
                done(result)

        def on_failed(_message: str, _details: str) -> None:
            # Whoever waits goes on with what it has.
            self._wanted.discard(stopped)

        self._background.run(work, on_made, on_failed)

    def drop_all(self) -> None:
        """Stop what is under way without waiting; no result of it will come."""
        for stopped in self._wanted:
            stopped.set()
        self._wanted.clear()

    def shutdown(self) -> None:
        """Stop what is under way and wait until the thread is idle."""
        self.drop_all()
        self._background.shutdown()
