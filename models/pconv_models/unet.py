"""The U-Net of Table 2 (Liu et al., ECCV 2018) for any input size, with its plain twin."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pconv_models.config import Stage, UNetConfig
from pconv_models.extents import Size, fit, padded_lengths, snug_lengths
from pconv_models.partial_conv import PartialConv2d, Renormalization
from pconv_models.plan import LayerPlan, MaskPlan, make_plan, size_below
from pconv_models.upsampled import Upsampled, convolve
from pconv_models.windows import Rows, Window, cut, decoder_windows

LEAKY_SLOPE = 0.2


class Block(nn.Module):
    """One row of Table 2: convolution, BatchNorm and nonlinearity as the row says.

    With partial convolutions, features come in and go out with zeros in their holes, so that each
    map is masked once, where it is made, and not again by every layer that reads it.
    """

    def __init__(self, stage: Stage, *, partial: bool) -> None:
        super().__init__()
        planes, out, side = stage.in_planes, stage.out_channels, stage.kernel_size
        shape = (sum(planes), out, side, stage.stride, side // 2)
        self.conv: nn.Conv2d
        if partial:
            self.conv = PartialConv2d(*shape, stage.bias, plane_channels=planes)
        else:
            self.conv = nn.Conv2d(*shape, bias=stage.bias)
        self.norm = nn.BatchNorm2d(out) if stage.batch_norm else None
        self.slope = {"relu": 0.0, "leaky_relu": LEAKY_SLOPE, "none": None}[stage.activation]

    def forward(self, features: Tensor | Upsampled, plan: LayerPlan | None) -> Tensor:
        """(N, C, H, W) with zeros in holes -> (N, C', H', W') likewise.

        ``plan`` is None for plain convolutions.
        """
        if plan is None or not isinstance(self.conv, PartialConv2d):
            result = convolve(self.conv, features, self.conv.bias)
        elif torch.is_grad_enabled():
            product = convolve(self.conv, features)
            result = self.conv.renormalized(product, Renormalization(plan.scale, plan.valid))
        elif len(plan.boxes) == 1:
            result = _convolve_everywhere(self.conv, features, plan)
        else:
            result = _convolve_boxes(self.conv, features, plan)
        if self.norm is not None:
            result = self.norm(result)
            if plan is not None and not plan.complete:
                # BatchNorm moved the zeros of the holes.
                result = result.mul_(plan.valid.to(result.dtype))
        if self.slope is None:
            return result
        return F.relu_(result) if self.slope == 0 else F.leaky_relu_(result, self.slope)


def _convolve_everywhere(
    conv: PartialConv2d, features: Tensor | Upsampled, plan: LayerPlan
) -> Tensor:
    """Eq. 1 as the layer does it, in one pass less over the result where no hole is left."""
    result = convolve(conv, features)
    if conv.bias is None or not plan.complete:
        return conv.renormalized(result, Renormalization(plan.scale, plan.valid))
    bias = conv.bias.to(result.dtype).view(1, -1, 1, 1)
    return torch.addcmul(bias, result, plan.scale.to(result.dtype), out=result)


def _convolve_boxes(conv: PartialConv2d, features: Tensor | Upsampled, plan: LayerPlan) -> Tensor:
    """Eq. 1 as a plain convolution that is corrected where the factor is not 1."""
    result = convolve(conv, features, conv.bias)
    bias = None if conv.bias is None else conv.bias.to(result.dtype).view(1, -1, 1, 1)
    for top, bottom, left, right in plan.boxes:
        part = result[:, :, top:bottom, left:right]
        scale = plan.scale[:, :, top:bottom, left:right].to(result.dtype)
        if bias is None:
            part.mul_(scale)
            continue
        # b + (y - b) s in one pass; where no pixel is valid, b is left and must go.
        torch.lerp(bias, part, scale, out=part)
        if not plan.complete:
            part.mul_(plan.valid[:, :, top:bottom, left:right].to(result.dtype))
    return result


class PConvUNet(nn.Module):
    """Image inpainting by a U-Net of partial convolutions (sections 3.2 and 4, Table 2).

    The network normalises values itself: it takes and gives RGB in [0, 1]. BatchNorm's own bias
    replaces the convolution's where BatchNorm follows.

    Args:
        config: architecture and value convention.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, config: UNetConfig) -> None:
        super().__init__()
        self.config = config
        partial = config.convolution == "partial"
        encoder, decoder = config.encoder_stages(), config.decoder_stages()
        self.encoder = nn.ModuleList(Block(stage, partial=partial) for stage in encoder)
        self.decoder = nn.ModuleList(Block(stage, partial=partial) for stage in decoder)
        # What each decoder block's input is enlarged by, as its encoder block has reduced it.
        self._factors = [stage.stride for stage in reversed(encoder)]
        self.register_buffer("mean", torch.tensor(config.mean).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(config.std).view(1, 3, 1, 1))
        # Without storage there is nothing to draw, and trying costs a second of imports.
        if not self.mean.is_meta:
            self.initialize()

    def initialize(self) -> None:
        """He et al. (2015), as section 4.2 says, for the nonlinearity after each convolution."""
        for block in self.blocks():
            if block.slope is None:
                nn.init.kaiming_normal_(block.conv.weight, nonlinearity="linear")
            else:
                nn.init.kaiming_normal_(block.conv.weight, a=block.slope)
            if block.conv.bias is not None:
                nn.init.zeros_(block.conv.bias)

    def blocks(self) -> list[Block]:
        """All blocks in the order of Table 2."""
        return [block for block in [*self.encoder, *self.decoder] if isinstance(block, Block)]

    def forward(self, image: Tensor, valid: Tensor, box: Rows | None = None) -> Tensor:
        """Predict the whole picture, or a part of it.

        Args:
            image: (N, 3, H, W) RGB in [0, 1], any H and W from 1 up; values in holes have no
                influence.
            valid: (N, 1, H, W), 1 = valid, 0 = hole, nothing between.
            box: The part that is wanted; the decoder makes no more than that takes.

        Returns:
            The prediction (N, 3, H, W), or as large as the box, nominally in [0, 1] and not
            clipped. Where not even the mask updates reach (see :meth:`reach`) it holds the mean
            colour of the value convention.

        Raises:
            ValueError: shapes do not fit, or the box is empty or not inside the picture.
        """
        height, width = self._check(image, valid)
        windows = () if box is None else self.windows(height, width, box)
        plan = self.plan(valid, windows) if self.config.convolution == "partial" else None
        image, valid = self._pad(image), self._pad(valid)
        known = torch.where(valid > 0.5, (image - self.mean) / self.std, image.new_zeros(()))
        prediction = self._run(known, plan, windows)
        # Windows leave nothing to cut off.
        return (prediction * self.std + self.mean)[..., :height, :width]

    def reach(self, valid: Tensor) -> Tensor:
        """Where the prediction rests on at least one valid pixel (Eq. 2).

        (N, 1, H, W) -> (N, 1, H, W) float32, 1 = it does.
        """
        if self.config.convolution == "plain":
            return torch.ones_like(valid, dtype=torch.float32)
        return self.plan(valid).valid[..., : valid.shape[-2], : valid.shape[-1]]

    def windows(self, height: int, width: int, box: Rows) -> tuple[Window, ...]:
        """What the decoder has to make for a part of a picture.

        Args:
            height: of the picture, in pixels.
            width: of it.
            box: the part.

        Raises:
            ValueError: the box is empty or not inside the picture.
        """
        top, bottom, left, right = box
        if not (0 <= top < bottom <= height and 0 <= left < right <= width):
            raise ValueError(f"box {box}: no part of a picture of {height} rows, {width} columns")
        factors = [*reversed(self._factors)]
        return decoder_windows(box, self._sizes(height, width), factors, self._margins())

    def _margins(self) -> list[int]:
        """How far each stage of the decoder looks, in its own pixels; from the top down."""
        return [stage.kernel_size // 2 for stage in reversed(self.config.decoder_stages())]

    @torch.no_grad()
    def plan(self, valid: Tensor, windows: Sequence[Window] = ()) -> MaskPlan:
        """All mask arithmetic for (N, 1, H, W), any H and W; the decoder's for the windows."""
        encoder, decoder = (
            [b.conv for b in part if isinstance(b, Block) and isinstance(b.conv, PartialConv2d)]
            for part in (self.encoder, self.decoder)
        )
        sizes = self._sizes(*valid.shape[-2:])
        boxes = self._finds_boxes(valid)
        valid = fit(valid, sizes[0])
        return make_plan(valid, encoder, decoder, find_boxes=boxes, sizes=sizes, windows=windows)

    def _finds_boxes(self, valid: Tensor) -> bool:
        return valid.device.type == "cpu" and not self.training

    def _run(self, known: Tensor, plan: MaskPlan | None, windows: Sequence[Window] = ()) -> Tensor:
        sizes = plan.sizes if plan else ()
        skips = [known]
        for index, block in enumerate(self.encoder):
            result = block(skips[-1], plan.encoder[index] if plan else None)
            skips.append(fit(result, sizes[index + 1]) if sizes else result)
        features = skips.pop()
        if windows:
            features = cut(features, windows[0].below)
        for step, factor in enumerate(self._factors):
            skip = skips.pop()
            if windows:
                skip = cut(skip, windows[step].skip)
            elif sizes:
                features = fit(features, size_below(skip, factor))
            features = self.decode(step, features, skip, plan)
            if windows:
                features = cut(features, windows[step].kept)
        return features.float() if features.dtype in (torch.bfloat16, torch.float16) else features

    def decode(self, step: int, below: Tensor, skip: Tensor, plan: MaskPlan | None) -> Tensor:
        """Run decoder block number ``step``.

        Args:
            step: from 0, the deepest.
            below: (N, C, h, w) features of the block before, enlarged here to the size of ``skip``.
            skip: (N, C', H, W) features of the encoder, or the input for the last block.
            plan: None for plain convolutions.
        """
        features = Upsampled(below, skip.to(below.dtype), self._factors[step])
        result: Tensor = self.decoder[step](features, plan.decoder[step] if plan else None)
        return result

    def _pad(self, tensor: Tensor) -> Tensor:
        """Zeros below and to the right, up to the size to work on; in a mask they are holes."""
        return fit(tensor, self._sizes(*tensor.shape[-2:])[0])

    def _sizes(self, height: int, width: int) -> list[Size]:
        """Of the input and of the map after each encoder stage."""
        encoder, decoder = self.config.encoder_stages(), self.config.decoder_stages()
        if self._is_snug:
            lengths = [snug_lengths(length, encoder, decoder) for length in (height, width)]
        else:
            lengths = [padded_lengths(length, encoder) for length in (height, width)]
        return list(zip(*lengths, strict=True))

    @property
    def _is_snug(self) -> bool:
        """Whether maps end where nothing changes any more.

        Not with plain convolutions, for which zeros are values, and not in training, where
        BatchNorm's statistics hold all of a map.
        """
        return self.config.convolution == "partial" and not self.training

    @staticmethod
    def _check(image: Tensor, valid: Tensor) -> tuple[int, int]:
        count, channels, *size = image.shape
        if channels != 3 or len(size) != 2 or tuple(valid.shape) != (count, 1, *size):
            raise ValueError(
                f"image {tuple(image.shape)} and valid {tuple(valid.shape)}: "
                "(N, 3, H, W) and (N, 1, H, W) fit"
            )
        return size[0], size[1]


@torch.no_grad()
def fuse_batch_norm(network: PConvUNet) -> PConvUNet:
    """Copy a network with each BatchNorm, as it is at evaluation, folded into its convolution.

    ``BN(s y) = s (g y) + t`` at valid pixels, and 0 in holes on both sides, so Eq. 1 with weights
    g W and bias t gives the same features; the passes over memory that BatchNorm takes are saved.

    Returns:
        A new network in evaluation mode for inference; its state does not load into the original
        class.
    """
    fused = copy.deepcopy(network).eval()
    for block in fused.blocks():
        norm = block.norm
        if norm is None:
            continue
        assert norm.running_var is not None
        assert norm.running_mean is not None
        gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        conv = block.conv
        conv.weight.mul_(gain.view(-1, 1, 1, 1))
        offset = norm.bias - norm.running_mean * gain
        conv.bias = nn.Parameter(offset if conv.bias is None else offset + conv.bias * gain)
        block.norm = None
    return fused.requires_grad_(False)
