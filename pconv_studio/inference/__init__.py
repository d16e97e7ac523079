"""Filling holes: methods, regions and devices; numpy in, numpy out, and no Qt.

torch is imported inside functions only, so that a program that merely lists methods starts at once.
"""

import os

from pconv_studio.inference.contract import Cancelled, FillJob, FillMethod, FillResult, Region
from pconv_studio.inference.fill import fill
from pconv_studio.inference.registry import available_methods, get_method

# Before torch is imported. On Linux it then asks for feature maps in large pages, where the system
# leaves that to programs; each is fresh memory, and in small pages to fill it with zeros took a
# tenth of an enlargement.
os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")

__all__ = [
    "Cancelled",
    "FillJob",
    "FillMethod",
    "FillResult",
    "Region",
    "available_methods",
    "fill",
    "get_method",
]
