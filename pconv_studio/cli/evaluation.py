"""What the commands that evaluate share: options, running with progress, writing the report."""

from __future__ import annotations

import json
import math
import shlex
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import typer

from pconv_studio import __version__
from pconv_studio.cli.console import ERR, make_folder, progress_bar
from pconv_studio.core.errors import UsageError, UserError

if TYPE_CHECKING:
    from pconv_training.evaluation.plan import Pair
    from pconv_training.evaluation.report import Report
    from pconv_training.evaluation.run import Candidate, Setting
    from pconv_training.evaluation.statistics import Estimate
    from pconv_training.evaluation.store import Record
    from pconv_training.evaluation.tables import Selected

Method = TypeVar("Method")

PhotosOption = Annotated[Path, typer.Option("--photos", help="Folder of photos; subfolders count.")]
OutputOption = Annotated[
    Path, typer.Option("-o", "--output", help="Folder for results and report; continued if there.")
]
EvaluatedModelOption = Annotated[
    str | None,
    typer.Option("--model", help="Bundled model or file of weights for the pconv methods."),
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Of the random pairing.")]
ProcessesOption = Annotated[
    int, typer.Option("--processes", min=0, help="0: one for each core, one beside a GPU.")
]
PicturesOption = Annotated[
    bool, typer.Option("--examples/--no-examples", help="Show pictures in the report.")
]


@dataclass(frozen=True)
class Evaluated(Generic[Method]):
    """What an evaluation left, ready to be reported."""

    pairs: list[Pair]
    candidates: list[Candidate[Method]]
    setting: Setting[Method]
    selected: dict[str, list[Record]]
    failures: list[Record]


def refuse_inside(output: Path, *inputs: Path) -> None:
    """Refuse a folder for results within one that is read: they would count as its pictures.

    Raises:
        UsageError: it lies in one of them, or is one.
    """
    for folder in inputs:
        if output.resolve().is_relative_to(folder.resolve()):
            raise UsageError(
                f"{output}: the results would lie among the pictures of {folder}; "
                "choose a folder elsewhere"
            )


def run_pairs(
    pairs: list[Pair],
    candidates: list[Candidate[Method]],
    setting: Setting[Method],
    output: Path,
    *,
    processes: int,
    device: str,
) -> Evaluated[Method]:
    """Compute what is missing, with progress on the console.

    Raises:
        UserError: not one picture could be evaluated, or the folder holds another evaluation.
    """
    from pconv_training.evaluation.run import failed, run_evaluation, select
    from pconv_training.evaluation.store import ResultStore

    make_folder(output)
    workers = processes or default_processes(device)
    started = time.monotonic()
    computed = 0
    with ResultStore(output, setting.comparable()) as store:
        with progress_bar("evaluating") as report:
            for done, total in run_evaluation(pairs, candidates, setting, store, processes=workers):
                computed = done
                report(done / total, f"{done} of {total} pictures")
        selected = select(store, pairs, candidates)
        failures = failed(store, pairs, candidates)
    if computed:
        seconds = time.monotonic() - started
        ERR.print(
            f"{computed} pictures in {seconds:.0f} s with {workers} process(es)", markup=False
        )
    for failure in failures[:3]:
        ERR.print(f"pconv: {failure.what}: {failure.error}", markup=False)
    if not any(selected.values()):
        raise UserError(
            f"not one picture could be evaluated; the first reason: {failures[0].error}"
            if failures
            else "there is nothing to evaluate"
        )
    return Evaluated(pairs, candidates, setting, selected, failures)


def default_processes(device: str) -> int:
    """One process for each core; a single one where a GPU does the work."""
    from pconv_studio.inference.devices import resolve_device
    from pconv_training.parallel import usable_cores

    return usable_cores() if resolve_device(device).type == "cpu" else 1


def command_line(command: str, options: Mapping[str, Any]) -> str:
    """The command as it is typed; options that are off or empty are left out."""
    words = ["pconv", *command.split()]
    for name, value in options.items():
        if value is True:
            words.append(name)
        elif value is not None and value is not False and value != "":
            words += [name, str(value)]
    return shlex.join(words)


def describe(done: Evaluated[Method], more: Mapping[str, str]) -> dict[str, str]:
    """What was evaluated, for people."""
    photos = {pair.photo for pair in done.pairs}
    ran: dict[str, dict[str, None]] = {}
    for candidate in done.candidates:
        ran.setdefault(candidate.label, {})[candidate.identity] = None
    return {
        "pairs": f"{len(done.pairs)}, of {len(photos)} photos",
        **more,
        "size": done.setting.size,
        "program": f"PConv Studio {__version__}",
        **{label: "; ".join(identities) for label, identities in ran.items()},
    }


def finish(report: Report, output: Path, *, as_json: bool) -> None:
    """Write the report and say where it lies."""
    from pconv_training.evaluation.report import write_report
    from pconv_training.evaluation.tables import ALL, interval_rows, markdown, part_of

    written = write_report(report, output)
    parts = {part.title: part_of(report.selected, part) for part in report.parts}
    if as_json:
        answer = {
            "report": str(written[0]),
            "failed": len(report.failures),
            "means": _means(report.selected),
        }
        if ALL not in report.parts:
            answer["parts"] = {title: _means(held) for title, held in parts.items()}
        print(json.dumps(answer, indent=2))
    else:
        for title, held in parts.items():
            if len(parts) > 1:
                print(f"{title}:")
            print(markdown(interval_rows(held)), end="")
        print(f"{written[0]}: the whole report; tables, CSV and plots lie beside it")
    if report.failures:
        ERR.print(f"{len(report.failures)} pictures failed and are left out", markup=False)


def _means(selected: Selected) -> dict[str, dict[str, Any]]:
    """Label -> figure -> mean and interval, as plain values."""
    from pconv_training.evaluation.statistics import estimate
    from pconv_training.evaluation.tables import present_figures, shared

    selected = shared(selected)
    figures = present_figures(selected)
    return {
        label: {figure.name: _plain(estimate(records, figure.name)) for figure in figures}
        for label, records in selected.items()
    }


def _plain(value: Estimate) -> dict[str, float | int | None]:
    def number(part: float) -> float | None:
        return round(part, 6) if math.isfinite(part) else None

    return {
        "mean": number(value.mean),
        "low": number(value.low),
        "high": number(value.high),
        "pictures": value.count,
    }


def pair_names(photos: Path) -> list[str]:
    """Names of all photos below a folder, relative to it."""
    from pconv_training.data import find_photos

    return [path.relative_to(photos).as_posix() for path in find_photos(photos)]
