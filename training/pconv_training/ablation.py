"""The loss ablation of Figure 3: the same training with single terms taken away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from pconv_training.config import ConfigError, TrainConfig


@dataclass(frozen=True)
class Variant:
    """A training that differs from the full one in its loss only."""

    name: str
    what: str
    """What Figure 3 calls it."""
    style: float = 1.0
    """Times the style factor."""
    perceptual: float = 1.0
    """Times the perceptual factor."""


VARIANTS = (
    Variant("full", "full loss"),
    Variant("no-style", "without style loss", style=0.0),
    # The paper does not say how small; at a tenth it calls the result fish-scaled.
    Variant("small-style", "small style weight (a tenth)", style=0.1),
    Variant("no-perceptual", "without perceptual loss", perceptual=0.0),
)


def variant_configs(base: TrainConfig, folder: Path) -> dict[str, TrainConfig]:
    """Name of a variant -> its training, each in a folder of its own below ``folder``.

    Raises:
        ConfigError: the base trains without one of the terms, so there is nothing to take away.
    """
    features = base.features_start < base.total_steps
    if not (base.style_weight > 0 and base.perceptual_weight > 0 and features):
        raise ConfigError(
            "the loss ablation takes the style and the perceptual loss away, and this "
            "configuration trains without them; take --config compact, or set style_weight, "
            "perceptual_weight and features_from"
        )
    return {
        variant.name: replace(
            base,
            run_dir=str(folder / variant.name),
            style_weight=base.style_weight * variant.style,
            perceptual_weight=base.perceptual_weight * variant.perceptual,
        )
        for variant in VARIANTS
    }
