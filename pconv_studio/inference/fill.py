"""``fill``: the one way from a photo with a hole to a photo without."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core.copying import copied
from pconv_studio.core.errors import MaskError, PhotoError
from pconv_studio.core.geometry import Box
from pconv_studio.inference.contract import FillJob, FillMethod, FillResult, Progress, Region
from pconv_studio.inference.regions import WorkRegion, plan_regions
from pconv_studio.inference.registry import get_method
from pconv_studio.inference.values import brightest, fill_alpha, from_unit, to_unit, unknown_pixels

Array = npt.NDArray[Any]


def fill(
    image: Array,
    hole: Array,
    *,
    method: str = "pconv-detail",
    model: str | None = None,
    device: str = "auto",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FillResult:
    """Fill a hole.

    The result does not depend on what was under the hole, and does not differ from the input
    outside of it.

    Args:
        image: (H, W, 3) RGB or (H, W, 4) RGBA, straight alpha; uint8, uint16, or float32
            nominally in [0, 1].
        hole: (H, W) bool, True = pixel to fill.
        method: a name of :func:`pconv_studio.inference.registry.available_methods`.
        model: name of a bundled model or path of a file of weights, for methods that use a
            network; None for the default.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``, for methods that use a network.
        progress: called with the share done, in [0, 1], and a few words, from the calling thread.
        cancelled: asked between units of work, which take less than 200 ms wherever the method's
            library allows it.

    Raises:
        MaskError: shapes do not fit, or nothing is known outside the hole.
        PhotoError: the image's shape or dtype is none of the above.
        UserError: no such method or model, or the device is not there.
        Cancelled: ``cancelled`` said so.
    """
    _check(image, hole)
    started = time.perf_counter()
    chosen = get_method(method)
    job = FillJob(model=model, device=device, progress=progress, cancelled=cancelled)
    result = copied(image)
    regions: list[WorkRegion] = []
    if hole.any():
        unknown = unknown_pixels(image, hole)
        if unknown.all():
            raise MaskError(
                "the hole covers all there is to see: nothing is left to fill it from; "
                "make it smaller"
            )
        regions = plan_regions(hole, context=chosen.context, min_context=chosen.min_context)
        _fill_regions(result, hole, unknown, regions, chosen, job)
    job.base, job.share = 1.0, 0.0
    job.tick(1.0, "done")
    return FillResult(
        pixels=result,
        method=chosen.name,
        device=job.used_device,
        seconds=time.perf_counter() - started,
        regions=tuple(region.crop for region in regions),
        notes=tuple(job.notes),
    )


def _fill_regions(
    result: Array,
    hole: Array,
    unknown: Array,
    regions: list[WorkRegion],
    method: FillMethod,
    job: FillJob,
) -> None:
    """Fill ``result`` in place, region by region; later regions see what earlier ones filled."""
    areas = [region.crop.area for region in regions]
    for index, region in enumerate(regions):
        job.base, job.share = sum(areas[:index]) / sum(areas), areas[index] / sum(areas)
        job.tick(0.0, f"hole {index + 1} of {len(regions)}")
        crop = seeing(region.crop, unknown)
        pixels, blind = result[crop.slices], unknown[crop.slices]
        top = brightest(pixels, blind)
        prediction = method.fill(Region(to_unit(pixels, blind, top), blind.copy()), job)
        if _is_grey(pixels, blind):
            prediction = prediction.mean(axis=2, keepdims=True).repeat(3, axis=2)
        target, part = region.target.slices, region.target.within(crop)
        # What an earlier region has filled is known by now.
        here = (hole[target] & unknown[target]).view(np.uint8)
        # What a method leaves outside of the hole may be anything, no numbers included.
        values = from_unit(cv2.copyTo(prediction[part], here), pixels.dtype, top)
        if pixels.shape[2] == 4:
            alpha = pixels[..., 3]
            filled = fill_alpha(alpha, (hole[crop.slices] & blind) | ~np.isfinite(alpha))
            values = np.dstack([values, filled[part]])
        cv2.copyTo(values, here, result[target])
        unknown[target][here > 0] = False


def _is_grey(pixels: Array, unknown: Array) -> bool:
    """Whether all that is known of (h, w, 3|4) has no colour: a black-and-white photo stays one."""
    red, green, blue = (pixels[..., channel] for channel in range(3))
    return bool(((red == green) | unknown).all() and ((green == blue) | unknown).all())


def seeing(crop: Box, unknown: Array) -> Box:
    """Widen a crop until it holds a known pixel: none may be near in a transparent part."""
    while unknown[crop.slices].all():
        crop = crop.expand(max(crop.height, crop.width), unknown.shape)
    return crop


def _check(image: Array, hole: Array) -> None:
    if image.ndim != 3 or image.shape[2] not in (3, 4) or image.size == 0:
        raise PhotoError(
            f"a photo of shape {image.shape} cannot be filled; (H, W, 3) and (H, W, 4) can"
        )
    if image.dtype not in (np.uint8, np.uint16, np.float32):
        raise PhotoError(
            f"a photo of {image.dtype} cannot be filled; uint8, uint16 and float32 can"
        )
    if hole.dtype != np.bool_ or hole.shape != image.shape[:2]:
        raise MaskError(
            f"the hole is {hole.dtype} of {hole.shape[::-1]} pixels, "
            f"the photo has {image.shape[1::-1]}; draw or load a mask of the photo's size"
        )
