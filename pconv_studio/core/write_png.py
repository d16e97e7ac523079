"""Writing PNG with 16 bits a channel, which Pillow cannot for colour."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

from pconv_studio.core.read_png import SIGNATURE
from pconv_studio.core.xmp import to_png_text

_COLOR_TYPE = {1: 0, 2: 4, 3: 2, 4: 6}
_FILTER_SUB = 1
_ROWS = 256


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(content, zlib.crc32(kind)))
    )


def png16(
    samples: npt.NDArray[Any],
    *,
    icc: bytes | None = None,
    exif: bytes | None = None,
    xmp: bytes | None = None,
    dpi: tuple[float, float] | None = None,
) -> bytes:
    """Encode a PNG.

    Args:
        samples: (H, W, C) uint16, C = 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
        icc: Profile for an iCCP chunk.
        exif: TIFF block for an eXIf chunk.
        xmp: XMP for an iTXt chunk.
        dpi: Pixels per inch.
    """
    height, width, channels = samples.shape
    parts = [
        SIGNATURE,
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, _COLOR_TYPE[channels], 0, 0, 0)),
    ]
    if icc:
        parts.append(_chunk(b"iCCP", b"ICC Profile\0\0" + zlib.compress(icc, 9)))
    if dpi:
        x, y = (round(value / 0.0254) for value in dpi)
        parts.append(_chunk(b"pHYs", struct.pack(">IIB", x, y, 1)))
    if exif:
        parts.append(_chunk(b"eXIf", exif))
    if xmp:
        parts.append(_chunk(b"iTXt", to_png_text(xmp)))
    packer = zlib.compressobj(4)
    pixel = channels * 2
    for row in range(0, height, _ROWS):
        lines = np.ascontiguousarray(samples[row : row + _ROWS], ">u2").view(np.uint8)
        lines = lines.reshape(lines.shape[0], width * pixel)
        filtered = np.empty((lines.shape[0], 1 + lines.shape[1]), np.uint8)
        filtered[:, 0] = _FILTER_SUB
        filtered[:, 1 : 1 + pixel] = lines[:, :pixel]
        filtered[:, 1 + pixel :] = lines[:, pixel:] - lines[:, :-pixel]
        packed = packer.compress(filtered.tobytes())
        if packed:
            parts.append(_chunk(b"IDAT", packed))
    parts.append(_chunk(b"IDAT", packer.flush()))
    parts.append(_chunk(b"IEND", b""))
    return b"".join(parts)
