"""How sharp fills are and how near in VGG's features, beside PatchMatch and Telea.

    python benchmarks/texture.py --photos DIR --vgg FILE --model NAME=FILE ...

On the validation pictures of the training, 256 x 256 with seeded holes, filled as the program does;
a Markdown table. *Sharpness* is the sum of absolute differences between neighbours within the hole
over that of the truth: less than 1 is too smooth, and wrong texture counts like right texture.
*Perceptual* and *style* are Eq. 3 and 5 of the composite alone, unweighted, pools as in the paper.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from contact_sheet import validation_pictures
from numpy.typing import NDArray

from pconv_studio.inference.fill import fill
from pconv_training.losses import perceptual_loss, style_loss
from pconv_training.vgg import VGGFeatures

SIDE, SEED = 256, 7


def edges(picture: NDArray[np.uint8], hole: NDArray[np.bool_]) -> float:
    """Sum of the differences between neighbours that both lie in the hole."""
    values = picture.astype(np.int32)
    rows = np.abs(np.diff(values, axis=0)).sum(2)[hole[1:] & hole[:-1]]
    columns = np.abs(np.diff(values, axis=1)).sum(2)[hole[:, 1:] & hole[:, :-1]]
    return float(rows.sum() + columns.sum())


@torch.no_grad()
def distances(
    vgg: VGGFeatures, picture: NDArray[np.uint8], truth: NDArray[np.uint8]
) -> tuple[float, float]:
    """The perceptual and the style loss of a filled picture, (H, W, 3) uint8."""
    one, other = (
        vgg(torch.from_numpy(image).permute(2, 0, 1)[None] / 255) for image in (picture, truth)
    )
    return float(perceptual_loss(one, other)), float(style_loss(one, other))


def main() -> None:
    """Read the command line, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--vgg", type=Path, required=True, help="file of VGG-16 features")
    parser.add_argument("--model", action="append", required=True, metavar="NAME=FILE")
    parser.add_argument("--count", type=int, default=64)
    options = parser.parse_args()
    _, truths, holes = validation_pictures(
        options.photos, count=options.count, side=SIDE, seed=SEED
    )
    vgg = VGGFeatures(options.vgg)
    named = (model.partition("=") for model in options.model)
    ways: dict[str, tuple[str, str | None]] = {name: ("pconv", file) for name, _, file in named}
    ways |= {name: (name, None) for name in ("patchmatch", "telea")}
    print("| | sharpness | perceptual | style |\n| --- | ---: | ---: | ---: |")
    whole = sum(edges(truth, hole) for truth, hole in zip(truths, holes, strict=True))
    for name, (method, model) in ways.items():
        filled = [
            fill(truth, hole, method=method, model=model).pixels
            for truth, hole in zip(truths, holes, strict=True)
        ]
        sharp = sum(edges(picture, hole) for picture, hole in zip(filled, holes, strict=True))
        far = np.mean([distances(vgg, *pair) for pair in zip(filled, truths, strict=True)], 0)
        print(f"| {name} | {sharp / whole:.2f} | {far[0]:.3f} | {far[1]:.5f} |")


if __name__ == "__main__":
    main()
