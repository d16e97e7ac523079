"""What the networks of other repositories look like where they differ from the paper.

Kept apart from :mod:`pconv_models.config`, which is the paper's; importable without torch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from pconv_models.config import Stage, UNetConfig
from pconv_models.super_config import SuperResolutionConfig

BatchNorm = Literal["paper", "none", "from-first"]
Head = Literal["linear", "tanh", "pointwise"]


@dataclass(frozen=True)
class ForeignConfig(UNetConfig):
    """A network that is a U-Net of partial convolutions, but not quite that of Table 2.

    Only what cannot be folded into the weights is a field. A missing sum(1), a swapped order of
    channels or of concatenation, another epsilon and other biases are settled when the weights are
    imported.
    """

    origin: str = ""
    """The repository that the weights were trained with, as ``owner/name``; never empty."""
    kernels: tuple[int, ...] = ()
    """Sides of the encoder's windows in pixels, first stage first; those of Table 2 if empty."""
    batch_norm: BatchNorm = "paper"
    """``paper``: after all but the first and the last convolution; ``none``; ``from-first``: after
    the first one as well."""
    head: Head = "linear"
    """What follows the last convolution: nothing, a tanh, or LeakyReLU, a 1 x 1 convolution and a
    sigmoid (``pointwise``)."""
    twice: bool = False
    """Whether the last convolution's result is multiplied by sum(1) / sum(M) a second time."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.origin:
            raise ValueError("origin is empty; it names a repository")
        if self.kernels and len(self.kernels) != self.depth:
            raise ValueError(f"kernels {self.kernels}: one for each of {self.depth} stages fits")
        if any(side < 1 or side % 2 == 0 for side in self.kernels):
            raise ValueError(f"kernels {self.kernels}: odd sides from 1 up are possible")
        if self.batch_norm not in ("paper", "none", "from-first"):
            raise ValueError(
                f"batch_norm {self.batch_norm!r}: 'paper', 'none' or 'from-first' are possible"
            )
        if self.head not in ("linear", "tanh", "pointwise"):
            raise ValueError(f"head {self.head!r}: 'linear', 'tanh' or 'pointwise' are possible")

    @property
    def preset(self) -> str:
        """``imported``: no preset of ours describes it."""
        return "imported"

    def encoder_stages(self) -> list[Stage]:
        """The encoder's convolutions, in order."""
        stages = super().encoder_stages()
        kernels = self.kernels or [stage.kernel_size for stage in stages]
        return [
            replace(
                stage,
                kernel_size=side,
                batch_norm=self.batch_norm == "from-first" or self._normed(stage),
            )
            for stage, side in zip(stages, kernels, strict=True)
        ]

    def decoder_stages(self) -> list[Stage]:
        """The decoder's convolutions, in order; the deeper source comes first."""
        return [
            replace(stage, batch_norm=self._normed(stage)) for stage in super().decoder_stages()
        ]

    def _normed(self, stage: Stage) -> bool:
        return stage.batch_norm and self.batch_norm != "none"

    @classmethod
    def _read_field(cls, name: str, value: Any) -> Any:
        if name == "kernels":
            return tuple(int(v) for v in value)
        if name in ("origin", "batch_norm", "head"):
            return str(value)
        if name == "twice":
            if not isinstance(value, bool):
                raise TypeError("neither true nor false")
            return value
        return super()._read_field(name, value)


def read_config(values: Any) -> UNetConfig:
    """The configuration in a checkpoint's metadata, of any kind; ValueError if it is none."""
    if isinstance(values, dict) and "factor" in values:
        return SuperResolutionConfig.from_dict(values)
    if isinstance(values, dict) and "origin" in values:
        return ForeignConfig.from_dict(values)
    return UNetConfig.from_dict(values)
