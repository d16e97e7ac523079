"""What a person can choose from to fill with: models and devices."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pconv_studio.inference.devices import describe_devices
from pconv_studio.inference.known_models import known_models
from pconv_studio.inference.model_record import INPAINTING

Missing = Literal["", "not built", "no gpu", "no mac"]


@dataclass(frozen=True)
class ModelChoice:
    """A model that can be asked for by its name."""

    name: str
    path: Path
    bundled: bool
    """Whether it comes with the program; the others are the user's own."""


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
    return [
        ModelChoice(name, known.path, bundled=not known.own)
        for name, known in known_models().items()
        if known.task == INPAINTING
    ]


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
