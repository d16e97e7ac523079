"""Resizing photos at their own depth."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from pconv_studio.core.errors import UsageError
from pconv_studio.core.limits import MAX_PIXELS

if TYPE_CHECKING:
    from pconv_studio.core.photo import Photo

Array = npt.NDArray[Any]
Filter = Literal["lanczos", "bicubic", "nearest"]


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
    return replace(photo, pixels=resize_pixels(photo.pixels, size, grey=photo.grey))


def resize_pixels(
    pixels: Array, size: tuple[int, int], *, filter: Filter = "lanczos", grey: bool = False
) -> Array:
    """Return pixels with another height and width; colours are weighted by their alpha.

    Args:
        pixels: (H, W, 3) or (H, W, 4) with straight alpha, uint8, uint16 or float32.
        size: Height and width.
        filter: One of Pillow's, widened when the picture gets smaller.
        grey: The three colours are equal, and one of them is enough.
    """
    result = np.empty((*size, pixels.shape[2]), pixels.dtype)
    if pixels.shape[2] == 4:
        alpha = _plane(pixels[..., 3])
        resized = resize_plane(alpha, size, filter)
        for channel in range(3):
            colour = resize_plane(_plane(pixels[..., channel]) * alpha, size, filter)
            # The filter overshoots: where hardly any alpha is left a quotient would be noise.
            np.divide(colour, resized, out=colour, where=resized > 1e-6 * _top(pixels.dtype))
            result[..., channel] = to_depth(colour, pixels.dtype)
        result[..., 3] = to_depth(resized, pixels.dtype)
        return result
    for channel in range(1 if grey else 3):
        plane = _plane(pixels[..., channel])
        result[..., channel] = to_depth(resize_plane(plane, size, filter), pixels.dtype)
    if grey:
        result[..., 1:] = result[..., :1]
    return result


def _top(dtype: np.dtype[Any]) -> float:
    return 1.0 if dtype.kind == "f" else float(np.iinfo(dtype).max)


def _plane(channel: Array) -> npt.NDArray[np.float32]:
    plane = np.ascontiguousarray(channel, np.float32)
    # One value that is no number would spread over all that the filter reaches.
    return plane if np.isfinite(plane).all() else np.nan_to_num(plane)


def resize_plane(
    plane: npt.NDArray[np.float32], size: tuple[int, int], filter: Filter = "lanczos"
) -> npt.NDArray[np.float32]:
    """Resize one (H, W) float32 channel to a height and width."""
    from PIL import Image

    resampling = Image.Resampling[filter.upper()]
    return np.array(Image.fromarray(plane).resize((size[1], size[0]), resampling), np.float32)


def to_depth(plane: npt.NDArray[np.float32], dtype: np.dtype[Any]) -> Array:
    """Round float32 in a depth's own range to that depth, and cut what is outside."""
    if dtype.kind == "f":
        return plane
    return np.clip(np.rint(plane), 0, _top(dtype)).astype(dtype)
