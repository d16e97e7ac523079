"""Filling holes: methods, regions and devices; numpy in, numpy out, and no Qt.

torch is imported inside functions only, so that a program that merely lists methods starts at once.
"""

from pconv_studio.inference.contract import Cancelled, FillJob, FillMethod, FillResult, Region
from pconv_studio.inference.fill import fill
from pconv_studio.inference.registry import available_methods, get_method

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
