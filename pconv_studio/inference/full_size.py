"""A hole filled at a reduced size, drawn again at full size from the photo's own pixels.

For each patch of the small fill the place is found that looks like it, and its pixels are taken
from the photo at full size there: sharp, where enlarging the small fill would be blurred.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.inference.correspondence import RADIUS, nearest_patches, patch_features

Array = npt.NDArray[Any]


def whole_blocks(plane: Array, step: int) -> Array:
    """(h, w) or (h, w, c) grown below and to the right to multiples of ``step``: edges go on."""
    more = [(0, -length % step) for length in plane.shape[:2]]
    return np.pad(plane, more + [(0, 0)] * (plane.ndim - 2), mode="edge")


def at_full_size(
    image: Array,
    hole: Array,
    small: Array,
    step: int,
    tick: Callable[[float], None] = lambda done: None,
) -> Array:
    """Draw a small fill at full size.

    Args:
        image: (h, w, 3) float32 RGB in [0, 1], with h and w multiples of ``step``.
        hole: (h, w) bool.
        small: (h / step, w / step, 3) float32: the picture at reduced size, its hole filled.
        step: pixels of ``image`` along a pixel of ``small``.
        tick: called with the share done; what it raises comes through.

    Returns:
        (h, w, 3) float32 in [0, 1], ``image`` outside the hole. Where too little is known around
        it, ``small`` is enlarged instead.
    """
    height, width = hole.shape
    enlarged = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    blocks = hole.reshape(height // step, step, width // step, step)
    target = np.asarray(blocks.any(axis=(1, 3)))
    # A patch that holds a bit of the hole would be looked for in itself.
    side = 2 * RADIUS + 1
    source: Array = cv2.dilate(target.astype(np.uint8), np.ones((side, side), np.uint8)) == 0
    # The last blocks may be edges that go on, and the neighbours of a block vote as well.
    source[[0, -1]] = source[:, [0, -1]] = False
    drawn = enlarged
    if source.any():
        offsets = nearest_patches(patch_features(small), target, source, tick=tick)
        drawn = _vote(image, hole, offsets, step, enlarged)
        drawn = drawn + _difference(small, np.where(hole[..., None], drawn, image), target)
    return np.where(hole[..., None], np.clip(drawn, 0, 1), image)


def _vote(image: Array, hole: Array, offsets: Array, step: int, otherwise: Array) -> Array:
    """Take each pixel of the hole from where its block was found, and its neighbours' blocks.

    The next four blocks count by their distance, as in bilinear interpolation: where they were
    found side by side they agree, and seams between others are blended.
    """
    rows, columns = np.nonzero(hole)
    down, right = (_next_blocks(places, step) for places in (rows, columns))
    total = np.zeros((len(rows), 3), np.float32)
    weights = np.zeros(len(rows), np.float32)
    for block_row, row_weight in down:
        for block_column, column_weight in right:
            inside = (block_row >= 0) & (block_row < offsets.shape[0])
            inside &= (block_column >= 0) & (block_column < offsets.shape[1])
            block = np.where(inside, block_row, 0), np.where(inside, block_column, 0)
            from_rows = rows + step * offsets[*block, 0]
            from_columns = columns + step * offsets[*block, 1]
            usable = inside & (from_rows >= 0) & (from_rows < hole.shape[0])
            usable &= (from_columns >= 0) & (from_columns < hole.shape[1])
            there = np.where(usable, from_rows, 0), np.where(usable, from_columns, 0)
            usable &= ~hole[there]
            weight = np.where(usable, row_weight * column_weight, np.float32(0))
            total += weight[:, None] * image[there]
            weights += weight
    result = otherwise.copy()
    voted = weights > 0
    result[rows[voted], columns[voted]] = total[voted] / weights[voted, None]
    return result


def _next_blocks(places: Array, step: int) -> list[tuple[Array, Array]]:
    """The two blocks whose middles are next to each place along an axis, and their weights."""
    middle = (places + 0.5) / step - 0.5
    first = np.floor(middle)
    share = (middle - first).astype(np.float32)
    block = first.astype(np.int64)
    return [(block, 1 - share), (block + 1, share)]


def _difference(small: Array, drawn: Array, target: Array) -> Array:
    """What the small fill has more than the means of what was drawn, smoothly, at full size."""
    height, width = drawn.shape[:2]
    means = cv2.resize(drawn, small.shape[1::-1], interpolation=cv2.INTER_AREA)
    more = np.where(target[..., None], small - means, np.float32(0))
    return np.asarray(cv2.resize(more, (width, height), interpolation=cv2.INTER_LINEAR))
