"""Resizing photos at their own depth."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pconv_studio.core.errors import UsageError
from pconv_studio.core.limits import MAX_PIXELS

if TYPE_CHECKING:
    from pconv_studio.core.photo import Photo

Array = npt.NDArray[Any]


def fitting_size(
    shape: tuple[int, ...], *, long_edge: int | None = None, scale: float | None = None
) -> tuple[int, int]:
    """Return height and width with the same proportions, rounded to pixels, at least 1.

    Args:
        shape: Height and width now.
        long_edge: Pixels the longer side is to have.
        scale: Factor for both sides, where there is no `long_edge`.
    """
    height, width = shape[:2]
    if long_edge is not None:
        scale = long_edge / max(height, width)
    if scale is None:
        return height, width
    return max(1, round(height * scale)), max(1, round(width * scale))


def resize_photo(photo: Photo, size: tuple[int, int]) -> Photo:
    """Return the photo with another height and width.

    By Lanczos filtering, widened when the photo gets smaller so that every pixel counts. Depth,
    profile, EXIF and greyness stay. Colours are weighted by their alpha, so that what lies under
    transparent parts does not bleed into their edges.

    Raises:
        UsageError: It would have no pixels, or more than `limits.MAX_PIXELS`.
    """
    height, width = size
    if height < 1 or width < 1 or height * width > MAX_PIXELS:
        raise UsageError(
            f"{width} x {height} pixels cannot be exported; choose 1 to "
            f"{MAX_PIXELS // 1_000_000} megapixels"
        )
    if photo.pixels.shape[:2] == (height, width):
        return photo
    pixels = photo.pixels
    result = np.empty((height, width, pixels.shape[2]), pixels.dtype)
    if photo.has_alpha:
        alpha = _plane(pixels[..., 3])
        smaller = _resized(alpha, size)
        for channel in range(3):
            colour = _resized(_plane(pixels[..., channel]) * alpha, size)
            # The filter overshoots: where hardly any alpha is left a quotient would be noise.
            np.divide(colour, smaller, out=colour, where=smaller > 1e-6 * _top(pixels.dtype))
            result[..., channel] = _rounded(colour, pixels.dtype)
        result[..., 3] = _rounded(smaller, pixels.dtype)
    else:
        for channel in range(1 if photo.grey else 3):
            result[..., channel] = _rounded(
                _resized(_plane(pixels[..., channel]), size), pixels.dtype
            )
        if photo.grey:
            result[..., 1:] = result[..., :1]
    return replace(photo, pixels=result)


def _top(dtype: np.dtype[Any]) -> float:
    return 1.0 if dtype.kind == "f" else float(np.iinfo(dtype).max)


def _plane(channel: Array) -> npt.NDArray[np.float32]:
    plane = np.ascontiguousarray(channel, np.float32)
    # One value that is no number would spread over all that the filter reaches.
    return plane if np.isfinite(plane).all() else np.nan_to_num(plane)


def _resized(plane: npt.NDArray[np.float32], size: tuple[int, int]) -> npt.NDArray[np.float32]:
    from PIL import Image

    image = Image.fromarray(plane).resize((size[1], size[0]), Image.Resampling.LANCZOS)
    return np.array(image, np.float32)


def _rounded(plane: npt.NDArray[np.float32], dtype: np.dtype[Any]) -> Array:
    if dtype.kind == "f":
        return plane
    return np.clip(np.rint(plane), 0, _top(dtype)).astype(dtype)
