"""The learning rate and the stage at each step."""

from __future__ import annotations

import pytest

from pconv_training.config import TrainConfig
from pconv_training.schedule import in_finetuning, learning_rate


def test_the_papers_two_rates():
    config = TrainConfig(steps=10, finetune_steps=5)
    rates = [learning_rate(step, config) for step in range(15)]
    assert rates == [2e-4] * 10 + [5e-5] * 5


def test_stages():
    config = TrainConfig(steps=3, finetune_steps=2)
    assert [in_finetuning(step, config) for step in range(5)] == [False] * 3 + [True] * 2
    assert in_finetuning(0, TrainConfig(steps=0, finetune_steps=2))
    assert not in_finetuning(9, TrainConfig(steps=10, finetune_steps=0))


def test_warm_up_rises_to_the_peak():
    config = TrainConfig(steps=10, finetune_steps=0, learning_rate=1.0, warmup_steps=4)
    assert [learning_rate(step, config) for step in range(6)] == [0.25, 0.5, 0.75, 1, 1, 1]


def test_warm_up_in_a_run_of_fine_tuning_alone():
    config = TrainConfig(steps=0, finetune_steps=4, finetune_learning_rate=1.0, warmup_steps=2)
    assert [learning_rate(step, config) for step in range(4)] == [0.5, 1, 1, 1]


def test_decay_at_the_end_of_each_stage():
    config = TrainConfig(
        steps=10, finetune_steps=4, learning_rate=1.0, finetune_learning_rate=0.1, decay=0.5
    )
    rates = [learning_rate(step, config) for step in range(14)]
    expected = [1, 1, 1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2, 0.1, 0.1, 0.1, 0.05]
    assert rates == pytest.approx(expected)


def test_decay_stops_at_one_percent():
    config = TrainConfig(steps=1000, finetune_steps=0, learning_rate=1.0, decay=1.0)
    rates = [learning_rate(step, config) for step in range(1000)]
    assert rates[0] == 1.0
    assert rates == sorted(rates, reverse=True)
    assert rates[-1] == 0.01
    assert min(rates) == 0.01
