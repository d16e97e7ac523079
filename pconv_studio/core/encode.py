"""Saving photos: the format by the file's extension, whole or not at all."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pconv_studio.core import color, exif, iptc, xmp
from pconv_studio.core.atomic import atomic_path, atomic_write
from pconv_studio.core.errors import PhotoError, SaveError, UsageError
from pconv_studio.core.write_png import png16
from pconv_studio.core.write_tiff import write_tiff

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from pconv_studio.core.photo import Photo

Array = npt.NDArray[Any]

SAVE_FORMATS = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".jpe": "JPEG",
    ".jfif": "JPEG",
    ".png": "PNG",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".webp": "WEBP",
    ".bmp": "BMP",
    ".heic": "HEIF",
    ".heif": "HEIF",
    ".hif": "HEIF",
}
_LONGEST_SIDE = {"JPEG": 65500, "WEBP": 16383, "HEIF": 16384}
_DEFAULT_QUALITY = 95
# A JPEG segment holds 65533 bytes, six of which are EXIF's prefix.
_LONGEST_JPEG_EXIF = 65527
_WITH_IPTC = ("JPEG", "TIFF")
_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


@dataclass(frozen=True)
class _About:
    """What is written beside the pixels: EXIF as a TIFF block, XMP as UTF-8, records of IPTC."""

    exif: bytes | None
    xmp: bytes | None
    iptc: bytes | None


def save_format(path: str | os.PathLike[str]) -> str:
    """Return the format a path's extension asks for.

    Raises:
        UsageError: The extension is none that can be written.
    """
    extension = Path(path).suffix.lower()
    if extension not in SAVE_FORMATS:
        known = ", ".join(sorted(SAVE_FORMATS))
        raise UsageError(f"{path}: cannot save as '{extension}'; use one of {known}")
    return SAVE_FORMATS[extension]


def save_notes(photo: Photo, path: str | os.PathLike[str]) -> tuple[str, ...]:
    """Return, for people, what saving under this name would lose; empty when nothing.

    Raises:
        UsageError: The extension is none that can be written.
    """
    kind = save_format(path)
    notes = []
    dtype = photo.pixels.dtype
    if photo.has_alpha and kind in ("JPEG", "BMP"):
        notes.append(f"{kind} has no transparency: laid over white")
    if kind not in ("PNG", "TIFF") and dtype != np.uint8:
        notes.append(f"{kind} is saved with 8 bits a channel: reduced from {dtype}")
    if kind == "PNG" and dtype == np.float32:
        notes.append("PNG has 16 bits a channel: reduced from float32, values cut to 0..1")
    if photo.exif and (kind == "BMP" or (kind == "JPEG" and not _jpeg_exif(photo.exif))):
        notes.append(f"EXIF does not fit into {kind} and is left out")
    if photo.xmp and (kind == "BMP" or (kind == "JPEG" and not _jpeg_xmp(photo.xmp))):
        notes.append(f"XMP does not fit into {kind} and is left out")
    if photo.iptc and (kind not in _WITH_IPTC or (kind == "JPEG" and not _jpeg_iptc(photo.iptc))):
        notes.append(f"IPTC does not fit into {kind} and is left out")
    if photo.icc and kind == "BMP":
        notes.append("BMP has no colour profile: converted to sRGB")
    return tuple(notes)


def check_sides(path: str | os.PathLike[str], shape: tuple[int, ...]) -> None:
    """Refuse sizes that the format of a path's extension cannot hold.

    Args:
        path: Where a picture is to be saved.
        shape: Its height and width.

    Raises:
        UsageError: The extension is none that can be written.
        SaveError: A side is longer than the format allows.
    """
    kind = save_format(path)
    longest = _LONGEST_SIDE.get(kind)
    if longest is not None and max(shape[:2]) > longest:
        raise SaveError(
            f"{path}: {kind} ends at {longest} pixels a side; save as PNG or TIFF instead"
        )


def save_photo(
    photo: Photo,
    path: str | os.PathLike[str],
    *,
    quality: int | None = None,
    overwrite: bool = False,
    last_check: Callable[[], None] | None = None,
) -> Path:
    """Save a photo in the format of the path's extension.

    PNG keeps 8 and 16 bits, TIFF float32 too; JPEG, WebP, BMP and HEIF get 8 bits, rounded to the
    nearest. Profile, EXIF, resolution, transparency and greyness are kept where the format can.
    JPEG and BMP have no transparency: the photo is laid over white. BMP has neither profile nor
    EXIF: colours are converted to sRGB. `save_notes` tells all of this beforehand.

    Args:
        photo: What to save.
        path: Where to; the folder exists already.
        quality: 1 to 100, for JPEG, WebP (100 = lossless) and HEIF; by default the source's, else
            95. JPEG keeps the source's chroma subsampling, else none from quality 90 on.
        overwrite: Whether an existing file, the photo's own included, may be replaced.
        last_check: Called when all is encoded, before the file takes its name; what it raises
            ends the saving, and nothing is left behind.

    Returns:
        The path written.

    Raises:
        UsageError: Unknown extension, or quality out of range.
        SaveError: The file exists and `overwrite` is off, the format cannot hold the picture, or
            the system refused; nothing is left behind then, and an old file stays as it was.
    """
    target = Path(path)
    kind = save_format(target)
    if quality is not None and not 1 <= quality <= 100:
        raise UsageError(f"the quality is a number from 1 to 100, not {quality}")
    check_sides(target, photo.pixels.shape)
    if target.exists() and not overwrite:
        raise SaveError(
            f"{target}: the file exists already; choose another name or allow overwriting"
        )
    size = (photo.pixels.shape[0], photo.pixels.shape[1])
    about = _About(exif.clean(photo.exif, size), xmp.clean(photo.xmp, size), iptc.clean(photo.iptc))
    chosen = quality or photo.quality or _DEFAULT_QUALITY
    try:
        if kind == "TIFF":
            with atomic_path(target, overwrite=overwrite) as temporary:
                write_tiff(
                    temporary,
                    _samples(photo),
                    icc=photo.icc,
                    block=about.exif,
                    xmp=about.xmp,
                    iptc=about.iptc,
                    dpi=photo.dpi,
                )
                if last_check is not None:
                    last_check()
        else:
            data = _encode(photo, kind, chosen, about)
            if last_check is not None:
                last_check()
            atomic_write(target, data, overwrite=overwrite)
    except MemoryError as error:
        raise SaveError(f"{target}: not enough memory to save it; close other programs") from error
    except (OSError, ValueError, RuntimeError, PhotoError) as error:
        raise SaveError(f"{target}: cannot be saved as {kind}; try PNG or TIFF") from error
    return target


def _samples(photo: Photo) -> Array:
    """Return (H, W, C), one colour channel where the photo is grey."""
    pixels = photo.pixels
    if not photo.grey:
        return pixels
    grey = color.luma(pixels)[..., None]
    return np.concatenate([grey, pixels[..., 3:]], axis=2)


def _image(samples: Array) -> Image.Image:
    channels = samples.shape[2]
    array = samples[..., 0] if channels == 1 else samples
    return Image.fromarray(np.ascontiguousarray(array), _MODES[channels])


def _encode(photo: Photo, kind: str, quality: int, about: _About) -> bytes:
    if kind == "PNG" and photo.pixels.dtype != np.uint8:
        samples = color.to_uint16(_samples(photo))
        return png16(samples, icc=photo.icc, exif=about.exif, xmp=about.xmp, dpi=photo.dpi)
    photo = photo.with_pixels(color.to_uint8(photo.pixels))
    encoder = {"PNG": _png, "JPEG": _jpeg, "WEBP": _webp, "BMP": _bmp, "HEIF": _heif}[kind]
    return encoder(photo, quality, about)


def _present(**options: object) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value}


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **_present(**options))
    return buffer.getvalue()


def _png(photo: Photo, quality: int, about: _About) -> bytes:
    del quality
    text = PngInfo()
    if about.xmp:
        text.add(b"iTXt", xmp.to_png_text(about.xmp))
    return _saved(
        _image(_samples(photo)),
        "PNG",
        icc_profile=photo.icc,
        exif=about.exif,
        pnginfo=text,
        dpi=photo.dpi,
    )


def _jpeg_exif(block: bytes | None) -> bytes | None:
    if not block or len(block) > _LONGEST_JPEG_EXIF:
        return None
    return b"Exif\x00\x00" + block


def _jpeg_xmp(text: bytes | None) -> bytes | None:
    return text if text and len(text) <= xmp.LARGEST_IN_JPEG else None


def _jpeg_iptc(records: bytes | None) -> bytes | None:
    return iptc.to_jpeg_segment(records) if records else None


def _jpeg(photo: Photo, quality: int, about: _About) -> bytes:
    flat = photo.with_pixels(color.flatten(photo.pixels))
    subsampling = photo.subsampling or ("4:4:4" if quality >= 90 else "4:2:0")
    return _saved(
        _image(_samples(flat)),
        "JPEG",
        quality=quality,
        subsampling=None if photo.grey else subsampling,
        icc_profile=photo.icc,
        exif=_jpeg_exif(about.exif),
        xmp=_jpeg_xmp(about.xmp),
        extra=_jpeg_iptc(about.iptc),
        dpi=photo.dpi,
    )


def _rgb_only(photo: Photo) -> tuple[Image.Image, bytes | None]:
    """Return RGB or RGBA with a profile for RGB; a grey profile would be wrong on them."""
    if photo.icc and color.profile_space(photo.icc) == "GRAY":
        grey = _image(color.luma(photo.pixels)[..., None])
        converted = np.asarray(color.image_to_srgb(grey, photo.icc))
        pixels = np.concatenate([converted, photo.pixels[..., 3:]], axis=2)
        return _image(pixels), color.srgb_profile()
    return _image(photo.pixels), photo.icc


def _webp(photo: Photo, quality: int, about: _About) -> bytes:
    image, icc = _rgb_only(photo)
    # `exact`: colour under full transparency is part of the photo too.
    return _saved(
        image,
        "WEBP",
        quality=quality,
        lossless=quality == 100,
        exact=True,
        method=4,
        icc_profile=icc,
        exif=about.exif,
        xmp=about.xmp,
    )


def _bmp(photo: Photo, quality: int, about: _About) -> bytes:
    del quality, about
    flat = photo.with_pixels(color.flatten(photo.pixels))
    if not photo.icc or not color.profile_space(photo.icc):
        return _saved(_image(_samples(flat)), "BMP", dpi=photo.dpi)
    grey_profile = color.profile_space(photo.icc) == "GRAY"
    source = color.luma(flat.pixels)[..., None] if grey_profile else flat.pixels
    converted = np.asarray(color.image_to_srgb(_image(source), photo.icc))
    return _saved(_image(_samples(flat.with_pixels(converted))), "BMP", dpi=photo.dpi)


def _heif(photo: Photo, quality: int, about: _About) -> bytes:
    import pillow_heif

    if photo.grey and not photo.has_alpha:
        image, icc = _image(_samples(photo)), photo.icc
    else:
        image, icc = _rgb_only(photo)
    buffer = io.BytesIO()
    pillow_heif.encode(
        image.mode,
        image.size,
        image.tobytes(),
        buffer,
        quality=quality,
        chroma=444 if quality >= 90 else 420,
        **_present(icc_profile=icc, exif=about.exif, xmp=about.xmp),
    )
    return buffer.getvalue()
