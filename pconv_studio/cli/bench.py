"""``pconv bench``: ratios measured side by side in one run: machines differ and are noisy."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from pconv_studio.cli.bench_rows import SIDE, Row, side_by_side
from pconv_studio.cli.console import ERR, JsonOption


def bench(
    as_json: JsonOption = False,
    gui: Annotated[
        bool, typer.Option("--gui", help="Measure the window instead, without a screen.")
    ] = False,
) -> None:
    """Measure partial over plain convolutions, fills over forward passes, upscaling, and masks."""
    from pconv_studio.cli.bench_gui import window_rows

    rows = []
    for row in window_rows() if gui else _measure():
        rows.append(row)
        ERR.print(f"{row.what}: {row.value:.3g}", markup=False)
    if as_json:
        print(json.dumps([asdict(row) | {"met": row.met} for row in rows], indent=2))
        return
    table = Table("what", "measured", "limit", "", "detail")
    for row in rows:
        sign = ">=" if row.higher_is_better else "<="
        table.add_row(
            row.what,
            f"{row.value:.3g}",
            f"{sign} {row.limit:.3g}",
            "met" if row.met else "missed",
            row.detail,
        )
    Console().print(table)


def _measure() -> Iterator[Row]:
    import torch

    from pconv_models.precision import has_fast_bfloat16
    from pconv_studio.cli.bench_network import network_rows

    fast = has_fast_bfloat16(torch.device("cpu"))
    # First of all, because the peak of memory is that of the whole process.
    yield from _fill_over_forward()
    yield from network_rows(bfloat16=fast)
    yield _upscale_seconds()
    if fast:
        yield _bfloat16_fidelity()
    yield _mask_rate()


def _fill_over_forward() -> Iterator[Row]:
    import numpy as np

    from pconv_studio.inference.contract import FillJob
    from pconv_studio.inference.fill import fill
    from pconv_studio.inference.network import load_network

    photo = np.random.default_rng(0).integers(0, 256, (4000, 6000, 3), np.uint8)
    hole = np.zeros(photo.shape[:2], bool)
    hole[1850:2150, 2850:3150] = True
    job = FillJob(device="cpu")
    network = load_network(job)
    small, nothing = np.zeros((SIDE, SIDE, 3), np.float32), np.zeros((SIDE, SIDE), bool)
    nothing[200:300, 200:300] = True
    before = peak_megabytes()
    whole, forward = side_by_side(
        lambda: fill(photo, hole, method="pconv", device="cpu"),
        lambda: network.predict(small, nothing, job),
        rounds=5,
    )
    yield Row(
        "fill of 300² in 24 megapixels over forward of 512²",
        whole / forward,
        1.5,
        False,
        f"{1000 * whole:.0f} ms over {1000 * forward:.0f} ms",
    )
    if before is not None:
        yield Row(
            "  memory growth, MB",
            (peak_megabytes() or 0) - before,
            300,
            False,
            "peak, without the photo",
        )


def _upscale_seconds() -> Row:
    import numpy as np

    from pconv_studio.inference.upscale import upscale

    photo = np.random.default_rng(0).integers(0, 256, (1000, 1000, 3), np.uint8)
    ours, resize = side_by_side(
        lambda: upscale(photo, 2, device="cpu"),
        lambda: upscale(photo, 2, method="bicubic"),
        rounds=3,
    )
    return Row(
        "upscaling 1 megapixel by 2, seconds",
        ours,
        6,
        False,
        f"bicubic alone {1000 * resize:.0f} ms",
    )


def peak_megabytes() -> float | None:
    """Greatest memory of this process so far; None where the system does not tell."""
    try:
        import resource
    except ImportError:
        return None
    import sys

    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _bfloat16_fidelity() -> Row:
    import math

    import numpy as np

    from pconv_resources import samples
    from pconv_studio.core.decode import load_photo
    from pconv_studio.core.masks import load_mask
    from pconv_studio.inference.contract import FillJob
    from pconv_studio.inference.network import load_network
    from pconv_studio.inference.values import to_unit

    sample = min(samples(), key=lambda entry: entry.width)
    pixels, (hole, _) = load_photo(sample.file).pixels, load_mask(sample.hole)
    network = load_network(FillJob(device="cpu"))
    image = to_unit(pixels, hole)
    fast = network.predict(image, hole, FillJob())
    network.bfloat16 = False
    exact = network.predict(image, hole, FillJob())
    network.bfloat16 = True
    error = float(np.square(fast - exact)[hole].mean())
    return Row(
        "bfloat16 to float32 in the hole, dB",
        -10 * math.log10(max(error, 1e-12)),
        50,
        True,
        sample.name,
    )


def _mask_rate() -> Row:
    import cv2
    import numpy as np

    from pconv_training.masks import irregular_mask

    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        rng = np.random.default_rng(0)
        best = 0.0
        for _ in range(5):
            started = time.perf_counter()
            for _ in range(50):
                irregular_mask(rng, 512, 512)
            best = max(best, 50 / (time.perf_counter() - started))
    finally:
        cv2.setNumThreads(threads)
    return Row("irregular masks of 512² a second, one core", best, 200, True, "")
