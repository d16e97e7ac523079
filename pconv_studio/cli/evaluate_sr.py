"""``pconv evaluate --task sr``: methods that enlarge, compared on photos made smaller."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pconv_studio.cli.console import Device
from pconv_studio.cli.evaluation import (
    command_line,
    describe,
    finish,
    pair_names,
    refuse_inside,
    run_pairs,
)
from pconv_studio.core.errors import UsageError

METHODS = "pconv,lanczos,bicubic,nearest"

ScaleOption = Annotated[
    str | None,
    typer.Option(
        "--scale",
        help="With --task sr: factors, separated by commas, such as 2,3,4. Default: those that "
        "models come with the program for.",
    ),
]


def evaluate_sr(
    photos: Path,
    output: Path,
    *,
    scale: str | None,
    methods: str,
    model: str | None,
    count: int,
    seed: int,
    device: Device,
    processes: int,
    examples: bool,
    as_json: bool,
) -> None:
    """Compare methods that enlarge; writes a report, tables and plots.

    Raises:
        UsageError: a factor, a method or a number that is not possible.
        UserError: a model or the folder cannot be used, or nothing could be evaluated.
    """
    from pconv_studio.cli.candidates import parse_enlargers
    from pconv_training.evaluation import details, enlarging, plan, published, report, tables

    refuse_inside(output, photos)
    factors = parse_scale(scale)
    candidates = parse_enlargers(methods, factors, model=model, device=device)
    pairs = plan.enlargements(pair_names(photos), factors, count=count, seed=seed)
    setting = enlarging.EnlargeSetting(photos)
    done = run_pairs(pairs, candidates, setting, output, processes=processes, device=device)
    options = {
        "--task": "sr",
        "--photos": photos,
        "--output": output,
        "--scale": ",".join(map(str, factors)),
        "--methods": methods,
        "--model": model,
        "--count": len(pairs) // len(factors),
        "--seed": seed,
        "--device": device.value,
    }
    parts = tables.factor_columns(factors)
    # A mean over all factors compares methods only where each takes part in all of them.
    alike = len(candidates) == len(factors) * len(done.selected)
    rows = published.published_rows(factors)
    made = report.Report(
        title="Super-resolution",
        command=command_line("evaluate", options),
        facts=describe(done, {"factors": ", ".join(part.title for part in parts)}),
        selected=done.selected,
        columns=[*parts, tables.ALL] if alike and len(parts) > 1 else parts,
        plots=tables.factor_plots(done.selected, factors),
        examples=details.detail_rows(pairs, candidates, done.selected, setting) if examples else (),
        failures=done.failures,
        sections=[report.Section(published.HEADING, rows, published.note(factors))] if rows else (),
        heading="Figures by factor",
        parts=parts,
        definitions=enlarging.DEFINITIONS,
    )
    finish(made, output, as_json=as_json)


def parse_scale(text: str | None) -> list[int]:
    """The factors of ``--scale`` in rising order; those of the bundled models for None.

    Raises:
        UsageError: something that is no whole number from 2 to 8, or nothing at all.
    """
    from pconv_models.super_config import FACTORS
    from pconv_studio.inference.enlarger_choices import enlargers

    if text is None:
        return sorted({one.factor for one in enlargers() if one.bundled}) or [2, 3, 4]
    words = [word.strip() for word in text.split(",") if word.strip()]
    wrong = [word for word in words if not (word.isdecimal() and int(word) in FACTORS)]
    if wrong or not words:
        raise UsageError(
            f"--scale {text}: whole numbers from {FACTORS[0]} to {FACTORS[-1]}, separated by "
            "commas, are possible; 2,3,4 is an example"
        )
    return sorted(set(map(int, words)))
