"""naoto0804/pytorch-inpainting-with-partial-conv, and javirk's copy of it.

Seven stages each way. Windows are divided by sum(M) and not multiplied by sum(1), which here are
smaller weights. javirk crops where sizes do not fit; for the sizes that fit both are the same.
"""

from __future__ import annotations

from collections.abc import Set

from pconv_models.config import UNetConfig
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

QUIRKS = (
    "divides by sum(M) without sum(1): folded into the weights",
    "seven stages each way",
)


def matches(names: Set[str]) -> bool:
    """Whether tensors are named as this layout does."""
    return "enc_1.conv.input_conv.weight" in names


def convert(source: Source) -> tuple[UNetConfig, State]:
    """The network and its state; CheckpointError names what does not fit."""
    depth = count_stages(source, lambda n: f"enc_{n}.conv.input_conv.weight")
    width = width_of(source, "enc_1.conv.input_conv.weight")
    config = UNetConfig(width=width, depth=depth)
    return config, take_unet(source, config, _spell, divisor=window)


def _spell(place: Place) -> Spelling:
    name = f"{place.part[:3]}_{place.level}"
    return Spelling(
        weight=f"{name}.conv.input_conv.weight",
        bias=f"{name}.conv.input_conv.bias" if place.is_last else None,
        norm=f"{name}.bn",
        ones=f"{name}.conv.mask_conv.weight",
    )
