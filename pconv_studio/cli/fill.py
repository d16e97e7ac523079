"""``pconv fill``: one photo, or a folder of them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pconv_studio.cli.console import (
    Device,
    DeviceOption,
    HoleColour,
    JsonOption,
    MethodOption,
    ModelOption,
    progress_bar,
    tell_notes,
)
from pconv_studio.cli.folder import folder_for_results, process_folder
from pconv_studio.core.errors import UsageError

if TYPE_CHECKING:
    from pconv_studio.inference.contract import Progress
    from pconv_studio.inference.fill_file import FilledFile, FillOptions


def fill_command(
    photo: Annotated[Path, typer.Argument(help="A photo, or a folder of photos.")],
    mask: Annotated[
        Path,
        typer.Option("--mask", help="The hole as a picture, or a folder with one for each photo."),
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Where to save; for a folder of photos, a folder."),
    ] = None,
    method: MethodOption = "pconv-detail",
    model: ModelOption = None,
    device: DeviceOption = Device.auto,
    hole: Annotated[
        HoleColour, typer.Option("--hole", help="Which mask pixels are the hole.")
    ] = HoleColour.white,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace results that are there already.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Fill the hole of a photo; nothing outside it changes, and the photo is never overwritten."""
    from pconv_studio.inference.fill_file import FillOptions
    from pconv_studio.inference.registry import check_choice

    check_choice(method, model)
    options = FillOptions(method, model, device, hole.value, overwrite)
    if os.path.isdir(photo):
        _fill_folder(photo, mask, output, options, as_json)
    else:
        _fill_one(photo, mask, output, options, as_json)


def _fill_one(
    photo: Path, mask: Path, output: Path | None, options: FillOptions, as_json: bool
) -> None:
    from pconv_studio.inference.fill_file import default_output, fill_file, mask_for

    target = output or default_output(photo)
    if os.path.isdir(target):
        target = target / default_output(photo).name
    with progress_bar(photo.name) as report:
        filled = fill_file(photo, mask_for(photo, mask), target, options, progress=report)
    tell_notes(filled.notes)
    if as_json:
        print(json.dumps(_describe(filled), indent=2))
    else:
        print(
            f"{filled.saved}: {filled.hole_pixels} pixels filled by {filled.result.method} "
            f"on {filled.result.device} in {filled.result.seconds:.1f} s"
        )


def _fill_folder(
    folder: Path, masks: Path, output: Path | None, options: FillOptions, as_json: bool
) -> None:
    from pconv_studio.inference.fill_file import fill_file, mask_for
    from pconv_studio.inference.photo_files import photos_in

    def work(photo: Path, target: Path, progress: Progress) -> dict[str, Any]:
        mask = mask_for(photo, masks, photos=photos)
        return _describe(fill_file(photo, mask, target, options, progress=progress))

    photos = [p for p in photos_in(folder) if not (masks.exists() and p.samefile(masks))]
    if not photos:
        raise UsageError(f"{folder}: the mask is the only picture in this folder; add the photos")
    results = folder_for_results(folder, output)
    process_folder(photos, results, work, done_word="filled", as_json=as_json)


def _describe(filled: FilledFile) -> dict[str, Any]:
    return {
        "photo": str(filled.photo),
        "saved": str(filled.saved),
        "method": filled.result.method,
        "device": filled.result.device,
        "seconds": round(filled.result.seconds, 3),
        "hole_pixels": filled.hole_pixels,
        "changed_outside_hole": filled.changed_outside,
        "notes": list(filled.notes),
    }
