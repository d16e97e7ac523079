"""The loss terms of section 3.3 of Liu et al. (ECCV 2018), each a pure function, and their sum (Eq. 7).

Shapes: images (N, 3, H, W) in [0, 1]; ``valid`` (N, 1, H, W), 1 = valid, 0 = hole. Every L1 term is a mean over all
C x H x W elements of its tensor, not over the hole (the authors' errata). Terms are means over the batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class LossWeights:
    """The factors of Eq. 7."""

    valid: float = 1.0
    hole: float = 6.0
    perceptual: float = 0.05
    style: float = 120.0
    tv: float = 0.1


def composite(prediction: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    """I_comp: the prediction in the hole, the ground truth elsewhere; (N, 3, H, W)."""
    return torch.where(valid > 0.5, target, prediction)


def hole_loss(prediction: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    """L_hole = |(1 - M) (I_out - I_gt)|_1 / (C H W); a scalar."""
    return ((1 - valid) * (prediction - target)).abs().mean()


def valid_loss(prediction: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    """L_valid = |M (I_out - I_gt)|_1 / (C H W); a scalar."""
    return (valid * (prediction - target)).abs().mean()


def perceptual_loss(features: Sequence[Tensor], target: Sequence[Tensor]) -> Tensor:
    """One sum of Eq. 3: over the layers, the mean absolute difference of (N, C, H, W) features; a scalar."""
    return torch.stack([(a - b).abs().mean() for a, b in zip(features, target, strict=True)]).sum()


def gram(features: Tensor) -> Tensor:
    """Autocorrelation of (N, C, H, W) features, times K_p = 1 / (C H W): (N, C, C), float32 or wider.

    Sums over H W products lose their small differences in half precision, so autocast is left here.
    """
    count, channels, height, width = features.shape
    with torch.autocast(features.device.type, enabled=False):
        flat = features.reshape(count, channels, height * width)
        flat = flat if flat.dtype == torch.float64 else flat.float()
        return flat @ flat.transpose(1, 2) / (channels * height * width)


def style_loss(features: Sequence[Tensor], target: Sequence[Tensor]) -> Tensor:
    """Eq. 4 or 5: over the layers, the mean over C x C of the absolute difference of Gram matrices; a scalar."""
    return torch.stack([(gram(a) - gram(b)).abs().mean() for a, b in zip(features, target, strict=True)]).sum()


def total_variation_loss(image: Tensor, valid: Tensor) -> Tensor:
    """Eq. 6 on the composite (N, 3, H, W): differences of neighbours that both lie in R, over C H W; a scalar.

    R is the hole dilated by one pixel, in the 3 x 3 neighbourhood.
    """
    region = F.max_pool2d(1 - valid, 3, stride=1, padding=1)
    rows = region[..., 1:, :] * region[..., :-1, :] * (image[..., 1:, :] - image[..., :-1, :]).abs()
    columns = region[..., :, 1:] * region[..., :, :-1] * (image[..., :, 1:] - image[..., :, :-1]).abs()
    return (rows.sum() + columns.sum()) / image.numel()


class InpaintingLoss(nn.Module):
    """Eq. 7, term by term.

    Args:
        weights: factors of the terms.
        features: image -> feature maps, such as :class:`pconv_training.vgg.VGGFeatures`; may be None when the
            perceptual and the style factor are 0.
        feature_crop: side in pixels of the window that the features see, placed for each sample where it holds
            most of the hole; 0 for the whole picture, as in the paper.

    Raises:
        ValueError: a factor needs features and there are none.
    """

    def __init__(self, weights: LossWeights, features: nn.Module | None, feature_crop: int = 0) -> None:
        super().__init__()
        self.weights = weights
        self.features = features
        self.feature_crop = feature_crop
        self.needs_features = weights.perceptual > 0 or weights.style > 0
        if self.needs_features and features is None:
            raise ValueError("the perceptual and the style loss need VGG features; give their weights or set both to 0")

    def forward(self, prediction: Tensor, target: Tensor, valid: Tensor) -> dict[str, Tensor]:
        """All terms before their factors, and ``total``, each a scalar; inputs as the module's text says."""
        comp = composite(prediction, target, valid)
        terms = {
            "valid": valid_loss(prediction, target, valid),
            "hole": hole_loss(prediction, target, valid),
            "tv": total_variation_loss(comp, valid),
        }
        if self.needs_features:
            terms |= self._feature_terms(prediction, comp, target, valid)
        factors = vars(self.weights)
        terms["total"] = torch.stack([factors[name] * term for name, term in terms.items()]).sum()
        return terms

    def _feature_terms(self, prediction: Tensor, comp: Tensor, target: Tensor, valid: Tensor) -> dict[str, Tensor]:
        assert self.features is not None
        images = [prediction, comp, target]
        if 0 < self.feature_crop < min(valid.shape[-2:]):
            corners = fullest_windows(valid, self.feature_crop)
            images = [crop_each(image, corners, self.feature_crop) for image in images]
        with torch.no_grad():
            truth = self.features(images[2])
        # One pass for both saves the weights' conversion to half precision a second time.
        both = self.features(torch.cat(images[:2]))
        out, composed = zip(*(maps.chunk(2) for maps in both), strict=True)
        return {
            "perceptual": perceptual_loss(out, truth) + perceptual_loss(composed, truth),
            "style": style_loss(out, truth) + style_loss(composed, truth),
        }


@torch.no_grad()
def fullest_windows(valid: Tensor, side: int) -> list[tuple[int, int]]:
    """For each sample of (N, 1, H, W) the top left corner, in pixels, of the square that holds most of the hole."""
    step = max(1, side // 4)
    share = F.avg_pool2d(1 - valid, side, stride=step)
    columns = share.shape[-1]
    return [(best // columns * step, best % columns * step) for best in share.flatten(1).argmax(1).tolist()]


def crop_each(images: Tensor, corners: Sequence[tuple[int, int]], side: int) -> Tensor:
    """Cut a square out of each sample: (N, C, H, W) -> (N, C, side, side)."""
    return torch.stack([i[:, y : y + side, x : x + side] for i, (y, x) in zip(images, corners, strict=True)])
