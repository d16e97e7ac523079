"""Writing TIFF: 8, 16 bits or float32, losslessly compressed, with profile and EXIF."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import numpy.typing as npt

from pconv_studio.core import exif
from pconv_studio.core.iptc import TIFF_TAG as IPTC_TAG
from pconv_studio.core.xmp import TIFF_TAG as XMP_TAG

if TYPE_CHECKING:
    from pathlib import Path

_BYTE, _ASCII, _LONG = 1, 2, 4


def write_tiff(
    path: Path,
    samples: npt.NDArray[Any],
    *,
    icc: bytes | None = None,
    block: bytes | None = None,
    xmp: bytes | None = None,
    iptc: bytes | None = None,
    dpi: tuple[float, float] | None = None,
) -> None:
    """Write a TIFF with deflate compression.

    Of EXIF, the exposure and position lists and the descriptive tags (camera, date, author,
    copyright, ...) are kept; makers' notes come along, but offsets inside them may no longer fit.

    Args:
        path: File to write, already a temporary one.
        samples: (H, W, C) uint8, uint16 or float32, C = 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
        icc: Profile, for tag 34675.
        block: EXIF as a TIFF block.
        xmp: XMP, for tag 700.
        iptc: Records of IPTC, for tag 33723.
        dpi: Pixels per inch.
    """
    import tifffile

    channels = samples.shape[2]
    tags = exif.collect(block) if block else None
    order = tags.order if tags else "<"
    extra: list[tuple[int, int, int, bytes | int, bool]] = []
    pending: list[tuple[int, dict[int, exif.Tag]]] = []
    if tags:
        extra = [
            (number, tag.type, tag.count, tag.value, True)
            for number, tag in tags.main.items()
            if tag.type == _ASCII
        ]
        for pointer, part in ((exif.EXIF_IFD, tags.exif), (exif.GPS_IFD, tags.gps)):
            if part:
                pending.append((pointer, part))
    for tag, text in ((XMP_TAG, xmp), (IPTC_TAG, iptc)):
        if text:
            extra.append((tag, _BYTE, len(text), text, True))
    tifffile.imwrite(
        path,
        samples if channels > 1 else samples[..., 0],
        byteorder=order,  # type: ignore[arg-type]
        photometric="rgb" if channels >= 3 else "minisblack",
        planarconfig="contig" if channels > 1 else None,
        extrasamples=["unassalpha"] if channels in (2, 4) else None,
        compression="zlib",
        predictor=samples.dtype != np.float32,
        iccprofile=icc,
        resolution=dpi,
        resolutionunit="INCH" if dpi else None,
        software=False,
        metadata=None,
        extratags=extra,
    )
    if pending:
        _append(path, order, pending)


def _append(path: Path, order: str, pending: list[tuple[int, dict[int, exif.Tag]]]) -> None:
    """Put the EXIF lists at the file's end, behind a longer main list that refers to them.

    tifffile does not write these two tags itself. BigTIFF, used above 4 GB, goes without them.
    """
    with open(path, "r+b") as stream:
        if exif.byte_order(stream.read(4)) is None:
            return
        (main,) = struct.unpack(order + "I", stream.read(4))
        stream.seek(main)
        (count,) = struct.unpack(order + "H", stream.read(2))
        records = [stream.read(12) for _ in range(count)]
        for number, part in pending:
            place = _even_end(stream)
            stream.write(exif.pack_ifd(part, order, place))
            records.append(struct.pack(order + "HHII", number, _LONG, 1, place))
        records.sort(key=lambda record: struct.unpack_from(order + "H", record))
        place = _even_end(stream)
        stream.write(struct.pack(order + "H", len(records)) + b"".join(records) + bytes(4))
        stream.seek(4)
        stream.write(struct.pack(order + "I", place))


def _even_end(stream: BinaryIO) -> int:
    end = stream.seek(0, os.SEEK_END)
    if end % 2:
        stream.write(b"\0")
    return end + end % 2
