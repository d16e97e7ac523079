"""The totals of a batch, and words for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from pconv_studio.gui.batch.items import Item, State
from pconv_studio.gui.batch.runner import Phase

translate = QCoreApplication.translate

# For photos whose size is not known, where none is known at all.
_USUAL_MEGAPIXELS = 24.0


@dataclass(frozen=True)
class Totals:
    """How far a batch is."""

    count: int
    """Photos."""
    filled: int
    failed: int
    size: float
    """Megapixels of all photos, as far as known; unknown ones count as the mean of the others."""
    done: float
    """Megapixels that need no more work: filled, failed, and the share of the one under way."""

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self.done / self.size if self.size else 0.0

    @property
    def left(self) -> int:
        """Photos that are neither filled nor failed."""
        return self.count - self.filled - self.failed


def totals_of(items: Iterable[Item]) -> Totals:
    """Add up the photos of a batch."""
    items = list(items)
    known = [item.megapixels for item in items if item.megapixels]
    mean = sum(known) / len(known) if known else _USUAL_MEGAPIXELS
    states = Counter(item.state for item in items)
    size = done = 0.0
    for item in items:
        own = item.megapixels or mean
        size += own
        if item.state in (State.DONE, State.FAILED):
            done += own
        elif item.state is State.RUNNING:
            done += own * item.share
    return Totals(len(items), states[State.DONE], states[State.FAILED], size, done)


def describe(totals: Totals, phase: Phase, *, left: float | None, seconds: float) -> str:
    """Return the line below the batch.

    Args:
        totals: How far it is.
        phase: What it is doing.
        left: Seconds still to go; None while that is unknown.
        seconds: Time at work until now.
    """
    if not totals.count:
        return ""
    parts = [
        translate("BatchSummary", "{filled} of {count} filled").format(
            filled=totals.filled, count=totals.count
        )
    ]
    if totals.failed:
        parts.append(translate("BatchSummary", "{count} failed").format(count=totals.failed))
    if phase is Phase.RUNNING:
        if left is None:
            parts.append(translate("BatchSummary", "working out the time left"))
        else:
            parts.append(translate("BatchSummary", "about {time} left").format(time=duration(left)))
    elif phase is Phase.PAUSING:
        parts.append(translate("BatchSummary", "pausing after this photo"))
    elif phase is Phase.PAUSED:
        parts.append(translate("BatchSummary", "paused"))
    elif totals.filled or totals.failed:
        if totals.left:
            parts.append(translate("BatchSummary", "{count} left").format(count=totals.left))
        if seconds >= 1:
            parts.append(translate("BatchSummary", "took {time}").format(time=duration(seconds)))
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """Return a length of time in words, as exact as is of use."""
    if seconds < 60:
        return translate("BatchSummary", "{seconds} s").format(seconds=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 60:
        return translate("BatchSummary", "{minutes} min").format(minutes=minutes)
    return translate("BatchSummary", "{hours} h {minutes} min").format(
        hours=minutes // 60, minutes=minutes % 60
    )
