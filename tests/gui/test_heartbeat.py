"""The event loop goes on while a real fill runs; how long its gaps are is printed, not asserted."""

from __future__ import annotations

import json
import sys

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from pconv_studio.gui.fill_service import FillService
from pconv_studio.gui.heartbeat import Heartbeat, large_sample
from pconv_studio.gui.requests import FillRequest


class Painted(QWidget):
    """Counts its paint events, and asks for the next one each time."""

    count = 0

    def paintEvent(self, event):
        self.count += 1
        QTimer.singleShot(0, self.update)


def test_the_meter_notes_the_longest_gap(qapp):
    meter = Heartbeat()
    loop = QEventLoop()
    meter.start()
    QTimer.singleShot(60, loop.quit)
    loop.exec()
    assert meter.beats > 0
    before = meter.longest_ms

    def stand_still():
        last = meter.beats
        total = sum(range(3_000_000))
        assert total
        assert meter.beats == last
        QTimer.singleShot(20, loop.quit)

    QTimer.singleShot(0, stand_still)
    loop.exec()
    meter.stop()
    assert meter.longest_ms >= before > 0
    beats = meter.beats
    QTimer.singleShot(30, loop.quit)
    loop.exec()
    assert meter.beats == beats


@pytest.mark.e2e
def test_the_window_lives_while_a_real_fill_runs(qtbot, capsys):
    pixels, hole, name = large_sample(200)
    service, meter, widget = FillService(), Heartbeat(), Painted()
    qtbot.addWidget(widget)
    widget.show()
    with qtbot.waitSignal(
        service.stateChanged, timeout=60000, check_params_cb=lambda state, _: state == "ready"
    ):
        service.warm_up()
    beats, paints = [], []
    service.progressed.connect(lambda *_: beats.append(meter.beats) or paints.append(widget.count))
    meter.start()
    with qtbot.waitSignal(service.filled, timeout=120000) as caught:
        service.submit(FillRequest(1, pixels, hole, "pconv"))
    meter.stop()
    service.shutdown()
    result = caught.args[1]
    assert (result.pixels[~hole] == pixels[~hole]).all()
    # It beat and painted between one report of progress and the end.
    assert meter.beats > beats[0]
    assert widget.count > paints[0]
    with capsys.disabled():
        figures = {
            "photo": name,
            "megapixels": round(hole.size / 1e6, 1),
            "seconds": round(result.seconds, 2),
            "beats": meter.beats,
            "longest_gap_ms": round(meter.longest_ms, 1),
        }
        sys.stdout.write(f"\nheartbeat: {json.dumps(figures)}\n")
