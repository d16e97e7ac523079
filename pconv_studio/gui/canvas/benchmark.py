"""How long a segment of a brush stroke takes until it is on the screen.

Run as a program it prints JSON: ``python -m pconv_studio.gui.canvas.benchmark --megapixels 24 50``.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from pconv_studio.core.document import Document
from pconv_studio.core.photo import Photo
from pconv_studio.core.settings import Settings
from pconv_studio.gui.canvas.area import CanvasArea
from pconv_studio.gui.canvas.canvas import Canvas
from pconv_studio.gui.controller import Controller
from pconv_studio.gui.garbage import collect_here
from pconv_studio.gui.tools.toolbox import make_tools

WINDOW = (1600, 1000)
STROKES = 6
SEGMENTS = 50
"""Segments of a stroke."""
SPEED = 16.0
"""Logical units between two segments: a hand in a hurry, at 60 events a second."""

Zoom = Literal["fit", "actual"]


def brush_latency(
    megapixels: float, *, zoom: Zoom = "fit", hardness: float = 1.0, strokes: int = STROKES
) -> list[float]:
    """Paint with real mouse events and return the milliseconds of each segment.

    A segment counts from the mouse event to the end of the repaint it causes. The brush is 3 % of
    the photo's short side, as it is by default.

    Args:
        megapixels: Size of the photo, 3:2, 8 bits.
        zoom: The whole photo in the window, or one pixel of it as one of the screen.
        hardness: Of the brush, 0 to 1.
        strokes: How many strokes to paint.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    collect_here(app).settle()
    with tempfile.TemporaryDirectory() as folder:
        controller = Controller(Settings(Path(folder) / "settings.json"))
        area = CanvasArea()
        area.resize(*WINDOW)
        controller.coverageChanged.connect(area.model.coverage_changed)
        document = Document(Photo(_pixels(megapixels)))
        controller.set_document(document)
        controller.options.set_document(document)
        controller.options.hardness = hardness
        area.model.set_document(document)
        area.set_tool(make_tools(controller)["brush"])
        area.show()
        while not area.model.pyramids.is_ready:
            QCoreApplication.processEvents()
        if zoom == "actual":
            area.actual()
        QCoreApplication.processEvents()
        times = [
            elapsed for stroke in range(strokes) for elapsed in _stroke(area.after, stroke, strokes)
        ]
        area.close()
        area.shutdown()
    return times


def _pixels(megapixels: float) -> npt.NDArray[np.uint8]:
    height = round(math.sqrt(megapixels * 1e6 / 1.5))
    width = round(height * 1.5)
    tile = np.random.default_rng(0).integers(0, 256, (512, 512, 3), np.uint8)
    tiles = np.tile(tile, (-(-height // 512), -(-width // 512), 1))
    return np.ascontiguousarray(tiles[:height, :width])


class _Paints(QObject):
    """Counts the repaints of a widget."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def _stroke(pane: Canvas, stroke: int, strokes: int) -> list[float]:
    """Paint one wavy stroke across a pane."""
    paints = _Paints()
    pane.installEventFilter(paints)
    level = pane.height() * (stroke + 0.7) / (strokes + 0.4)

    def place(segment: int) -> QPointF:
        return QPointF(pane.width() * 0.1 + SPEED * segment, level + 24 * math.sin(segment / 4))

    _send(pane, QEvent.Type.MouseButtonPress, place(0))
    QCoreApplication.processEvents()
    times = []
    for segment in range(1, SEGMENTS + 1):
        before = paints.count
        start = time.perf_counter()
        _send(pane, QEvent.Type.MouseMove, place(segment))
        while paints.count == before:
            QCoreApplication.processEvents()
        times.append((time.perf_counter() - start) * 1e3)
    _send(pane, QEvent.Type.MouseButtonRelease, place(SEGMENTS))
    QCoreApplication.processEvents()
    pane.removeEventFilter(paints)
    return times


def _send(pane: Canvas, kind: QEvent.Type, point: QPointF) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    held = none if kind == QEvent.Type.MouseButtonRelease else left
    there = pane.mapToGlobal(point)
    event = QMouseEvent(kind, point, there, button, held, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.sendEvent(pane, event)


def summary(times: list[float]) -> dict[str, float]:
    """Return median, 95th percentile and maximum in milliseconds."""
    return {
        "median_ms": round(float(np.median(times)), 2),
        "p95_ms": round(float(np.percentile(times, 95)), 2),
        "max_ms": round(max(times), 2),
    }


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megapixels", type=float, nargs="+", default=[24.0, 50.0])
    parser.add_argument("--hardness", type=float, default=1.0)
    arguments = parser.parse_args()
    zooms: tuple[Zoom, ...] = ("fit", "actual")
    rows = [
        {
            "megapixels": size,
            "zoom": zoom,
            **summary(brush_latency(size, zoom=zoom, hardness=arguments.hardness)),
        }
        for size in arguments.megapixels
        for zoom in zooms
    ]
    sys.stdout.write(json.dumps({"brush": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
