"""The photo inside a project: the bytes of its file, or its pixels where there is no file."""

from __future__ import annotations

import base64
import re
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pconv_studio.core.decode import decode_photo
from pconv_studio.core.encode import save_photo
from pconv_studio.core.errors import PhotoError, ProjectError
from pconv_studio.core.records import Record

if TYPE_CHECKING:
    from pconv_studio.core.document import DocumentState
    from pconv_studio.core.photo import Photo, Pixels

Stamp = tuple[int, int]
"""Size of a file, and when it was changed, in nanoseconds."""


@dataclass(frozen=True, eq=False)
class PackedSource:
    """The photo, ready to be written."""

    name: str
    """Of the file, without a folder."""
    data: bytes
    record: Mapping[str, Any]
    """What :func:`unpack_source` has to know; values that JSON knows."""
    notes: tuple[str, ...]


def stamp_of(path: Path) -> Stamp | None:
    """Return what tells whether a file has changed; None where there is no such file."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_size, status.st_mtime_ns


def pack_source(state: DocumentState) -> PackedSource:
    """Return the photo of a document as it was opened.

    The file's own bytes, kept or read again, if they still give the same pixels; otherwise, with
    a note, and for a photo without a file, a TIFF that holds the pixels without loss.

    Raises:
        SaveError: There is no room for the TIFF.
    """
    photo, file = state.photo, state.source_file
    data, note = state.source_bytes, ""
    if data is None and file is not None:
        data, note = _read_again(state, file)
    record: dict[str, Any] = {
        "kind": "file" if data is not None else "pixels",
        "shape": list(photo.pixels.shape),
        "dtype": photo.pixels.dtype.name,
        "crc32": _checksum(photo.pixels),
    }
    name = _plain(file.name) if file is not None else "photo.tif"
    if data is None:
        name = f"{Path(name).stem}.tif"
        data = _tiff(photo)
        record |= _facts(photo)
    return PackedSource(name, data, record, (note,) if note else ())


def unpack_source(record: Record, data: bytes, name: str, *, path: Path | None) -> Photo:
    """Return the photo again, bit for bit.

    Args:
        record: What :func:`pack_source` gave.
        data: The bytes it gave.
        name: The name it gave.
        path: Becomes the photo's path.

    Raises:
        ValueError: The record makes no sense.
        ProjectError: The photo cannot be opened.
    """
    kind = record.text("kind")
    shape = tuple(record.integers("shape"))
    dtype, checksum = record.text("dtype"), record.integer("crc32")
    try:
        photo = decode_photo(data, Path(name))
    except PhotoError as error:
        raise ProjectError(f"the photo in it cannot be opened: {error}") from error
    if photo.pixels.shape != shape or photo.pixels.dtype.name != dtype:
        raise ValueError("the photo is not the one that was saved")
    notes = photo.notes
    if kind == "pixels":
        photo = replace(photo, **_parsed_facts(record))
        notes = photo.notes
    if _checksum(photo.pixels) != checksum:
        notes = (*notes, "the photo is decoded slightly differently now than when it was saved")
    return replace(photo, path=path, notes=notes)


def _plain(name: str) -> str:
    """Return a name that is one on all systems; the extension stays."""
    readable = name.encode("utf-8", "replace").decode()
    return re.sub(r'[<>:"/\\|?*\x00-\x1f\x7f]', "_", readable)


def _read_again(state: DocumentState, file: Path) -> tuple[bytes | None, str]:
    """Return the file's bytes, or None and why they do not serve."""
    kept = "the pixels as they were opened are kept instead"
    before = stamp_of(file)
    try:
        data = file.read_bytes()
    except (OSError, ValueError):
        return None, f"{file}: the photo cannot be read any more; {kept}"
    if before is not None and before == state.source_stamp == stamp_of(file):
        return data, ""
    try:
        now = decode_photo(data, file)
    except PhotoError:
        return None, f"{file}: the photo has been changed by another program; {kept}"
    if _same(now, state.photo):
        return data, ""
    return None, f"{file}: the photo has been changed by another program; {kept}"


def _same(first: Photo, second: Photo) -> bool:
    if first.pixels.shape != second.pixels.shape or first.pixels.dtype != second.pixels.dtype:
        return False
    bits = [photo.pixels.view(f"u{photo.pixels.itemsize}") for photo in (first, second)]
    about = [(photo.icc, photo.exif, photo.format, photo.grey) for photo in (first, second)]
    return about[0] == about[1] and np.array_equal(bits[0], bits[1])


def _checksum(pixels: Pixels) -> int:
    checksum = 0
    for row in range(0, pixels.shape[0], 256):
        checksum = zlib.crc32(pixels[row : row + 256].tobytes(), checksum)
    return checksum


def _tiff(photo: Photo) -> bytes:
    # In colour: one grey channel made of three would be another one where one is no number. A
    # profile for grey does not fit then; it is among the facts.
    photo = replace(photo, grey=False, icc=None if photo.grey else photo.icc)
    with tempfile.TemporaryDirectory(prefix="pconv-") as folder:
        return save_photo(photo, Path(folder) / "photo.tif").read_bytes()


def _facts(photo: Photo) -> dict[str, Any]:
    """What a TIFF would not keep of another format's photo."""
    return {
        "format": photo.format,
        "icc": _encoded(photo.icc),
        "exif": _encoded(photo.exif),
        "xmp": _encoded(photo.xmp),
        "iptc": _encoded(photo.iptc),
        "grey": photo.grey,
        "quality": photo.quality,
        "subsampling": photo.subsampling,
        "dpi": None if photo.dpi is None else list(photo.dpi),
        "notes": list(photo.notes),
    }


def _parsed_facts(record: Record) -> dict[str, Any]:
    dpi = record.optional("dpi", record.numbers)
    if dpi is not None and len(dpi) != 2:
        raise ValueError("a resolution has two numbers")
    return {
        "format": record.text("format"),
        "icc": _decoded(record.optional("icc", record.text)),
        "exif": _decoded(record.optional("exif", record.text)),
        "xmp": _decoded(record.optional("xmp", record.text)),
        "iptc": _decoded(record.optional("iptc", record.text)),
        "grey": record.flag("grey"),
        "quality": record.optional("quality", record.integer),
        "subsampling": record.optional("subsampling", record.text),
        "dpi": None if dpi is None else (dpi[0], dpi[1]),
        "notes": tuple(record.texts("notes")),
    }


def _encoded(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode("ascii")


def _decoded(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text, validate=True)
