"""Small images from large ones."""

import io

import numpy as np
import pytest
from PIL import Image

from pconv_training.low_resolution import CLEAN, Degradation, degrade, shrink


def picture(height=40, width=60, seed=0):
    rng = np.random.default_rng(seed)
    smooth = np.asarray(
        Image.fromarray(rng.integers(0, 256, (8, 8, 3), dtype=np.uint8)).resize((width, height))
    )
    return np.clip(smooth + rng.normal(0, 8, smooth.shape), 0, 255).astype(np.uint8)


def cubic(x):
    """Keys' kernel with a = -0.5."""
    x = np.abs(x)
    near, far = 1.5 * x**3 - 2.5 * x**2 + 1, -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return np.where(x < 1, near, np.where(x < 2, far, 0))


def reduced(plane, factor):
    """Antialiased bicubic reduction of the rows, written from its definition."""
    rows = []
    for i in range(plane.shape[0] // factor):
        centre = (i + 0.5) * factor - 0.5
        weights = cubic((np.arange(plane.shape[0]) - centre) / factor)
        rows.append((weights[:, None] * plane).sum(0) / weights.sum())
    return np.array(rows)


@pytest.mark.parametrize("factor", [2, 3, 4, 8])
def test_shrinking_is_antialiased_bicubic(factor):
    image = picture(48, 48)
    result = shrink(image, factor)
    assert result.shape == (48 // factor, 48 // factor, 3)
    for channel in range(3):
        columns = reduced(image[..., channel].astype(float), factor)
        expected = reduced(columns.T, factor).T
        # Pillow rounds between its two passes.
        assert np.abs(result[..., channel] - np.clip(expected, 0, 255)).max() < 1.51


def test_what_the_factor_does_not_divide_is_cut():
    image = picture(41, 62)
    assert np.array_equal(shrink(image, 3), shrink(image[:39, :60], 3))


def test_clean_is_nothing_but_smaller():
    image = picture()
    for seed in range(5):
        result = degrade(image, 2, CLEAN, np.random.default_rng(seed))
        assert np.array_equal(result, shrink(image, 2))


def test_jpeg_is_that_of_a_quality_in_range():
    image = picture(160, 160)
    small = shrink(image, 2)
    possible = []
    for quality in range(70, 96):
        file = io.BytesIO()
        Image.fromarray(small).save(file, "JPEG", quality=quality)
        possible.append(np.asarray(Image.open(file)).tobytes())
    degradation = Degradation(jpeg=1.0, jpeg_quality=70)
    seen = {degrade(image, 2, degradation, np.random.default_rng(i)).tobytes() for i in range(30)}
    assert seen <= set(possible)
    assert len(seen) > 5


def test_noise_is_as_strong_as_it_may_be():
    image = np.full((400, 400, 3), 128, np.uint8)
    degradation = Degradation(noise=1.0, noise_sigma=6.0)
    sigmas = [degrade(image, 2, degradation, np.random.default_rng(i)).std() for i in range(40)]
    assert max(sigmas) < 6.2
    assert max(sigmas) - min(sigmas) > 3
    assert abs(np.mean(sigmas) - 3) < 0.8


def test_shares_are_kept():
    image = picture(16, 16)
    degradation = Degradation(jpeg=0.25, jpeg_quality=30, noise=0.0)
    clean = shrink(image, 2)
    changed = [
        not np.array_equal(degrade(image, 2, degradation, np.random.default_rng(i)), clean)
        for i in range(400)
    ]
    assert 0.17 < np.mean(changed) < 0.33


def test_the_same_numbers_are_drawn_whatever_comes_of_them():
    image = picture(16, 16)
    drawn = []
    for degradation in (CLEAN, Degradation(jpeg=1.0), Degradation(noise=1e-9)):
        rng = np.random.default_rng(3)
        degrade(image, 2, degradation, rng)
        drawn.append(rng.random())
    assert len(set(drawn)) == 1
