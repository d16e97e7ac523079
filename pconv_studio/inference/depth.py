"""Hole depth: at which layer of the network each pixel of a hole becomes known, before any fill.

The mask updates of Eq. 2 depend on the mask alone, so neither the photo nor the weights are needed.
The walk over regions and levels is that of the fill.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core.errors import MaskError, UsageError, UserError
from pconv_studio.inference.contract import Cancelled, Progress
from pconv_studio.inference.fill import seeing
from pconv_studio.inference.mask_updates import encoder_planes, reached
from pconv_studio.inference.methods.detail import GUIDE_DEPTH
from pconv_studio.inference.methods.pconv import MAX_DEPTH
from pconv_studio.inference.network import model_path
from pconv_studio.inference.pyramid import shrink_hole, size_of_next
from pconv_studio.inference.regions import hole_depth as distance_depth
from pconv_studio.inference.regions import plan_regions
from pconv_studio.inference.registry import DEFAULT, get_method
from pconv_studio.inference.values import unknown_pixels

if TYPE_CHECKING:
    from pconv_models.config import UNetConfig

Array = npt.NDArray[Any]

NEVER = 255
"""Layer of a pixel that not even the deepest mask update reaches."""
TRUSTED = {"pconv-detail": GUIDE_DEPTH, "pconv": MAX_DEPTH}
"""Methods that use the network, and the distance in pixels that each trusts one pass with."""


@dataclass(frozen=True, eq=False)
class DepthMap:
    """How deep a hole is for a network."""

    layer: npt.NDArray[np.uint8]
    """(H, W): 0 = known; k = becomes known by the k-th encoder layer, counted from 1; 255 = by
    none of them. Seen at the size of the photo, in the regions that the fill works on."""
    layers: int
    """Number of encoder layers."""
    deepest: int
    """The last layer by which pixels become known; 0 where there is no hole."""
    levels: int
    """Most steps from coarse to fine that a region of this hole takes; 1 = a single pass."""
    coarse_to_fine: bool
    """Whether the fill works on more than one level."""
    share_unreached: float
    """Share of the hole, in [0, 1], that no layer reaches."""


def hole_depth(
    hole: Array,
    *,
    image: Array | None = None,
    method: str = DEFAULT,
    model: str | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> DepthMap:
    """Follow the mask through the network, region by region as the fill does.

    Args:
        hole: (H, W) bool, True = pixel to fill.
        image: the photo, (H, W, 3|4) as ``fill`` takes it: its transparent pixels are not known
            either. None where it has none.
        method: ``pconv-detail`` or ``pconv``: they look at different surroundings, and trust one
            pass of the network with different depths.
        model: name of a model, or a file of weights; None for the default.
        progress: called with the share done, in [0, 1], and a few words, from the calling thread.
        cancelled: asked between regions and layers.

    Raises:
        MaskError: the hole is not (H, W) bool or not of the photo's size.
        UsageError: the method does not use the network.
        UserError: there is no such model, or its file is damaged.
        Cancelled: ``cancelled`` said so.
    """
    if hole.dtype != np.bool_ or hole.ndim != 2:
        raise MaskError(f"a hole is (H, W) bool, not {hole.dtype} of shape {hole.shape}")
    if image is not None and image.shape[:2] != hole.shape:
        raise MaskError(
            f"the hole has {hole.shape[::-1]} pixels, the photo {image.shape[1::-1]}; "
            "draw or load a mask of the photo's size"
        )
    if method not in TRUSTED:
        raise UsageError(
            f"the method {method!r} does not use the network, so its holes have no depth; "
            f"{', '.join(TRUSTED)} do"
        )
    config = _config_of(model)
    unknown = hole.copy() if image is None else unknown_pixels(image, hole)
    layer = np.where(hole, np.uint8(NEVER), np.uint8(0))
    levels = 1
    if hole.any() and not unknown.all():
        chosen = get_method(method)
        trusted = min(TRUSTED[method], float(config.multiple))
        regions = plan_regions(hole, context=chosen.context, min_context=chosen.min_context)
        for index, region in enumerate(regions):
            if progress is not None:
                progress(index / len(regions), f"hole {index + 1} of {len(regions)}")
            _stop_if(cancelled)
            crop, target = seeing(region.crop, unknown), region.target.slices
            seen = first_layers(unknown[crop.slices], config, cancelled)
            levels = max(levels, count_levels(unknown[crop.slices], config, trusted, cancelled))
            here = hole[target]
            np.copyto(layer[target], seen[region.target.within(crop)], where=here)
            # Later regions see what this one filled.
            unknown[target][here] = False
    return _summed_up(layer, hole, config, levels)


def first_layers(unknown: Array, config: UNetConfig, cancelled: Callable[[], bool] | None) -> Array:
    """The first encoder layer after which each pixel's place is known.

    Args:
        unknown: (h, w) bool, what the network sees as hole.
        config: of the network.
        cancelled: asked after each layer.

    Returns:
        (h, w) uint8: 0 = known at once, 255 = by no layer.
    """
    layer = np.where(unknown, np.uint8(NEVER), np.uint8(0))
    height, width = unknown.shape
    for number, plane in enumerate(encoder_planes(unknown, config), start=1):
        _stop_if(cancelled)
        size = plane.shape[1] << number, plane.shape[0] << number
        known = cv2.resize(plane, size, interpolation=cv2.INTER_NEAREST)[:height, :width] > 0
        known &= layer == NEVER
        layer[known] = number
        if not (layer == NEVER).any():
            break
    return layer


def count_levels(
    unknown: Array,
    config: UNetConfig,
    trusted: float,
    cancelled: Callable[[], bool] | None,
) -> int:
    """How many sizes of the picture the fill works on: 1 = a single pass.

    Args:
        unknown: (h, w) bool, what the network sees as hole.
        config: of the network.
        trusted: distance to the nearest known pixel, in pixels, that one pass is trusted with.
        cancelled: asked at each level.
    """
    levels = 1
    while True:
        _stop_if(cancelled)
        depth = distance_depth(unknown)
        if depth <= trusted and reached(unknown, config)[unknown].all():
            break
        smaller = shrink_hole(unknown, size_of_next(unknown.shape, depth, trusted))
        if smaller.all():
            break
        unknown = smaller
        levels += 1
    return levels


def _summed_up(layer: Array, hole: Array, config: UNetConfig, levels: int) -> DepthMap:
    counts = np.bincount(layer[hole], minlength=NEVER + 1)
    reached = np.flatnonzero(counts[:NEVER])
    return DepthMap(
        layer=layer,
        layers=config.depth,
        deepest=int(reached.max()) if reached.size else 0,
        levels=levels,
        coarse_to_fine=levels > 1,
        share_unreached=float(counts[NEVER] / max(1, counts.sum())),
    )


def _config_of(model: str | None) -> UNetConfig:
    path = model_path(model)
    return _read_config(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read_config(path: Path, modified: int) -> UNetConfig:
    from pconv_models.checkpoint import CheckpointError, read_metadata

    try:
        return read_metadata(path).config
    except CheckpointError as error:
        raise UserError(str(error)) from error


def _stop_if(cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise Cancelled
