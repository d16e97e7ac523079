"""The mask's way through the network, worked out before any weight is touched.

Planes do not depend on weights or features, so the factors of Eq. 1 and the masks of Eq. 2 are
computed once per mask for all layers. The plan also knows where a factor differs from 1 at all:
around holes and along the border.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from torch import Tensor

from pconv_models.extents import Size, fit
from pconv_models.partial_conv import PartialConv2d
from pconv_models.windows import Rows, Window, cut


@dataclass(frozen=True)
class LayerPlan:
    """What one partial convolution needs of the mask."""

    scale: Tensor
    """(N, 1, H, W) float32: sum(1) / sum(M) of Eq. 1, 0 where no pixel is valid."""
    valid: Tensor
    """(N, 1, H, W) float32: the updated mask of Eq. 2."""
    complete: bool
    """No hole is left after this layer."""
    boxes: tuple[Rows, ...]
    """Disjoint boxes outside which the factor is 1 for every sample."""


@dataclass(frozen=True)
class MaskPlan:
    """The plans of all layers, in the order of the network: encoder, then decoder.

    Those of the decoder and the trunk are of their windows, where the plan was made for a part.
    """

    encoder: tuple[LayerPlan, ...]
    decoder: tuple[LayerPlan, ...]
    trunk: LayerPlan | None = None
    """Of the stages between, which share it; None for a network without any."""
    sizes: tuple[Size, ...] = ()
    """Of the input and of the map after each encoder stage, filled up with holes; empty where each
    stage's result has the size that the next one takes."""

    @property
    def valid(self) -> Tensor:
        """(N, 1, H, W) float32: 1 where the network's output rests on at least one valid pixel.

        Of a whole picture; a plan for a part holds the last window here, sides included.
        """
        return self.decoder[-1].valid

    def with_trunk(self, layer: PartialConv2d, valid: Tensor, *, find_boxes: bool) -> MaskPlan:
        """The plan with that of a trunk, whose layers are like ``layer`` and see ``valid``."""
        step = layer.renormalize(valid)
        boxes = _boxes(step.scale, layer) if find_boxes else _everything(step.scale)
        complete = bool(step.valid.amin() > 0)
        return replace(self, trunk=LayerPlan(step.scale, step.valid, complete, boxes))


def make_plan(
    valid: Tensor,
    encoder: Sequence[PartialConv2d],
    decoder: Sequence[PartialConv2d],
    *,
    find_boxes: bool,
    sizes: Sequence[Size] = (),
    windows: Sequence[Window] = (),
) -> MaskPlan:
    """Follow a mask through a U-Net.

    Args:
        valid: (N, 1, H, W), 1 = valid, 0 = hole; H and W divisible by the product of the encoder's
            strides, or the first of ``sizes``.
        encoder: its convolutions from the input down.
        decoder: its convolutions from the bottom up; each takes the up-sampled result from below
            and a skip.
        find_boxes: look for the places where a factor is not 1; it pays where single boxes can be
            reached cheaply (inference on the CPU), and not in training, where a box would cost a
            copy of the gradient.
        sizes: see :attr:`MaskPlan.sizes`.
        windows: what of each map the decoder works on, all of it if left out; its plans are those
            of the windows.
    """
    skips = [valid.float()]
    down = []
    for index, layer in enumerate(encoder, start=1):
        down.append(layer.renormalize(skips[-1]))
        skips.append(fit(down[-1].valid, sizes[index]) if sizes else down[-1].valid)
    up = []
    current = skips.pop()
    if windows:
        current = cut(current, windows[0].below)
    for step, (layer, below) in enumerate(zip(decoder, reversed(encoder), strict=True)):
        factor, skip = below.stride[0], skips.pop()
        if windows:
            skip = cut(skip, windows[step].skip)
        elif sizes:
            current = fit(current, size_below(skip, factor))
        current = F.interpolate(current, scale_factor=float(factor), mode="nearest")
        up.append(layer.renormalize(torch.cat([current, skip], dim=1)))
        current = up[-1].valid
        if windows:
            current = cut(current, windows[step].kept)
    steps = down + up
    # One transfer for all layers: asking each plane by itself would stall a GPU sixteen times.
    complete = (torch.stack([step.valid.amin() for step in steps]) > 0).tolist()
    plans = [
        LayerPlan(
            step.scale,
            step.valid,
            done,
            _boxes(step.scale, layer) if find_boxes else _everything(step.scale),
        )
        for step, done, layer in zip(steps, complete, [*encoder, *decoder], strict=True)
    ]
    return MaskPlan(tuple(plans[: len(down)]), tuple(plans[len(down) :]), sizes=tuple(sizes))


def size_below(skip: Tensor, factor: int) -> Size:
    """The size of maps that, enlarged by a factor, lie beside a skip."""
    return skip.shape[-2] // factor, skip.shape[-1] // factor


def _everything(scale: Tensor) -> tuple[Rows, ...]:
    return ((0, scale.shape[-2], 0, scale.shape[-1]),)


def _boxes(scale: Tensor, layer: PartialConv2d) -> tuple[Rows, ...]:
    """The border as strips, and one box around everything else whose factor is not 1."""
    height, width = scale.shape[-2:]
    # The border changes the factor of those windows only that reach into the padding.
    reach = -(-int(layer.padding[0]) // layer.stride[0])
    if height <= 4 * reach or width <= 4 * reach:
        return _everything(scale)
    # Looked at by numpy, whose any() stops early and takes a tenth of the time; in training, where
    # masks may lie on a GPU, no boxes are asked for.
    inner = scale.numpy()[:, 0, reach : height - reach, reach : width - reach] != 1
    rows, columns = (inner.any(axis=axis).any(axis=0).nonzero()[0] for axis in (2, 1))
    strips: list[Rows] = []
    if reach:
        strips = [(0, reach, 0, width), (height - reach, height, 0, width)]
        strips += [(reach, height - reach, 0, reach), (reach, height - reach, width - reach, width)]
    if not len(rows):
        return tuple(strips)
    top, bottom = int(rows[0]) + reach, int(rows[-1]) + 1 + reach
    left, right = int(columns[0]) + reach, int(columns[-1]) + 1 + reach
    if (bottom - top) * (right - left) > 0.6 * height * width:
        return _everything(scale)
    return (*strips, (top, bottom, left, right))
