"""Networks of other repositories, run as they were trained; ours and the paper's is ``unet``."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pconv_models.config import UNetConfig
from pconv_models.foreign_config import ForeignConfig
from pconv_models.plan import MaskPlan
from pconv_models.super_config import SuperResolutionConfig
from pconv_models.super_resolution import SuperResolutionUNet
from pconv_models.unet import LEAKY_SLOPE, PConvUNet
from pconv_models.windows import Window, cut


class PointwiseHead(nn.Module):
    """A bias that holes get as well, LeakyReLU, a 1 x 1 convolution and a sigmoid.

    The last two are plain: they follow the network rather than belong to it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(3))
        self.conv = nn.Conv2d(3, 3, 1)

    def forward(self, features: Tensor) -> Tensor:
        """(N, 3, H, W) -> (N, 3, H, W) in [0, 1]."""
        features = features + self.bias.view(1, 3, 1, 1)
        return torch.sigmoid(self.conv(F.leaky_relu(features, LEAKY_SLOPE)))


class ForeignUNet(PConvUNet):
    """The U-Net with what another repository does after its last convolution.

    Args:
        config: architecture, value convention and what differs from the paper.
    """

    config: ForeignConfig

    def __init__(self, config: ForeignConfig) -> None:
        super().__init__(config)
        self.head = PointwiseHead() if config.head == "pointwise" else None

    def finish(self, features: Tensor, scale: Tensor) -> Tensor:
        """Turn what the last convolution gives into a normalised prediction.

        Args:
            features: (N, 3, H, W) with zeros in holes.
            scale: (N, 1, H, W) float32, sum(1) / sum(M) of the last convolution.
        """
        if self.config.twice:
            features = features * scale
        if self.head is not None:
            return self.head(features)  # type: ignore[no-any-return]
        return torch.tanh(features) if self.config.head == "tanh" else features

    def _run(self, known: Tensor, plan: MaskPlan | None, windows: Sequence[Window] = ()) -> Tensor:
        features = super()._run(known, plan, windows)
        scale = plan.decoder[-1].scale if plan else torch.ones_like(features[:, :1])
        if plan and windows:
            scale = cut(scale, windows[-1].kept)
        return self.finish(features, scale).to(features.dtype)


def build_network(config: UNetConfig) -> PConvUNet:
    """The network of a configuration, with fresh weights."""
    if isinstance(config, SuperResolutionConfig):
        return SuperResolutionUNet(config)
    return ForeignUNet(config) if isinstance(config, ForeignConfig) else PConvUNet(config)
