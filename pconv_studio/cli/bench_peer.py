"""The usual way to build the network, for ``pconv bench`` to measure ours against."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from pconv_models.unet import Block, PConvUNet


def with_channel_masks(network: PConvUNet) -> Callable[[Tensor, Tensor], Tensor]:
    """The same function as most public implementations compute it.

    Masks have as many channels as the features and are convolved with kernels of ones of the size
    of the weights; features and masks are enlarged and concatenated; nothing is fused, and memory
    is laid out channel by channel.

    Args:
        network: with partial convolutions, in evaluation mode; its weights are used as they are.

    Returns:
        image (N, 3, H, W) and valid (N, 1, H, W) -> prediction; H and W multiples of the network's.
    """
    import torch
    import torch.nn.functional as F

    blocks, depth = network.blocks(), network.config.depth
    weights = [block.conv.weight.detach().contiguous() for block in blocks]
    ones = [torch.ones_like(weight) for weight in weights]

    def layer(number: int, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        block: Block = blocks[number]
        conv = block.conv
        count = F.conv2d(mask, ones[number], None, conv.stride, conv.padding)
        result = F.conv2d(features * mask, weights[number], None, conv.stride, conv.padding)
        holes = count == 0
        result = result * (ones[number][0].numel() / count.masked_fill(holes, 1.0))
        if conv.bias is not None:
            result = result + conv.bias.view(1, -1, 1, 1)
        result = result.masked_fill(holes, 0.0)
        if block.norm is not None:
            result = block.norm(result)
        if block.slope is not None:
            result = F.leaky_relu(result, block.slope)
        return result, torch.ones_like(result).masked_fill(holes, 0.0)

    def forward(image: Tensor, valid: Tensor) -> Tensor:
        features = ((image - network.mean) / network.std).contiguous()
        maps = [(features, valid.expand_as(features).contiguous())]
        for number in range(depth):
            maps.append(layer(number, *maps[-1]))
        current = maps.pop()
        for number in range(depth, 2 * depth):
            joined = [
                torch.cat([F.interpolate(below, scale_factor=2.0), skip], dim=1)
                for below, skip in zip(current, maps.pop(), strict=True)
            ]
            current = layer(number, joined[0], joined[1])
        return current[0] * network.std + network.mean

    return forward
