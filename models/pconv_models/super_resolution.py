"""Image super-resolution by partial convolution (Liu et al., ECCV 2018, section 5.2)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pconv_models.partial_conv import PartialConv2d
from pconv_models.plan import LayerPlan, MaskPlan
from pconv_models.super_config import FACTORS, SuperResolutionConfig
from pconv_models.unet import Block, PConvUNet
from pconv_models.windows import Rows, Window, cut

RESIDUAL_GAIN = 0.1
"""Factor on the initial weights of what is added to something good already."""


def spread(low: Tensor, factor: int) -> tuple[Tensor, Tensor]:
    """The input of section 5.2: pixel (x, y) goes to (K x + floor(K / 2), K y + floor(K / 2)).

    Args:
        low: (N, C, h, w), the small image.
        factor: K, 2 to 8.

    Returns:
        image (N, C, K h, K w) with zeros between the pixels, and valid (N, 1, K h, K w) float32,
        1 at the pixels and 0 between them.

    Raises:
        ValueError: another factor.
    """
    if factor not in FACTORS:
        raise ValueError(f"factor {factor}: whole numbers from 2 to 8 are possible")
    count, channels, height, width = low.shape
    size = (factor * height, factor * width)
    # Convolutions want their channels last; turned over later, it would be a copy more.
    image = torch.empty(
        (count, channels, *size),
        dtype=low.dtype,
        device=low.device,
        memory_format=torch.channels_last,
    ).zero_()
    valid = torch.zeros((count, 1, *size), device=low.device)
    at_pixels(image, factor).copy_(low)
    at_pixels(valid, factor).fill_(1.0)
    return image, valid


def at_pixels(image: Tensor, factor: int) -> Tensor:
    """The pixels that :func:`spread` has placed, a view: (N, C, K h, K w) -> (N, C, h, w)."""
    return image[..., factor // 2 :: factor, factor // 2 :: factor]


class SuperResolutionUNet(PConvUNet):
    """The U-Net for the regular holes of section 5.2.

    Its prediction is the bicubic enlargement of the known pixels plus what the partial convolutions
    add to it. It is a prediction everywhere, at the known pixels too: a small image is an average
    of the large one, not a selection of its pixels.

    Args:
        config: factor, architecture and value convention.
    """

    config: SuperResolutionConfig

    def __init__(self, config: SuperResolutionConfig) -> None:
        super().__init__(config)
        self.trunk = nn.ModuleList(Block(stage, partial=True) for stage in config.trunk_stages())
        if not self.mean.is_meta:
            self._initialize_residuals()

    @torch.no_grad()
    def _initialize_residuals(self) -> None:
        for block in self.trunk:
            assert isinstance(block, Block)
            nn.init.kaiming_normal_(block.conv.weight, a=block.slope or 0.0)
            assert block.conv.bias is not None
            nn.init.zeros_(block.conv.bias)
            block.conv.weight.mul_(RESIDUAL_GAIN)
        last = self.decoder[-1]
        assert isinstance(last, Block)
        last.conv.weight.mul_(RESIDUAL_GAIN)

    def forward(self, image: Tensor, valid: Tensor, box: Rows | None = None) -> Tensor:
        """Predict the large image from what :func:`spread` has made of a small one.

        Args:
            image: (N, 3, K h, K w) RGB in [0, 1]; values in holes have no influence.
            valid: (N, 1, K h, K w), 1 at the placed pixels, 0 elsewhere.
            box: the part that is wanted.

        Returns:
            (N, 3, K h, K w), or as large as the box, nominally in [0, 1] and not clipped.

        Raises:
            ValueError: shapes do not fit, or the valid pixels are not those of the construction.
        """
        height, width = self._check(image, valid)
        factor = self.config.factor
        if height % factor or width % factor or not _is_grid(valid, factor):
            raise ValueError(
                f"image {tuple(image.shape)}: one valid pixel in each {factor} x {factor}, placed "
                "by spread(), is what this network takes"
            )
        return self.enlarge(at_pixels(image, factor), box=box)

    def enlarge(self, low: Tensor, plan: MaskPlan | None = None, box: Rows | None = None) -> Tensor:
        """Predict the large image of a small one: :func:`spread` and :meth:`forward` in one.

        Args:
            low: (N, 3, h, w) RGB in [0, 1].
            plan: what :meth:`plan_for` gave for this h, w and box, if it is at hand.
            box: the part of the large image that is wanted, in its pixels.

        Returns:
            (N, 3, K h, K w), or as large as the box, nominally in [0, 1] and not clipped.
        """
        factor = self.config.factor
        height, width = (factor * side for side in low.shape[-2:])
        known = (low.float() - self.mean) / self.std
        # Pillow's bicubic filter (a = -0.5, renormalised at the border); torch's own without
        # antialias is a sharper one.
        base = F.interpolate(known, scale_factor=float(factor), mode="bicubic", antialias=True)
        plan = plan or self.plan_for(low.shape[-2], low.shape[-1], box)
        windows = () if box is None else self.windows(height, width, box)
        added = self._run(self._pad(spread(known, factor)[0]), plan, windows)
        base = base if box is None else cut(base, box)
        return (base + added[..., :height, :width]) * self.std + self.mean

    def plan_for(self, height: int, width: int, box: Rows | None = None) -> MaskPlan:
        """The plan for small images of one size, in pixels; one serves a whole batch."""
        factor = self.config.factor
        low = torch.zeros((1, 1, height, width), device=self.mean.device)
        windows = () if box is None else self.windows(factor * height, factor * width, box)
        return self.plan(spread(low, factor)[1], windows)

    @torch.no_grad()
    def plan(self, valid: Tensor, windows: Sequence[Window] = ()) -> MaskPlan:
        """As of :class:`PConvUNet`, with the trunk's part."""
        plan = super().plan(valid, windows)
        if not self.trunk:
            return plan
        # All stages of the trunk see the same mask: nothing is unknown any more on the grid.
        above = plan.decoder[self._grid_step]
        first = self.trunk[0]
        assert isinstance(first, Block)
        assert isinstance(first.conv, PartialConv2d)
        return plan.with_trunk(first.conv, above.valid, find_boxes=self._finds_boxes(valid))

    def _margins(self) -> list[int]:
        margins = super()._margins()
        margins[self.config.grid_stages] += sum(
            stage.kernel_size // 2 for stage in self.config.trunk_stages()
        )
        return margins

    @property
    def _is_snug(self) -> bool:
        """No: the trunk looks farther than a decoder's stage."""
        return False

    @property
    def _grid_step(self) -> int:
        """Which decoder block brings the features to the grid of the known pixels."""
        return self.config.depth - 1 - self.config.grid_stages

    def decode(self, step: int, below: Tensor, skip: Tensor, plan: MaskPlan | None) -> Tensor:
        """As of :class:`PConvUNet`; behind the grid of the known pixels comes the trunk."""
        features = super().decode(step, below, skip, plan)
        if step == self._grid_step:
            layer: LayerPlan | None = plan.trunk if plan else None
            for block in self.trunk:
                more = block(features, layer)
                features = features + more if torch.is_grad_enabled() else more.add_(features)
        return features


def _is_grid(valid: Tensor, factor: int) -> bool:
    """Whether exactly the pixels that :func:`spread` places are valid."""
    placed = at_pixels(valid, factor)
    return bool(placed.min() > 0.5) and int((valid > 0.5).sum()) == placed.numel()
