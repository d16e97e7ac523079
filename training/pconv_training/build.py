"""What a training runs with: its network, its loss, its samples, and what fine-tuning freezes."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from pconv_models import foreign
from pconv_models.checkpoint import load_checkpoint, read_metadata
from pconv_models.config import PRESETS, Convolution, UNetConfig
from pconv_models.precision import has_fast_bfloat16
from pconv_models.super_config import SuperResolutionConfig
from pconv_models.unet import PConvUNet
from pconv_studio.core.errors import UserError
from pconv_training.config import ConfigError, TrainConfig
from pconv_training.data import InpaintingSamples, StepSampler
from pconv_training.losses import FeatureView, InpaintingLoss, LossWeights
from pconv_training.low_resolution import Degradation
from pconv_training.mask_folder import MaskFolder
from pconv_training.masks import MaskRecipe
from pconv_training.super_samples import SuperResolutionSamples
from pconv_training.vgg import VGGFeatures


def build_network(config: TrainConfig, shape: UNetConfig | None = None) -> PConvUNet:
    """A network to train, on the CPU.

    Args:
        config: of the run.
        shape: of the network, when its weights follow; else they are those of ``config.init``, or
            He initialisation drawn from ``config.seed``.

    Raises:
        CheckpointError: the weights to start from cannot be used.
        ConfigError: they are of another network than the settings say, or ``shape`` is.
    """
    torch.manual_seed(config.seed)
    if shape is not None:
        _check_shape(shape, config, config.run_dir, "choose another run_dir for another network")
        network = foreign.build_network(shape)
    elif config.init:
        network, _ = load_checkpoint(Path(config.init))
        _check_shape(network.config, config, config.init, "leave init empty")
    elif config.is_super_resolution:
        network = foreign.build_network(SuperResolutionConfig.for_factor(config.factor))
    else:
        kind: Convolution = "plain" if config.convolution == "plain" else "partial"
        network = PConvUNet(UNetConfig.from_preset(config.preset, convolution=kind))
    return network.train()


def _check_shape(shape: UNetConfig, config: TrainConfig, source: str, way_out: str) -> None:
    """Refuse settings that say another network than the one that ``source`` holds.

    No preset names an imported network, or one of another width or depth: any one of those that
    fill holes may stand there.
    """
    factor = shape.factor if isinstance(shape, SuperResolutionConfig) else 0
    if factor != (config.factor if config.is_super_resolution else 0):
        made = f"enlarging by {factor}" if factor else "filling holes"
        raise ConfigError(
            f"{source}: these weights are for {made}; set preset"
            f"{' and factor' if factor else ''} to what they are for, or {way_out}"
        )
    held: dict[str, str] = {"convolution": shape.convolution}
    if shape.preset in PRESETS:
        held["preset"] = shape.preset
    wrong = [name for name, value in held.items() if getattr(config, name) != value]
    if wrong:
        there = " and ".join(f"{name}={held[name]}" for name in wrong)
        said = " and ".join(f"{name}={getattr(config, name)}" for name in wrong)
        raise ConfigError(
            f"{source}: its network is of {there}, and the settings say {said}; set {there}, "
            f"or {way_out}"
        )


def steps_before(config: TrainConfig) -> int | None:
    """Steps that the weights of ``config.init`` were trained for; None if their file does not say.

    Raises:
        CheckpointError: they cannot be used.
    """
    training = read_metadata(Path(config.init)).training
    steps, earlier = training.get("step"), training.get("steps_before")
    if not isinstance(steps, int):
        return None
    return steps + (earlier if isinstance(earlier, int) else 0)


def load_features(config: TrainConfig) -> VGGFeatures | None:
    """VGG-16, on the CPU, if the perceptual or the style loss takes part in a run.

    Raises:
        ConfigError: it cannot be had, or the run ends before its first step with these losses.
    """
    if not (config.perceptual_weight > 0 or config.style_weight > 0):
        return None
    if config.features_start >= config.total_steps:
        raise ConfigError(
            f"perceptual_weight = {config.perceptual_weight} and style_weight = "
            f"{config.style_weight} would take part in no step: features_from = "
            f"{config.features_from}, steps = {config.steps}, finetune_steps = "
            f"{config.finetune_steps}; set features_from to 0 (from the first step on), or both "
            "weights to 0 to train without VGG"
        )
    try:
        return VGGFeatures(Path(config.vgg) if config.vgg else None, config.feature_pooling)
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"the perceptual and the style loss need VGG-16 features ({error}); set vgg to a file "
            "of them, or perceptual_weight and style_weight to 0"
        ) from error


def build_loss(config: TrainConfig, features: nn.Module | None) -> InpaintingLoss:
    """Eq. 7 with the factors of the run; without ``features`` L1 and TV only."""
    weights = LossWeights(
        config.valid_weight,
        config.hole_weight,
        config.perceptual_weight if features else 0.0,
        config.style_weight if features else 0.0,
        config.tv_weight,
    )
    view = FeatureView(
        config.feature_crop,
        config.feature_nearest,
        config.feature_deepest,
        out=config.features_of == "both",
    )
    return InpaintingLoss(weights, features, view, config.border_weight)


def build_samples(config: TrainConfig, photos: list[Path]) -> Dataset[dict[str, Tensor]]:
    """The samples of a run, by their number.

    Raises:
        UserError: there are no masks in its folder, or no hole with the share that is asked for.
    """
    zoom = (config.zoom_min, 1.0)
    if config.is_super_resolution:
        return SuperResolutionSamples(
            photos,
            factor=config.factor,
            crop=config.crop,
            seed=config.seed,
            degradation=Degradation(
                jpeg=config.jpeg_share,
                jpeg_quality=config.jpeg_quality,
                noise=config.noise_share,
                noise_sigma=config.noise_sigma,
            ),
            zoom=zoom,
        )
    samples = InpaintingSamples(
        photos,
        crop=config.crop,
        seed=config.seed,
        recipe=MaskRecipe(ratio=(config.hole_min, config.hole_max)),
        masks=MaskFolder(Path(config.masks), config.mask_polarity) if config.masks else None,
        zoom=zoom,
    )
    # A share that cannot be had is told here rather than by a loader process.
    samples.draw_hole(np.random.default_rng(config.seed))
    return samples


def build_batches(
    config: TrainConfig,
    photos: list[Path],
    *,
    start: int,
    process: int = 0,
    processes: int = 1,
    pin_memory: bool = False,
) -> Iterator[dict[str, Tensor]]:
    """Batches of samples for one process, from step ``start`` to the run's end.

    Raises:
        UserError: no photo at all can be read, or there is no hole to be had.
    """
    loader = DataLoader(
        build_samples(config, photos),
        batch_size=config.batch_size,
        sampler=StepSampler(start, config.total_steps, config.batch_size, process, processes),
        num_workers=config.workers,
        pin_memory=pin_memory,
        worker_init_fn=_prepare_worker,
        # A forked loader inherits OpenCV's pool without its threads, and hangs at the first call.
        multiprocessing_context="spawn" if config.workers else None,
    )
    try:
        yield from loader
    except UserError as error:
        # From another process it comes with that one's traceback in its text.
        _, _, original = str(error).rpartition(f"{UserError.__name__}: ")
        raise UserError(original.strip()) from error


def freeze_encoder_batch_norm(network: PConvUNet) -> None:
    """Fix the encoder's BatchNorm, statistics and affine; the decoder's goes on (section 4.2)."""
    for block in network.blocks()[: network.config.depth]:
        if block.norm is not None:
            block.norm.eval().requires_grad_(False)


def wants_bfloat16(precision: str, device: torch.device) -> bool:
    """Whether a run computes in bfloat16, by its ``precision`` setting."""
    return has_fast_bfloat16(device) if precision == "auto" else precision == "bfloat16"


def _prepare_worker(worker: int) -> None:
    """Loader processes leave Ctrl-C to the training, and its cores too."""
    import cv2

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
