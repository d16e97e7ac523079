"""Telling a whole JPEG from one that only ends like one.

libjpeg fills what is missing before the end marker with grey and reports it nowhere Pillow looks.
"""

from __future__ import annotations

import io
import re
import struct
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from typing import Any

    import numpy.typing as npt

# Within compressed data, FF 00 is a plain FF, and FF D0 to FF D7 are restart marks.
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_START_OF_SCAN, _END = 0xDA, 0xD9


def end_marker(data: bytes) -> int | None:
    """Return where the end marker of the first picture stands, None where there is none."""
    position = 2
    while True:
        found = _MARKER.search(data, position)
        if found is None:
            return None
        if data[found.start() + 1] == _END:
            return found.start()
        if found.end() + 2 > len(data):
            return None
        position = found.end() + int(struct.unpack_from(">H", data, found.end())[0])


def is_whole(data: bytes, pixels: npt.NDArray[Any], *, progressive: bool) -> bool:
    """Whether the compressed data reaches to the last pixel.

    Bytes put between the data and its end marker change nothing in a whole picture; in a cut one
    they are taken for pixels. The second decoding is needed only where the last pixels are all
    alike, as filled ones are, or where the picture is progressive: there a lack blurs.

    Args:
        data: The file.
        pixels: (H, W) or (H, W, C) uint8, as Pillow decoded it, before any conversion.
        progressive: Whether the picture comes in several scans.
    """
    end = end_marker(data)
    if end is None:
        return False
    corner = pixels[-2:, -2:]
    if not progressive and np.any(corner != corner[-1, -1]):
        return True
    stuffed = data[:end] + b"\x55\xa3\x19\x6e" * 64 + b"\xff\xd9"
    with Image.open(io.BytesIO(stuffed), formats=("JPEG",)) as image:
        return np.array_equal(np.asarray(image), pixels)
