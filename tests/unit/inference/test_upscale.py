"""From a picture to a larger one, by any factor and method; refusals before any work."""

import numpy as np
import pytest
import torch
from PIL import Image

import pconv_studio.inference.upscale as upscale_module
from pconv_models.checkpoint import save_checkpoint
from pconv_models.config import UNetConfig
from pconv_models.super_config import SuperResolutionConfig
from pconv_models.super_resolution import SuperResolutionUNet
from pconv_models.unet import PConvUNet
from pconv_studio.core.errors import PhotoError, UsageError, UserError
from pconv_studio.inference import enlarger_choices
from pconv_studio.inference.contract import Cancelled
from pconv_studio.inference.enlarger_choices import Enlarger, enlargers, factor_of, plan_upscale
from pconv_studio.inference.upscale import check_size, memory_needed, upscale


@pytest.fixture
def models(tmp_path, monkeypatch):
    """Small networks for 2, 3 and 4 in place of those that come along."""
    found = []
    for factor in (2, 3, 4):
        torch.manual_seed(factor)
        path = tmp_path / f"x{factor}.safetensors"
        save_checkpoint(
            path, SuperResolutionUNet(SuperResolutionConfig.for_factor(factor, width=4))
        )
        found.append(Enlarger(str(path), path, factor, bundled=True))
    monkeypatch.setattr(enlarger_choices, "enlargers", lambda: found)
    return found


def picture(height=12, width=10, channels=3, dtype=np.uint8):
    rng = np.random.default_rng(0)
    image = rng.random((height, width, channels)).astype(np.float32)
    return image if dtype == np.float32 else (image * np.iinfo(dtype).max).astype(dtype)


@pytest.mark.parametrize(
    ("factor", "passes", "reached"),
    [
        *((2, [2], 2), (3, [3], 3), (4, [4], 4)),
        *((5, [3, 2], 6), (6, [3, 2], 6), (7, [4, 2], 8), (8, [4, 2], 8)),
    ],
)
def test_plans(models, factor, passes, reached):
    plan = plan_upscale(factor)
    assert [enlarger.factor for enlarger in plan.passes] == passes
    assert plan.reached == reached
    assert plan.reduces == (reached != factor)


@pytest.mark.parametrize("factor", range(2, 9))
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_every_factor_has_its_size(models, factor, dtype):
    image = picture(dtype=dtype, channels=4)
    result = upscale(image, factor)
    assert result.pixels.shape == (12 * factor, 10 * factor, 4)
    assert result.pixels.dtype == dtype
    assert result.device == "cpu"
    assert bool(result.notes) == (factor > 4)


def test_notes_say_what_is_not_trained(models):
    assert upscale(picture(), 5).notes == (
        "no model is trained for a factor of 5: it was enlarged by 6, then reduced",
    )
    assert upscale(picture(), 8).notes == (
        "no model is trained for a factor of 8: it was enlarged in 4 x 2",
    )


@pytest.mark.parametrize(("method", "filter"), [("lanczos", 1), ("bicubic", 3), ("nearest", 0)])
def test_resizes_are_pillow_s(method, filter):
    image = picture(20, 30)
    result = upscale(image, 3, method=method)
    assert result.plan.passes == ()
    for channel in range(3):
        plane = Image.fromarray(image[..., channel].astype(np.float32)).resize((90, 60), filter)
        expected = np.clip(np.rint(np.asarray(plane)), 0, 255)
        assert np.array_equal(result.pixels[..., channel], expected)


@pytest.mark.parametrize(("factor", "place"), [(2, 1), (3, 1), (4, 2)])
def test_known_pixels_stay_where_the_paper_puts_them(models, factor, place):
    image = picture()
    result = upscale(image, factor, keep_known=True)
    assert np.array_equal(result.pixels[place::factor, place::factor], image)


def test_known_pixels_stay_through_two_passes(models):
    image = picture()
    # 3 x + 1, then 2 x + 1 of that.
    assert np.array_equal(upscale(image, 6, keep_known=True).pixels[3::6, 3::6], image)


@pytest.mark.parametrize("options", [{"factor": 5}, {"factor": 2, "method": "bicubic"}])
def test_known_pixels_cannot_be_kept_by_resizing(models, options):
    with pytest.raises(UsageError, match="cannot be kept"):
        upscale(picture(), **options, keep_known=True)


@pytest.mark.parametrize("factor", [-2, 0, 1, 9, 100])
def test_factors_out_of_range(factor):
    with pytest.raises(UsageError, match="2 to 8"):
        upscale(picture(), factor)


def test_requests_that_make_no_sense(models, tmp_path):
    with pytest.raises(UsageError, match="no method 'magic'"):
        upscale(picture(), 2, method="magic")
    with pytest.raises(UsageError, match="takes no model"):
        upscale(picture(), 2, method="bicubic", model="any")
    with pytest.raises(UserError, match="neither a model that enlarges"):
        upscale(picture(), 2, model="missing")
    with pytest.raises(UserError, match="enlarges by 3, not by 2"):
        upscale(picture(), 2, model=models[1].name)
    with pytest.raises(PhotoError, match="cannot be enlarged"):
        upscale(picture()[..., 0], 2)
    with pytest.raises(PhotoError, match="cannot be enlarged"):
        upscale(picture().astype(np.int32), 2)
    filling = tmp_path / "filling.safetensors"
    save_checkpoint(filling, PConvUNet(UNetConfig(width=2, depth=2)))
    with pytest.raises(UserError, match="fill holes and do not enlarge"):
        upscale(picture(), 2, model=str(filling))
    assert factor_of(models[2].path) == 4


def test_results_beyond_the_limit_are_refused_with_the_estimate(models):
    plan = plan_upscale(4)
    need = memory_needed((6000, 6000, 3), np.uint8, plan) / 1e9
    words = f"24000 x 24000 pixels, 576 megapixels, and take {need:.1f} GB of memory; 500 megapix"
    with pytest.raises(UsageError, match=words):
        check_size((6000, 6000, 3), np.uint8, plan)


def test_results_beyond_free_memory_are_refused_before_any_work(models, monkeypatch):
    monkeypatch.setattr(upscale_module, "available_bytes", lambda: 10**9)
    calls = []
    monkeypatch.setattr(upscale_module, "enlarge", lambda *a, **k: calls.append(a))
    image = np.zeros((4000, 4000, 3), np.uint16)
    need = memory_needed(image.shape, image.dtype, plan_upscale(2)) / 1e9
    with pytest.raises(UserError, match=f"takes {need:.1f} GB of memory and 1.0 GB are free"):
        upscale(image, 2)
    assert not calls


def test_the_estimate_grows_with_what_is_made(models):
    small_one = memory_needed((1000, 1000, 3), np.uint8, plan_upscale(2))
    assert memory_needed((1000, 1000, 3), np.uint16, plan_upscale(2)) > small_one
    assert memory_needed((1000, 1000, 4), np.uint8, plan_upscale(2)) > small_one
    # On the way to 7 there is an 8.
    seven, eight = (memory_needed((999, 999, 3), np.uint8, plan_upscale(k)) for k in (7, 8))
    assert seven > eight


def test_progress_never_falls_and_ends_with_all(models):
    told = []
    upscale(picture(60, 50), 8, progress=lambda share, text: told.append((share, text)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert told[-1] == (1.0, "done")
    texts = [text for _, text in told]
    assert texts.index("pass 1 of 2, tile 1 of 1") < texts.index("pass 2 of 2, tile 1 of 1")
    # The second pass makes four times the pixels of the first.
    assert any(0.15 < share < 0.25 for share in shares)


def test_cancelling(models):
    with pytest.raises(Cancelled):
        upscale(picture(), 2, cancelled=lambda: True)


def test_models_at_hand_say_their_factor():
    for enlarger in enlargers():
        assert factor_of(enlarger.path) == enlarger.factor
