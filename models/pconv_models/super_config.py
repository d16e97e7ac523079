"""What a super-resolution network looks like, as plain data; importable without torch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from pconv_models.config import Stage, UNetConfig

SUPER_RESOLUTION = "super-resolution"
"""Name of the preset, and of the task."""
WIDTH = 64
"""Channels of the first stage of the bundled networks."""
FACTORS = range(2, 9)
"""Factors K that the construction of section 5.2 is offered for."""

# K -> strides of the encoder, and its channels as multiples of the width. One stage lies on the
# grid of known pixels, where the trunk works; it comes first where one stride can bring it there,
# because features between the known pixels mean something else at each of their K phases (measured
# for K = 3, ADR 0008).
_SHAPES: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = {
    2: ((2, 2, 2), (1, 1, 2)),
    3: ((3, 2, 2), (1, 1, 2)),
    4: ((2, 2, 2), (1, 2, 2)),
    5: ((5, 2, 2), (1, 1, 2)),
    6: ((3, 2, 2), (1, 2, 2)),
    7: ((7, 2, 2), (1, 1, 2)),
    8: ((2, 2, 2, 2), (1, 1, 2, 2)),
}


@dataclass(frozen=True)
class SuperResolutionConfig(UNetConfig):
    """A shallow U-Net of partial convolutions for the regular holes of section 5.2.

    It differs from Table 2 in four ways, each for a reason that was measured (ADR 0008): fewer
    stages, since no hole is deeper than K / 2; no BatchNorm; a trunk of residual stages on the grid
    of the known pixels; and the result is added to the bicubic enlargement of the known pixels.
    """

    factor: int = 2
    """K: the network enlarges by it, and its input has one known pixel in K x K."""
    strides: tuple[int, ...] = ()
    """Of the encoder's stages; the first few multiply to K."""
    channels: tuple[int, ...] = ()
    """Of the encoder's stages."""
    trunk: int = 6
    """Residual stages on the grid of the known pixels."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.factor not in FACTORS:
            raise ValueError(f"factor {self.factor}: 2 to 8 are possible")
        if self.convolution != "partial":
            raise ValueError("super-resolution has partial convolutions only")
        if not len(self.strides) == len(self.channels) == self.depth:
            raise ValueError(
                f"strides {self.strides} and channels {self.channels}: one for each of the "
                f"{self.depth} stages fits"
            )
        if min(self.strides) < 2 or min(self.channels) < 1 or self.trunk < 0:
            raise ValueError("strides are 2 or more, channels 1 or more, the trunk 0 or more")
        if self.width != self.channels[0]:
            raise ValueError(f"width {self.width}: the channels of the first stage are it")
        if self.factor not in [math.prod(self.strides[:n]) for n in range(1, self.depth)]:
            raise ValueError(f"strides {self.strides}: the first few multiply to {self.factor}")

    @classmethod
    def for_factor(cls, factor: int, *, width: int = WIDTH) -> SuperResolutionConfig:
        """The network that this program trains for K, or a wider or narrower one.

        Args:
            factor: K, 2 to 8.
            width: channels of the first stage; those of the others grow with it.

        Raises:
            ValueError: another factor, or a width below 1.
        """
        if factor not in _SHAPES:
            raise ValueError(f"factor {factor}: 2 to 8 are possible")
        strides, times = _SHAPES[factor]
        return cls(
            width=width,
            depth=len(strides),
            factor=factor,
            strides=strides,
            channels=tuple(width * each for each in times),
        )

    @property
    def preset(self) -> str:
        """``super-resolution``."""
        return SUPER_RESOLUTION

    @property
    def multiple(self) -> int:
        """Height and width that the network works on are multiples of this, in pixels."""
        return math.prod(self.strides)

    @property
    def grid_stages(self) -> int:
        """Encoder stages down to the grid of the known pixels."""
        return 1 + [math.prod(self.strides[: n + 1]) for n in range(self.depth)].index(self.factor)

    @property
    def reach(self) -> int:
        """How far a known pixel has influence, in pixels of the result.

        Beyond it the network's output does not change: the halo that tiles need.
        """
        # Kernel radius of each stage times the distance of its samples, down and up again.
        steps = [math.prod(self.strides[:n]) for n in range(self.depth + 1)]
        down = sum(
            stage.kernel_size // 2 * step
            for stage, step in zip(self.encoder_stages(), steps, strict=False)
        )
        # Nearest up-sampling takes a sample from up to its own size away.
        up = sum(
            stage.kernel_size // 2 * step + (stride - 1) * step
            for stage, step, stride in zip(
                self.decoder_stages(), reversed(steps[:-1]), reversed(self.strides), strict=True
            )
        )
        return down + up + self.trunk * self.factor

    def encoder_stages(self) -> list[Stage]:
        """The encoder's convolutions, in order."""
        inputs = (3, *self.channels)
        return [
            Stage((inputs[i],), self.channels[i], 3 if i else 7, self.strides[i], False, "relu")
            for i in range(self.depth)
        ]

    def trunk_stages(self) -> list[Stage]:
        """The residual stages on the grid of the known pixels, in order."""
        channels = self.channels[self.grid_stages - 1]
        return [Stage((channels,), channels, 3, 1, False, "leaky_relu")] * self.trunk

    def decoder_stages(self) -> list[Stage]:
        """The decoder's convolutions, in order; the deeper source comes first."""
        stages: list[Stage] = []
        below = self.channels[-1]
        for skip in reversed(self.channels[:-1]):
            stages.append(Stage((below, skip), skip, 3, 1, False, "leaky_relu"))
            below = skip
        # Five pixels wide: up-sampled neighbours differ at each phase of a stride of 2 or 3 then.
        stages.append(Stage((below, 3), 3, 5, 1, False, "none"))
        return stages

    @classmethod
    def _read_field(cls, name: str, value: Any) -> Any:
        if name in ("strides", "channels"):
            return tuple(int(v) for v in value)
        return super()._read_field(name, value)
