"""The two conversions between arrays and Qt images."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage


def to_qimage(pixels: npt.NDArray[Any]) -> QImage:
    """Return a Qt image of its own memory.

    Args:
        pixels: (H, W, 3) RGB, (H, W, 4) RGBA with straight alpha, or (H, W) grey; uint8.
    """
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape[:2]
    kinds = {
        2: QImage.Format.Format_Grayscale8,
        3: QImage.Format.Format_RGB888,
        4: QImage.Format.Format_RGBA8888,
    }
    kind = kinds[2 if pixels.ndim == 2 else pixels.shape[2]]
    # Qt assumes rows padded to 4 bytes unless told; without copy() it would share the array.
    return QImage(pixels.data, width, height, pixels.strides[0], kind).copy()


def from_qimage(image: QImage) -> npt.NDArray[np.uint8]:
    """Return (H, W, 3) or, where the image is not opaque, (H, W, 4) uint8 of its own memory."""
    kind = QImage.Format.Format_RGBA8888 if image.hasAlphaChannel() else QImage.Format.Format_RGB888
    image = image.convertToFormat(kind)
    channels = 4 if image.hasAlphaChannel() else 3
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = rows[:, : image.width() * channels].reshape(image.height(), image.width(), channels)
    return pixels.copy()
