"""Runs a batch: one photo at a time in a thread of its own, answers in the main thread."""

from __future__ import annotations

import logging
import time
import traceback
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from threading import Event, Lock

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from pconv_studio.core.errors import SaveError, UserError
from pconv_studio.gui.batch.items import BatchModel, Item, State
from pconv_studio.gui.batch.job import BatchJob, FillFunction, Outcome, run_one
from pconv_studio.gui.messages import translated_message, translated_note
from pconv_studio.inference.contract import Cancelled
from pconv_studio.inference.fill_file import fill_file

log = logging.getLogger(__name__)

# Threads get half a megabyte on some systems, too little for torch and OpenCV.
STACK_BYTES = 16 << 20
# Least time between two reports of progress.
_PROGRESS_SECONDS = 0.05


class Phase(Enum):
    """What the batch is doing."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSING = "pausing"
    """The photo under way is still being filled."""
    PAUSED = "paused"


@dataclass(eq=False)
class Task:
    """One photo on its way through the worker and back."""

    item: Item
    job: BatchJob
    index: int
    stop: Event = field(default_factory=Event)
    outcome: Outcome | None = None
    message: str = ""
    details: str = ""
    _news: tuple[float, str] | None = None
    _lock: Lock = field(default_factory=Lock)

    def tell(self, share: float, text: str) -> None:
        """Keep the latest news."""
        with self._lock:
            self._news = share, text

    def take(self) -> tuple[float, str] | None:
        """Take the latest news."""
        with self._lock:
            news, self._news = self._news, None
            return news


class BatchWorker(QObject):
    """Lives in the thread; fills what it is given."""

    moved = Signal(object)
    """There is news of a Task."""
    ended = Signal(object)
    """A Task has come to its end, one way or another."""

    def __init__(self, fill: FillFunction) -> None:
        super().__init__()
        self._fill = fill

    @Slot(object)
    def run(self, task: Task) -> None:
        """Fill the photo of a task; no exception leaves here."""
        last = 0.0

        def progress(share: float, text: str) -> None:
            nonlocal last
            task.tell(share, translated_message(text))
            now = time.monotonic()
            if now - last >= _PROGRESS_SECONDS:
                last = now
                self.moved.emit(task)

        try:
            if task.stop.is_set():
                raise Cancelled
            _make_folder(task.job.folder)
            task.outcome = run_one(
                task.item.photo,
                task.job,
                index=task.index,
                fill=self._fill,
                progress=progress,
                cancelled=task.stop.is_set,
            )
        except Cancelled:
            task.stop.set()
        except UserError as error:
            task.message = translated_message(error)
        except MemoryError:
            task.message = QCoreApplication.translate(
                "BatchWorker",
                "{photo}: there is not enough memory; close other programs, or leave it out",
            ).format(photo=task.item.photo)
        except Exception as error:  # one bad photo never stops the rest
            log.exception("%s", task.item.photo)
            task.message = translated_message(f"{task.item.photo}: {type(error).__name__}: {error}")
            task.details = traceback.format_exc()
        self.ended.emit(task)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        text = QCoreApplication.translate(
            "BatchWorker", "{folder}: cannot be made ({reason}); choose another folder"
        )
        reason = translated_message(error.strerror or str(error))
        raise SaveError(text.format(folder=folder, reason=reason)) from error


class BatchRunner(QObject):
    """Hands the waiting photos of a model to the worker, one after another.

    Cancelling answers at once: where a library goes on all the same, what it does is dropped,
    unless it has saved a file after all, which is then told. `shutdown` has to be called before
    the program ends.
    """

    phaseChanged = Signal(object)
    """A Phase."""
    itemEnded = Signal(object)
    """An Item that is done, failed or cancelled."""
    progressed = Signal()
    finished = Signal()
    """Nothing is waiting any more, or the batch was cancelled."""
    _todo = Signal(object)

    def __init__(
        self,
        model: BatchModel,
        parent: QObject | None = None,
        *,
        fill: FillFunction = fill_file,
    ) -> None:
        """Make the runner; its thread starts with the first photo.

        Args:
            model: The photos; their states are kept up to date.
            parent: Owner.
            fill: Reads, fills and saves one photo.
        """
        super().__init__(parent)
        self._model = model
        self._job: BatchJob | None = None
        self._task: Task | None = None
        self._out: Task | None = None
        """The task the worker has; still there for a while after it was cancelled."""
        self._phase = Phase.IDLE
        self._closed = False
        self._thread = QThread(self)
        self._thread.setObjectName("batch")
        self._thread.setStackSize(STACK_BYTES)
        self._worker = BatchWorker(fill)
        self._worker.moveToThread(self._thread)
        self._todo.connect(self._worker.run, Qt.ConnectionType.QueuedConnection)
        self._worker.moved.connect(self._on_moved)
        self._worker.ended.connect(self._on_ended)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.shutdown)

    @property
    def phase(self) -> Phase:
        """What the batch is doing."""
        return self._phase

    @property
    def is_busy(self) -> bool:
        """Whether the batch has begun and not come to its end."""
        return self._phase is not Phase.IDLE

    def start(self, job: BatchJob) -> None:
        """Fill every photo that is not done; failed and cancelled ones are tried again."""
        if self.is_busy or self._closed:
            return
        self._job = job
        for item in self._model.items:
            if item.state is not State.DONE:
                item.state, item.share, item.message, item.details = State.WAITING, 0.0, "", ""
                self._model.changed(item)
        self._set_phase(Phase.RUNNING)
        self._next()

    def pause(self) -> None:
        """Stop after the photo that is being filled."""
        if self._phase is Phase.RUNNING:
            self._set_phase(Phase.PAUSED if self._task is None else Phase.PAUSING)

    def resume(self) -> None:
        """Go on after a pause."""
        if self._phase in (Phase.PAUSING, Phase.PAUSED):
            self._set_phase(Phase.RUNNING)
            if self._task is None:
                self._next()

    def cancel(self) -> None:
        """Stop at once; what is saved already stays, what waits goes on waiting."""
        if not self.is_busy:
            return
        task, self._task = self._task, None
        if task is not None:
            task.stop.set()
            task.item.share = 0.0
            self._end(task.item, State.CANCELLED, "")
        self._set_phase(Phase.IDLE)
        self.finished.emit()

    @Slot()
    def shutdown(self) -> None:
        """Cancel, wait for the thread and end it; no signal comes afterwards."""
        if self._closed:
            return
        self._closed = True
        self._phase = Phase.IDLE
        if self._task is not None:
            self._task.stop.set()
            self._task = None
        self._thread.quit()
        self._thread.wait()

    def _set_phase(self, phase: Phase) -> None:
        if phase is not self._phase:
            self._phase = phase
            self.phaseChanged.emit(phase)

    def _next(self) -> None:
        if self._out is not None:
            return
        items = self._model.items
        waiting = next((item for item in items if item.state is State.WAITING), None)
        if waiting is None or self._job is None:
            self._set_phase(Phase.IDLE)
            self.finished.emit()
            return
        self._task = self._out = Task(waiting, self._job, items.index(waiting) + 1)
        waiting.state = State.RUNNING
        self._model.changed(waiting)
        if not self._thread.isRunning():
            self._thread.start()
        self._todo.emit(self._task)

    @Slot(object)
    def _on_moved(self, task: Task) -> None:
        news = task.take()
        if task is self._task and news is not None:
            task.item.share, task.item.message = news
            self._model.changed(task.item)
            self.progressed.emit()

    @Slot(object)
    def _on_ended(self, task: Task) -> None:
        if self._closed:
            return
        self._out = None
        item = task.item
        if task.outcome is not None:
            # Also where it was cancelled too late: the file is there.
            item.share, item.saved = 1.0, task.outcome.saved
            item.before, item.after = task.outcome.before, task.outcome.after
            self._end(item, State.DONE, " · ".join(map(translated_note, task.outcome.notes)))
        elif task is self._task:
            item.share, item.details = 0.0, task.details
            state = State.CANCELLED if task.stop.is_set() else State.FAILED
            self._end(item, state, task.message)
        if task is self._task:
            self._task = None
        if self._phase is Phase.PAUSING:
            self._set_phase(Phase.PAUSED)
        elif self._phase is Phase.RUNNING:
            self._next()

    def _end(self, item: Item, state: State, message: str) -> None:
        item.state, item.message = state, message
        self._model.changed(item)
        self.itemEnded.emit(item)
