"""XMP: captions, keywords, ratings and rights, which programs for photos keep beside EXIF.

An XML text of UTF-8. It is carried over as it is, but for what is no longer true of the copy.
"""

from __future__ import annotations

import re

LARGEST_IN_JPEG = 65_502
"""Bytes that fit into one segment of a JPEG beside its header."""
PNG_KEYWORD = b"XML:com.adobe.xmp\0"
"""Begins the text chunk of a PNG that holds it."""
TIFF_TAG = 700

# Pictures within, such as a thumbnail or the original behind a phone's blur: they would go on
# showing what is edited away. Then, and where parts of it lie elsewhere in the file, none is kept.
_PICTURES = (b"Thumbnails", b"GImage", b"GDepth", b"GainMap", b"Container:", b"ExtendedXMP")
_ORIENTATION = re.compile(rb'(tiff:Orientation(?:=["\']|>))[2-8]')
_WIDTH = re.compile(rb'((?:exif:PixelXDimension|tiff:ImageWidth)(?:=["\']|>))\d+')
_HEIGHT = re.compile(rb'((?:exif:PixelYDimension|tiff:ImageLength)(?:=["\']|>))\d+')


def clean(xmp: bytes | None, size: tuple[int, int]) -> bytes | None:
    """Return the text with orientation 1 and another size; None where there is none to keep.

    Args:
        xmp: As it lies in the file.
        size: Height and width, for the properties that state them.
    """
    if not xmp or b"<rdf:RDF" not in xmp or any(word in xmp for word in _PICTURES):
        return None
    xmp = _ORIENTATION.sub(rb"\g<1>1", xmp)
    xmp = _HEIGHT.sub(rb"\g<1>%d" % size[0], xmp)
    return _WIDTH.sub(rb"\g<1>%d" % size[1], xmp)


def from_png_text(chunk: bytes) -> bytes | None:
    """Return what an uncompressed iTXt chunk holds; None where it is no XMP."""
    if not chunk.startswith(PNG_KEYWORD + b"\0"):
        return None
    # Flag and method of compression, language, keyword in that language, text.
    parts = chunk[len(PNG_KEYWORD) + 2 :].split(b"\0", 2)
    return parts[2] if len(parts) == 3 else None


def to_png_text(xmp: bytes) -> bytes:
    """Return the content of an iTXt chunk that holds it."""
    return PNG_KEYWORD + bytes(4) + xmp
