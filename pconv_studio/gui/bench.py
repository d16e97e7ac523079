"""Figures of the window, as JSON on standard output: ``python -m pconv_studio.gui.bench``.

The window's start is measured in fresh processes that take turns with an empty Qt window's, from
the start of the process to the first paint. ``pconv bench --gui`` shows the figures as a table.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from statistics import median

ROUNDS = 5

EMPTY = """
import time
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        print(time.time(), flush=True)
        app.quit()
app = QApplication([])
window = Window()
window.resize(1400, 900)
window.show()
app.exec()
"""

OURS = """
import time
from PySide6.QtCore import QEvent, QObject
from pconv_studio.gui.app import make_application
from pconv_studio.gui.main_window import MainWindow
from pconv_studio.core.settings import Settings
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and watched is window.centralWidget():
            print(time.time(), flush=True)
            app.quit()
        return False
settings = Settings({path!r})
app = make_application(["pconv-studio"], settings)
window = MainWindow(settings, furnished=False)
watch = Watch()
window.centralWidget().installEventFilter(watch)
window.show()
app.exec()
import sys
assert "torch" not in sys.modules, "torch was imported before the window was there"
sys.stdout.flush()
"""


def seconds_to_paint(code: str) -> float:
    """Seconds from the start of a process to the first paint it reports."""
    started = time.time()
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        check=True,
        timeout=120,
    )
    return float(done.stdout.split()[0]) - started


def window_start() -> dict[str, float]:
    """Median seconds to the first paint, of an empty window and of ours, in turns."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        ours = OURS.format(path=os.path.join(folder, "settings.json"))
        times: dict[str, list[float]] = {"empty": [], "ours": []}
        for _ in range(ROUNDS):
            times["empty"].append(seconds_to_paint(EMPTY))
            times["ours"].append(seconds_to_paint(ours))
    return {name: median(values) for name, values in times.items()}


def brush() -> dict[int, dict[str, list[float]]]:
    """Milliseconds of brush segments, by megapixels and zoom."""
    from pconv_studio.gui.canvas.benchmark import brush_latency

    return {
        megapixels: {
            "fit": brush_latency(megapixels, zoom="fit"),
            "100 %": brush_latency(megapixels, zoom="actual"),
        }
        for megapixels in (24, 50)
    }


def gaps() -> dict[str, float]:
    """Longest gap of the event loop during real fills, milliseconds by method."""
    from PySide6.QtWidgets import QApplication

    from pconv_studio.gui.heartbeat import METHODS, measure

    _application = QApplication.instance() or QApplication(sys.argv[:1])
    return {method: measure(method)["longest_gap_ms"] for method in METHODS}


def main() -> int:
    """Measure everything; progress goes to standard error."""
    figures: dict[str, object] = {}
    for name, measure in (("window", window_start), ("brush", brush), ("gaps", gaps)):
        sys.stderr.write(f"measuring: {name}\n")
        figures[name] = measure()
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
