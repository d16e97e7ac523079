"""PatchMatch (Barnes et al. 2009), as pypatchmatch implements it."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core.errors import UserError
from pconv_studio.inference.contract import FillJob, Region
from pconv_studio.inference.full_size import at_full_size, whole_blocks
from pconv_studio.inference.pyramid import shrink_known
from pconv_studio.inference.values import to_bytes

Array = npt.NDArray[Any]

PATCH_RADIUS = 4
"""Radius of the compared patches, in pixels."""
MAX_PIXELS = 512 * 256
"""Larger regions are searched at a whole fraction of their size, then drawn at full size.

The library takes 0.1 to 0.2 ms for each pixel of the hole and cannot be interrupted: decision 0012.
"""
SEARCH_SHARE = 0.7
"""Share of the time that the search takes of that, for the progress display."""


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
        job: told how far it is.

    Returns:
        (h, w, 3) float32 in [0, 1].

    Raises:
        UserError: the library is not usable on this machine.
    """
    from patchmatch import patch_match

    if not patch_match.patchmatch_available:
        raise UserError(
            "PatchMatch's native library cannot be loaded on this machine; take another method"
        )
    step = math.ceil(math.sqrt(region.hole.size / MAX_PIXELS))
    if step == 1:
        return _search(region.image, region.hole, guide, weight)
    image, hole = (whole_blocks(plane, step) for plane in (region.image, region.hole))
    size = (hole.shape[0] // step, hole.shape[1] // step)
    known, left = shrink_known(image, hole, size)
    if guide is not None:
        guide = cv2.resize(whole_blocks(guide, step), size[::-1], interpolation=cv2.INTER_AREA)
    small = np.where(left[..., None], _search(known, left, guide, weight), known)

    def tick(done: float) -> None:
        job.tick(SEARCH_SHARE + (1 - SEARCH_SHARE) * done, "copying their pixels")

    tick(0.0)
    height, width = region.hole.shape
    return at_full_size(image, hole, small, step, tick)[:height, :width]


def _search(image: Array, hole: Array, guide: Array | None, weight: float) -> Array:
    """:func:`patch_fill` by the library, at the size that is given, in steps of 1/255."""
    from patchmatch import patch_match

    pixels, mask = to_bytes(image), hole.astype(np.uint8)
    radius = max(1, min(PATCH_RADIUS, min(hole.shape) // 2 - 1))
    if guide is None:
        result = patch_match.inpaint(pixels, mask, patch_size=radius)
    else:
        # The library takes three channels and reads two.
        padded = np.ascontiguousarray(
            np.dstack([guide, np.zeros(guide.shape[:2], np.float32)]), np.float32
        )
        result = patch_match.inpaint_regularity(
            pixels, mask, padded, patch_size=radius, guide_weight=weight
        )
    return np.asarray(result, np.float32) / 255
