"""``pconv masks``: irregular holes as files."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Annotated

import typer

from pconv_studio.cli.console import make_folder, progress_bar
from pconv_studio.core.errors import UsageError, UserError

app = typer.Typer(help="Make masks.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `generate` a subcommand although it is the only one so far."""


@app.command("generate")
def generate(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Folder for the masks; made if it is not there.")
    ],
    count: Annotated[int, typer.Option("--count", min=1, help="How many.")] = 100,
    size: Annotated[str, typer.Option("--size", help="Side, or WIDTHxHEIGHT, in pixels.")] = "512",
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="The same seed gives the same masks.")
    ] = 1,
    ratio_min: Annotated[
        float, typer.Option("--ratio-min", min=0, max=1, help="Least share of hole.")
    ] = 0.01,
    ratio_max: Annotated[
        float, typer.Option("--ratio-max", min=0, max=1, help="Greatest share of hole.")
    ] = 0.6,
) -> None:
    """Draw random irregular masks as 1-bit PNG files, white = hole; no file is overwritten."""
    import numpy as np

    from pconv_studio.core.masks import save_mask
    from pconv_training.masks import MaskRecipe, irregular_mask

    width, height = _parse_size(size)
    if ratio_min >= ratio_max:
        raise UsageError(f"--ratio-min {ratio_min} is not below --ratio-max {ratio_max}")
    make_folder(output)
    recipe = MaskRecipe(ratio=(ratio_min, ratio_max))
    started = time.monotonic()
    with progress_bar(f"{count} masks") as report:
        for index in range(count):
            # Each mask has its own generator, so that a longer run begins with the same masks as a
            # shorter one.
            try:
                hole = irregular_mask(np.random.default_rng([seed, index]), height, width, recipe)
            except ValueError as error:
                raise UserError(str(error)) from error
            save_mask(hole, output / f"{index:06}.png")
            report((index + 1) / count, "")
    print(f"{output}: {count} masks of {width} x {height} in {time.monotonic() - started:.1f} s")


def _parse_size(text: str) -> tuple[int, int]:
    parts = text.lower().split("x")
    if len(parts) not in (1, 2) or not all(
        re.fullmatch("[0-9]{1,5}", part) and 8 <= int(part) <= 16384 for part in parts
    ):
        raise UsageError(
            f"--size {text}: a side, or WIDTHxHEIGHT, of 8 to 16384 pixels is possible"
        )
    return int(parts[0]), int(parts[-1])
