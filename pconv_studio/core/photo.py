"""The photo as it lies in memory, with everything needed to save it as it came."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pathlib import Path

Pixels = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Photo:
    r"""Pixels upright in RGB or RGBA, and what the file said about them.

    Attributes:
        pixels: (H, W, 3) or (H, W, 4), straight (not premultiplied) alpha; uint8 and uint16 use
            their full range, float32 is nominally 0 to 1 and may exceed it.
        path: File it was read from.
        format: One of JPEG, PNG, TIFF, WEBP, BMP, HEIF, RAW, GIF.
        icc: ICC profile the pixels are described by; None means sRGB.
        exif: EXIF as a TIFF block, without the `Exif\0\0` prefix; its orientation is 1, because
            orientation has been applied, and its thumbnail is gone, because it would go on
            showing what is edited away.
        xmp: XMP as UTF-8, its orientation 1; None where there is none, or where it holds pictures
            of its own.
        iptc: Records of IPTC's IIM; None where there are none, or a picture among them.
        grey: The source had a single grey channel (with or without alpha); the three colour
            channels are then equal, and saving writes one channel again.
        quality: JPEG quality 1 to 100 estimated from the quantisation tables; 100 for a lossless
            WebP; None when unknown.
        subsampling: JPEG chroma subsampling: 4:4:4, 4:2:2 or 4:2:0; None when unknown.
        dpi: Horizontal and vertical resolution in pixels per inch.
        notes: Warnings for people.

    Raises:
        ValueError: Shape or dtype is none of the above.
    """

    pixels: Pixels
    path: Path | None = None
    format: str = "PNG"
    icc: bytes | None = None
    exif: bytes | None = None
    xmp: bytes | None = None
    iptc: bytes | None = None
    grey: bool = False
    quality: int | None = None
    subsampling: str | None = None
    dpi: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check shape and dtype, so that nothing later has to."""
        shape, dtype = self.pixels.shape, self.pixels.dtype
        if len(shape) != 3 or shape[2] not in (3, 4) or 0 in shape:
            raise ValueError(f"a photo's pixels are (H, W, 3) or (H, W, 4), not {shape}")
        if dtype not in (np.uint8, np.uint16, np.float32):
            raise ValueError(f"a photo's pixels are uint8, uint16 or float32, not {dtype}")

    @property
    def has_alpha(self) -> bool:
        """Whether the pixels carry an alpha channel."""
        return bool(self.pixels.shape[2] == 4)

    def with_pixels(self, pixels: Pixels) -> Photo:
        """Return the same photo with other pixels, of any allowed shape and dtype."""
        return replace(self, pixels=pixels)
