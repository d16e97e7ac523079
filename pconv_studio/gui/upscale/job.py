"""The whole picture: enlarged by the fill service, then saved in the background."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal, Slot

from pconv_studio.core.encode import save_photo
from pconv_studio.core.photo import Photo
from pconv_studio.gui.background import Background
from pconv_studio.gui.fill_service import FillService
from pconv_studio.gui.requests import UpscaleRequest
from pconv_studio.gui.upscale.choice import Choice
from pconv_studio.inference.contract import Cancelled
from pconv_studio.inference.upscale import UpscaleResult


@dataclass(frozen=True, eq=False)
class Order:
    """What to enlarge, how, and where it goes."""

    photo: Photo
    """Its pixels must not change any more."""
    choice: Choice
    device: str
    target: Path
    quality: int | None
    """1 to 100 for formats with losses; None for the photo's own."""
    overwrite: bool
    """Whether a file of that name is replaced."""


@dataclass(frozen=True, eq=False)
class Saved:
    """What became of an order."""

    order: Order
    path: Path
    shape: tuple[int, ...]
    """(H, W, C) of what was saved."""
    file_bytes: int
    result_notes: tuple[str, ...]


class UpscaleJob(QObject):
    """Does one order at a time; an order that is cancelled leaves no file."""

    progressed = Signal(float, str)
    """Share done in [0, 1] and a few words."""
    saving = Signal(object)
    """The Path; the picture is enlarged and is being written."""
    saved = Signal(object)
    """Saved."""
    failed = Signal(bool, str, str)
    """Whether it was the saving, a message, and details."""
    cancelled = Signal()

    def __init__(self, service: FillService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._background = Background(self)
        self._order: Order | None = None
        self._id = 0
        self._stop = Event()
        # Kept when saving failed: the next try has not to enlarge again.
        self._unsaved: tuple[Order, UpscaleResult] | None = None
        service.progressed.connect(self._on_progress)
        service.upscaled.connect(self._on_upscaled)
        service.failed.connect(self._on_failed)
        service.cancelled.connect(self._on_cancelled)

    @property
    def is_busy(self) -> bool:
        """Whether an order is under way."""
        return self._order is not None

    def start(self, order: Order) -> None:
        """Enlarge and save, after what the service has been asked for before."""
        assert self._order is None, "one at a time"
        self._order = order
        kept, self._unsaved = self._unsaved, None
        if kept is not None and _is_same(kept[0], order):
            self._save(order, kept[1])
            return
        self._id = self._service.new_id()
        self._service.submit_upscale(
            UpscaleRequest(
                id=self._id,
                image=order.photo.pixels,
                factor=order.choice.factor,
                method=order.choice.method,
                model=order.choice.model,
                device=order.device,
                keep_known=order.choice.keep_known,
            )
        )

    def cancel(self) -> None:
        """Drop the order; `cancelled` is emitted before this returns."""
        if self._order is None:
            return
        if self._id:
            self._service.cancel(self._id)
        else:
            # What is being encoded cannot be interrupted, but will not take its name.
            self._stop.set()
            self._order = None
            self.cancelled.emit()

    def forget(self) -> None:
        """Let go of a picture that could not be saved."""
        self._unsaved = None

    def shutdown(self) -> None:
        """End it all and wait until no thread works for this any more."""
        self.cancel()
        self._unsaved = None
        self._background.shutdown()

    @Slot(int, float, str)
    def _on_progress(self, number: int, share: float, text: str) -> None:
        if number == self._id and self._order is not None:
            self.progressed.emit(share, text)

    @Slot(int, object)
    def _on_upscaled(self, number: int, result: UpscaleResult) -> None:
        if number == self._id and self._order is not None:
            self._id = 0
            self._save(self._order, result)

    def _save(self, order: Order, result: UpscaleResult) -> None:
        stop = self._stop = Event()

        def check() -> None:
            if stop.is_set():
                raise Cancelled

        def work() -> Saved | None:
            larger = order.photo.with_pixels(result.pixels)
            try:
                check()
                path = save_photo(
                    larger,
                    order.target,
                    quality=order.quality,
                    overwrite=order.overwrite,
                    last_check=check,
                )
            except Cancelled:
                return None
            shape = larger.pixels.shape
            return Saved(order, path, shape, path.stat().st_size, result.notes)

        def done(saved: Saved | None) -> None:
            if self._order is order and saved is not None:
                self._order = None
                self.saved.emit(saved)

        def failed(message: str, details: str) -> None:
            if self._order is order:
                self._order = None
                self._unsaved = order, result
                self.failed.emit(True, message, details)

        self.saving.emit(order.target)
        self._background.run(work, done, failed)

    @Slot(int, str, str)
    def _on_failed(self, number: int, message: str, details: str) -> None:
        if number == self._id and self._order is not None:
            self._id, self._order = 0, None
            self.failed.emit(False, message, details)

    @Slot(int)
    def _on_cancelled(self, number: int) -> None:
        if number == self._id and self._order is not None:
            self._id, self._order = 0, None
            self.cancelled.emit()


def _is_same(one: Order, other: Order) -> bool:
    """Whether both orders enlarge the same picture in the same way."""
    same_pixels = one.photo.pixels.base is other.photo.pixels.base
    return (
        same_pixels
        and one.photo.pixels.base is not None
        and (one.choice, one.device) == (other.choice, other.device)
    )
