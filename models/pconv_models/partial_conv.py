"""The partial convolution of Liu et al. (ECCV 2018), section 3.1.

Masks are *planes*: one (N, 1, H, W) valid map serves all channels of a feature map, because the
paper's masks of size C x H x W repeat one plane C times. Where feature maps are concatenated, each
brings its own plane, and sum(M) of Eq. 1 is the sum over planes of (channels x valid pixels in the
window).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Renormalization(NamedTuple):
    """What Eq. 1 and 2 take from the mask alone; it does not depend on weights or features."""

    scale: Tensor
    """(N, 1, H', W') float32 (float64 for float64 masks): sum(1) / sum(M), 0 where sum(M) is 0."""
    valid: Tensor
    """(N, 1, H', W') of the same dtype: the updated mask m' of Eq. 2, 1 = valid."""


class PartialConv2d(nn.Conv2d):
    """Convolution over valid pixels only, renormalised, with the mask update (Eq. 1 and 2).

    ``x' = W^T (X * M) * sum(1) / sum(M) + b`` where the window holds a valid pixel, else 0;
    ``m' = 1`` there, else 0. Zero padding counts as hole (section 3.2, *Partial Convolution as
    Padding*).

    Args:
        in_channels: channels of the features, all planes together.
        out_channels: channels of the result.
        kernel_size: side of the square window, in pixels.
        stride: step of the window, in pixels.
        padding: pixels added on every side; they are holes.
        bias: whether b of Eq. 1 exists; it is added after the renormalisation.
        plane_channels: channels that each plane of the mask serves, in the order of concatenation;
            one plane for all of them when left out.

    Raises:
        ValueError: ``plane_channels`` do not add up to ``in_channels``.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int,
        stride: int = 1,
        padding: int = 0,
        bias: bool = True,
        *,
        plane_channels: Sequence[int] | None = None,
    ) -> None:
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, bias=bias)
        planes = tuple(plane_channels) if plane_channels else (in_channels,)
        if sum(planes) != in_channels or min(planes) < 1:
            raise ValueError(f"plane_channels {planes} do not add up to in_channels {in_channels}")
        self.plane_channels = planes

    def forward(self, features: Tensor, valid: Tensor) -> tuple[Tensor, Tensor]:  # type: ignore[override]
        """Apply Eq. 1 and 2.

        Args:
            features: (N, in_channels, H, W), floating; what lies in holes has no influence, NaN and
                Inf included.
            valid: (N, 1, H, W), or (N, P, H, W) with one plane for each of ``plane_channels``;
                1 = valid, 0 = hole, nothing between.

        Returns:
            Features (N, out_channels, H', W') and the updated mask (N, 1, H', W'), float32 even
            under autocast.

        Raises:
            ValueError: shapes do not fit.
        """
        count, channels, *size = features.shape
        if channels != self.in_channels or [valid.shape[0], *valid.shape[2:]] != [count, *size]:
            raise ValueError(
                f"features {tuple(features.shape)} and valid {tuple(valid.shape)}: "
                f"(N, {self.in_channels}, H, W) and {self._fitting()} fit"
            )
        renormalization = self.renormalize(valid)
        return self.convolve(self.mask(features, valid), renormalization), renormalization.valid

    def mask(self, features: Tensor, valid: Tensor) -> Tensor:
        """Set the holes of (N, C, H, W) features to 0.

        A product would let NaN through, hence the selection.
        """
        known = valid > 0.5
        if known.shape[1] > 1:
            sizes = torch.tensor(self.plane_channels, device=known.device)
            known = known.repeat_interleave(sizes, dim=1, output_size=self.in_channels)
        return torch.where(known, features, features.new_zeros(()))

    @torch.no_grad()
    def renormalize(self, valid: Tensor) -> Renormalization:
        """Count the valid pixels of every window: Eq. 2 and the fraction in Eq. 1.

        Counts are sums of whole numbers below 2**24, thus exact in float32 or wider; in half
        precision they would not be.
        """
        if valid.dim() != 4 or valid.shape[1] not in (1, len(self.plane_channels)):
            raise ValueError(f"valid has shape {tuple(valid.shape)}; {self._fitting()} fits")
        dtype = torch.float64 if valid.dtype == torch.float64 else torch.float32
        if valid.shape[1] == 1:
            channels = valid.to(dtype) * self.in_channels
        else:
            sizes = torch.tensor(self.plane_channels, dtype=dtype, device=valid.device)
            channels = (valid.to(dtype) * sizes.view(1, -1, 1, 1)).sum(1, keepdim=True)
        height, width = self.kernel_size
        channels = F.pad(channels, (int(self.padding[0]),) * 4)
        count = F.avg_pool2d(channels, (height, width), self.stride[0], divisor_override=1)
        updated = (count > 0).to(dtype)
        scale = updated * (self.in_channels * height * width) / count.clamp(min=1)
        return Renormalization(scale, updated)

    def convolve(self, known: Tensor, renormalization: Renormalization) -> Tensor:
        """Eq. 1 on features whose holes are 0 already, with the mask's part computed before."""
        scale, updated = renormalization
        result = F.conv2d(known, self.weight, None, self.stride, self.padding)
        # Counts and factors are float32. They are rounded to the features' precision only here,
        # where the product would be rounded anyway: mixing precisions in place was measured 1.3
        # times slower on the whole step.
        result = result.mul_(scale.to(result.dtype))
        if self.bias is None:
            return result
        # Without the outer product of bias and mask in memory.
        bias = self.bias.to(result.dtype).view(1, -1, 1, 1)
        return result.addcmul_(bias, updated.to(result.dtype))

    def _fitting(self) -> str:
        planes = len(self.plane_channels)
        return f"(N, {f'1 or {planes}' if planes > 1 else 1}, H, W)"
