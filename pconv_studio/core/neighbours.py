"""The photos beside a photo, in the order a folder shows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pconv_studio.core.decode import counts_as_photo


def natural_key(path: Path) -> list[tuple[int, int, str]]:
    """Return a key that sorts IMG_9 before IMG_10 and ignores case."""
    parts = re.split(r"(\d+)", path.name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def photos_beside(path: Path) -> list[Path]:
    """Return the photos in the folder of a photo, itself included, in natural order.

    A folder that cannot be read gives the photo alone.
    """
    try:
        found = [
            entry
            for entry in path.parent.iterdir()
            # The open photo itself has its place, hidden or not.
            if (counts_as_photo(entry) or entry == path) and entry.is_file()
        ]
    except OSError:
        return [path]
    return sorted(found, key=natural_key) if path in found else [path]


def neighbour(path: Path, step: int, among: Sequence[Path] = ()) -> Path | None:
    """Return the photo `step` places further, or None beyond the ends.

    Args:
        path: Where to go from.
        step: How far.
        among: Photos that were chosen together, in their order; the folder where `path` is none
            of them.
    """
    beside = among if path in among else photos_beside(path)
    place = beside.index(path) + step
    return beside[place] if 0 <= place < len(beside) else None
