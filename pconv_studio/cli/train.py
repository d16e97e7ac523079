"""``pconv train``: a network of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pconv_studio.cli.console import Device, DeviceOption
from pconv_studio.core.errors import UsageError, UserError

DEFAULT_CONFIG = "compact"


def train(
    photos: Annotated[
        Path, typer.Option("--photos", help="Folder of training photos; subfolders count.")
    ],
    config: Annotated[
        str | None,
        typer.Option(
            "--config",
            help="quick, compact, paper, super-resolution, or a TOML file.",
            show_default=DEFAULT_CONFIG,
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", help="NAME=VALUE: a setting of the configuration; repeatable."),
    ] = None,
    device: DeviceOption = Device.auto,
    resume: Annotated[
        Path | None,
        typer.Option("--resume", help="Folder of a run to continue, exactly where it stopped."),
    ] = None,
) -> None:
    """Train a network on a folder of photos; Ctrl-C stops at a checkpoint, --resume goes on."""
    overrides = parse_settings(settings or [])
    from pconv_studio.inference.devices import resolve_device
    from pconv_training.config import build_config, load_config

    resolve_device(device)
    if resume is None:
        chosen = load_config(config or DEFAULT_CONFIG, overrides)
    elif config is not None:
        raise UsageError(
            "a run goes on with its own configuration; leave --config out, and change what has to "
            "be changed by --set"
        )
    else:
        from pconv_training.state import STATE_FILE, read_run

        old = read_run(resume / STATE_FILE)["config"].to_dict()
        chosen = build_config(old | {"run_dir": str(resume)} | overrides, source=str(resume))
    from pconv_training.trainer import Trainer

    try:
        model = Trainer(chosen, photos, device=device, resume=resume is not None).run()
    except (OSError, ValueError) as error:
        raise UserError(f"the training cannot run: {error}") from error
    what = "fill PHOTO --mask MASK"
    if chosen.is_super_resolution:
        what = f"upscale PHOTO --scale {chosen.factor}"
    print(f"{model}: use it with 'pconv {what} --model {model}'")


def parse_settings(settings: list[str]) -> dict[str, str]:
    """``NAME=VALUE`` texts as a mapping; UsageError for anything else."""
    pairs = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name:
            raise UsageError(f"--set {setting}: it is written NAME=VALUE, such as --set steps=1000")
        pairs[name] = value
    return pairs
