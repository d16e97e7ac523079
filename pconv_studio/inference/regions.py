"""Where to work: holes are grouped, and each group gets enough of its surroundings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core.geometry import Box
from pconv_studio.core.masks import components

Array = npt.NDArray[Any]

CONNECT = 48
"""Holes nearer than this, in pixels, are filled together: they are each other's surroundings."""
CELL = 1024
"""Thin holes longer than this, in pixels (a wire across the sky), are filled piece by piece."""
ALIGN = 64
"""Crops grow to a multiple of this, in pixels: the network's larger maps then have whole sizes.

With 256 the bundled network took twice as long for holes of 30 to 120 pixels and was no better:
29.06, 27.63 and 25.03 dB at 30, 70 and 120 pixels, against 29.06, 27.58 and 25.06.
"""
THIN = 96
"""Greatest depth of a hole, in pixels, that counts as thin."""


@dataclass(frozen=True)
class WorkRegion:
    """A piece of work: fill the hole inside ``target``, seeing ``crop``."""

    target: Box
    crop: Box


def plan_regions(
    hole: Array, *, context: float, min_context: int, multiple: int = ALIGN
) -> list[WorkRegion]:
    """Group the hole and give each group its surroundings.

    Args:
        hole: (H, W) bool, True = hole.
        context: surroundings on each side as a share of the target's longer side.
        min_context: the least of them, in pixels.
        multiple: crops grow to a multiple of this, in pixels, where the photo allows it.

    Returns:
        Regions whose targets together hold every pixel of the hole, in reading order.
    """
    regions = []
    for box in _merged(components(hole, connect=CONNECT)):
        for target in _pieces(hole, box):
            around = max(min_context, round(context * max(target.height, target.width)))
            crop = _align(target.expand(around, hole.shape), hole.shape, multiple)
            regions.append(WorkRegion(target, crop))
    return sorted(regions, key=lambda region: region.target)


def hole_depth(hole: Array) -> float:
    """Greatest distance of a hole pixel to a known one, in pixels; the border is not known."""
    if not hole.any():
        return 0.0
    if hole.all():
        return float(max(hole.shape))
    return float(cv2.distanceTransform(hole.astype(np.uint8), cv2.DIST_L2, 5).max())


def _merged(boxes: list[Box]) -> list[Box]:
    """Unite boxes that overlap until none do, so that no pixel is filled twice."""
    result: list[Box] = []
    for box in boxes:
        current = box
        while True:
            touching = [other for other in result if other.intersection(current)]
            if not touching:
                break
            for other in touching:
                result.remove(other)
                current = current.union(other)
        result.append(current)
    return result


def _pieces(hole: Array, box: Box) -> Iterator[Box]:
    """A long thin hole as cells that each hold a part of it; any other hole whole."""
    # One pixel around the box, or a straight wire would fill all that is looked at.
    around = hole[box.expand(1, hole.shape).slices]
    if max(box.height, box.width) <= CELL or hole_depth(around) > THIN:
        yield box
        return
    half = CELL // 2
    for top in range(box.top, box.bottom, half):
        for left in range(box.left, box.right, half):
            cell = Box(top, left, min(top + half, box.bottom), min(left + half, box.right))
            inside = hole[cell.slices]
            rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
            if len(rows):
                yield Box(
                    top + int(rows[0]),
                    left + int(columns[0]),
                    top + int(rows[-1]) + 1,
                    left + int(columns[-1]) + 1,
                )


def _align(box: Box, shape: tuple[int, ...], multiple: int) -> Box:
    """Grow a box to a multiple in both directions, moving it inwards at the photo's border."""
    top, bottom = _align_span(box.top, box.bottom, shape[0], multiple)
    left, right = _align_span(box.left, box.right, shape[1], multiple)
    return Box(top, left, bottom, right)


def _align_span(low: int, high: int, limit: int, multiple: int) -> tuple[int, int]:
    size = min(limit, -(-(high - low) // multiple) * multiple)
    low = max(0, min(low - (size - (high - low)) // 2, limit - size))
    return low, low + size
