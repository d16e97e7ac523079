"""How good a network is on fixed photos: with fixed holes, or made smaller."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from pconv_models.super_resolution import spread
from pconv_models.unet import PConvUNet
from pconv_training.config import TrainConfig
from pconv_training.data import find_photos, validation_set
from pconv_training.losses import composite
from pconv_training.luma import luma_figures
from pconv_training.metrics import picture_figures
from pconv_training.super_samples import validation_pictures

BATCH = 8


def picture_metrics(result: Tensor, target: Tensor) -> dict[str, float]:
    """:func:`pconv_training.metrics.picture_figures` of (3, H, W) RGB pictures in [0, 1]."""
    pictures = (
        np.ascontiguousarray(picture.detach().float().cpu().permute(1, 2, 0).numpy())
        for picture in (result, target)
    )
    return picture_figures(*pictures)


@torch.no_grad()
def predict_composites(
    network: PConvUNet, pairs: list[tuple[Tensor, Tensor]], *, bfloat16: bool = False
) -> list[Tensor]:
    """Fill the pairs of :func:`pconv_training.data.validation_set`: composites (3, H, W).

    Rounded to whole 1/255 steps as a file holds them: the figures are to be those of files.
    """
    device = network.mean.device
    results: list[Tensor] = []
    with evaluating(network):
        for start in range(0, len(pairs), BATCH):
            images, valid = (
                torch.stack(part).to(device)
                for part in zip(*pairs[start : start + BATCH], strict=True)
            )
            with torch.autocast(device.type, torch.bfloat16, enabled=bfloat16):
                prediction = network(images, valid)
            results += list(composite(_in_steps(prediction), images, valid).cpu())
    return results


@contextmanager
def evaluating(network: nn.Module) -> Iterator[None]:
    """Put a network into evaluation mode, and back into what it was.

    Module by module: the encoder's BatchNorm may be frozen while the rest trains.
    """
    modes = [(module, module.training) for module in network.modules()]
    network.eval()
    try:
        yield
    finally:
        for module, training in modes:
            module.training = training


def _in_steps(prediction: Tensor) -> Tensor:
    """As a file of 8 bits holds it."""
    return (prediction.float().clamp(0, 1) * 255).round() / 255


def validate(
    network: PConvUNet, pairs: list[tuple[Tensor, Tensor]], *, bfloat16: bool = False
) -> tuple[dict[str, float], list[Tensor]]:
    """Mean of :func:`picture_metrics` over the pairs, and the composites."""
    results = predict_composites(network, pairs, bfloat16=bfloat16)
    rows = [
        picture_metrics(result, image) for result, (image, _) in zip(results, pairs, strict=True)
    ]
    return mean_figures(rows), results


@torch.no_grad()
def enlarge_pictures(
    network: PConvUNet, pairs: list[tuple[Tensor, Tensor]], *, bfloat16: bool = False
) -> list[Tensor]:
    """Enlarge the small pictures of :func:`pconv_training.super_samples.validation_pictures`.

    Returns:
        (3, H, W) each, uint8 RGB.
    """
    device = network.mean.device
    results = []
    with evaluating(network):
        for large, small in pairs:
            given = small[None].to(device).float() / 255
            image, valid = spread(given, large.shape[-1] // small.shape[-1])
            with torch.autocast(device.type, torch.bfloat16, enabled=bfloat16):
                prediction = network(image, valid)
            results.append((_in_steps(prediction) * 255).round().byte()[0].cpu())
    return results


class Validation(Protocol):
    """What a run measures itself by."""

    notes: list[str]
    """What a person should know of the photos, a line each."""

    def __call__(
        self, network: PConvUNet, *, bfloat16: bool
    ) -> tuple[dict[str, float], list[tuple[Tensor, Tensor, Tensor]]]:
        """Return mean figures, and for some photos input, result and truth, (3, H, W) each."""
        ...


SHOWN = 8
"""Photos that are shown."""


class HoleValidation:
    """Photos with holes, composites against the truth; see :func:`validate`."""

    def __init__(self, photos: list[Path], config: TrainConfig) -> None:
        self.notes: list[str] = []
        self.pairs = validation_set(
            photos, count=config.val_count, side=config.crop, seed=config.val_seed
        )

    def __call__(
        self, network: PConvUNet, *, bfloat16: bool
    ) -> tuple[dict[str, float], list[tuple[Tensor, Tensor, Tensor]]]:
        """As of :class:`Validation`."""
        figures, results = validate(network, self.pairs, bfloat16=bfloat16)
        white = torch.ones(())
        shown = [
            (torch.where(valid > 0.5, image, white), result, image)
            for (image, valid), result in zip(self.pairs[:SHOWN], results, strict=False)
        ]
        return figures, shown


class EnlargementValidation:
    """Photos made smaller and enlarged again: PSNR and SSIM of the luma, as is usual there."""

    def __init__(self, photos: list[Path], config: TrainConfig) -> None:
        self.factor = config.factor
        self.pairs, too_small = validation_pictures(
            photos, count=config.val_count, factor=config.factor
        )
        self.notes = []
        if too_small:
            self.notes.append(
                f"{too_small} validation photos are too small for x{self.factor} and are left out"
            )

    def __call__(
        self, network: PConvUNet, *, bfloat16: bool
    ) -> tuple[dict[str, float], list[tuple[Tensor, Tensor, Tensor]]]:
        """As of :class:`Validation`; the input is shown enlarged without interpolation."""
        results = enlarge_pictures(network, self.pairs, bfloat16=bfloat16)
        rows = [
            luma_figures(_pixels(result), _pixels(large), border=self.factor)
            for result, (large, _) in zip(results, self.pairs, strict=True)
        ]
        # One size for all rows of the grid.
        side = min(256, *(side for pair in self.pairs[:SHOWN] for side in pair[0].shape[1:]))
        corner = (slice(None), slice(side), slice(side))
        shown = []
        for (large, small), result in zip(self.pairs[:SHOWN], results, strict=False):
            nearest = small.repeat_interleave(self.factor, 1).repeat_interleave(self.factor, 2)
            given, made, truth = (p[corner].float() / 255 for p in (nearest, result, large))
            shown.append((given, made, truth))
        return mean_figures(rows), shown


def build_validation(config: TrainConfig) -> Validation | None:
    """The validation of a run; None if it has no photos for it."""
    if not config.val_photos:
        return None
    photos = find_photos(Path(config.val_photos))
    kind = EnlargementValidation if config.is_super_resolution else HoleValidation
    return kind(photos, config)


def mean_figures(rows: list[dict[str, float]]) -> dict[str, float]:
    """The mean of each figure."""
    return {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}


def _pixels(picture: Tensor) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """(3, H, W) -> (H, W, 3), uint8."""
    return np.ascontiguousarray(picture.permute(1, 2, 0).numpy())
