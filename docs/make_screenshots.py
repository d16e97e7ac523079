"""Make docs/screenshots/*.jpg from the real program: ``python docs/make_screenshots.py``.

Nothing is staged but the strokes: the window is driven as a person would, the fills are the bundled
model's. It runs without a screen and takes about two minutes.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from pconv_resources import Sample, samples
from pconv_studio.core.masks import bounding_box, load_mask
from pconv_studio.core.settings import Settings
from pconv_studio.gui.app import make_application
from pconv_studio.gui.batch.window import BatchWindow
from pconv_studio.gui.main_window import MainWindow
from pconv_studio.inference.model_facts import model_facts
from pconv_studio.inference.user_models import FOLDER_VARIABLE, import_model

FOLDER = Path(__file__).resolve().parent / "screenshots"
QUALITY = 88


def wait_until(condition: Callable[[], bool], seconds: float = 240) -> None:
    """Let the program run until something is true."""
    loop = QEventLoop()
    poll, end = QTimer(), QTimer()
    poll.timeout.connect(lambda: loop.quit() if condition() else None)
    end.setSingleShot(True)
    end.timeout.connect(loop.quit)
    poll.start(20)
    end.start(int(1000 * seconds))
    loop.exec()
    if not condition():
        sys.exit("the program did not get there in time")


def pause(seconds: float) -> None:
    """Let the program run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()


def shoot(widget: QWidget, name: str) -> None:
    """Save what a window shows."""
    pause(0.5)
    image = widget.grab().toImage()
    path = FOLDER / f"{name}.jpg"
    image.save(str(path), "JPEG", QUALITY)
    print(f"{path.name}: {image.width()} x {image.height()}, {path.stat().st_size // 1024} KB")


def open_sample(window: MainWindow, sample: Sample) -> None:
    """Open a bundled photo and put its hole into the mask, as one step."""
    window.files.open(sample.file)
    wait_until(lambda: window.files.path == sample.file)
    hole, _ = load_mask(sample.hole)
    box = bounding_box(hole)
    assert box is not None
    edit = window.controller.begin_edit()
    edit.touch(box)[hole[box.slices]] = 255
    window.controller.commit(edit, "Brush stroke", stroke=False)
    pause(1.0)


def fill(window: MainWindow) -> None:
    """Fill the mask and wait for it."""
    before = len(window.controller.document.layers)
    window.action("fill.run").trigger()
    wait_until(lambda: len(window.controller.document.layers) > before)


def upscale(window: MainWindow, sample: Sample) -> None:
    """Open the Upscale panel over a photo and wait for its preview."""
    window.files.open(sample.file)
    wait_until(lambda: window.files.path == sample.file)
    window.action("file.upscale").trigger()
    panel = window.dialogs.opened("upscale")
    panel.resize(1100, 760)
    pause(0.5)
    wait_until(lambda: not panel.preview.is_busy)
    shoot(panel, "upscale")
    panel.close()


def run_batch(batch: BatchWindow, photos: list[Sample], folder: Path) -> None:
    """Fill three samples and one file that is none, and shoot both pages."""
    masks, results = folder / "masks", folder / "results"
    masks.mkdir()
    results.mkdir()
    chosen = [sample for sample in photos if sample.width * sample.height < 9_000_000][:3]
    for sample in chosen:
        shutil.copy(sample.hole, masks / f"{sample.name}.png")
    broken = folder / "broken.jpg"
    broken.write_bytes(b"no photo")
    batch.form.source.setCurrentIndex(1)
    batch.form.mask_path.set_text(str(masks))
    batch.form.folder.set_text(str(results))
    batch.add([*(sample.file for sample in chosen), broken])
    pause(1.0)
    batch.begin()
    wait_until(lambda: not batch.runner.is_busy)
    shoot(batch, "batch")
    batch.tabs.setCurrentWidget(batch.review)
    shoot(batch, "review")
    batch.close()


def show_models(window: MainWindow, folder: Path) -> None:
    """Import a model, a copy of the bundled one, and shoot what is known of it."""
    os.environ[FOLDER_VARIABLE] = str(folder)
    default = model_facts(None)
    import_model(default.path, "my-copy", licence=default.licence)
    window.action("fill.models").trigger()
    models = window.dialogs.opened("models")
    models.list.refresh("my-copy")
    shoot(models, "models")
    models.close()


def main() -> None:
    """Make all of them."""
    FOLDER.mkdir(exist_ok=True)
    known = {sample.name: sample for sample in samples()}
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.json")
        settings.set("appearance.theme", "dark")
        app = make_application(["pconv-studio"], settings)
        window = MainWindow(settings)
        window.resize(1440, 900)
        window.show()
        wait_until(lambda: window.service.state[0] == "ready")
        shoot(window, "start")
        open_sample(window, known["mountain-meadow"])
        shoot(window, "mask")
        window.action("fill.depth").setChecked(True)
        pause(2.0)
        shoot(window, "depth")
        window.action("fill.depth").setChecked(False)
        fill(window)
        window.action("view.side_by_side").trigger()
        shoot(window, "main")
        window.action("view.split").trigger()
        window.action("view.fit").trigger()
        shoot(window, "split")
        window.action("view.single").trigger()
        window.controller.stack.setClean()
        open_sample(window, known["autumn-hill"])
        window.action("fill.compare").trigger()
        compare = window.dialogs.opened("compare")
        compare.resize(1100, 760)
        compare.start()
        wait_until(lambda: compare.is_done)
        shoot(compare, "compare")
        compare.close()
        window.controller.stack.setClean()
        upscale(window, known["fig"])
        window.action("file.batch").trigger()
        run_batch(window.dialogs.opened("batch"), [*known.values()], Path(folder))
        show_models(window, Path(folder) / "models")
        window.action("edit.preferences").trigger()
        preferences = window.dialogs.opened("preferences")
        shoot(preferences, "preferences")
        preferences.close()
        window.controller.stack.setClean()
        window.close()
        app.processEvents()


if __name__ == "__main__":
    main()
