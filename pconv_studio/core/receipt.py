"""The fidelity receipt: what an exported file holds of the photo it was made from."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pconv_studio.core import exif
from pconv_studio.core.color import flatten, to_uint8, to_uint16
from pconv_studio.core.decode import load_photo
from pconv_studio.core.photo import Photo
from pconv_studio.core.receipt_lines import Line, receipt_lines

Array = npt.NDArray[Any]

_DEPTHS = {"uint8": 8, "uint16": 16, "float32": 32}
_SIZE_TAGS = (0xA002, 0xA003)
_ROWS = 256


@dataclass(frozen=True)
class Receipt:
    """What became of a photo in an exported file.

    Attributes:
        file: The exported file.
        bytes: Its length.
        size: Height and width of what it holds.
        size_before: Of the photo.
        format: Of the file, such as JPEG.
        format_before: Of the photo's file.
        depth: Bits a channel in the file.
        depth_before: In the photo.
        icc: Name of the file's colour profile; empty for none.
        icc_before: Of the photo's.
        icc_same: Whether both profiles are the same, byte by byte, or both missing.
        exif: Number of EXIF tags in the file.
        exif_before: In the photo.
        exif_kept: Whether every tag of the photo is in the file with the same value; sizes, which
            may have changed, apart.
        alpha: Whether the file has transparency.
        alpha_before: Whether the photo has.
        changed_inside: Pixels in the hole that differ from the photo, before encoding.
        changed_outside: Pixels outside of it that do: 0, and counted.
        outside_after_encoding: Pixels outside the hole in which the file, decoded, differs from
            the photo at the file's depth; None when it was resized.
        largest_difference: The largest of these differences, in steps of the file's depth (for
            float, in values); None when it was resized.
        lossless: Whether the file, decoded, holds exactly what was edited.
    """

    file: Path
    bytes: int
    size: tuple[int, int]
    size_before: tuple[int, int]
    format: str
    format_before: str
    depth: int
    depth_before: int
    icc: str
    icc_before: str
    icc_same: bool
    exif: int
    exif_before: int
    exif_kept: bool
    alpha: bool
    alpha_before: bool
    changed_inside: int
    changed_outside: int
    outside_after_encoding: int | None
    largest_difference: float | None
    lossless: bool

    def lines(self, translate: Callable[[str], str] = str) -> list[Line]:
        """Return label, value, and whether the value is a good one, for people to read.

        Args:
            translate: Called with each text that is used (see `receipt_lines.TEXTS`), before
                numbers are put into its braces.
        """
        return receipt_lines(self, translate)


def make_receipt(
    photo: Photo, result_pixels: Array, changed_hole: npt.NDArray[np.bool_], exported: Path
) -> Receipt:
    """Hold an exported file against the photo it was made from.

    Args:
        photo: As opened.
        result_pixels: (H, W, C) of the photo's dtype: what was exported, before any resizing.
        changed_hole: (H, W) bool: where fills may have changed it.
        exported: The file; it is decoded again.

    Raises:
        PhotoError: The file cannot be opened.
    """
    file = Path(exported)
    decoded = load_photo(file)
    inside = outside = 0
    for rows in _bands(photo.pixels.shape[0]):
        different = _different(photo.pixels[rows], result_pixels[rows])
        inside += int(np.count_nonzero(different & changed_hole[rows]))
        outside += int(np.count_nonzero(different & ~changed_hole[rows]))
    same_size = decoded.pixels.shape[:2] == photo.pixels.shape[:2]
    count, most = _compare(photo, decoded, ~changed_hole) if same_size else (None, None)
    tags, tags_before = _tags(decoded.exif), _tags(photo.exif)
    return Receipt(
        file=file,
        bytes=file.stat().st_size,
        size=_size(decoded),
        size_before=_size(photo),
        format=decoded.format,
        format_before=photo.format,
        depth=_DEPTHS[decoded.pixels.dtype.name],
        depth_before=_DEPTHS[photo.pixels.dtype.name],
        icc=_profile_name(decoded.icc),
        icc_before=_profile_name(photo.icc),
        icc_same=decoded.icc == photo.icc,
        exif=len(tags),
        exif_before=len(tags_before),
        exif_kept=all(tags.get(name) == value for name, value in tags_before.items()),
        alpha=decoded.has_alpha,
        alpha_before=photo.has_alpha,
        changed_inside=inside,
        changed_outside=outside,
        outside_after_encoding=count,
        largest_difference=most,
        lossless=_is_same(decoded.pixels, result_pixels),
    )


def _size(photo: Photo) -> tuple[int, int]:
    return photo.pixels.shape[0], photo.pixels.shape[1]


def _bands(height: int) -> Iterator[slice]:
    """Slices of rows: of a whole large photo, every step would need as much memory again."""
    return (slice(row, row + _ROWS) for row in range(0, height, _ROWS))


def _bits(pixels: Array) -> Array:
    # Compared as bits: a NaN that is unchanged does not equal itself.
    return np.ascontiguousarray(pixels).view(f"u{pixels.itemsize}")


def _different(first: Array, second: Array) -> npt.NDArray[np.bool_]:
    return np.asarray((_bits(first) != _bits(second)).any(axis=2), bool)


def _is_same(first: Array, second: Array) -> bool:
    return (
        first.shape == second.shape
        and first.dtype == second.dtype
        and not any(_different(first[r], second[r]).any() for r in _bands(first.shape[0]))
    )


def _compare(photo: Photo, decoded: Photo, outside: npt.NDArray[np.bool_]) -> tuple[int, float]:
    """Count pixels that differ at the depth and with the channels of the decoded file."""
    count, most = 0, 0.0
    for rows in _bands(photo.pixels.shape[0]):
        before, after = photo.pixels[rows], decoded.pixels[rows]
        if after.dtype == np.uint8:
            before = to_uint8(before)
        elif after.dtype == np.uint16:
            before = to_uint16(before)
        elif before.dtype != np.float32:
            before = (before / np.iinfo(before.dtype).max).astype(np.float32)
        if before.shape[2] > after.shape[2]:
            before = flatten(before) if before.dtype == np.uint8 else before[..., :3]
        after = after[..., : before.shape[2]]
        different = _different(before, after) & outside[rows]
        if different.any():
            count += int(np.count_nonzero(different))
            steps = after[different].astype(np.float64) - before[different]
            most = max(most, float(np.nan_to_num(np.abs(steps)).max()))
    return count, most


def _tags(block: bytes | None) -> dict[tuple[str, int], exif.Tag]:
    tags = exif.collect(exif.strip_prefix(block)) if block else None
    if tags is None:
        return {}
    lists = (("main", tags.main), ("exif", tags.exif), ("gps", tags.gps))
    return {
        (name, number): tag
        for name, values in lists
        for number, tag in values.items()
        if number not in _SIZE_TAGS
    }


def _profile_name(icc: bytes | None) -> str:
    if not icc:
        return ""
    from PIL import ImageCms

    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        name = ImageCms.getProfileDescription(profile).strip()
    except (ImageCms.PyCMSError, OSError, ValueError):
        name = ""
    return name or "unnamed"
