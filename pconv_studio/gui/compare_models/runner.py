"""Runs candidates one after another through the fill service."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal, Slot

from pconv_studio.gui.compare_models.candidates import Candidate
from pconv_studio.gui.compare_models.snapshot import Snapshot
from pconv_studio.gui.fill_service import FillService
from pconv_studio.gui.requests import FillRequest
from pconv_studio.inference.contract import FillResult


class Runner(QObject):
    """Hands the next candidate over when the one before has ended; other fills come between."""

    progressed = Signal(object, float, str)
    """Candidate, share done in [0, 1], and a few words."""
    filled = Signal(object, object)
    """Candidate and FillResult, its pixels those of the hole's box."""
    failed = Signal(object, str)
    """Candidate and a message."""
    cancelled = Signal(object)
    """Candidate."""
    ended = Signal()
    """Nothing is left to be done."""

    def __init__(
        self, service: FillService, snapshot: Snapshot, device: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._snapshot = snapshot
        self._device = device
        self._waiting: deque[Candidate] = deque()
        self._current: Candidate | None = None
        self._id = 0
        service.progressed.connect(self._on_progress)
        service.filled.connect(self._on_filled)
        service.failed.connect(self._on_failed)
        service.cancelled.connect(self._on_cancelled)

    @property
    def is_running(self) -> bool:
        """Whether a candidate is under way."""
        return self._current is not None

    def start(self, candidates: Iterable[Candidate]) -> None:
        """Fill with these, in order, after what is under way."""
        self._waiting.extend(candidates)
        if self._current is None:
            self._next()

    def cancel(self) -> None:
        """Drop what is under way and what waits."""
        waiting, self._waiting = [*self._waiting], deque()
        if self._current is not None:
            self._service.cancel(self._id)
        for candidate in waiting:
            self.cancelled.emit(candidate)

    def _next(self) -> None:
        if not self._waiting:
            self._current = None
            self.ended.emit()
            return
        self._current = self._waiting.popleft()
        self._id = self._service.new_id()
        self._service.submit(
            FillRequest(
                id=self._id,
                image=self._snapshot.image,
                hole=self._snapshot.hole,
                method=self._current.method,
                model=self._current.model,
                device=self._device,
            )
        )

    @Slot(int, float, str)
    def _on_progress(self, id: int, share: float, text: str) -> None:
        if self._current is not None and id == self._id:
            self.progressed.emit(self._current, share, text)

    @Slot(int, object)
    def _on_filled(self, id: int, result: FillResult) -> None:
        if self._current is not None and id == self._id:
            self.filled.emit(self._current, self._snapshot.kept(result))
            self._next()

    @Slot(int, str, str)
    def _on_failed(self, id: int, message: str, _details: str) -> None:
        if self._current is not None and id == self._id:
            self.failed.emit(self._current, message)
            self._next()

    @Slot(int)
    def _on_cancelled(self, id: int) -> None:
        if self._current is not None and id == self._id:
            self.cancelled.emit(self._current)
            self._next()
