"""Figures that papers state for super-resolution; none of these methods is run here.

All rows but those of MDSR, of which only Set5 at x4 is, were found repeated by a second source.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

SETS = ("Set5", "Set14", "BSD100")
Figures = tuple[float, float]
"""PSNR in dB, SSIM."""


@dataclass(frozen=True)
class Published:
    """A method's figures at one factor."""

    method: str
    factor: int
    figures: tuple[Figures, Figures, Figures]
    """On each of ``SETS``."""
    source: str
    """Key of ``SOURCES``."""


SOURCES = {
    "Lim": "B. Lim, S. Son, H. Kim, S. Nah, K. M. Lee: Enhanced Deep Residual Networks for Single "
    "Image Super-Resolution. CVPR Workshops 2017, Table 3; arXiv:1707.02921.",
    "Ledig": "C. Ledig et al.: Photo-Realistic Single Image Super-Resolution Using a Generative "
    "Adversarial Network. CVPR 2017, Table 2; arXiv:1609.04802.",
}

PUBLISHED = (
    Published("bicubic", 2, ((33.66, 0.9299), (30.24, 0.8688), (29.56, 0.8431)), "Lim"),
    Published("EDSR", 2, ((38.11, 0.9601), (33.92, 0.9195), (32.32, 0.9013)), "Lim"),
    Published("MDSR", 2, ((38.11, 0.9602), (33.85, 0.9198), (32.29, 0.9007)), "Lim"),
    Published("bicubic", 3, ((30.39, 0.8682), (27.55, 0.7742), (27.21, 0.7385)), "Lim"),
    Published("EDSR", 3, ((34.65, 0.9282), (30.52, 0.8462), (29.25, 0.8093)), "Lim"),
    Published("MDSR", 3, ((34.66, 0.9280), (30.44, 0.8452), (29.25, 0.8091)), "Lim"),
    Published("bicubic", 4, ((28.42, 0.8104), (26.00, 0.7027), (25.96, 0.6675)), "Lim"),
    Published("EDSR", 4, ((32.46, 0.8968), (28.80, 0.7876), (27.71, 0.7420)), "Lim"),
    Published("MDSR", 4, ((32.50, 0.8973), (28.72, 0.7857), (27.72, 0.7418)), "Lim"),
    Published("bicubic", 4, ((28.43, 0.8211), (25.99, 0.7486), (25.94, 0.6935)), "Ledig"),
    Published("SRResNet", 4, ((32.05, 0.9019), (28.49, 0.8184), (27.58, 0.7620)), "Ledig"),
    Published("SRGAN", 4, ((29.40, 0.8472), (26.02, 0.7397), (25.16, 0.6688)), "Ledig"),
)

HEADING = "Published, not run: PSNR (dB) / SSIM"
NOTE = (
    "Published, not run: these figures are copied from the papers. They were measured on other "
    "photos and by other programs, so they do not compare with the figures above unless the "
    "evaluated folder is that very set; the rows of bicubic show how far even the same method "
    "differs. SRGAN is trained for its looks, not for these figures."
)


def published_rows(factors: Collection[int]) -> list[list[str]]:
    """A heading, and a row for each published method at one of the factors; [] if there is none."""
    rows = [
        [
            f"{entry.method}, x{entry.factor} ({entry.source} et al. 2017)",
            *(f"{psnr:.2f} / {ssim:.4f}" for psnr, ssim in entry.figures),
        ]
        for entry in PUBLISHED
        if entry.factor in factors
    ]
    return [["published, not run", *SETS], *rows] if rows else []


def note(factors: Collection[int]) -> str:
    """What must be known to read :func:`published_rows`, with the sources."""
    used = {entry.source for entry in PUBLISHED if entry.factor in factors}
    return " ".join([NOTE, *(text for name, text in SOURCES.items() if name in used)])
