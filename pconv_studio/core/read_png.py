"""Reading PNG at full depth."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core import exif, xmp
from pconv_studio.core.errors import PhotoError
from pconv_studio.core.limits import check_size
from pconv_studio.core.photo import Photo
from pconv_studio.core.read_pillow import fitting_profile, grey_to_rgb, image_pixels, open_image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_CUT_SHORT = "the file is damaged or cut short; get a fresh copy"
_LARGEST_PROFILE = 16 * 1024 * 1024
_METRES_PER_INCH = 0.0254


@dataclass
class _Chunks:
    width: int
    height: int
    depth: int
    color_type: int
    picture: list[bytes] = field(default_factory=list)
    other: dict[bytes, bytes] = field(default_factory=dict)


def _split(data: bytes) -> _Chunks:
    """Walk all chunks to the end, checking sums, so that a cut file never reaches a decoder."""
    if len(data) < 33 or data[12:16] != b"IHDR":
        raise PhotoError(_CUT_SHORT)
    width, height, depth, color_type = struct.unpack_from(">IIBB", data, 16)
    check_size(width, height)
    raw = width * height * _CHANNELS.get(color_type, 0) * depth // 8
    # Deflate shrinks to 1/1032 at best: more pixels than that are not in the file.
    if raw > 1032 * len(data):
        raise PhotoError(_CUT_SHORT)
    chunks = _Chunks(width, height, depth, color_type, [SIGNATURE])
    position = len(SIGNATURE)
    while True:
        if position + 12 > len(data):
            raise PhotoError(_CUT_SHORT)
        (length,) = struct.unpack_from(">I", data, position)
        end = position + 12 + length
        kind = data[position + 4 : position + 8]
        if end > len(data):
            raise PhotoError(_CUT_SHORT)
        (checksum,) = struct.unpack_from(">I", data, end - 4)
        if zlib.crc32(memoryview(data)[position + 4 : end - 4]) != checksum:
            raise PhotoError(_CUT_SHORT)
        # Text and colour hints stay out of the decoders: they may be bombs, or change the values.
        if kind in (b"IHDR", b"PLTE", b"IDAT", b"IEND") or (kind == b"tRNS" and color_type == 3):
            chunks.picture.append(data[position:end])
        elif kind in (b"tRNS", b"iCCP", b"eXIf", b"pHYs", b"acTL", b"cICP") or (
            kind == b"iTXt" and data.startswith(xmp.PNG_KEYWORD, position + 8)
        ):
            chunks.other.setdefault(kind, data[position + 8 : end - 4])
        if kind == b"IEND":
            return chunks
        position = end


def _profile(chunk: bytes) -> bytes | None:
    _, _, packed = chunk.partition(b"\0")
    try:
        return zlib.decompressobj().decompress(packed[1:], _LARGEST_PROFILE) or None
    except zlib.error:
        return None


def _decode16(stream: bytes, color_type: int) -> npt.NDArray[Any]:
    """Decode 16-bit samples; Pillow would cut colour to 8 bits."""
    image = cv2.imdecode(np.frombuffer(stream, np.uint8), cv2.IMREAD_UNCHANGED)
    if image is None or image.dtype != np.uint16:
        raise PhotoError(_CUT_SHORT)
    if image.ndim == 2:
        return image[..., None]
    if color_type == 4 and image.shape[2] == 4:
        return image[..., [0, 3]]
    return image[..., [2, 1, 0, *range(3, image.shape[2])]]


def _key_alpha(samples: npt.NDArray[Any], key: bytes, depth: int) -> npt.NDArray[Any]:
    """Append the alpha that a tRNS chunk means: one colour is transparent, all others opaque."""
    colours = samples.shape[2]
    if len(key) < 2 * colours:
        return samples
    value = np.array(struct.unpack_from(f">{colours}H", key), np.int64)
    top = np.iinfo(samples.dtype).max
    if depth < 8:
        value = value * 255 // (2**depth - 1)
    opaque = np.any(samples != value, axis=2, keepdims=True)
    return np.concatenate([samples, np.where(opaque, top, 0).astype(samples.dtype)], axis=2)


def read_png(data: bytes) -> tuple[Photo, int]:
    """Read a PNG; return the photo as stored, and its orientation 1 to 8."""
    chunks = _split(data)
    other = chunks.other
    notes = []
    if b"acTL" in other:
        notes.append("animated: first frame used")
    if b"cICP" in other and other[b"cICP"][:2] not in (b"\x01\x0d", b"\x02\x02"):
        notes.append("its colour space is given by numbers only: colours may look different")
    icc = _profile(other[b"iCCP"]) if b"iCCP" in other else None
    grey = chunks.color_type in (0, 4)
    stream = b"".join(chunks.picture)
    if chunks.depth == 16:
        samples = _decode16(stream, chunks.color_type)
    else:
        samples, _, _ = image_pixels(open_image(stream, ("PNG",)), None, notes)
        if grey:
            samples = samples[..., [0, *range(3, samples.shape[2])]]
    if b"tRNS" in other and chunks.color_type in (0, 2):
        samples = _key_alpha(samples, other[b"tRNS"], chunks.depth)
    photo = Photo(
        pixels=grey_to_rgb(samples) if grey else np.ascontiguousarray(samples),
        format="PNG",
        icc=icc if grey else fitting_profile(icc, notes),
        exif=other.get(b"eXIf"),
        xmp=xmp.from_png_text(other.get(b"iTXt", b"")),
        grey=grey,
        dpi=_dpi(other.get(b"pHYs", b"")),
        notes=tuple(notes),
    )
    return photo, exif.orientation(photo.exif)


def _dpi(chunk: bytes) -> tuple[float, float] | None:
    if len(chunk) != 9 or chunk[8] != 1:
        return None
    horizontal, vertical = struct.unpack_from(">II", chunk)
    if not horizontal or not vertical:
        return None
    return horizontal * _METRES_PER_INCH, vertical * _METRES_PER_INCH
