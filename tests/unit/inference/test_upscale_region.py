"""A part enlarged with its surroundings is the part of the whole that is enlarged."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pconv_models.checkpoint import save_checkpoint
from pconv_models.super_config import SuperResolutionConfig
from pconv_models.super_resolution import SuperResolutionUNet
from pconv_studio.core.geometry import Box
from pconv_studio.inference import enlarger_choices
from pconv_studio.inference.enlarger import EnlargerNetwork, _load
from pconv_studio.inference.enlarger_choices import Enlarger, plan_upscale
from pconv_studio.inference.upscale import upscale
from pconv_studio.inference.upscale_region import region, surroundings


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    models = []
    for factor in (2, 3, 4):
        torch.manual_seed(factor)
        net = SuperResolutionUNet(SuperResolutionConfig.for_factor(factor, width=4))
        with torch.no_grad():
            net.decoder[-1].conv.weight.mul_(4)
        path = folder / f"x{factor}.safetensors"
        save_checkpoint(path, net)
        models.append(Enlarger(str(path), path, factor, bundled=True))
    return models


@pytest.fixture(autouse=True)
def exact(monkeypatch):
    """float32 throughout: in bfloat16, sums in another order differ by more."""
    before = EnlargerNetwork._move

    def move(self, device):
        before(self, device)
        self.bfloat16 = False

    monkeypatch.setattr(EnlargerNetwork, "_move", move)
    _load.cache_clear()
    yield
    _load.cache_clear()


@pytest.mark.parametrize(
    "box", [Box(61, 47, 80, 70), Box(0, 0, 9, 9), Box(120, 90, 140, 131)], ids=str
)
@pytest.mark.parametrize(
    ("factor", "method", "keep"),
    [
        *((2, "pconv", False), (3, "pconv", True), (4, "pconv", False), (5, "pconv", False)),
        *((6, "pconv", True), (7, "pconv", False), (8, "pconv", False)),
        *((2, "lanczos", False), (3, "bicubic", False), (5, "nearest", False)),
    ],
)
def test_a_part_comes_out_as_in_the_whole(found, monkeypatch, box, factor, method, keep):
    monkeypatch.setattr(enlarger_choices, "enlargers", lambda: found)
    rng = np.random.default_rng(3)
    image = rng.integers(0, 256, (140, 131, 3), dtype=np.uint8)
    plan = plan_upscale(factor, method=method)
    whole = upscale(image, factor, method=method, keep_known=keep, device="cpu").pixels
    seen = surroundings(box, image.shape, plan)
    part = upscale(image[seen.slices], factor, method=method, keep_known=keep, device="cpu").pixels
    rows, columns = (slice(p.start * factor, p.stop * factor) for p in box.within(seen))
    wanted = tuple(slice(p.start * factor, p.stop * factor) for p in box.slices)
    # Sums of floats in another order may round the other way.
    difference = np.abs(part[rows, columns].astype(int) - whole[wanted])
    assert difference.max() <= 1
    assert (difference > 0).mean() < 0.01


def test_resizes_need_little_around(found):
    seen = surroundings(Box(50, 50, 60, 60), (200, 200), plan_upscale(8, method="lanczos"))
    assert seen == Box(46, 46, 64, 64)


@given(
    centre=st.tuples(st.floats(-50, 400), st.floats(-50, 400)),
    size=st.tuples(st.floats(0, 500), st.floats(0, 500)),
    shape=st.tuples(st.integers(1, 300), st.integers(1, 300)),
)
def test_a_region_lies_in_the_picture_and_is_as_large_as_it_can_be(centre, size, shape):
    box = region(centre, size, shape)
    assert 0 <= box.top < box.bottom <= shape[0]
    assert 0 <= box.left < box.right <= shape[1]
    assert box.width == min(max(1, round(size[0])), shape[1])
    assert box.height == min(max(1, round(size[1])), shape[0])


def test_a_region_has_its_centre_in_the_middle():
    assert region((100, 60), (40, 20), (200, 300)) == Box(50, 80, 70, 120)
