"""The worker: the one object that lives in the fill thread and does one task at a time."""

from __future__ import annotations

import logging
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from threading import Event, Lock
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from pconv_studio.core.errors import UserError
from pconv_studio.gui.messages import translated_message
from pconv_studio.gui.requests import (
    Array,
    DepthRequest,
    FillRequest,
    Loaded,
    UpscaleRequest,
    WarmUp,
)
from pconv_studio.inference.choices import DeviceChoice, device_choices
from pconv_studio.inference.contract import Cancelled, FillResult, Progress
from pconv_studio.inference.depth import TRUSTED, DepthMap
from pconv_studio.inference.upscale import UpscaleResult

log = logging.getLogger(__name__)


class FillFunction(Protocol):
    """The signature of :func:`pconv_studio.inference.fill.fill`, as it is used here."""

    def __call__(
        self,
        image: Array,
        hole: Array,
        *,
        method: str,
        model: str | None,
        device: str,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> FillResult:
        """Fill the hole."""
        ...


class DepthFunction(Protocol):
    """The signature of :func:`pconv_studio.inference.depth.hole_depth`, as it is used here."""

    def __call__(
        self,
        hole: Array,
        *,
        image: Array | None,
        method: str,
        model: str | None,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> DepthMap:
        """Follow the mask through the network."""
        ...


class UpscaleFunction(Protocol):
    """The signature of :func:`pconv_studio.inference.upscale.upscale`, as it is used here."""

    def __call__(
        self,
        image: Array,
        factor: int,
        *,
        method: str,
        model: str | None,
        device: str,
        keep_known: bool,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> UpscaleResult:
        """Enlarge the picture."""
        ...


LoadFunction = Callable[[str | None, str], Loaded]
ProbeFunction = Callable[[], Sequence[DeviceChoice]]


@dataclass(frozen=True)
class Functions:
    """What the worker calls; tests put others in their place."""

    fill: FillFunction
    depth: DepthFunction
    upscale: UpscaleFunction
    load: LoadFunction
    """Called with model and device before and after work with the network; quick when loaded."""
    probe: ProbeFunction


class Outcome(Enum):
    """How a task ended."""

    DONE = auto()
    FAILED = auto()
    OUT_OF_MEMORY = auto()
    CANCELLED = auto()


@dataclass(eq=False)
class Task:
    """A job on its way through the thread, and what became of it.

    The main thread sets `stop`; the worker sets the rest before it says that the task has ended.
    """

    job: FillRequest | DepthRequest | UpscaleRequest | WarmUp
    stop: Event = field(default_factory=Event)
    outcome: Outcome | None = None
    result: Any = None
    message: str = ""
    details: str = ""
    loaded: Loaded | None = None
    load_error: str = ""
    _lock: Lock = field(default_factory=Lock)
    _news: tuple[float, str] | None = None

    def put_news(self, share: float, text: str) -> bool:
        """Note the progress; True if nobody has been told since the last was taken."""
        with self._lock:
            first = self._news is None
            self._news = (share, text)
            return first

    def take_news(self) -> tuple[float, str] | None:
        """The newest progress that was not taken yet."""
        with self._lock:
            news, self._news = self._news, None
            return news


class Worker(QObject):
    """Does what it is sent; whatever happens, each task ends with one `ended`."""

    ended = Signal(object)
    """The Task; it is the receiver's from now on."""
    moved = Signal(object)
    """The Task has news of its progress; not repeated before they are taken."""
    loading = Signal(object, bool)
    """The Task: a network is being loaded for it, or is loaded."""
    devicesFound = Signal(object)
    """A tuple of DeviceChoice."""

    def __init__(self, functions: Functions) -> None:
        super().__init__()
        self._functions = functions
        # As many as stay in memory.
        self._ready: deque[tuple[str | None, str]] = deque(maxlen=2)

    @Slot(object)
    def run(self, task: Task) -> None:
        """Do one task."""
        try:
            self._run(task)
            task.outcome = Outcome.DONE
        except Cancelled:
            task.outcome = Outcome.CANCELLED
        except MemoryError:
            log.exception("out of memory")
            task.outcome, task.details = Outcome.OUT_OF_MEMORY, traceback.format_exc()
        except UserError as error:
            task.outcome, task.message = Outcome.FAILED, translated_message(error)
        except BaseException as error:
            # Not even a library that wants to end the program ends the thread.
            log.exception("in the fill thread")
            task.outcome, task.details = Outcome.FAILED, traceback.format_exc()
            task.message = translated_message(f"{type(error).__name__}: {error}")
        finally:
            self.ended.emit(task)

    def _run(self, task: Task) -> None:
        job, functions = task.job, self._functions
        if task.stop.is_set():
            raise Cancelled
        if isinstance(job, WarmUp):
            self.devicesFound.emit(tuple(functions.probe()))
            self._load(task, job.model, job.device)
        elif isinstance(job, DepthRequest):
            task.result = functions.depth(
                job.hole,
                image=job.image,
                method=job.method,
                model=job.model,
                progress=lambda share, text: self._tell(task, share, text),
                cancelled=task.stop.is_set,
            )
        elif isinstance(job, UpscaleRequest):
            task.result = functions.upscale(
                job.image,
                job.factor,
                method=job.method,
                model=job.model,
                device=job.device,
                keep_known=job.keep_known,
                progress=lambda share, text: self._tell(task, share, text),
                cancelled=task.stop.is_set,
            )
        else:
            uses_network = job.method in TRUSTED
            if uses_network:
                self._load(task, job.model, job.device)
            task.result = functions.fill(
                job.image,
                job.hole,
                method=job.method,
                model=job.model,
                device=job.device,
                progress=lambda share, text: self._tell(task, share, text),
                cancelled=task.stop.is_set,
            )
            if uses_network:
                # A device that ran out of memory has given way to the CPU by now.
                task.loaded = functions.load(job.model, job.device)

    def _load(self, task: Task, model: str | None, device: str) -> None:
        key = (model, device)
        is_new = key not in self._ready
        if is_new:
            self.loading.emit(task, True)
        try:
            task.loaded = self._functions.load(model, device)
        except Exception as error:
            task.load_error = translated_message(error) or type(error).__name__
            raise
        if is_new:
            self.loading.emit(task, False)
        else:
            self._ready.remove(key)
        self._ready.append(key)

    def _tell(self, task: Task, share: float, text: str) -> None:
        if task.put_news(share, translated_message(text)):
            self.moved.emit(task)


def load(model: str | None, device: str) -> Loaded:
    """Load a network, or find it loaded; imports torch.

    Raises:
        UserError: there is no such model or device.
    """
    from pconv_studio.inference.contract import FillJob
    from pconv_studio.inference.network import load_network

    network = load_network(FillJob(model=model, device=device))
    return Loaded(network.device.type, "bfloat16" if network.bfloat16 else "float32")


def real_functions() -> Functions:
    """What the program uses."""
    from pconv_studio.inference.depth import hole_depth
    from pconv_studio.inference.fill import fill
    from pconv_studio.inference.upscale import upscale

    return Functions(fill=fill, depth=hole_depth, upscale=upscale, load=load, probe=device_choices)
