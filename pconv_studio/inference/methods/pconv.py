"""The paper's method: the partial-convolution U-Net, from coarse to fine in deep holes."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core.errors import UserError
from pconv_studio.core.geometry import Box
from pconv_studio.core.masks import bounding_box
from pconv_studio.inference.contract import FillJob, Region
from pconv_studio.inference.network import Network, load_network
from pconv_studio.inference.pyramid import shrink_known, size_of_next
from pconv_studio.inference.regions import hole_depth
from pconv_studio.inference.tiling import plan_tiles

Array = npt.NDArray[Any]

MAX_DEPTH = 32.0
"""Distance to the nearest known pixel, in pixels, up to which the network is trusted in one pass.

The mask updates reach farther, but few training holes do: at 48, dark deep holes show a faint grid.
In holes of 300 pixels in the sample photos and of 130 to 170 in validation photos the bundled model
reaches 19.14 and 15.50 dB with 24 here, 19.15 and 15.47 with 32, 19.02 and 15.46 with 48.
"""
NEAR = 32
"""Surroundings, in pixels, that a finer level looks at: what goes where is decided by the coarser
ones (measured: ADR 0014)."""
TILE = 768
"""Side in pixels of what the network sees at once; halved when memory runs out."""
MIN_TILE = 256


class PConvMethod:
    """Liu et al. (ECCV 2018)."""

    name = "pconv"
    title = "Partial convolutions"
    context = 0.35
    min_context = 96

    def fill(self, region: Region, job: FillJob) -> Array:
        """Predict the region; see :func:`coarse_to_fine`."""
        return coarse_to_fine(load_network(job), region, job)


def coarse_to_fine(
    network: Network, region: Region, job: FillJob, max_depth: float = MAX_DEPTH
) -> Array:
    """Fill a hole of any depth.

    The picture is made smaller until the hole is no deeper than ``max_depth`` and the network's own
    mask updates reach all of it. From there, each finer level takes the coarser result as known in
    the depth of the hole and predicts the band along its edge anew, at its own sharpness.

    Args:
        network: to predict with.
        region: to fill.
        job: told of progress, and of how the fill went.
        max_depth: distance to the nearest known pixel, in pixels, that one pass is trusted with.

    Returns:
        (h, w, 3) float32 in [0, 1].
    """
    trusted = min(max_depth, network.least_reach)
    levels = [(region.image, region.hole)]
    while True:
        image, hole = levels[-1]
        depth = hole_depth(hole)
        if depth <= trusted and network.reaches(hole)[hole].all():
            break
        smaller = shrink_known(image, hole, size_of_next(hole.shape, depth, trusted))
        if smaller[1].all():
            break
        levels.append(smaller)
    if len(levels) > 1:
        job.note(
            f"the hole is {hole_depth(region.hole):.0f} pixels deep: "
            f"it was filled from coarse to fine in {len(levels)} steps"
        )
    work = [float(image.shape[0] * image.shape[1]) for image, _ in levels]
    done, share = 0.0, work[-1] / sum(work)
    image, hole = levels.pop()
    box, prediction = _predict_tiled(network, image, hole, job, done, share)
    result = image.copy()
    result[box.slices] = _inside(hole[box.slices], prediction, image[box.slices])
    while levels:
        done, share = done + share, work[len(levels) - 1] / sum(work)
        result = _refine(network, *levels.pop(), result, trusted, job, done, share)
    return np.clip(result, 0, 1)


def _refine(
    network: Network,
    image: Array,
    hole: Array,
    coarser: Array,
    trusted: float,
    job: FillJob,
    done: float,
    share: float,
) -> Array:
    """The composite of one level, from that of the level below it."""
    coarse = cv2.resize(coarser, hole.shape[::-1], interpolation=cv2.INTER_CUBIC)
    composite = _inside(hole, coarse, image)
    box = bounding_box(hole)
    assert box is not None
    near = box.expand(NEAR, hole.shape).slices
    hole, part = hole[near], composite[near]
    depth = cv2.distanceTransform(hole.view(np.uint8), cv2.DIST_L2, 5)
    band, prediction = _predict_tiled(network, part, hole & (depth <= trusted), job, done, share)
    hole, depth, part = hole[band.slices], depth[band.slices], part[band.slices]
    # The new band fades into the coarser result: an edge between them would be seen.
    share_of_new = hole * np.clip(2 * (1 - depth / trusted), 0, 1)
    part += share_of_new[..., None] * (prediction - part)
    return composite


def _inside(hole: Array, filling: Array, image: Array) -> Array:
    """A composite: (h, w, 3) ``filling`` in the hole, ``image`` elsewhere."""
    return cv2.copyTo(filling, hole.view(np.uint8), image.copy())


def _predict_tiled(
    network: Network, image: Array, hole: Array, job: FillJob, done: float, share: float
) -> tuple[Box, Array]:
    """Predict in tiles that overlap and are blended, halving them when memory runs out.

    Returns:
        The hole's bounding box, and what was predicted of it: (h', w', 3) float32.
    """
    box = bounding_box(hole)
    assert box is not None
    side = TILE
    while True:
        try:
            return box, _predict_with(network, image, hole, box, job, done, share, side)
        except MemoryError:
            if side > MIN_TILE:
                side = max(MIN_TILE, side // 2)
                job.note(f"memory ran out; the network worked on tiles of {side} pixels")
            elif not network.fall_back(job):
                raise UserError(
                    "there is not enough memory to fill this hole; close other programs"
                ) from None
            else:
                side = TILE


def _predict_with(
    network: Network,
    image: Array,
    hole: Array,
    box: Box,
    job: FillJob,
    done: float,
    share: float,
    side: int,
) -> Array:
    if max(hole.shape) <= side:
        # Without the passes over the picture that blending takes.
        job.tick(done, f"network, {hole.shape[1]} x {hole.shape[0]} pixels")
        return network.predict(image, hole, job, box)
    tiles = plan_tiles(hole, side)
    total = np.zeros((box.height, box.width, 3), np.float32)
    weights = np.zeros((box.height, box.width), np.float32)
    for index, (tile, ramp) in enumerate(tiles):
        job.tick(done + share * index / len(tiles), f"network, {tile.width} x {tile.height} pixels")
        part = bounding_box(hole[tile.slices])
        assert part is not None
        prediction = network.predict(image[tile.slices], hole[tile.slices], job, part)
        place = part.moved(tile.top, tile.left).within(box)
        total[place] += ramp[part.slices][..., None] * prediction
        weights[place] += ramp[part.slices]
    return total / np.maximum(weights, math.ulp(1.0))[..., None]
