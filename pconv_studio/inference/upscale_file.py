"""From a photo file to a larger photo file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pconv_studio.core.decode import check_file, load_photo
from pconv_studio.core.encode import check_sides, save_notes, save_photo
from pconv_studio.core.errors import UsageError, UserError
from pconv_studio.inference.contract import Progress
from pconv_studio.inference.enlarger_choices import NETWORK
from pconv_studio.inference.photo_files import PHOTO_ITSELF, check_output, output_beside
from pconv_studio.inference.upscale import UpscaleResult, upscale


@dataclass(frozen=True, eq=False)
class UpscaledFile:
    """What became of one photo."""

    photo: Path
    saved: Path
    result: UpscaleResult
    notes: tuple[str, ...]
    """Everything people should know, from reading to saving."""


@dataclass(frozen=True)
class UpscaleOptions:
    """How to enlarge, the same for every photo of a folder."""

    factor: int
    method: str = NETWORK
    model: str | None = None
    device: str = "auto"
    keep_known: bool = False
    overwrite: bool = False


def default_output(photo: Path, factor: int) -> Path:
    """Where an enlarged photo goes unless told otherwise, such as ``photo_x2.jpg`` beside it."""
    return output_beside(photo, f"x{factor}")


def upscale_file(
    photo_path: Path,
    output: Path,
    options: UpscaleOptions,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> UpscaledFile:
    """Read, enlarge, save; depth, alpha, profile and EXIF stay.

    Raises:
        UserError: any of the three did not work; nothing is left at ``output`` then.
        Cancelled: ``cancelled`` said so.
    """
    check_file(photo_path)
    check_output(output, [(photo_path, PHOTO_ITSELF)], overwrite=options.overwrite)
    photo = load_photo(photo_path)
    check_sides(output, tuple(side * options.factor for side in photo.pixels.shape[:2]))
    try:
        result = upscale(
            photo.pixels,
            options.factor,
            method=options.method,
            model=options.model,
            device=options.device,
            keep_known=options.keep_known,
            progress=progress,
            cancelled=cancelled,
        )
    except UserError as error:
        # What is too large is so for this photo; the rest of a folder may be smaller.
        kind = UsageError if isinstance(error, UsageError) else UserError
        raise kind(f"{photo_path}: {error}") from error
    larger = photo.with_pixels(result.pixels)
    saved = save_photo(larger, output, overwrite=options.overwrite)
    notes = (*photo.notes, *result.notes, *save_notes(larger, output))
    return UpscaledFile(photo_path, saved, result, notes)
