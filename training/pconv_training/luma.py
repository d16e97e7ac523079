"""Figures of merit of an enlarged picture: PSNR and SSIM of the luma, the border left out.

This is how super-resolution is compared since Timofte et al. (2013): BT.601 luma in [16, 235],
without the K outermost pixels, SSIM with the Gaussian window of Wang et al. (2004).
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pconv_training.metrics import LEAST_ERROR, ssim

RED, GREEN, BLUE = 65.481, 128.553, 24.966
"""Weights of BT.601 for [0, 1] RGB; they give luma from 16 to 235."""


def luma(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(H, W, 3) uint8 RGB -> (H, W) float32, BT.601 luma from 16 to 235, not rounded."""
    weights = np.array([[RED, GREEN, BLUE]], np.float32) / 255
    return np.asarray(cv2.transform(pixels.astype(np.float32), weights) + 16, np.float32)


def luma_figures(
    result: NDArray[np.uint8], truth: NDArray[np.uint8], *, border: int
) -> dict[str, float]:
    """Compare two pictures by their luma.

    Args:
        result: (H, W, 3) uint8 RGB.
        truth: the same shape.
        border: pixels left out on each side; the factor of the enlargement, by custom.

    Returns:
        ``psnr`` in dB for a range of 255, at most 100, and ``ssim``.

    Raises:
        ValueError: shapes differ, or less than 11 pixels a side are left.
    """
    if result.shape != truth.shape:
        raise ValueError(f"pictures of {result.shape} and {truth.shape}: two of one size compare")
    planes = [_inside(luma(pixels), border) for pixels in (result, truth)]
    mean_square = float(np.mean(np.square(planes[0] - planes[1], dtype=np.float64))) / 255**2
    # The window's arithmetic is that of three channels: three times the same plane.
    first, second = (np.repeat(plane[..., None], 3, axis=2) / 255 for plane in planes)
    return {
        "psnr": -10 * math.log10(max(mean_square, LEAST_ERROR)),
        "ssim": ssim(first, second),
    }


def _inside(plane: NDArray[Any], border: int) -> NDArray[Any]:
    height, width = plane.shape
    return np.ascontiguousarray(plane[border : height - border, border : width - border])
