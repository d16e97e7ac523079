"""What the measurements of ``pconv bench`` share: a row of the table, and taking turns."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

SIDE = 512
ROUNDS = 7


@dataclass(frozen=True)
class Row:
    """One measurement."""

    what: str
    value: float
    limit: float
    higher_is_better: bool
    detail: str

    @property
    def met(self) -> bool:
        """Whether the value keeps to its limit."""
        return self.value >= self.limit if self.higher_is_better else self.value <= self.limit


def side_by_side(
    first: Callable[[], object], second: Callable[[], object], rounds: int = ROUNDS
) -> tuple[float, float]:
    """Best times in seconds of two functions that take turns, after one warm-up each."""
    first()
    second()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for function, into in zip((first, second), times, strict=True):
            started = time.perf_counter()
            function()
            into.append(time.perf_counter() - started)
    return min(times[0]), min(times[1])
