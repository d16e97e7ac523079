"""Details of enlarged photos for a report: small squares whose pixels can be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from pconv_studio.core.errors import UserError
from pconv_training.evaluation.enlarging import Enlarger, EnlargeSetting, enlarge, load_large
from pconv_training.evaluation.pictures import Example, data_uri, pick
from pconv_training.evaluation.plan import Pair
from pconv_training.evaluation.run import Candidate, Pixels
from pconv_training.evaluation.store import Record
from pconv_training.low_resolution import shrink

SIDE = 96
"""Of a detail, in pixels of the photo; less where the factor does not divide it."""
ZOOM = 2
"""Pixels in a report for each of the photo's."""


def detail_rows(
    pairs: Sequence[Pair],
    candidates: Sequence[Candidate[Enlarger]],
    selected: Mapping[str, Sequence[Record]],
    setting: EnlargeSetting,
) -> list[Example]:
    """The first method's best, median and worst photo, a row for each factor.

    Each shows the square with the most detail: low resolution, every method, and truth.
    """
    rows = []
    found = {(label, r.pair): r for label, records in selected.items() for r in records}
    for name, photo in _pick_photos(selected).items():
        for pair in (pair for pair in pairs if pair.photo == photo):
            # What failed has an error in the report, and no picture.
            taking = [c for c in candidates if c.takes(pair) and (c.label, pair.key) in found]
            figures = ", ".join(
                f"{c.label} {found[c.label, pair.key].figures['psnr']:.2f} dB" for c in taking
            )
            try:
                pictures = _pictures(pair, taking, setting)
            except UserError:
                continue
            rows.append(Example(f"{name}, x{pair.factor}, PSNR: {figures} ({photo})", pictures))
    return rows


def _pick_photos(selected: Mapping[str, Sequence[Record]]) -> dict[str, str]:
    """Best, median and worst photo of the first method at its least factor; each photo once."""
    first = next((records for records in selected.values() if records), ())
    least = min((record.factor for record in first), default=0)
    chosen: dict[str, str] = {}
    for name, record in pick(
        [record for record in first if record.factor == least], lambda r: -r.figures["psnr"]
    ).items():
        if record.photo not in chosen.values():
            chosen[name] = record.photo
    return chosen


def _pictures(
    pair: Pair, candidates: Sequence[Candidate[Enlarger]], setting: EnlargeSetting
) -> tuple[tuple[str, str], ...]:
    truth, factor = load_large(pair, setting), pair.factor
    small = shrink(truth, factor)
    top, left, side = busiest_square(truth, factor)
    large = slice(top, top + side), slice(left, left + side)
    low = tuple(slice(part.start // factor, part.stop // factor) for part in large)
    pictures = [("low resolution", _seen(small[low], ZOOM * factor))]
    for candidate in candidates:
        result, _ = enlarge(candidate, small, factor)
        pictures.append((candidate.label, _seen(result[large], ZOOM)))
    return (*pictures, ("ground truth", _seen(truth[large], ZOOM)))


def busiest_square(truth: Pixels, factor: int) -> tuple[int, int, int]:
    """The square with the greatest sum of squared gradients, the first one of several.

    Args:
        truth: (K h, K w, 3) uint8.
        factor: K; top, left and side are multiples of it, and the border is left out.

    Returns:
        Top, left, side.
    """
    inside = [length - 2 * factor for length in truth.shape[:2]]
    side = min(SIDE, *inside) // factor * factor
    grey = cv2.cvtColor(truth, cv2.COLOR_RGB2GRAY)
    across, down = (cv2.Sobel(grey, cv2.CV_32F, x, 1 - x) for x in (1, 0))
    sums = cv2.integral(across * across + down * down, sdepth=cv2.CV_64F)
    energy = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    # Squares that touch neither border, on the grid of the small image.
    steps = energy[factor:-factor:factor, factor:-factor:factor]
    row, column = np.unravel_index(int(np.argmax(steps)), steps.shape)
    return factor * (int(row) + 1), factor * (int(column) + 1), side


def _seen(pixels: Pixels, zoom: int) -> str:
    """A picture of whole squares, each a pixel."""
    return data_uri(pixels.repeat(zoom, axis=0).repeat(zoom, axis=1), exact=True)
