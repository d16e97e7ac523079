"""What each stage of the decoder has to make for a part of the picture.

Who fills a hole wants the prediction inside of it. The encoder has to see all of the picture for
that, but a stage of the decoder only what the stages above it rest on: a window that grows by the
radius of each kernel on the way down. What is made outside is not needed by anything, so that the
prediction is the same with or without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from torch import Tensor

from pconv_models.extents import Size

Rows = tuple[int, int, int, int]
"""Top, bottom, left, right in pixels, half-open."""


class Window(NamedTuple):
    """What a stage of the decoder works on."""

    below: Rows
    """Of the map from below: what is enlarged, and all that is kept of it."""
    skip: Rows
    """Of the map beside it: the same place."""
    kept: Rows
    """Of its result, which is as large as ``skip``: what the next stage rests on. Zeros are around
    the window where the picture goes on, so that what lies near its sides is wrong."""


def decoder_windows(
    box: Rows, sizes: Sequence[Size], factors: Sequence[int], margins: Sequence[int]
) -> tuple[Window, ...]:
    """The windows of all stages, in the order of the decoder: from the bottom up.

    Args:
        box: wanted of the picture, not empty.
        sizes: height and width of the input and of the map after each encoder stage, see
            :mod:`pconv_models.extents`; each a multiple of the stage's factor.
        factors: what each stage enlarges by, from the top down.
        margins: how far each looks beyond what it makes, in its own pixels, from the top down.
    """
    top, bottom, left, right = box
    windows = []
    for (height, width), factor, margin in zip(sizes[:-1], factors, margins, strict=True):
        tall = _line(top, bottom, height, factor, margin)
        wide = _line(left, right, width, factor, margin)
        skip = (factor * tall[0], factor * tall[1], factor * wide[0], factor * wide[1])
        kept = (top - skip[0], bottom - skip[0], left - skip[2], right - skip[2])
        top, bottom, left, right = below = (*tall, *wide)
        windows.append(Window(below, skip, kept))
    return tuple(reversed(windows))


def _line(start: int, stop: int, length: int, factor: int, margin: int) -> tuple[int, int]:
    """First and last of the rows (or columns) below that these rest on; half-open."""
    start, stop = max(0, start - margin), min(length, stop + margin)
    return start // factor, -(-stop // factor)


def cut(maps: Tensor, rows: Rows) -> Tensor:
    """A part of (N, C, H, W) maps, a view."""
    top, bottom, left, right = rows
    return maps[..., top:bottom, left:right]
