"""``pconv models import``, ``export``, ``rename`` and ``delete``."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pconv_studio.cli.console import ERR, JsonOption
from pconv_studio.core.errors import SaveError, UsageError, UserError


class Format(StrEnum):
    """What other programs read."""

    onnx = "onnx"
    torch_export = "torch-export"


def import_command(
    file: Annotated[
        Path,
        typer.Argument(
            help="A file of weights of this program or of a repository known to it "
            "(.safetensors, .pth, .pt, .tar, .h5), or the folder of a training run."
        ),
    ],
    name: Annotated[str, typer.Option("--as", help="Name of the model, for --model.")],
    licence: Annotated[
        str, typer.Option("--licence", help="Licence of the weights, to be shown with them.")
    ] = "",
    trained_on: Annotated[
        str, typer.Option("--trained-on", help="What the network was trained on, in a few words.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Take weights into the user's own models; other repositories' run as they were meant."""
    from pconv_models.checkpoint import read_metadata
    from pconv_models.super_config import SUPER_RESOLUTION
    from pconv_studio.inference.enlarger_choices import factor_of
    from pconv_studio.inference.user_models import import_model

    model = import_model(file, name, licence=licence, trained_on=trained_on)
    about = read_metadata(model.path).training.get("imported", {})
    quirks = about.get("quirks", []) if isinstance(about, dict) else []
    if as_json:
        facts = asdict(model) | {"path": str(model.path), "quirks": quirks}
        print(json.dumps(facts, indent=2))
        return
    if model.origin:
        ERR.print(f"note: these are weights of {model.origin}:", markup=False)
        for quirk in quirks:
            ERR.print(f"note: - {quirk}", markup=False)
    if not model.licence:
        ERR.print("note: no licence is noted; --licence does that", markup=False)
    what = "fill PHOTO --mask MASK"
    if model.task == SUPER_RESOLUTION:
        what = f"upscale PHOTO --scale {factor_of(model.path)}"
    print(f"{name}: use it with 'pconv {what} --model {name}'")


def export_command(
    model: Annotated[str, typer.Argument(help="A model's name, or a file of weights.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    format: Annotated[
        Format | None,
        typer.Option("--format", help="onnx or torch-export; by the file's ending if left out."),
    ] = None,
    opset: Annotated[
        int | None, typer.Option("--opset", help="Version of ONNX's operators, for old runtimes.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a file that is there.")
    ] = False,
) -> None:
    """Write a model for other programs, at any size: ONNX, or an exported program of PyTorch."""
    chosen = format or _format_of(output)
    if opset is not None and chosen != Format.onnx:
        raise UsageError("--opset is for ONNX only; leave it out")
    if output.is_dir():
        raise SaveError(f"{output}: cannot be saved: this is a folder; give a file name")
    if output.exists() and not overwrite:
        raise SaveError(f"{output}: the file exists already; choose another name or --overwrite")
    if not output.absolute().parent.is_dir():
        raise SaveError(f"{output}: the folder does not exist; create it or choose another one")
    from pconv_models.checkpoint import load_checkpoint
    from pconv_models.errors import ExportError
    from pconv_models.export import DEFAULT_OPSET, export_network
    from pconv_studio.inference.known_models import known_models

    known = known_models().get(model)
    if known and not known.intact():
        raise UserError(f"{model}: its file is damaged; see 'pconv models verify {model}'")
    network, about = load_checkpoint(known.path if known else Path(model))
    facts = {"name": model if known else Path(model).stem}
    if known and known.licence:
        facts["licence"] = known.licence
    try:
        export_network(
            output,
            network,
            about,
            format=chosen.value,
            opset=DEFAULT_OPSET if opset is None else opset,
            facts=facts,
        )
    except ExportError as error:
        raise UserError(str(error)) from error
    except ValueError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise SaveError(
            f"{output}: cannot be saved ({error.strerror}); choose another place"
        ) from error
    print(f"{output}: {output.stat().st_size / 1e6:.1f} MB, {chosen.value}; see its metadata")


def rename_command(
    old: Annotated[str, typer.Argument(help="Name of a model of one's own.")],
    new: Annotated[str, typer.Argument(help="Its new name.")],
) -> None:
    """Give one of the user's own models another name."""
    from pconv_studio.inference.user_models import rename_model

    rename_model(old, new)
    print(f"{old} is now {new}")


def delete_command(
    names: Annotated[list[str], typer.Argument(help="Names of models of one's own.")],
) -> None:
    """Delete models of the user's own for good; those that came with the program stay."""
    from pconv_studio.inference.user_models import delete_model

    for name in names:
        print(f"{name}: deleted {delete_model(name)}")


def _format_of(output: Path) -> Format:
    endings = {".onnx": Format.onnx, ".pt2": Format.torch_export}
    if output.suffix.lower() not in endings:
        raise UsageError(f"{output}: name a file ending in .onnx or .pt2, or say --format")
    return endings[output.suffix.lower()]
