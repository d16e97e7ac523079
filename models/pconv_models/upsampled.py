"""A convolution over nearest-neighbour up-sampled features and a skip, without making its input.

Table 2 enlarges the features from below by nearest neighbours, lays those of the skip link beside
them and convolves both. Up-sampling repeats each feature s x s times, so the taps of the window
that fall on the same one can be added up first: a transposed convolution of the small features,
whose window has k + s - 1 taps of which each pixel sees only those that hit something. For s = 2
and k = 3 it takes 4 multiplications a pixel and channel where the convolution takes 9, and neither
the enlarged features nor the concatenation are ever in memory. The sum is the same one in another
order.
"""

from __future__ import annotations

from functools import reduce
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

WORTHWHILE_PIXELS = 1024
"""Of the small features, all samples together: below it, adding up the taps costs what it saves."""
VECTOR = 16
"""Channels that the CPU's convolutions make at a time; a transposed one that makes three takes up
to three times as long as one that makes the three of all phases."""


class Upsampled(NamedTuple):
    """The input of a decoder block (Table 2)."""

    below: Tensor
    """(N, C, h, w): the features that are enlarged by nearest neighbours."""
    skip: Tensor
    """(N, C', s h, s w): the features beside them."""
    factor: int
    """s."""

    def concatenated(self) -> Tensor:
        """(N, C + C', s h, s w), made in memory."""
        above = F.interpolate(self.below, scale_factor=float(self.factor), mode="nearest")
        return torch.cat([above, self.skip], dim=1)


def convolve(conv: nn.Conv2d, features: Tensor | Upsampled, bias: Tensor | None = None) -> Tensor:
    """W^T X + b with the window, stride and padding of a layer.

    Args:
        conv: the layer; for :class:`Upsampled` features of stride 1 and an odd window that keeps
            the size.
        features: (N, C, H, W), or what is to be up-sampled.
        bias: b, (C',); None for none.

    Returns:
        (N, C', H', W'), of the features' precision, or autocast's.
    """
    if isinstance(features, Upsampled):
        if _pays(features):
            return _convolve_apart(conv, features, bias)
        features = features.concatenated()
    return F.conv2d(features, conv.weight, bias, conv.stride, conv.padding)


def _pays(features: Upsampled) -> bool:
    """Whether to convolve the parts by themselves; measured on the CPU only.

    A graph of free sizes cannot hold the question.
    """
    below = features.below
    return (
        below.device.type == "cpu"
        and not torch.compiler.is_compiling()
        and below.numel() // below.shape[1] >= WORTHWHILE_PIXELS
    )


def _convolve_apart(conv: nn.Conv2d, features: Upsampled, bias: Tensor | None) -> Tensor:
    below, skip, factor = features
    channels, padding = below.shape[1], int(conv.padding[0])
    kernel = gather_taps(conv.weight[:, :channels], factor)
    beside = F.conv2d(skip, conv.weight[:, channels:], bias, padding=padding)
    channels_of_phases = len(conv.weight) * factor**2
    # More of them leave little to win; the backward pass of many phases was twice as slow.
    if torch.is_grad_enabled() or channels_of_phases > 2 * VECTOR:
        above = F.conv_transpose2d(below, kernel, stride=factor, padding=padding)
        return above.add_(beside)
    weight = split_phases(kernel, factor, padding)
    # Channels that are thrown away: with a number of them that fits, it takes a third of the time.
    weight = F.pad(weight, (0,) * 7 + (-len(weight) % VECTOR,))
    phases = F.conv2d(below, weight, padding=weight.shape[-1] // 2)
    for number in range(factor**2):
        row, column = divmod(number, factor)
        part = phases[:, number : channels_of_phases : factor**2]
        beside[..., row::factor, column::factor].add_(part)
    return beside


def gather_taps(weight: Tensor, factor: int) -> Tensor:
    """The transposed convolution that equals a convolution after nearest up-sampling.

    Args:
        weight: (C', C, k, k), k odd, of a convolution of stride 1 and padding k // 2.
        factor: s of the up-sampling.

    Returns:
        (C, C', k + s - 1, k + s - 1), for stride s and padding k // 2.
    """
    # A full convolution with s x s ones: up-sampling is a transposed convolution with them.
    taps = weight.flip(-2, -1)
    more = factor - 1
    for before in ((), (0, 0)):
        shifted = (F.pad(taps, (*before, shift, more - shift)) for shift in range(factor))
        taps = reduce(torch.add, shifted)
    return taps.transpose(0, 1)


def split_phases(kernel: Tensor, factor: int, padding: int) -> Tensor:
    """The convolution of the small features that gives all phases of a transposed one.

    Args:
        kernel: (C, C', K, K) of a transposed convolution, K = 2 p + s.
        factor: its stride s.
        padding: its padding p.

    Returns:
        (s s C', C, n, n), n odd, for stride 1 and padding n // 2: channel s s c + s a + b of its
        result is channel c at rows a, a + s, ... and columns b, b + s, ..., as
        :func:`torch.nn.functional.pixel_shuffle` reads it.
    """
    channels, out, side, _ = kernel.shape
    radius = (padding + factor - 1) // factor
    phase, offset = torch.arange(factor)[:, None], torch.arange(-radius, radius + 1)
    # What no tap hits takes the zeros that are laid around.
    taps = phase + padding - factor * offset
    taps = torch.where((taps >= 0) & (taps < side), taps, side)
    weight = F.pad(kernel, (0, 1, 0, 1))[:, :, taps[:, None, :, None], taps[None, :, None, :]]
    return weight.permute(1, 2, 3, 0, 4, 5).reshape(factor**2 * out, channels, *offset.shape * 2)
