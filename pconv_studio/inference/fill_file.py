"""From a photo file and a mask file to a filled photo file."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from pconv_studio.core.decode import check_file, counts_as_photo, load_photo
from pconv_studio.core.encode import check_sides, save_notes, save_photo
from pconv_studio.core.errors import MaskError
from pconv_studio.core.masks import load_mask
from pconv_studio.inference.contract import FillResult, Progress
from pconv_studio.inference.fill import fill
from pconv_studio.inference.photo_files import PHOTO_ITSELF, check_output, output_beside

# Whole sentences: they are translated as they stand.
_NO_HOLE = {
    "white": "the mask has no hole; paint what must go in white, or say --hole black",
    "black": "the mask has no hole; paint what must go in black, or say --hole white",
}
_MASK_ITSELF = "that is the mask itself, which is never overwritten; give another -o"


@dataclass(frozen=True, eq=False)
class FilledFile:
    """What became of one photo."""

    photo: Path
    saved: Path
    result: FillResult
    hole_pixels: int
    changed_outside: int
    """Pixels outside the hole that differ from the source, before encoding: 0, and counted."""
    notes: tuple[str, ...]
    """Everything people should know, from reading to saving."""


@dataclass(frozen=True)
class FillOptions:
    """How to fill, the same for every photo of a batch."""

    method: str = "pconv-detail"
    model: str | None = None
    device: str = "auto"
    polarity: Literal["white", "black"] = "white"
    """``white``: white mask pixels are the hole; ``black``: black ones are."""
    overwrite: bool = False


def default_output(photo: Path) -> Path:
    """Where a filled photo goes unless told otherwise: beside it, in its format if possible."""
    return output_beside(photo, "filled")


def fill_file(
    photo_path: Path,
    mask_path: Path,
    output: Path,
    options: FillOptions,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FilledFile:
    """Read, fill, save.

    Raises:
        UserError: any of the three did not work; nothing is left at ``output`` then.
        Cancelled: ``cancelled`` said so.
    """
    check_file(photo_path)
    check_file(mask_path)
    inputs = [(photo_path, PHOTO_ITSELF), (mask_path, _MASK_ITSELF)]
    check_output(output, inputs, overwrite=options.overwrite)
    photo = load_photo(photo_path)
    check_sides(output, photo.pixels.shape)
    height, width = photo.pixels.shape[:2]
    hole, mask_notes = load_mask(mask_path, polarity=options.polarity, size=(height, width))
    if not hole.any():
        raise MaskError(f"{mask_path}: {_NO_HOLE[options.polarity]}")
    try:
        result = fill(
            photo.pixels,
            hole,
            method=options.method,
            model=options.model,
            device=options.device,
            progress=progress,
            cancelled=cancelled,
        )
    except MaskError as error:
        raise MaskError(f"{photo_path}: {error}") from error
    filled = photo.with_pixels(result.pixels)
    saved = save_photo(filled, output, overwrite=options.overwrite)
    # Compared as bytes: a NaN outside the hole is unchanged although it does not equal itself.
    before, after = (
        np.ascontiguousarray(p[~hole]).view(np.uint8) for p in (photo.pixels, result.pixels)
    )
    different = (before != after).reshape(int((~hole).sum()), -1).any(axis=1)
    notes = (*photo.notes, *mask_notes, *result.notes, *save_notes(filled, output))
    return FilledFile(photo_path, saved, result, int(hole.sum()), int(different.sum()), notes)


def mask_for(photo: Path, masks: Path, *, photos: Collection[Path] = ()) -> Path:
    """The mask of a photo: ``masks`` itself, or in that folder the picture with the photo's stem.

    Args:
        photo: what is to be filled.
        masks: a picture, or a folder of them.
        photos: all that are to be filled. Where photos and masks lie in one folder, which is which
            cannot be told from their names.

    Raises:
        MaskError: the folder has none, or several, or its mask is one of the photos.
    """
    if not masks.is_dir():
        return masks
    itself = photo.resolve()
    found = sorted(
        p
        for p in masks.iterdir()
        if p.stem == photo.stem and counts_as_photo(p) and p.resolve() != itself
    )
    if len(found) != 1:
        what = "no mask" if not found else f"{len(found)} masks"
        raise MaskError(
            f"{photo}: {what} called {photo.stem!s}.* in {masks!s}; name exactly one like the photo"
        )
    mask = found[0].resolve()
    if any(other.stem == photo.stem and other.resolve() == mask for other in photos):
        raise MaskError(
            f"{photo}: its mask {found[0]} is to be filled as well; "
            "put the masks into a folder of their own"
        )
    return found[0]
