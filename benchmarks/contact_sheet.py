"""Lay fills of validation photos side by side, to be looked at.

    python benchmarks/contact_sheet.py --photos DIR --model L1=FILE --model full=FILE -o sheet.png

A row for each photo: input, a column for each model, PatchMatch, truth. The pictures are those of
the validation during training, 256 x 256 with seeded holes, filled as the program does;
``--method pconv-once`` shows one pass of the networks. What may be shown of it depends on the
photos' licences.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pconv_studio.inference.fill import fill
from pconv_training.data import find_photos, validation_set

GAP = 4
HEADING = 22
GREY = 128


def to_pixels(picture: Any) -> NDArray[np.uint8]:
    """(3, H, W) in [0, 1] -> (H, W, 3) uint8."""
    return np.asarray((picture.permute(1, 2, 0).numpy() * 255).round(), np.uint8)


def validation_pictures(
    photos: Path, *, count: int, side: int, seed: int
) -> tuple[list[tuple[Any, Any]], list[NDArray[np.uint8]], list[NDArray[np.bool_]]]:
    """The pairs of :func:`validation_set`, and as arrays: truths (H, W, 3) uint8, holes (H, W)."""
    pairs = validation_set(find_photos(photos), count=count, side=side, seed=seed)
    truths = [to_pixels(image) for image, _ in pairs]
    return pairs, truths, [valid[0].numpy() < 0.5 for _, valid in pairs]


def sheet(
    photos: Path,
    models: dict[str, Path],
    *,
    method: str,
    count: int,
    skip: int,
    side: int,
    seed: int,
) -> NDArray[np.uint8]:
    """The whole sheet, (H, W, 3) uint8 RGB."""
    _, truths, holes = (
        part[skip:]
        for part in validation_pictures(photos, count=skip + count, side=side, seed=seed)
    )
    columns = {
        "input": [
            np.where(hole[..., None], np.uint8(GREY), truth)
            for truth, hole in zip(truths, holes, strict=True)
        ]
    }
    ways: dict[str, tuple[str, str | None]] = {
        name: (method, str(file)) for name, file in models.items()
    }
    ways["patchmatch"] = ("patchmatch", None)
    for name, (way, model) in ways.items():
        columns[name] = [
            fill(truth, hole, method=way, model=model).pixels
            for truth, hole in zip(truths, holes, strict=True)
        ]
    columns["truth"] = truths
    step = side + GAP
    canvas = np.full((HEADING + count * step, len(columns) * step, 3), 255, np.uint8)
    for place, (name, pictures) in enumerate(columns.items()):
        left = place * step
        cv2.putText(canvas, name, (left, 16), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1)
        for row, picture in enumerate(pictures):
            top = HEADING + row * step
            canvas[top : top + side, left : left + side] = picture
    return canvas


def main() -> None:
    """Read the command line, write the sheet."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--model", action="append", required=True, metavar="NAME=FILE")
    parser.add_argument("--method", default="pconv", help="of filling with the models")
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--skip", type=int, default=0, help="photos to leave out at the start")
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--seed", type=int, default=7, help="of the holes")
    parser.add_argument("-o", "--out", type=Path, required=True)
    options = parser.parse_args()
    models = {name: Path(file) for name, _, file in (m.partition("=") for m in options.model)}
    picture = sheet(
        options.photos,
        models,
        method=options.method,
        count=options.count,
        skip=options.skip,
        side=options.side,
        seed=options.seed,
    )
    cv2.imwrite(str(options.out), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))


if __name__ == "__main__":
    main()
