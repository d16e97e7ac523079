"""Photos as samples of super-resolution: the small image spread out, and the large one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from pconv_models.super_resolution import spread
from pconv_studio.core.errors import UserError
from pconv_training.data import PhotoOrder, first_readable, random_crop
from pconv_training.low_resolution import CLEAN, Degradation, degrade, shrink
from pconv_training.metrics import WINDOW

LARGEST = 512
"""Side in pixels that validation sees of a photo at most: all of them are kept in memory."""


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
) -> tuple[list[tuple[Tensor, Tensor]], int]:
    """Fixed photos and their small versions, without noise and compression.

    Args:
        photos: files; the first ``count`` that can be read and are large enough are taken, whole
            or, of those with more than ``LARGEST`` pixels a side, the middle.
        count: how many; all for 0.
        factor: K.

    Returns:
        Pairs of the photo (3, K h, K w) and its small version (3, h, w), uint8 RGB; and how many
        photos were too small for SSIM and were passed over.

    Raises:
        UserError: not one can be read, or all are too small.
    """
    pairs: list[tuple[Tensor, Tensor]] = []
    too_small = 0
    for pixels in first_readable(photos, 0):
        large = _middle(pixels, factor)
        if min(large.shape[:2]) < WINDOW + 2 * factor:
            too_small += 1
            continue
        pairs.append((_bytes(large), _bytes(shrink(large, factor))))
        if len(pairs) == count:
            break
    if not pairs:
        least = -(-(WINDOW + 2 * factor) // factor) * factor
        raise UserError(
            f"the validation photos are too small: x{factor} needs {least} pixels a side; set "
            "val_photos to a folder of larger ones"
        )
    return pairs, too_small


def _middle(pixels: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    """(H, W, 3) -> sides of ``LARGEST`` at most, both multiples of ``factor``."""
    parts = []
    for side in pixels.shape[:2]:
        length = min(side, LARGEST) // factor * factor
        start = (side - length) // 2 if side > LARGEST else 0
        parts.append(slice(start, start + length))
    return np.ascontiguousarray(pixels[tuple(parts)])


def _bytes(pixels: NDArray[np.uint8]) -> Tensor:
    """(H, W, 3) -> (3, H, W), uint8."""
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))


def _tensor(pixels: NDArray[np.uint8]) -> Tensor:
    """(H, W, 3) uint8 -> (3, H, W) float32 in [0, 1]."""
    return _bytes(pixels).float() / 255
