"""``pconv demo``: see it work."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from pconv_studio.cli.console import (
    Device,
    DeviceOption,
    MethodOption,
    ModelOption,
    progress_bar,
    tell_notes,
)
from pconv_studio.core.errors import UsageError


def demo(
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Where to save; else pconv-demo-NAME."),
    ] = None,
    sample: Annotated[
        str | None, typer.Option("--sample", help="Which bundled photo; --sample list shows them.")
    ] = None,
    method: MethodOption = "pconv-detail",
    model: ModelOption = None,
    device: DeviceOption = Device.auto,
) -> None:
    """Fill the hole of a bundled photo with the bundled model, and say where the result lies."""
    from pconv_resources import samples
    from pconv_studio.inference.fill_file import FillOptions, fill_file
    from pconv_studio.inference.registry import check_choice

    check_choice(method, model)
    known = {entry.name: entry for entry in samples()}
    if sample == "list":
        for entry in known.values():
            size = f"{entry.width} x {entry.height}"
            print(f"{entry.name:16} {size:12} removes {entry.removes}; {entry.credit}")
        return
    if sample is not None and sample not in known:
        raise UsageError(f"there is no sample photo {sample!r}; there are {', '.join(known)}")
    chosen = known[sample] if sample else next(iter(known.values()))
    # A demo may be run twice: its own file may be replaced, one that was asked for may not.
    name = f"pconv-demo-{chosen.name}.jpg"
    target = output or Path(name)
    if os.path.isdir(target):
        target = target / name
    options = FillOptions(method, model, device, overwrite=output is None)
    with progress_bar(f"removing {chosen.removes}") as report:
        filled = fill_file(chosen.file, chosen.hole, target, options, progress=report)
    tell_notes(filled.notes)
    result = filled.result
    print(f"{chosen.credit}: removed {chosen.removes}")
    print(f"before: {chosen.file}")
    print(f"after:  {filled.saved.resolve()}")
    print(
        f"{filled.hole_pixels} pixels filled by {result.method} on {result.device} "
        f"in {result.seconds:.1f} s, {filled.changed_outside} changed outside the hole"
    )
