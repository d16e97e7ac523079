"""Limits that are checked by a file's header, before anything is decoded."""

from __future__ import annotations

from pconv_studio.core.errors import PhotoError

MAX_PIXELS = 500_000_000


def check_size(width: int, height: int) -> None:
    """Refuse sizes no photo has.

    Raises:
        PhotoError: A side is 0, or there are more than `MAX_PIXELS` pixels.
    """
    if width < 1 or height < 1:
        raise PhotoError("the file holds a picture without pixels; get a fresh copy")
    if width * height > MAX_PIXELS:
        raise PhotoError(
            f"{width} x {height} pixels are more than the {MAX_PIXELS // 1_000_000} megapixels "
            "that can be opened; make it smaller first"
        )
