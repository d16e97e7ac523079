"""How much memory there is to work with."""

from __future__ import annotations


def available_bytes() -> int:
    """Bytes that programs can have without others being swapped out."""
    import psutil

    return int(psutil.virtual_memory().available)
