"""How far a network's mask updates reach into a hole, by the mask alone (Eq. 2).

An update is a dilation by the layer's window, read at every second pixel.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pconv_models.config import UNetConfig

Array = npt.NDArray[Any]


def encoder_planes(hole: Array, config: UNetConfig) -> Iterator[Array]:
    """The updated masks of the encoder, (h', w') uint8, 1 = valid, each at half the size before.

    Args:
        hole: (h, w) bool, what the network sees as hole.
        config: of the network.
    """
    rows, columns = (-size % config.multiple for size in hole.shape)
    valid: Array = np.pad(~hole, ((0, rows), (0, columns))).view(np.uint8)
    for stage in config.encoder_stages():
        # What the network pads with is no source, and is none to a dilation either.
        valid = cv2.dilate(valid, np.ones((stage.kernel_size,) * 2, np.uint8))
        valid = np.ascontiguousarray(valid[:: stage.stride, :: stage.stride])
        if config.convolution == "plain":
            # No mask is kept: the first layer makes up something everywhere.
            valid = np.ones_like(valid)
        yield valid


def reached(hole: Array, config: UNetConfig) -> Array:
    """Where the network's output rests on a known pixel, decoder included: (h, w) bool."""
    if config.convolution == "plain":
        return np.ones_like(hole)
    rows, columns = (-size % config.multiple for size in hole.shape)
    first = np.pad(~hole, ((0, rows), (0, columns))).view(np.uint8)
    skips: list[Array] = [first, *encoder_planes(hole, config)]
    current = skips.pop()
    for stage in config.decoder_stages():
        skip = skips.pop()
        current = cv2.resize(current, skip.shape[::-1], interpolation=cv2.INTER_NEAREST) | skip
        current = cv2.dilate(current, np.ones((stage.kernel_size,) * 2, np.uint8))
    height, width = hole.shape
    return current[:height, :width] > 0
