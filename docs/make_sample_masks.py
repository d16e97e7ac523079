"""Draw the hole masks of the bundled sample photos (white = hole) from the outlines below.

Run it from the root of a checkout after an outline has changed::

    python docs/make_sample_masks.py

Outlines are in photo pixels, traced by eye along the object, its shadow and its halo at 100 % and
larger; ``margin`` grows them, so that no pixel mixed with the object's colour stays outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

SAMPLES = Path(__file__).resolve().parent.parent / "resources" / "pconv_resources" / "samples"

Point = tuple[int, int]


@dataclass(frozen=True)
class Outline:
    """What to remove from one photo."""

    photo: str
    margin: int
    polygons: tuple[tuple[Point, ...], ...] = ()
    discs: tuple[tuple[int, int, int], ...] = ()  # centre x, centre y, radius


# fmt: off
OUTLINES = (
    Outline(
        photo="mountain-meadow.jpg",
        margin=10,
        polygons=(
            # The near boulder with the shadow on its right and the small stones at its foot.
            (
                (2488, 2188), (2500, 2180), (2522, 2168), (2542, 2169), (2556, 2178), (2590, 2175),
                (2606, 2184), (2620, 2204), (2632, 2226), (2646, 2248), (2644, 2262), (2626, 2275),
                (2620, 2282), (2630, 2308), (2622, 2318), (2586, 2322), (2548, 2336), (2532, 2340),
                (2500, 2322), (2474, 2310), (2478, 2296), (2496, 2290), (2500, 2260), (2508, 2240),
                (2484, 2214), (2498, 2204),
            ),
            # The far rock, its shadow and the row of small stones on its left.
            (
                (1538, 1606), (1550, 1600), (1562, 1597), (1585, 1594), (1598, 1610), (1610, 1600),
                (1618, 1598), (1628, 1586), (1652, 1585), (1664, 1604), (1668, 1652), (1690, 1668),
                (1686, 1676), (1630, 1678), (1600, 1670), (1588, 1650), (1604, 1630), (1602, 1620),
                (1560, 1616),
            ),
        ),
    ),
    Outline(
        photo="winter-sunset.jpg",
        margin=12,
        # Ghosts of the sun inside the lens; the stone table and the glow around the sun stay.
        discs=(
            (2250, 1672, 38), (1710, 1526, 38), (1655, 1522, 32), (2572, 1480, 34),
            (2966, 1543, 38), (2474, 2076, 34), (2948, 2264, 42), (1090, 1688, 40),
            (2850, 2613, 42),
        ),
    ),
    Outline(
        photo="dandelions.jpg",
        # Out of focus: its light reaches far beyond the rim the eye sees.
        margin=32,
        polygons=(
            # The blurred seed head in front, with its stem.
            (
                (3985, 2270), (4010, 2180), (4080, 2090), (4180, 2040), (4300, 2005), (4390, 1995),
                (4480, 2020), (4600, 2080), (4680, 2170), (4720, 2270), (4722, 2390), (4705, 2500),
                (4640, 2570), (4520, 2620), (4420, 2640), (4350, 2640), (4335, 2987), (4225, 2987),
                (4255, 2700), (4262, 2590), (4170, 2575), (4080, 2510), (4010, 2420),
            ),
        ),
    ),
    Outline(
        photo="rocket.jpg",
        margin=4,
        polygons=(
            # The lightning tower right of the rocket, down to the cloud bank.
            (
                (443, 123), (449, 123), (452, 188), (458, 193), (460, 225), (466, 290), (472, 350),
                (482, 426), (426, 426), (418, 406), (418, 386), (428, 374), (438, 366), (440, 222),
                (441, 193), (445, 190),
            ),
        ),
    ),
    Outline(
        photo="autumn-hill.jpg",
        margin=8,
        polygons=(
            # The young fir before the larches.
            (
                (2050, 1262), (2066, 1286), (2076, 1310), (2092, 1330), (2104, 1360), (2112, 1424),
                (2030, 1424), (2000, 1410), (2004, 1390), (2014, 1360), (2012, 1330), (2020, 1300),
                (2040, 1290),
            ),
        ),
    ),
    Outline(
        photo="fig.jpg",
        margin=12,
        polygons=(
            # The fig and both parts of its shadow in the bowl.
            (
                (980, 780), (1000, 745), (1050, 720), (1140, 700), (1220, 650), (1320, 580),
                (1430, 552), (1540, 550), (1620, 575), (1690, 615), (1770, 670), (1840, 750),
                (1880, 850), (1800, 860), (1800, 900), (1775, 1010), (1745, 1080), (1690, 1190),
                (1650, 1250), (1600, 1290), (1540, 1302), (1480, 1300), (1360, 1285), (1242, 1168),
                (1150, 1095), (1070, 985), (1040, 910), (1046, 850), (1052, 815), (1040, 790),
            ),
        ),
    ),
)
# fmt: on


def draw(outline: Outline, size: tuple[int, int]) -> np.ndarray:
    """Return the hole as an ``(H, W)`` uint8 map, 255 = hole; ``size`` is ``(width, height)``."""
    hole = np.zeros((size[1], size[0]), np.uint8)
    for polygon in outline.polygons:
        cv2.fillPoly(hole, [np.array(polygon, np.int32)], 255)
    for x, y, radius in outline.discs:
        cv2.circle(hole, (x, y), radius, 255, -1)
    side = 2 * outline.margin + 1
    return cv2.dilate(hole, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))


def main() -> None:
    """Write one 1-bit PNG beside each photo."""
    for outline in OUTLINES:
        photo = SAMPLES / outline.photo
        with Image.open(photo) as image:
            hole = draw(outline, image.size)
        target = photo.with_name(f"{photo.stem}-hole.png")
        # 1 bit a pixel: lossless, and no viewer or resampler can put a grey level into it.
        Image.fromarray(hole > 0).save(target, optimize=True)
        print(f"{target.name}: {np.count_nonzero(hole)} pixels of {hole.size}")


if __name__ == "__main__":
    main()
