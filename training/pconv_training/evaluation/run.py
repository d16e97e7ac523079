"""Running methods over pairs: in several processes, resumable, one bad picture stops nothing.

What is done with a pair is the setting's business: :mod:`pconv_training.evaluation.filling`,
:mod:`pconv_training.evaluation.enlarging`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from pconv_studio.core.errors import UserError
from pconv_training.evaluation.plan import Pair
from pconv_training.evaluation.store import Record, ResultStore
from pconv_training.parallel import in_processes

Method = TypeVar("Method")
MethodOf = TypeVar("MethodOf", covariant=True)
MethodFor = TypeVar("MethodFor", contravariant=True)
Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Candidate(Generic[MethodOf]):
    """A method that takes part."""

    label: str
    """Its name in the tables."""
    identity: str
    """What exactly runs; results are kept under it."""
    method: MethodOf
    """It can be pickled, and loads what it needs when it is called."""
    factor: int = 0
    """The one factor that it takes part in, where each has weights of its own; 0: all."""

    def takes(self, pair: Pair) -> bool:
        """Whether it takes part in a pair."""
        return self.factor in (0, pair.factor)


class Setting(Protocol[MethodFor]):
    """What all pairs share, and what is done with one; it can be pickled."""

    @property
    def size(self) -> str:
        """Size at which photos are evaluated, for people."""
        ...

    def comparable(self) -> dict[str, Any]:
        """What makes results comparable, as plain values."""
        ...

    def evaluate(self, pair: Pair, candidates: Sequence[Candidate[MethodFor]]) -> list[Record]:
        """The records of all candidates on one pair, with an error where there are no figures."""
        ...

    def is_kept(self, pair: Pair, candidate: Candidate[MethodFor]) -> bool:
        """Whether all that is kept beside the figures is there."""
        ...


def run_method(label: str, call: Callable[[], Any], shape: tuple[int, ...]) -> tuple[Pixels, float]:
    """Call a method; its picture, and the seconds that it took.

    Raises:
        UserError: it gave something that is no uint8 picture of this shape.
    """
    started = time.perf_counter()
    pixels = np.asarray(call())
    seconds = time.perf_counter() - started
    if pixels.shape != shape or pixels.dtype != np.uint8:
        raise UserError(
            f"{label} gave {pixels.dtype} of {pixels.shape}, uint8 of {shape} was expected"
        )
    return pixels, seconds


def measure(
    pair: Pair,
    candidates: Sequence[Candidate[Method]],
    attempt: Callable[[Candidate[Method]], tuple[Pixels, float]],
    figures: Callable[[Candidate[Method], Pixels], dict[str, float]],
    *,
    ratio: float = 0.0,
) -> list[Record]:
    """The records of all candidates on one pair; what a method raises becomes its error.

    Args:
        pair: what is looked at.
        candidates: methods.
        attempt: runs one; picture and seconds.
        figures: of one's picture.
        ratio: share of hole.
    """
    records = []
    for candidate in candidates:
        try:
            pixels, seconds = attempt(candidate)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - a method of others may raise anything
            message = " ".join(f"{type(error).__name__}: {error}".split())
            records.append(_record(pair, candidate, ratio, error=message))
            continue
        rounded = {name: round(value, 6) for name, value in figures(candidate, pixels).items()}
        records.append(_record(pair, candidate, ratio, seconds=seconds, figures=rounded))
    return records


def unreadable(
    pair: Pair, candidates: Sequence[Candidate[Method]], error: UserError
) -> list[Record]:
    """The records of a pair that cannot be loaded."""
    return [_record(pair, candidate, 0.0, error=str(error)) for candidate in candidates]


def _record(
    pair: Pair,
    candidate: Candidate[Method],
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
        factor=pair.factor,
    )


@dataclass(frozen=True)
class _Task(Generic[Method]):
    pair: Pair
    candidates: tuple[Candidate[Method], ...]
    setting: Setting[Method]


def _evaluate(task: _Task[Any]) -> list[Record]:
    return task.setting.evaluate(task.pair, task.candidates)


def run_evaluation(
    pairs: Sequence[Pair],
    candidates: Sequence[Candidate[Method]],
    setting: Setting[Method],
    store: ResultStore,
    *,
    processes: int = 1,
) -> Iterator[tuple[int, int]]:
    """Fill the store with what it does not hold yet.

    Args:
        pairs: photos, and masks or factors.
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
            if candidate.takes(pair)
            and not (
                store.finished(pair.key, candidate.identity) and setting.is_kept(pair, candidate)
            )
        )
        if missing:
            tasks.append(_Task(pair, missing, setting))
    total, done = sum(len(task.candidates) for task in tasks), 0
    for records in in_processes(_evaluate, tasks, processes=min(processes, max(1, len(tasks)))):
        store.add(records)
        done += len(records)
        yield done, total


def select(
    store: ResultStore, pairs: Sequence[Pair], candidates: Sequence[Candidate[Method]]
) -> dict[str, list[Record]]:
    """The records of the plan by label, in its order; failures are left out."""
    chosen: dict[str, list[Record]] = {candidate.label: [] for candidate in candidates}
    for record in _planned(store, pairs, candidates):
        if not record.error:
            chosen[record.label].append(record)
    return chosen


def failed(
    store: ResultStore, pairs: Sequence[Pair], candidates: Sequence[Candidate[Method]]
) -> list[Record]:
    """The records of the plan that have no figures."""
    return [record for record in _planned(store, pairs, candidates) if record.error]


def _planned(
    store: ResultStore, pairs: Sequence[Pair], candidates: Sequence[Candidate[Method]]
) -> Iterator[Record]:
    for candidate in candidates:
        for pair in pairs:
            if candidate.takes(pair):
                record = store.records.get((pair.key, candidate.identity))
                if record is not None:
                    # The same weights may have had another name when the result was made.
                    yield replace(record, label=candidate.label)
