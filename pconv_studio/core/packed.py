"""Arrays that are kept for later: packed in memory, or in files when there are too many."""

from __future__ import annotations

import contextlib
import logging
import shutil
import tempfile
import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pconv_studio.core.geometry import Box
from pconv_studio.core.locks import FolderLock, lock_folder
from pconv_studio.core.tile_codec import decode_tile, encode_tile
from pconv_studio.core.tile_store import (
    About,
    Tiles,
    TilesInFile,
    TilesInMemory,
    read_tiles,
    write_tiles,
)

Array = npt.NDArray[Any]

log = logging.getLogger(__name__)

TILE = 256
"""Side of the tiles an array is packed in, in pixels."""
_PREFIX = "pconv-undo-"


class Packed:
    """An array that does not change, packed without loss in tiles along its first two axes.

    Tiles of zeros take neither room nor time. Made by :meth:`of` or :meth:`load`; safe to read
    from several threads.

    Attributes:
        shape: Shape of the array.
        dtype: Its dtype.
    """

    def __init__(
        self,
        shape: tuple[int, ...],
        dtype: np.dtype[Any],
        tiles: Tiles,
        origin: tuple[int, int] = (0, 0),
    ) -> None:
        self._grid = _Grid(shape, origin)
        if len(tiles) != max(1, len(self._grid)):
            raise ValueError(f"{len(tiles)} tiles are not what an array of {shape} is packed in")
        self.shape = shape
        self.dtype = dtype
        # Replaced as a whole, never changed: who reads meanwhile goes on with the old ones.
        self._tiles = tiles
        self._budget: weakref.ref[MemoryBudget] | None = None

    @classmethod
    def of(
        cls, array: Array, *, origin: tuple[int, int] = (0, 0), where: Array | None = None
    ) -> Packed:
        """Pack a copy of an array of any shape and numeric dtype.

        Args:
            array: What to pack.
            origin: Row and column of its first element in a larger picture. What is cut out of
                one picture by different boxes then has its tiles in common places.
            where: (h, w) of rows and columns; zeros are kept where it is False or 0.
        """
        if where is not None:
            where = where.astype(bool).reshape(*where.shape, *(1,) * (array.ndim - 2))
        parts = []
        boxes = _Grid(array.shape, origin).boxes()
        for index in [box.slices for box in boxes] if boxes else [()]:
            part = array[index]
            if where is not None:
                part = np.where(where[index], part, array.dtype.type(0))
            parts.append(encode_tile(part))
        return cls(array.shape, array.dtype, TilesInMemory(parts), origin)

    @classmethod
    def load(cls, path: Path) -> Packed:
        """Read into memory what :meth:`write` wrote.

        Raises:
            ValueError: The file is none of these, or damaged.
            OSError: It cannot be read.
        """
        about, tiles = read_tiles(path)
        return cls(about.shape, about.dtype, tiles, about.origin)

    def write(self, path: Path) -> None:
        """Write to a file, for :meth:`load`; whether it is there whole is the caller's care."""
        write_tiles(path, self._tiles, self._about)

    @property
    def nbytes(self) -> int:
        """Memory taken now; 0 while the data lie in a file."""
        return self._tiles.nbytes

    def array(self) -> Array:
        """Return the array as a fresh copy that may be written to.

        Raises:
            ValueError: The packed data are damaged.
            OSError: They lie in a file that is gone.
        """
        if len(self._grid) > 1:
            return self.read(Box(0, 0, self.shape[0], self.shape[1]))
        self._note_use()
        return decode_tile(self._tiles.read(0), self.shape, self.dtype)

    def read(self, box: Box) -> Array:
        """Return part of an array that has rows and columns, as a fresh copy.

        Only the tiles the part lies in are unpacked.

        Args:
            box: Rows and columns, inside the array.

        Raises:
            ValueError: The packed data are damaged.
            OSError: They lie in a file that is gone.
        """
        self._note_use()
        tiles = self._tiles
        part = np.zeros((box.height, box.width, *self.shape[2:]), self.dtype)
        for number, place in self._grid.near(box):
            common = place.intersection(box)
            if common is not None and tiles.size(number):
                shape = (place.height, place.width, *self.shape[2:])
                tile = decode_tile(tiles.read(number), shape, self.dtype)
                part[common.within(box)] = tile[common.within(place)]
        return part

    def boxes(self, box: Box | None = None) -> list[Box]:
        """Return where an array with rows and columns holds anything but zeros, tile by tile.

        Args:
            box: Look only inside this box, which lies inside the array.
        """
        whole = box or Box(0, 0, self.shape[0], self.shape[1])
        found = (
            place.intersection(whole)
            for number, place in self._grid.near(whole)
            if self._tiles.size(number)
        )
        return [common for common in found if common is not None]

    def _note_use(self) -> None:
        budget = None if self._budget is None else self._budget()
        if budget is not None:
            budget.used(self)

    def _spill(self, path: Path) -> None:
        self._tiles = TilesInFile(path, write_tiles(path, self._tiles, self._about))

    @property
    def _about(self) -> About:
        return About(self.shape, self.dtype, self._grid.offset)


class _Grid:
    """The tiles of an array: squares of a picture in which the array starts at an origin."""

    def __init__(self, shape: tuple[int, ...], origin: tuple[int, int]) -> None:
        self._size = shape[:2] if len(shape) > 1 else (0, 0)
        self.offset = origin[0] % TILE, origin[1] % TILE
        rows, columns = (
            -(-(side + offset) // TILE) if side else 0
            for side, offset in zip(self._size, self.offset, strict=True)
        )
        self._columns = columns
        self._count = rows * columns

    def __len__(self) -> int:
        return self._count

    def boxes(self) -> list[Box]:
        """All tiles, in order."""
        return [box for _, box in self.near(Box(0, 0, *self._size))] if self._count else []

    def near(self, box: Box) -> Iterator[tuple[int, Box]]:
        """Number and place of the tiles that share a pixel with a box inside the array."""
        (height, width), (down, right) = self._size, self.offset
        for row in range((box.top + down) // TILE, (box.bottom - 1 + down) // TILE + 1):
            top = row * TILE - down
            for column in range((box.left + right) // TILE, (box.right - 1 + right) // TILE + 1):
                left = column * TILE - right
                place = Box(
                    max(top, 0),
                    max(left, 0),
                    min(top + TILE, height),
                    min(left + TILE, width),
                )
                yield row * self._columns + column, place


class MemoryBudget:
    """Keeps packed arrays below a limit of memory; the least recently used go to files.

    What nobody refers to any more is forgotten, and its file deleted. The files lie in a private
    folder that goes with this object; what a killed process left behind is cleared away.

    Args:
        limit: Bytes.
        folder: Where the private folder is made; None for the system's temporary one.
    """

    def __init__(self, limit: int, folder: Path | None = None) -> None:
        self.limit = limit
        self._where = folder
        self._folder: Path | None = None
        self._remove: weakref.finalize[Any, MemoryBudget] | None = None
        self._items: OrderedDict[int, weakref.ref[Packed]] = OrderedDict()
        self._number = 0
        self._lock = threading.RLock()

    @property
    def nbytes(self) -> int:
        """Memory taken now by all arrays that were added."""
        with self._lock:
            return sum(item.nbytes for item in self._alive())

    def add(self, packed: Packed) -> None:
        """Take care of an array; spill the least recently used while all take too much."""
        with self._lock:
            packed._budget = weakref.ref(self)
            self._items[id(packed)] = weakref.ref(packed)
            self._items.move_to_end(id(packed))
            self._make_room()

    def used(self, packed: Packed) -> None:
        """Note that an array was read: it goes to a file later than others."""
        with self._lock:
            if id(packed) in self._items:
                self._items.move_to_end(id(packed))

    def set_limit(self, limit: int) -> None:
        """Take another limit, in bytes."""
        with self._lock:
            self.limit = limit
            self._make_room()

    def close(self) -> None:
        """Delete the files; arrays in them can no longer be read."""
        with self._lock:
            self._items.clear()
            if self._remove is not None:
                self._remove()
            self._folder = self._remove = None

    def _alive(self) -> list[Packed]:
        for key in [key for key, item in self._items.items() if item() is None]:
            del self._items[key]
        return [packed for item in self._items.values() if (packed := item()) is not None]

    def _make_room(self) -> None:
        alive = self._alive()
        total = sum(item.nbytes for item in alive)
        for packed in alive:
            if total <= self.limit:
                return
            size = packed.nbytes
            if not size:
                continue
            try:
                packed._spill(self._new_file())
            except OSError as error:
                log.warning("no room on the disk for undo, it stays in memory: %s", error)
                return
            total -= size

    def _new_file(self) -> Path:
        if self._folder is None:
            folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self._where))
            lock = lock_folder(folder)
            self._folder = folder
            self._remove = weakref.finalize(self, _remove, folder, lock)
            _clear_away(folder.parent)
        self._number += 1
        return self._folder / f"{self._number}.tiles"


def _remove(folder: Path, lock: FolderLock | None) -> None:
    if lock is not None:
        lock.release()
    shutil.rmtree(folder, ignore_errors=True)


def _clear_away(folder: Path) -> None:
    """Remove what processes that were killed have left."""
    for other in folder.glob(f"{_PREFIX}*"):
        # One without a lock file is just being made.
        with contextlib.suppress(OSError):
            if (other / "lock").exists() and (lock := lock_folder(other)) is not None:
                _remove(other, lock)
