"""The whole window with a photo, and with fills and depths that take no time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pconv_studio.gui.requests import Loaded
from pconv_studio.gui.worker import real_functions
from pconv_studio.inference.contract import FillResult
from pconv_studio.inference.depth import DepthMap


class Fakes:
    """Fills with black and finds every hole too deep; remembers what it was asked."""

    def __init__(self):
        self.filled = []
        self.depths = []
        self.devices = []

    def fill(self, image, hole, *, method, model, device, progress, cancelled):
        self.filled.append(hole)
        pixels = image.copy()
        pixels[hole] = 0
        return FillResult(pixels, method, "cpu", 0.01, (), ())

    def depth(self, hole, *, image, method, model, progress, cancelled):
        self.depths.append((int(np.count_nonzero(hole)), method, model))
        layer = np.where(hole, np.uint8(255), np.uint8(0))
        return DepthMap(layer, 8, 0, 2, coarse_to_fine=True, share_unreached=1.0)


@pytest.fixture
def fakes():
    return Fakes()


@pytest.fixture
def window(make_window, fakes):
    functions = replace(
        real_functions(),
        fill=fakes.fill,
        depth=fakes.depth,
        load=lambda *_: Loaded("cpu", "float32"),
        probe=lambda: fakes.devices,
    )
    return make_window(functions)
