"""Small photos, and a network that needs no weights."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import torch

from pconv_studio.inference import registry
from pconv_studio.inference.contract import FillJob


@pytest.fixture
def clean_registry():
    """The registry asks for entry points again, now and after the test."""
    registry._factories.cache_clear()
    registry.get_method.cache_clear()
    yield
    registry._factories.cache_clear()
    registry.get_method.cache_clear()


@pytest.fixture(scope="session")
def tiny_weights(tmp_path_factory):
    """A file of weights of a network with three encoder stages, untrained."""
    from pconv_models.checkpoint import save_checkpoint
    from pconv_models.config import UNetConfig
    from pconv_models.unet import PConvUNet

    torch.manual_seed(5)
    path = tmp_path_factory.mktemp("weights") / "tiny.safetensors"
    save_checkpoint(path, PConvUNet(UNetConfig(width=4, depth=3)), training={"steps": 0})
    return path


class FakeNetwork:
    """Predicts the mean of the known pixels, and grey where its mask updates do not reach.

    Args:
        reach: in pixels.
        memory: pixels that fit into memory at a time, on the device and on the CPU.
        device: where it starts.
    """

    def __init__(self, reach=300, memory=(10**9, 10**9), device="cpu"):
        self.least_reach = float(reach)
        self.memory = memory
        self.device = device
        self.seen = []

    def reaches(self, hole):
        known = (~hole).astype(np.uint8)
        side = 2 * int(self.least_reach) + 1
        return cv2.dilate(known, np.ones((side, side), np.uint8)).astype(bool)

    def predict(self, image, hole, job: FillJob, box):
        job.used_device = self.device
        self.seen.append((image.copy(), hole.copy()))
        if hole.size > self.memory[self.device == "cpu"]:
            raise MemoryError
        prediction = np.full(image.shape, 0.5, np.float32)
        if not hole.all():
            prediction[self.reaches(hole)] = image[~hole].mean(axis=0, dtype=np.float64)
        return prediction[box.slices]

    def fall_back(self, job: FillJob):
        if self.device == "cpu":
            return False
        job.note(f"the device {self.device} ran out of memory; the work went on on the CPU")
        self.device = "cpu"
        return True


@pytest.fixture
def fake_network():
    return FakeNetwork


@pytest.fixture
def make_photo():
    """Build a smooth coloured picture at any depth, with some texture."""

    def make(height=40, width=48, *, dtype=np.uint8, alpha=False, seed=3):
        rng = np.random.default_rng(seed)
        y, x = np.mgrid[:height, :width] / max(height, width)
        colour = np.dstack([0.2 + 0.6 * x, 0.9 - 0.5 * y, 0.3 + 0.2 * x * y])
        colour += rng.uniform(-0.05, 0.05, colour.shape)
        if alpha:
            opacity = np.where(x > 0.5 * x.max(), 0.75, 1.0)
            colour = np.dstack([colour, opacity])
        colour = np.clip(colour, 0, 1)
        if dtype == np.float32:
            return colour.astype(np.float32)
        return (colour * np.iinfo(dtype).max).round().astype(dtype)

    return make
