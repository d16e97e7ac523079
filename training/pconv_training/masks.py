"""Irregular holes: streaks and blobs, dilated, rotated and cropped (section 4.1 and its errata).

Everything is drawn from a ``numpy.random.Generator`` that the caller seeds: the same seed gives the
same bytes. Sizes are stated for a mask of 512 pixels and scale with the side of the mask.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

REFERENCE_SIDE = 512
SMALL_DISC = 96.0
"""Diameter in pixels up to which masks are shifted over a disc; distances win from 110 on."""

_CORNERS = 20
_ANGLES = np.linspace(0, 2 * math.pi, _CORNERS, endpoint=False)
_CIRCLE = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], 1)
"""(20, 2): a blob's corners before it is one."""


@dataclass(frozen=True)
class MaskRecipe:
    """What holes look like."""

    ratio: tuple[float, float] = (0.01, 0.6)
    """Least and greatest share of the picture that is hole."""
    dilation: tuple[int, int] = (5, 47)
    """Diameter in pixels at 512 of the disc that widens the raw drawing."""
    blob_share: float = 0.5
    """Chance that a part of the drawing is a blob (an object), not a streak (a scratch, a wire)."""
    max_parts: int = 40
    """Greatest number of parts drawn before dilation; the logarithm of their number is uniform."""


def irregular_mask(
    rng: np.random.Generator, height: int, width: int, recipe: MaskRecipe | None = None
) -> NDArray[np.bool_]:
    """Draw one hole.

    Args:
        rng: source of all randomness; it advances.
        height: rows of the mask, in pixels.
        width: columns of the mask, in pixels.
        recipe: what holes look like.

    Returns:
        (height, width) bool, True = hole, with a share of holes inside ``recipe.ratio``.

    Raises:
        ValueError: the recipe's ratio cannot be met, such as a minimum above what its parts cover.
    """
    recipe = recipe or MaskRecipe()
    for _ in range(200):
        hole = _attempt(rng, height, width, recipe)
        share = np.count_nonzero(hole) / hole.size
        if recipe.ratio[0] < share <= recipe.ratio[1]:
            return hole
    raise ValueError(
        f"no mask of {width}x{height} with a hole share in {recipe.ratio} in 200 tries; "
        "widen the range"
    )


def _attempt(
    rng: np.random.Generator, height: int, width: int, recipe: MaskRecipe
) -> NDArray[np.bool_]:
    raw = raw_mask(rng, height, width, recipe)
    scale = max(height, width) / REFERENCE_SIDE
    return dilate(raw, float(rng.uniform(*recipe.dilation)) * scale)


def raw_mask(
    rng: np.random.Generator, height: int, width: int, recipe: MaskRecipe | None = None
) -> NDArray[np.bool_]:
    """Draw streaks and blobs, turned and cropped, before any dilation: (height, width) bool."""
    recipe = recipe or MaskRecipe()
    # Drawn on a square that still covers the crop after any rotation and shift.
    side = math.ceil(math.hypot(height, width) * 1.1)
    scale = max(height, width) / REFERENCE_SIDE
    raw = np.zeros((side, side), np.uint8)
    for _ in range(int(np.exp(rng.uniform(0, math.log(recipe.max_parts + 1))))):
        if rng.random() < recipe.blob_share:
            _blob(rng, raw, scale)
        else:
            _streak(rng, raw, scale)
    return _rotate_and_crop(rng, raw, height, width)


def dilate(hole: NDArray[np.bool_], diameter: float) -> NDArray[np.bool_]:
    """Widen (H, W) bool by a disc of ``diameter`` pixels; below 1 nothing changes.

    A disc as structuring element costs its area for every pixel. A large one is found by the
    distance to the hole; a small one by shifting the mask, all of it at once as one long number,
    which takes a fifth of the time at 512 pixels and gives the same bytes.
    """
    if diameter < 1 or not hole.any():
        return hole
    if diameter <= SMALL_DISC:
        return _shifted_over_disc(hole, diameter / 2)
    distance = cv2.distanceTransform((~hole).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.asarray(distance <= diameter / 2)


def _shifted_over_disc(hole: NDArray[np.bool_], radius: float) -> NDArray[np.bool_]:
    """The union of the mask shifted by every offset of the disc; one bit a pixel."""
    height, width = hole.shape
    # In the distance transform's precision, for the same answer where a pixel is just on the rim.
    reach = int(np.float32(radius))
    squares = np.arange(reach + 1) ** 2
    inside = np.sqrt(np.add.outer(squares, squares), dtype=np.float32) <= np.float32(radius)
    halves = inside.sum(axis=1) - 1
    # What is shifted out of one row must not come into the next.
    padded = np.pad(hole, ((0, 0), (0, reach)))
    row = width + reach
    mask = int.from_bytes(np.packbits(padded, bitorder="little").tobytes(), "little")
    across, done, union = mask, 0, 0
    for rows in range(reach, -1, -1):
        for half in range(done + 1, int(halves[rows]) + 1):
            across |= mask << half | mask >> half
        done = int(halves[rows])
        union |= across << rows * row | across >> rows * row
    # Cut to the rows there are.
    union &= (1 << height * row) - 1
    data = np.frombuffer(union.to_bytes(-(-height * row // 8), "little"), np.uint8)
    bits = np.unpackbits(data, count=height * row, bitorder="little")
    return np.ascontiguousarray(bits.reshape(height, row)[:, :width]).view(np.bool_)


def _streak(rng: np.random.Generator, canvas: NDArray[np.uint8], scale: float) -> None:
    """A random walk with a persistent direction, drawn with a varying pen."""
    side = canvas.shape[0]
    steps = int(rng.integers(3, 12))
    point = rng.uniform(0, side, 2)
    heading = rng.uniform(0, 2 * math.pi)
    pen = rng.uniform(1, 16) * scale
    turns = rng.normal(0, 0.7, steps)
    lengths = rng.uniform(15, 90, steps) * scale
    for turn, length in zip(turns, lengths, strict=True):
        heading += turn
        end = point + length * np.array([math.cos(heading), math.sin(heading)])
        thickness = max(1, round(pen * rng.uniform(0.6, 1.4)))
        cv2.line(canvas, _pixel(point), _pixel(end), 1, thickness)
        point = end


def _blob(rng: np.random.Generator, canvas: NDArray[np.uint8], scale: float) -> None:
    """A closed outline whose radius wanders with the angle: the shape of an object brushed over."""
    radius = np.exp(rng.uniform(math.log(12), math.log(110))) * scale
    waves = np.ones(_CORNERS)
    for order in (1, 2, 3, 4):
        waves += rng.normal(0, 0.3 / order) * np.cos(order * _ANGLES + rng.uniform(0, 2 * math.pi))
    stretch = rng.uniform(0.5, 1.0)
    outline = radius * np.clip(waves, 0.2, 2.0)[:, None] * (_CIRCLE * (1.0, stretch))
    tilt = rng.uniform(0, math.pi)
    turn = np.array([[math.cos(tilt), -math.sin(tilt)], [math.sin(tilt), math.cos(tilt)]])
    centre = rng.uniform(0, canvas.shape[0], 2)
    cv2.fillPoly(canvas, [np.round(outline @ turn.T + centre).astype(np.int32)], 1)


def _rotate_and_crop(
    rng: np.random.Generator, canvas: NDArray[np.uint8], height: int, width: int
) -> NDArray[np.bool_]:
    """Turn by any angle, shift a little, cut out the middle; nearest neighbour: it stays binary."""
    side = canvas.shape[0]
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), float(rng.uniform(0, 360)), 1.0)
    slack = 0.05 * side
    middle = np.array([width - side, height - side]) / 2
    turn[:, 2] = turn[:, 2] + middle + rng.uniform(-slack, slack, 2)
    cropped = cv2.warpAffine(canvas, turn, (width, height), flags=cv2.INTER_NEAREST)
    return cropped.view(np.bool_) if cropped.max() <= 1 else cropped > 0


def _pixel(point: NDArray[np.float64]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))
