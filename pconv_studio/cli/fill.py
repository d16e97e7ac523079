"""``pconv fill``: one photo, or a folder of them."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pconv_studio.cli.console import (
    ERR,
    Device,
    DeviceOption,
    HoleColour,
    JsonOption,
    MethodOption,
    ModelOption,
    make_folder,
    progress_bar,
    tell_notes,
)
from pconv_studio.core.errors import UsageError, UserError

if TYPE_CHECKING:
    from pconv_studio.inference.contract import Progress


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
    from pconv_studio.inference.registry import get_method

    get_method(method)
    options = FillOptions(method, model, device, hole.value, overwrite)
    if photo.is_dir():
        _fill_folder(photo, mask, output, options, as_json)
    else:
        _fill_one(photo, mask, output, options, as_json)


def _fill_one(photo: Path, mask: Path, output: Path | None, options: Any, as_json: bool) -> None:
    from pconv_studio.inference.fill_file import default_output, fill_file, mask_for

    target = output or default_output(photo)
    if target.is_dir():
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
    folder: Path, masks: Path, output: Path | None, options: Any, as_json: bool
) -> None:
    from pconv_studio.inference.fill_file import default_output, fill_file, mask_for, photos_in

    if output is None:
        raise UsageError("a folder of photos needs -o with the folder for the results")
    if output.exists() and not output.is_dir():
        raise UsageError(f"{output}: this is a file; give the folder for the results")
    photos = [p for p in photos_in(folder) if not (masks.exists() and p.samefile(masks))]
    make_folder(output)
    if output.samefile(folder):
        raise UsageError(f"{output}: the results would lie among the photos; give another folder")
    done: list[dict[str, Any]] = []
    failed: list[dict[str, str]] = []
    written: set[Path] = set()
    started = time.monotonic()
    with progress_bar(f"{len(photos)} photos") as report:
        for index, photo in enumerate(photos):
            report(index / len(photos), photo.name)
            # The source's name, in a format that can be written.
            target = output / default_output(photo).with_stem(photo.stem).name
            try:
                filled = fill_file(
                    photo,
                    mask_for(photo, masks),
                    target,
                    # Never over a result of this very run: a.gif and a.png both become a.png.
                    replace(options, overwrite=options.overwrite and target not in written),
                    progress=_part_of(report, index, len(photos), photo.name),
                )
            except Exception as error:  # noqa: BLE001 - one bad file never stops the rest
                reason = (
                    str(error)
                    if isinstance(error, UserError)
                    else f"{photo}: {type(error).__name__}: {error}"
                )
                failed.append({"photo": str(photo), "error": " ".join(reason.split())})
                ERR.print(f"pconv: {failed[-1]['error']}", markup=False)
            else:
                written.add(target)
                done.append(_describe(filled))
                ERR.print(f"{filled.saved}  {filled.result.seconds:.1f} s", markup=False)
    seconds = time.monotonic() - started
    if as_json:
        print(
            json.dumps({"filled": done, "failed": failed, "seconds": round(seconds, 2)}, indent=2)
        )
    else:
        print(
            f"{len(done)} of {len(photos)} photos filled in {seconds:.0f} s, {len(failed)} failed"
        )
    if failed:
        raise typer.Exit(1)


def _part_of(report: Progress, index: int, count: int, name: str) -> Progress:
    """The progress of one photo as a part of the whole."""

    def part(share: float, text: str) -> None:
        report((index + share) / count, f"{name}: {text}")

    return part


def _describe(filled: Any) -> dict[str, Any]:
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
