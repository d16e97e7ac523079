"""A network as a program that ``torch.export.load`` runs without this package."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pconv_models.partial_conv import PartialConv2d, Renormalization
from pconv_models.plan import LayerPlan, MaskPlan
from pconv_models.unet import PConvUNet, fuse_batch_norm

METADATA = "pconv_studio.json"
"""Name of the extra file in the program, for ``torch.export.load(..., extra_files=...)``."""


class Traceable(nn.Module):
    """A network whose forward pass never looks at values or branches on sizes.

    The plan's boxes are found by looking at the mask, which a graph cannot; here every factor is
    applied everywhere, which gives the same.

    Args:
        network: not changed.
    """

    def __init__(self, network: PConvUNet) -> None:
        super().__init__()
        self.network = fuse_batch_norm(network)

    def forward(self, image: Tensor, valid: Tensor) -> Tensor:
        """As :meth:`pconv_models.unet.PConvUNet.forward`."""
        network = self.network
        multiple = network.config.multiple
        height, width = image.shape[-2:]
        size = (
            (height + multiple - 1) // multiple * multiple,
            (width + multiple - 1) // multiple * multiple,
        )
        image, valid = _fit(image, multiple, size), _fit(valid, multiple, size)
        plan = self._plan(valid) if network.config.convolution == "partial" else None
        known = torch.where(valid > 0.5, (image - network.mean) / network.std, image.new_zeros(()))
        prediction = network._run(known, plan) * network.std + network.mean
        return _cut(prediction, (height, width))

    def _plan(self, valid: Tensor) -> MaskPlan:
        blocks, depth = self.network.blocks(), self.network.config.depth
        layers = [block.conv for block in blocks if isinstance(block.conv, PartialConv2d)]
        masks, down, up = [valid], [], []
        for layer in layers[:depth]:
            down.append(layer.renormalize(masks[-1]))
            masks.append(down[-1].valid)
        current = masks.pop()
        for layer in layers[depth:]:
            current = F.interpolate(current, scale_factor=2.0, mode="nearest")
            up.append(layer.renormalize(torch.cat([current, masks.pop()], dim=1)))
            current = up[-1].valid
        return MaskPlan(tuple(map(_everywhere, down)), tuple(map(_everywhere, up)))


def _everywhere(step: Renormalization) -> LayerPlan:
    # One box: the factor is applied to all of it.
    return LayerPlan(step.scale, step.valid, False, ((0, 0, 0, 0),))


def _fit(tensor: Tensor, multiple: int, size: tuple[int, int]) -> Tensor:
    """Zeros below and to the right up to a size that is less than ``multiple`` larger.

    Padding by as much as is missing would ask whether anything is missing.
    """
    return _cut(F.pad(tensor, (0, multiple, 0, multiple)), size)


def _cut(tensor: Tensor, size: tuple[int, int]) -> Tensor:
    """The upper left part; a slice would ask whether it is all."""
    rows, columns = (torch.arange(length, device=tensor.device) for length in size)
    return tensor.index_select(2, rows).index_select(3, columns)


def to_program(network: PConvUNet, metadata: dict[str, str]) -> bytes:
    """A .pt2 file: sizes and batch are free, weights are inside."""
    from torch.export import Dim, export, save

    traceable = Traceable(network).eval()
    multiple = network.config.multiple
    # At least two of everything, so that nothing is taken for a one that stays one.
    example = (
        torch.rand(2, 3, 3 * multiple - 1, 2 * multiple - 1),
        torch.ones(2, 1, 3 * multiple - 1, 2 * multiple - 1),
    )
    with _any_size() as least, torch.no_grad():
        least = least or multiple + 1
        free = {0: Dim("batch", min=1), 2: Dim("height", min=least), 3: Dim("width", min=least)}
        program = export(traceable, example, dynamic_shapes={"image": free, "valid": free})
    buffer = io.BytesIO()
    save(program, buffer, extra_files={METADATA: json.dumps(metadata)})
    return buffer.getvalue()


@contextmanager
def _any_size() -> Iterator[int]:
    """Let exported programs take sizes at which an inner feature map has one row or column.

    Yields the least size; 0 where this version of torch has no such setting.
    """
    from torch.fx.experimental import _config

    if not hasattr(_config, "backed_size_oblivious"):
        yield 0
        return
    with _config.patch(backed_size_oblivious=True):  # type: ignore[attr-defined]
        yield 1
