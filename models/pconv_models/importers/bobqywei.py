"""bobqywei/inpainting-partial-conv: naoto0804's equations, with a third window of 3 x 3 pixels."""

from __future__ import annotations

from collections.abc import Set

from pconv_models.config import UNetConfig
from pconv_models.foreign_config import ForeignConfig
from pconv_models.importers.source import Source
from pconv_models.importers.unet_state import (
    Place,
    Spelling,
    State,
    count_stages,
    take_unet,
    width_of,
    window,
)

REPOSITORY = "bobqywei/inpainting-partial-conv"
QUIRKS = (
    "divides by sum(M) without sum(1): folded into the weights",
    "the third window has 3 x 3 pixels, not 5 x 5",
    "seven stages each way",
)


def matches(names: Set[str]) -> bool:
    """Whether tensors are named as this layout does."""
    return "encoder_1.input_conv.weight" in names


def convert(source: Source) -> tuple[UNetConfig, State]:
    """The network and its state; CheckpointError names what does not fit."""
    depth = count_stages(source, lambda n: f"encoder_{n}.input_conv.weight")
    config = ForeignConfig(
        width=width_of(source, "encoder_1.input_conv.weight"),
        depth=depth,
        origin=REPOSITORY,
        kernels=(7, 5, *[3] * 10)[:depth],
    )
    return config, take_unet(source, config, _spell, divisor=window)


def _spell(place: Place) -> Spelling:
    name = f"{place.part}_{place.level}"
    return Spelling(
        weight=f"{name}.input_conv.weight",
        bias=f"{name}.input_conv.bias" if place.is_last else None,
        norm=f"{name}.batch_normalization",
        ones=f"{name}.mask_conv.weight",
    )
