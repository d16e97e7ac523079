"""``pconv masks``: irregular holes as files, the paper's test set, and what folders hold."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from pconv_studio.cli.console import ERR, HoleColour, JsonOption, make_folder, progress_bar
from pconv_studio.core.errors import UsageError, UserError

app = typer.Typer(help="Make masks, and look at them.", no_args_is_help=True)


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


ProcessesOption = Annotated[
    int, typer.Option("--processes", min=0, help="How many work at it; 0: one for each core.")
]


@app.command("testset")
def make_test_set(
    output: Annotated[
        Path, typer.Option("-o", "--out", "--output", help="Folder for the masks; continued.")
    ],
    per_cell: Annotated[
        int, typer.Option("--per-cell", min=1, help="Masks in each of the twelve cells.")
    ] = 1000,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="The same seed gives the same files.")
    ] = 1,
    size: Annotated[int, typer.Option("--size", min=64, max=4096, help="Side in pixels.")] = 512,
    raw: Annotated[
        Path | None,
        typer.Option("--raw", help="Folder of raw masks to start from, such as from-video makes."),
    ] = None,
    raw_hole: Annotated[
        HoleColour | None, typer.Option("--raw-hole", help="Colour of the holes in --raw.")
    ] = None,
    processes: ProcessesOption = 0,
) -> None:
    """Make the paper's test set: six shares of hole, with and without border contact.

    Without: every hole pixel is at least 50 pixels (at 512) away from the border. With: the hole
    touches the border. A run that was stopped goes on; the files do not depend on --processes.
    """
    from pconv_training.cells import CELLS
    from pconv_training.manifest import MANIFEST_FILE
    from pconv_training.mask_folder import find_masks
    from pconv_training.parallel import usable_cores
    from pconv_training.testset import TestsetPlan, make_testset

    if raw is not None:
        if raw_hole is None:
            raise UsageError("--raw needs --raw-hole white or black: sets differ in it")
        find_masks(raw)
    plan = TestsetPlan(
        per_cell=per_cell,
        seed=seed,
        side=size,
        raw_folder="" if raw is None else str(raw),
        raw_polarity="" if raw is None or raw_hole is None else raw_hole.value,
    )
    total = per_cell * len(CELLS)
    started = time.monotonic()
    with progress_bar(f"{total} masks") as report:
        for done in make_testset(output, plan, processes=processes or usable_cores()):
            report(done / total, f"{done}")
    seconds = time.monotonic() - started
    print(f"{output / MANIFEST_FILE}: {total} masks in {len(CELLS)} cells, {seconds:.1f} s")


@app.command("from-video")
def from_video(
    video: Annotated[Path, typer.Argument(help="A video, or a folder of frames.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Folder for the masks; made if it is not there.")
    ],
    size: Annotated[int, typer.Option("--size", min=16, max=4096, help="Side in pixels.")] = 512,
    step: Annotated[int, typer.Option("--step", min=1, help="Take every how many frames.")] = 1,
    count: Annotated[int, typer.Option("--count", min=0, help="At most so many; 0: all.")] = 0,
    ratio_min: Annotated[
        float, typer.Option("--ratio-min", min=0, max=1, help="Least share of hole.")
    ] = 0.002,
    ratio_max: Annotated[
        float, typer.Option("--ratio-max", min=0, max=1, help="Greatest; above is a cut.")
    ] = 0.5,
) -> None:
    """Raw masks as in the paper: what two consecutive frames of a video do not both show.

    Optical flow (DIS) forwards and backwards; where they do not cancel is the mask, white = hole.
    """
    from pconv_studio.core.masks import save_mask
    from pconv_training.flow_masks import occlusion_masks, square_frames

    make_folder(output)
    previous, frames, written = None, 0, 0
    with progress_bar(video.name) as report:
        for frame in square_frames(video, side=size, step=step):
            if previous is not None:
                for kind, hole in zip("ab", occlusion_masks(previous, frame), strict=True):
                    wanted = ratio_min < hole.mean() <= ratio_max
                    if wanted and not (count and written >= count):
                        save_mask(hole, output / f"{video.stem}-{frames:06}{kind}.png")
                        written += 1
            previous, frames = frame, frames + 1
            report(written / count if count else 0.0, f"{frames} frames, {written} masks")
            if count and written >= count:
                break
    if written == 0:
        raise UserError(
            f"{video}: {frames} frames, and no pair of them gives a mask with a share of hole in "
            f"({ratio_min}, {ratio_max}]; take a video with motion, or another --step"
        )
    print(f"{output}: {written} masks from {frames} frames")


@app.command("stats")
def stats(
    folder: Annotated[Path, typer.Argument(help="Folder of masks; subfolders count.")],
    hole: Annotated[
        HoleColour, typer.Option("--hole", help="Which pixels are the hole.")
    ] = HoleColour.white,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Plot the distribution to this SVG file.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a plot that is there already.")
    ] = False,
    processes: ProcessesOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Tell how the masks of a folder are distributed, as a table and as a plot."""
    from pconv_studio.core.atomic import atomic_write
    from pconv_training.mask_folder import checked_polarity, find_masks
    from pconv_training.mask_stats import facts_reader, ratio_plot, summarise
    from pconv_training.parallel import in_processes, usable_cores

    if output is not None and output.suffix.lower() != ".svg":
        raise UsageError(f"{output}: the plot is an SVG; give a name that ends in .svg")
    if output is not None and output.exists() and not overwrite:
        raise UsageError(
            f"{output}: there is a file of that name already; give another -o, or --overwrite"
        )
    files = find_masks(folder)
    # Starting a process takes as long as reading some thousand masks.
    workers = min(processes or usable_cores(), 1 + len(files) // 1000)
    facts, unread = [], 0
    with progress_bar(f"{len(files)} masks") as report:
        for found in in_processes(
            facts_reader(checked_polarity(hole.value)), files, processes=workers
        ):
            if found is None:
                unread += 1
            else:
                facts.append(found)
            report((len(facts) + unread) / len(files), "")
    if not facts:
        raise UserError(f"{folder}: not one of its {len(files)} pictures can be read")
    summary = summarise(facts)
    if output is not None:
        atomic_write(output, ratio_plot(facts).encode(), overwrite=overwrite)
    if as_json:
        print(json.dumps(summary | {"unreadable": unread}, indent=2))
    else:
        _print_stats(summary)
    if unread:
        ERR.print(f"{unread} pictures cannot be read", markup=False)
    if summary["ratio"]["median"] > 0.6:
        other = "black" if hole == HoleColour.white else "white"
        ERR.print(f"note: most of each mask is hole; perhaps its holes are {other}: see --hole")


def _print_stats(summary: dict[str, Any]) -> None:
    from pconv_training.cells import CELLS

    sizes = ", ".join(f"{count} of {size}" for size, count in summary["sizes"].items())
    print(f"{summary['count']} masks: {sizes}")
    print("share of hole   away from the border   near the border")
    for inside, border in zip(CELLS[::2], CELLS[1::2], strict=True):
        counts = summary["cells"]
        print(f"{inside.bin_title:<15} {counts[inside.name]:>20}   {counts[border.name]:>15}")
    print(f"in none of these bins: {summary['outside']}")
    for name, what in (
        ("ratio", "share of hole"),
        ("depth", "depth in pixels"),
        ("parts", "separate holes"),
    ):
        spread = "  ".join(f"{key} {value:.4g}" for key, value in summary[name].items())
        print(f"{what + ':':<16} {spread}")


def _parse_size(text: str) -> tuple[int, int]:
    parts = text.lower().split("x")
    if len(parts) not in (1, 2) or not all(
        re.fullmatch("[0-9]{1,5}", part) and 8 <= int(part) <= 16384 for part in parts
    ):
        raise UsageError(
            f"--size {text}: a side, or WIDTHxHEIGHT, of 8 to 16384 pixels is possible"
        )
    return int(parts[0]), int(parts[-1])
