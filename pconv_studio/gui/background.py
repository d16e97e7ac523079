"""Work that would stall the window, done in a pool of threads, one thing per lane at a time."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from pconv_studio.core.errors import UserError
from pconv_studio.gui.messages import translated_message

log = logging.getLogger(__name__)

Done = Callable[[Any], None]
Failed = Callable[[str, str], None]


@dataclass(eq=False)
class _Task:
    work: Callable[[], Any]
    done: Done | None
    failed: Failed | None
    result: Any = None
    message: str = ""
    details: str = ""
    ok: bool = field(default=False)


class _Relay(QObject):
    """Carries what was done to the thread its Background lives in.

    Nobody's child, so that it is still there when the Background has gone with a closed dialog
    while its work was under way.
    """

    ended = Signal(object)


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

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        # One at a time, in order: a save never overtakes the save before it.
        self._pool.setMaxThreadCount(1)
        self._open: set[_Task] = set()
        self._relay = _Relay()
        self._relay.ended.connect(self._on_ended)

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
        task = _Task(work, done, failed)
        self._open.add(task)
        if len(self._open) == 1:
            self.busyChanged.emit(True)
        self._pool.start(_Runner(task, self._relay))

    def shutdown(self) -> None:
        """Wait for what is under way; callbacks do not come any more."""
        self._relay.ended.disconnect(self._on_ended)
        self._pool.waitForDone()
        self._open.clear()

    @Slot(object)
    def _on_ended(self, task: _Task) -> None:
        self._open.discard(task)
        if task.ok and task.done is not None:
            task.done(task.result)
        elif not task.ok and task.failed is not None:
            task.failed(task.message, task.details)
        if not self._open:
            self.busyChanged.emit(False)
