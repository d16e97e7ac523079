"""A picture at half, quarter, eighth ... size, kept in step with the picture itself."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core.geometry import Box

Array = npt.NDArray[Any]
Level = npt.NDArray[np.uint8]

SMALLEST = 64
"""Levels are added until the longer side is at most this many pixels."""
STRIP = 512
"""Rows of a level made at a time, so that what lies in between stays small."""


class Raster(Protocol):
    """What levels are made of: an array, or anything that is computed when it is cut out."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Height, width and, for colours, the number of channels."""

    def __getitem__(self, key: tuple[slice, slice], /) -> Array:
        """Return the pixels inside rows and columns."""


class Levels:
    """A pyramid: level 0 is the picture, each further level has half the height and width.

    A pixel of level n stands for `2**n` by `2**n` pixels of the picture; at the right and lower
    border it may stand for fewer. An odd row or column counts twice there.

    Args:
        base: (H, W) or (H, W, 3 or 4), kept by reference: uint8 or, with `convert`, anything that
            `convert` turns into uint8. Four channels are colour and straight alpha.
        convert: Applied to the halved picture to make level 1; None leaves uint8 as it is.
        pool: "mean" averages, colours weighted by their alpha; "max" keeps the greatest value, so
            that a single pixel is still there in the smallest level.
        blank: Start with levels of zeros instead of reading the picture; :meth:`update` fills in.
        cancelled: Asked between strips while the levels are made; True leaves them unfinished.
    """

    def __init__(
        self,
        base: Raster,
        *,
        convert: Callable[[Array], Level] | None = None,
        pool: Literal["mean", "max"] = "mean",
        blank: bool = False,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self.base = base
        self._convert = convert
        self._halve = _half_by_mean if pool == "mean" else _half_by_max
        self._levels: list[Level] = []
        self._borrowed = 0
        height, width, *channels = base.shape
        while max(height, width) > SMALLEST:
            height, width = (height + 1) // 2, (width + 1) // 2
            # Zeros take no memory until they are written to.
            self._levels.append(np.zeros((height, width, *channels), np.uint8))
        if not blank:
            self._fill(Box(0, 0, base.shape[0], base.shape[1]), cancelled)

    @property
    def count(self) -> int:
        """Number of levels, the picture itself included."""
        return len(self._levels) + 1

    @property
    def nbytes(self) -> int:
        """Memory of the levels of this pyramid's own, without the picture."""
        return sum(level.nbytes for level in self._levels[self._borrowed :])

    def level(self, n: int) -> Raster:
        """Return a level to read from; 0 is the picture as it was given, not converted."""
        return self.base if n == 0 else self._levels[n - 1]

    def level_for(self, scale: float) -> int:
        """Return the smallest level that need not be enlarged to be drawn at a scale.

        Args:
            scale: Drawn pixels per pixel of the picture, above 0.
        """
        wanted = math.floor(-math.log2(scale) + 1e-9) if scale < 1 else 0
        return min(max(wanted, 0), self.count - 1)

    def update(self, box: Box) -> None:
        """Bring all levels up to date after the picture has changed inside a box."""
        self._own()
        self._fill(box, None)

    def fork(self, base: Raster) -> Levels:
        """Return levels of another picture that equals this one so far.

        Both share their memory until one of them is updated.
        """
        if base.shape != self.base.shape:
            raise ValueError(f"the pictures differ in size: {base.shape} and {self.base.shape}")
        twin = Levels.__new__(Levels)
        twin.__dict__.update(self.__dict__)
        twin.base = base
        twin._levels = list(self._levels)
        self._borrowed = twin._borrowed = len(self._levels)
        return twin

    def _own(self) -> None:
        if self._borrowed:
            self._levels = [level.copy() for level in self._levels]
            self._borrowed = 0

    def _fill(self, box: Box, cancelled: Callable[[], bool] | None) -> None:
        source: Raster = self.base
        convert = self._convert
        for level in self._levels:
            box = Box(box.top // 2, box.left // 2, -(-box.bottom // 2), -(-box.right // 2))
            height, width = source.shape[:2]
            columns = slice(2 * box.left, min(2 * box.right, width))
            for top in range(box.top, box.bottom, STRIP):
                if cancelled is not None and cancelled():
                    return
                bottom = min(top + STRIP, box.bottom)
                half = self._halve(source[2 * top : min(2 * bottom, height), columns])
                level[top:bottom, box.left : box.right] = half if convert is None else convert(half)
            source, convert = level, None


def _even(pixels: Array) -> Array:
    """Repeat the last row or column where their number is odd."""
    bottom, right = pixels.shape[0] % 2, pixels.shape[1] % 2
    if bottom or right:
        return cv2.copyMakeBorder(pixels, 0, bottom, 0, right, cv2.BORDER_REPLICATE)
    return pixels


def _half_by_mean(pixels: Array) -> Array:
    """Return the means of 2 by 2 pixels, in the same depth."""
    pixels = _even(pixels)
    size = pixels.shape[1] // 2, pixels.shape[0] // 2
    if pixels.ndim == 2 or pixels.shape[2] == 3:
        return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    alpha = pixels[..., 3]
    if alpha.min() == alpha.max():
        return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    # A colour counts as much as it is seen: what is transparent must not bleed into the rim.
    if pixels.dtype == np.uint8:
        weighted = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGBA2mRGBA)
        half = cv2.resize(weighted, size, interpolation=cv2.INTER_AREA)
        return cv2.cvtColor(half, cv2.COLOR_mRGBA2RGBA)
    half = np.empty((size[1], size[0], 4), pixels.dtype)
    # Few rows at a time stay in the processor's cache.
    for top in range(0, size[1], 16):
        part = slice(top, top + 16)
        half[part] = _weighted_half(pixels[2 * top : 2 * top + 32])
    return half


def _weighted_half(pixels: Array) -> Array:
    """Return the means of 2 by 2 pixels with colours weighted by their alpha, by float32."""
    weighted = pixels.astype(np.float32)
    weighted[..., :3] *= weighted[..., 3:]
    size = pixels.shape[1] // 2, pixels.shape[0] // 2
    half = cv2.resize(weighted, size, interpolation=cv2.INTER_AREA)
    visible = np.maximum(half[..., 3:], np.float32(1e-12))
    np.divide(half[..., :3], visible, out=half[..., :3])
    if pixels.dtype.kind == "f":
        return half
    rounded: Array = np.clip(np.rint(half), 0, np.iinfo(pixels.dtype).max).astype(pixels.dtype)
    return rounded


def _half_by_max(pixels: Array) -> Array:
    """Return the greatest of 2 by 2 pixels, by channel."""
    pixels = _even(pixels)
    rows = np.maximum(pixels[0::2], pixels[1::2])
    greatest: Array = np.maximum(rows[:, 0::2], rows[:, 1::2])
    return greatest
