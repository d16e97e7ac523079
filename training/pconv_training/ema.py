"""Exponential moving average of a network's weights."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn


class WeightAverage:
    """A second network whose weights and BatchNorm statistics trail the trained one's.

    Args:
        network: the trained network; it is copied.
        decay: share of the average that survives a step, in [0, 1); early steps use less of it, so
            that the initialisation is forgotten: min(decay, (1 + n) / (10 + n)) at update n.
    """

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self.decay = decay
        self.updates = 0

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        """Move the average towards the network's present state."""
        self.updates += 1
        keep = min(self.decay, (1 + self.updates) / (10 + self.updates))
        mine, theirs = self.network.state_dict(), network.state_dict()
        floating = [name for name, tensor in mine.items() if tensor.is_floating_point()]
        averages: list[Tensor] = [mine[name] for name in floating]
        torch._foreach_lerp_(averages, [theirs[name] for name in floating], 1 - keep)
        for name in mine.keys() - set(floating):
            mine[name].copy_(theirs[name])
