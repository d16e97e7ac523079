"""Random irregular masks, as the networks were trained with."""

from __future__ import annotations

import cv2
import numpy as np

from pconv_studio.core.mask_edit import Coverage

SIDE = 1024
"""Greatest side that is drawn; larger masks are enlarged from it, with smooth edges."""
SHARE = (0.02, 0.25)
"""Least and greatest share of the photo that becomes hole."""


def random_coverage(shape: tuple[int, int], seed: int | None = None) -> Coverage:
    """Return a random mask: streaks and blobs.

    Args:
        shape: Height and width.
        seed: The same seed gives the same mask; None gives another one each time.

    Returns:
        (H, W) uint8, 0 or 255.
    """
    from pconv_training.masks import MaskRecipe, irregular_mask

    height, width = shape
    scale = min(1.0, SIDE / max(shape))
    size = max(round(height * scale), 1), max(round(width * scale), 1)
    drawn = irregular_mask(np.random.default_rng(seed), *size, MaskRecipe(ratio=SHARE))
    coverage = np.where(drawn, np.uint8(255), np.uint8(0))
    if scale < 1:
        large = cv2.resize(coverage, (width, height), interpolation=cv2.INTER_CUBIC)
        coverage = np.where(np.asarray(large) > 127, np.uint8(255), np.uint8(0))
    return coverage
