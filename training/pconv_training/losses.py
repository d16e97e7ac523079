"""The loss terms of section 3.3 of Liu et al. (ECCV 2018), pure functions, and their sum (Eq. 7).

Shapes: images (N, 3, H, W) in [0, 1]; ``valid`` (N, 1, H, W), 1 = valid, 0 = hole. Every L1 term is
a mean over all C x H x W elements of its tensor, not over the hole (the authors' errata). Terms are
means over the batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BORDER_WINDOW = 9


@dataclass(frozen=True)
class LossWeights:
    """The factors of Eq. 7."""

    valid: float = 1.0
    hole: float = 6.0
    perceptual: float = 0.05
    style: float = 120.0
    tv: float = 0.1


@dataclass(frozen=True)
class FeatureView:
    """What the perceptual and the style loss see of a sample: all of it in the paper.

    What they do not see of a hole is the ground truth to them. Depth is counted in pixels from the
    valid ones, diagonals as one.
    """

    crop: int = 0
    """Side in pixels of a window, placed for each sample where it holds most of what they are to
    see of the hole; 0 for the whole picture."""
    nearest: int = 1
    """Least depth that they see: 1 is the first pixel of a hole."""
    deepest: int = 0
    """Greatest depth that they see; 0 for no limit."""
    out: bool = True
    """Whether I_out is compared as well as I_comp."""

    def seen(self, valid: Tensor) -> Tensor:
        """The pixels of the holes that they see, as 1: (N, 1, H, W) like ``valid``."""
        seen = 1 - dilated(valid, self.nearest - 1)
        return seen * dilated(valid, self.deepest) if self.deepest else seen


def dilated(valid: Tensor, steps: int) -> Tensor:
    """Valid pixels and all within ``steps`` of one, diagonals counted as one: (N, 1, H, W)."""
    side = 2 * steps + 1
    rows = F.max_pool2d(valid, (side, 1), 1, (steps, 0))
    return F.max_pool2d(rows, (1, side), 1, (0, steps))


def composite(prediction: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    """I_comp: the prediction in the hole, the ground truth elsewhere; (N, 3, H, W)."""
    return torch.where(valid > 0.5, target, prediction)


def hole_loss(prediction: Tensor, target: Tensor, valid: Tensor, border: float = 0.0) -> Tensor:
    """L_hole = |(1 - M) (I_out - I_gt)|_1 / (C H W); a scalar.

    ``border`` is no part of the paper: a pixel counts 1 + ``border`` x :func:`valid_share` times.
    """
    weight = 1 - valid
    if border:
        weight = weight * (1 + border * valid_share(valid))
    return (weight * (prediction - target)).abs().mean()


def valid_share(valid: Tensor) -> Tensor:
    """Share of valid pixels in the window of 9 x 9 around each one: (N, 1, H, W), in [0, 1].

    Just inside a straight border of a hole it is 4/9, from 5 pixels on 0; pixels beyond the
    picture's border do not count.
    """
    return F.avg_pool2d(valid, BORDER_WINDOW, 1, BORDER_WINDOW // 2, count_include_pad=False)


def valid_loss(prediction: Tensor, target: Tensor, valid: Tensor) -> Tensor:
    """L_valid = |M (I_out - I_gt)|_1 / (C H W); a scalar."""
    return (valid * (prediction - target)).abs().mean()


def perceptual_loss(features: Sequence[Tensor], target: Sequence[Tensor]) -> Tensor:
    """One sum of Eq. 3: mean absolute difference of (N, C, H, W) features, over the layers.

    Differences and their means are float32 up: half precision would round them to three digits.
    """
    return torch.stack(
        [(_wide(a) - _wide(b)).abs().mean() for a, b in zip(features, target, strict=True)]
    ).sum()


def _wide(features: Tensor) -> Tensor:
    """As float32, or float64 as it is."""
    return features if features.dtype == torch.float64 else features.float()


def gram(features: Tensor) -> Tensor:
    """Autocorrelation of (N, C, H, W) features times K_p = 1 / (C H W): (N, C, C), float32 up.

    Sums over H W products lose their small differences in half precision: no autocast here.
    """
    count, channels, height, width = features.shape
    with torch.autocast(features.device.type, enabled=False):
        flat = _wide(features.reshape(count, channels, height * width))
        return flat @ flat.transpose(1, 2) / (channels * height * width)


def style_loss(features: Sequence[Tensor], target: Sequence[Tensor]) -> Tensor:
    """Eq. 4 or 5: mean absolute difference of C x C Gram matrices, summed over the layers."""
    return torch.stack(
        [(gram(a) - gram(b)).abs().mean() for a, b in zip(features, target, strict=True)]
    ).sum()


def total_variation_loss(image: Tensor, valid: Tensor) -> Tensor:
    """Eq. 6 on the composite (N, 3, H, W): a scalar, 1 / (C H W) of the differences within R.

    R is the hole dilated by one pixel, in the 3 x 3 neighbourhood; both neighbours lie in it.
    """
    region = F.max_pool2d(1 - valid, 3, stride=1, padding=1)
    rows = region[..., 1:, :] * region[..., :-1, :] * (image[..., 1:, :] - image[..., :-1, :]).abs()
    columns = (
        region[..., :, 1:] * region[..., :, :-1] * (image[..., :, 1:] - image[..., :, :-1]).abs()
    )
    return (rows.sum() + columns.sum()) / image.numel()


class InpaintingLoss(nn.Module):
    """Eq. 7, term by term.

    Args:
        weights: factors of the terms.
        features: image -> feature maps, such as :class:`pconv_training.vgg.VGGFeatures`; may be
            None when the perceptual and the style factor are 0.
        border: how much more the hole's border counts in L_hole, see :func:`hole_loss`; 0 as in
            the paper.
        view: what the features see.

    Raises:
        ValueError: a factor needs features and there are none.
    """

    def __init__(
        self,
        weights: LossWeights,
        features: nn.Module | None,
        view: FeatureView | None = None,
        border: float = 0.0,
    ) -> None:
        super().__init__()
        self.weights = weights
        self.border = border
        self.features = features
        self.view = view or FeatureView()
        self.needs_features = weights.perceptual > 0 or weights.style > 0
        if self.needs_features and features is None:
            raise ValueError(
                "the perceptual and the style loss need VGG features; give their weights, "
                "or set both factors to 0"
            )

    def forward(self, prediction: Tensor, target: Tensor, valid: Tensor) -> dict[str, Tensor]:
        """All terms before their factors, and ``total``: scalars; inputs as the module says."""
        comp = composite(prediction, target, valid)
        terms = {
            "valid": valid_loss(prediction, target, valid),
            "hole": hole_loss(prediction, target, valid, self.border),
            "tv": total_variation_loss(comp, valid),
        }
        if self.needs_features:
            terms |= self._feature_terms(prediction, comp, target, valid)
        factors = vars(self.weights)
        terms["total"] = torch.stack([factors[name] * term for name, term in terms.items()]).sum()
        return terms

    def _feature_terms(
        self, prediction: Tensor, comp: Tensor, target: Tensor, valid: Tensor
    ) -> dict[str, Tensor]:
        assert self.features is not None
        seen, crop = self.view.seen(valid), self.view.crop
        hidden = (1 - valid) * (1 - seen) > 0.5
        results = [torch.where(hidden, target, comp)]
        if self.view.out:
            results.append(torch.where(hidden, target, prediction))
        if 0 < crop < min(valid.shape[-2:]):
            corners = fullest_windows(1 - seen, crop)
            results = [crop_each(image, corners, crop) for image in results]
            target = crop_each(target, corners, crop)
        with torch.no_grad():
            truth = self.features(target)
        # One pass for both saves the weights' conversion to half precision a second time.
        maps = self.features(torch.cat(results))
        each = list(zip(*(layer.chunk(len(results)) for layer in maps), strict=True))
        return {
            "perceptual": torch.stack([perceptual_loss(one, truth) for one in each]).sum(),
            "style": torch.stack([style_loss(one, truth) for one in each]).sum(),
        }


@torch.no_grad()
def fullest_windows(valid: Tensor, side: int) -> list[tuple[int, int]]:
    """For each sample the square of ``side`` pixels that holds most of the hole, in quarter steps.

    Args:
        valid: (N, 1, H, W), 1 = valid.
        side: of the squares, at most H and W.

    Returns:
        Top left corners (row, column), in pixels: multiples of a quarter of the side, or the last
        place that fits.
    """
    height, width = valid.shape[-2:]
    rows, columns = (_places(length, side) for length in (height, width))
    # Whole numbers up to 2^24 are exact in float32, so the sums are.
    sums = F.pad((1 - valid).float().cumsum(-1).cumsum(-2)[:, 0], (1, 0, 1, 0))
    top, left = (torch.tensor(places, device=valid.device) for places in (rows, columns))
    bands = sums[:, top + side] - sums[:, top]
    counts = bands[..., left + side] - bands[..., left]
    best = counts.flatten(1).argmax(1).tolist()
    return [(rows[i // len(columns)], columns[i % len(columns)]) for i in best]


def _places(length: int, side: int) -> list[int]:
    return sorted({*range(0, length - side + 1, max(1, side // 4)), length - side})


def crop_each(images: Tensor, corners: Sequence[tuple[int, int]], side: int) -> Tensor:
    """Cut a square out of each sample: (N, C, H, W) -> (N, C, side, side)."""
    return torch.stack(
        [i[:, y : y + side, x : x + side] for i, (y, x) in zip(images, corners, strict=True)]
    )
