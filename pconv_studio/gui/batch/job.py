"""One photo of a batch, from the file to the filled file; no window, any thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

from pconv_studio.core.decode import load_photo, stored_format
from pconv_studio.core.export import expand_pattern, suggest
from pconv_studio.core.photo import Pixels
from pconv_studio.gui.thumbnails import thumbnail
from pconv_studio.inference.contract import Progress
from pconv_studio.inference.fill_file import FilledFile, FillOptions, mask_for

log = logging.getLogger(__name__)

THUMBNAIL = 224
"""Pixels of the longer side of the pictures in the review."""

FillFunction = Callable[..., FilledFile]
"""Called as :func:`pconv_studio.inference.fill_file.fill_file` is."""


@dataclass(frozen=True)
class BatchJob:
    """What is the same for every photo."""

    masks: Path
    """A mask for all, or a folder that has one named like each photo."""
    folder: Path
    """Where results go; made if need be."""
    pattern: str
    """Their names, see :func:`pconv_studio.core.export.expand_pattern`."""
    format: str
    """``same``, or one of the formats that can be saved, such as ``TIFF``."""
    options: FillOptions
    photos: tuple[Path, ...] = ()
    """All that are to be filled: none of them is another's mask."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """A photo that was filled."""

    saved: Path
    seconds: float
    notes: tuple[str, ...]
    before: bytes
    """A small JPEG; empty where none could be made."""
    after: bytes


def output_for(photo: Path, job: BatchJob, index: int) -> Path:
    """Return a name for the result that no file has yet.

    Args:
        photo: The source.
        job: With folder, pattern and format.
        index: The photo's number in the batch, from 1.

    Raises:
        UserError: The pattern makes no sense.
    """
    name = expand_pattern(
        job.pattern,
        source=photo,
        format=job.format,
        kind=stored_format(photo),
        index=index,
        date=date.today(),
    )
    return suggest(job.folder / name)


def run_one(
    photo: Path,
    job: BatchJob,
    *,
    index: int,
    fill: FillFunction,
    progress: Progress,
    cancelled: Callable[[], bool],
) -> Outcome:
    """Fill one photo and make its small pictures.

    Args:
        photo: The source.
        job: What is the same for every photo.
        index: The photo's number in the batch, from 1.
        fill: Reads, fills and saves.
        progress: Told how far it is.
        cancelled: Asked now and then whether to stop.

    Raises:
        UserError: It did not work; nothing is left behind.
        Cancelled: `cancelled` said so.
    """
    mask = mask_for(photo, job.masks, photos=job.photos)
    target = output_for(photo, job, index)
    filled = fill(photo, mask, target, job.options, progress=progress, cancelled=cancelled)
    try:
        before = small_jpeg(load_photo(photo).pixels)
        after = small_jpeg(filled.result.pixels)
    except Exception:  # the result is saved; only its picture is missing
        log.exception("no picture of %s", photo)
        before = after = b""
    return Outcome(filled.saved, filled.result.seconds, filled.notes, before, after)


def small_jpeg(pixels: Pixels) -> bytes:
    """Return a small picture as JPEG; transparent parts are grey.

    Args:
        pixels: (H, W, 3|4) of any depth a photo may have.
    """
    small = thumbnail(pixels, THUMBNAIL)
    if small.hasAlphaChannel():
        flat = QImage(small.size(), QImage.Format.Format_RGB32)
        flat.fill(QColor("#808080"))
        painter = QPainter(flat)
        painter.drawImage(0, 0, small)
        painter.end()
        small = flat
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpeg"))
    writer.setQuality(88)
    writer.write(small)
    buffer.close()
    return bytes(data.data())


def megapixels(photo: Path) -> float | None:
    """Return the size of a photo from the head of its file; None where that is not enough."""
    try:
        with Image.open(photo) as image:
            width, height = image.size
    except Exception:  # noqa: BLE001 - whatever is wrong is told when the photo is filled
        return None
    return width * height / 1e6
