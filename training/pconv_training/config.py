"""Everything a training run can be told, as one flat table; importable without torch."""

from __future__ import annotations

import math
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, get_type_hints

from pconv_models.config import PRESETS
from pconv_models.super_config import FACTORS, SUPER_RESOLUTION
from pconv_studio.core.errors import UsageError

CONFIGS = Path(__file__).parent / "configs"
LOSS_WEIGHTS = (
    "valid_weight",
    "hole_weight",
    "perceptual_weight",
    "style_weight",
    "tv_weight",
)
LEAST_FEATURE_CROP = 8
FEATURES_OF = ("both", "composite")
POOLINGS = ("max", "average")
WORDS = {int: "a whole number", float: "a number", str: "text"}


class ConfigError(UsageError):
    """A training configuration is wrong; the message names the field and what is possible."""


@dataclass(frozen=True)
class TrainConfig:
    """A run: its network, its data, the two stages of section 4.2, and its book-keeping."""

    preset: str = "compact"
    """Network: ``paper`` or ``compact`` to fill holes, or ``super-resolution``."""
    factor: int = 2
    """Of super-resolution: the enlargement K, 2 to 8."""
    convolution: str = "partial"
    """``partial``, or ``plain`` for the paper's *Conv* baseline."""
    init: str = ""
    """File of weights to start from; He initialisation when empty.

    ``preset``, ``convolution`` and ``factor`` have to be those of its network.
    """
    run_dir: str = "runs/pconv"
    """Folder of the run: checkpoints, TensorBoard, the model."""
    seed: int = 1
    """Of initialisation, order, crops and holes."""

    leave_out: str = ""
    """Text file that names photos which are not trained on, one a line, as paths below their
    folder; none when empty."""
    crop: int = 256
    """Side of the training samples, in pixels."""
    zoom_min: float = 0.6
    """Least side of a cut-out over the photo's short side, before it is resized to ``crop``."""
    batch_size: int = 6
    """Samples per step and process."""
    workers: int = 1
    """Loader processes; 0 loads in the training process."""
    hole_min: float = 0.01
    """Least share of hole in a sample."""
    hole_max: float = 0.6
    """Greatest share of hole in a sample."""
    masks: str = ""
    """Folder of raw masks, such as the published data set; streaks and blobs are drawn when empty.

    Its masks are dilated, turned and cropped at random.
    """
    mask_polarity: str = ""
    """The colour of the holes in that folder, ``white`` or ``black``; sets differ in it."""

    jpeg_share: float = 0.0
    """Of super-resolution: share of the small images that are compressed as JPEG."""
    jpeg_quality: int = 60
    """Of super-resolution: least quality of that, 1 to 95."""
    noise_share: float = 0.0
    """Of super-resolution: share of the small images that get Gaussian noise."""
    noise_sigma: float = 4.0
    """Of super-resolution: greatest standard deviation of that, in steps of 8 bits."""

    steps: int = 100_000
    """Steps of the initial training."""
    learning_rate: float = 2e-4
    """Adam's rate in the initial training."""
    finetune_steps: int = 20_000
    """Steps of the fine-tuning, in which the encoder's BatchNorm is frozen."""
    finetune_learning_rate: float = 5e-5
    """Adam's rate in the fine-tuning."""
    warmup_steps: int = 0
    """Steps over which the rate rises from 0, at the start of the run."""
    decay: float = 0.0
    """Last share of each stage, over which the rate falls to 1 % of itself.

    0 keeps it constant, as in the paper.
    """
    ema: float = 0.999
    """Weight averaging: share of the average that survives a step; 0 switches it off."""
    clip_norm: float = 0.0
    """Greatest norm of the gradient; 0 for no limit."""

    valid_weight: float = 1.0
    """Factor of L_valid (Eq. 7)."""
    hole_weight: float = 6.0
    """Factor of L_hole."""
    perceptual_weight: float = 0.05
    """Factor of L_perceptual."""
    style_weight: float = 120.0
    """Factor of L_style, prediction and composite."""
    tv_weight: float = 0.1
    """Factor of L_tv."""
    border_weight: float = 0.0
    """How much more the border of a hole counts in L_hole; 0 as in the paper.

    A pixel counts 1 + this x the share of valid pixels in the 9 x 9 around it.
    """
    features_from: int = 0
    """First step with the perceptual and the style loss; before it L1 and TV train alone.

    0 has them from the first step on, as in the paper; -1 from the start of the fine-tuning,
    whatever ``steps`` is.
    """
    features_of: str = "both"
    """``both``: I_out and I_comp, as in the paper; or ``composite``, which is I_comp alone.

    The program never shows what I_out makes of the known pixels.
    """
    feature_crop: int = 0
    """Side of the window around the hole that VGG sees, in pixels; 0 for all, as in the paper."""
    feature_nearest: int = 1
    """Least depth in a hole that VGG sees, in pixels from the valid ones; 1 as in the paper."""
    feature_deepest: int = 0
    """Greatest depth in a hole that VGG sees; 0 for all of it, as in the paper.

    Deeper, and before ``feature_nearest``, VGG sees the truth, and L1 trains alone.
    """
    feature_pooling: str = "max"
    """How VGG pools: ``max`` as in the paper, or ``average``, whose gradient has no grid."""
    vgg: str = ""
    """File of VGG-16 features; torchvision's IMAGENET1K_V1 when empty."""

    precision: str = "auto"
    """``auto`` (bfloat16 where the hardware has it), ``float32`` or ``bfloat16``."""
    val_photos: str = ""
    """Folder of photos to validate on; without it there is no validation."""
    val_count: int = 64
    """Photos to validate on; 0 for all."""
    val_every: int = 2_000
    """Steps between validations."""
    val_seed: int = 7
    """Of the validation's holes."""
    checkpoint_minutes: float = 5.0
    """Minutes between checkpoints."""
    checkpoint_steps: int = 0
    """Steps between checkpoints, besides those by time; 0 for none."""
    log_every: int = 50
    """Steps between lines of the log and points of the curves."""

    def __post_init__(self) -> None:
        presets = (*PRESETS, SUPER_RESOLUTION)
        if self.preset not in presets:
            raise ConfigError(f"preset {self.preset!r}: {', '.join(presets)} are possible")
        if self.is_super_resolution:
            self._check_super_resolution()
        elif self.factor != TrainConfig.factor:
            raise ConfigError(
                f"factor {self.factor}: {self.preset} fills holes and enlarges nothing; leave "
                f"factor, or set preset to {SUPER_RESOLUTION}"
            )
        if self.convolution not in ("partial", "plain"):
            raise ConfigError(f"convolution {self.convolution!r}: partial and plain are possible")
        at_least_one = ("crop", "batch_size", "log_every", "val_every")
        for name in at_least_one:
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} = {getattr(self, name)}: at least 1 is needed")
        for name in (
            "steps",
            "finetune_steps",
            "workers",
            "warmup_steps",
            "val_count",
            "checkpoint_steps",
            "seed",
            "val_seed",
            "clip_norm",
            "border_weight",
            *LOSS_WEIGHTS,
        ):
            if getattr(self, name) < 0:
                raise ConfigError(f"{name} = {getattr(self, name)}: it cannot be negative")
        if self.total_steps < 1:
            raise ConfigError("steps and finetune_steps are both 0: there is nothing to train")
        self._check_loss()
        self._check_rates()
        if not 0 <= self.hole_min < self.hole_max <= 1:
            raise ConfigError(
                f"hole_min {self.hole_min}, hole_max {self.hole_max}: 0 <= hole_min < hole_max <= 1"
            )
        if self.masks and self.mask_polarity not in ("white", "black"):
            raise ConfigError(
                f"mask_polarity {self.mask_polarity!r}: say whether the holes of {self.masks} are "
                "white or black; look at one of its pictures"
            )
        if not 0 <= self.decay <= 1 or not 0 <= self.ema < 1 or not 0 < self.zoom_min <= 1:
            raise ConfigError("decay lies in [0, 1], ema in [0, 1), zoom_min in (0, 1]")
        if self.precision not in ("auto", "float32", "bfloat16"):
            raise ConfigError(
                f"precision {self.precision!r}: auto, float32 and bfloat16 are possible"
            )

    def _check_loss(self) -> None:
        if not any(getattr(self, name) > 0 for name in LOSS_WEIGHTS):
            raise ConfigError(f"{', '.join(LOSS_WEIGHTS)} are all 0: there is nothing to learn")
        if self.features_from < -1:
            raise ConfigError(f"features_from = {self.features_from}: -1, 0 or more are possible")
        if self.features_of not in FEATURES_OF:
            raise ConfigError(
                f"features_of {self.features_of!r}: {' and '.join(FEATURES_OF)} are possible"
            )
        if self.feature_crop and self.feature_crop < LEAST_FEATURE_CROP:
            raise ConfigError(
                f"feature_crop = {self.feature_crop}: 0 for the whole picture, or at least "
                f"{LEAST_FEATURE_CROP} pixels, one of pool3, are possible"
            )
        if self.feature_nearest < 1:
            raise ConfigError(f"feature_nearest = {self.feature_nearest}: at least 1 is needed")
        if self.feature_deepest and self.feature_deepest < self.feature_nearest:
            raise ConfigError(
                f"feature_deepest = {self.feature_deepest}: 0 for no limit, or at least "
                f"feature_nearest = {self.feature_nearest}, are possible"
            )
        if self.feature_pooling not in POOLINGS:
            raise ConfigError(
                f"feature_pooling {self.feature_pooling!r}: {' and '.join(POOLINGS)} are possible"
            )

    def _check_rates(self) -> None:
        # The rate of a stage without steps is never used.
        for length, name in (
            ("steps", "learning_rate"),
            ("finetune_steps", "finetune_learning_rate"),
        ):
            if getattr(self, length) and not getattr(self, name) > 0:
                raise ConfigError(f"{name} = {getattr(self, name)}: more than 0 is needed")
        if not self.checkpoint_minutes > 0:
            raise ConfigError(
                f"checkpoint_minutes = {self.checkpoint_minutes}: more than 0 is needed; "
                "checkpoint_steps = 1 saves after each step"
            )

    def _check_super_resolution(self) -> None:
        if self.factor not in FACTORS:
            raise ConfigError(f"factor {self.factor}: 2 to 8 are possible")
        if self.crop % self.factor:
            raise ConfigError(f"crop {self.crop}: a multiple of factor {self.factor} is needed")
        if self.convolution != "partial":
            raise ConfigError("super-resolution has partial convolutions only: leave convolution")
        if not 0 <= self.jpeg_share <= 1 or not 0 <= self.noise_share <= 1:
            raise ConfigError("jpeg_share and noise_share lie in [0, 1]")
        if self.noise_sigma < 0:
            raise ConfigError(f"noise_sigma {self.noise_sigma}: it cannot be negative")
        if not 1 <= self.jpeg_quality <= 95:
            raise ConfigError(f"jpeg_quality {self.jpeg_quality}: 1 to 95 are possible")

    @property
    def is_super_resolution(self) -> bool:
        """Whether the run trains enlargement instead of filling."""
        return self.preset == SUPER_RESOLUTION

    @property
    def total_steps(self) -> int:
        """Steps of both stages."""
        return self.steps + self.finetune_steps

    @property
    def features_start(self) -> int:
        """Step, from 0, with which the perceptual and the style loss begin."""
        return self.steps if self.features_from < 0 else self.features_from

    def to_dict(self) -> dict[str, Any]:
        """Plain values, fit for JSON."""
        return asdict(self)


def load_config(name: str, overrides: dict[str, str] | None = None) -> TrainConfig:
    """Read a configuration.

    Args:
        name: one that comes with the package (:func:`bundled_configs`) or a TOML file.
        overrides: field -> text, as typed on a command line.

    Raises:
        ConfigError: no such configuration, an unknown field, or a value of the wrong kind.
    """
    path = CONFIGS / f"{name}.toml" if name in bundled_configs() else Path(name)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(bundled_configs())
        raise ConfigError(f"{name}: neither a file that can be read nor one of {known}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML ({error})") from error
    return build_config(values | (overrides or {}), source=str(path))


def build_config(values: dict[str, Any], *, source: str) -> TrainConfig:
    """Check and convert raw values; ConfigError names ``source`` and the field."""
    kinds = get_type_hints(TrainConfig)
    clean: dict[str, Any] = {}
    for name, value in values.items():
        if name not in kinds:
            known = ", ".join(field.name for field in fields(TrainConfig))
            raise ConfigError(f"{source}: there is no setting {name!r}; there are {known}")
        kind = kinds[name]
        try:
            clean[name] = _convert(kind, value)
        except (TypeError, ValueError, OverflowError) as error:
            raise ConfigError(f"{source}: {name} = {value!r} is not {WORDS[kind]}") from error
    return TrainConfig(**clean)


def _convert(kind: type, value: Any) -> Any:
    """A value as ``kind``; ValueError where it is of another kind, or not finite."""
    if isinstance(value, bool) or (kind is str and not isinstance(value, str)):
        raise ValueError("of another kind")
    if kind is str or (kind is int and isinstance(value, int)):
        return value
    # Numbers come as text too, from a command line.
    number = float(value)
    if not math.isfinite(number) or (kind is int and number != int(number)):
        raise ValueError("not finite, or not whole")
    return kind(number)


def bundled_configs() -> list[str]:
    """Names of the configurations that come with the package."""
    return sorted(path.stem for path in CONFIGS.glob("*.toml"))
