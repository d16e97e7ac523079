"""IPTC: captions, keywords and credits, as press agencies and older programs keep them.

The records of the Information Interchange Model (IIM 4), carried over as they are. A TIFF has a tag
for them; in a JPEG they lie in a segment of Photoshop's resources, of which nothing else is kept.
"""

from __future__ import annotations

import struct

TIFF_TAG = 33723
RESOURCE = 0x0404
"""Number of these records among Photoshop's resources."""

_APP13 = 0xED
_SIGNATURE = b"Photoshop 3.0\0"
_MARKER = 0x1C
_HEADER = 5
# A small picture, which would go on showing what is edited away.
_PREVIEW = (2, 202)


def clean(records: bytes | None) -> bytes | None:
    """Return the records without what fills up behind them.

    None where there are none, where they are damaged, or where a picture is among them.
    """
    data = records or b""
    at = 0
    while at + _HEADER <= len(data) and data[at] == _MARKER:
        if (data[at + 1], data[at + 2]) == _PREVIEW:
            return None
        length = int.from_bytes(data[at + 3 : at + _HEADER])
        at += _HEADER
        if length & 0x8000:
            # Of an extended record this is the length of its length.
            digits = length & 0x7FFF
            length = int.from_bytes(data[at : at + digits])
            at += digits
        at += length
    return data[:at] if 0 < at <= len(data) else None


def to_jpeg_segment(records: bytes) -> bytes | None:
    """Return a whole segment, marker and length included; None where it would be too long."""
    padded = records + bytes(len(records) % 2)
    # A resource has a name, here empty and padded to two bytes.
    header = struct.pack(">4sHHI", b"8BIM", RESOURCE, 0, len(records))
    content = _SIGNATURE + header + padded
    if len(content) + 2 > 0xFFFF:
        return None
    return struct.pack(">BBH", 0xFF, _APP13, len(content) + 2) + content
