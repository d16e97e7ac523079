"""Which photo meets which mask: at random, without replacement, the same for the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pconv_studio.core.errors import PhotoError, UsageError, UserError
from pconv_training.cells import BY_NAME, CELLS, cell_of
from pconv_training.evaluation.store import Key
from pconv_training.manifest import read_manifest
from pconv_training.mask_folder import Polarity, find_masks, read_hole


@dataclass(frozen=True)
class Pair:
    """A photo, and the mask that is laid over it or the factor by which it is enlarged.

    Names are relative to their folders.
    """

    index: int
    photo: str
    mask: str = ""
    cell: str = ""
    """Name of the mask's cell; empty if its share of hole is in no bin."""
    dilation: int = 0
    """Diameter of the disc by which the hole is widened, in pixels at 512."""
    factor: int = 1
    """By how much the photo is enlarged; 1 where a hole is filled."""

    @property
    def key(self) -> Key:
        """What identifies it in a store."""
        return self.photo, self.mask, self.dilation, self.factor


def masks_by_cell(folder: Path, polarity: Polarity) -> tuple[dict[str, list[str]], int]:
    """The masks of a folder by the cells of Table 1.

    The manifest of a test set is trusted; other folders are read, a mask of another shape than a
    square by its central square.

    Returns:
        Name of the cell -> names of files, in order; and the number of masks in no cell.

    Raises:
        UserError: there is no mask, or none in any cell.
    """
    cells: dict[str, list[str]] = {cell.name: [] for cell in CELLS}
    outside = 0
    entries = read_manifest(folder) if polarity == "white" else None
    if entries is not None:
        for entry in entries:
            cells[entry.cell].append(entry.file)
    else:
        for path in find_masks(folder):
            try:
                cell = cell_of(central_square(read_hole(path, polarity)))
            except PhotoError:
                cell = None
            if cell is None:
                outside += 1
            else:
                cells[cell.name].append(path.relative_to(folder).as_posix())
    if not any(cells.values()):
        raise UserError(
            f"{folder}: no mask with a share of hole in (0.01, 0.6]; "
            "perhaps the holes are of the other colour: see --hole"
        )
    return cells, outside


def central_square(
    array: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """(H, W) -> the central square of it."""
    short = min(array.shape[:2])
    top, left = (array.shape[0] - short) // 2, (array.shape[1] - short) // 2
    return array[top : top + short, left : left + short]


def make_plan(
    photos: list[str], cells: dict[str, list[str]], *, count: int = 0, seed: int = 1
) -> list[Pair]:
    """Pair photos with masks.

    No mask is used twice; no photo again before all had their turn. Cells take turns, so that all
    are served alike as far as they have masks. A smaller plan is the beginning of a larger one.

    Args:
        photos: names of files.
        cells: name of a cell -> names of its masks.
        count: how many pairs; 0 for as many as there are photos, or masks if these are fewer.
        seed: of the random order.

    Raises:
        UsageError: there are fewer masks than ``count``.
    """
    rngs = {name: np.random.default_rng([seed, 1, place]) for place, name in enumerate(cells)}
    shuffled = {
        name: [masks[i] for i in rngs[name].permutation(len(masks))]
        for name, masks in cells.items()
    }
    order = [
        (name, masks[turn])
        for turn in range(max(map(len, shuffled.values()), default=0))
        for name, masks in shuffled.items()
        if turn < len(masks)
    ]
    wanted = count or min(len(photos), len(order))
    if wanted > len(order):
        raise UsageError(
            f"{wanted} pairs need as many masks, and there are {len(order)}: each is used once; "
            "ask for fewer, or make more masks"
        )
    pairs = []
    for index, (cell, mask) in enumerate(order[:wanted]):
        turn, place = divmod(index, len(photos))
        if place == 0:
            shuffled_photos = _shuffled(photos, seed, turn)
        pairs.append(Pair(index, shuffled_photos[place], mask, cell))
    return pairs


def enlargements(
    photos: list[str], factors: Sequence[int], *, count: int = 0, seed: int = 1
) -> list[Pair]:
    """Each photo once for each factor, photos in a random order.

    A smaller plan is the beginning of a larger one.

    Args:
        photos: names of files.
        factors: by how much photos are enlarged.
        count: how many photos; 0 for all.
        seed: of the random order.

    Raises:
        UsageError: there are fewer photos than ``count``.
    """
    if count > len(photos):
        raise UsageError(f"{count} photos were asked for, and there are {len(photos)}")
    chosen = _shuffled(photos, seed, 0)[: count or len(photos)]
    return [
        Pair(place * len(factors) + step, photo, factor=factor)
        for place, photo in enumerate(chosen)
        for step, factor in enumerate(factors)
    ]


def _shuffled(photos: list[str], seed: int, turn: int) -> list[str]:
    order = np.random.default_rng([seed, 2, turn]).permutation(len(photos))
    return [photos[int(place)] for place in order]


def with_dilations(pairs: list[Pair], dilations: tuple[int, ...]) -> list[Pair]:
    """Each pair once for each dilation, as in Figure 10; indices are given anew."""
    return [
        Pair(place * len(dilations) + step, pair.photo, pair.mask, pair.cell, dilation)
        for place, pair in enumerate(pairs)
        for step, dilation in enumerate(dilations)
    ]


def cell_title(name: str) -> str:
    """The heading of a cell; the name itself if it is none."""
    return BY_NAME[name].title if name in BY_NAME else name
