"""One undoable change of a coverage: made in place, remembered by the tiles it touched."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from pconv_studio.core.geometry import Box

Coverage = npt.NDArray[np.uint8]
"""(H, W) uint8: 0 = leave alone, 255 = wholly in the hole, between = soft edge."""

TILE = 256


@dataclass(frozen=True, eq=False)
class MaskPatch:
    """What one edit changed, packed: both sides differ by an exclusive or of few values.

    Attributes:
        box: Smallest box that holds every changed pixel.
    """

    box: Box
    _difference: bytes

    @property
    def nbytes(self) -> int:
        """Memory the patch takes."""
        return len(self._difference)

    def apply(self, coverage: Coverage) -> None:
        """Make the change again, in place; the coverage has to be as it was before the edit."""
        size = (self.box.height, self.box.width)
        difference = np.frombuffer(zlib.decompress(self._difference), np.uint8).reshape(size)
        coverage[self.box.slices] ^= difference

    def revert(self, coverage: Coverage) -> None:
        """Undo the change, in place; the coverage has to be as it was after the edit."""
        # An exclusive or is its own inverse.
        self.apply(coverage)


class MaskEdit:
    """A change under way: a drag of the brush, or one command.

    The coverage is edited in place through :meth:`touch`, so that what is drawn is what is there.
    The edit copies a tile before it is touched for the first time, so a short stroke on a large
    photo costs little.

    Args:
        coverage: (H, W) uint8, changed in place.
    """

    def __init__(self, coverage: npt.NDArray[Any]) -> None:
        if coverage.dtype != np.uint8 or coverage.ndim != 2:
            raise ValueError(f"a coverage is (H, W) uint8, not {coverage.shape} {coverage.dtype}")
        self._coverage: Coverage = coverage
        self._before: dict[tuple[int, int], Coverage] = {}

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the coverage."""
        return self._coverage.shape[0], self._coverage.shape[1]

    @property
    def coverage(self) -> Coverage:
        """The whole coverage to read from; write through :meth:`touch` only."""
        view = self._coverage.view()
        view.flags.writeable = False
        return view

    def touch(self, box: Box) -> Coverage:
        """Remember a box as it is and return a writable view of it."""
        for key, tile in self._tiles(box):
            if key not in self._before:
                self._before[key] = self._coverage[tile.slices].copy()
        return self._coverage[box.slices]

    def original(self, box: Box) -> Coverage:
        """Return a copy of a box as it was before this edit."""
        copy = self._coverage[box.slices].copy()
        for key, tile in self._tiles(box):
            common = tile.intersection(box)
            if key in self._before and common is not None:
                copy[_within(common, box)] = self._before[key][_within(common, tile)]
        return copy

    def finish(self) -> MaskPatch | None:
        """End the edit; return what it changed, or None if nothing is different from before."""
        box = self._changed()
        if box is None:
            return None
        difference = self.original(box) ^ self._coverage[box.slices]
        return MaskPatch(box, zlib.compress(difference.tobytes(), 1))

    def abort(self) -> Box | None:
        """Put everything back; return the box in which something had changed, or None."""
        box = self._changed()
        for key, before in self._before.items():
            self._coverage[self._tile(key).slices] = before
        self._before.clear()
        return box

    def _changed(self) -> Box | None:
        found: Box | None = None
        for key, before in self._before.items():
            tile = self._tile(key)
            different = before != self._coverage[tile.slices]
            rows = np.flatnonzero(different.any(axis=1))
            if rows.size == 0:
                continue
            columns = np.flatnonzero(different.any(axis=0))
            box = Box(
                tile.top + int(rows[0]),
                tile.left + int(columns[0]),
                tile.top + int(rows[-1]) + 1,
                tile.left + int(columns[-1]) + 1,
            )
            found = box if found is None else found.union(box)
        return found

    def _tile(self, key: tuple[int, int]) -> Box:
        top, left = key[0] * TILE, key[1] * TILE
        height, width = self.shape
        return Box(top, left, min(top + TILE, height), min(left + TILE, width))

    def _tiles(self, box: Box) -> list[tuple[tuple[int, int], Box]]:
        return [
            ((row, column), self._tile((row, column)))
            for row in range(box.top // TILE, (box.bottom - 1) // TILE + 1)
            for column in range(box.left // TILE, (box.right - 1) // TILE + 1)
        ]


def _within(inner: Box, outer: Box) -> tuple[slice, slice]:
    """Index of a box into an array that covers another one."""
    return (
        slice(inner.top - outer.top, inner.bottom - outer.top),
        slice(inner.left - outer.left, inner.right - outer.left),
    )
