"""Masks from a folder of pictures, such as the irregular mask data set published with the paper.

The published training masks are raw: they are meant to be dilated, turned and cropped at random
(section 4.1). Which of black and white is the hole differs from set to set, so it is never guessed.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from pconv_studio.core.errors import MaskError, PhotoError, UsageError, UserError
from pconv_studio.core.masks import load_mask
from pconv_training.masks import REFERENCE_SIDE, MaskRecipe, dilate

Polarity = Literal["white", "black"]
SUFFIXES = {".png", ".bmp", ".tif", ".tiff", ".jpg", ".jpeg", ".webp"}
ZOOM = (1.0, 1.5)
"""How much larger than the sample a raw mask is made before the sample is cropped from it."""


def checked_polarity(text: str) -> Polarity:
    """``white`` or ``black``; UsageError for anything else."""
    if text == "white":
        return "white"
    if text == "black":
        return "black"
    raise UsageError(
        f"the holes of a folder of masks are 'white' or 'black', not {text!r}; "
        "look at one of its pictures"
    )


def find_masks(folder: Path) -> list[Path]:
    """All masks in a folder and below, in order of their names; UserError if there are none."""
    if not folder.is_dir():
        raise UserError(f"{folder}: there is no such folder of masks")
    masks = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    if not masks:
        raise UserError(f"{folder}: no masks in it; PNG and other pictures are read")
    return masks


def read_hole(path: Path, polarity: Polarity) -> NDArray[np.bool_]:
    """A mask file as (H, W) bool, True = hole; grey is thresholded at 128 of 255.

    Raises:
        PhotoError: the file cannot be read.
    """
    try:
        data = np.fromfile(path, np.uint8)
    except OSError as error:
        raise PhotoError(f"{path}: cannot be read ({error.strerror})") from error
    # The usual case, 1 or 8 bits of grey in a PNG, at a tenth of the time.
    if data[:4].tobytes() == b"\x89PNG":
        values = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
        if values is not None and values.ndim == 2 and values.dtype == np.uint8:
            return np.asarray(values >= 128 if polarity == "white" else values < 128)
    hole, _ = load_mask(path, polarity=polarity)
    return hole


class MaskFolder:
    """A folder of masks to draw holes from.

    Args:
        folder: of PNG or other pictures; subfolders count.
        polarity: the colour of the holes, ``white`` or ``black``.

    Raises:
        UserError: there are none.
        UsageError: another polarity.
    """

    def __init__(self, folder: Path, polarity: str) -> None:
        self.folder = folder
        self.polarity = checked_polarity(polarity)
        self.files = find_masks(folder)

    def raw(
        self, rng: np.random.Generator, height: int, width: int, zoom: tuple[float, float] = ZOOM
    ) -> NDArray[np.bool_]:
        """A mask of the folder, mirrored, turned and cropped at random: (height, width) bool.

        Raises:
            UserError: twenty files in a row cannot be read.
        """
        for _ in range(20):
            path = self.files[int(rng.integers(len(self.files)))]
            try:
                return turn_and_crop(rng, _read(path, self.polarity), height, width, zoom)
            except (PhotoError, MaskError):
                continue
        raise UserError(f"{self.folder}: hardly a mask in it can be read; look at the folder")

    def draw(
        self, rng: np.random.Generator, height: int, width: int, recipe: MaskRecipe | None = None
    ) -> NDArray[np.bool_]:
        """A hole: a raw mask with random dilation, its share within ``recipe.ratio``.

        Args:
            rng: source of all randomness; it advances.
            height: rows, in pixels.
            width: columns, in pixels.
            recipe: dilation and share; its parts are not used.

        Raises:
            UserError: no such hole in 200 tries.
        """
        recipe = recipe or MaskRecipe()
        scale = max(height, width) / REFERENCE_SIDE
        for _ in range(200):
            raw = self.raw(rng, height, width)
            hole = dilate(raw, float(rng.uniform(*recipe.dilation)) * scale)
            share = np.count_nonzero(hole) / hole.size
            if recipe.ratio[0] < share <= recipe.ratio[1]:
                return hole
        other = "black" if self.polarity == "white" else "white"
        raise UserError(
            f"{self.folder}: in 200 tries no mask with a share of hole in {recipe.ratio}; "
            f"perhaps its holes are {other}, or hole_min and hole_max leave too few"
        )


def _read(path: Path, polarity: Polarity) -> NDArray[np.bool_]:
    bits, shape = _read_bits(path, polarity)
    return np.unpackbits(bits, count=math.prod(shape)).reshape(shape).view(np.bool_)


@lru_cache(maxsize=256)
def _read_bits(path: Path, polarity: Polarity) -> tuple[NDArray[np.uint8], tuple[int, ...]]:
    """Eight pixels a byte: masks may be as large as photos, and each loader keeps its own."""
    hole = read_hole(path, polarity)
    return np.packbits(hole), hole.shape


def turn_and_crop(
    rng: np.random.Generator,
    hole: NDArray[np.bool_],
    height: int,
    width: int,
    zoom: tuple[float, float] = ZOOM,
) -> NDArray[np.bool_]:
    """Mirror, turn by any angle, enlarge and crop (H, W) bool: (height, width) bool.

    Nearest neighbour, so it stays binary. Corners that a turned mask does not cover are no hole.
    """
    rows, columns = hole.shape
    scale = max(height / rows, width / columns) * float(rng.uniform(*zoom))
    angle = float(rng.uniform(0, 2 * math.pi))
    mirror = -1.0 if rng.random() < 0.5 else 1.0
    cosine, sine = scale * math.cos(angle), scale * math.sin(angle)
    linear = np.array([[mirror * cosine, -sine], [mirror * sine, cosine]])
    # The crop slides over what the zoom leaves outside of it.
    slack = np.maximum(np.array([columns, rows]) * scale - [width, height], 0) / 2
    middle = np.array([width, height]) / 2 + rng.uniform(-1, 1, 2) * slack
    shift = middle - linear @ (np.array([columns, rows]) / 2)
    matrix = np.column_stack([linear, shift])
    turned = cv2.warpAffine(hole.view(np.uint8), matrix, (width, height), flags=cv2.INTER_NEAREST)
    return np.asarray(turned > 0)
