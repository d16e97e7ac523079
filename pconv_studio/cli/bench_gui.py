"""The window's rows of ``pconv bench --gui``, measured by another process: Qt stays out of here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from statistics import quantiles

from pconv_studio.cli.bench_rows import Row
from pconv_studio.core.errors import UserError

BRUSH_LIMITS = {24: 8.0, 50: 16.0}
"""Megapixels -> milliseconds from the mouse event to the end of the repaint, 95th percentile."""


def window_rows() -> Iterator[Row]:
    """Measure the window's start, the brush, and the event loop during fills, offscreen."""
    done = subprocess.run(
        [sys.executable, "-m", "pconv_studio.gui.bench"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )
    if done.returncode != 0:
        raise UserError("the window could not be measured; `pconv doctor` may say why")
    figures = json.loads(done.stdout)
    window = figures["window"]
    yield Row(
        "window on screen over an empty one",
        window["ours"] / window["empty"],
        3.0,
        False,
        f"{window['ours']:.2f} s over {window['empty']:.2f} s, from the start of the process",
    )
    for megapixels, limit in BRUSH_LIMITS.items():
        for zoom, times in figures["brush"][str(megapixels)].items():
            yield Row(
                f"brush segment with repaint, {megapixels} megapixels, {zoom}, p95 ms",
                quantiles(times, n=20)[-1],
                limit,
                False,
                f"median {quantiles(times, n=2)[0]:.1f} ms, {len(times)} segments, 1600 x 1000",
            )
    for method, gap in figures["gaps"].items():
        yield Row(
            f"longest gap of the event loop during {method}, ms", gap, 50.0, False, "real fill"
        )
