"""PatchMatch, guided by the network's colours and not."""

import cv2
import numpy as np
import pytest

from pconv_studio.inference.contract import Cancelled, FillJob, Region
from pconv_studio.inference.methods import detail, patchmatch
from pconv_studio.inference.methods.detail import colour_guide
from pconv_studio.inference.methods.patchmatch import patch_fill


@pytest.fixture
def two_halves():
    """Red noise on the left, blue noise on the right, and a hole across the line between."""
    rng = np.random.default_rng(5)
    image = rng.uniform(0, 0.3, (96, 96, 3)).astype(np.float32)
    image[:, :48, 0] += 0.6
    image[:, 48:, 2] += 0.6
    hole = np.zeros((96, 96), bool)
    hole[32:64, 32:64] = True
    image[hole] = 0
    return Region(image, hole)


def painted(region, colour):
    return np.where(region.hole[..., None], np.float32(colour), region.image)


def test_guide_draws_patches_to_its_colours(two_halves):
    reds = []
    for colour in ((0.75, 0.15, 0.15), (0.15, 0.15, 0.75)):
        guide = colour_guide(painted(two_halves, colour), 2.0)
        filled = patch_fill(two_halves, guide=guide, weight=2.0, job=FillJob())
        inside = filled[two_halves.hole]
        reds.append((inside[:, 0] > inside[:, 2]).mean())
    assert reds[0] > 0.75
    assert reds[1] < 0.25


def test_patches_come_from_the_photo(two_halves):
    filled = patch_fill(two_halves, guide=None, weight=0, job=FillJob())
    # Copied noise keeps its contrast; an average would not.
    known = two_halves.image[~two_halves.hole][:, 1].std()
    assert filled[two_halves.hole][:, 1].std() > 0.5 * known


@pytest.mark.parametrize("side", [96, 93])
def test_larger_regions_are_searched_small_and_drawn_at_full_size(two_halves, monkeypatch, side):
    monkeypatch.setattr(patchmatch, "MAX_PIXELS", 48 * 48)
    sizes = []
    search = patchmatch._search
    monkeypatch.setattr(
        patchmatch,
        "_search",
        lambda image, *others: sizes.append(image.shape) or search(image, *others),
    )
    region = Region(two_halves.image[:side], two_halves.hole[:side])
    job = FillJob()
    guide = np.zeros((*region.hole.shape, 2), np.float32)
    filled = patch_fill(region, guide=guide, weight=0.005, job=job)
    assert sizes == [(-(-side // 2), 48, 3)]
    assert filled.shape == region.image.shape
    assert (filled[~region.hole] == region.image[~region.hole]).all()
    # Enlarged noise would have half the contrast, and copied noise has all of it.
    assert filled[region.hole][:, 1].std() > 0.7 * region.image[~region.hole][:, 1].std()
    # Copied values are the photo's own, not rounded to 8 bits.
    steps = filled[region.hole] * 255
    assert np.abs(steps - steps.round()).mean() > 0.1
    assert job.notes == []


def test_copying_at_full_size_can_be_cancelled(two_halves, monkeypatch):
    monkeypatch.setattr(patchmatch, "MAX_PIXELS", 48 * 48)
    seen = []
    job = FillJob(
        progress=lambda share, text: seen.append((share, text)), cancelled=lambda: len(seen) > 3
    )
    with pytest.raises(Cancelled):
        patch_fill(two_halves, guide=None, weight=0, job=job)
    assert [text for _, text in seen] == ["copying their pixels"] * 4


def test_guide_is_lightness_and_colour_in_cielab():
    image = np.full((16, 16, 3), (0.2, 0.5, 0.7), np.float32)
    lightness, a, b = cv2.cvtColor(image, cv2.COLOR_RGB2LAB)[0, 0]
    guide = colour_guide(image, 3.0)
    assert guide.shape == (16, 16, 2)
    np.testing.assert_allclose(guide[..., 0], lightness / 100, rtol=1e-5)
    np.testing.assert_allclose(guide[..., 1], (a + b) / 100, rtol=1e-4)


def test_deeper_holes_are_guided_by_broader_colours(two_halves, monkeypatch):
    sigmas = []
    monkeypatch.setattr(detail, "load_network", lambda job: None)
    monkeypatch.setattr(detail, "coarse_to_fine", lambda network, region, job, depth: region.image)
    monkeypatch.setattr(detail, "patch_fill", lambda region, **_: region.image)
    original = detail.colour_guide
    monkeypatch.setattr(
        detail, "colour_guide", lambda image, sigma: sigmas.append(sigma) or original(image, sigma)
    )
    for side in (32, 400):
        image = np.full((side * 2, side * 2, 3), 0.5, np.float32)
        hole = np.zeros(image.shape[:2], bool)
        hole[side // 2 : -side // 2, side // 2 : -side // 2] = True
        detail.DetailMethod().fill(Region(image, hole), FillJob())
    assert sigmas[0] == 8
    assert sigmas[1] == pytest.approx(200 / 8, abs=1)
