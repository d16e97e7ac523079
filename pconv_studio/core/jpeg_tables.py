"""JPEG quality from quantisation tables."""

from __future__ import annotations

import functools
import io
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def _flat(tables: Mapping[int, Sequence[int]]) -> npt.NDArray[np.float64]:
    return np.array([tables[key] for key in sorted(tables)[:2]], np.float64)


@functools.cache
def _reference() -> npt.NDArray[np.float64]:
    """Return libjpeg's tables of quality 1 to 100, (100, 2, 64), as libjpeg writes them."""
    tables = []
    for quality in range(1, 101):
        buffer = io.BytesIO()
        Image.new("RGB", (8, 8)).save(buffer, "JPEG", quality=quality)
        tables.append(_flat(Image.open(buffer).quantization))  # type: ignore[attr-defined]
    return np.array(tables)


def estimate_quality(tables: Mapping[int, Sequence[int]]) -> int | None:
    """Return the libjpeg quality whose tables are nearest; exact for files libjpeg wrote.

    Args:
        tables: 64 steps each by table number, luminance first.
    """
    if not tables or any(len(table) != 64 for table in tables.values()):
        return None
    mine = _flat(tables)
    reference = _reference()[:, : len(mine)]
    # Relative, because steps of 1 and 2 differ more to the eye than 80 and 81.
    error = np.abs(np.log(np.maximum(mine, 1)) - np.log(reference)).sum(axis=(1, 2))
    # The last of equals: at the top, rounding makes neighbouring qualities share tables.
    return int(100 - np.argmin(error[::-1]))
