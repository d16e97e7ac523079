"""What ``pconv bench`` measures the network against does the same as the network."""

from __future__ import annotations

import pytest
import torch

from pconv_models.config import UNetConfig
from pconv_models.unet import PConvUNet
from pconv_studio.cli import bench_network
from pconv_studio.cli.bench_network import multiply_adds
from pconv_studio.cli.bench_peer import with_channel_masks


@pytest.fixture
def network():
    torch.manual_seed(0)
    network = PConvUNet(UNetConfig(width=4, depth=5))
    with torch.no_grad():
        for block in network.blocks():
            if block.norm is None:
                block.conv.bias.normal_()
            else:
                block.norm.bias.normal_()
                block.norm.running_mean.normal_()
    return network.eval()


@torch.no_grad()
def test_the_usual_way_gives_the_same_picture(network):
    image = torch.rand(2, 3, 64, 96)
    valid = (torch.rand(2, 1, 64, 96) > 0.5).float()
    valid[..., 8:56, 8:70] = 0
    expected = network(image, valid)
    torch.testing.assert_close(
        with_channel_masks(network)(image, valid), expected, rtol=1e-3, atol=1e-3
    )


def test_multiplications_are_those_that_the_layers_do(network):
    """Counted where PyTorch convolves, in a network without the short cut of the decoder."""
    from torch.utils.flop_counter import FlopCounterMode

    usual = with_channel_masks(network)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        usual(torch.rand(1, 3, 64, 64), torch.ones(1, 1, 64, 64))
    # A multiplication and an addition each, and masks are convolved as well as features.
    assert multiply_adds(network, 64) == counter.get_total_flops() / 4


def test_rows_of_small_networks(monkeypatch):
    def small(preset, *, convolution="partial"):
        return UNetConfig(width=2, depth=3, convolution=convolution)

    monkeypatch.setattr(UNetConfig, "from_preset", small)
    monkeypatch.setattr(bench_network, "SIDE", 64)
    rows = list(bench_network.network_rows(bfloat16=False))
    assert len({row.what for row in rows}) == 4
    assert all(row.value > 0 and not row.higher_is_better for row in rows)
