"""``pconv evaluate``: the paper's Table 1 for a folder of photos and a folder of masks."""

from __future__ import annotations

import hashlib
import json
import math
import shlex
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pconv_studio import __version__
from pconv_studio.cli.console import (
    ERR,
    Device,
    DeviceOption,
    HoleColour,
    JsonOption,
    make_folder,
    progress_bar,
)
from pconv_studio.core.errors import UserError

if TYPE_CHECKING:
    from pconv_training.evaluation.plan import Pair
    from pconv_training.evaluation.run import Candidate, Setting
    from pconv_training.evaluation.store import Record
    from pconv_training.mask_folder import Polarity

METHODS = "pconv,pconv-detail,patchmatch,telea,ns"

PhotosOption = Annotated[Path, typer.Option("--photos", help="Folder of photos; subfolders count.")]
MasksOption = Annotated[
    Path, typer.Option("--masks", help="Folder of masks, such as 'pconv masks testset' makes.")
]
OutputOption = Annotated[
    Path, typer.Option("-o", "--output", help="Folder for results and report; continued if there.")
]
MethodsOption = Annotated[
    str,
    typer.Option(
        "--methods",
        help="Names, separated by commas: pconv, pconv-detail, pconv-once (one pass), plain, "
        "patchmatch, telea, ns, or another's. METHOD:MODEL takes another model, LABEL=METHOD "
        "another name.",
    ),
]
EvaluatedModelOption = Annotated[
    str | None,
    typer.Option("--model", help="Bundled model or file of weights for the pconv methods."),
]
PlainOption = Annotated[
    Path | None,
    typer.Option("--plain-model", help="Weights of the plain-convolution twin, for plain."),
]
SideOption = Annotated[
    int, typer.Option("--side", min=32, max=4096, help="Photos become squares of this side.")
]
CountOption = Annotated[
    int, typer.Option("--count", min=0, help="Pairs of photo and mask; 0: one for each photo.")
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Of the random pairing.")]
HoleOption = Annotated[
    HoleColour, typer.Option("--hole", help="Which pixels of the masks are the hole.")
]
ProcessesOption = Annotated[
    int, typer.Option("--processes", min=0, help="0: one for each core, one beside a GPU.")
]
InceptionOption = Annotated[
    Path | None,
    typer.Option("--inception", help="Weights of torchvision's Inception-v3: adds the IScore."),
]
PicturesOption = Annotated[
    bool, typer.Option("--examples/--no-examples", help="Show pictures in the report.")
]


@dataclass(frozen=True)
class Evaluated:
    """What an evaluation left, ready to be reported."""

    pairs: list[Pair]
    candidates: list[Candidate]
    setting: Setting
    selected: dict[str, list[Record]]
    failures: list[Record]


def evaluate(
    photos: PhotosOption,
    masks: MasksOption,
    output: OutputOption,
    methods: MethodsOption = METHODS,
    model: EvaluatedModelOption = None,
    plain_model: PlainOption = None,
    side: SideOption = 512,
    count: CountOption = 0,
    seed: SeedOption = 1,
    hole: HoleOption = HoleColour.white,
    device: DeviceOption = Device.auto,
    processes: ProcessesOption = 0,
    inception: InceptionOption = None,
    examples: PicturesOption = True,
    save_pictures: Annotated[
        bool,
        typer.Option("--save-pictures", help="Keep all results, for the blind comparison."),
    ] = False,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", help="Answers of a blind comparison: adds their rates."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare methods on photos with known truth; writes a report, tables and plots.

    A run that was stopped goes on where it was; results of weights that have not changed are kept.
    """
    from pconv_studio.cli.candidates import parse_methods
    from pconv_studio.core.study import preference_rates, rate_rows, read_answers
    from pconv_training.evaluation import pictures, plan, report, tables
    from pconv_training.evaluation.run import PICTURES, Setting

    rates = preference_rates(read_answers(answers)) if answers else []
    candidates = parse_methods(methods, model=model, plain_model=plain_model, device=device)
    polarity = polarity_of(hole)
    names = pair_names(photos)
    cells, outside = plan.masks_by_cell(masks, polarity)
    pairs = plan.make_plan(names, cells, count=count, seed=seed)
    setting = Setting(
        photos, masks, polarity, side, inception, output / PICTURES if save_pictures else None
    )
    done = run_pairs(pairs, candidates, setting, output, processes=processes, device=device)
    columns = tables.cell_columns()
    command = command_line(
        "evaluate",
        {
            "--photos": photos,
            "--masks": masks,
            "--output": output,
            "--methods": methods,
            "--model": model,
            "--plain-model": plain_model,
            "--side": side,
            "--count": len(pairs),
            "--seed": seed,
            "--hole": hole.value,
            "--device": device.value,
            "--inception": inception,
            "--save-pictures": save_pictures,
            "--answers": answers,
        },
    )
    facts = describe(done, {"masks": f"{sum(map(len, cells.values()))} in the folder's cells"})
    if outside:
        facts["left out"] = f"{outside} masks with a share of hole outside (0.01, 0.6]"
    made = report.Report(
        title="Evaluation",
        command=command,
        facts=facts,
        selected=done.selected,
        columns=columns,
        plots=tables.cell_plots(done.selected),
        examples=pictures.extremes(pairs, candidates, done.selected, setting) if examples else (),
        failures=done.failures,
        sections=[("Blind comparison", rate_rows(rates))] if rates else (),
    )
    finish(made, output, as_json=as_json)


def run_pairs(
    pairs: list[Pair],
    candidates: list[Candidate],
    setting: Setting,
    output: Path,
    *,
    processes: int,
    device: str,
) -> Evaluated:
    """Compute what is missing, with progress on the console.

    Raises:
        UserError: not one picture could be evaluated, or the folder holds another evaluation.
    """
    from pconv_training.evaluation.run import run_evaluation, select
    from pconv_training.evaluation.store import ResultStore
    from pconv_training.iscore import weights_digest

    make_folder(output)
    settings: dict[str, Any] = {
        "photos": folder_digest(setting.photos),
        "masks": folder_digest(setting.masks),
        "hole": setting.polarity,
        "side": setting.side,
        "inception": weights_digest(setting.inception) if setting.inception else "",
    }
    workers = processes or default_processes(device)
    started = time.monotonic()
    computed = 0
    with ResultStore(output, settings) as store:
        with progress_bar("evaluating") as report:
            for done, total in run_evaluation(pairs, candidates, setting, store, processes=workers):
                computed = done
                report(done / total, f"{done} of {total} pictures")
        selected = select(store, pairs, candidates)
        failures = [
            record
            for candidate in candidates
            for pair in pairs
            if (record := store.records.get((*pair.key, candidate.identity))) and record.error
        ]
    if computed:
        seconds = time.monotonic() - started
        ERR.print(
            f"{computed} pictures in {seconds:.0f} s with {workers} process(es)", markup=False
        )
    for failure in failures[:3]:
        ERR.print(
            f"pconv: {failure.label}, {failure.photo}, {failure.mask}: {failure.error}",
            markup=False,
        )
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


def folder_digest(folder: Path) -> str:
    """Sixteen digits that change with the names and sizes of a folder's files."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        digest.update(f"{name}\0{path.stat().st_size}\n".encode())
    return digest.hexdigest()[:16]


def command_line(command: str, options: Mapping[str, Any]) -> str:
    """The command as it is typed; options that are off or empty are left out."""
    words = ["pconv", *command.split()]
    for name, value in options.items():
        if value is True:
            words.append(name)
        elif value is not None and value is not False and value != "":
            words += [name, str(value)]
    return shlex.join(words)


def describe(done: Evaluated, more: Mapping[str, str]) -> dict[str, str]:
    """What was evaluated, for people."""
    photos = {pair.photo for pair in done.pairs}
    facts = {
        "pairs": f"{len(done.pairs)}, of {len(photos)} photos",
        **more,
        "size": f"{done.setting.side} x {done.setting.side} pixels, central square of each photo",
        "program": f"PConv Studio {__version__}",
    }
    for candidate in done.candidates:
        facts[candidate.label] = candidate.identity
    return facts


def finish(report: Any, output: Path, *, as_json: bool) -> None:
    """Write the report and say where it lies."""
    from pconv_training.evaluation import report as reports
    from pconv_training.evaluation.statistics import estimate
    from pconv_training.evaluation.tables import interval_rows, markdown, present_figures

    written = reports.write_report(report, output)
    if as_json:
        figures = present_figures(report.selected)
        print(
            json.dumps(
                {
                    "report": str(written[0]),
                    "failed": len(report.failures),
                    "means": {
                        label: {f.name: _plain(estimate(records, f.name)) for f in figures}
                        for label, records in report.selected.items()
                    },
                },
                indent=2,
            )
        )
    else:
        print(markdown(interval_rows(report.selected)), end="")
        print(f"{written[0]}: the whole report; tables, CSV and plots lie beside it")
    if report.failures:
        ERR.print(f"{len(report.failures)} pictures failed and are left out", markup=False)


def _plain(value: Any) -> dict[str, float | int | None]:
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


def polarity_of(hole: HoleColour) -> Polarity:
    """The polarity that an option asks for."""
    from pconv_training.mask_folder import checked_polarity

    return checked_polarity(hole.value)
