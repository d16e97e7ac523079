"""``pconv models``: what networks there are, and whether their files are whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pconv_studio.cli import own_models
from pconv_studio.cli.console import JsonOption
from pconv_studio.core.errors import UserError

if TYPE_CHECKING:
    from pconv_studio.inference.known_models import KnownModel

app = typer.Typer(
    help="List, show, verify, import, export, rename and delete models.", no_args_is_help=True
)
app.command("import")(own_models.import_command)
app.command("export")(own_models.export_command)
app.command("rename")(own_models.rename_command)
app.command("delete")(own_models.delete_command)


@app.command("list")
def list_models(as_json: JsonOption = False) -> None:
    """List the models at hand, the user's own last; the first one is the default."""
    from pconv_models.checkpoint import CheckpointError
    from pconv_studio.inference.known_models import known_models
    from pconv_studio.inference.user_models import damaged_models

    rows, damaged = [], damaged_models()
    for name, known in known_models().items():
        try:
            rows.append(_summary(name, known))
        except CheckpointError as error:
            # One damaged file must not hide the others.
            if not known.own:
                raise
            damaged[name] = str(error)
    if as_json:
        broken = [{"name": name, "own": True, "damaged": why} for name, why in damaged.items()]
        print(json.dumps([*rows, *broken], indent=2))
        return
    for row in rows:
        print(
            f"{row['name']:20} {row['task']:16} {row['preset']:16} "
            f"{row['megabytes']:6.1f} MB  {row['licence'] or 'licence not stated'}"
        )
    for name, why in damaged.items():
        print(f"{name:20} damaged: {why}")


@app.command("show")
def show(
    model: Annotated[str, typer.Argument(help="A model's name, or a file of weights.")],
    as_json: JsonOption = False,
) -> None:
    """Show what a file of weights says of itself, and its model card."""
    from pconv_models.catalogue import sha256_of
    from pconv_models.checkpoint import read_metadata
    from pconv_studio.inference.known_models import known_models
    from pconv_studio.inference.model_record import figures, trained_on

    known = known_models().get(model)
    path = known.path if known else Path(model)
    about = read_metadata(path)
    config = about.config
    if as_json:
        facts = _summary(model, known) if known else {"name": model, "file": str(path)}
        facts |= {"sha256_now": sha256_of(path), "config": config.to_dict()}
        print(json.dumps(facts | {"training": about.training}, indent=2))
        return
    digest = sha256_of(path)
    noted = "" if known is None else ", as noted" if digest == known.sha256 else ", NOT as noted"
    said = trained_on(about.training)
    validation = figures(about.training.get("validation"))
    validation.pop("step", None)
    print(f"file      {path}, {path.stat().st_size / 1e6:.1f} MB")
    print(f"sha256    {digest}{noted}")
    print(f"network   {config.preset}, {config.convolution} convolutions, width {config.width}")
    print(f"trained   {(known.trained_on if known else '') or said or 'not stated'}")
    if validation:
        print("tested    " + ", ".join(f"{k} {v:.4g}" for k, v in validation.items()))
    if known:
        print(f"licence   {known.licence or 'not stated'}")
    if known and known.own:
        print(f"from      {known.origin or 'PConv Studio'}, added {known.added}")
    print(f"training  {json.dumps(about.training, indent=2)}")
    if known and known.card and known.card.is_file():
        print()
        print(known.card.read_text(encoding="utf-8"), end="")


@app.command("verify")
def verify(
    models: Annotated[
        list[str] | None, typer.Argument(help="Names or files; all models if none.")
    ] = None,
) -> None:
    """Check digests, and load each model strictly; exit code 1 if one cannot be used."""
    from pconv_models.checkpoint import CheckpointError, load_checkpoint
    from pconv_studio.inference.known_models import known_models
    from pconv_studio.inference.user_models import damaged_models

    known, damaged = known_models(), damaged_models()
    names = models or [*known, *damaged]
    broken = 0
    for name in names:
        entry = known.get(name)
        if name in damaged or (entry and not entry.intact()):
            record = "the record" if entry and entry.own else "the catalogue"
            print(f"{name}: damaged: {damaged.get(name, f'the file is not what {record} says')}")
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


def _summary(name: str, known: KnownModel) -> dict[str, Any]:
    from pconv_models.checkpoint import read_metadata
    from pconv_studio.inference.model_record import figures, trained_on

    about = read_metadata(known.path)
    return {
        "name": name,
        "own": known.own,
        "task": known.task,
        "preset": about.config.preset,
        "convolution": about.config.convolution,
        "megabytes": round(known.path.stat().st_size / 1e6, 1),
        "trained_on": known.trained_on or trained_on(about.training),
        "validation": figures(about.training.get("validation")),
        "origin": known.origin,
        "licence": known.licence,
        "added": known.added,
        "sha256": known.sha256,
        "file": str(known.path),
    }
