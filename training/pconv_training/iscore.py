"""The paper's "IScore", as far as it can be known.

Table 1 calls its last figure the inception score and cites Salimans et al. (2016), but its values
fall to 0.03 and lower is better: the inception score is at least 1, and higher is better. No
definition by the authors has been found. What is computed here has the range and the direction of
Table 1: the mean over the pictures of KL(p(truth) || p(result)), in nats, with p the distribution
over 1000 classes that Inception-v3 gives a picture. Compare it within one table only.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from pconv_studio.core.errors import UserError

SIDE = 299
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class InceptionClasses:
    """Class distributions of Inception-v3.

    Args:
        network: (N, 3, 299, 299) ImageNet-normalised -> (N, classes) logits, in evaluation mode.
    """

    def __init__(self, network: nn.Module) -> None:
        self.network = network

    @torch.inference_mode()
    def log_probabilities(self, pictures: list[NDArray[np.uint8]]) -> Tensor:
        """(H, W, 3) uint8 RGB each -> (N, classes) natural logarithms of probabilities."""
        batch = torch.cat([_prepare(picture) for picture in pictures])
        return F.log_softmax(self.network(batch).double(), dim=1)

    def divergence(self, result: NDArray[np.uint8], truth: NDArray[np.uint8]) -> float:
        """KL(p(truth) || p(result)) of two pictures, in nats; 0 for equal ones."""
        ours, theirs = self.log_probabilities([result, truth])
        return max(0.0, float((theirs.exp() * (theirs - ours)).sum()))


def _prepare(picture: NDArray[np.uint8]) -> Tensor:
    image = torch.from_numpy(np.ascontiguousarray(picture)).permute(2, 0, 1)[None].float() / 255
    image = F.interpolate(image, (SIDE, SIDE), mode="bilinear", antialias=True, align_corners=False)
    return (image - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(STD).view(3, 1, 1)


@lru_cache(maxsize=1)
def load_inception(path: Path) -> InceptionClasses:
    """Inception-v3 with weights from a file.

    Args:
        path: torchvision's ``Inception_V3_Weights.IMAGENET1K_V1`` as downloaded (``.pth``, read
            without unpickling code), or the same tensors as safetensors.

    Raises:
        UserError: the file cannot be read, or holds another network.
    """
    from torchvision.models import inception_v3

    try:
        if path.suffix == ".safetensors":
            from safetensors.torch import load_file

            state: dict[str, Any] = load_file(path)
        else:
            state = torch.load(path, map_location="cpu", weights_only=True)
        classes = int(state["fc.bias"].numel())
        network = inception_v3(
            weights=None, init_weights=False, transform_input=True, num_classes=classes
        )
        network.load_state_dict(state)
    except Exception as error:  # whatever a foreign file makes the readers raise
        raise UserError(
            f"{path}: not the weights of torchvision's Inception-v3 ({type(error).__name__}); "
            "give inception_v3_google-*.pth, or leave --inception out"
        ) from error
    return InceptionClasses(network.eval())


def weights_digest(path: Path) -> str:
    """The first 12 digits of the SHA-256 of a file of weights, for records."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:12]
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error
