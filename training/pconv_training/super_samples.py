"""Photos as samples of super-resolution: the small image spread out, and the large one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from pconv_models.super_resolution import spread
from pconv_training.data import PhotoOrder, first_readable, random_crop
from pconv_training.low_resolution import CLEAN, Degradation, degrade, shrink


class SuperResolutionSamples(Dataset[dict[str, Tensor]]):
    """An endless sequence of crops with their small versions, spread as in section 5.2.

    Args:
        photos: files; one that cannot be read is passed over, as in
            :class:`pconv_training.data.InpaintingSamples`.
        factor: K.
        crop: side of the large samples, in pixels; a multiple of K.
        seed: of the whole sequence.
        degradation: what happens to the small image.
        zoom: as of :class:`pconv_training.data.InpaintingSamples`.
    """

    def __init__(
        self,
        photos: list[Path],
        *,
        factor: int,
        crop: int,
        seed: int,
        degradation: Degradation = CLEAN,
        zoom: tuple[float, float] = (0.6, 1.0),
    ) -> None:
        self.order = PhotoOrder(photos, seed)
        self.factor = factor
        self.crop = crop
        self.seed = seed
        self.degradation = degradation
        self.zoom = zoom

    def __getitem__(self, index: int) -> dict[str, Tensor]:
        """Sample number ``index``.

        Returns:
            ``input`` (3, crop, crop) float32 RGB in [0, 1], zero between the known pixels;
            ``valid`` (1, crop, crop) float32, 1 = known; ``image`` (3, crop, crop), the truth; and
            ``broken``, the number of files passed over, int64.

        Raises:
            UserError: no photo at all can be read.
        """
        rng = np.random.default_rng([self.seed, index])
        photo, broken = self.order.read(index)
        # Half of the crops come as they are: a reduced photo is sharper than any photo is.
        native = min(1.0, self.crop / min(photo.shape[:2]))
        zoom = self.zoom if rng.random() < 0.5 else (native, native)
        image = random_crop(rng, photo, self.crop, zoom)
        if rng.random() < 0.5:
            image = np.ascontiguousarray(image.transpose(1, 0, 2))
        small = degrade(image, self.factor, self.degradation, rng)
        known, valid = spread(_tensor(small)[None], self.factor)
        return {
            "input": known[0],
            "valid": valid[0],
            "image": _tensor(image),
            "broken": torch.tensor(broken),
        }


def validation_pictures(
    photos: list[Path], *, count: int, factor: int
) -> list[tuple[Tensor, Tensor]]:
    """Fixed photos and their small versions, without noise and compression.

    Args:
        photos: files, K pixels a side or more; the first ``count`` that can be read are taken.
        count: how many; all for 0.
        factor: K.

    Returns:
        Pairs of the photo (3, K h, K w) and its small version (3, h, w), float32 RGB in [0, 1].

    Raises:
        UserError: not one can be read.
    """
    pairs = []
    for pixels in first_readable(photos, count):
        height, width = (side // factor * factor for side in pixels.shape[:2])
        large = np.ascontiguousarray(pixels[:height, :width])
        pairs.append((_tensor(large), _tensor(shrink(large, factor))))
    return pairs


def _tensor(pixels: NDArray[np.uint8]) -> Tensor:
    """(H, W, 3) uint8 -> (3, H, W) float32 in [0, 1]."""
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1))).float() / 255
