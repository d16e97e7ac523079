"""Coverage as a PNG: written without loss, and read back exactly where the file is ours."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pconv_studio.core.atomic import atomic_write
from pconv_studio.core.errors import UsageError
from pconv_studio.core.mask_edit import Coverage
from pconv_studio.core.masks import load_mask, save_mask

if TYPE_CHECKING:
    import os

MARK = "PConv Studio"
COVERAGE = "coverage"
"""Key and value of the text in files whose grey values are coverage, not to be thresholded."""


def save_coverage(
    coverage: Coverage, path: str | os.PathLike[str], *, overwrite: bool = False
) -> None:
    """Write a PNG, white = hole, whole or not at all.

    It has 1 bit a pixel where everything is covered wholly or not at all, otherwise 8 bits.

    Args:
        coverage: (H, W) uint8.
        path: Ends in .png.
        overwrite: Whether an existing file may be replaced.

    Raises:
        SaveError: The file exists and `overwrite` is off, or it cannot be written.
        UsageError: The name does not end in .png.
    """
    if np.all((coverage == 0) | (coverage == 255)):
        save_mask(coverage == 255, path, overwrite=overwrite)
        return
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    if Path(path).suffix.lower() != ".png":
        raise UsageError(f"{path}: a mask is saved as PNG; give a name that ends in .png")
    text = PngInfo()
    text.add_text(MARK, COVERAGE)
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(coverage)).save(buffer, "PNG", pnginfo=text)
    atomic_write(path, buffer.getvalue(), overwrite=overwrite)


def load_coverage(
    path: str | os.PathLike[str], *, size: tuple[int, int] | None = None
) -> tuple[Coverage, tuple[str, ...]]:
    """Read a mask: exactly where :func:`save_coverage` wrote it, otherwise as black and white.

    Args:
        path: Any picture that can be opened.
        size: Height and width the mask has to have.

    Returns:
        (H, W) uint8, and notes for people.

    Raises:
        PhotoError: The picture cannot be opened.
        MaskError: Its size is not `size`.
    """
    hole, notes = load_mask(path, size=size)
    # Opened as any picture before, so that what is damaged or too large has been refused.
    if _is_ours(path):
        from PIL import Image

        with Image.open(path) as image:
            return np.array(image, np.uint8), ()
    return np.where(hole, np.uint8(255), np.uint8(0)), notes


def _is_ours(path: str | os.PathLike[str]) -> bool:
    from PIL import Image

    try:
        with Image.open(path) as image:
            return image.format == "PNG" and image.mode == "L" and image.info.get(MARK) == COVERAGE
    except Exception:  # noqa: BLE001 - Pillow raises anything, and only we write what it reads
        return False
