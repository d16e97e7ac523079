"""Tiles, depth, alpha, and what a pass of a network leaves alone."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import pconv_studio.inference.enlarge as enlarge_module
from pconv_models.checkpoint import save_checkpoint
from pconv_models.config import UNetConfig
from pconv_models.super_config import SuperResolutionConfig
from pconv_models.super_resolution import SuperResolutionUNet, spread
from pconv_models.unet import PConvUNet
from pconv_studio.core.errors import UserError
from pconv_studio.inference.contract import Cancelled, FillJob
from pconv_studio.inference.enlarge import enlarge, plan_tiles
from pconv_studio.inference.enlarger import EnlargerNetwork, load_enlarger
from pconv_studio.inference.network import load_network


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Factor -> file of a small network that adds something to see."""
    folder = tmp_path_factory.mktemp("models")
    files = {}
    for factor in (2, 3, 4, 5):
        torch.manual_seed(factor)
        net = SuperResolutionUNet(SuperResolutionConfig.for_factor(factor, width=8))
        with torch.no_grad():
            net.decoder[-1].conv.weight.mul_(2)
        files[factor] = folder / f"x{factor}.safetensors"
        save_checkpoint(files[factor], net)
    return files


@pytest.fixture
def exact(monkeypatch):
    """float32 throughout, so that results can be compared bit by bit."""
    before = EnlargerNetwork._move

    def move(self, device):
        before(self, device)
        self.bfloat16 = False

    monkeypatch.setattr(EnlargerNetwork, "_move", move)
    enlarge_module.load_enlarger.__globals__["_load"].cache_clear()
    yield
    enlarge_module.load_enlarger.__globals__["_load"].cache_clear()


def picture(height, width, channels=3, dtype=np.uint8, seed=0):
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (5, 6, channels), dtype=np.uint8)
    planes = [
        np.asarray(Image.fromarray(small[..., i]).resize((width, height), 3), np.float32)
        for i in range(channels)
    ]
    image = np.stack(planes, 2) / 255
    image = np.clip(image + rng.normal(0, 0.03, image.shape), 0, 1).astype(np.float32)
    if dtype == np.float32:
        return image
    return (image * np.iinfo(dtype).max).round().astype(dtype)


@pytest.mark.parametrize("factor", [2, 3, 4, 5])
@pytest.mark.parametrize("size", [(50, 61), (47, 48), (7, 120), (1, 1)])
@pytest.mark.usefixtures("exact")
def test_tiles_give_what_the_whole_gives(models, monkeypatch, factor, size):
    image = picture(*size, dtype=np.float32)
    network = load_enlarger(str(models[factor]), FillJob())
    monkeypatch.setattr(enlarge_module, "TILE", 48)
    tiled = enlarge(image, str(models[factor]), FillJob())
    low = torch.from_numpy(image).permute(2, 0, 1)[None]
    with torch.no_grad():
        whole = network._net(*spread(low, factor))[0].clamp(0, 1).permute(1, 2, 0).numpy()
    assert tiled.shape == whole.shape
    np.testing.assert_allclose(tiled, whole, atol=1e-5)


def test_many_tiles_are_used(models, monkeypatch):
    monkeypatch.setattr(enlarge_module, "TILE", 48)
    told = []
    job = FillJob(progress=lambda share, text: told.append((share, text)))
    enlarge(picture(60, 50), str(models[2]), job)
    assert told[-1][1] == "tile 9 of 9"
    assert [share for share, _ in told] == sorted(share for share, _ in told)


def test_used_parts_cover_everything_once():
    covered = np.zeros((37, 53), int)
    for tile in plan_tiles(37, 53, side=10, step=4, halo=4):
        covered[tile.used.slices] += 1
        assert tile.seen.intersection(tile.used) == tile.used
        # The network's grid must lie the same in every tile.
        assert tile.seen.top % 4 == 0
        assert tile.seen.left % 4 == 0
    assert (covered == 1).all()


@given(st.integers(1, 400), st.integers(1, 90), st.integers(1, 8))
def test_tiles_are_few_and_alike(length, side, step):
    """A small one at the end would be all halo."""
    used = [tile.used for tile in plan_tiles(length, 1, side=side, step=step, halo=step)]
    largest = max(side // step, 1) * step
    assert used[0].top == 0
    assert used[-1].bottom == length
    assert max(box.height for box in used) <= largest
    assert len(used) <= -(-length // largest)
    # They differ by the rounding to steps, which adds up in the last one.
    assert min(box.height for box in used) > used[0].height - step * len(used)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("channels", [3, 4])
def test_depth_and_channels_stay(models, dtype, channels):
    image = picture(20, 23, channels, dtype)
    result = enlarge(image, str(models[3]), FillJob())
    assert result.shape == (60, 69, channels)
    assert result.dtype == dtype


def test_sixteen_bits_are_not_eight(models):
    image = picture(30, 30, dtype=np.uint16)
    result = enlarge(image, str(models[2]), FillJob())
    assert len(np.unique(result)) > 1000
    coarse = enlarge((image // 257).astype(np.uint8), str(models[2]), FillJob())
    # The same picture all the same.
    assert np.abs(result / 257.0 - coarse).mean() < 1.5


def test_known_pixels_can_be_kept(models):
    for dtype in (np.uint8, np.uint16, np.float32):
        image = picture(14, 9, 4, dtype)
        if dtype == np.float32:
            image[3, 3] = (np.nan, 2.5, -1, 0.5)
        kept = enlarge(image, str(models[4]), FillJob(), keep_known=True)
        assert kept[2::4, 2::4].tobytes() == image.tobytes()
        free = enlarge(image, str(models[4]), FillJob())
        between = np.ones(kept.shape[:2], bool)
        between[2::4, 2::4] = False
        assert np.array_equal(kept[between], free[between], equal_nan=True)


def test_colours_under_transparency_have_no_influence(models):
    image = picture(30, 30, 4)
    image[..., 3] = 0
    image[8:20, 5:25, 3] = 200
    hidden = image[..., 3] == 0
    results = []
    for junk in (0, 255, (1, 200, 3)):
        other = image.copy()
        other[hidden, :3] = junk
        results.append(enlarge(other, str(models[2]), FillJob()))
    assert np.array_equal(results[0], results[1])
    assert np.array_equal(results[0], results[2])
    # Nothing dark creeps in from what was black and transparent.
    opaque = enlarge(image[8:20, 5:25, :3].copy(), str(models[2]), FillJob())
    seen = results[0][16:40, 10:50, :3]
    assert np.abs(seen[8:-8, 8:-8].astype(int) - opaque[8:-8, 8:-8]).max() < 60


def test_alpha_is_enlarged_bicubically(models):
    image = picture(16, 18, 4)
    result = enlarge(image, str(models[2]), FillJob())
    plane = Image.fromarray(image[..., 3].astype(np.float32)).resize((36, 32), 3)
    expected = np.clip(np.rint(np.asarray(plane)), 0, 255)
    assert np.array_equal(result[..., 3], expected)


def test_a_picture_without_colour_stays_one(models):
    image = np.repeat(picture(20, 20)[..., :1], 3, 2)
    result = enlarge(image, str(models[2]), FillJob())
    assert np.array_equal(result[..., 0], result[..., 1])
    assert np.array_equal(result[..., 1], result[..., 2])


def test_bright_floats_are_not_cut(models):
    image = picture(20, 20, dtype=np.float32)
    result = enlarge(image, str(models[2]), FillJob())
    image[5:9, 5:9] = 4.0
    bright = enlarge(image, str(models[2]), FillJob())
    assert result.max() <= 1
    assert bright[12:16, 12:16].min() > 2.5
    image[2, 2] = np.nan
    assert np.isfinite(enlarge(image, str(models[2]), FillJob())).all()


def test_cancelling_is_heard_between_tiles(models, monkeypatch):
    monkeypatch.setattr(enlarge_module, "TILE", 48)
    seen = []
    job = FillJob(progress=lambda share, text: seen.append(text), cancelled=lambda: len(seen) >= 2)
    with pytest.raises(Cancelled):
        enlarge(picture(60, 50), str(models[2]), job)
    assert len(seen) == 2


def test_smaller_tiles_when_memory_runs_out(models, monkeypatch):
    image = picture(150, 140)
    expected = enlarge(image, str(models[2]), FillJob())
    real = EnlargerNetwork.enlarge
    sizes = []

    def scarce(self, low, box):
        sizes.append(max(low.shape[:2]))
        if max(low.shape[:2]) > 110:
            raise MemoryError
        return real(self, low, box)

    monkeypatch.setattr(EnlargerNetwork, "enlarge", scarce)
    job = FillJob()
    result = enlarge(image, str(models[2]), job)
    assert np.abs(result.astype(int) - expected).max() <= 1
    assert any("tiles of" in note for note in job.notes)
    assert min(sizes) < 110

    monkeypatch.setattr(
        EnlargerNetwork, "enlarge", lambda self, low, box: (_ for _ in ()).throw(MemoryError)
    )
    with pytest.raises(UserError, match="not enough memory to enlarge"):
        enlarge(image, str(models[2]), FillJob())


def test_networks_are_not_mistaken_for_each_other(models, tmp_path):
    filling = tmp_path / "filling.safetensors"
    save_checkpoint(filling, PConvUNet(UNetConfig(width=2, depth=2)))
    with pytest.raises(UserError, match="fill holes and do not enlarge"):
        enlarge(picture(8, 8), str(filling), FillJob())
    with pytest.raises(UserError, match="these weights enlarge"):
        load_network(FillJob(model=str(models[2])))
