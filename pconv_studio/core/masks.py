"""Holes: which pixels are to be filled.

A hole is an (H, W) bool array, True where a pixel is to be filled. Distances are Euclidean,
between pixel centres, in pixels. What lies outside the photo is neither hole nor known: it makes
a hole at the border neither grow nor shrink.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core.atomic import atomic_write
from pconv_studio.core.color import luma
from pconv_studio.core.decode import load_photo
from pconv_studio.core.errors import MaskError, UsageError
from pconv_studio.core.geometry import Box

if TYPE_CHECKING:
    import os

    from pconv_studio.core.photo import Photo

Hole = npt.NDArray[np.bool_]


def load_mask(
    path: str | os.PathLike[str],
    *,
    polarity: Literal["white", "black"] = "white",
    size: tuple[int, int] | None = None,
) -> tuple[Hole, tuple[str, ...]]:
    """Read a mask from any picture that can be opened.

    A picture of one single colour whose alpha varies is read by its alpha, opaque counting as
    white. Grey values are thresholded at 128 of 255, with a note.

    Args:
        path: The picture.
        polarity: Which of white and black is the hole.
        size: Height and width the mask has to have.

    Returns:
        The hole, and notes for people.

    Raises:
        PhotoError: The picture cannot be opened.
        MaskError: Its size is not `size`.
        UsageError: `polarity` is neither white nor black.
    """
    if polarity not in ("white", "black"):
        raise UsageError(f"the hole's colour is 'white' or 'black', not '{polarity}'")
    photo = load_photo(path)
    height, width = photo.pixels.shape[:2]
    if size is not None and (height, width) != tuple(size):
        raise MaskError(
            f"{path}: the mask is {width} x {height} pixels, the photo {size[1]} x {size[0]}; "
            "export the mask at the photo's size"
        )
    notes = list(photo.notes)
    values = _mask_values(photo, notes)
    top: float = 1.0 if values.dtype.kind == "f" else np.iinfo(values.dtype).max
    if not np.all((values == 0) | (values == top)):
        notes.append("the mask is not purely black and white; thresholded at 128 of 255")
    hole = values >= 128 * top / 255
    return (hole if polarity == "white" else ~hole), tuple(notes)


def _mask_values(photo: Photo, notes: list[str]) -> npt.NDArray[Any]:
    colour, alpha = photo.pixels[..., :3], photo.pixels[..., 3:]
    if photo.has_alpha and np.any(alpha != alpha[0, 0]):
        if np.all(colour == colour[0, 0]):
            notes.append("the mask has one colour only; its transparency is used")
            return alpha[..., 0]
        notes.append("the mask's transparency is ignored")
    return luma(photo.pixels)


def save_mask(hole: npt.ArrayLike, path: str | os.PathLike[str], overwrite: bool = False) -> None:
    """Write a 1-bit PNG, white = hole, whole or not at all.

    Raises:
        SaveError: The file exists and `overwrite` is off, or it cannot be written.
        UsageError: The name does not end in .png.
    """
    import io
    from pathlib import Path

    from PIL import Image

    if Path(path).suffix.lower() != ".png":
        raise UsageError(f"{path}: a mask is saved as PNG; give a name that ends in .png")
    buffer = io.BytesIO()
    Image.fromarray(np.where(_checked(hole), np.uint8(255), np.uint8(0))).convert(
        "1", dither=Image.Dither.NONE
    ).save(buffer, "PNG")
    atomic_write(path, buffer.getvalue(), overwrite=overwrite)


def _checked(hole: npt.ArrayLike) -> Hole:
    array = np.asarray(hole)
    if array.dtype != np.bool_:
        raise TypeError(f"a hole is a bool array, not {array.dtype}")
    if array.ndim != 2 or 0 in array.shape:
        raise ValueError(f"a hole has the shape (H, W), not {array.shape}")
    return array


def _checked_radius(radius: float) -> float:
    if not 0 <= radius < float("inf"):
        raise ValueError(f"a radius is 0 or more pixels, not {radius}")
    return radius


def _squared_distance(to: Hole) -> npt.NDArray[np.float64]:
    """Return the squared distance of every pixel to the nearest True one; inf if there is none.

    Squared distances are whole numbers, so rounding takes OpenCV's float32 error away: exact up
    to distances of about 2000 pixels.
    """
    if not to.any():
        return np.full(to.shape, np.inf)
    distance = cv2.distanceTransform(
        (~to).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE
    ).astype(np.float64)
    return np.rint(distance * distance)


def bounding_box(hole: npt.ArrayLike) -> Box | None:
    """Return the smallest box that holds the hole, or None where there is no hole."""
    array = _checked(hole)
    rows = np.flatnonzero(array.any(axis=1))
    if rows.size == 0:
        return None
    columns = np.flatnonzero(array.any(axis=0))
    return Box(int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1)


def grow(hole: npt.ArrayLike, pixels: float) -> Hole:
    """Return all pixels at most `pixels` away from the hole (a Euclidean disc, exact)."""
    array = _checked(hole)
    radius = _checked_radius(pixels)
    grown = array.copy()
    box = bounding_box(array)
    if box is not None and radius > 0:
        inside = box.expand(radius, array.shape).slices
        grown[inside] = _squared_distance(array[inside]) <= radius * radius
    return grown


def shrink(hole: npt.ArrayLike, pixels: float) -> Hole:
    """Return the pixels of the hole farther than `pixels` from every known pixel.

    The photo's border is no known pixel: a hole that touches it keeps touching it.
    """
    array = _checked(hole)
    radius = _checked_radius(pixels)
    shrunk = array.copy()
    box = bounding_box(array)
    if box is not None and radius > 0:
        # One pixel around the box is enough: no known pixel beyond it is nearer than that rim.
        inside = box.expand(1, array.shape).slices
        shrunk[inside] = _squared_distance(~array[inside]) > radius * radius
    return shrunk


def invert(hole: npt.ArrayLike) -> Hole:
    """Return the complement: what was known becomes the hole."""
    return ~_checked(hole)


def feather(hole: npt.ArrayLike, radius: float) -> npt.NDArray[np.float32]:
    """Return blending weights that leave everything outside the hole alone.

    Returns:
        (H, W) in [0, 1]: exactly 0 outside the hole; inside, distance to the nearest known pixel
        over `radius`, at most 1. With a radius up to 1 the whole hole has weight 1. The photo's
        border is no known pixel.
    """
    array = _checked(hole)
    limit = max(_checked_radius(radius), 1.0)
    weight = array.astype(np.float32)
    box = bounding_box(array)
    if box is not None:
        inside = box.expand(1, array.shape).slices
        depth = np.sqrt(_squared_distance(~array[inside]))
        weight[inside] = np.minimum(depth / limit, 1.0)
    return weight


def components(hole: npt.ArrayLike, *, connect: int = 0) -> list[Box]:
    """Return the boxes of the separate holes, from top to bottom.

    Pixels that touch, also by a corner, belong to one hole. Boxes may overlap.

    Args:
        hole: The hole.
        connect: Holes whose nearest pixels are less than this far apart count as one.
    """
    whole = bounding_box(hole)
    reach = _checked_radius(connect)
    if whole is None:
        return []
    # Labelling all of a large photo for one small hole would take longer than filling it.
    array = _checked(hole)[whole.slices]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        array.astype(np.uint8), connectivity=8, ltype=cv2.CV_32S
    )
    boxes = [
        Box(int(top), int(left), int(top + height), int(left + width))
        for left, top, width, height, _ in stats[1:]
    ]
    parent = list(range(count))

    def root(label: int) -> int:
        while parent[label] != label:
            parent[label] = parent[parent[label]]
            label = parent[label]
        return label

    if reach > 1:
        for label, box in enumerate(boxes, start=1):
            around = labels[box.expand(reach, array.shape).slices]
            others = (around != 0) & (around != label)
            if others.any():
                near = others & (_squared_distance(around == label) < reach * reach)
                for other in np.unique(around[near]):
                    parent[root(int(other))] = root(label)
    joined: dict[int, Box] = {}
    for label, box in enumerate(boxes, start=1):
        group = root(label)
        joined[group] = joined[group].union(box) if group in joined else box
    return sorted(
        Box(
            box.top + whole.top,
            box.left + whole.left,
            box.bottom + whole.top,
            box.right + whole.left,
        )
        for box in joined.values()
    )
