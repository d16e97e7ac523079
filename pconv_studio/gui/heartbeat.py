"""How long the event loop stands still: a meter, and a measurement of real fills.

``python -m pconv_studio.gui.heartbeat`` fills a hole in a large sample photo through the fill
service, offscreen, and prints the longest gaps as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QProgressBar

from pconv_studio.gui.fill_service import FillService
from pconv_studio.gui.garbage import collect_here
from pconv_studio.gui.requests import FillRequest

BEAT_MS = 5
"""Time between two beats of an idle loop, in milliseconds."""
IDLE_MS = 3000
"""How long the loop without work is watched, in milliseconds."""
METHODS = ("pconv-detail", "pconv")
SIDE = 300
"""Of the hole that is filled, in pixels."""
ROUNDS = 3


class Heartbeat(QObject):
    """Beats in the event loop of its thread, and notes the longest time between two beats."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.beats = 0
        """Beats since the start."""
        self.longest_ms = 0.0
        """The longest gap since the start, in milliseconds; an idle loop has BEAT_MS."""
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._on_beat)

    def start(self) -> None:
        """Count from here."""
        self.beats, self.longest_ms = 0, 0.0
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """Count no further; the time since the last beat belongs to the gaps."""
        if self._timer.isActive():
            self._note(time.perf_counter())
            self._timer.stop()

    @Slot()
    def _on_beat(self) -> None:
        self.beats += 1
        self._note(time.perf_counter())

    def _note(self, now: float) -> None:
        self.longest_ms = max(self.longest_ms, 1000 * (now - self._last))
        self._last = now


class _Watcher(QObject):
    """Leaves a nested event loop when the service has something to say that was waited for."""

    def __init__(self, service: FillService) -> None:
        super().__init__()
        self._loop = QEventLoop()
        self.error = ""
        # Something that is painted meanwhile, as the window's status bar is.
        self._bar = QProgressBar()
        self._bar.show()
        service.progressed.connect(self._on_progress)
        service.filled.connect(self._on_filled)
        service.failed.connect(self._on_failed)
        service.stateChanged.connect(self._on_state)

    def wait(self) -> None:
        """Process events until the model is loaded or a fill has ended."""
        self._loop.exec()

    @Slot(int, float, str)
    def _on_progress(self, _id: int, share: float, _text: str) -> None:
        self._bar.setValue(round(100 * share))

    @Slot(int, object)
    def _on_filled(self, _id: int, _result: object) -> None:
        self._loop.quit()

    @Slot(int, str, str)
    def _on_failed(self, _id: int, message: str, _details: str) -> None:
        self.error = message
        self._loop.quit()

    @Slot(str, str)
    def _on_state(self, state: str, text: str) -> None:
        if state == "failed":
            self.error = text
        if state in ("failed", "ready"):
            self._loop.quit()


def large_sample(side: int = SIDE) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_], str]:
    """The largest sample photo, a square hole in its middle, and its name.

    Args:
        side: Of the hole, in pixels.

    Returns:
        (H, W, 3) uint8, not writeable, (H, W) bool, and the name.
    """
    from pconv_resources import samples
    from pconv_studio.core.decode import load_photo

    sample = max(samples(), key=lambda entry: entry.width * entry.height)
    pixels = load_photo(sample.file).pixels
    pixels.flags.writeable = False
    hole: npt.NDArray[np.bool_] = np.zeros(pixels.shape[:2], bool)
    top, left = (hole.shape[0] - side) // 2, (hole.shape[1] - side) // 2
    hole[top : top + side, left : left + side] = True
    return pixels, hole, sample.name


def measure(method: str, rounds: int = ROUNDS) -> dict[str, Any]:
    """Fill a large sample photo, the network loaded already; needs a QApplication.

    Args:
        method: To fill with.
        rounds: Fills.

    Returns:
        What was filled, seconds and longest gap in milliseconds of each fill, the longest of all
        (``longest_gap_ms``), and that of the same loop with nothing to do (``idle_gap_ms``): on a
        machine with other work, that is not the least possible one.

    Raises:
        RuntimeError: The model could not be loaded, or the fill failed.
    """
    app = QApplication.instance()
    assert app is not None
    garbage = collect_here(app)
    pixels, hole, name = large_sample()
    service = FillService()
    watcher, meter = _Watcher(service), Heartbeat()
    gaps, seconds = [], []
    try:
        service.warm_up()
        watcher.wait()
        garbage.settle()
        idle = _idle_gap(meter)
        for _ in range(rounds):
            started = time.perf_counter()
            meter.start()
            service.submit(FillRequest(service.new_id(), pixels, hole, method))
            watcher.wait()
            meter.stop()
            seconds.append(round(time.perf_counter() - started, 3))
            gaps.append(round(meter.longest_ms, 2))
            if watcher.error:
                raise RuntimeError(watcher.error)
            if service.state[0] != "ready":
                watcher.wait()
    finally:
        service.shutdown()
    return {
        "method": method,
        "photo": name,
        "megapixels": round(hole.size / 1e6, 1),
        "hole": SIDE,
        "seconds": seconds,
        "gaps_ms": gaps,
        "longest_gap_ms": max(gaps),
        "idle_gap_ms": round(idle, 2),
    }


def _idle_gap(meter: Heartbeat) -> float:
    loop = QEventLoop()
    QTimer.singleShot(IDLE_MS, loop.quit)
    meter.start()
    loop.exec()
    meter.stop()
    return meter.longest_ms


def main() -> None:
    """Print what was measured."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    sys.stdout.write(json.dumps([measure(method) for method in METHODS], indent=2) + "\n")
    del app


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main()
