"""EXIF blocks: read, reset, copy between files.

EXIF is a small TIFF file: a header, then lists of tags (IFDs) that refer to each other by
offset. `clean` edits in place, because camera makers' notes hold offsets of their own and break
when moved; `collect` and `compose` rebuild, where a block has to come out of a TIFF or go into one.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

ORIENTATION = 0x0112
EXIF_IFD = 0x8769
GPS_IFD = 0x8825
MAKER_NOTE = 0x927C
_INTEROP_IFD = 0xA005
_PIXEL_WIDTH = 0xA002
_PIXEL_HEIGHT = 0xA003
_THUMBNAIL_OFFSET = 0x0201
_THUMBNAIL_LENGTH = 0x0202
# Description, make, model, software, date, artist, host, copyright: what tells about the photo
# and not about how its pixels are stored.
_DESCRIPTION = 0x010E
_DESCRIPTIVE = (_DESCRIPTION, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x013C, 0x8298)
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_PREFIX = b"Exif\x00\x00"
# What tifffile describes a picture with that nobody described: the shape of the array it was.
_SHAPE_OF_ARRAY = b'{"shape": ['
# A tag larger than this is preview or raw data in a maker's note; JPEG's EXIF ends at 64 KB.
_LARGEST_VALUE = 32 * 1024


@dataclass(frozen=True)
class Tag:
    """One tag: TIFF type, number of values, the values as they lie in the file."""

    type: int
    count: int
    value: bytes


@dataclass
class Tags:
    """What a file tells about the photo, in the byte order `<` or `>`."""

    order: str
    main: dict[int, Tag] = field(default_factory=dict)
    exif: dict[int, Tag] = field(default_factory=dict)
    gps: dict[int, Tag] = field(default_factory=dict)


def strip_prefix(exif: bytes) -> bytes:
    """Return the TIFF block without the prefix JPEG puts in front."""
    while exif.startswith(_PREFIX):
        exif = exif[len(_PREFIX) :]
    return exif


def byte_order(block: bytes | bytearray) -> str | None:
    """Return `<` or `>` for a classic TIFF block, None for anything else."""
    return {b"II*\x00": "<", b"MM\x00*": ">"}.get(bytes(block[:4]))


def entries_of(
    block: bytes | bytearray, order: str, offset: int
) -> dict[int, tuple[int, int, int]]:
    """Return type, count and position of the value by tag; damaged entries are left out."""
    found: dict[int, tuple[int, int, int]] = {}
    if not 8 <= offset <= len(block) - 2:
        return found
    (count,) = struct.unpack_from(order + "H", block, offset)
    for index in range(count):
        at = offset + 2 + 12 * index
        if at + 12 > len(block):
            break
        tag, kind, number = struct.unpack_from(order + "HHI", block, at)
        size = _SIZES.get(kind, 0) * number
        position = at + 8
        if size > 4:
            (position,) = struct.unpack_from(order + "I", block, at + 8)
        # Of a tag that is there twice the first counts, as for libtiff.
        if size and position + size <= len(block) and tag not in found:
            found[tag] = (kind, number, position)
    return found


def number_of(block: bytes | bytearray, order: str, entry: tuple[int, int, int] | None) -> int:
    """Return the first value of a whole-number tag, 0 where it is missing."""
    if entry is None or entry[0] not in (3, 4, 13):
        return 0
    code = "H" if entry[0] == 3 else "I"
    return int(struct.unpack_from(order + code, block, entry[2])[0])


def first_offset(block: bytes | bytearray, order: str) -> int:
    """Return where the first IFD stands."""
    return int(struct.unpack_from(order + "I", block, 4)[0]) if len(block) >= 8 else 0


def orientation(exif: bytes | None) -> int:
    """Return the orientation 1 to 8; 1 where there is none or it makes no sense."""
    block = strip_prefix(exif or b"")
    order = byte_order(block)
    if order is None:
        return 1
    entries = entries_of(block, order, first_offset(block, order))
    value = number_of(block, order, entries.get(ORIENTATION))
    return value if 1 <= value <= 8 else 1


def clean(exif: bytes | None, size: tuple[int, int] | None = None) -> bytes | None:
    """Return the block with orientation 1 and without its thumbnail; all else stays byte by byte.

    Args:
        exif: A TIFF block, with or without JPEG's prefix.
        size: Height and width to write into the tags that state them, where they exist.

    Returns:
        The block without prefix, or None where there is none that could be read.
    """
    block = bytearray(strip_prefix(exif or b""))
    order = byte_order(block)
    if order is None or len(block) < 14:
        return None
    first = first_offset(block, order)
    main = entries_of(block, order, first)
    _set_number(block, order, main.get(ORIENTATION), 1)
    if size is not None:
        sub = entries_of(block, order, number_of(block, order, main.get(EXIF_IFD)))
        _set_number(block, order, sub.get(_PIXEL_HEIGHT), size[0])
        _set_number(block, order, sub.get(_PIXEL_WIDTH), size[1])
    _drop_thumbnail(block, order, first)
    return bytes(block)


def _set_number(
    block: bytearray, order: str, entry: tuple[int, int, int] | None, value: int
) -> None:
    if entry is None or entry[0] not in (3, 4):
        return
    short = entry[0] == 3
    struct.pack_into(
        order + ("H" if short else "I"), block, entry[2], min(value, 65535) if short else value
    )


def _drop_thumbnail(block: bytearray, order: str, first: int) -> None:
    if not 8 <= first <= len(block) - 2:
        return
    (count,) = struct.unpack_from(order + "H", block, first)
    link = first + 2 + 12 * count
    if link + 4 > len(block):
        return
    (second,) = struct.unpack_from(order + "I", block, link)
    entries = entries_of(block, order, second)
    start = number_of(block, order, entries.get(_THUMBNAIL_OFFSET))
    length = number_of(block, order, entries.get(_THUMBNAIL_LENGTH))
    if start and start + length <= len(block):
        # Overwritten, not only unlinked: it shows the photo before the edit.
        block[start : start + length] = bytes(length)
    struct.pack_into(order + "I", block, link, 0)


def collect(block: bytes) -> Tags | None:
    """Read what a TIFF file (or block) tells about the photo; None for BigTIFF and non-TIFF."""
    order = byte_order(block)
    if order is None:
        return None
    main = entries_of(block, order, first_offset(block, order))
    tags = Tags(order)
    tags.main = {tag: _tag(block, entry) for tag, entry in main.items() if tag in _DESCRIPTIVE}
    description = tags.main.get(_DESCRIPTION)
    if description is not None and description.value.startswith(_SHAPE_OF_ARRAY):
        del tags.main[_DESCRIPTION]
    for pointer, target in ((EXIF_IFD, tags.exif), (GPS_IFD, tags.gps)):
        for tag, entry in entries_of(
            block, order, number_of(block, order, main.get(pointer))
        ).items():
            found = _tag(block, entry)
            # The interoperability list is a further pointer and says nothing about the photo.
            if tag != _INTEROP_IFD and len(found.value) <= _LARGEST_VALUE:
                target[tag] = found
    return tags


def _tag(block: bytes, entry: tuple[int, int, int]) -> Tag:
    kind, number, position = entry
    return Tag(kind, number, bytes(block[position : position + _SIZES[kind] * number]))


def pack_ifd(tags: dict[int, Tag], order: str, base: int) -> bytes:
    """Return one IFD, followed by its values, to stand at the even offset `base`."""
    head = struct.pack(order + "H", len(tags))
    values = b""
    start = base + 2 + 12 * len(tags) + 4
    for number, tag in sorted(tags.items()):
        head += struct.pack(order + "HHI", number, tag.type, tag.count)
        if len(tag.value) <= 4:
            head += tag.value.ljust(4, b"\0")
        else:
            head += struct.pack(order + "I", start + len(values))
            values += tag.value + b"\0" * (len(tag.value) % 2)
    return head + struct.pack(order + "I", 0) + values


def compose(tags: Tags) -> bytes | None:
    """Return a block of its own holding `tags`, or None where there are none."""
    if not (tags.main or tags.exif or tags.gps):
        return None
    body = b""
    main = dict(tags.main)
    for pointer, part in ((EXIF_IFD, tags.exif), (GPS_IFD, tags.gps)):
        if part:
            main[pointer] = Tag(4, 1, struct.pack(tags.order + "I", 8 + len(body)))
            body += pack_ifd(part, tags.order, 8 + len(body))
    header = b"II*\x00" if tags.order == "<" else b"MM\x00*"
    first = 8 + len(body)
    return header + struct.pack(tags.order + "I", first) + body + pack_ifd(main, tags.order, first)
