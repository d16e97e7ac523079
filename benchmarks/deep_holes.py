"""How many levels deep holes need, and how much of their surroundings; for new weights.

    python benchmarks/deep_holes.py --photos DIR --vgg FILE --way 100000,2 --way 32,2.4

A way is NEAR and MAX_STEP of pconv_studio/inference: the surroundings in pixels that a finer level
looks at, and how much smaller the next level may be. Holes of one blob each, in squares of 768
pixels from the sample photos and in validation photos of 256; a Markdown table, with the
differences to the first way and their standard errors. *Perceptual* is as in texture.py, of the
hole and what is around it.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from contact_sheet import validation_pictures
from numpy.typing import NDArray
from patch_size import pictures
from texture import distances

from pconv_studio.core.masks import bounding_box
from pconv_studio.inference import pyramid
from pconv_studio.inference.fill import fill
from pconv_studio.inference.methods import pconv
from pconv_training.masks import MaskRecipe, irregular_mask
from pconv_training.vgg import VGGFeatures

LARGE, SMALL, AROUND, SEED = 768, 256, 32, 7
RECIPE = MaskRecipe(ratio=(0.08, 0.35), blob_share=1.0, max_parts=1)
Pairs = list[tuple[NDArray[np.uint8], NDArray[np.bool_]]]


def figures(vgg: VGGFeatures, pairs: Pairs, method: str) -> tuple[NDArray[np.float64], float]:
    """(n, 2): PSNR of the hole in dB and the perceptual distance; seconds a picture."""
    rows, seconds = [], 0.0
    for truth, hole in pairs:
        started = time.perf_counter()
        filled = fill(truth, hole, method=method).pixels
        seconds += time.perf_counter() - started
        error = max(np.square(filled.astype(float) - truth)[hole].mean(), 1e-3)
        box = bounding_box(hole)
        assert box is not None
        near = box.expand(AROUND, hole.shape).slices
        far, _ = distances(vgg, filled[near], truth[near])
        rows.append((10 * np.log10(255**2 / error), far))
    return np.array(rows), seconds / len(pairs)


def main() -> None:
    """Read the command line, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--vgg", type=Path, required=True, help="file of VGG-16 features")
    parser.add_argument("--way", action="append", required=True, metavar="NEAR,STEP")
    parser.add_argument("--method", default="pconv")
    parser.add_argument("--each", type=int, default=8, help="squares of each sample photo")
    parser.add_argument("--count", type=int, default=64, help="validation photos")
    options = parser.parse_args()
    _, truths, _ = validation_pictures(options.photos, count=options.count, side=SMALL, seed=SEED)
    rng = np.random.default_rng(SEED)
    sets = {
        f"samples, {LARGE}": pictures(LARGE, options.each, RECIPE),
        f"validation, {SMALL}": [(t, irregular_mask(rng, SMALL, SMALL, RECIPE)) for t in truths],
    }
    vgg = VGGFeatures(options.vgg)
    print("| pictures | way | PSNR of the hole, dB | | perceptual | | seconds a picture |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for name, pairs in sets.items():
        first = None
        for way in options.way:
            near, step = way.split(",")
            pconv.NEAR, pyramid.MAX_STEP = int(near), float(step)
            rows, seconds = figures(vgg, pairs, options.method)
            first = rows if first is None else first
            gain = rows - first
            mean, error = gain.mean(axis=0), gain.std(axis=0) / len(gain) ** 0.5
            print(
                f"| {name} | {way} | {rows[:, 0].mean():.2f} | {mean[0]:+.3f} ({error[0]:.3f}) | "
                f"{rows[:, 1].mean():.4f} | {mean[1]:+.5f} ({error[1]:.5f}) | {seconds:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
