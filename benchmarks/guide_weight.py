"""How strongly the network should guide the patches of ``pconv-detail``; for new weights.

    python benchmarks/guide_weight.py --photos DIR --vgg FILE --weight 0 --weight 0.005

Validation pictures of 256 x 256 are filled with each weight, once with seeded irregular holes and
once with blobs alone, the shape of an object that is brushed over; a Markdown table. *Sharpness*
and *perceptual* are as in texture.py; each figure is given for the even and the odd pictures, so
that a difference can be told from luck.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from contact_sheet import validation_pictures
from numpy.typing import NDArray
from texture import distances, edges

from pconv_studio.inference.fill import fill
from pconv_studio.inference.methods import detail
from pconv_training.masks import MaskRecipe, irregular_mask
from pconv_training.vgg import VGGFeatures

SIDE, SEED = 256, 7
OBJECTS = MaskRecipe(ratio=(0.03, 0.25), blob_share=1.0, max_parts=2)


def object_holes(count: int) -> list[NDArray[np.bool_]]:
    """Holes of one or two blobs, seeded."""
    return [
        irregular_mask(np.random.default_rng([SEED, number]), SIDE, SIDE, OBJECTS)
        for number in range(count)
    ]


def figures(
    vgg: VGGFeatures, truths: list[NDArray[np.uint8]], holes: list[NDArray[np.bool_]]
) -> NDArray[np.float64]:
    """(n, 4): PSNR of the hole in dB, edges of the fill and of the truth, perceptual distance."""
    rows = []
    for truth, hole in zip(truths, holes, strict=True):
        filled = fill(truth, hole, method="pconv-detail").pixels
        error = max(np.square(filled.astype(float) - truth)[hole].mean(), 1e-3)
        psnr = 10 * np.log10(255**2 / error)
        rows.append(
            (psnr, edges(filled, hole), edges(truth, hole), distances(vgg, filled, truth)[0])
        )
    return np.array(rows)


def summary(rows: NDArray[np.float64]) -> list[str]:
    """The table's cells: each figure over the even and the odd pictures."""
    halves = [rows[::2], rows[1::2]]
    return [
        " / ".join(f"{half[:, 0].mean():.2f}" for half in halves),
        " / ".join(f"{half[:, 1].sum() / half[:, 2].sum():.2f}" for half in halves),
        " / ".join(f"{half[:, 3].mean():.4f}" for half in halves),
    ]


def main() -> None:
    """Read the command line, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--vgg", type=Path, required=True, help="file of VGG-16 features")
    parser.add_argument("--weight", type=float, action="append", required=True)
    parser.add_argument("--count", type=int, default=64)
    options = parser.parse_args()
    _, truths, irregular = validation_pictures(
        options.photos, count=options.count, side=SIDE, seed=SEED
    )
    vgg = VGGFeatures(options.vgg)
    print("| holes | weight | PSNR of the hole, dB | sharpness | perceptual |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, holes in (("irregular", irregular), ("objects", object_holes(options.count))):
        for weight in options.weight:
            detail.GUIDE_WEIGHT = weight
            cells = " | ".join(summary(figures(vgg, truths, holes)))
            print(f"| {name} | {weight:g} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
