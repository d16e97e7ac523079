"""Reading with Pillow: JPEG, WebP, BMP, GIF, and the 8-bit part of PNG and TIFF."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from pconv_studio.core import color, exif, iptc
from pconv_studio.core.errors import PhotoError
from pconv_studio.core.jpeg_end import is_whole
from pconv_studio.core.jpeg_tables import estimate_quality
from pconv_studio.core.limits import check_size
from pconv_studio.core.photo import Photo

# Pillow's own guard warns on stderr from 89 megapixels on and knows one limit for the whole
# process; `check_size` stands in for it on every image opened here.
Image.MAX_IMAGE_PIXELS = None

_SUBSAMPLING = {0: "4:4:4", 1: "4:2:2", 2: "4:2:0"}


def open_image(data: bytes, formats: tuple[str, ...]) -> Image.Image:
    """Open with the named Pillow readers only, and check the size before decoding."""
    image = Image.open(io.BytesIO(data), formats=formats)
    check_size(*image.size)
    return image


def image_pixels(
    image: Image.Image, icc: bytes | None, notes: list[str]
) -> tuple[npt.NDArray[Any], bool, bytes | None]:
    """Decode an opened image.

    Returns:
        Pixels as in `Photo`, whether the source was grey, and the profile they are now in.

    Raises:
        PhotoError: The colour mode has no known conversion.
    """
    image.load()
    transparent = "transparency" in image.info
    mode = image.mode
    if mode in ("1", "L", "LA", "La"):
        converted = image.convert("LA" if transparent or mode in ("LA", "La") else "L")
        return grey_to_rgb(np.asarray(converted)), True, icc
    if mode in ("P", "PA"):
        notes.append("palette expanded to full colour")
        converted = image.convert("RGBA" if transparent or mode == "PA" else "RGB")
    elif mode == "CMYK":
        pixels, note = color.cmyk_to_srgb(np.asarray(image), icc)
        notes.append(note)
        return pixels, False, color.srgb_profile()
    elif mode in ("RGB", "RGBA", "RGBa", "RGBX", "YCbCr"):
        alpha = mode in ("RGBA", "RGBa") or (mode == "RGB" and transparent)
        converted = image.convert("RGBA" if alpha else "RGB")
    else:
        raise PhotoError(f"its colour mode ({mode}) cannot be read; convert it to RGB first")
    return np.array(converted), False, fitting_profile(icc, notes)


def fitting_profile(icc: bytes | None, notes: list[str]) -> bytes | None:
    """Return the profile if it describes RGB; one of another colour space cannot be right."""
    if icc and color.profile_space(icc) not in ("RGB", ""):
        notes.append("its colour profile does not describe RGB and is ignored")
        return None
    return icc


def grey_to_rgb(samples: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Turn grey (H, W), (H, W, 1) or grey with alpha (H, W, 2) into RGB or RGBA."""
    if samples.ndim == 2:
        samples = samples[..., None]
    return np.ascontiguousarray(samples[..., [0, 0, 0, *range(1, samples.shape[2])]])


def _dpi(image: Image.Image) -> tuple[float, float] | None:
    try:
        horizontal, vertical = (float(value) for value in image.info["dpi"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    usable = 0 < horizontal < 1e6 and 0 < vertical < 1e6
    return (horizontal, vertical) if usable else None


def _frame_note(image: Image.Image) -> str | None:
    if getattr(image, "n_frames", 1) < 2:
        return None
    if image.format == "MPO":
        return "further pictures in the file (a gain map or second view) are not kept"
    return "animated: first frame used"


def _is_lossless_webp(data: bytes) -> bool:
    """Whether the first picture of a WebP is stored without losses.

    With a profile, EXIF or transparency its chunk comes after others; in an animation it lies in
    that of the first frame.
    """
    at = 12
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<4sI", data, at)
        if kind in (b"VP8L", b"VP8 "):
            return bool(kind == b"VP8L")
        # A frame's chunk begins with 16 bytes of place and duration, its picture follows inside.
        at += 8 + (16 if kind == b"ANMF" else size + size % 2)
    return False


def read_with_pillow(data: bytes, format_name: str) -> tuple[Photo, int]:
    """Read JPEG, WEBP, BMP or GIF; return the photo as stored, and its orientation 1 to 8."""
    readers = ("JPEG", "MPO") if format_name == "JPEG" else (format_name,)
    image = open_image(data, readers)
    note = _frame_note(image)
    notes = [note] if note else []
    block = image.info.get("exif")
    quality = subsampling = None
    if format_name == "JPEG":
        from PIL.JpegImagePlugin import get_sampling

        progressive = bool(image.info.get("progressive"))
        if not is_whole(data, np.asarray(image), progressive=progressive):
            raise PhotoError("the file is damaged or cut short; get a fresh copy")
        quality = estimate_quality(getattr(image, "quantization", {}))
        subsampling = _SUBSAMPLING.get(get_sampling(image))
    elif format_name == "WEBP" and _is_lossless_webp(data):
        quality = 100
    dpi = _dpi(image)
    pixels, grey, icc = image_pixels(image, image.info.get("icc_profile") or None, notes)
    photo = Photo(
        pixels=pixels,
        format=format_name,
        icc=icc,
        exif=block,
        xmp=image.info.get("xmp"),
        iptc=image.info.get("photoshop", {}).get(iptc.RESOURCE),
        grey=grey,
        quality=quality,
        subsampling=subsampling,
        dpi=dpi,
        notes=tuple(notes),
    )
    return photo, exif.orientation(block)
