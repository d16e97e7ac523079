"""The network's own speed for ``pconv bench``: forward passes and training steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from pconv_studio.cli.bench_rows import SIDE, Row, side_by_side

if TYPE_CHECKING:
    from pconv_models.unet import PConvUNet

PEAK_CHANNELS, PEAK_SIDE = 256, 64
"""The convolution that shows what the machine can do: 3 x 3, as many channels out as in."""


def network_rows(*, bfloat16: bool) -> Iterator[Row]:
    """Partial over plain convolutions, the roofline, channel masks, and a training step.

    Args:
        bfloat16: whether this machine works faster in it; float32 is measured anyway.
    """
    yield _forward_overhead(bfloat16=False, limit=1.05)
    if bfloat16:
        yield _forward_overhead(bfloat16=True, limit=1.10)
    yield _roofline(bfloat16=bfloat16)
    yield _channel_masks()
    yield _step_overhead(bfloat16=bfloat16)


def _networks() -> tuple[PConvUNet, PConvUNet]:
    from pconv_models.config import UNetConfig
    from pconv_models.unet import PConvUNet

    return (
        PConvUNet(UNetConfig.from_preset("compact")),
        PConvUNet(UNetConfig.from_preset("compact", convolution="plain")),
    )


def _inputs(count: int, side: int) -> tuple[Any, Any]:
    """Random pictures (N, 3, side, side) in [0, 1], and irregular valid maps (N, 1, side, side)."""
    import numpy as np
    import torch

    from pconv_models.polarity import valid_from_hole
    from pconv_training.masks import irregular_mask

    rng = np.random.default_rng(1)
    holes = [irregular_mask(rng, side, side) for _ in range(count)]
    image = torch.from_numpy(rng.random((count, 3, side, side), np.float32))
    valid = torch.stack([valid_from_hole(hole) for hole in holes])
    return image.contiguous(memory_format=torch.channels_last), valid


def _forward_overhead(*, bfloat16: bool, limit: float) -> Row:
    import torch

    from pconv_models.unet import fuse_batch_norm

    partial, plain = (fuse_batch_norm(network) for network in _networks())
    for network in (partial, plain):
        network.to(memory_format=torch.channels_last)
    image, valid = _inputs(1, SIDE)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
        ours, theirs = side_by_side(lambda: partial(image, valid), lambda: plain(image, valid))
    kind = "bfloat16" if bfloat16 else "float32"
    return Row(
        f"forward, partial over plain, {kind}",
        ours / theirs,
        limit,
        False,
        f"compact, {SIDE}², {1000 * ours:.0f} ms over {1000 * theirs:.0f} ms",
    )


def _roofline(*, bfloat16: bool) -> Row:
    import torch

    from pconv_models.unet import fuse_batch_norm

    partial = fuse_batch_norm(_networks()[0]).to(memory_format=torch.channels_last)
    image, valid = _inputs(1, SIDE)
    peak = _peak_convolution(bfloat16=bfloat16)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
        ours, theirs = side_by_side(lambda: partial(image, valid), peak)
    least = theirs * multiply_adds(partial, SIDE) / (9 * PEAK_CHANNELS**2 * PEAK_SIDE**2)
    return Row(
        "forward over the time of its multiplications at the machine's peak",
        ours / least,
        1.6,
        False,
        f"compact, {SIDE}², {1000 * ours:.0f} ms over {1000 * least:.0f} ms",
    )


def _channel_masks() -> Row:
    import torch

    from pconv_models.config import UNetConfig
    from pconv_models.unet import PConvUNet, fuse_batch_norm
    from pconv_studio.cli.bench_peer import with_channel_masks

    network = PConvUNet(UNetConfig.from_preset("paper")).eval()
    usual = with_channel_masks(network)
    fast = fuse_batch_norm(network).to(memory_format=torch.channels_last)
    image, valid = _inputs(1, SIDE)
    plain = image.contiguous()
    with torch.inference_mode():
        ours, theirs = side_by_side(
            lambda: fast(image, valid), lambda: usual(plain, valid), rounds=3
        )
    return Row(
        "forward over the same with masks of C channels, float32",
        ours / theirs,
        1 / 3,
        False,
        f"paper, {SIDE}², {1000 * ours:.0f} ms over {1000 * theirs:.0f} ms",
    )


def _step_overhead(*, bfloat16: bool) -> Row:
    import torch

    image, valid = _inputs(4, 256)

    def stepper(net: PConvUNet) -> Callable[[], object]:
        net.train().to(memory_format=torch.channels_last)
        optimizer = torch.optim.Adam(net.parameters(), 2e-4, fused=True)

        def step() -> None:
            with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
                prediction = net(image, valid)
            (prediction - image).abs().mean().backward()
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)

        return step

    partial, plain = _networks()
    ours, theirs = side_by_side(stepper(partial), stepper(plain), rounds=5)
    return Row(
        "training step, partial over plain",
        ours / theirs,
        1.15,
        False,
        f"compact, 4 x 256², {'bfloat16' if bfloat16 else 'float32'}, {4 / ours:.1f} images/s",
    )


def multiply_adds(network: PConvUNet, side: int) -> int:
    """Multiplications of Table 2's convolutions as they are written, for one square picture.

    Args:
        network: whose sizes count, not its kind of convolution.
        side: of the picture, in pixels; a multiple of the network's.
    """
    total, size = 0, side
    for number, block in enumerate(network.blocks()):
        # The encoder makes the picture smaller, and the decoder larger by the same factors.
        size = size // block.conv.stride[0] if number < network.config.depth else size * 2
        total += block.conv.weight.numel() * size**2
    return total


def _peak_convolution(*, bfloat16: bool) -> Callable[[], object]:
    import torch
    import torch.nn.functional as F

    dtype = torch.bfloat16 if bfloat16 else torch.float32
    features, weight = (
        torch.randn(shape).to(dtype).contiguous(memory_format=torch.channels_last)
        for shape in (
            (1, PEAK_CHANNELS, PEAK_SIDE, PEAK_SIDE),
            (PEAK_CHANNELS, PEAK_CHANNELS, 3, 3),
        )
    )
    return lambda: F.conv2d(features, weight, padding=1)
