"""The test set of section 4.1: equally many masks in each of the twelve cells of Table 1.

Each mask is drawn from the seed, its cell and its number alone: any number of processes, stops and
continuations give the same files. A raw drawing is turned and cropped as usual; its dilation
follows from a share of hole that is drawn uniformly from the bin, as long as that dilation lies in
the recipe's range. With border contact the hole reaches the outermost row or column. Without, it
keeps 50 pixels away: up to a share of 0.4 only those parts of a drawing are taken that lie whole
within that window, above it the drawing is cropped to it, because it has to be nearly full.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pconv_studio.core.atomic import atomic_write
from pconv_studio.core.errors import PhotoError, SaveError, UserError
from pconv_training.cells import CELLS, Cell, border_margin, cell_of, touches_border
from pconv_training.manifest import Entry, write_manifest
from pconv_training.mask_folder import MaskFolder, read_hole
from pconv_training.masks import REFERENCE_SIDE, MaskRecipe, raw_mask
from pconv_training.parallel import in_processes

PLAN_FILE = "testset.json"
VERSION = 1
"""Of the way masks are drawn: another one gives other bytes for the same seed."""
TRIES = 500
MOST_DRAWINGS = 40
WHOLE_UP_TO = 40
"""Percent of hole up to which masks without border contact hold whole parts only."""


@dataclass(frozen=True)
class TestsetPlan:
    """What a test set is made of; the same plan gives the same files."""

    # Not a test, whatever its name looks like to pytest.
    __test__ = False

    per_cell: int = 1000
    """Masks in each of the twelve cells."""
    seed: int = 1
    side: int = REFERENCE_SIDE
    """Side of the masks, in pixels."""
    raw_folder: str = ""
    """Folder of raw masks, such as occlusion masks; streaks and blobs are drawn when empty."""
    raw_polarity: str = ""
    """The colour of the holes in that folder."""
    version: int = VERSION


RawSource = Callable[[np.random.Generator, int, int], NDArray[np.bool_]]


def draw_in_cell(
    rng: np.random.Generator,
    cell: Cell,
    side: int = REFERENCE_SIDE,
    *,
    source: RawSource = raw_mask,
    recipe: MaskRecipe | None = None,
) -> NDArray[np.bool_]:
    """Draw a hole that belongs to a cell.

    Args:
        rng: source of all randomness; it advances.
        cell: share of hole, and whether it touches the border.
        side: of the mask, in pixels.
        source: (rng, height, width) -> raw drawing, (height, width) bool.
        recipe: range of the dilation.

    Returns:
        (side, side) bool, True = hole.

    Raises:
        UserError: the source's drawings do not allow it.
    """
    recipe = recipe or MaskRecipe()
    margin = 0 if cell.border else border_margin(side, side)
    inner = slice(margin, side - margin)
    least, most = (diameter * side / REFERENCE_SIDE / 2 for diameter in recipe.dilation)
    whole = not cell.border and cell.high <= WHOLE_UP_TO
    inset = math.ceil(most if whole else least) if margin else 0
    low, high = cell.counts(side * side)
    for _ in range(TRIES):
        wanted = int(rng.integers(low, high + 1))
        draw = _Drawing(rng, side - 2 * margin, inset, whole, source)
        distance = draw.distances(wanted, most)
        if distance is None:
            continue
        # The radius that makes exactly that many pixels hole; equal distances come together.
        radius = np.partition(distance.ravel(), wanted - 1)[wanted - 1]
        if radius < least:
            continue
        hole = np.zeros((side, side), np.bool_)
        hole[inner, inner] = distance <= radius
        if cell_of(hole) == cell and (not cell.border or touches_border(hole)):
            return hole
    raise UserError(
        f"no mask of the cell {cell.name} in {TRIES} tries: the raw masks are too full or too "
        "empty; look at them, and at the colour of their holes"
    )


@dataclass(frozen=True)
class _Drawing:
    """Raw drawings laid over each other in a square window."""

    rng: np.random.Generator
    side: int
    inset: int
    """Pixels along the window's edge that stay empty, for the dilation to come."""
    whole: bool
    """Leave out parts that the inset cuts."""
    source: RawSource

    def distances(self, wanted: int, most: float) -> NDArray[np.float32] | None:
        """Distance of each pixel of the window to drawings enough for ``wanted`` pixels of hole.

        None if they are too many before any dilation, or too few after ``most`` pixels of it.
        """
        raw = np.zeros((self.side, self.side), np.bool_)
        middle = slice(self.inset, self.side - self.inset)
        part = raw[middle, middle]
        for _ in range(MOST_DRAWINGS):
            part |= self._draw(*part.shape)
            count = int(np.count_nonzero(part))
            if count > wanted:
                return None
            if count == 0:
                continue
            distance = cv2.distanceTransform(
                (~raw).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE
            )
            if np.count_nonzero(distance <= most) >= wanted:
                return np.asarray(distance, np.float32)
        return None

    def _draw(self, height: int, width: int) -> NDArray[np.bool_]:
        drawn = self.source(self.rng, height, width)
        if not self.whole or not drawn.any():
            return drawn
        _, labels = cv2.connectedComponents(drawn.view(np.uint8), connectivity=8)
        edge = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
        return drawn & ~np.isin(labels, np.unique(edge[edge > 0]))


@dataclass(frozen=True)
class _Job:
    folder: Path
    plan: TestsetPlan
    cell: int
    number: int


@lru_cache(maxsize=1)
def _source(folder: str, polarity: str) -> RawSource:
    return MaskFolder(Path(folder), polarity).raw if folder else raw_mask


def _make(job: _Job) -> Entry:
    cell, plan = CELLS[job.cell], job.plan
    name = f"{cell.name}/{job.number:05}.png"
    path = job.folder / name
    hole = _read_finished(path, cell, plan.side)
    if hole is None:
        rng = np.random.default_rng([plan.seed, job.cell, job.number])
        source = _source(plan.raw_folder, plan.raw_polarity)
        hole = draw_in_cell(rng, cell, plan.side, source=source)
        _write(path, hole)
    count = int(np.count_nonzero(hole))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Entry(name, cell.name, round(count / hole.size, 6), count, digest)


def _write(path: Path, hole: NDArray[np.bool_]) -> None:
    """Write a 1-bit PNG, white = hole, by renaming.

    Unlike everywhere else nothing waits for the disk: twelve thousand waits would take longer than
    the masks, and what a crash leaves behind is noticed and made again.
    """
    from PIL import Image

    picture = Image.fromarray(hole.view(np.uint8) * np.uint8(255))
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            picture.convert("1", dither=Image.Dither.NONE).save(file, "PNG")
        os.replace(temporary, path)
    except OSError as error:
        raise SaveError(f"{path}: cannot be saved ({error.strerror}); free some space") from error


def _read_finished(path: Path, cell: Cell, side: int) -> NDArray[np.bool_] | None:
    """The mask of an earlier run, if it is whole and belongs to the cell."""
    if not path.is_file():
        return None
    try:
        hole = read_hole(path, "white")
    except PhotoError:
        return None
    return hole if hole.shape == (side, side) and cell_of(hole) == cell else None


def make_testset(folder: Path, plan: TestsetPlan, *, processes: int = 1) -> Iterator[int]:
    """Make a test set, or complete one that was begun; yields the number of masks done.

    Writes ``CELL/NNNNN.png`` (1 bit, white = hole), ``testset.json`` with the plan, and at the end
    ``manifest.csv`` with each mask's cell, ratio and digest.

    Args:
        folder: where; it is made if it is not there.
        plan: what.
        processes: how many work at it; the files are the same for any number.

    Raises:
        UserError: the folder holds another test set, or the raw masks do not allow this one.
        SaveError: the system refused.
    """
    _claim(folder, plan)
    jobs = (
        _Job(folder, plan, cell, number)
        # Cell by cell in turn: a set that was stopped early is as balanced as can be.
        for number in range(plan.per_cell)
        for cell in range(len(CELLS))
    )
    entries: list[Entry] = []
    for entry in in_processes(_make, jobs, processes=processes):
        entries.append(entry)
        yield len(entries)
    order = {cell.name: place for place, cell in enumerate(CELLS)}
    entries.sort(key=lambda entry: (order[entry.cell], entry.file))
    write_manifest(folder, entries)


def _claim(folder: Path, plan: TestsetPlan) -> None:
    """Put the plan into the folder; UserError if another one lies there."""
    about = folder / PLAN_FILE
    wanted = asdict(plan)
    if about.exists():
        try:
            found: Any = json.loads(about.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise UserError(f"{about}: cannot be read ({error}); choose another folder") from error
        if found != wanted:
            raise UserError(
                f"{folder}: it holds a test set made by other settings; choose another folder, "
                f"or continue that one with the settings in {PLAN_FILE}"
            )
    elif folder.exists() and any(folder.iterdir()):
        raise UserError(f"{folder}: the folder is not empty; choose another one")
    try:
        for cell in CELLS:
            (folder / cell.name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"{folder}: the folder cannot be made ({error.strerror}); choose another place"
        ) from error
    atomic_write(about, (json.dumps(wanted, indent=2) + "\n").encode())
