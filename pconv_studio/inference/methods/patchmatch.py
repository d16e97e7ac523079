"""PatchMatch (Barnes et al. 2009), as pypatchmatch implements it."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core.errors import UserError
from pconv_studio.inference.contract import FillJob, Region
from pconv_studio.inference.pyramid import shrink_known
from pconv_studio.inference.values import to_bytes

Array = npt.NDArray[Any]

PATCH_RADIUS = 4
"""Radius of the compared patches, in pixels."""
MAX_PIXELS = 3_000_000
"""Regions larger than this are filled at a reduced size: time grows with the area, to half a minute
here."""


class PatchMatchMethod:
    """Texture copied from the photo's own surroundings; works at 8 bits."""

    name = "patchmatch"
    title = "PatchMatch"
    context = 0.5
    min_context = 160

    def fill(self, region: Region, job: FillJob) -> Array:
        """Fill the region; the library cannot be interrupted, so a cancel takes effect after it."""
        job.tick(0.0, "searching patches")
        return patch_fill(region, guide=None, weight=0.0, job=job)


def patch_fill(region: Region, *, guide: Array | None, weight: float, job: FillJob) -> Array:
    """Fill by patches, optionally drawn to places where a guide has the same values.

    Args:
        region: what to fill.
        guide: (h, w, 2) float32, finite, or None.
        weight: of the guide's distance beside the patch distance.
        job: told when the size is reduced.

    Returns:
        (h, w, 3) float32 in [0, 1], in steps of 1/255.

    Raises:
        UserError: the library is not usable on this machine.
    """
    from patchmatch import patch_match

    if not patch_match.patchmatch_available:
        raise UserError(
            "PatchMatch's native library cannot be loaded on this machine; take another method"
        )
    image, hole = to_bytes(region.image), region.hole
    height, width = hole.shape
    factor = (MAX_PIXELS / (height * width)) ** 0.5
    if factor < 1:
        job.note(
            f"the hole is very large: patches were searched at {100 * factor:.0f} % of the size"
        )
        size = (max(1, round(height * factor)), max(1, round(width * factor)))
        small, hole = shrink_known(region.image, hole, size)
        image = to_bytes(small)
    radius = max(1, min(PATCH_RADIUS, min(hole.shape) // 2 - 1))
    mask = hole.astype(np.uint8)
    if guide is None:
        result = patch_match.inpaint(image, mask, patch_size=radius)
    else:
        # The library takes three channels and reads two.
        padded = np.ascontiguousarray(
            np.dstack([guide, np.zeros(guide.shape[:2], np.float32)]), np.float32
        )
        result = patch_match.inpaint_regularity(
            image, mask, padded, patch_size=radius, guide_weight=weight
        )
    filled: Array = result.astype(np.float32) / 255
    if factor < 1:
        filled = cv2.resize(filled, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(filled, 0, 1)
