"""open-mmlab/mmagic (once mmediting): channels are blue, green, red, values in [-1, 1]."""

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
)

QUIRKS = (
    "channels in the order blue, green, red: turned in the weights",
    "values in [-1, 1]",
    "seven stages each way",
)


def matches(names: Set[str]) -> bool:
    """Whether tensors are named as this layout does."""
    return "generator.encoder.enc1.conv.weight" in names


def convert(source: Source) -> tuple[UNetConfig, State]:
    """The network and its state; CheckpointError names what does not fit."""
    for name in source.names():
        # The network of the perceptual loss lies beside; it has no part in filling.
        if name.startswith("loss_"):
            source.drop(name)
    config = UNetConfig(
        width=width_of(source, "generator.encoder.enc1.conv.weight"),
        depth=count_stages(source, lambda n: f"generator.encoder.enc{n}.conv.weight"),
        mean=(0.5, 0.5, 0.5),
        std=(0.5, 0.5, 0.5),
    )
    state = take_unet(source, config, _spell)
    first, last = "encoder.0.conv", f"decoder.{config.depth - 1}.conv"
    state[f"{first}.weight"] = state[f"{first}.weight"].flip(1)
    weight = state[f"{last}.weight"].flip(0)
    # The picture is what comes last of the features that are concatenated.
    weight[:, -3:] = weight[:, -3:].flip(1)
    state[f"{last}.weight"] = weight
    state[f"{last}.bias"] = state[f"{last}.bias"].flip(0)
    return config, state


def _spell(place: Place) -> Spelling:
    name = f"generator.{place.part}.{place.part[:3]}{place.level}"
    return Spelling(
        weight=f"{name}.conv.weight",
        bias=None if place.stage.batch_norm else f"{name}.conv.bias",
        norm=f"{name}.bn",
        ones=f"{name}.conv.weight_mask_updater",
    )
