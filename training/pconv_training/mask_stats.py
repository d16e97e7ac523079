"""What the masks of a folder are like: shares of hole, border contact, thickness, parts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from pconv_studio.core.errors import PhotoError
from pconv_training.cells import CELLS, cell_of, near_border
from pconv_training.mask_folder import Polarity, read_hole
from pconv_training.plots import bar_plot


@dataclass(frozen=True)
class MaskFacts:
    """One mask."""

    width: int
    height: int
    ratio: float
    """Share of hole."""
    near_border: bool
    """Whether a hole comes nearer to the border than 50 pixels at 512."""
    cell: str
    """Name of its cell in Table 1; empty if its share is in no bin."""
    parts: int
    """Separate holes."""
    depth: float
    """Greatest distance of a hole pixel to a known one, in pixels; 0 if there is none."""


def mask_facts(path: Path, *, polarity: Polarity = "white") -> MaskFacts | None:
    """Look at one file; None if it cannot be read."""
    try:
        hole = read_hole(path, polarity)
    except PhotoError:
        return None
    cell = cell_of(hole)
    parts, _ = cv2.connectedComponents(hole.view(np.uint8), connectivity=8)
    distance = (
        cv2.distanceTransform(hole.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        if not hole.all()
        else np.zeros((1, 1), np.float32)
    )
    return MaskFacts(
        width=hole.shape[1],
        height=hole.shape[0],
        ratio=float(np.count_nonzero(hole) / hole.size),
        near_border=near_border(hole),
        cell=cell.name if cell else "",
        parts=parts - 1,
        depth=float(distance.max()),
    )


def facts_reader(polarity: Polarity) -> partial[MaskFacts | None]:
    """:func:`mask_facts` for one polarity, fit to be sent to other processes."""
    return partial(mask_facts, polarity=polarity)


def summarise(facts: list[MaskFacts]) -> dict[str, Any]:
    """Figures of a folder as plain values.

    Returns:
        ``count``; ``sizes`` as ``WIDTHxHEIGHT`` -> count; ``cells`` as name -> count; ``outside``,
        masks in no bin; ``ratio``, ``depth`` and ``parts``, each with mean and percentiles.
    """
    sizes: dict[str, int] = {}
    for mask in facts:
        size = f"{mask.width}x{mask.height}"
        sizes[size] = sizes.get(size, 0) + 1
    return {
        "count": len(facts),
        "sizes": sizes,
        "cells": {cell.name: sum(mask.cell == cell.name for mask in facts) for cell in CELLS},
        "outside": sum(not mask.cell for mask in facts),
        "ratio": _spread([mask.ratio for mask in facts]),
        "depth": _spread([mask.depth for mask in facts]),
        "parts": _spread([float(mask.parts) for mask in facts]),
    }


def _spread(values: list[float]) -> dict[str, float]:
    if not values:
        return {}
    percentiles = {"min": 0, "p25": 25, "median": 50, "p75": 75, "max": 100}
    array = np.array(values)
    return {"mean": round(float(array.mean()), 5)} | {
        name: round(float(np.percentile(array, share)), 5) for name, share in percentiles.items()
    }


def ratio_plot(facts: list[MaskFacts]) -> str:
    """The distribution of the share of hole in steps of 0.02, as an SVG document."""
    edges = np.linspace(0, 1, 51)
    counts = {}
    for name, near in (("away from the border", False), ("near the border", True)):
        ratios = [mask.ratio for mask in facts if mask.near_border == near]
        counts[name] = np.histogram(ratios, edges)[0].astype(float).tolist()
    # Empty classes at the end are cut off.
    used = [i for i in range(50) if any(line[i] for line in counts.values())]
    last = max(used, default=0) + 1
    return bar_plot(
        "Masks by share of hole",
        [f"{edge:.2f}" for edge in edges[:last]],
        {name: line[:last] for name, line in counts.items()},
        x_label="share of hole, from",
    )
