"""A network, photos and VGG weights small enough to train within a test."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from pconv_models.config import PRESETS

# conv1_1 .. conv3_3 under torchvision's numbers: input and output channels.
VGG_LAYERS = {
    0: (3, 64),
    2: (64, 64),
    5: (64, 128),
    7: (128, 128),
    10: (128, 256),
    12: (256, 256),
    14: (256, 256),
}


@pytest.fixture
def tiny(monkeypatch):
    """A preset of three encoder stages, the last two with BatchNorm."""
    monkeypatch.setitem(PRESETS, "tiny", (4, 3))
    return "tiny"


@pytest.fixture
def make_photos(tmp_path):
    """Write smooth coloured pictures into a folder and return it."""

    def make(count=4, *, name="photos", size=(40, 48), seed=0):
        folder = tmp_path / name
        folder.mkdir()
        rng = np.random.default_rng(seed)
        for number in range(count):
            corners = Image.fromarray(rng.integers(0, 256, (3, 3, 3), np.uint8))
            picture = corners.resize((size[1], size[0]), Image.Resampling.BICUBIC)
            picture.save(folder / f"{number:02}.png")
        return folder

    return make


@pytest.fixture(scope="session")
def vgg_state():
    """The 14 tensors of VGG-16 up to pool3, random: no weights of ImageNet are needed to test."""
    generator = torch.Generator().manual_seed(3)
    state = {}
    for number, (inputs, outputs) in VGG_LAYERS.items():
        gain = (2 / (9 * inputs)) ** 0.5
        state[f"features.{number}.weight"] = gain * torch.randn(
            outputs, inputs, 3, 3, generator=generator
        )
        state[f"features.{number}.bias"] = 0.1 * torch.randn(outputs, generator=generator)
    return state


@pytest.fixture(scope="session")
def vgg_file(vgg_state, tmp_path_factory):
    from safetensors.torch import save_file

    path = tmp_path_factory.mktemp("vgg") / "vgg.safetensors"
    save_file(vgg_state, path)
    return path
