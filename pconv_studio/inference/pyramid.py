"""Smaller versions of a picture with a hole."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def shrink_known(
    image: Array, hole: Array, size: tuple[int, int] | None = None
) -> tuple[Array, Array]:
    """Make a picture smaller, averaging over known pixels only.

    Args:
        image: (h, w, 3) float32.
        hole: (h, w) bool; values in it have no influence if they are finite.
        size: height and width of the result, in pixels; half of the picture's, rounded up, when
            left out.

    Returns:
        (*size, 3) float32 with 0 in its hole, and that hole: places with no known
        pixel at all.
    """
    height, width = size or (-(-hole.shape[0] // 2), -(-hole.shape[1] // 2))
    known = (~hole).astype(np.float32)
    share = cv2.resize(known, (width, height), interpolation=cv2.INTER_AREA)
    colours = cv2.resize(image * known[..., None], (width, height), interpolation=cv2.INTER_AREA)
    empty = share <= 1e-3
    means = colours / np.maximum(share, 1e-3)[..., None]
    return np.where(empty[..., None], np.float32(0), means), empty
