"""How the C library treats memory between the steps of a training on the CPU."""

from __future__ import annotations

import ctypes
import sys

# glibc's malloc.h.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
LARGEST_BLOCK = 1 << 30
LARGEST_REST = (1 << 31) - 1


def keep_freed_memory() -> bool:
    """Let the C library keep what a step frees, for the next step.

    glibc gives large blocks back to the system at once. Each step would get its feature maps as
    fresh pages, which the kernel fills with zeros one by one: a tenth of a step of ``compact`` on
    two cores. A training needs that memory again in the next second; other programs may not.

    Returns:
        False where there is no glibc, and nothing is changed.
    """
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(
        mallopt(M_MMAP_THRESHOLD, LARGEST_BLOCK) and mallopt(M_TRIM_THRESHOLD, LARGEST_REST)
    )
