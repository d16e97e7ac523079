"""The learning rate and the stage as functions of the step."""

from __future__ import annotations

from pconv_training.config import TrainConfig

FLOOR = 0.01


def in_finetuning(step: int, config: TrainConfig) -> bool:
    """Whether a step (from 0) belongs to the second stage of section 4.2."""
    return step >= config.steps


def learning_rate(step: int, config: TrainConfig) -> float:
    """Adam's rate at a step (from 0): warm-up, plateau, then a line down to 1 % of the plateau."""
    if in_finetuning(step, config):
        peak, position, length = (
            config.finetune_learning_rate,
            step - config.steps,
            config.finetune_steps,
        )
    else:
        peak, position, length = config.learning_rate, step, config.steps
    rate = peak
    decaying = config.decay * length
    left = length - position
    if left < decaying:
        rate = peak * max(FLOOR, left / decaying)
    if step < config.warmup_steps:
        rate *= (step + 1) / config.warmup_steps
    return rate
