"""What the tests of the batch share: photos on disk and a fill that needs no network."""

from __future__ import annotations

import threading
from collections import Counter

import numpy as np
import pytest
from PIL import Image

from pconv_studio.core.decode import load_photo
from pconv_studio.core.encode import save_photo
from pconv_studio.core.masks import load_mask
from pconv_studio.inference.contract import Cancelled, FillResult
from pconv_studio.inference.fill_file import FilledFile

SIZE = (48, 64)


@pytest.fixture
def photos(tmp_path):
    """Five photos and, beside their folder, a mask for all of them."""
    folder = tmp_path / "photos"
    folder.mkdir()
    rng = np.random.default_rng(1)
    paths = []
    for number in range(5):
        path = folder / f"p{number}.png"
        Image.fromarray(rng.integers(0, 200, (*SIZE, 3), np.uint8)).save(path)
        paths.append(path)
    return paths


@pytest.fixture
def mask(tmp_path):
    hole = np.zeros(SIZE, np.uint8)
    hole[10:20, 10:30] = 255
    path = tmp_path / "hole.png"
    Image.fromarray(hole).save(path)
    return path


class FakeFill:
    """Fills with white; each photo can be held until it is let go, or made to fail."""

    def __init__(self) -> None:
        self.calls: list = []
        self.threads: list = []
        self.errors: dict = {}
        self.held: set = set()
        self.deaf: set = set()
        """Photos that do not listen to cancelling, as some libraries do."""
        self.go = threading.Event()
        self.running = threading.Event()
        self.count: Counter = Counter()

    def __call__(self, photo, mask, output, options, *, progress, cancelled):
        self.calls.append((photo, mask, output, options))
        self.threads.append(threading.current_thread())
        self.count[photo.name] += 1
        progress(0.25, "looking")
        if photo.name in self.errors:
            raise self.errors[photo.name]
        if photo.name in self.held:
            self.running.set()
            while not self.go.wait(0.005):
                if cancelled() and photo.name not in self.deaf:
                    raise Cancelled
        loaded = load_photo(photo)
        hole, _ = load_mask(mask, polarity=options.polarity, size=loaded.pixels.shape[:2])
        pixels = loaded.pixels.copy()
        pixels[hole] = 255
        saved = save_photo(loaded.with_pixels(pixels), output)
        progress(1.0, "saved")
        result = FillResult(pixels, options.method, "cpu", 0.1, (), ())
        return FilledFile(photo, saved, result, int(hole.sum()), 0, ("a note",))


@pytest.fixture
def fake():
    made = FakeFill()
    yield made
    made.go.set()
