"""What a network looks like, as plain data; importable without torch."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

Convolution = Literal["partial", "plain"]

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)

# name -> (width, depth)
PRESETS: dict[str, tuple[int, int]] = {"paper": (64, 8), "compact": (32, 8)}


@dataclass(frozen=True)
class Stage:
    """One row of Table 2: a convolution and what follows it."""

    in_planes: tuple[int, ...]
    """Channel count of each feature map concatenated at the input; one valid plane serves each."""
    out_channels: int
    kernel_size: int
    stride: int
    batch_norm: bool
    activation: Literal["relu", "leaky_relu", "none"]

    @property
    def bias(self) -> bool:
        """Whether the convolution has its own bias; BatchNorm brings one where it follows."""
        return not self.batch_norm


@dataclass(frozen=True)
class UNetConfig:
    """Architecture and value convention of a :class:`pconv_models.unet.PConvUNet`.

    ``UNetConfig.from_preset("paper")`` is Table 2 of Liu et al. (ECCV 2018) exactly; ``"compact"``
    has the same shape at half the width.
    """

    width: int = 64
    """Channels of the first encoder stage; later stages have 2, 4, then 8 times as many."""
    depth: int = 8
    """Encoder stages, each halving the resolution; the decoder has as many."""
    convolution: Convolution = "partial"
    """``partial`` (Eq. 1 and 2), or ``plain`` for the paper's *Conv* baseline."""
    mean: tuple[float, float, float] = IMAGENET_MEAN
    """RGB mean, in [0, 1], taken off the input and put back on the output."""
    std: tuple[float, float, float] = IMAGENET_STD
    """RGB scale, in [0, 1], dividing the input and multiplying the output."""

    def __post_init__(self) -> None:
        if self.width < 1 or not 1 <= self.depth <= 12:
            raise ValueError(
                f"width {self.width} and depth {self.depth}: width >= 1, depth 1 to 12 are possible"
            )
        if self.convolution not in ("partial", "plain"):
            raise ValueError(f"convolution {self.convolution!r}: 'partial' or 'plain' are possible")
        finite = all(math.isfinite(value) for value in (*self.mean, *self.std))
        if {len(self.mean), len(self.std)} != {3} or not finite or min(self.std) <= 0:
            raise ValueError("mean and std hold three values each, std above 0")

    @classmethod
    def from_preset(cls, name: str, *, convolution: Convolution = "partial") -> UNetConfig:
        """Build the configuration named ``paper`` or ``compact``; ValueError for another name."""
        if name not in PRESETS:
            raise ValueError(f"preset {name!r}: known are {', '.join(PRESETS)}")
        width, depth = PRESETS[name]
        return cls(width=width, depth=depth, convolution=convolution)

    @property
    def preset(self) -> str:
        """``paper``, ``compact``, or ``custom`` when width and depth are of no preset."""
        sizes = {size: name for name, size in PRESETS.items()}
        return sizes.get((self.width, self.depth), "custom")

    @property
    def multiple(self) -> int:
        """Height and width that the network works on are multiples of this, in pixels."""
        return int(2**self.depth)

    def encoder_stages(self) -> list[Stage]:
        """PConv1 to PConv8 of Table 2 (for depth 8), in order."""
        channels = [self.width * min(2**i, 8) for i in range(self.depth)]
        kernels = [7, 5, 5] + [3] * max(0, self.depth - 3)
        return [
            Stage((channels[i - 1] if i else 3,), channels[i], kernels[i], 2, i > 0, "relu")
            for i in range(self.depth)
        ]

    def decoder_stages(self) -> list[Stage]:
        """PConv9 to PConv16 of Table 2 (for depth 8), in order; the deeper source comes first."""
        encoder = [stage.out_channels for stage in self.encoder_stages()]
        stages: list[Stage] = []
        below = encoder[-1]
        for skip in reversed(encoder[:-1]):
            stages.append(Stage((below, skip), skip, 3, 1, True, "leaky_relu"))
            below = skip
        stages.append(Stage((below, 3), 3, 3, 1, False, "none"))
        return stages

    def to_dict(self) -> dict[str, Any]:
        """Plain values, fit for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Inverse of :meth:`to_dict`; ValueError names an unknown field or a wrong value."""
        if not isinstance(values, dict):
            raise ValueError(f"the network's configuration is {values!r}, not a table of fields")
        fields = cls.__dataclass_fields__
        unknown = set(values) - set(fields)
        if unknown:
            raise ValueError(
                f"unknown field {', '.join(sorted(unknown))} in the network's configuration"
            )
        clean: dict[str, Any] = {}
        for name, value in values.items():
            try:
                clean[name] = cls._read_field(name, value)
            except (TypeError, ValueError) as error:
                raise ValueError(f"{name} {value!r} in the network's configuration") from error
        return cls(**clean)

    @classmethod
    def _read_field(cls, name: str, value: Any) -> Any:
        """A field's value from what JSON made of it; TypeError or ValueError if it cannot be."""
        if name in ("mean", "std"):
            return tuple(float(v) for v in value)
        return str(value) if name == "convolution" else int(value)
