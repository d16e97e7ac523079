"""Brush strokes on a coverage: discs swept along segments.

Within a stroke, and over what was there before, coverage combines by its maximum, so that
overlaps do not build up and neither order nor spacing of the points matters; an eraser takes the
minimum with the complement. The pixel (row i, column j) is where its centre (j + 0.5, i + 0.5) is.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core.geometry import Box
from pconv_studio.core.mask_edit import Coverage, MaskEdit
from pconv_studio.core.sweep import Columns, Floats, Point, Sweep

THIN = 0.75
"""Up to this radius a disc may miss every pixel's centre: the pixels below the path are painted."""
STRIP = 64
"""Rows painted at once: the work follows the shape, not its box."""
BLOCK = 384
"""Columns computed at once: what is needed in between stays in the CPU's cache."""
WORTH_SKIPPING = 48
"""Columns of the core in all rows of a strip from which on it pays to leave them out."""


def dab(
    edit: MaskEdit,
    centre: Point,
    *,
    radius: float,
    hardness: float = 1.0,
    erase: bool = False,
    ceiling: int = 255,
) -> Box | None:
    """Paint one disc; see :func:`stroke_segment`."""
    return stroke_segment(
        edit,
        centre,
        centre,
        radius0=radius,
        radius1=radius,
        hardness=hardness,
        erase=erase,
        ceiling=ceiling,
    )


def stroke_segment(
    edit: MaskEdit,
    start: Point,
    end: Point,
    *,
    radius0: float,
    radius1: float,
    hardness: float = 1.0,
    erase: bool = False,
    ceiling: int = 255,
) -> Box | None:
    """Paint a disc swept from one point to another, its radius changing evenly on the way.

    Args:
        edit: Change under way; its coverage is painted in place.
        start: (x, y) in image coordinates; may lie outside.
        end: (x, y) in image coordinates; may lie outside.
        radius0: Radius in pixels at the start, above 0.
        radius1: Radius in pixels at the end, above 0. Up to 0.75 the brush is a line of single
            pixels.
        hardness: Up to this share of the radius, 0 to 1, the brush has its full strength; from
            there it fades out smoothly. At 1 every pixel gets all or nothing.
        erase: Whether to take coverage away.
        ceiling: Full strength, 1 to 255.

    Returns:
        A box that holds every pixel that changed; None where the brush missed the photo.

    Raises:
        ValueError: A radius, the hardness or the ceiling is out of its range.
    """
    if not (0 < radius0 < math.inf and 0 < radius1 < math.inf):
        raise ValueError(f"a brush has a radius above 0, not {radius0} and {radius1}")
    if not 0 <= hardness <= 1:
        raise ValueError(f"hardness is 0 to 1, not {hardness}")
    if not 1 <= ceiling <= 255:
        raise ValueError(f"a ceiling is 1 to 255, not {ceiling}")
    painted = None
    if max(radius0, radius1) > THIN:
        sweep = Sweep(start, end, radius0, radius1)
        painted = _paint(edit, sweep, hardness=hardness, erase=erase, ceiling=ceiling)
    if min(radius0, radius1) <= THIN:
        line = _paint_line(edit, start, end, erase=erase, ceiling=ceiling)
        if line is not None:
            painted = line if painted is None else painted.union(line)
    return painted


def _paint(
    edit: MaskEdit, sweep: Sweep, *, hardness: float, erase: bool, ceiling: int
) -> Box | None:
    box = sweep.box(edit.shape)
    if box is None:
        return None
    first, last = sweep.spans(box)
    core_first, core_last = (first, last) if hardness == 1 else sweep.spans(box, hardness)
    painted: Box | None = None
    for top in range(box.top, box.bottom, STRIP):
        bottom = min(top + STRIP, box.bottom)
        rows = slice(top - box.top, bottom - box.top)
        meets = first[rows] < last[rows]
        if not meets.any():
            continue
        left, right = int(first[rows][meets].min()), int(last[rows][meets].max())
        strip = Box(top, left, bottom, right)
        view = edit.touch(strip)
        core = core_first[rows] - left, core_last[rows] - left
        if hardness < 1:
            _paint_soft(
                view, sweep, strip, core=core, hardness=hardness, erase=erase, ceiling=ceiling
            )
        _paint_runs(view, *core, erase=erase, ceiling=ceiling)
        painted = strip if painted is None else painted.union(strip)
    return painted


def _paint_runs(
    view: Coverage, first: Columns, last: Columns, *, erase: bool, ceiling: int
) -> None:
    """Give runs of pixels the full strength, one run a row."""
    if ceiling == 255:
        value = 0 if erase else 255
        for row, start, stop in zip(view, first.tolist(), last.tolist(), strict=True):
            if start < stop:
                row[start:stop] = value
        return
    for row, start, stop in zip(view, first.tolist(), last.tolist(), strict=True):
        if start < stop:
            _combine(row[start:stop], np.uint8(ceiling), erase=erase)


def _paint_soft(
    view: Coverage,
    sweep: Sweep,
    strip: Box,
    *,
    core: tuple[Columns, Columns],
    hardness: float,
    erase: bool,
    ceiling: int,
) -> None:
    """Paint what lies around the core of a strip; may paint the core as well."""
    start, stop = int(core[0].max()), int(core[1].min())
    parts = [(0, strip.width)]
    if stop - start >= WORTH_SKIPPING:
        parts = [(0, start), (stop, strip.width)]
    for first, last in parts:
        for left in range(first, last, BLOCK):
            right = min(left + BLOCK, last)
            part = Box(strip.top, strip.left + left, strip.bottom, strip.left + right)
            values = _strength(sweep.nearness(part), hardness=hardness, ceiling=ceiling)
            _combine(view[:, left:right], values, erase=erase)


def _strength(nearness: Floats, *, hardness: float, ceiling: int) -> npt.NDArray[np.uint8]:
    """Coverage at a distance in radii: full up to the hardness, 0 from 1 on, smooth between."""
    # 1 - s, so that the distance can be changed in place.
    fade = nearness
    fade -= hardness
    fade *= 1 / (1 - hardness)
    np.clip(fade, 0, 1, out=fade)
    # ceiling * (1 - fade^2 (3 - 2 fade)).
    factor = 2 * fade
    factor -= 3
    factor *= fade
    factor *= fade
    factor += 1
    return np.asarray(cv2.convertScaleAbs(factor, alpha=float(ceiling)), np.uint8)


def _combine(view: Coverage, values: Any, *, erase: bool) -> None:
    if erase:
        np.minimum(view, 255 - values, out=view)
    else:
        np.maximum(view, values, out=view)


def _paint_line(
    edit: MaskEdit, start: Point, end: Point, *, erase: bool, ceiling: int
) -> Box | None:
    """Paint the pixels below a path, each step going to one of the eight neighbours."""
    height, width = edit.shape
    (x0, y0), (x1, y1) = ((math.floor(x), math.floor(y)) for x, y in (start, end))
    steps = max(abs(x1 - x0), abs(y1 - y0), 1)
    step = np.arange(steps + 1)
    # Rounded to the nearest, a half upwards, without leaving whole numbers.
    columns = x0 + (2 * step * (x1 - x0) + steps) // (2 * steps)
    rows = y0 + (2 * step * (y1 - y0) + steps) // (2 * steps)
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    rows, columns = rows[inside], columns[inside]
    if rows.size == 0:
        return None
    box = Box(int(rows.min()), int(columns.min()), int(rows.max()) + 1, int(columns.max()) + 1)
    view = edit.touch(box)
    where = rows - box.top, columns - box.left
    change = np.minimum if erase else np.maximum
    view[where] = change(view[where], np.uint8(255 - ceiling if erase else ceiling))
    return box
