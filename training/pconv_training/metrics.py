"""Figures of merit of a filled photo: l1, PSNR and SSIM over the whole picture, as in Table 1.

numpy and OpenCV only, and a tenth of the time of the usual libraries, so that an evaluation spends
its time in the methods it compares.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

WINDOW = 11
SIGMA = 1.5
K1, K2 = 0.01, 0.03
RADIUS = WINDOW // 2
STRIP = 48
"""Rows of windows that are computed at a time: what is between them stays in the cache."""
LEAST_ERROR = 1e-10
"""Mean squared error below which the PSNR stays at 100 dB: means stay finite."""

Picture = NDArray[Any]


def picture_figures(result: Picture, truth: Picture) -> dict[str, float]:
    """Compare two pictures.

    Args:
        result: (H, W, 3) RGB, uint8, or float32 in [0, 1].
        truth: the same shape and dtype.

    Returns:
        ``psnr`` in dB, at most 100. ``l1``: mean absolute difference over all elements, in percent
        of the range. ``ssim`` as of :func:`ssim`.

    Raises:
        ValueError: shapes or dtypes differ, or are none of the above.
    """
    scale = _range(result, truth)
    difference = _changes(result, truth)
    total = float(cv2.norm(difference, cv2.NORM_L1))
    square = float(cv2.norm(difference, cv2.NORM_L2SQR))
    mean_square = square / result.size / scale**2
    return {
        "psnr": -10 * math.log10(max(mean_square, LEAST_ERROR)),
        "l1": 100 * total / result.size / scale,
        "ssim": ssim(result, truth),
    }


def ssim(result: Picture, truth: Picture) -> float:
    """Structural similarity (Wang et al. 2004), between -1 and 1.

    Gaussian window of 11 pixels, sigma 1.5, K1 0.01, K2 0.03, population covariances, mean over
    the RGB channels and all windows that lie inside the picture.

    Args:
        result: (H, W, 3), uint8, or float32 in [0, 1]; at least 11 pixels a side.
        truth: the same shape and dtype.

    Raises:
        ValueError: shapes or dtypes differ, or the pictures are too small.
    """
    scale = _range(result, truth)
    height, width = result.shape[:2]
    if min(height, width) < WINDOW:
        raise ValueError(f"pictures of {width} x {height}: SSIM needs {WINDOW} pixels a side")
    difference = _changes(result, truth)
    lost = 0.0
    for top in range(0, height - 2 * RADIUS, STRIP):
        bottom = min(top + STRIP + 2 * RADIUS, height)
        columns = _different(difference[top:bottom])
        if columns is not None:
            # Where no pixel of a window differs its value is 1 exactly: the rest is computed.
            box = slice(top, bottom), columns
            lost += _dissimilarity(result[box], truth[box], scale)
    windows: int = (height - 2 * RADIUS) * (width - 2 * RADIUS)
    return 1.0 - lost / (3 * windows)


def _range(result: Picture, truth: Picture) -> float:
    if result.shape != truth.shape or result.ndim != 3 or result.shape[2] != 3:
        raise ValueError(f"pictures of {result.shape} and {truth.shape}: two of (H, W, 3) compare")
    if result.dtype != truth.dtype or result.dtype not in (np.uint8, np.float32):
        raise ValueError(f"{result.dtype} and {truth.dtype}: two of uint8 or float32 compare")
    return 255.0 if result.dtype == np.uint8 else 1.0


def _changes(result: Picture, truth: Picture) -> Picture:
    return np.asarray(cv2.absdiff(np.ascontiguousarray(result), np.ascontiguousarray(truth)))


def _different(changes: Picture) -> slice | None:
    """The columns that all windows see in which (h, W, 3) changes; None if there are none."""
    width = changes.shape[1]
    flat = changes.reshape(changes.shape[0], -1)
    places = np.flatnonzero(cv2.reduce(flat, 0, cv2.REDUCE_MAX)) // 3
    if places.size == 0:
        return None
    # Centres of windows that see a change, kept inside, then all that these windows see.
    first = min(max(int(places[0]) - RADIUS, RADIUS), width - 1 - RADIUS)
    last = max(min(int(places[-1]) + RADIUS, width - 1 - RADIUS), RADIUS)
    return slice(first - RADIUS, last + RADIUS + 1)


def _dissimilarity(result: Picture, truth: Picture, scale: float) -> float:
    """The sum of 1 - SSIM over the channels and the windows inside of (h, w, 3).

    With the sum s and the difference d of both pictures, the five means of the definition come from
    four filters. OpenCV's operations in place, because most of the time is spent on memory.
    """
    s: Picture = cv2.add(result, truth, dtype=cv2.CV_32F)
    d: Picture = cv2.subtract(result, truth, dtype=cv2.CV_32F)
    # Towards 0, so that float32 keeps small variances; means get it back.
    s -= np.float32(scale)
    mean_s, mean_d = _window_means(s), _window_means(d)
    var_s, var_d = _window_means(cv2.multiply(s, s)), _window_means(cv2.multiply(d, d))
    var_s -= cv2.multiply(mean_s, mean_s)
    square_d: Picture = cv2.multiply(mean_d, mean_d)
    var_d -= square_d
    mean_s += np.float32(scale)
    square_s: Picture = cv2.multiply(mean_s, mean_s)
    # 2 mu_x mu_y = (S - D) / 2, mu_x^2 + mu_y^2 = (S + D) / 2, and so on; the halves cancel.
    square_s += np.float32(2 * (K1 * scale) ** 2)
    var_s += np.float32(2 * (K2 * scale) ** 2)
    above = cv2.multiply(cv2.subtract(square_s, square_d), cv2.subtract(var_s, var_d))
    square_s += square_d
    var_s += var_d
    ratio = cv2.divide(above, cv2.multiply(square_s, var_s))
    return float(ratio.size - sum(cv2.sumElems(ratio)))


def _window_means(plane: Picture) -> Picture:
    """(h, w, 3) -> (h - 10, w - 10, 3): Gaussian means over the windows inside."""
    blurred: Picture = cv2.GaussianBlur(plane, (WINDOW, WINDOW), SIGMA)
    return blurred[RADIUS:-RADIUS, RADIUS:-RADIUS]
