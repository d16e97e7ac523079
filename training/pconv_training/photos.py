"""A photo as training and evaluation see it; importable without torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pconv_studio.core.decode import load_photo


def read_rgb(path: Path) -> NDArray[np.uint8]:
    """A photo as (H, W, 3) uint8 RGB, upright; UserError if it cannot be read."""
    pixels = load_photo(path).pixels[..., :3]
    if pixels.dtype == np.uint16:
        return np.asarray((pixels.astype(np.float32) / 257).round(), np.uint8)
    if pixels.dtype != np.uint8:
        return np.asarray((np.clip(np.nan_to_num(pixels), 0, 1) * 255).round(), np.uint8)
    return pixels
