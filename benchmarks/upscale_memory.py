"""Peak memory and time of enlarging a large photo on the CPU.

    python benchmarks/upscale_memory.py [--megapixels 24] [--scale 2] [--bits 8]

Random pixels stand for a photo: the work does not depend on them. The photo itself counts.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from pconv_studio.cli.bench import peak_megabytes
from pconv_studio.inference.enlarger_choices import plan_upscale
from pconv_studio.inference.upscale import memory_needed, upscale

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megapixels", type=float, default=24)
    parser.add_argument("--scale", type=int, default=2)
    parser.add_argument("--bits", type=int, default=8, choices=[8, 16])
    options = parser.parse_args()
    height = round((options.megapixels * 1e6 * 2 / 3) ** 0.5)
    shape = (height, height * 3 // 2, 3)
    dtype = np.dtype(f"uint{options.bits}")
    photo = np.random.default_rng(0).integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)
    estimate = memory_needed(shape, dtype, plan_upscale(options.scale)) + photo.nbytes
    started = time.perf_counter()
    result = upscale(photo, options.scale, device="cpu")
    seconds = time.perf_counter() - started
    made = "{1} x {0}".format(*result.pixels.shape)
    print(
        f"{made} pixels of {options.bits} bits in {seconds:.0f} s, "
        f"peak {peak_megabytes() or float('nan'):.0f} MB, estimated {estimate / 1e6:.0f} MB"
    )
