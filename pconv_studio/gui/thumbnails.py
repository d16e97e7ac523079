"""Small pictures of photos."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from pconv_studio.core.display import to_display
from pconv_studio.gui.qimage import to_qimage


def thumbnail(pixels: npt.NDArray[Any], side: int) -> QImage:
    """Return a picture of at most `side` pixels each way, never enlarged.

    Args:
        pixels: (H, W, 3|4) of any depth a photo may have.
        side: Pixels of the longer side.
    """
    return to_qimage(to_display(shrunk(pixels, side)))


def shrunk(pixels: npt.NDArray[Any], side: int) -> npt.NDArray[Any]:
    """Return pixels of the same depth, at most `side` each way, never enlarged.

    Args:
        pixels: (H, W, 3|4) of any depth a photo may have.
        side: Pixels of the longer side.
    """
    height, width = pixels.shape[:2]
    share = min(1.0, side / max(height, width))
    if share == 1:
        return pixels
    size = max(1, round(width * share)), max(1, round(height * share))
    # Every n-th pixel first: a 60-megapixel photo is not averaged for a picture of 50 pixels.
    step = max(1, int(1 / share) // 4)
    return cv2.resize(
        np.ascontiguousarray(pixels[::step, ::step]), size, interpolation=cv2.INTER_AREA
    )
