"""``upscale``: the one way from a picture to a larger one (Liu et al., ECCV 2018, section 5.2)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pconv_studio.core.errors import PhotoError, UsageError, UserError
from pconv_studio.core.limits import MAX_PIXELS
from pconv_studio.core.resize import Filter, resize_pixels
from pconv_studio.inference.contract import Cancelled, FillJob, Progress
from pconv_studio.inference.enlarge import enlarge
from pconv_studio.inference.enlarger_choices import (
    NETWORK,
    UpscalePlan,
    check_keepable,
    plan_upscale,
)
from pconv_studio.inference.memory import available_bytes

__all__ = ["Cancelled", "UpscaleResult", "check_size", "memory_needed", "upscale"]

Array = npt.NDArray[Any]

WORKING_BYTES = 900_000_000
"""What torch and a tile take, measured with the bundled models on the CPU."""


@dataclass(frozen=True, eq=False)
class UpscaleResult:
    """An enlarged picture and how it came about."""

    pixels: Array
    """(K H, K W, C), dtype of the input."""
    plan: UpscalePlan
    device: str
    seconds: float
    notes: tuple[str, ...]


def upscale(
    image: Array,
    factor: int,
    *,
    method: str = NETWORK,
    model: str | None = None,
    device: str = "auto",
    keep_known: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> UpscaleResult:
    """Enlarge a picture by a whole factor.

    Colours of transparent pixels have no influence; alpha is enlarged bicubically; a picture
    without colour stays one.

    Args:
        image: (H, W, 3) RGB or (H, W, 4) RGBA, straight alpha; uint8, uint16, or float32 nominally
            in [0, 1], larger values included.
        factor: K, 2 to 8; see :func:`pconv_studio.inference.enlarger_choices.plan_upscale`.
        method: ``pconv``, or ``lanczos``, ``bicubic``, ``nearest``, which only resize.
        model: name or file of one network for this factor; None for those that fit best.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        keep_known: leave the pixels of the small picture as they are, bit by bit, where the paper's
            construction places them. Predicted pixels fit better: each of the small picture is an
            average of many.
        progress: called with the share done, in [0, 1], and a few words, from the calling thread.
        cancelled: asked between tiles; on two cores one takes 0.1 s in bfloat16, 0.2 to 0.3 s in
            float32.

    Raises:
        PhotoError: the image's shape or dtype is none of the above.
        UsageError: factor or method out of range, or the result would be too large.
        UserError: no such model or device, or not enough memory.
        Cancelled: ``cancelled`` said so.
    """
    if image.ndim != 3 or image.shape[2] not in (3, 4) or image.size == 0:
        raise PhotoError(
            f"a photo of shape {image.shape} cannot be enlarged; (H, W, 3) and (H, W, 4) can"
        )
    if image.dtype not in (np.uint8, np.uint16, np.float32):
        raise PhotoError(
            f"a photo of {image.dtype} cannot be enlarged; uint8, uint16 and float32 can"
        )
    started = time.perf_counter()
    plan = plan_upscale(factor, method=method, model=model)
    if keep_known:
        check_keepable(plan)
    check_size(image.shape, image.dtype, plan)
    job = FillJob(device=device, progress=progress, cancelled=cancelled)
    job.tick(0.0, "enlarging")
    result = image
    work = [_work(plan, number) for number in range(len(plan.passes))]
    for number, enlarger in enumerate(plan.passes):
        job.base, job.share = sum(work[:number]) / sum(work), work[number] / sum(work)
        place = (number + 1, len(plan.passes))
        result = enlarge(result, enlarger.name, job, keep_known=keep_known, place=place)
    size = (image.shape[0] * factor, image.shape[1] * factor)
    if result.shape[:2] != size:
        job.base, job.share = 1.0, 0.0
        job.tick(1.0, "resizing")
        resize: Filter = "lanczos"
        if method in ("bicubic", "nearest"):
            resize = method  # type: ignore[assignment]
        result = resize_pixels(result, size, filter=resize)
    job.base, job.share = 1.0, 0.0
    job.tick(1.0, "done")
    return UpscaleResult(
        pixels=result,
        plan=plan,
        device=job.used_device,
        seconds=time.perf_counter() - started,
        notes=(*job.notes, *_notes(plan)),
    )


def _work(plan: UpscalePlan, number: int) -> float:
    """The pixels that a pass makes, for one of the picture."""
    done = 1.0
    for enlarger in plan.passes[: number + 1]:
        done *= enlarger.factor**2
    return done


def _notes(plan: UpscalePlan) -> list[str]:
    if plan.reduces:
        return [
            f"no model is trained for a factor of {plan.factor}: "
            f"it was enlarged by {plan.reached}, then reduced"
        ]
    if len(plan.passes) > 1:
        steps = " x ".join(str(enlarger.factor) for enlarger in plan.passes)
        return [f"no model is trained for a factor of {plan.factor}: it was enlarged in {steps}"]
    return []


def memory_needed(shape: tuple[int, ...], dtype: npt.DTypeLike, plan: UpscalePlan) -> int:
    """Bytes that an enlargement takes at most, beside the picture itself.

    Args:
        shape: (H, W, C) of the picture.
        dtype: of its channels.
        plan: how it is enlarged.
    """
    height, width, channels = shape
    pixel = channels * np.dtype(dtype).itemsize
    sizes, side = [], 1
    for enlarger in plan.passes:
        side *= enlarger.factor
        sizes.append(height * width * side**2)
    final = height * width * plan.factor**2
    if plan.reduces or not plan.passes:
        # One channel at a time as float32: the source, the result, and what lies between.
        between = 3 * 4 * (max(sizes[-1] if sizes else 0, final) + height * width)
        return (sizes[-1] if sizes else 0) * pixel + final * pixel + between + WORKING_BYTES
    # While a pass runs, its input and its result are there; a plane of alpha comes as float32.
    alpha = 8 * final if channels == 4 else 0
    return (final + sum(sizes[-2:-1])) * pixel + alpha + WORKING_BYTES


def check_size(shape: tuple[int, ...], dtype: npt.DTypeLike, plan: UpscalePlan) -> int:
    """Refuse what cannot work before anything is done; return :func:`memory_needed`.

    Raises:
        UsageError: the result would have more pixels than can be opened.
        UserError: there is less memory than it takes.
    """
    height, width = (side * plan.factor for side in shape[:2])
    need = memory_needed(shape, dtype, plan)
    if height * width > MAX_PIXELS:
        raise UsageError(
            f"enlarged it would have {width} x {height} pixels, "
            f"{height * width / 1e6:.0f} megapixels, and take {need / 1e9:.1f} GB of memory; "
            f"{MAX_PIXELS // 1_000_000} megapixels are possible: choose a smaller factor"
        )
    free = available_bytes()
    if need > free:
        raise UserError(
            f"enlarging to {width} x {height} pixels takes {need / 1e9:.1f} GB of memory and "
            f"{free / 1e9:.1f} GB are free; close other programs or choose a smaller factor"
        )
    return need
