"""From levels of the photo to the pixels of a pane, for any part of it.

What a device pixel shows depends on its place only, never on which part is drawn: parts that are
drawn one after another join without a seam.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect

from pconv_studio.core.levels import Raster

Array = npt.NDArray[Any]
Screen = npt.NDArray[np.uint32]
"""(h, w) uint32, 0xAARRGGBB with premultiplied alpha: Qt's own order."""

NEAREST_FROM = 2.0
"""Device pixels per pixel of the photo from which on pixels are drawn as squares."""
GRID_FROM = 8.0
"""Zoom from which on the pixel grid is drawn."""
CHECKER = 10
"""Side of the squares below transparent pixels, logical units."""
CHECKER_TONES = (204, 153)


@dataclass(frozen=True, eq=False)
class Picture:
    """Pixels to draw.

    Attributes:
        raster: (H, W) or (H, W, 3 or 4); colours with straight alpha.
        step: Pixels of the photo per pixel of the raster.
        convert: Turns a part of the raster into uint8 in the screen's colours; None where it is.
    """

    raster: Raster
    step: float = 1.0
    convert: Callable[[Array], Array] | None = None

    def cut(self, rows: slice, columns: slice) -> Array:
        """Return a part, converted."""
        part = self.raster[rows, columns]
        return part if self.convert is None else self.convert(part)


@dataclass(frozen=True)
class Placement:
    """Where the photo lies: device pixel of its corner, and device pixels per pixel of it."""

    origin: tuple[int, int]
    zoom: float


@dataclass(frozen=True)
class _Axis:
    """One direction of a part: where its device pixels lie on the raster."""

    start: int
    stop: int
    position: npt.NDArray[np.float64]
    """Centre of every device pixel, in pixels of the raster from the raster's edge."""

    @classmethod
    def of(cls, first: int, count: int, origin: int, scale: float, size: int) -> _Axis:
        position = (np.arange(first, first + count, dtype=np.float64) + (0.5 - origin)) / scale
        # Half a pixel and the neighbour on each side, for interpolation.
        start = min(max(math.floor(position[0] - 0.5), 0), size - 1)
        stop = min(max(math.floor(position[-1] - 0.5) + 2, start + 1), size)
        return cls(start, stop, position)

    @property
    def slice(self) -> slice:
        return slice(self.start, self.stop)

    @property
    def nearest(self) -> npt.NDArray[np.intp]:
        """Index of the raster's pixel below each device pixel, counted from the start."""
        index = np.floor(self.position).astype(np.intp) - self.start
        return np.clip(index, 0, self.stop - self.start - 1)

    @property
    def first_index(self) -> float:
        """Place of the first device pixel between the raster's pixel centres, from the start."""
        return float(self.position[0]) - 0.5 - self.start


def sample(picture: Picture, place: Placement, area: QRect, *, nearest: bool = False) -> Array:
    """Return a part of a picture at the screen's resolution; its border goes on outside it.

    Args:
        picture: What to draw; four channels come back with premultiplied alpha.
        place: Where the photo lies.
        area: The part, in device pixels.
        nearest: Never interpolate; from 200 % on that is done anyway.

    Returns:
        (area height, area width) or (..., 3 or 4) uint8.
    """
    scale = place.zoom * picture.step
    height, width = picture.raster.shape[:2]
    across = _Axis.of(area.x(), area.width(), place.origin[0], scale, width)
    down = _Axis.of(area.y(), area.height(), place.origin[1], scale, height)
    # Where several pixels fall on one, fewer are converted afterwards; where alpha is involved,
    # colours have to be weighted before.
    late = scale < 1 and picture.raster.shape[2:] == (3,) and not nearest
    if late:
        pixels = np.ascontiguousarray(picture.raster[down.slice, across.slice])
    else:
        pixels = picture.cut(down.slice, across.slice)
        if pixels.ndim == 3 and pixels.shape[2] == 4:
            pixels = premultiply(pixels)
    if nearest or scale == 1 or place.zoom >= NEAREST_FROM:
        return _pick(pixels, down.nearest, across.nearest)
    matrix = np.array([[1 / scale, 0, across.first_index], [0, 1 / scale, down.first_index]])
    pixels = cv2.warpAffine(
        np.ascontiguousarray(pixels),
        matrix,
        (area.width(), area.height()),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return picture.convert(pixels) if late and picture.convert is not None else pixels


def _pick(pixels: Array, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> Array:
    if len(rows) == pixels.shape[0] and len(columns) == pixels.shape[1]:
        steps = np.arange(max(len(rows), len(columns)))
        if np.array_equal(rows, steps[: len(rows)]) and np.array_equal(
            columns, steps[: len(columns)]
        ):
            return pixels
    picked: Array = pixels[rows].take(columns, axis=1)
    return picked


def premultiply(pixels: Array) -> Array:
    """Return (H, W, 4) uint8 with colours multiplied by their alpha."""
    if pixels[..., 3].min() == 255:
        return pixels
    premultiplied: Array = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGBA2mRGBA)
    return premultiplied


def photo_screen(
    picture: Picture, place: Placement, area: QRect, *, ratio: float = 1.0, grid: bool = False
) -> Screen:
    """Return a part of the photo, opaque, for a part of a pane that the photo covers.

    Args:
        picture: The photo.
        place: Where it lies.
        area: The part, in device pixels.
        ratio: Device pixels per logical unit.
        grid: Draw lines between the pixels, if they are large enough.
    """
    pixels = sample(picture, place, area)
    if pixels.shape[2] == 4:
        screen = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGBA2BGRA)
        alpha = screen[..., 3]
        if alpha.min() < 255:
            board = _checkerboard(place, area, max(round(CHECKER * ratio), 1))
            light = cv2.multiply(board, 255 - alpha, scale=1 / 255)
            screen = cv2.add(screen, cv2.merge((light, light, light, 255 - alpha)))
    else:
        screen = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2BGRA)
    if grid and place.zoom >= GRID_FROM:
        _draw_grid(screen, place, area)
    return screen.view(np.uint32)[..., 0]


def _checkerboard(place: Placement, area: QRect, side: int) -> npt.NDArray[np.uint8]:
    """Squares that move along with the photo."""
    rows = (np.arange(area.y(), area.y() + area.height()) - place.origin[1]) // side
    columns = (np.arange(area.x(), area.x() + area.width()) - place.origin[0]) // side
    odd = (rows % 2 == 1)[:, None] ^ (columns % 2 == 1)[None, :]
    board: npt.NDArray[np.uint8] = np.array(CHECKER_TONES, np.uint8).take(odd.view(np.uint8))
    return board


def _draw_grid(screen: Array, place: Placement, area: QRect) -> None:
    """Draw lines that are lighter than dark pixels and darker than light ones."""

    def firsts(first: int, count: int, origin: int) -> npt.NDArray[np.intp]:
        pixel = np.floor((np.arange(first - 1, first + count) + (0.5 - origin)) / place.zoom)
        return np.flatnonzero(np.diff(pixel))

    rows = firsts(area.y(), area.height(), place.origin[1])
    columns = firsts(area.x(), area.width(), place.origin[0])
    # Both from what was there before, so that crossings are not drawn twice.
    across, down = _GRID_TONES.take(screen[rows]), _GRID_TONES.take(screen[:, columns])
    screen[rows] = across
    screen[:, columns] = down
    screen[..., 3] = 255


_GRID_TONES = (np.arange(256) * 3 // 4 + np.where(np.arange(256) < 64, 56, 0)).astype(np.uint8)
