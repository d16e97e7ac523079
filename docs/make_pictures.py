"""Make the pictures of README.md from the bundled samples with the bundled model.

python docs/make_pictures.py
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from pconv_resources import sample
from pconv_studio.core.decode import load_photo
from pconv_studio.core.geometry import Box
from pconv_studio.core.masks import load_mask
from pconv_studio.inference import fill

SCREENSHOTS = Path(__file__).parent / "screenshots"
WIDTH = 640
GAP = 12
# Sample and the part of it that is shown: top, left, bottom, right in pixels.
DEMO = ("mountain-meadow", Box(1420, 1330, 2448, 2872))


def before_and_after(name: str, part: Box) -> Image.Image:
    """Source, hole and result of a sample side by side, each ``WIDTH`` pixels wide."""
    chosen = sample(name)
    photo, (hole, _) = load_photo(chosen.file), load_mask(chosen.hole)
    filled = fill(photo.pixels, hole, device="cpu").pixels
    painted = photo.pixels.copy()
    painted[hole] = painted[hole] // 2 + np.array([128, 0, 96], np.uint8)
    height = round(WIDTH * part.height / part.width)
    panels = [
        cv2.resize(
            np.ascontiguousarray(p[part.slices]), (WIDTH, height), interpolation=cv2.INTER_AREA
        )
        for p in (photo.pixels, painted, filled)
    ]
    gap = np.full((height, GAP, 3), 255, np.uint8)
    return Image.fromarray(np.hstack([panels[0], gap, panels[1], gap, panels[2]]))


if __name__ == "__main__":
    SCREENSHOTS.mkdir(exist_ok=True)
    before_and_after(*DEMO).save(SCREENSHOTS / "demo.jpg", quality=90)
    print(SCREENSHOTS / "demo.jpg")
