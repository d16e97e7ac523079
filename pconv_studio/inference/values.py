"""Between a photo's own depth and the float RGB that methods work on."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


_NO_HIGHLIGHT = 99.5
"""Percent of the known values that are no highlights."""


def full_scale(dtype: np.dtype[Any]) -> float:
    """The value of white: 255, 65535 or 1.0."""
    return float(np.iinfo(dtype).max) if np.issubdtype(dtype, np.integer) else 1.0


def unknown_pixels(image: Array, hole: Array) -> Array:
    """(H, W) bool: the hole, and what is no source: transparent or not finite pixels."""
    unknown = hole.copy()
    if image.shape[2] == 4:
        unknown = unknown | (image[..., 3] <= 0)
    if image.dtype.kind == "f":
        unknown = unknown | ~np.isfinite(image).all(axis=2)
    return unknown


def brightest(image: Array, unknown: Array) -> float | None:
    """The value that becomes 1 where surroundings are brighter than white; None for white.

    Only a floating-point photo can be. A highlight here and there is left out: methods that work
    in 8 bits would have few steps left for all else.

    Args:
        image: (h, w, 3|4) at any depth.
        unknown: (h, w) bool, not True everywhere.
    """
    if image.dtype.kind != "f":
        return None
    top = float(np.percentile(image[..., :3][~unknown], _NO_HIGHLIGHT))
    return top if top > 1 else None


def to_unit(image: Array, unknown: Array, top: float | None = None) -> Array:
    """RGB of (h, w, 3|4) at any depth as (h, w, 3) float32 in [0, 1], 0 at unknown pixels.

    ``top`` is the value that becomes 1; white if None.
    """
    # An index by a mask takes ten times as long, here and where fills are put into the photo.
    unit: Array = cv2.copyTo(image[..., :3].astype(np.float32), (~unknown).view(np.uint8))
    unit /= top or full_scale(image.dtype)
    return np.clip(unit, 0, 1, out=unit)


def from_unit(unit: Array, dtype: np.dtype[Any], top: float | None = None) -> Array:
    """(..., 3) float in [0, 1] to the photo's depth, rounded to the nearest step.

    ``top`` is what becomes of 1; white if None.
    """
    scaled = np.clip(unit, 0, 1) * (top or full_scale(dtype))
    return (
        scaled.round().astype(dtype) if np.issubdtype(dtype, np.integer) else scaled.astype(dtype)
    )


def to_bytes(unit: Array) -> Array:
    """(h, w, 3) float in [0, 1] to uint8."""
    return from_unit(unit, np.dtype(np.uint8))


def fill_alpha(alpha: Array, hole: Array) -> Array:
    """Alpha for the pixels of a hole, from its surroundings alone.

    Args:
        alpha: (h, w) at the photo's depth.
        hole: (h, w) bool.

    Returns:
        (h, w) of the same dtype: the only value around the hole where there is one, else each hole
        pixel takes the nearest known one; fully opaque where nothing is known.
    """
    known = alpha[~hole]
    if not known.size:
        return np.full_like(alpha, full_scale(alpha.dtype))
    if known.min() == known.max():
        return np.full_like(alpha, known[0])
    return nearest_known(alpha, hole)


def nearest_known(values: Array, unknown: Array) -> Array:
    """Give each unknown pixel what the nearest known one has.

    Args:
        values: (h, w) or (h, w, C) of any dtype.
        unknown: (h, w) bool, not True everywhere.

    Returns:
        Shape and dtype of ``values``.
    """
    _, labels = cv2.distanceTransformWithLabels(
        unknown.astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    table = np.zeros((int(labels.max()) + 1, *values.shape[2:]), values.dtype)
    table[labels[~unknown]] = values[~unknown]
    return np.asarray(table[labels])
