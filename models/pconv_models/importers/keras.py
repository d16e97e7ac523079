"""MathiasGruber/PConv-Keras: outputs are 1 / C of Eq. 1, and a sigmoid follows the network.

Layers are numbered through the whole session that trained them, so only the order of their numbers
means something.
"""

from __future__ import annotations

import re
from collections.abc import Set

from torch import Tensor

from pconv_models.config import UNetConfig
from pconv_models.foreign_config import ForeignConfig
from pconv_models.importers.source import Source
from pconv_models.importers.unet_state import Place, Spelling, State, take_unet, width_of

REPOSITORY = "MathiasGruber/PConv-Keras"
QUIRKS = (
    "the window is counted without its channels, so outputs are 1 / C of Eq. 1: folded into the "
    "weights",
    "the encoder's features come first where two are concatenated: turned in the weights",
    "biases before BatchNorm, whose epsilon is 0.001: folded into its statistics",
    "the last bias is added in holes too; LeakyReLU, a 1 x 1 convolution and a sigmoid follow",
    "values in [0, 1] without normalisation",
)
EPSILON = 1e-3
NORM_NAMES = ("gamma", "beta", "moving_mean", "moving_variance")
_CONV = re.compile(r"p_conv2d(?:_(\d+))?")
_DECODER_NORM = re.compile(r"batch_normalization(?:_v\d)?(?:_(\d+))?")


def matches(names: Set[str]) -> bool:
    """Whether tensors are named as this layout does."""
    return bool(_layers(names, _CONV))


def convert(source: Source) -> tuple[UNetConfig, State]:
    """The network and its state; CheckpointError names what does not fit."""
    names = source.names()
    convolutions, norms = _layers(names, _CONV), _layers(names, _DECODER_NORM)
    depth = len(convolutions) // 2
    if len(convolutions) % 2 or len(norms) != depth - 1:
        raise source.error(
            f"it has {len(convolutions)} partial convolutions and {len(norms)} norms in the "
            "decoder, and two for each stage, and one less, belong there"
        )
    first = f"{convolutions[0]}.img_kernel"
    config = ForeignConfig(
        width=width_of(source, first, axis=3),
        depth=depth,
        mean=(0.0, 0.0, 0.0),
        std=(1.0, 1.0, 1.0),
        origin=REPOSITORY,
        head="pointwise",
    )

    def spell(place: Place) -> Spelling:
        name = convolutions[place.number - 1]
        is_encoder = place.part == "encoder"
        norm = f"EncBN{place.index}" if is_encoder else norms[min(place.index, depth - 2)]
        return Spelling(f"{name}.img_kernel", f"{name}.bias", norm, NORM_NAMES)

    state = take_unet(
        source,
        config,
        spell,
        divisor=lambda place: float(sum(place.stage.in_planes)),
        read_weight=_read_weight,
        epsilon=EPSILON,
    )
    for index, stage in enumerate(config.decoder_stages()):
        key = f"decoder.{index}.conv.weight"
        skip = stage.in_planes[1]
        state[key] = state[key].roll(-skip, dims=1)
    last = f"decoder.{depth - 1}.conv.bias"
    state["head.bias"] = state[last].clone()
    state[last].zero_()
    tail = "outputs_img" if "outputs_img.kernel" in source.names() else _tail(source)
    state["head.conv.weight"] = _read_weight(source, f"{tail}.kernel", (3, 3, 1, 1))
    state["head.conv.bias"] = source.take(f"{tail}.bias", (3,))
    return config, state


def _read_weight(source: Source, name: str, shape: tuple[int, ...]) -> Tensor:
    """Height, width, in, out -> out, in, height, width."""
    out, channels, height, width = shape
    return source.take(name, (height, width, channels, out)).permute(3, 2, 0, 1).contiguous()


def _layers(names: Set[str], pattern: re.Pattern[str]) -> list[str]:
    """Layers whose name fits, in the order of their numbers."""
    found = {}
    for layer in {name.split(".")[0] for name in names}:
        if match := pattern.fullmatch(layer):
            found[layer] = int(match[1] or 0)
    return sorted(found, key=found.__getitem__)


def _tail(source: Source) -> str:
    """The last, ordinary convolution of the versions that gave it no name."""
    plain = _layers(source.names(), re.compile(r"conv2d(?:_(\d+))?"))
    if len(plain) != 1:
        raise source.error("outputs_img.kernel is missing")
    return plain[0]
