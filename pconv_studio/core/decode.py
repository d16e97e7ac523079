"""Opening photos: the format decided by content, errors that say what to do."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from pconv_studio.core import exif, iptc, xmp
from pconv_studio.core.errors import PhotoError
from pconv_studio.core.photo import Photo, Pixels
from pconv_studio.core.read_heif import read_heif
from pconv_studio.core.read_pillow import read_with_pillow
from pconv_studio.core.read_png import SIGNATURE, read_png
from pconv_studio.core.read_raw import RAW_EXTENSIONS, looks_raw, read_raw
from pconv_studio.core.read_tiff import read_tiff

READABLE_EXTENSIONS = RAW_EXTENSIONS | {
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"),
    *(".png", ".tif", ".tiff", ".webp", ".bmp", ".dib", ".gif", ".heic", ".heif", ".hif"),
}

_DAMAGED = "the file is damaged or cut short; get a fresh copy"
_NO_PHOTO = (
    "this is no photo of a kind that can be opened (JPEG, PNG, TIFF, WebP, BMP, GIF, HEIC, RAW)"
)
_TIFF_MAGIC = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_HEAD = 256
"""Bytes that tell a format."""
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"mif2")
_OTHERS = (
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x00\x00\x00\x0cJXL ", "JPEG XL"),
    (b"8BPS", "Photoshop's PSD"),
    (b"gimp xcf", "GIMP's XCF"),
    (b"\x76\x2f\x31\x01", "OpenEXR"),
    (b"%PDF", "PDF"),
)


def counts_as_photo(path: Path) -> bool:
    """Whether a file in a folder is a photo by its name; hidden ones are not.

    What macOS lays beside each photo on a foreign disk is called like it, with `._` in front.
    """
    return path.suffix.lower() in READABLE_EXTENSIONS and not path.name.startswith(".")


def stored_format(path: str | os.PathLike[str]) -> str | None:
    """Return the format a photo is stored in, whatever its name says.

    Returns:
        One of JPEG, PNG, TIFF, WEBP, BMP, HEIF and GIF; None for camera RAW, for anything else,
        and for files that cannot be read.
    """
    if Path(path).suffix.lower() in RAW_EXTENSIONS:
        return None
    try:
        with open(path, "rb") as file:
            return _sniff(file.read(_HEAD))
    except (OSError, ValueError):
        return None


def load_photo(path: str | os.PathLike[str]) -> Photo:
    """Open a photo, upright, in RGB or RGBA at the depth of the file.

    JPEG, PNG, TIFF, WebP, BMP, GIF, HEIC/HEIF and camera RAW, told apart by content. Grey,
    palette, CMYK and CIELAB become RGB; the notes say so where it changes anything. A RAW file is
    developed to 16-bit sRGB.

    Raises:
        PhotoError: There is no such file; it is a folder, empty, unreadable, damaged, cut short,
            no photo, or larger than `limits.MAX_PIXELS`. The message names the file.
    """
    shown = Path(path)
    return decode_photo(read_file(shown), shown)


def decode_photo(data: bytes, shown: Path) -> Photo:
    """Open what a photo file holds, as :func:`load_photo` does.

    Args:
        data: The file's content.
        shown: The file it is from; errors name it, and its extension helps to tell RAW formats.
    """
    try:
        photo, turn = _decode(data, shown.suffix.lower())
    except PhotoError as error:
        raise PhotoError(f"{shown}: {error}") from error
    except MemoryError as error:
        raise PhotoError(
            f"{shown}: not enough memory to open it; close other programs or make it smaller"
        ) from error
    # A damaged file makes the libraries raise anything; none of it is meant for people.
    except Exception as error:
        raise PhotoError(f"{shown}: {_DAMAGED}") from error
    dpi = photo.dpi[::-1] if photo.dpi and turn > 4 else photo.dpi
    pixels = _upright(photo.pixels, turn)
    size = (pixels.shape[0], pixels.shape[1])
    block, text = exif.clean(photo.exif, size), xmp.clean(photo.xmp, size)
    records = iptc.clean(photo.iptc)
    return replace(photo, pixels=pixels, path=shown, exif=block, xmp=text, iptc=records, dpi=dpi)


def check_file(path: Path) -> None:
    """Refuse, before any work, what is no file that could be read; the errors of `read_file`."""
    with _told(path):
        if path.is_dir():
            raise PhotoError(f"{path}: this is a folder; choose a photo in it")
        if path.exists() and not path.is_file():
            raise PhotoError(f"{path}: this is no ordinary file; choose a photo")
        path.stat()


def read_file(path: Path) -> bytes:
    """Return a file's content; PhotoError if it is empty or cannot be read."""
    check_file(path)
    with _told(path):
        data = path.read_bytes()
    if not data:
        raise PhotoError(f"{path}: the file is empty; get a fresh copy")
    return data


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the system says about a file into words for people."""
    try:
        yield
    except FileNotFoundError as error:
        raise PhotoError(f"{path}: there is no such file; check the name and the folder") from error
    except PermissionError as error:
        raise PhotoError(f"{path}: may not be read; change the file's permissions") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not valid"
        raise PhotoError(
            f"{path}: cannot be read ({reason}); check the disk and the name"
        ) from error


def _sniff(head: bytes) -> str | None:
    """Return the format by the first bytes; TIFF stands for RAW files built on it as well."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(SIGNATURE):
        return "PNG"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return "BMP"
    if head.startswith(_TIFF_MAGIC):
        return "TIFF"
    if head[4:8] == b"ftyp" and _brands(head) & set(_HEIF_BRANDS) and not _is_avif(head):
        return "HEIF"
    return None


def _decode(data: bytes, extension: str) -> tuple[Photo, int]:
    """Return the photo as stored and the orientation that is still to be applied."""
    kind = _sniff(data[:_HEAD])
    if kind == "PNG":
        return read_png(data)
    if kind == "WEBP" and struct.unpack_from("<I", data, 4)[0] + 8 > len(data):
        raise PhotoError(_DAMAGED)
    if kind in ("JPEG", "WEBP", "GIF", "BMP"):
        return read_with_pillow(data, kind)
    raw_like = looks_raw(data)
    if raw_like or extension in RAW_EXTENSIONS:
        developed = read_raw(data)
        if developed is not None:
            return developed
        if raw_like:
            raise PhotoError(
                "the camera's RAW file is damaged or of an unknown kind; convert it to DNG or TIFF"
            )
    if kind == "TIFF":
        return read_tiff(data)
    if kind == "HEIF":
        return read_heif(data)
    if data[4:8] == b"ftyp":
        if _is_avif(data):
            raise PhotoError("AVIF cannot be opened; convert it to PNG or TIFF")
        raise PhotoError("this is a video or another kind of file; choose a photo")
    for magic, name in _OTHERS:
        if data.startswith(magic):
            raise PhotoError(f"{name} cannot be opened; convert it to PNG or TIFF")
    raise PhotoError(f"{_NO_PHOTO}; choose another file")


def _brands(data: bytes) -> set[bytes]:
    """Return what the first box of HEIF and its relatives says that they are."""
    size = min(struct.unpack_from(">I", data)[0], _HEAD)
    return {data[8:12], *(data[i : i + 4] for i in range(16, size, 4))}


def _is_avif(data: bytes) -> bool:
    return bool(_brands(data) & {b"avif", b"avis"})


def _upright(pixels: Pixels, orientation: int) -> Pixels:
    """Undo how the camera was held, as EXIF's orientation 1 to 8 states it."""
    if orientation > 4:
        pixels = pixels.transpose(1, 0, 2)
    # Named by where, after that transposition, rows and columns still run backwards.
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return np.ascontiguousarray(pixels)
