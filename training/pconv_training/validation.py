"""How good a network is on fixed photos with fixed holes."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from pconv_models.unet import PConvUNet
from pconv_training.losses import composite
from pconv_training.metrics import picture_figures

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
    # Module by module: the encoder's BatchNorm may be frozen while the rest trains.
    modes = [(module, module.training) for module in network.modules()]
    network.eval()
    device = network.mean.device
    results: list[Tensor] = []
    for start in range(0, len(pairs), BATCH):
        images, valid = (
            torch.stack(part).to(device) for part in zip(*pairs[start : start + BATCH], strict=True)
        )
        with torch.autocast(device.type, torch.bfloat16, enabled=bfloat16):
            prediction = network(images, valid)
        comp = composite((prediction.float().clamp(0, 1) * 255).round() / 255, images, valid)
        results += list(comp.cpu())
    for module, training in modes:
        module.training = training
    return results


def validate(
    network: PConvUNet, pairs: list[tuple[Tensor, Tensor]], *, bfloat16: bool = False
) -> tuple[dict[str, float], list[Tensor]]:
    """Mean of :func:`picture_metrics` over the pairs, and the composites."""
    results = predict_composites(network, pairs, bfloat16=bfloat16)
    rows = [
        picture_metrics(result, image) for result, (image, _) in zip(results, pairs, strict=True)
    ]
    return {name: sum(row[name] for row in rows) / len(rows) for name in rows[0]}, results
