"""jacobaustin123/pytorch-inpainting-partial-conv: BatchNorm from the first stage on, and a tanh."""

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
)

REPOSITORY = "jacobaustin123/pytorch-inpainting-partial-conv"
QUIRKS = (
    "BatchNorm after the first convolution as well",
    "a tanh after the last one, so that not every colour can be reached",
)


def matches(names: Set[str]) -> bool:
    """Whether tensors are named as this layout does."""
    return {"conv1.conv.weight", "conv1.bn.weight"} <= names


def convert(source: Source) -> tuple[UNetConfig, State]:
    """The network and its state; CheckpointError names what does not fit."""
    count = count_stages(source, lambda n: f"conv{n}.conv.weight")
    if count % 2:
        raise source.error(f"conv{count + 1}.conv.weight is missing")
    config = ForeignConfig(
        width=width_of(source, "conv1.conv.weight"),
        depth=count // 2,
        origin=REPOSITORY,
        batch_norm="from-first",
        head="tanh",
    )
    return config, take_unet(source, config, _spell)


def _spell(place: Place) -> Spelling:
    name = f"conv{place.number}"
    return Spelling(
        f"{name}.conv.weight", f"{name}.conv.bias" if place.is_last else None, f"{name}.bn"
    )
