"""``pconv evaluate``: the paper's Table 1, or super-resolution, for a folder of photos."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pconv_studio.cli.console import Device, DeviceOption, HoleColour, JsonOption
from pconv_studio.cli.evaluate_sr import METHODS as SR_METHODS
from pconv_studio.cli.evaluate_sr import ScaleOption, evaluate_sr
from pconv_studio.cli.evaluation import (
    EvaluatedModelOption,
    OutputOption,
    PhotosOption,
    PicturesOption,
    ProcessesOption,
    SeedOption,
    command_line,
    describe,
    finish,
    pair_names,
    refuse_inside,
    run_pairs,
)
from pconv_studio.core.errors import UsageError

if TYPE_CHECKING:
    from pconv_training.mask_folder import Polarity

METHODS = "pconv,pconv-detail,patchmatch,telea,ns"


class Task(StrEnum):
    """What is evaluated."""

    inpainting = "inpainting"
    sr = "sr"


# Parameters that mean something for one task only.
ONLY_FOR = {
    Task.inpainting: (
        *("masks", "plain_model", "side", "hole", "inception", "save_pictures", "answers"),
    ),
    Task.sr: ("scale",),
}

MasksOption = Annotated[
    Path, typer.Option("--masks", help="Folder of masks, such as 'pconv masks testset' makes.")
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
HoleOption = Annotated[
    HoleColour, typer.Option("--hole", help="Which pixels of the masks are the hole.")
]
InceptionOption = Annotated[
    Path | None,
    typer.Option("--inception", help="Weights of torchvision's Inception-v3: adds the IScore."),
]


def evaluate(
    context: typer.Context,
    photos: PhotosOption,
    output: OutputOption,
    task: Annotated[
        Task, typer.Option("--task", help="inpainting fills holes, sr enlarges.")
    ] = Task.inpainting,
    masks: Annotated[
        Path | None,
        typer.Option("--masks", help="Folder of masks, such as 'pconv masks testset' makes."),
    ] = None,
    scale: ScaleOption = None,
    methods: Annotated[
        str | None,
        typer.Option(
            "--methods",
            help=f"Names, separated by commas; default {METHODS}, of sr {SR_METHODS}. There are "
            "also pconv-once (one pass), plain, and those of others. METHOD:MODEL takes another "
            "model, LABEL=METHOD another name.",
        ),
    ] = None,
    model: EvaluatedModelOption = None,
    plain_model: PlainOption = None,
    side: SideOption = 512,
    count: Annotated[
        int,
        typer.Option(
            "--count",
            min=0,
            help="Pairs of photo and mask, 0: one for each photo; of sr photos, 0: all.",
        ),
    ] = 0,
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

    With --task sr photos are made smaller and enlarged again, and no masks are needed.

    A run that was stopped goes on where it was; results of weights that have not changed are kept.
    """
    _refuse_others(context, task)
    if task is Task.sr:
        evaluate_sr(
            photos,
            output,
            scale=scale,
            methods=SR_METHODS if methods is None else methods,
            model=model,
            count=count,
            seed=seed,
            device=device,
            processes=processes,
            examples=examples,
            as_json=as_json,
        )
        return
    if masks is None:
        raise UsageError(
            "--masks FOLDER is missing; 'pconv masks testset' makes such a folder, and --task sr "
            "needs none"
        )
    refuse_inside(output, photos, masks)
    methods = METHODS if methods is None else methods
    from pconv_studio.cli.candidates import parse_methods
    from pconv_studio.core.study import preference_rates, rate_rows, read_answers
    from pconv_training.evaluation import pictures, plan, report, tables
    from pconv_training.evaluation.filling import PICTURES, FillSetting

    rates = preference_rates(read_answers(answers)) if answers else []
    candidates = parse_methods(methods, model=model, plain_model=plain_model, device=device)
    polarity = polarity_of(hole)
    names = pair_names(photos)
    cells, outside = plan.masks_by_cell(masks, polarity)
    pairs = plan.make_plan(names, cells, count=count, seed=seed)
    setting = FillSetting(
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
        sections=[report.Section("Blind comparison", rate_rows(rates))] if rates else (),
    )
    finish(made, output, as_json=as_json)


def _refuse_others(context: typer.Context, task: Task) -> None:
    """UsageError for an option that was given and means nothing for the task."""
    for other, names in ONLY_FOR.items():
        for name in names if other is not task else ():
            source = context.get_parameter_source(name)
            if source is not None and source.name == "COMMANDLINE":
                option = "--" + name.replace("_", "-")
                raise UsageError(f"{option} means nothing with --task {task}; leave it out")


def polarity_of(hole: HoleColour) -> Polarity:
    """The polarity that an option asks for."""
    from pconv_training.mask_folder import checked_polarity

    return checked_polarity(hole.value)
