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

POOLED_PIXELS = 4096
"""Of a plane on the CPU: up to here, the many small sums of whole rows take longer than pooling."""


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
        known = self.mask(features, valid)
        product = F.conv2d(known, self.weight, None, self.stride, self.padding)
        return self.renormalized(product, renormalization), renormalization.valid

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
        planes = valid.to(torch.float64 if valid.dtype == torch.float64 else torch.float32)
        sizes = (self.in_channels,) if planes.shape[1] == 1 else self.plane_channels
        channels = planes[:, :1] * sizes[0]
        for index, size in enumerate(sizes[1:], start=1):
            channels.add_(planes[:, index : index + 1], alpha=size)
        side = self.kernel_size[0]
        count = window_sums(channels, side, self.stride[0], int(self.padding[0]))
        # Whole numbers: what is above 0 is at least 1.
        updated = count.clamp(max=1)
        scale = (updated * (self.in_channels * side**2)).div_(count.clamp_(min=1))
        return Renormalization(scale, updated)

    def renormalized(self, product: Tensor, renormalization: Renormalization) -> Tensor:
        """The rest of Eq. 1, in place, on W^T (X * M).

        Args:
            product: (N, out_channels, H', W'), of features whose holes are 0; it is overwritten.
            renormalization: what :meth:`renormalize` gave for their mask.
        """
        scale, updated = renormalization
        # Counts and factors are float32. They are rounded to the features' precision only here,
        # where the product would be rounded anyway: mixing precisions in place was measured 1.3
        # times slower on the whole step.
        result = product.mul_(scale.to(product.dtype))
        if self.bias is None:
            return result
        # Without the outer product of bias and mask in memory.
        bias = self.bias.to(result.dtype).view(1, -1, 1, 1)
        return result.addcmul_(bias, updated.to(result.dtype))

    def _fitting(self) -> str:
        planes = len(self.plane_channels)
        return f"(N, {f'1 or {planes}' if planes > 1 else 1}, H, W)"


def window_sums(plane: Tensor, side: int, stride: int, padding: int) -> Tensor:
    """Sum over the windows of a convolution, zeros around.

    On the CPU pooling adds one number at a time where there is one channel; whole rows and columns
    of large planes are added here, which halves the time of a mask's way through the network.

    Args:
        plane: (N, 1, H, W), floating.
        side: of the square window, in pixels.
        stride: step of the window.
        padding: zeros on each side.

    Returns:
        (N, 1, H', W'); exact where all sums are whole numbers below 2**24.
    """
    if (
        plane.device.type != "cpu"
        # A graph of free sizes cannot hold slices whose ends depend on them.
        or torch.compiler.is_compiling()
        or plane.numel() <= POOLED_PIXELS
    ):
        return F.avg_pool2d(F.pad(plane, (padding,) * 4), side, stride, divisor_override=1)
    padded = F.pad(plane, (padding,) * 4)
    rows, columns = ((length - side) // stride * stride + 1 for length in padded.shape[-2:])
    across = _sum([padded[:, :, i : i + rows : stride] for i in range(side)])
    return _sum([across[..., i : i + columns : stride] for i in range(side)])


def _sum(parts: Sequence[Tensor]) -> Tensor:
    """A new tensor: the sum of tensors of one shape."""
    total = parts[0].clone()
    for part in parts[1:]:
        total.add_(part)
    return total
