"""Means with confidence intervals by bootstrap, since sets may be small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pconv_training.evaluation.store import Record

RESAMPLES = 2000
CONFIDENCE = 0.95
FEWEST = 5
"""Photos below which no interval is stated: a bootstrap of so few says little."""


@dataclass(frozen=True)
class Estimate:
    """A mean and its 95 % interval; NaN where there is none."""

    mean: float
    low: float
    high: float
    count: int
    """Pictures behind it."""


NOTHING = Estimate(float("nan"), float("nan"), float("nan"), 0)


def bootstrap_mean(
    values: Sequence[float], photos: Sequence[str] | None = None, *, seed: int = 0
) -> Estimate:
    """The mean, with a percentile bootstrap interval.

    Photos are drawn, not pictures: results on the same photo under several masks are not
    independent.

    Args:
        values: one a picture.
        photos: the photo of each; all different if None.
        seed: of the resampling.
    """
    if not len(values):
        return NOTHING
    data = np.asarray(values, np.float64)
    names = np.arange(len(data)) if photos is None else np.unique(photos, return_inverse=True)[1]
    mean = float(data.mean())
    totals, counts = np.bincount(names, data), np.bincount(names)
    if len(totals) < FEWEST:
        return Estimate(mean, float("nan"), float("nan"), len(data))
    rng = np.random.default_rng([seed, len(data)])
    draws = rng.integers(0, len(totals), (RESAMPLES, len(totals)))
    means = totals[draws].sum(axis=1) / counts[draws].sum(axis=1)
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(means, [tail, 100 - tail])
    return Estimate(mean, float(low), float(high), len(data))


def estimate(records: Sequence[Record], figure: str) -> Estimate:
    """The mean of one figure over records that have it."""
    having = [record for record in records if figure in record.figures]
    return bootstrap_mean(
        [record.figures[figure] for record in having], [record.photo for record in having]
    )


def paired_difference(first: Sequence[Record], second: Sequence[Record], figure: str) -> Estimate:
    """The mean of ``first`` minus ``second`` over the pairs that both have."""
    others = {record.pair: record.figures[figure] for record in second if figure in record.figures}
    both = [
        (record.figures[figure] - others[record.pair], record.photo)
        for record in first
        if figure in record.figures and record.pair in others
    ]
    return bootstrap_mean([value for value, _ in both], [photo for _, photo in both])
