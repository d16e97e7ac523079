"""What can be done to a whole coverage: grow, shrink, feather, invert, take it from alpha.

All return a new (H, W) uint8 array. As in :mod:`pconv_studio.core.masks`, distances are Euclidean
between pixel centres, and what lies outside the photo counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core import masks
from pconv_studio.core.color import to_uint8
from pconv_studio.core.errors import MaskError
from pconv_studio.core.geometry import Box
from pconv_studio.core.mask_edit import Coverage, MaskEdit

FAR = 100
"""Distance from which on a distance transform costs less than looking at each row of a disc."""
PART = 512
"""Least side of the squares a mask grows and softens in; most of a large photo is in none."""
COUNTED = 3_000_000
"""Pixels in which holes are counted at most; larger masks are reduced for that."""


def grow_coverage(coverage: Coverage, pixels: int) -> Coverage:
    """Return the greatest coverage at most `pixels` away from each pixel; soft edges stay soft.

    Raises:
        ValueError: `pixels` is negative.
    """
    _check(pixels)
    return _in_parts(coverage, pixels, lambda seen: _extreme(seen, pixels, grow=True))


def shrink_coverage(coverage: Coverage, pixels: int) -> Coverage:
    """Return the least coverage at most `pixels` away from each pixel; soft edges stay soft.

    Where the mask touches the photo's border it keeps touching it.

    Raises:
        ValueError: `pixels` is negative.
    """
    _check(pixels)
    return _extreme(coverage, pixels, grow=False)


def feather_coverage(coverage: Coverage, pixels: int) -> Coverage:
    """Return the coverage with an edge that fades out over `pixels`, outside of what is covered.

    What is wholly covered stays so, because the thing to remove lies there: an edge that faded
    inwards would let it shine through. An edge that is softer already stays as it is.

    Raises:
        ValueError: `pixels` is negative.
    """
    _check(pixels)
    top = int(coverage.max())
    return _in_parts(coverage, pixels, lambda seen: _faded(seen, pixels, top))


def invert_coverage(coverage: Coverage) -> Coverage:
    """Return the complement: what was left alone is wholly in the hole."""
    return np.asarray(255 - coverage, np.uint8)


def coverage_from_alpha(pixels: npt.NDArray[Any]) -> Coverage:
    """Return what is transparent in (H, W, 4) pixels of any depth, wholly or in part.

    Raises:
        MaskError: There is no alpha channel.
    """
    if pixels.shape[2] != 4:
        raise MaskError("the photo has no transparency; paint the mask instead")
    return np.asarray(255 - to_uint8(pixels[..., 3]), np.uint8)


def _check(pixels: int) -> None:
    if pixels < 0:
        raise ValueError(f"a distance is 0 or more pixels, not {pixels}")


def _in_parts(coverage: Coverage, pixels: int, change: Callable[[Coverage], Coverage]) -> Coverage:
    """Return what a change that reaches `pixels` far, and only adds, makes of a coverage.

    The change sees one square after the other with its surroundings; those it can do nothing to,
    far from the mask or deep within it, are left out.
    """
    result = coverage.copy()
    top = coverage.max()
    height, width = coverage.shape
    side = max(PART, 4 * pixels)
    for row in range(0, height, side):
        for column in range(0, width, side):
            part = Box(row, column, min(row + side, height), min(column + side, width))
            around = part.expand(pixels, coverage.shape)
            seen = coverage[around.slices]
            if coverage[part.slices].min() < top and seen.any():
                result[part.slices] = change(seen)[part.within(around)]
    return result


def _faded(coverage: Coverage, pixels: int, top: int) -> Coverage:
    faded = coverage.copy()
    box = masks.bounding_box(coverage == top)
    if box is None or pixels == 0:
        return faded
    inside = box.expand(pixels, coverage.shape).slices
    part = coverage[inside]
    distance = cv2.distanceTransform(
        (part != top).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE
    )
    # Smooth at both ends, and still above 0 at the last of the pixels.
    near = np.where(distance > pixels, np.float32(0), 1 - distance / np.float32(pixels + 1))
    # Full coverage stays what the edge is measured from: feathering twice is feathering once.
    fade = np.minimum(np.rint(top * near * near * (3 - 2 * near)), top - 1).astype(np.uint8)
    faded[inside] = np.maximum(part, fade)
    return faded


def _extreme(coverage: Coverage, pixels: int, *, grow: bool) -> Coverage:
    result = coverage.copy()
    box = masks.bounding_box(coverage > 0)
    if box is None or pixels == 0:
        return result
    # Shrinking has to see one row of what surrounds the mask; farther out nothing counts.
    inside = box.expand(pixels if grow else 1, coverage.shape).slices
    part = coverage[inside]
    if pixels > FAR and np.all((part == 0) | (part == 255)):
        change = masks.grow if grow else masks.shrink
        result[inside] = np.where(change(part == 255, pixels), np.uint8(255), np.uint8(0))
    elif grow:
        result[inside] = _disc_maximum(part, pixels)
    else:
        result[inside] = 255 - _disc_maximum(np.asarray(255 - part, np.uint8), pixels)
    return result


def _disc_maximum(values: Coverage, radius: int) -> Coverage:
    """Return the maximum over a disc around each pixel, whose radius counts to pixel centres.

    The disc is a stack of rows. The maximum over a row of any length comes from two that overlap,
    whose lengths are powers of two; these are doubled from one to the next.
    """
    height, width = values.shape
    wide = np.zeros((height, width + 2 * radius), np.uint8)
    wide[:, radius : radius + width] = values
    doubled = [wide]
    result = values.copy()
    halves: dict[int, list[int]] = {}
    for dy in range(-min(radius, height - 1), min(radius, height - 1) + 1):
        halves.setdefault(int((radius * radius - dy * dy) ** 0.5), []).append(dy)
    for half, offsets in sorted(halves.items()):
        length = 2 * half + 1
        level = length.bit_length() - 1
        while len(doubled) <= level:
            step = 1 << (len(doubled) - 1)
            last = doubled[-1]
            doubled.append(np.maximum(last[:, :-step], last[:, step:]))
        first = radius - half
        second = first + length - (1 << level)
        row = np.maximum(
            doubled[level][:, first : first + width], doubled[level][:, second : second + width]
        )
        for dy in offsets:
            to, source = (
                slice(max(dy, 0), height + min(dy, 0)),
                slice(max(-dy, 0), height - max(dy, 0)),
            )
            np.maximum(result[to], row[source], out=result[to])
    return result


def replace_coverage(edit: MaskEdit, coverage: Coverage) -> Box | None:
    """Put another coverage in the place of the one being edited.

    Args:
        edit: Change under way; its coverage is changed in place.
        coverage: Of the same shape.

    Returns:
        The smallest box that holds every pixel that changed; None if none did.
    """
    box = masks.bounding_box(coverage != edit.coverage)
    if box is not None:
        edit.touch(box)[...] = coverage[box.slices]
    return box


def measure(coverage: Coverage) -> tuple[float, int]:
    """Return the share of the photo that is covered, 0 to 1, and the number of holes.

    In very large masks holes that nearly touch may count as one.
    """
    share = cv2.countNonZero(coverage) / coverage.size
    hole = coverage > 0
    box = masks.bounding_box(hole)
    if box is None:
        return 0.0, 0
    part = hole[box.slices]
    if box.area > COUNTED:
        step = int(np.ceil(np.sqrt(box.area / COUNTED)))
        high, wide = -(-box.height // step), -(-box.width // step)
        flags = np.ascontiguousarray(part).view(np.uint8) * np.uint8(255)
        # The mean of a block is above 0 where any of its pixels is.
        reduced = cv2.resize(flags, (wide, high), interpolation=cv2.INTER_AREA)
        part = np.asarray(reduced) > 0
    return share, len(masks.components(part))
