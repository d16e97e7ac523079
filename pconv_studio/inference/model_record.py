"""What is noted of a model when it comes in: read from its weights once, kept as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pconv_studio.core.atomic import atomic_write

if TYPE_CHECKING:
    from pconv_models.checkpoint import Checkpoint
    from pconv_models.unet import PConvUNet

WEIGHTS = "model.safetensors"
RECORD = "model.json"
VERSION = 1
INPAINTING = "inpainting"
COUNTERS = ("step", "n_iter", "iter", "epoch")

_TEXTS = ("sha256", "task", "preset", "trained_on", "licence", "added", "origin")


@dataclass(frozen=True)
class Facts:
    """What weights say of themselves."""

    sha256: str
    task: str
    preset: str
    parameters: int
    trained_on: str
    validation: dict[str, float]
    origin: str


def describe(network: PConvUNet, about: Checkpoint, path: Path) -> Facts:
    """Gather the facts of a loaded file of weights."""
    from pconv_models.catalogue import sha256_of
    from pconv_models.super_config import SUPER_RESOLUTION, SuperResolutionConfig

    training = about.training
    # What the network is, whatever its file says.
    enlarges = isinstance(about.config, SuperResolutionConfig)
    imported = training.get("imported")
    return Facts(
        sha256=sha256_of(path),
        task=SUPER_RESOLUTION if enlarges else INPAINTING,
        preset=about.config.preset,
        parameters=sum(parameter.numel() for parameter in network.parameters()),
        trained_on=trained_on(training),
        validation=figures(training.get("validation")),
        origin=str(imported.get("repository", "")) if isinstance(imported, dict) else "",
    )


def steps_of(training: dict[str, Any]) -> int | None:
    """Training steps of weights, those that they went on from included; None if not said."""
    steps, before = training.get("step"), training.get("steps_before")
    if not isinstance(steps, int):
        return None
    return steps + (before if isinstance(before, int) else 0)


def trained_on(training: dict[str, Any]) -> str:
    """How a network was trained, in a few words; empty where its file does not say."""
    words = []
    photos = training.get("photos")
    if isinstance(photos, int):
        words.append(f"{photos:,} photos")
    for name in COUNTERS:
        count = steps_of(training) if name == "step" else training.get(name)
        if isinstance(count, int):
            words.append(f"{count:,} epochs" if name == "epoch" else f"{count:,} steps")
            break
    return ", ".join(words)


def figures(validation: object) -> dict[str, float]:
    """The finite numbers among a file's validation figures."""
    if not isinstance(validation, dict):
        return {}
    numbers = {str(k): v for k, v in validation.items() if isinstance(v, int | float)}
    return {name: float(v) for name, v in numbers.items() if abs(v) < float("inf")}


def write_record(path: Path, facts: Facts, *, licence: str, trained_on: str) -> None:
    """Write a model's record."""
    values = {
        "version": VERSION,
        "sha256": facts.sha256,
        "task": facts.task,
        "preset": facts.preset,
        "parameters": facts.parameters,
        "trained_on": trained_on,
        "validation": facts.validation,
        "licence": licence,
        "added": datetime.now(UTC).isoformat(timespec="seconds"),
        "origin": facts.origin,
    }
    atomic_write(path, json.dumps(values, indent=2).encode())


def read_record(path: Path) -> dict[str, Any]:
    """A record's fields, each of the type it must have; ValueError says what is wrong."""
    try:
        values = json.loads(path.read_bytes())
    except OSError as error:
        raise ValueError(error.strerror or "it cannot be read") from error
    except (ValueError, RecursionError) as error:
        raise ValueError("it is no JSON") from error
    if not isinstance(values, dict) or not isinstance(values.get("version"), int):
        raise ValueError("it is no record of a model")
    if values["version"] > VERSION:
        raise ValueError("a newer version of the program wrote it")
    for name in _TEXTS:
        if not isinstance(values.get(name), str):
            raise ValueError(f"{name} is missing")
    if not isinstance(values.get("parameters"), int):
        raise ValueError("parameters is missing")
    record = {name: values[name] for name in _TEXTS}
    return record | {
        "parameters": values["parameters"],
        "validation": figures(values.get("validation")),
    }
