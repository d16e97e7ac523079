"""The moving average against a loop over plain numbers."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from pconv_training.ema import WeightAverage


def network(seed=0):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3), nn.Conv2d(3, 1, 1, bias=False))


@pytest.mark.parametrize("decay", [0.0, 0.5, 0.999])
def test_equals_a_loop_and_averages_batch_norm_too(decay):
    trained = network().train()
    average = WeightAverage(trained, decay)
    expected = {name: t.double().clone() for name, t in trained.state_dict().items()}
    for step in range(1, 13):
        with torch.no_grad():
            for parameter in trained.parameters():
                parameter.add_(torch.randn_like(parameter))
            trained(torch.randn(2, 2, 6, 6))
        average.update(trained)
        share = min(decay, (1 + step) / (10 + step))
        for name, now in trained.state_dict().items():
            expected[name] = share * expected[name] + (1 - share) * now.double()
    state = average.network.state_dict()
    assert state.keys() == expected.keys()
    for name, tensor in state.items():
        if tensor.is_floating_point():
            torch.testing.assert_close(tensor.double(), expected[name], rtol=1e-5, atol=1e-6)
    assert int(state["1.num_batches_tracked"]) == 12
    # The statistics did move, or this would show nothing.
    assert float(state["1.running_mean"].abs().max()) > 1e-3


def test_a_constant_network_stays():
    trained = network()
    average = WeightAverage(trained, 0.9)
    before = {name: tensor.clone() for name, tensor in trained.state_dict().items()}
    for _ in range(50):
        average.update(trained)
    for name, tensor in average.network.state_dict().items():
        assert torch.equal(tensor, before[name])


def test_early_updates_forget_the_start():
    trained = nn.Linear(1, 1, bias=False)
    nn.init.constant_(trained.weight, 1.0)
    average = WeightAverage(trained, 0.999)
    nn.init.constant_(trained.weight, 0.0)
    for _ in range(20):
        average.update(trained)
    # 0.999 from the start would leave 0.98 of it.
    assert 0 < float(average.network.weight.detach()) < 1e-3


def test_the_average_is_a_copy_for_evaluation():
    trained = network().train()
    average = WeightAverage(trained, 0.9)
    assert trained.training
    assert not any(module.training for module in average.network.modules())
    assert not any(parameter.requires_grad for parameter in average.network.parameters())
    ours = {tensor.data_ptr() for tensor in average.network.state_dict().values()}
    assert ours.isdisjoint(tensor.data_ptr() for tensor in trained.state_dict().values())
