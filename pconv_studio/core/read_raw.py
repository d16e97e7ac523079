"""Developing camera RAW files."""

from __future__ import annotations

import io
import struct

import numpy as np

from pconv_studio.core import color, exif
from pconv_studio.core.errors import PhotoError
from pconv_studio.core.limits import check_size
from pconv_studio.core.photo import Photo

RAW_EXTENSIONS = frozenset(
    {
        *(".3fr", ".ari", ".arw", ".cr2", ".cr3", ".crw", ".dcr"),
        *(".dng", ".erf", ".fff", ".iiq", ".k25", ".kdc", ".mef"),
        *(".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf"),
        *(".raw", ".rw2", ".rwl", ".sr2", ".srf", ".srw", ".x3f"),
    }
)
_MAGIC = (b"IIRO", b"IIRS", b"MMOR", b"IIU\x00", b"FUJIFILM", b"FOVb", b"\x00MRM")
_SUB_IFDS = 330
_PHOTOMETRIC = 262
_DNG_VERSION = 50706
_SENSOR_PHOTOMETRIC = (32803, 34892)


def looks_raw(data: bytes) -> bool:
    """Whether the content says that this is a camera's RAW file."""
    if data.startswith(_MAGIC) or data[6:14] == b"HEAPCCDR" or data[4:12] == b"ftypcrx ":
        return True
    order = exif.byte_order(data)
    if order is None:
        return False
    if data[8:10] == b"CR":
        return True
    main = exif.entries_of(data, order, exif.first_offset(data, order))
    if _DNG_VERSION in main:
        return True
    directories = [main]
    if _SUB_IFDS in main:
        _, count, position = main[_SUB_IFDS]
        for offset in struct.unpack_from(f"{order}{min(count, 16)}I", data, position):
            directories.append(exif.entries_of(data, order, offset))
    return any(
        exif.number_of(data, order, directory.get(_PHOTOMETRIC)) in _SENSOR_PHOTOMETRIC
        for directory in directories
    )


def read_raw(data: bytes) -> tuple[Photo, int] | None:
    """Develop to 16-bit sRGB with the camera's white balance.

    Returns:
        The photo upright, and the orientation 1; None where this is no RAW file LibRaw knows.

    Raises:
        PhotoError: A RAW file that is damaged, or whose pixels LibRaw cannot unpack.
    """
    import rawpy

    try:
        raw = rawpy.imread(io.BytesIO(data))
    except (rawpy.LibRawFileUnsupportedError, rawpy.LibRawIOError):
        return None
    except rawpy.LibRawError as error:
        raise PhotoError(
            "the camera's RAW file is damaged or of an unknown kind; convert it to DNG or TIFF"
        ) from error
    with raw:
        check_size(raw.sizes.width, raw.sizes.height)
        try:
            pixels = raw.postprocess(
                use_camera_wb=True,
                output_bps=16,
                output_color=rawpy.ColorSpace.sRGB,
                # LibRaw's default curve is television's, not the one of the profile below.
                gamma=(2.4, 12.92),
            )
        except rawpy.LibRawError as error:
            raise PhotoError(
                "the camera's RAW file cannot be developed; convert it to DNG or TIFF"
            ) from error
        block = _exif(data, raw)
    photo = Photo(
        pixels=np.ascontiguousarray(pixels),
        format="RAW",
        icc=color.srgb_profile(),
        exif=block,
        notes=("developed from camera RAW with the camera's white balance",),
    )
    return photo, 1


def _exif(data: bytes, raw: object) -> bytes | None:
    tags = exif.collect(data)
    if tags is not None:
        return exif.compose(tags)
    # Formats that are no TIFF (CR3, RAF) carry the EXIF in their preview.
    import rawpy
    from PIL import Image, UnidentifiedImageError

    try:
        preview = raw.extract_thumb()  # type: ignore[attr-defined]
        if preview.format != rawpy.ThumbFormat.JPEG:
            return None
        found = Image.open(io.BytesIO(preview.data), formats=["JPEG", "MPO"]).info.get("exif")
    except (rawpy.LibRawError, UnidentifiedImageError, OSError, ValueError):
        return None
    return found if isinstance(found, bytes) else None
