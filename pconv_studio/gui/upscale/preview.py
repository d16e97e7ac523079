"""A part of the picture, enlarged as the whole would be, beside its bicubic enlargement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from pconv_studio.core.errors import UserError
from pconv_studio.core.geometry import Box
from pconv_studio.gui.fill_service import FillService
from pconv_studio.gui.messages import translated_message
from pconv_studio.gui.requests import Array, UpscaleRequest
from pconv_studio.gui.upscale.choice import Choice
from pconv_studio.gui.upscale.texts import BASELINE
from pconv_studio.inference.enlarger_choices import UpscalePlan
from pconv_studio.inference.upscale import UpscaleResult
from pconv_studio.inference.upscale_region import surroundings

DELAY_MS = 120
"""A frame that is dragged moves many times; it is enlarged when it rests."""
SLOW_MS = 500
"""After that long it is said what is being waited for."""


@dataclass(frozen=True, eq=False)
class Wish:
    """What is to be seen."""

    choice: Choice
    plan: UpscalePlan
    """What the choice comes to."""
    box: Box
    """In pixels of the picture that is enlarged."""
    device: str


@dataclass(frozen=True, eq=False)
class Part:
    """What came of a wish."""

    wish: Wish
    baseline: Array | None
    """(K h, K w, C), of the picture's depth; None where the choice itself is the baseline."""
    result: Array
    """The same, as the choice makes it."""


class Preview(QObject):
    """Asks the fill service for parts; only what was asked for last comes."""

    ready = Signal(object)
    """A Part."""
    failed = Signal(str)
    waiting = Signal(str)
    """It takes long: what for, in a few words."""

    def __init__(
        self,
        service: FillService,
        source: Callable[[], Array | None],
        parent: QObject | None = None,
    ) -> None:
        """Make one that asks for nothing yet.

        Args:
            service: Enlarges.
            source: Returns the whole picture, (H, W, 3|4); None while there is none.
            parent: Owner.
        """
        super().__init__(parent)
        self._service = service
        self._source = source
        self._wish: Wish | None = None
        self._cut: Box | None = None
        self._out: dict[int, str] = {}
        self._parts: dict[str, Array] = {}
        self._started = False
        self._delay = self._timer(DELAY_MS, self._submit)
        self._slow = self._timer(SLOW_MS, self._tell)
        service.started.connect(self._on_started)
        service.upscaled.connect(self._on_upscaled)
        service.failed.connect(self._on_failed)
        service.cancelled.connect(self._on_cancelled)

    @property
    def is_busy(self) -> bool:
        """Whether something is asked for and has not come yet."""
        return self._delay.isActive() or bool(self._out)

    def ask(self, wish: Wish) -> None:
        """Ask for another part; what was asked for before is dropped."""
        self.stop()
        self._wish = wish
        self._delay.start()

    def stop(self) -> None:
        """Drop what was asked for."""
        self._delay.stop()
        self._slow.stop()
        self._parts.clear()
        numbers = [*self._out]
        self._out.clear()
        for number in numbers:
            self._service.cancel(number)

    def _timer(self, milliseconds: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer

    @Slot()
    def _submit(self) -> None:
        wish, image = self._wish, self._source()
        if wish is None or image is None:
            return
        try:
            self._cut = surroundings(wish.box, image.shape, wish.plan)
        except UserError as error:
            self.failed.emit(translated_message(error))
            return
        # A copy: the picture itself may change, and must not be kept in memory for a part of it.
        pixels = np.ascontiguousarray(image[self._cut.slices]).copy()
        pixels.flags.writeable = False
        choice, self._started = wish.choice, False
        self._slow.start()
        choices = [choice]
        if choice.method != BASELINE:
            choices.insert(0, Choice(choice.factor, BASELINE))
        requests = {self._service.new_id(): each for each in choices}
        self._out = {number: each.method for number, each in requests.items()}
        for number, each in requests.items():
            self._service.submit_upscale(
                UpscaleRequest(
                    id=number,
                    image=pixels,
                    factor=each.factor,
                    method=each.method,
                    model=each.model,
                    device=wish.device,
                    keep_known=each.keep_known,
                )
            )

    @Slot()
    def _tell(self) -> None:
        if self._started:
            self.waiting.emit(self.tr("Enlarging this part ..."))
        else:
            self.waiting.emit(self.tr("Waiting for other work to end ..."))

    @Slot(int)
    def _on_started(self, number: int) -> None:
        if number in self._out:
            self._started = True

    @Slot(int, object)
    def _on_upscaled(self, number: int, result: UpscaleResult) -> None:
        method = self._out.pop(number, None)
        wish, cut = self._wish, self._cut
        if method is None or wish is None or cut is None:
            return
        factor = wish.choice.factor
        rows, columns = (
            slice(part.start * factor, part.stop * factor) for part in wish.box.within(cut)
        )
        self._parts[method] = result.pixels[rows, columns].copy()
        if not self._out:
            self._slow.stop()
            own = self._parts.pop(wish.choice.method)
            self.ready.emit(Part(wish, self._parts.pop(BASELINE, None), own))

    @Slot(int, str, str)
    def _on_failed(self, number: int, message: str, _details: str) -> None:
        if number in self._out:
            self._out.pop(number)
            self.stop()
            self.failed.emit(message)

    @Slot(int)
    def _on_cancelled(self, number: int) -> None:
        # By somebody else, such as the end of the program.
        if self._out.pop(number, None) is not None:
            self.stop()
