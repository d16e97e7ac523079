"""The libraries whose versions a report of a fault should name, by their distribution."""

from __future__ import annotations

from typing import Final

LIBRARIES: Final = (
    "PySide6-Essentials",
    "torch",
    "torchvision",
    "numpy",
    "pillow",
    "opencv-python-headless",
    "safetensors",
    "pypatchmatch",
    "rawpy",
    "pillow-heif",
    "tifffile",
)
