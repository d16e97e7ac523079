"""Smart select: from a rough stroke over a thing to its outline, by GrabCut.

GrabCut (Rother et al. 2004) parts the colours below the stroke from those around it. It works on
a reduced crop around the stroke, whose size is bounded; the outline is then brought back to every
pixel of the photo by a guided filter (He et al. 2010) along the edge only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core import masks
from pconv_studio.core.color import to_uint8
from pconv_studio.core.geometry import Box
from pconv_studio.core.mask_select import Selection
from pconv_studio.core.masks import Hole

Pixels8 = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

WORK = 55_000
"""Pixels GrabCut works on at most: its time grows with them, its outline hardly gets better."""
ROUNDS = 4
REACH = 2.5
"""How far from the stroke the thing may go, in diameters of the brush."""
CORE = 0.3
"""What lies deeper in the stroke than this share of its greatest depth is sure to belong."""
RIM = 0.2
"""What lies less deep than this may have been painted over by mistake."""
FRAME = 2
"""Rows at the border of the crop that are sure not to belong."""
TILE = 512
SMOOTH = 1e-3
"""Variance of the guide, of 1, below which the guided filter takes it for flat."""
HOLE_SHARE = 0.01
"""Gaps in the selection smaller than this share of it are closed."""


def smart_select(
    pixels: npt.NDArray[Any], box: Box, stroke: Hole, *, brush: float
) -> Selection | None:
    """Select the thing a stroke has been painted over.

    Args:
        pixels: (H, W, 3 or 4) uint8, uint16 or float32; alpha is left out of account.
        box: Where the stroke lies, within the photo.
        stroke: (h, w) bool over the box, True where it was painted.
        brush: Diameter of the brush in pixels; says how rough the stroke is.

    Returns:
        The selection, always joined to the stroke; None where the stroke is empty.
    """
    found = masks.bounding_box(stroke)
    if found is None:
        return None
    tight = Box(
        box.top + found.top, box.left + found.left, box.top + found.bottom, box.left + found.right
    )
    crop = tight.expand(1.2 * REACH * brush + 8, pixels.shape)
    seeds = np.zeros((crop.height, crop.width), np.uint8)
    inner = (
        slice(tight.top - crop.top, tight.bottom - crop.top),
        slice(tight.left - crop.left, tight.right - crop.left),
    )
    seeds[inner] = np.where(stroke[found.slices], np.uint8(255), np.uint8(0))
    scale = min(1.0, math.sqrt(WORK / crop.area))
    size = max(round(crop.width * scale), 1), max(round(crop.height * scale), 1)
    source = pixels[crop.slices][..., :3]
    if scale < 1:
        source = cv2.resize(source, size, interpolation=cv2.INTER_AREA)
        seeds = np.asarray(cv2.resize(seeds, size, interpolation=cv2.INTER_AREA), np.uint8)
    small = np.ascontiguousarray(to_uint8(np.asarray(source)))
    # A thin stroke is nowhere more than half of a reduced pixel.
    rough = seeds >= max(min(128, int(seeds.max())), 1)
    trimap = _trimap(rough, reach=REACH * brush * scale, crop=crop, shape=pixels.shape)
    thing = _tidy(_grab_cut(small, trimap), trimap.core)
    if scale < 1:
        thing = _refine(pixels, crop, thing, small)
    return crop, thing


@dataclass(frozen=True)
class _Trimap:
    """What GrabCut is told: its labels, and the pixels sure to belong."""

    labels: Pixels8
    core: Hole


def _trimap(rough: Hole, *, reach: float, crop: Box, shape: tuple[int, ...]) -> _Trimap:
    # Padded, because the border of the crop is the end of the stroke as well.
    padded = np.pad(rough.astype(np.uint8), 1)
    depth = cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_5)[1:-1, 1:-1]
    away = cv2.distanceTransform((~rough).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    core = depth > CORE * depth.max()
    sure_outside = away > reach
    for edge, is_inside in (
        (np.s_[:FRAME], crop.top > 0),
        (np.s_[:, :FRAME], crop.left > 0),
        (np.s_[-FRAME:], crop.bottom < shape[0]),
        (np.s_[:, -FRAME:], crop.right < shape[1]),
    ):
        # Where the photo ends the thing may go on.
        if is_inside:
            sure_outside[edge] = True
    labels = np.full(rough.shape, cv2.GC_PR_BGD, np.uint8)
    labels[depth > RIM * depth.max()] = cv2.GC_PR_FGD
    labels[sure_outside & ~rough] = cv2.GC_BGD
    labels[core] = cv2.GC_FGD
    return _Trimap(labels, core)


def _grab_cut(small: Pixels8, trimap: _Trimap) -> Hole:
    labels = trimap.labels.copy()
    outside = (labels == cv2.GC_BGD) | (labels == cv2.GC_PR_BGD)
    if not outside.any():
        return np.ones(labels.shape, np.bool_)
    inner, outer = np.zeros((1, 65)), np.zeros((1, 65))
    # It clusters from random starts; the same stroke has to give the same outline.
    cv2.setRNGSeed(0)
    no_rectangle = (0, 0, 1, 1)
    cv2.grabCut(small, labels, no_rectangle, outer, inner, ROUNDS, cv2.GC_INIT_WITH_MASK)
    return np.asarray((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD))


def _tidy(thing: Hole, core: Hole) -> Hole:
    """Keep what is joined to the core, and close small gaps."""
    _, labels = cv2.connectedComponents(thing.astype(np.uint8), connectivity=4)
    kept = np.isin(labels, np.unique(labels[core & thing]))
    kept &= thing
    _, gaps, stats, _ = cv2.connectedComponentsWithStats((~kept).astype(np.uint8), connectivity=4)
    left, top, wide, high, area = stats.T
    touches = (left == 0) | (top == 0)
    touches |= (left + wide == kept.shape[1]) | (top + high == kept.shape[0])
    small = ~touches & (area <= HOLE_SHARE * np.count_nonzero(kept))
    # The label 0 is what is kept.
    small[0] = True
    return np.asarray(small[gaps])


def _refine(pixels: npt.NDArray[Any], crop: Box, thing: Hole, small: Pixels8) -> Hole:
    """Enlarge an outline to the size of the crop, its edge along the edges of the photo."""
    size = crop.width, crop.height
    scale = max(crop.width / thing.shape[1], crop.height / thing.shape[0])
    soft = cv2.resize(thing.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    fine = np.asarray(soft > 0.5)
    axis = _colour_axis(small, thing)
    radius = math.ceil(1.5 * scale)
    margin = 2 * radius
    for top in range(0, crop.height, TILE):
        for left in range(0, crop.width, TILE):
            tile = Box(top, left, min(top + TILE, crop.height), min(left + TILE, crop.width))
            wide = tile.expand(margin, fine.shape)
            part = soft[wide.slices]
            if part.min() == part.max():
                continue
            place = Box(
                wide.top + crop.top,
                wide.left + crop.left,
                wide.bottom + crop.top,
                wide.right + crop.left,
            )
            guide = to_uint8(pixels[place.slices][..., :3]).astype(np.float32) @ axis
            filtered = _guided(guide, part, radius)
            inner = (
                slice(tile.top - wide.top, tile.bottom - wide.top),
                slice(tile.left - wide.left, tile.right - wide.left),
            )
            fine[tile.slices] = filtered[inner] > 0.5
    return fine


def _colour_axis(small: Pixels8, thing: Hole) -> Floats:
    """The direction in RGB that parts both sides of the edge best (Fisher), for values of 255."""
    flag = thing.astype(np.uint8)
    kernel = np.ones((7, 7), np.uint8)
    inside = thing & (cv2.erode(flag, kernel) == 0)
    outside = ~thing & (cv2.dilate(flag, kernel) > 0)
    grey = np.array([0.299, 0.587, 0.114]) / 255
    if np.count_nonzero(inside) < 8 or np.count_nonzero(outside) < 8:
        return grey.astype(np.float32)
    a, b = (small[where].astype(np.float64) / 255 for where in (inside, outside))
    spread = np.cov(a, rowvar=False) + np.cov(b, rowvar=False) + 1e-3 * np.eye(3)
    axis = np.linalg.solve(spread, a.mean(axis=0) - b.mean(axis=0))
    # The guide keeps the scale of one channel, so that flat means the same whatever the axis.
    length = float(np.linalg.norm(axis))
    return np.asarray(axis / length / 255 if length > 0 else grey, np.float32)


def _guided(guide: Floats, values: npt.NDArray[Any], radius: int) -> npt.NDArray[Any]:
    """Guided filter of one channel, all (h, w) float32."""
    window = (2 * radius + 1, 2 * radius + 1)

    def mean(array: npt.NDArray[Any]) -> Any:
        return cv2.blur(array, window)

    mean_guide, mean_values = mean(guide), mean(values)
    variance = mean(guide * guide) - mean_guide * mean_guide
    slope = (mean(guide * values) - mean_guide * mean_values) / (variance + SMOOTH)
    offset = mean_values - slope * mean_guide
    return np.asarray(mean(slope) * guide + mean(offset))
