"""Running methods over pairs: in several processes, resumable, one bad picture stops nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from pconv_studio.core.errors import UserError
from pconv_training.evaluation.plan import Pair, central_square
from pconv_training.evaluation.store import Record, ResultStore
from pconv_training.mask_folder import Polarity, read_hole
from pconv_training.masks import REFERENCE_SIDE, dilate
from pconv_training.metrics import picture_figures
from pconv_training.parallel import in_processes

TRUTH = "truth"
PICTURES = "pictures"


class Filler(Protocol):
    """What fills a photo; it can be pickled, and loads what it needs when it is called."""

    def __call__(self, image: NDArray[np.uint8], hole: NDArray[np.bool_]) -> NDArray[Any]:
        """Fill (H, W, 3) uint8 RGB, grey in the hole, where (H, W) bool is True.

        Returns:
            (H, W, 3) uint8; only what lies in the hole is used.
        """
        ...


@dataclass(frozen=True)
class Candidate:
    """A method that takes part."""

    label: str
    """Its name in the tables."""
    identity: str
    """What exactly runs; results are kept under it."""
    fill: Filler


@dataclass(frozen=True)
class Setting:
    """What all pairs share; it can be pickled."""

    photos: Path
    masks: Path
    polarity: Polarity = "white"
    side: int = REFERENCE_SIDE
    """Photos are cut to their central square and resized to this side, in pixels."""
    inception: Path | None = None
    """Weights of Inception-v3, for the IScore."""
    pictures: Path | None = None
    """Folder in which truth and results are kept as PNG."""


def load_truth(pair: Pair, setting: Setting) -> NDArray[np.uint8]:
    """The photo of a pair at the evaluated size, (side, side, 3) uint8; UserError if unreadable."""
    # torch comes with it, which mask tools have no use for.
    from pconv_training.data import read_rgb, resize

    pixels = read_rgb(setting.photos / pair.photo)
    short = min(pixels.shape[:2])
    top, left = (pixels.shape[0] - short) // 2, (pixels.shape[1] - short) // 2
    return np.ascontiguousarray(
        resize(pixels[top : top + short, left : left + short], setting.side, setting.side)
    )


@lru_cache(maxsize=1)
def _mask(path: Path, polarity: Polarity, side: int) -> NDArray[np.bool_]:
    hole = central_square(read_hole(path, polarity))
    if hole.shape[0] != side:
        small = cv2.resize(
            np.ascontiguousarray(hole).view(np.uint8), (side, side), interpolation=cv2.INTER_NEAREST
        )
        hole = small > 0
    return np.ascontiguousarray(hole)


def load_hole(pair: Pair, setting: Setting) -> NDArray[np.bool_]:
    """The hole of a pair as it is evaluated, (side, side) bool; PhotoError if unreadable."""
    hole = _mask(setting.masks / pair.mask, setting.polarity, setting.side)
    return dilate(hole, pair.dilation * setting.side / REFERENCE_SIDE)


def fill_pair(
    candidate: Candidate, truth: NDArray[np.uint8], hole: NDArray[np.bool_]
) -> tuple[NDArray[np.uint8], float]:
    """The composite of one method, and the seconds that the method took.

    Raises:
        UserError: the method gave something that is no picture of the photo's size.
    """
    # Whatever the method does, it cannot look at what it is to guess.
    image = _composite(np.full_like(truth, 127), truth, hole)
    started = time.perf_counter()
    filled = np.asarray(candidate.fill(image, hole.copy()))
    seconds = time.perf_counter() - started
    if filled.shape != truth.shape or filled.dtype != np.uint8:
        raise UserError(
            f"{candidate.label} gave {filled.dtype} of {filled.shape}, "
            f"uint8 of {truth.shape} was expected"
        )
    return _composite(filled, truth, hole), seconds


def _composite(
    inside: NDArray[np.uint8], outside: NDArray[np.uint8], hole: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """(H, W, 3): one picture where (H, W) bool is True, another elsewhere."""
    mask = np.ascontiguousarray(hole).view(np.uint8)
    return np.asarray(cv2.copyTo(np.ascontiguousarray(inside), mask, outside.copy()), np.uint8)


@dataclass(frozen=True)
class _Task:
    pair: Pair
    candidates: tuple[Candidate, ...]
    setting: Setting


def _evaluate(task: _Task) -> list[Record]:
    """All records of one pair."""
    pair, setting = task.pair, task.setting
    try:
        truth, hole = load_truth(pair, setting), load_hole(pair, setting)
    except UserError as error:
        return [_record(pair, c, 0.0, error=str(error)) for c in task.candidates]
    ratio = round(float(np.count_nonzero(hole) / hole.size), 6)
    records = []
    for candidate in task.candidates:
        try:
            result, seconds = fill_pair(candidate, truth, hole)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - a method of others may raise anything
            message = " ".join(f"{type(error).__name__}: {error}".split())
            records.append(_record(pair, candidate, ratio, error=message))
            continue
        figures = picture_figures(result, truth)
        if setting.inception is not None:
            from pconv_training.iscore import load_inception

            figures["iscore"] = load_inception(setting.inception).divergence(result, truth)
        if setting.pictures is not None:
            save_picture(picture_path(setting.pictures, pair, candidate.label), result)
        rounded = {name: round(value, 6) for name, value in figures.items()}
        records.append(_record(pair, candidate, ratio, seconds=seconds, figures=rounded))
    if setting.pictures is not None and records:
        save_picture(picture_path(setting.pictures, pair, TRUTH), truth)
    return records


def _record(
    pair: Pair,
    candidate: Candidate,
    ratio: float,
    *,
    seconds: float = 0.0,
    figures: dict[str, float] | None = None,
    error: str = "",
) -> Record:
    return Record(
        photo=pair.photo,
        mask=pair.mask,
        dilation=pair.dilation,
        cell=pair.cell,
        ratio=ratio,
        label=candidate.label,
        identity=candidate.identity,
        seconds=round(seconds, 6),
        figures=figures or {},
        error=error,
    )


def picture_path(folder: Path, pair: Pair, label: str) -> Path:
    """Where a picture of a pair is kept, as the blind comparison reads it."""
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in label)
    return folder / f"{pair.index:05}_{pair.cell or 'other'}" / f"{safe}.png"


def save_picture(path: Path, pixels: NDArray[np.uint8]) -> None:
    """Write (H, W, 3) uint8 RGB as PNG; SaveError if the system refuses."""
    from pconv_studio.core.atomic import atomic_write

    path.parent.mkdir(parents=True, exist_ok=True)
    good, data = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    assert good, "a picture of bytes can be encoded"
    atomic_write(path, data.tobytes())


def run_evaluation(
    pairs: Sequence[Pair],
    candidates: Sequence[Candidate],
    setting: Setting,
    store: ResultStore,
    *,
    processes: int = 1,
) -> Iterator[tuple[int, int]]:
    """Fill the store with what it does not hold yet.

    Args:
        pairs: photos and masks.
        candidates: methods.
        setting: folders, size and figures.
        store: of the results; what failed before is tried again.
        processes: how many work at it.

    Yields:
        Pictures done and pictures to do, after each pair.

    Raises:
        UserError: a process died, or the store cannot be written.
    """
    tasks = []
    for pair in pairs:
        missing = tuple(
            candidate
            for candidate in candidates
            if not store.finished(pair.key, candidate.identity)
            or _picture_missing(setting, pair, candidate)
        )
        if missing:
            tasks.append(_Task(pair, missing, setting))
    total, done = sum(len(task.candidates) for task in tasks), 0
    for records in in_processes(_evaluate, tasks, processes=min(processes, max(1, len(tasks)))):
        store.add(records)
        done += len(records)
        yield done, total


def _picture_missing(setting: Setting, pair: Pair, candidate: Candidate) -> bool:
    return (
        setting.pictures is not None
        and not picture_path(setting.pictures, pair, candidate.label).is_file()
    )


def select(
    store: ResultStore, pairs: Sequence[Pair], candidates: Sequence[Candidate]
) -> dict[str, list[Record]]:
    """The records of the plan by label, in its order; failures are left out."""
    chosen: dict[str, list[Record]] = {}
    for candidate in candidates:
        found = (store.records.get((*pair.key, candidate.identity)) for pair in pairs)
        chosen[candidate.label] = [r for r in found if r is not None and not r.error]
    return chosen


ProgressCallback = Callable[[int, int], None]
