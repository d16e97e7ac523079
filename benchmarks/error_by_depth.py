"""How far fills are from the truth, by the distance to the border of the hole.

    python benchmarks/error_by_depth.py --photos DIR --model NAME=FILE ...

Each model beside Telea's and Bertalmio's methods on the validation pictures of the training:
256 x 256, seeded holes; root of the mean squared difference, 0 to 255, as a Markdown table.
``--flat`` counts only where the truth is flat: skies and walls, where an outline of the hole shows.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from contact_sheet import to_pixels, validation_pictures
from numpy.typing import NDArray

from pconv_models.checkpoint import load_checkpoint
from pconv_studio.inference.fill import fill
from pconv_training.validation import predict_composites

DEPTHS = (1, 2, 4, 8, 16, 32, 1000)
"""Upper ends of the classes, in pixels."""
SIDE, SEED = 256, 7
FLAT = 15
"""Greatest range of a channel within 9 x 9 pixels that counts as flat."""


def is_flat(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """(H, W, 3) -> (H, W)."""
    window = np.ones((9, 9), np.uint8)
    span = cv2.dilate(picture, window) - cv2.erode(picture, window)
    return np.asarray(span.max(2) <= FLAT)


def main() -> None:
    """Read the command line, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--model", action="append", required=True, metavar="NAME=FILE")
    parser.add_argument("--count", type=int, default=96)
    parser.add_argument("--flat", action="store_true")
    options = parser.parse_args()
    pairs, truths, holes = validation_pictures(
        options.photos, count=options.count, side=SIDE, seed=SEED
    )
    counted = [
        hole & is_flat(truth) if options.flat else hole
        for hole, truth in zip(holes, truths, strict=True)
    ]
    results = {}
    for model in options.model:
        name, _, file = model.partition("=")
        network, _ = load_checkpoint(Path(file))
        results[name] = [to_pixels(result) for result in predict_composites(network, pairs)]
    for method in ("telea", "ns"):
        results[method] = [
            fill(truth, hole, method=method).pixels
            for truth, hole in zip(truths, holes, strict=True)
        ]
    # Classes by whole pixels: the border's own pixels are 1 deep, or 1.4 at a corner.
    depth = [
        np.digitize(
            cv2.distanceTransform(hole.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)[these],
            np.add(DEPTHS, 0.5),
        )
        for hole, these in zip(holes, counted, strict=True)
    ]
    ends = [f"to {end}" for end in DEPTHS[:-1]] + [f"over {DEPTHS[-2]}"]
    print(f"| depth, px | {' | '.join(ends)} |")
    print(f"| --- |{' ---: |' * len(DEPTHS)}")
    for name, pictures in results.items():
        sums, counts = np.zeros(len(DEPTHS)), np.zeros(len(DEPTHS))
        for picture, truth, these, classes in zip(pictures, truths, counted, depth, strict=True):
            error = np.square(picture[these].astype(np.float64) - truth[these]).mean(1)
            sums += np.bincount(classes, error, len(DEPTHS))
            counts += np.bincount(classes, minlength=len(DEPTHS))
        cells = " | ".join(f"{value:.1f}" for value in np.sqrt(sums / counts))
        print(f"| {name} | {cells} |")


if __name__ == "__main__":
    main()
