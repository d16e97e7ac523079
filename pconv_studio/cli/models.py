"""``pconv models``: what networks there are, and whether their files are whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from pconv_studio.cli.console import JsonOption
from pconv_studio.core.errors import UserError

app = typer.Typer(help="List, show and verify models.", no_args_is_help=True)


@app.command("list")
def list_models(as_json: JsonOption = False) -> None:
    """List the models that come with the program; the first one is the default."""
    from pconv_models.catalogue import bundled_models

    rows = [_summary(entry) for entry in bundled_models().values()]
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        print(
            f"{row['name']:20} {row['task']:16} {row['preset']:8} "
            f"{row['megabytes']:6.1f} MB  {row['licence']}"
        )


@app.command("show")
def show(
    model: Annotated[str, typer.Argument(help="A bundled model's name, or a file of weights.")],
) -> None:
    """Show what a file of weights says of itself, and its model card."""
    from pconv_models.catalogue import bundled_models, sha256_of
    from pconv_models.checkpoint import read_metadata

    entry = bundled_models().get(model)
    path = entry.path if entry else Path(model)
    about = read_metadata(path)
    print(f"file      {path}")
    print(f"sha256    {sha256_of(path)}")
    config = about.config
    print(f"network   {config.preset}, {config.convolution} convolutions, width {config.width}")
    print(f"training  {json.dumps(about.training, indent=2)}")
    if entry and entry.card.is_file():
        print()
        print(entry.card.read_text(encoding="utf-8"), end="")


@app.command("verify")
def verify(
    models: Annotated[
        list[str] | None, typer.Argument(help="Names or files; all bundled models if none.")
    ] = None,
) -> None:
    """Check digests, and load each model strictly; exit code 1 if one cannot be used."""
    from pconv_models.catalogue import bundled_models
    from pconv_models.checkpoint import CheckpointError, load_checkpoint

    bundled = bundled_models()
    names = models or list(bundled)
    broken = 0
    for name in names:
        entry = bundled.get(name)
        if entry and not entry.intact():
            print(f"{name}: damaged: the file is not what the catalogue says")
            broken += 1
            continue
        try:
            load_checkpoint(entry.path if entry else Path(name))
        except CheckpointError as error:
            print(f"{name}: damaged: {error}")
            broken += 1
        else:
            print(f"{name}: sound")
    if broken:
        raise UserError(
            f"{broken} of {len(names)} models cannot be used; install the program again, "
            "or get the files again"
        )


def _summary(entry: Any) -> dict[str, Any]:
    from pconv_models.checkpoint import read_metadata

    about = read_metadata(entry.path)
    return {
        "name": entry.name,
        "task": entry.task,
        "preset": about.config.preset,
        "convolution": about.config.convolution,
        "megabytes": round(entry.path.stat().st_size / 1e6, 1),
        "licence": entry.licence,
        "sha256": entry.sha256,
        "file": str(entry.path),
    }
