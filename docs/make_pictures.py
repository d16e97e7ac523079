"""Make the pictures of README.md from the bundled samples with the bundled models.

python docs/make_pictures.py
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pconv_resources import sample
from pconv_studio.core.decode import load_photo
from pconv_studio.core.geometry import Box
from pconv_studio.core.masks import load_mask
from pconv_studio.inference import fill
from pconv_studio.inference.upscale import upscale
from pconv_training.low_resolution import shrink
from pconv_training.luma import luma_figures

SCREENSHOTS = Path(__file__).parent / "screenshots"
WIDTH = 640
GAP = 12
# Sample and the part of it that is shown: top, left, bottom, right in pixels.
DEMO = ("mountain-meadow", Box(1420, 1330, 2448, 2872))
# What is made smaller and enlarged again, and what of it is shown.
ENLARGED = ("fig", Box(600, 800, 1400, 1800), Box(250, 330, 490, 630))
FACTOR = 4
SHOWN = 360


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


def enlarged(name: str, part: Box, detail: Box, factor: int = FACTOR) -> Image.Image:
    """A part of a sample made smaller and enlarged again: pixels, bicubic, network, original.

    Above each stands what it is and its PSNR, taken over the whole part; ``detail`` is shown.
    """
    truth = np.ascontiguousarray(load_photo(sample(name).file).pixels[part.slices])
    low = shrink(truth, factor)
    panels = [
        (method, upscale(low, factor, method=method, device="cpu").pixels)
        for method in ("nearest", "bicubic", "pconv")
    ]
    titles = {"nearest": "small picture", "pconv": f"PConv Studio x{factor}"}
    height = round(SHOWN * detail.height / detail.width)
    strip = Image.new("RGB", (4 * SHOWN + 3 * GAP, height + 28), "white")
    draw, font = ImageDraw.Draw(strip), ImageFont.load_default(size=17)
    for number, (method, pixels) in enumerate([*panels, ("original", truth)]):
        shown = np.ascontiguousarray(pixels[detail.slices])
        left = number * (SHOWN + GAP)
        way = Image.Resampling.NEAREST if method == "nearest" else Image.Resampling.LANCZOS
        strip.paste(Image.fromarray(shown).resize((SHOWN, height), way), (left, 28))
        title = titles.get(method, method)
        if method in ("bicubic", "pconv"):
            title += f", {luma_figures(pixels, truth, border=factor)['psnr']:.2f} dB"
        draw.text((left, 4), title, "black", font)
    return strip


if __name__ == "__main__":
    SCREENSHOTS.mkdir(exist_ok=True)
    for file, picture in (
        ("demo.jpg", before_and_after(*DEMO)),
        ("enlarged.jpg", enlarged(*ENLARGED)),
    ):
        picture.save(SCREENSHOTS / file, quality=90)
        print(SCREENSHOTS / file)
