"""One pass of a super-resolution network over a picture of any size, tile by tile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pconv_studio.core.errors import UserError
from pconv_studio.core.geometry import Box
from pconv_studio.core.resize import resize_plane, to_depth
from pconv_studio.inference.contract import FillJob
from pconv_studio.inference.enlarger import EnlargerNetwork, load_enlarger
from pconv_studio.inference.values import from_unit, full_scale, nearest_known, to_unit

Array = npt.NDArray[Any]

TILE = 512
"""Greatest side in pixels of the part of the result that one tile brings; the network sees more."""
MIN_TILE = 120


@dataclass(frozen=True)
class Tile:
    """What the network sees, and what of it is used; both in pixels of the small picture."""

    seen: Box
    used: Box


def plan_tiles(height: int, width: int, *, side: int, step: int, halo: int) -> Iterator[Tile]:
    """Cover a picture with tiles whose used parts do not overlap.

    Where the halo is not less than the network's reach, and tiles begin at multiples of its step,
    a used part holds exactly what the network makes of the whole picture: no blending is needed.

    Args:
        height: of the small picture, in pixels, as all lengths here.
        width: of it.
        side: greatest of the used parts, or the step if that is more.
        step: of the network.
        halo: what is seen around them, as far as there is any; a multiple of the step.
    """
    tall, wide = (_even_side(length, side, step) for length in (height, width))
    for top in range(0, height, tall):
        for left in range(0, width, wide):
            used = Box(top, left, min(top + tall, height), min(left + wide, width))
            seen = used.expand(halo, (height, width))
            yield Tile(seen, used)


def _even_side(length: int, side: int, step: int) -> int:
    """As few parts as ``side`` allows, and no small one at the end, all halo."""
    most = max(1, side // step)
    steps = -(-length // step)
    return -(-steps // -(-steps // most)) * step


def enlarge(
    image: Array,
    model: str,
    job: FillJob,
    *,
    keep_known: bool = False,
    place: tuple[int, int] = (1, 1),
) -> Array:
    """Enlarge by the factor of one model.

    Args:
        image: (H, W, 3|4) uint8, uint16 or float32.
        model: name or file of the model.
        job: device, progress and cancelling.
        keep_known: leave the pixels as they are where the construction places them.
        place: which pass it is and of how many, for the words about progress.

    Returns:
        (K H, K W, 3|4) of the same dtype.

    Raises:
        UserError: there is no such model or device, or memory ran out.
        Cancelled: the job was cancelled.
    """
    network = load_enlarger(model, job)
    factor = network.config.factor
    height, width, channels = image.shape
    result = np.empty((height * factor, width * factor, channels), image.dtype)
    colours = _visible_colours(image)
    top = _top(image)
    grey = _is_grey(image)
    side = TILE
    while True:
        try:
            _enlarge_tiles(
                network, colours, result, job, side=side, top=top, grey=grey, place=place
            )
            break
        except MemoryError:
            if side > MIN_TILE:
                side = max(MIN_TILE, side // 2)
                job.note(f"memory ran out; the network worked on tiles of {side} pixels")
            elif network.fall_back(job):
                side = TILE
            else:
                raise UserError(
                    "there is not enough memory to enlarge this; close other programs"
                ) from None
    job.used_device = str(network.device)
    if channels == 4:
        alpha = np.nan_to_num(image[..., 3].astype(np.float32))
        result[..., 3] = to_depth(resize_plane(alpha, result.shape[:2], "bicubic"), image.dtype)
    if keep_known:
        result[factor // 2 :: factor, factor // 2 :: factor] = image
    return result


def _enlarge_tiles(
    network: EnlargerNetwork,
    colours: Array,
    result: Array,
    job: FillJob,
    *,
    side: int,
    top: float,
    grey: bool,
    place: tuple[int, int],
) -> None:
    """Fill the colours of ``result`` in place."""
    config = network.config
    factor = config.factor
    # In pixels of the small picture, and in whole steps of the network.
    step = config.multiple // factor
    halo = -(-config.reach // config.multiple) * step
    height, width = colours.shape[:2]
    tiles = list(plan_tiles(height, width, side=side // factor, step=step, halo=halo))
    for number, tile in enumerate(tiles):
        done = number / len(tiles)
        if place[1] > 1:
            text = f"pass {place[0]} of {place[1]}, tile {number + 1} of {len(tiles)}"
            job.tick(done, text)
        else:
            job.tick(done, f"tile {number + 1} of {len(tiles)}")
        low = colours[tile.seen.slices]
        used = tile.used.moved(-tile.seen.top, -tile.seen.left)
        prediction = network.enlarge(to_unit(low, _not_finite(low), top), used)
        if grey:
            prediction = prediction.mean(axis=2, keepdims=True).repeat(3, axis=2)
        target = tuple(slice(p.start * factor, p.stop * factor) for p in tile.used.slices)
        result[(*target, slice(3))] = from_unit(prediction, result.dtype, top)


def _visible_colours(image: Array) -> Array:
    """(H, W, 3) of the same dtype: what is transparent takes the colour of what is next to it."""
    colours = image[..., :3]
    if image.shape[2] == 3:
        return colours
    hidden = ~(image[..., 3] > 0)
    return nearest_known(colours, hidden) if hidden.any() and not hidden.all() else colours


def _not_finite(colours: Array) -> Array:
    return np.asarray(~np.isfinite(colours).all(axis=2))


def _top(image: Array) -> float:
    """The value that is 1 for the network: white, or in float32 the brightest there is."""
    scale = full_scale(image.dtype)
    if image.dtype.kind != "f":
        return scale
    brightest = np.max(image[..., :3], initial=0.0, where=np.isfinite(image[..., :3]))
    return max(scale, float(brightest))


def _is_grey(image: Array) -> bool:
    return np.array_equal(image[..., 0], image[..., 1]) and np.array_equal(
        image[..., 1], image[..., 2]
    )
