"""Small images from large ones: the degradation that super-resolution is trained to undo."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image


@dataclass(frozen=True)
class Degradation:
    """What happens to an image besides that it gets smaller.

    Real pictures come as JPEG and with noise; a network that has never seen either enlarges it.
    """

    jpeg: float = 0.0
    """Share of the samples that are compressed as JPEG."""
    jpeg_quality: int = 60
    """Least quality of it, 1 to 95; the greatest is 95."""
    noise: float = 0.0
    """Share of the samples that get Gaussian noise."""
    noise_sigma: float = 4.0
    """Greatest standard deviation of it, in steps of 8 bits."""


CLEAN = Degradation()


def shrink(image: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    """Reduce (H, W, 3) uint8 by a whole factor: bicubic, antialiased, as is usual in the field.

    Sides that the factor does not divide are cut at the lower and the right border.
    """
    height, width = (side // factor for side in image.shape[:2])
    part = np.ascontiguousarray(image[: height * factor, : width * factor])
    small = Image.fromarray(part).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(small, np.uint8)


def degrade(
    image: NDArray[np.uint8], factor: int, degradation: Degradation, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Make the small image of a sample: reduced, then perhaps noisy, then perhaps compressed.

    Args:
        image: (H, W, 3) uint8 RGB.
        factor: whole factor of the reduction.
        degradation: what else happens, and how often.
        rng: decides it; the same numbers are drawn whatever comes of them.

    Returns:
        (H // factor, W // factor, 3) uint8.
    """
    small = shrink(image, factor)
    noisy, compressed = rng.random(2) < (degradation.noise, degradation.jpeg)
    sigma = rng.uniform(0, degradation.noise_sigma)
    quality = int(rng.integers(degradation.jpeg_quality, 96))
    if noisy:
        noise = rng.normal(0, sigma, small.shape).astype(np.float32)
        small = np.clip(np.rint(small + noise), 0, 255).astype(np.uint8)
    if compressed:
        file = io.BytesIO()
        Image.fromarray(small).save(file, "JPEG", quality=quality)
        with Image.open(file) as compressed_image:
            small = np.asarray(compressed_image, np.uint8)
    return small
