"""tanimutomo/partialconv: no BatchNorm, and the last convolution is renormalised twice."""

from __future__ import annotations

from collections.abc import Set

from pconv_models.config import UNetConfig
from pconv_models.foreign_config import ForeignConfig
from pconv_models.importers.source import Source
from pconv_models.importers.unet_state import Place, Spelling, State, take_unet, width_of

REPOSITORY = "tanimutomo/partialconv"
QUIRKS = (
    "BatchNorm was never part of the network",
    "the last convolution's result is multiplied by sum(1) / sum(M) twice",
    "values in [0, 1] without normalisation",
    "an eighth stage is stored and never used: left out",
)
DEPTH = 7
"""Of the eight stages that the file holds; the repository's program runs these."""


def matches(names: Set[str]) -> bool:
    """Whether tensors are named as this layout does."""
    return "enc_1.conv.weight" in names


def convert(source: Source) -> tuple[UNetConfig, State]:
    """The network and its state; CheckpointError names what does not fit."""
    config = ForeignConfig(
        width=width_of(source, "enc_1.conv.weight"),
        depth=DEPTH,
        mean=(0.0, 0.0, 0.0),
        std=(1.0, 1.0, 1.0),
        origin=REPOSITORY,
        batch_norm="none",
        twice=True,
    )
    state = take_unet(source, config, _spell)
    deepest = 8 * config.width
    source.take("enc_8.conv.weight", (deepest, deepest, 3, 3))
    source.take("dec_8.conv.weight", (deepest, 2 * deepest, 3, 3))
    return config, state


def _spell(place: Place) -> Spelling:
    name = f"{place.part[:3]}_{place.level}.conv"
    return Spelling(f"{name}.weight", f"{name}.bias" if place.is_last else None)
