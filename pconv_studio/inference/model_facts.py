"""What a file of weights says of itself, read from its header without loading torch."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError, safe_open

from pconv_models.catalogue import sha256_of
from pconv_models.foreign_config import read_config
from pconv_models.super_config import SUPER_RESOLUTION, SuperResolutionConfig
from pconv_studio.core.errors import UserError
from pconv_studio.inference.known_models import known_models
from pconv_studio.inference.model_record import INPAINTING, figures, steps_of

if TYPE_CHECKING:
    from pconv_models.config import UNetConfig


class ForeignWeightsError(UserError):
    """The weights are another program's; they can perhaps be imported."""


@dataclass(frozen=True)
class ModelFacts:
    """What is known of a model; None or empty where its file and record do not say."""

    path: Path
    own: bool
    """Whether it is one of the user's own models; those of the program and mere files are not."""
    task: str
    """``inpainting`` or ``super-resolution``."""
    factor: int
    """What a super-resolution model enlarges by; 1 for the others."""
    megabytes: float
    parameters: int
    """Number of weights."""
    preset: str
    """``paper``, ``compact``, ``custom``, ``super-resolution``, or ``imported``."""
    convolution: str
    """``partial`` or ``plain``."""
    layers: int
    """Encoder layers; the decoder has as many."""
    photos: int | None
    """Photos it was trained on."""
    steps: int | None
    """Training steps, those of the weights that it went on from included."""
    validation: dict[str, float] = field(default_factory=dict)
    """Over its own validation photos: ``psnr`` in dB, ``ssim``, ``l1`` in percent, where known."""
    trained_on: str = ""
    """What a person noted of it."""
    licence: str = ""
    """SPDX name, or as a person gave it."""
    origin: str = ""
    """The repository that the weights come from; empty for weights of this program."""
    quirks: tuple[str, ...] = ()
    """Where the network of that repository differs from the paper's, for people."""
    sha256: str = ""
    """Hexadecimal digest that was noted of the file."""
    added: str = ""
    """When an own one came in, ISO 8601 in UTC."""
    card: Path | None = None
    """The model card."""

    def intact(self) -> bool:
        """Whether the file is there and has the digest that was noted."""
        return self.path.is_file() and sha256_of(self.path) == self.sha256


def model_facts(model: str | None) -> ModelFacts:
    """What is known of a model, without loading torch.

    Args:
        model: name of a model, or a file of weights; None for the default.

    Raises:
        ForeignWeightsError: a safetensors file of another program.
        UserError: there is no such model, or its file is no safetensors file or damaged.
    """
    models = known_models()
    known = models.get(next(iter(models)) if model is None else model)
    path = Path(model or "") if known is None else known.path
    if not path.is_file():
        raise UserError(
            f"{model or path}: neither a model ({', '.join(models)}) nor a file of weights"
        )
    metadata, parameters = _read_header(path)
    config, training = _parse(path, metadata)
    imported = training.get("imported")
    imported = imported if isinstance(imported, dict) else {}
    card = known.card if known else path.with_suffix(".md")
    enlarges = isinstance(config, SuperResolutionConfig)
    return ModelFacts(
        path=path,
        own=known is not None and known.own,
        task=SUPER_RESOLUTION if enlarges else INPAINTING,
        factor=config.factor if isinstance(config, SuperResolutionConfig) else 1,
        megabytes=path.stat().st_size / 1e6,
        parameters=parameters,
        preset=config.preset,
        convolution=config.convolution,
        layers=config.depth,
        photos=_whole(training.get("photos")),
        steps=steps_of(training),
        validation=figures(training.get("validation")),
        trained_on=known.trained_on if known else "",
        licence=known.licence if known else "",
        origin=str(imported.get("repository", "")),
        quirks=_texts(imported.get("quirks")),
        sha256=known.sha256 if known else "",
        added=known.added if known else "",
        card=card if card is not None and card.is_file() else None,
    )


def network_config(path: Path) -> UNetConfig:
    """The network's configuration in a file of weights, without loading torch.

    Raises:
        UserError: the file cannot be read, is not of this program, or is damaged.
    """
    return _parse(path, _read_header(path)[0])[0]


def _read_header(path: Path) -> tuple[dict[str, str], int]:
    """Metadata and number of weights of a safetensors file."""
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
    if metadata.get("format") != "pconv-studio":
        raise ForeignWeightsError(
            f"{path}: these weights were not made by PConv Studio; "
            "take them in first, with 'pconv models import'"
        )
    try:
        config = read_config(json.loads(metadata["config"]))
        training = json.loads(metadata.get("training", "{}"))
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"{path}: its metadata is damaged ({error}); get the file again") from error
    return config, training if isinstance(training, dict) else {}


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else ()
