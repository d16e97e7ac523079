"""``pconv upscale``: one photo, or a folder of them, larger."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pconv_studio.cli.console import Device, DeviceOption, JsonOption, progress_bar, tell_notes
from pconv_studio.cli.folder import folder_for_results, process_folder

if TYPE_CHECKING:
    from pconv_studio.inference.contract import Progress
    from pconv_studio.inference.upscale_file import UpscaledFile, UpscaleOptions


def upscale_command(
    photo: Annotated[Path, typer.Argument(help="A photo, or a folder of photos.")],
    scale: Annotated[int, typer.Option("--scale", help="Factor for both sides, 2 to 8.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Where to save; for a folder of photos, a folder."),
    ] = None,
    method: Annotated[
        str,
        typer.Option("--method", help="pconv, or lanczos, bicubic, nearest, which only resize."),
    ] = "pconv",
    model: Annotated[
        str | None,
        typer.Option("--model", help="One model for this factor; those that fit best otherwise."),
    ] = None,
    device: DeviceOption = Device.auto,
    keep_known: Annotated[
        bool,
        typer.Option(
            "--keep-known",
            help="Leave the photo's own pixels as they are between the new ones; less smooth.",
        ),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace results that are there already.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Enlarge a photo by partial convolution; depth, transparency, profile and EXIF stay."""
    from pconv_studio.inference.enlarger_choices import check_keepable, plan_upscale
    from pconv_studio.inference.photo_files import photos_in
    from pconv_studio.inference.upscale_file import UpscaleOptions, upscale_file

    # What is wrong with the request is said before any photo is read.
    plan = plan_upscale(scale, method=method, model=model)
    if keep_known:
        check_keepable(plan)
    options = UpscaleOptions(scale, method, model, device, keep_known, overwrite)
    if not os.path.isdir(photo):
        _upscale_one(photo, output, options, as_json=as_json)
        return

    def work(one: Path, target: Path, progress: Progress) -> dict[str, Any]:
        return _describe(upscale_file(one, target, options, progress=progress))

    photos = photos_in(photo)
    results = folder_for_results(photo, output)
    process_folder(photos, results, work, done_word="enlarged", as_json=as_json)


def _upscale_one(
    photo: Path, output: Path | None, options: UpscaleOptions, *, as_json: bool
) -> None:
    from pconv_studio.inference.upscale_file import default_output, upscale_file

    target = output or default_output(photo, options.factor)
    if os.path.isdir(target):
        target = target / default_output(photo, options.factor).name
    with progress_bar(photo.name) as report:
        enlarged = upscale_file(photo, target, options, progress=report)
    tell_notes(enlarged.notes)
    if as_json:
        print(json.dumps(_describe(enlarged), indent=2))
        return
    height, width = enlarged.result.pixels.shape[:2]
    print(
        f"{enlarged.saved}: {width} x {height} pixels by {_how(enlarged)} "
        f"on {enlarged.result.device} in {enlarged.result.seconds:.1f} s"
    )


def _how(enlarged: UpscaledFile) -> str:
    plan = enlarged.result.plan
    return ", ".join(passed.name for passed in plan.passes) or f"{plan.method} (only resized)"


def _describe(enlarged: UpscaledFile) -> dict[str, Any]:
    height, width = enlarged.result.pixels.shape[:2]
    plan = enlarged.result.plan
    return {
        "photo": str(enlarged.photo),
        "saved": str(enlarged.saved),
        "width": width,
        "height": height,
        "method": plan.method,
        "models": [passed.name for passed in plan.passes],
        "device": enlarged.result.device,
        "seconds": round(enlarged.result.seconds, 3),
        "notes": list(enlarged.notes),
    }
