"""Figures of merit against scikit-image and torchmetrics on random pairs."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from torchmetrics.functional.image import (
    peak_signal_noise_ratio as torch_psnr,
)
from torchmetrics.functional.image import (
    structural_similarity_index_measure as torch_ssim,
)

from pconv_training.metrics import RADIUS, STRIP, picture_figures, ssim


def pair(seed, height, width, noise, box=None):
    """A smooth picture and the same with noise, all over or in a box (top, bottom, left, right)."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[:height, :width] / 9
    waves = np.sin(rows + seed)[..., None] * np.cos(columns[..., None] * [1, 2, 3])
    truth = np.clip(127 + 100 * waves, 0, 255).astype(np.uint8)
    noisy = np.clip(truth + rng.normal(0, noise, truth.shape), 0, 255).astype(np.uint8)
    if box is None:
        return noisy, truth
    result = truth.copy()
    place = slice(box[0], box[1]), slice(box[2], box[3])
    result[place] = noisy[place]
    return result, truth


def reference_ssim(result, truth):
    return structural_similarity(
        result,
        truth,
        channel_axis=2,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        data_range=255 if result.dtype == np.uint8 else 1,
    )


@settings(max_examples=30)
@given(
    st.integers(0, 1000),
    st.integers(11, 3 * STRIP),
    st.integers(11, 90),
    st.sampled_from([0.6, 3.0, 20.0, 90.0]),
)
def test_as_scikit_image(seed, height, width, noise):
    result, truth = pair(seed, height, width, noise)
    figures = picture_figures(result, truth)
    assert figures["ssim"] == pytest.approx(reference_ssim(result, truth), abs=1e-6)
    error = np.abs(result.astype(float) - truth)
    assert figures["l1"] == pytest.approx(100 * error.mean() / 255, rel=1e-12)
    if error.any():
        psnr = peak_signal_noise_ratio(truth, result, data_range=255)
        assert figures["psnr"] == pytest.approx(psnr, rel=1e-9)


@settings(max_examples=30)
@given(st.data())
def test_a_difference_anywhere(data):
    height, width = data.draw(st.integers(11, 120)), data.draw(st.integers(11, 120))
    top, left = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
    bottom, right = data.draw(st.integers(top, height)), data.draw(st.integers(left, width))
    result, truth = pair(7, height, width, 40, (top, bottom, left, right))
    assert ssim(result, truth) == pytest.approx(reference_ssim(result, truth), abs=1e-6)


@pytest.mark.parametrize("noise", [2.0, 30.0])
def test_as_torchmetrics(noise):
    result, truth = pair(3, 60, 75, noise)
    ours, theirs = (
        torch.from_numpy(picture).permute(2, 0, 1)[None].double() / 255
        for picture in (result, truth)
    )
    figures = picture_figures(result, truth)
    _, whole = torch_ssim(ours, theirs, data_range=1.0, return_full_image=True)
    inside = whole[..., RADIUS:-RADIUS, RADIUS:-RADIUS].mean()
    assert figures["ssim"] == pytest.approx(float(inside), abs=1e-5)
    assert figures["psnr"] == pytest.approx(float(torch_psnr(ours, theirs, data_range=1.0)))


def test_floats_are_compared_as_bytes_are():
    result, truth = pair(5, 40, 50, 25)
    floats = [(picture / np.float32(255)).astype(np.float32) for picture in (result, truth)]
    for name, value in picture_figures(*floats).items():
        assert value == pytest.approx(picture_figures(result, truth)[name], rel=1e-5)


def test_equal_pictures():
    _, truth = pair(0, 30, 30, 1)
    assert picture_figures(truth, truth) == {"l1": 0.0, "psnr": 100.0, "ssim": 1.0}


def test_black_and_white():
    black, white = np.zeros((20, 20, 3), np.uint8), np.full((20, 20, 3), 255, np.uint8)
    figures = picture_figures(black, white)
    assert figures["l1"] == 100
    assert figures["psnr"] == 0
    assert figures["ssim"] == pytest.approx(reference_ssim(black, white), abs=1e-7)


def test_views_and_strides():
    result, truth = pair(2, 64, 64, 20)
    mirrored = picture_figures(result[:, ::-1], truth[:, ::-1])
    assert mirrored["ssim"] == pytest.approx(ssim(result, truth), abs=1e-6)
    assert mirrored["l1"] == picture_figures(result, truth)["l1"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (np.zeros((20, 20, 3), np.uint8), np.zeros((20, 21, 3), np.uint8)),
        (np.zeros((20, 20), np.uint8), np.zeros((20, 20), np.uint8)),
        (np.zeros((20, 20, 3), np.uint8), np.zeros((20, 20, 3), np.float32)),
        (np.zeros((20, 20, 3), np.uint16), np.zeros((20, 20, 3), np.uint16)),
        (np.zeros((10, 20, 3), np.uint8), np.zeros((10, 20, 3), np.uint8)),
    ],
)
def test_what_cannot_be_compared(first, second):
    with pytest.raises(ValueError, match=r"pictures of|compare"):
        picture_figures(first, second)
