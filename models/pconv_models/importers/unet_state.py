"""From a foreign file's tensors to the state of a network here; what all layouts share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from pconv_models.config import Stage, UNetConfig
from pconv_models.importers.source import Source

State = dict[str, Tensor]
OUR_EPSILON = 1e-5


@dataclass(frozen=True)
class Place:
    """Where a convolution stands in the U-Net."""

    stage: Stage
    part: str
    """``encoder`` or ``decoder``."""
    index: int
    """From 0, in the order of the forward pass, within the part."""
    number: int
    """From 1, over encoder and decoder."""
    level: int
    """From 1: the resolution is halved ``level - 1`` times at the upper end of the stage."""

    @property
    def is_last(self) -> bool:
        """Whether this is the network's last convolution."""
        return self.part == "decoder" and self.level == 1


def places(config: UNetConfig) -> list[Place]:
    """All convolutions in the order of the forward pass."""
    depth = config.depth
    found = [
        Place(stage, "encoder", index, index + 1, index + 1)
        for index, stage in enumerate(config.encoder_stages())
    ]
    return found + [
        Place(stage, "decoder", index, depth + index + 1, depth - index)
        for index, stage in enumerate(config.decoder_stages())
    ]


@dataclass(frozen=True)
class Spelling:
    """How a layout names the tensors of one convolution; None where it has none."""

    weight: str
    bias: str | None = None
    norm: str | None = None
    """What comes before the four names below."""
    norm_names: tuple[str, str, str, str] = ("weight", "bias", "running_mean", "running_var")
    ones: str | None = None
    """The mask's kernel, stored although it is all ones."""


def take_unet(
    source: Source,
    config: UNetConfig,
    spell: Callable[[Place], Spelling],
    *,
    divisor: Callable[[Place], float] = lambda place: 1.0,
    read_weight: Callable[[Source, str, tuple[int, ...]], Tensor] | None = None,
    epsilon: float = OUR_EPSILON,
) -> State:
    """Take all convolutions and norms of a U-Net.

    Args:
        source: to take from.
        config: of the network that the state is for.
        spell: the names in the file.
        divisor: what each weight is divided by, where a layout does not renormalise as Eq. 1 does.
        read_weight: takes a weight of the given shape (out, in, k, k), if it is stored otherwise.
        epsilon: of the layout's BatchNorm; the difference to ours is added to the variances, which
            changes nothing in evaluation.

    Returns:
        The state, with the value convention of ``config``.
    """
    state = {
        "mean": torch.tensor(config.mean).view(1, 3, 1, 1),
        "std": torch.tensor(config.std).view(1, 3, 1, 1),
    }
    for place in places(config):
        stage, names, key = place.stage, spell(place), f"{place.part}.{place.index}"
        out = stage.out_channels
        shape = (out, sum(stage.in_planes), stage.kernel_size, stage.kernel_size)
        weight = (read_weight or Source.take)(source, names.weight, shape)
        state[f"{key}.conv.weight"] = weight / divisor(place)
        if names.ones:
            source.take_ones(names.ones, shape)
        bias = source.take(names.bias, (out,)) if names.bias else torch.zeros(out)
        if not stage.batch_norm:
            state[f"{key}.conv.bias"] = bias
            continue
        gain, shift, mean, variance = (
            source.take(f"{names.norm}.{name}", (out,)) for name in names.norm_names
        )
        if float(variance.min()) < 0:
            raise source.error(f"{names.norm}.{names.norm_names[3]} holds negative variances")
        source.drop(f"{names.norm}.num_batches_tracked")
        state[f"{key}.norm.weight"] = gain
        state[f"{key}.norm.bias"] = shift
        # A bias before BatchNorm is the same as a mean that is smaller by it.
        state[f"{key}.norm.running_mean"] = mean - bias
        state[f"{key}.norm.running_var"] = variance + (epsilon - OUR_EPSILON)
        state[f"{key}.norm.num_batches_tracked"] = torch.tensor(0)
    return state


def window(place: Place) -> float:
    """sum(1) of Eq. 1: channels times pixels of the window."""
    return float(sum(place.stage.in_planes) * place.stage.kernel_size**2)


def count_stages(source: Source, name: Callable[[int], str]) -> int:
    """How many of ``name(1)``, ``name(2)``, ... there are without a gap."""
    names, count = source.names(), 0
    while name(count + 1) in names:
        count += 1
    return count


def width_of(source: Source, name: str, *, axis: int = 0) -> int:
    """Output channels of the first convolution, the width of the network."""
    shape = source.shape(name)
    if len(shape) != 4 or not 1 <= shape[axis] <= 4096:
        raise source.error(f"{name} has the shape {shape}, which no first convolution has")
    return shape[axis]
