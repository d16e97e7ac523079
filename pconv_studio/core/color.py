"""Colour and depth conversions."""

from __future__ import annotations

import functools
import io
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pconv_studio.core.errors import PhotoError

if TYPE_CHECKING:
    from PIL import Image

Array = npt.NDArray[Any]

# IEC 61966-2-1, from XYZ relative to D50 (Bradford-adapted), as in the ICC's sRGB profile.
_XYZ_D50_TO_SRGB = np.array(
    [
        [3.1338561, -1.6168667, -0.4906146],
        [-0.9787684, 1.9161415, 0.0334540],
        [0.0719453, -0.2289914, 1.4052427],
    ]
)
_D50 = np.array([0.96422, 1.0, 0.82521])


@functools.cache
def srgb_profile() -> bytes:
    """Return an ICC profile of sRGB."""
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def profile_space(icc: bytes) -> str:
    """Return the colour space an ICC profile describes: RGB, GRAY, CMYK, ...; '' if damaged."""
    if len(icc) < 128 or icc[36:40] != b"acsp":
        return ""
    return icc[16:20].decode("latin-1").strip()


def image_to_srgb(image: Image.Image, icc: bytes) -> Image.Image:
    """Convert an 8-bit image (mode L, RGB or CMYK) through its profile to sRGB (mode RGB).

    Relative colorimetric with black point compensation, as photo editors do by default.

    Raises:
        PhotoError: The profile is damaged or does not fit the image.
    """
    from PIL import ImageCms

    try:
        converted = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(io.BytesIO(icc)),
            ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile())),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.HIGHRESPRECALC,
        )
    except (ImageCms.PyCMSError, OSError, ValueError) as error:
        raise PhotoError("its colour profile cannot be used; convert it to sRGB first") from error
    if converted is None:
        raise PhotoError("its colour profile cannot be used; convert it to sRGB first")
    return converted


def cmyk_to_srgb(ink: Array, icc: bytes | None) -> tuple[Array, str]:
    """Convert ink amounts to sRGB.

    Args:
        ink: (H, W, 4) uint8, 0 = no ink.
        icc: The file's profile; used where it describes CMYK.

    Returns:
        (H, W, 3) uint8, and a note for people.

    Raises:
        PhotoError: The profile cannot be used.
    """
    from PIL import Image

    image = Image.fromarray(np.ascontiguousarray(ink), "CMYK")
    if icc and profile_space(icc) == "CMYK":
        return np.asarray(image_to_srgb(image, icc)), "CMYK converted to RGB by its colour profile"
    return (
        np.asarray(image.convert("RGB")),
        "CMYK converted to RGB without a colour profile: colours may look different",
    )


def lab_to_srgb(lab: Array) -> Array:
    """Convert CIELAB under D50 to sRGB; colours outside sRGB are clipped.

    Args:
        lab: (H, W, 3) float, L 0 to 100, a and b about -128 to 127.

    Returns:
        (H, W, 3) uint16.
    """
    pixels = np.empty(lab.shape, np.uint16)
    # By rows, because the float64 steps in between need eight times the memory of the result.
    for row in range(0, lab.shape[0], 256):
        part = lab[row : row + 256].astype(np.float64)
        y = (part[..., 0] + 16) / 116
        f = np.stack([y + part[..., 1] / 500, y, y - part[..., 2] / 200], axis=-1)
        xyz = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29)) * _D50
        linear = np.clip(xyz @ _XYZ_D50_TO_SRGB.T, 0, 1)
        curve = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
        pixels[row : row + 256] = np.rint(curve * 65535)
    return pixels


def to_uint8(pixels: Array) -> npt.NDArray[np.uint8]:
    """Convert uint8, uint16 or float32 to uint8, rounding to the nearest; NaN becomes 0."""
    if pixels.dtype == np.uint8:
        return pixels
    if pixels.dtype == np.uint16:
        return ((pixels.astype(np.uint32) * 255 + 32767) // 65535).astype(np.uint8)
    rounded: npt.NDArray[np.uint8] = np.rint(np.nan_to_num(np.clip(pixels, 0, 1)) * 255).astype(
        np.uint8
    )
    return rounded


def to_uint16(pixels: Array) -> npt.NDArray[np.uint16]:
    """Convert uint8, uint16 or float32 to uint16, rounding to the nearest; NaN becomes 0."""
    if pixels.dtype == np.uint16:
        return pixels
    if pixels.dtype == np.uint8:
        return pixels.astype(np.uint16) * np.uint16(257)
    clipped = np.nan_to_num(np.clip(pixels, 0, 1)).astype(np.float64)
    rounded: npt.NDArray[np.uint16] = np.rint(clipped * 65535).astype(np.uint16)
    return rounded


def luma(pixels: Array) -> Array:
    """Return one grey channel (H, W) of the same dtype from (H, W, 3 or 4), by Rec. 601.

    Where the three channels are equal, their value comes back unchanged.
    """
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    may_be_nan = pixels.dtype.kind == "f"
    if np.array_equal(red, green, may_be_nan) and np.array_equal(green, blue, may_be_nan):
        return np.ascontiguousarray(green)
    weights = np.array([0.299, 0.587, 0.114], np.float32)
    grey = pixels[..., :3].astype(np.float32) @ weights
    if pixels.dtype.kind == "f":
        return grey.astype(pixels.dtype)
    rounded: Array = np.clip(np.rint(grey), 0, np.iinfo(pixels.dtype).max).astype(pixels.dtype)
    return rounded


def unpremultiply(pixels: Array) -> Array:
    """Turn (H, W, C) with premultiplied alpha last into straight alpha, of the same dtype."""
    top = 1.0 if pixels.dtype.kind == "f" else float(np.iinfo(pixels.dtype).max)
    result = pixels.copy()
    for row in range(0, pixels.shape[0], 256):
        part = pixels[row : row + 256].astype(np.float64)
        alpha = part[..., -1:]
        colour = np.divide(
            part[..., :-1] * top, alpha, out=np.zeros_like(part[..., :-1]), where=alpha > 0
        )
        if pixels.dtype.kind != "f":
            colour = np.minimum(np.rint(colour), top)
        result[row : row + 256, :, :-1] = colour
    return result


def flatten(pixels: Array) -> Array:
    """Lay (H, W, 4) uint8 with straight alpha over white, giving (H, W, 3) uint8."""
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.uint16)
    colour = pixels[..., :3].astype(np.uint16)
    return ((colour * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)
