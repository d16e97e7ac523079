"""What a person can choose from: models with their facts, and devices."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pconv_models.catalogue import bundled_models
from pconv_studio.core.errors import UserError
from pconv_studio.inference.devices import describe_devices
from pconv_studio.inference.model_record import INPAINTING, steps_of

if TYPE_CHECKING:
    from pconv_models.config import UNetConfig
    from pconv_studio.inference.user_models import UserModel

Missing = Literal["", "not built", "no gpu", "no mac"]


@dataclass(frozen=True)
class ModelChoice:
    """A model that can be asked for by its name."""

    name: str
    path: Path
    bundled: bool
    """Whether it comes with the program; the others are the user's own."""


@dataclass(frozen=True)
class ModelFacts:
    """What a file of weights says of itself; None where it does not say."""

    path: Path
    megabytes: float
    parameters: int
    """Number of weights."""
    preset: str
    """``paper``, ``compact``, ``custom``, or ``imported``."""
    convolution: str
    """``partial`` or ``plain``."""
    layers: int
    """Encoder layers; the decoder has as many."""
    photos: int | None
    """Photos it was trained on."""
    steps: int | None
    """Training steps, those of the weights that it went on from included."""
    psnr: float | None
    """In dB, over its own validation photos."""
    trained_on: str
    """What a person noted of it; empty where nobody did."""
    licence: str
    """SPDX name, or as a person gave it; empty where nothing is known."""
    card: Path | None
    """The model card."""


@dataclass(frozen=True)
class DeviceChoice:
    """A device, and whether it is there."""

    name: str
    """What ``--device`` takes."""
    detail: str
    """What it is, such as the name of the GPU; empty where it is not there."""
    missing: Missing
    """Why it is not there: this torch was built without it, no usable GPU was found, or this is no
    Mac with Apple's GPU support; empty where it is there."""


def model_choices() -> list[ModelChoice]:
    """Models for filling, by name: those that come with the program, then the user's own.

    The first one is the default.
    """
    choices = [
        ModelChoice(name, entry.path, bundled=True)
        for name, entry in bundled_models().items()
        if entry.task == INPAINTING
    ]
    known = {choice.name for choice in choices}
    for name, own in _user_models().items():
        if name not in known and own.task == INPAINTING:
            choices.append(ModelChoice(name, own.path, bundled=False))
    return choices


def model_facts(model: str | None) -> ModelFacts:
    """What a model says of itself, without loading torch.

    Args:
        model: name of a model, or a file of weights; None for the default.

    Raises:
        UserError: there is no such model, its file is not of this program, or it is damaged.
    """
    choices = model_choices()
    chosen = next((choice for choice in choices if model in (None, choice.name)), None)
    path = Path(model or "") if chosen is None else chosen.path
    if not path.is_file():
        names = ", ".join(choice.name for choice in choices)
        raise UserError(f"{model or path}: neither a model ({names}) nor a file of weights")
    entry = bundled_models().get(chosen.name) if chosen and chosen.bundled else None
    own = _user_models().get(chosen.name) if chosen and not chosen.bundled else None
    metadata, parameters = _read_header(path)
    config, training = _parse(path, metadata)
    validation = training.get("validation")
    return ModelFacts(
        path=path,
        megabytes=path.stat().st_size / 1e6,
        parameters=parameters,
        preset=config.preset,
        convolution=config.convolution,
        layers=config.depth,
        photos=_number(training.get("photos"), int),
        steps=steps_of(training),
        psnr=_number(validation.get("psnr"), float) if isinstance(validation, dict) else None,
        trained_on=own.trained_on if own else "",
        licence=entry.licence if entry else own.licence if own else "",
        card=path.with_suffix(".md") if path.with_suffix(".md").is_file() else None,
    )


def network_config(path: Path) -> UNetConfig:
    """The network's configuration in a file of weights, without loading torch.

    Raises:
        UserError: the file cannot be read, is not of this program, or is damaged.
    """
    return _parse(path, _read_header(path)[0])[0]


def device_choices() -> list[DeviceChoice]:
    """The CPU, CUDA and MPS, there or not; imports torch."""
    import torch

    found: dict[str, str] = {}
    for name, detail in describe_devices():
        found.setdefault(name.split(":")[0], detail)
    no_cuda: Missing = "not built" if torch.version.cuda is None else "no gpu"
    missing: dict[str, Missing] = {"cpu": "", "cuda": no_cuda, "mps": "no mac"}
    return [
        DeviceChoice(name, found.get(name, ""), "" if name in found else reason)
        for name, reason in missing.items()
    ]


def _user_models() -> dict[str, UserModel]:
    from pconv_studio.inference.user_models import user_models

    return user_models()


def _read_header(path: Path) -> tuple[dict[str, str], int]:
    """Metadata and number of weights of a safetensors file."""
    from math import prod

    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="numpy") as file:
            names = [name for name in file.keys() if name.endswith((".weight", ".bias"))]  # noqa: SIM118 - not a mapping
            parameters = sum(prod(file.get_slice(name).get_shape()) for name in names)
            return dict(file.metadata() or {}), parameters
    except (SafetensorError, OSError, ValueError) as error:
        raise UserError(
            f"{path}: this is not a safetensors file, or it is damaged ({error}); get it again, "
            "or take in another program's weights with 'pconv models import'"
        ) from error


def _parse(path: Path, metadata: dict[str, str]) -> tuple[UNetConfig, dict[str, Any]]:
    """Network configuration and training record in a file's metadata."""
    import json

    from pconv_models.foreign_config import read_config

    if metadata.get("format") != "pconv-studio":
        raise UserError(
            f"{path}: these weights were not made by PConv Studio; "
            "take them in first, with 'pconv models import'"
        )
    try:
        config = read_config(json.loads(metadata["config"]))
        training = json.loads(metadata.get("training", "{}"))
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"{path}: its metadata is damaged ({error}); get the file again") from error
    return config, training if isinstance(training, dict) else {}


def _number(value: object, kind: type[Any]) -> Any:
    return kind(value) if isinstance(value, (int, float)) else None
