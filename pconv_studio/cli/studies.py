"""``pconv study``: the paper's studies, one command each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pconv_studio.cli.console import ERR, Device, DeviceOption, HoleColour, JsonOption, make_folder
from pconv_studio.cli.evaluate import (
    METHODS,
    CountOption,
    HoleOption,
    MasksOption,
    MethodsOption,
    PlainOption,
    SideOption,
    polarity_of,
)
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
from pconv_studio.core.errors import UsageError, UserError

if TYPE_CHECKING:
    from pconv_training.config import TrainConfig
    from pconv_training.evaluation.filling import Filler

DILATIONS = (0, 5, 15, 35, 55, 95)

app = typer.Typer(help="The studies of the paper.", no_args_is_help=True)


@app.command("dilation")
def dilation(
    photos: PhotosOption,
    output: OutputOption,
    masks: Annotated[
        Path | None,
        typer.Option(
            "--masks", help="Folder of thin masks; streaks and blobs are drawn if absent."
        ),
    ] = None,
    methods: MethodsOption = METHODS,
    model: EvaluatedModelOption = None,
    plain_model: PlainOption = None,
    side: SideOption = 512,
    count: CountOption = 0,
    seed: SeedOption = 1,
    hole: HoleOption = HoleColour.white,
    device: DeviceOption = Device.auto,
    processes: ProcessesOption = 0,
    examples: PicturesOption = True,
    as_json: JsonOption = False,
) -> None:
    """Figure 10: the same holes, dilated by 0, 5, 15, 35, 55 and 95 pixels (at 512)."""
    from pconv_studio.cli.candidates import parse_methods
    from pconv_training.evaluation import pictures, plan, report, tables
    from pconv_training.evaluation.filling import FillSetting

    candidates = parse_methods(methods, model=model, plain_model=plain_model, device=device)
    refuse_inside(output, photos, *(() if masks is None else (masks,)))
    names = pair_names(photos)
    polarity = polarity_of(hole)
    drawn = masks is None
    if masks is None:
        masks, polarity = output / f"masks-seed-{seed}", "white"
        cells = {"": _draw_raw_masks(masks, count or len(names), seed)}
    else:
        from pconv_training.mask_folder import find_masks

        cells = {"": [path.relative_to(masks).as_posix() for path in find_masks(masks)]}
    pairs = plan.with_dilations(plan.make_plan(names, cells, count=count, seed=seed), DILATIONS)
    setting = FillSetting(photos, masks, polarity, side)
    done = run_pairs(pairs, candidates, setting, output, processes=processes, device=device)
    options = {
        "--photos": photos,
        "--masks": None if drawn else masks,
        "--output": output,
        "--methods": methods,
        "--model": model,
        "--plain-model": plain_model,
        "--side": side,
        "--count": len(pairs) // len(DILATIONS),
        "--seed": seed,
        "--hole": hole.value,
        "--device": device.value,
    }
    made = report.Report(
        title="Dilation of the holes (Figure 10)",
        command=command_line("study dilation", options),
        facts=describe(
            done, {"dilation": "diameter of the disc that widens each hole, in pixels at 512"}
        ),
        selected=done.selected,
        columns=tables.dilation_columns(DILATIONS),
        plots=tables.dilation_plots(done.selected, DILATIONS),
        examples=pictures.dilation_rows(pairs, candidates, setting) if examples else (),
        failures=done.failures,
    )
    finish(made, output, as_json=as_json)


def _draw_raw_masks(folder: Path, count: int, seed: int) -> list[str]:
    """Thin seeded masks that leave something known even at the widest dilation; their names."""
    import numpy as np

    from pconv_studio.core.masks import save_mask
    from pconv_training.masks import MaskRecipe, dilate, raw_mask

    make_folder(folder)
    recipe = MaskRecipe(blob_share=0.3, max_parts=6)
    names = [f"{number:05}.png" for number in range(count)]
    for number, name in enumerate(names):
        path = folder / name
        if path.exists():
            continue
        rng = np.random.default_rng([seed, number])
        while True:
            raw = raw_mask(rng, 512, 512, recipe)
            widest = np.count_nonzero(dilate(raw, max(DILATIONS))) / raw.size
            if np.count_nonzero(raw) / raw.size >= 0.003 and widest <= 0.6:
                break
        save_mask(raw, path)
    return names


@app.command("losses")
def losses(
    photos: Annotated[Path, typer.Option("--photos", help="Folder of training photos.")],
    val_photos: Annotated[
        Path, typer.Option("--val-photos", help="Folder of photos to evaluate on.")
    ],
    masks: MasksOption,
    output: OutputOption,
    config: Annotated[
        str, typer.Option("--config", help="compact, paper, or a TOML file.")
    ] = "compact",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", help="NAME=VALUE: a setting of all trainings; repeatable."),
    ] = None,
    side: SideOption = 256,
    count: CountOption = 0,
    seed: SeedOption = 1,
    hole: HoleOption = HoleColour.white,
    device: DeviceOption = Device.auto,
    processes: ProcessesOption = 0,
    examples: PicturesOption = True,
    as_json: JsonOption = False,
) -> None:
    """Figure 3: train with the full loss and with single terms taken away, and compare.

    Each of the four trainings takes as long as its configuration says; one that was stopped goes
    on.
    """
    from pconv_studio.cli.candidates import SinglePass
    from pconv_studio.cli.train import parse_settings
    from pconv_training.ablation import VARIANTS, variant_configs
    from pconv_training.config import load_config
    from pconv_training.evaluation import pictures, plan, report, tables
    from pconv_training.evaluation.filling import FillSetting
    from pconv_training.evaluation.run import Candidate

    polarity = polarity_of(hole)
    names = pair_names(val_photos)
    cells, _ = plan.masks_by_cell(masks, polarity)
    pairs = plan.make_plan(names, cells, count=count, seed=seed)
    # Naming them keeps them out of the training, should they lie among its photos.
    chosen = {"val_photos": str(val_photos)} | parse_settings(settings or [])
    configs = variant_configs(load_config(config, chosen), output / "runs")
    candidates: list[Candidate[Filler]] = []
    for variant in VARIANTS:
        ERR.print(f"training: {variant.what}", markup=False)
        model = _train(configs[variant.name], photos, device)
        filler = SinglePass(str(model), device)
        candidates.append(Candidate(variant.name, _identity(variant.name, model), filler))
    setting = FillSetting(val_photos, masks, polarity, side)
    done = run_pairs(pairs, candidates, setting, output, processes=processes, device=device)
    options = {
        "--photos": photos,
        "--val-photos": val_photos,
        "--masks": masks,
        "--output": output,
        "--config": config,
        "--side": side,
        "--count": len(pairs),
        "--seed": seed,
        "--hole": hole.value,
        "--device": device.value,
    }
    command = command_line("study losses", options)
    command += "".join(f" --set {setting}" for setting in settings or [])
    made = report.Report(
        title="Loss ablation (Figure 3)",
        command=command,
        facts=describe(done, {variant.name: variant.what for variant in VARIANTS}),
        selected=done.selected,
        columns=tables.cell_columns(),
        plots=tables.cell_plots(done.selected),
        examples=pictures.extremes(pairs, candidates, done.selected, setting) if examples else (),
        failures=done.failures,
    )
    finish(made, output, as_json=as_json)


def _train(config: TrainConfig, photos: Path, device: str) -> Path:
    """Train, go on, or take what is finished; the file of the model."""
    from pconv_training.state import STATE_FILE, read_run
    from pconv_training.trainer import MODEL_FILE, Trainer

    folder = Path(config.run_dir)
    state, model = folder / STATE_FILE, folder / MODEL_FILE
    begun = state.exists()
    if begun:
        about = read_run(state)
        if about["config"] != config:
            raise UserError(
                f"{folder}: a training with other settings lies there; choose another -o"
            )
        if about["step"] >= config.total_steps and model.is_file():
            return model
    try:
        return Trainer(config, photos, device=device, resume=begun).run()
    except (OSError, ValueError) as error:
        raise UserError(f"the training cannot run: {error}") from error


def _identity(name: str, model: Path) -> str:
    from pconv_models.catalogue import sha256_of

    return f"{name} {sha256_of(model)[:12]}"


@app.command("preferences")
def preferences(
    answers: Annotated[list[Path], typer.Argument(help="CSV files of the blind comparison.")],
) -> None:
    """Preference rates of blind comparisons, with 95 % intervals, as a Markdown table."""
    from pconv_studio.core.study import preference_rates, rate_rows, read_answers
    from pconv_training.evaluation.tables import markdown

    found = [answer for path in answers for answer in read_answers(path)]
    if not found:
        raise UsageError("there are no answers in these files yet")
    people = len({answer.participant for answer in found})
    print(markdown(rate_rows(preference_rates(found))), end="")
    print(f"{len(found)} answers of {people} participant(s)")
