"""A window with a photo, fake enlarging, and files of small networks to plan with."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest

from pconv_models.checkpoint import save_checkpoint
from pconv_models.super_config import SuperResolutionConfig
from pconv_models.super_resolution import SuperResolutionUNet
from pconv_studio.core.resize import resize_pixels
from pconv_studio.gui.requests import Loaded
from pconv_studio.gui.worker import real_functions
from pconv_studio.inference.contract import Cancelled
from pconv_studio.inference.enlarger_choices import Enlarger, plan_upscale
from pconv_studio.inference.upscale import UpscaleResult


class FakeUpscale:
    """Enlarges by pixels of one colour, bicubically only where asked; waits where told to."""

    COLOUR = 200

    def __init__(self):
        self.calls = []
        self.errors = []
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()
        self.whole = None
        """Shape of the pictures that wait at the gate; the others pass."""

    def hold(self, shape):
        self.whole = shape
        self.gate.clear()
        self.entered.clear()

    def __call__(self, image, factor, *, method, model, device, keep_known, progress, cancelled):
        self.calls.append((image, factor, method, model, device, keep_known))
        progress(0.25, "tile 1 of 4")
        if image.shape[:2] == self.whole:
            self.entered.set()
            while not self.gate.wait(0.005):
                if cancelled():
                    raise Cancelled
        if self.errors:
            raise self.errors.pop(0)
        size = (image.shape[0] * factor, image.shape[1] * factor)
        if method == "bicubic":
            pixels = resize_pixels(image, size, filter="bicubic")
        else:
            pixels = np.full((*size, image.shape[2]), self.COLOUR, image.dtype)
        plan = plan_upscale(factor, method=method, model=model)
        return UpscaleResult(pixels, plan, "cpu", 0.01, ())

    @property
    def shapes(self):
        """Heights and widths of what was enlarged, by method."""
        return [(method, image.shape[:2]) for image, _, method, *_ in self.calls]


@pytest.fixture(scope="session")
def weights(tmp_path_factory):
    """Files of networks for 2, 3 and 4, small and untrained."""
    folder = tmp_path_factory.mktemp("weights")
    files = {}
    for factor in (2, 3, 4):
        network = SuperResolutionUNet(SuperResolutionConfig.for_factor(factor, width=4))
        files[factor] = folder / f"times-{factor}.safetensors"
        save_checkpoint(files[factor], network)
    return files


@pytest.fixture
def trained(monkeypatch, weights):
    """The factors that models are trained for; tests change the list."""
    found = [Enlarger(str(path), path, factor, bundled=True) for factor, path in weights.items()]
    for module in ("inference.enlarger_choices", "gui.upscale.form"):
        monkeypatch.setattr(f"pconv_studio.{module}.enlargers", lambda: [*found])
    return found


@pytest.fixture
def fake():
    return FakeUpscale()


@pytest.fixture
def window(make_window, fake, trained):
    functions = replace(
        real_functions(), upscale=fake, load=lambda *_: Loaded("cpu", "float32"), probe=list
    )
    yield make_window(functions)
    fake.gate.set()


@pytest.fixture
def panel(opened, qtbot):
    """The panel, its first preview shown."""
    opened.action("file.upscale").trigger()
    panel = opened.dialogs.opened("upscale")
    qtbot.waitExposed(panel)
    panel.resize(1000, 700)
    qtbot.waitUntil(lambda: panel.picture.images[1] is not None and not panel.preview.is_busy)
    return panel
