"""The frozen VGG-16 features that the perceptual and the style loss compare (section 3.3)."""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from pconv_models.config import IMAGENET_MEAN, IMAGENET_STD

# conv1_1 .. conv3_3 by their numbers in torchvision's `features`; a pool follows each group.
GROUPS = ((0, 2), (5, 7), (10, 12, 14))
CHANNELS = (64, 64, 128, 128, 256, 256, 256)


class VGGFeatures(nn.Module):
    """Activations of pool1, pool2 and pool3 of VGG-16 (Simonyan and Zisserman 2014).

    Args:
        weights: a safetensors file with torchvision's names (``features.0.weight`` ...
            ``features.14.bias``); torchvision's ``VGG16_Weights.IMAGENET1K_V1``, fetched by
            torchvision, when left out.
        pooling: ``max``, as VGG was trained and the paper has it; or ``average`` (Gatys et al.
            2016): the maximum sends its gradient to one pixel of four, which shows as a grid.

    Raises:
        KeyError: there is no such pooling.
        ValueError: the file does not hold these layers.
        OSError: the file is missing, or torchvision could not fetch its weights.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, weights: Path | None = None, pooling: str = "max") -> None:
        super().__init__()
        self.pool = {"max": nn.MaxPool2d, "average": nn.AvgPool2d}[pooling](2)
        inputs = (3, *CHANNELS[:-1])
        numbers = [number for group in GROUPS for number in group]
        self.features = nn.ModuleDict(
            {
                str(number): nn.Conv2d(before, after, 3, padding=1)
                for number, before, after in zip(numbers, inputs, CHANNELS, strict=True)
            }
        )
        self.register_buffer("mean", torch.tensor(IMAGENET_MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(IMAGENET_STD).view(1, 3, 1, 1), persistent=False)
        self._load(weights)
        self.requires_grad_(False).eval()

    def _load(self, weights: Path | None) -> None:
        if weights is None:
            from torchvision.models import VGG16_Weights

            state = VGG16_Weights.IMAGENET1K_V1.get_state_dict(progress=True)
        else:
            from safetensors import SafetensorError
            from safetensors.torch import load_file

            if not weights.is_file():
                raise FileNotFoundError(f"{weights}: there is no such file of VGG-16 features")
            try:
                state = load_file(weights)
            except SafetensorError as error:
                raise ValueError(f"{weights}: not a safetensors file, or damaged") from error
        wanted = set(self.state_dict())
        if not wanted <= set(state):
            missing = ", ".join(sorted(wanted - set(state))[:3])
            raise ValueError(
                f"{weights}: no VGG-16 features under torchvision's names (no {missing})"
            )
        try:
            self.load_state_dict({name: state[name].float() for name in wanted})
        except RuntimeError as error:
            raise ValueError(f"{weights}: these are not the sizes of VGG-16's layers") from error

    def forward(self, image: Tensor) -> list[Tensor]:
        """(N, 3, H, W) RGB, nominally in [0, 1], to the three pools.

        Returns:
            pool1 (N, 64, H/2, W/2), pool2 (N, 128, H/4, W/4), pool3 (N, 256, H/8, W/8).
        """
        result = (image - self.mean) / self.std
        pools = []
        for group in GROUPS:
            for number in group:
                result = F.relu(self.features[str(number)](result), inplace=True)
            result = self.pool(result)
            pools.append(result)
        return pools
