"""Example pictures for a report: a method's best, median and worst, made anew when wanted."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pconv_studio.core.errors import UserError
from pconv_training.evaluation.filling import (
    Filler,
    FillSetting,
    fill_pair,
    load_hole,
    load_truth,
)
from pconv_training.evaluation.plan import Pair
from pconv_training.evaluation.run import Candidate
from pconv_training.evaluation.store import Record

SHOWN = 256
"""Greatest side of a picture in a report, in pixels."""


@dataclass(frozen=True)
class Example:
    """A row of pictures."""

    caption: str
    pictures: tuple[tuple[str, str], ...]
    """What each shows, and the picture as a data URI."""


def difficulty(record: Record) -> float:
    """The mean absolute difference in the hole alone: a large hole is no bad result as such."""
    return record.figures["l1"] / max(record.ratio, 1e-6)


def pick(
    records: Sequence[Record], order_by: Callable[[Record], float] = difficulty
) -> dict[str, Record]:
    """The best, the median and the worst record, the least value first; none of none."""
    order = sorted(records, key=order_by)
    if not order:
        return {}
    places = {"best": 0, "median": (len(order) - 1) // 2, "worst": len(order) - 1}
    return {name: order[place] for name, place in places.items()}


def extremes(
    pairs: Sequence[Pair],
    candidates: Sequence[Candidate[Filler]],
    selected: Mapping[str, Sequence[Record]],
    setting: FillSetting,
) -> list[Example]:
    """Each method's best, median and worst picture: input, result and truth."""
    by_key = {pair.key: pair for pair in pairs}
    rows = []
    for candidate in candidates:
        for name, record in pick(selected[candidate.label]).items():
            pair = by_key[record.pair]
            try:
                truth, hole = load_truth(pair, setting), load_hole(pair, setting)
                result, _ = fill_pair(candidate, truth, hole)
            except UserError:
                continue
            rows.append(
                Example(
                    f"{candidate.label}, {name}: PSNR {record.figures['psnr']:.2f} dB, "
                    f"{100 * record.ratio:.0f} % hole ({record.photo})",
                    (
                        ("input", data_uri(with_hole(truth, hole))),
                        (candidate.label, data_uri(result)),
                        ("ground truth", data_uri(truth)),
                    ),
                )
            )
    return rows


def dilation_rows(
    pairs: Sequence[Pair],
    candidates: Sequence[Candidate[Filler]],
    setting: FillSetting,
    *,
    photos: int = 3,
) -> list[Example]:
    """Figure 10 for the first photos: the inputs, and below them each method's results."""
    rows = []
    names = list(dict.fromkeys((pair.photo, pair.mask) for pair in pairs))[:photos]
    for photo, mask in names:
        steps = [pair for pair in pairs if (pair.photo, pair.mask) == (photo, mask)]
        try:
            loaded = [(load_truth(pair, setting), load_hole(pair, setting)) for pair in steps]
            captions = [f"{pair.dilation} px" for pair in steps]
            inputs = [data_uri(with_hole(truth, hole)) for truth, hole in loaded]
            rows.append(Example(f"{photo}: input", tuple(zip(captions, inputs, strict=True))))
            for candidate in candidates:
                results = [data_uri(fill_pair(candidate, *part)[0]) for part in loaded]
                rows.append(
                    Example(
                        f"{photo}: {candidate.label}", tuple(zip(captions, results, strict=True))
                    )
                )
        except UserError:
            continue
    return rows


def with_hole(truth: NDArray[np.uint8], hole: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The input as the paper shows it: white where the hole is."""
    return np.where(hole[..., None], np.uint8(255), truth)


def data_uri(pixels: NDArray[np.uint8], *, exact: bool = False) -> str:
    """(H, W, 3) uint8 RGB inside a URI: a JPEG reduced to ``SHOWN`` pixels, or an exact PNG."""
    side = max(pixels.shape[:2])
    if side > SHOWN and not exact:
        size = tuple(round(length * SHOWN / side) for length in pixels.shape[1::-1])
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    kind, options = ("png", []) if exact else ("jpeg", [cv2.IMWRITE_JPEG_QUALITY, 88])
    _, data = cv2.imencode(f".{kind}", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)
    return f"data:image/{kind};base64," + base64.b64encode(data.tobytes()).decode("ascii")
