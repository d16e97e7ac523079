"""Reading HEIC and HEIF."""

from __future__ import annotations

import io

import numpy as np

from pconv_studio.core import color
from pconv_studio.core.limits import check_size
from pconv_studio.core.photo import Photo
from pconv_studio.core.read_pillow import fitting_profile, grey_to_rgb

# Numbers of ITU-T H.273 that mean sRGB's primaries, or nothing.
_SRGB_PRIMARIES = (1, 2)


def read_heif(data: bytes) -> tuple[Photo, int]:
    """Read the main picture; return the photo upright, and the orientation 1.

    HEIF turns pictures by properties of its own, which libheif applies; EXIF's orientation only
    repeats them.
    """
    import pillow_heif

    file = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=False)
    check_size(*file.size)
    info = file.info
    notes = []
    if len(file) > 1:
        notes.append("further pictures in the file are not kept")
    pixels = np.asarray(file)
    depth = int(info.get("bit_depth") or 8)
    if pixels.dtype == np.uint16 and 8 < depth < 16:
        # pillow_heif shifts to the top bits, which leaves white short of 65535.
        top = 2**depth - 1
        shifted = (pixels >> (16 - depth)).astype(np.uint32)
        pixels = ((shifted * 65535 + top // 2) // top).astype(np.uint16)
    mode = file.mode.partition(";")[0]
    grey = mode in ("L", "LA", "I")
    if mode in ("RGBa", "La"):
        pixels = color.unpremultiply(pixels)
    icc = info.get("icc_profile") or None
    primaries = (info.get("nclx_profile") or {}).get("color_primaries", 1)
    if icc is None and primaries not in _SRGB_PRIMARIES:
        notes.append("its colour space is given by numbers only: colours may look different")
    photo = Photo(
        pixels=grey_to_rgb(pixels) if grey else np.array(pixels),
        format="HEIF",
        icc=icc if grey else fitting_profile(icc, notes),
        exif=info.get("exif"),
        xmp=info.get("xmp"),
        grey=grey,
        notes=tuple(notes),
    )
    return photo, 1
