"""How large a network's feature maps have to be for a picture of any size.

Padding a picture up to a multiple of all strides makes the network work on what is thrown away
afterwards: a picture of 288 x 423 would become one of 512 x 512. With partial convolutions most of
it is known beforehand. Behind the last place that any valid pixel reaches, a map holds nothing but
holes, which is what a convolution pads with anyway; and what the decoder makes beyond the picture
is cut off. So each map ends where neither matters any more, and the prediction is the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch.nn.functional as F
from torch import Tensor

from pconv_models.config import Stage

Size = tuple[int, int]
"""Height and width in pixels."""


def snug_lengths(length: int, encoder: Sequence[Stage], decoder: Sequence[Stage]) -> list[int]:
    """Rows (or columns) of the encoder's input and of the map after each of its stages.

    A stage makes its length divided by the stride, and holes fill the rest of the next one; the
    decoder takes of a map as much as it enlarges to the length above.

    Args:
        length: of the picture.
        encoder: its stages from the input down.
        decoder: its stages from the bottom up.

    Returns:
        One more number than there are stages, at most what :func:`padded_lengths` gives.
    """
    # How far valid pixels can reach at all, and how much of each result the picture rests on.
    valid, needed = [length], [length]
    reach = [stage.kernel_size // 2 for stage in reversed(decoder)]
    for stage, beyond in zip(encoder, reach, strict=True):
        valid.append((valid[-1] - 1 + stage.kernel_size // 2) // stage.stride + 1)
        needed.append((needed[-1] - 1 + beyond) // stage.stride + 1)
    most = padded_lengths(length, encoder)
    lengths: list[int] = []
    above = 0
    for level, stage in enumerate(encoder):
        least = max(
            valid[level], needed[level] + reach[level], stage.stride * valid[level + 1], above
        )
        lengths.append(min(most[level], _up_to(least, stage.stride)))
        above = lengths[-1] // stage.stride
    return [*lengths, min(most[-1], max(valid[-1], above))]


def padded_lengths(length: int, encoder: Sequence[Stage]) -> list[int]:
    """As :func:`snug_lengths`, for a picture that is padded to a multiple of all strides."""
    multiple = 1
    for stage in encoder:
        multiple *= stage.stride
    lengths = [_up_to(length, multiple)]
    for stage in encoder:
        lengths.append(lengths[-1] // stage.stride)
    return lengths


def _up_to(length: int, multiple: int) -> int:
    return -(-length // multiple) * multiple


def fit(maps: Tensor, size: Size) -> Tensor:
    """Cut (N, C, h, w) maps below and to the right, or fill them up with zeros, which are holes."""
    height, width = size
    maps = maps[..., :height, :width]
    missing = height - maps.shape[-2], width - maps.shape[-1]
    return F.pad(maps, (0, missing[1], 0, missing[0])) if any(missing) else maps
