"""The fill service: one queue, one thread, answers by signals in the main thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import count

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, QTimer, Signal, Slot

from pconv_studio.gui.requests import (
    Array,
    DepthRequest,
    FillRequest,
    Loaded,
    UpscaleRequest,
    WarmUp,
)
from pconv_studio.gui.worker import Functions, Outcome, Task, Worker, real_functions
from pconv_studio.inference.choices import DeviceChoice
from pconv_studio.inference.registry import DEFAULT

PROGRESS_MS = 33
"""Least time between two reports of progress, in milliseconds."""
STACK_BYTES = 16 << 20
"""Stack of the thread: a half megabyte, as threads have on some systems, is too little for torch
and OpenCV."""


class FillService(QObject):
    """Owns the fill thread; lives in the main thread, as all of its signals do.

    Requests are done in order, one at a time. Cancelling answers at once: where a library goes on
    all the same, its late result is dropped, and the next request waits until it is done.
    :meth:`shutdown` has to be called before the program ends.
    """

    started = Signal(int)
    progressed = Signal(int, float, str)
    """Id, share done in [0, 1], and a few words; about 30 times a second at most."""
    filled = Signal(int, object)
    """Id and FillResult."""
    failed = Signal(int, str, str)
    """Id, a message for people, and for a fault of the program its traceback."""
    cancelled = Signal(int)
    depthReady = Signal(int, object)
    """Id and DepthMap."""
    upscaled = Signal(int, object)
    """Id and UpscaleResult."""
    stateChanged = Signal(str, str)
    """``idle``, ``loading``, ``ready``, ``working`` or ``failed``, and words for it."""
    devicesFound = Signal(object)
    """A tuple of DeviceChoice; every :meth:`warm_up` brings it."""
    _todo = Signal(object)

    def __init__(
        self, parent: QObject | None = None, *, functions: Functions | None = None
    ) -> None:
        """Make the service; its thread starts with the first request.

        Args:
            parent: Owner.
            functions: What the worker calls; the program's own when left out.
        """
        super().__init__(parent)
        self._waiting: deque[Task] = deque()
        self._current: Task | None = None
        self._is_loading = False
        self._loaded: Loaded | None = None
        self._load_error = ""
        self._devices: tuple[DeviceChoice, ...] = ()
        self._closed = False
        self._ids = count(1)
        self._thread = QThread(self)
        self._thread.setObjectName("fill")
        self._thread.setStackSize(STACK_BYTES)
        self._worker = Worker(functions or real_functions())
        self._worker.moveToThread(self._thread)
        self._todo.connect(self._worker.run, Qt.ConnectionType.QueuedConnection)
        self._worker.ended.connect(self._on_ended)
        self._worker.moved.connect(self._on_moved)
        self._worker.loading.connect(self._on_loading)
        self._worker.devicesFound.connect(self._on_devices)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PROGRESS_MS)
        self._pause.timeout.connect(self._tell_progress)
        self._said = self._state()
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.shutdown)

    @property
    def state(self) -> tuple[str, str]:
        """What `stateChanged` said last."""
        return self._said

    @property
    def devices(self) -> tuple[DeviceChoice, ...]:
        """What `devicesFound` brought last; empty before."""
        return self._devices

    @property
    def is_busy(self) -> bool:
        """Whether a fill is under way or waiting, cancelled ones not counted."""
        tasks = [*self._waiting] if self._current is None else [self._current, *self._waiting]
        return any(isinstance(t.job, FillRequest) and not t.stop.is_set() for t in tasks)

    def new_id(self) -> int:
        """Return an id that this service has not given to anybody else."""
        return next(self._ids)

    def submit(self, request: FillRequest, *, replace: bool = False) -> None:
        """Fill, after what has been asked for before.

        Args:
            request: What to fill; its arrays must not change any more.
            replace: Drop the fills that are waiting; the one under way goes on.

        Raises:
            ValueError: A request of the same id is still out.
        """
        if replace:
            self._drop([t for t in self._waiting if isinstance(t.job, FillRequest)])
        self._put(request.id, Task(request))

    def submit_upscale(self, request: UpscaleRequest) -> None:
        """Enlarge, after what has been asked for before; `upscaled` brings it.

        Args:
            request: What to enlarge; its array must not change any more.

        Raises:
            ValueError: A request of the same id is still out.
        """
        self._put(request.id, Task(request))

    def request_depth(
        self,
        id: int,
        hole: Array,
        model: str | None = None,
        *,
        method: str = DEFAULT,
        image: Array | None = None,
        replace: bool = False,
    ) -> None:
        """Work out the depth of a hole; `depthReady` brings it.

        Args:
            id: As with fills.
            hole: (H, W) bool; it must not change any more.
            model: Name of a model, or a file of weights; None for the default.
            method: The one that will fill, see :func:`pconv_studio.inference.depth.hole_depth`.
            image: The photo, for its transparent pixels.
            replace: Drop other requests for a depth, the one under way too.

        Raises:
            ValueError: A request of the same id is still out.
        """
        if replace:
            self._drop([t for t in self._waiting if isinstance(t.job, DepthRequest)])
            if self._current is not None and isinstance(self._current.job, DepthRequest):
                self._cancel_current()
        self._put(id, Task(DepthRequest(id, hole, model, method, image)))

    def warm_up(self, model: str | None = None, device: str = "auto") -> None:
        """Import torch in the worker, look for devices, and load a network; `stateChanged` tells.

        A warm-up that is still waiting is replaced.
        """
        for task in [t for t in self._waiting if isinstance(t.job, WarmUp)]:
            self._waiting.remove(task)
        if not self._closed:
            self._waiting.append(Task(WarmUp(model, device)))
            self._next()

    def cancel(self, id: int | None = None) -> None:
        """Drop a request; `cancelled` is emitted before this returns.

        Args:
            id: Of any request; None for all. Unknown ones are ignored.
        """
        self._drop([t for t in self._waiting if _id_of(t) is not None and id in (None, _id_of(t))])
        if self._current is not None and id in (None, _id_of(self._current)):
            self._cancel_current()

    @Slot()
    def shutdown(self) -> None:
        """Cancel all, wait for the thread and end it; no signal comes afterwards.

        Takes as long as the library under way needs to hear of it.
        """
        if self._closed:
            return
        self._closed = True
        self._waiting.clear()
        self._pause.stop()
        if self._current is not None:
            self._current.stop.set()
            self._current = None
        self._thread.quit()
        self._thread.wait()

    # The queue.

    def _put(self, id: int, task: Task) -> None:
        if self._closed:
            self.cancelled.emit(id)
            return
        out = [self._current, *self._waiting]
        if any(t is not None and _id_of(t) == id and not t.stop.is_set() for t in out):
            raise ValueError(f"a request of the id {id} is still out")
        self._waiting.append(task)
        self._next()

    def _drop(self, tasks: Iterable[Task]) -> None:
        for task in tasks:
            if task not in self._waiting:
                # Somebody who heard of another one has cancelled it in the meantime.
                continue
            self._waiting.remove(task)
            id = _id_of(task)
            if id is not None:
                self.cancelled.emit(id)

    def _cancel_current(self) -> None:
        task = self._current
        if task is None or task.stop.is_set() or isinstance(task.job, WarmUp):
            return
        task.stop.set()
        self._pause.stop()
        self._tell_state()
        self.cancelled.emit(task.job.id)

    def _next(self) -> None:
        if self._current is None and self._waiting and not self._closed:
            task = self._current = self._waiting.popleft()
            self._is_loading = isinstance(task.job, WarmUp) and self._loaded is None
            if not self._thread.isRunning():
                self._thread.start()
            self._todo.emit(task)
            id = _id_of(task)
            if id is not None:
                self.started.emit(id)
        self._tell_state()

    # What the worker says.

    @Slot(object, bool)
    def _on_loading(self, task: Task, is_loading: bool) -> None:
        if task is self._current:
            # A warm-up is nothing but loading.
            self._is_loading = is_loading or isinstance(task.job, WarmUp)
            self._tell_state()

    @Slot(object)
    def _on_devices(self, devices: tuple[DeviceChoice, ...]) -> None:
        if not self._closed:
            self._devices = devices
            self.devicesFound.emit(devices)

    @Slot(object)
    def _on_moved(self, task: Task) -> None:
        if task is self._current and not self._pause.isActive():
            self._tell_progress()

    @Slot()
    def _tell_progress(self) -> None:
        task = self._current
        if task is None or task.stop.is_set():
            return
        news = task.take_news()
        if news is None:
            return
        self._pause.start()
        if isinstance(task.job, FillRequest | UpscaleRequest):
            self.progressed.emit(task.job.id, *news)

    @Slot(object)
    def _on_ended(self, task: Task) -> None:
        if task is not self._current or self._closed:
            return
        self._current = None
        self._is_loading = False
        self._pause.stop()
        if task.loaded is not None:
            self._loaded, self._load_error = task.loaded, ""
        elif task.load_error:
            self._loaded, self._load_error = None, task.load_error
        if not task.stop.is_set():
            self._answer(task)
        self._next()

    def _answer(self, task: Task) -> None:
        job = task.job
        if isinstance(job, WarmUp):
            if task.outcome is not Outcome.DONE and not task.load_error:
                self._load_error = task.message or self._memory_text(task)
            return
        if task.outcome is Outcome.DONE:
            ready = {
                FillRequest: self.filled,
                DepthRequest: self.depthReady,
                UpscaleRequest: self.upscaled,
            }
            ready[type(job)].emit(job.id, task.result)
        elif task.outcome is Outcome.CANCELLED:
            self.cancelled.emit(job.id)
        elif task.outcome is Outcome.OUT_OF_MEMORY:
            self.failed.emit(job.id, self._memory_text(task), task.details)
        else:
            self.failed.emit(job.id, task.message, task.details)

    def _memory_text(self, task: Task) -> str:
        if isinstance(task.job, UpscaleRequest):
            return self.tr(
                "There is not enough memory for this. Close other programs, or choose a smaller "
                "factor."
            )
        return self.tr(
            "There is not enough memory for this. Close other programs, or fill one hole after "
            "another."
        )

    # The state.

    def _state(self) -> tuple[str, str]:
        task = self._current
        if task is not None and task.stop.is_set():
            return "working", self.tr("Finishing the cancelled work")
        if self._is_loading:
            return "loading", self.tr("Loading the model")
        if task is not None and isinstance(task.job, FillRequest):
            return "working", self.tr("Filling")
        if task is not None and isinstance(task.job, UpscaleRequest):
            return "working", self.tr("Enlarging")
        if self._load_error:
            return "failed", self._load_error
        if self._loaded is None:
            return "idle", self.tr("The model is not loaded yet")
        text = self.tr("Ready on {device}, {precision}")
        return "ready", text.format(
            device=self._loaded.device.upper(), precision=self._loaded.precision
        )

    def _tell_state(self) -> None:
        state = self._state()
        if state != self._said and not self._closed:
            self._said = state
            self.stateChanged.emit(*state)


def _id_of(task: Task) -> int | None:
    return None if isinstance(task.job, WarmUp) else task.job.id
