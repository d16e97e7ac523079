"""What it costs to search patches at a fraction of the size: time, closeness and sharpness.

    python benchmarks/patch_size.py --side 768 --limit 3000000 --limit 262144 --limit 65536

Squares are cut out of the bundled sample photos, get seeded holes, and are filled by
``pconv-detail`` with each greatest number of pixels to search; a Markdown table. *Sharpness* is as
in texture.py.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from numpy.typing import NDArray
from texture import edges

from pconv_resources import samples
from pconv_studio.core.decode import load_photo
from pconv_studio.inference.fill import fill
from pconv_studio.inference.methods import patchmatch
from pconv_training.masks import MaskRecipe, irregular_mask

RECIPE = MaskRecipe(ratio=(0.05, 0.2))


def pictures(
    side: int, each: int, recipe: MaskRecipe = RECIPE
) -> list[tuple[NDArray[np.uint8], NDArray[np.bool_]]]:
    """Squares of the sample photos that are large enough, and their holes."""
    result = []
    for number, sample in enumerate(samples()):
        pixels = load_photo(sample.file).pixels
        height, width = pixels.shape[:2]
        for turn in range(each if min(height, width) >= side else 0):
            rng = np.random.default_rng([number, turn])
            top, left = rng.integers(0, (height - side + 1, width - side + 1))
            square = np.ascontiguousarray(pixels[top : top + side, left : left + side])
            result.append((square, irregular_mask(rng, side, side, recipe)))
    return result


def main() -> None:
    """Read the command line, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--side", type=int, default=768, help="of the squares, in pixels")
    parser.add_argument("--each", type=int, default=2, help="squares of each photo")
    parser.add_argument("--limit", type=int, action="append", required=True, metavar="PIXELS")
    options = parser.parse_args()
    pairs = pictures(options.side, options.each)
    whole = sum(edges(truth, hole) for truth, hole in pairs)
    print("| searched pixels, at most | PSNR of the hole, dB | sharpness | seconds a picture |")
    print("| ---: | ---: | ---: | ---: |")
    for limit in options.limit:
        patchmatch.MAX_PIXELS = limit
        started = time.perf_counter()
        filled = [fill(truth, hole, method="pconv-detail").pixels for truth, hole in pairs]
        seconds = (time.perf_counter() - started) / len(pairs)
        errors = [
            np.square(picture.astype(float) - truth)[hole].mean()
            for picture, (truth, hole) in zip(filled, pairs, strict=True)
        ]
        close = np.mean(10 * np.log10(255**2 / np.array(errors)))
        sharp = sum(edges(image, hole) for image, (_, hole) in zip(filled, pairs, strict=True))
        print(f"| {limit:,} | {close:.2f} | {sharp / whole:.2f} | {seconds:.1f} |", flush=True)


if __name__ == "__main__":
    main()
