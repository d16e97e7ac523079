"""Where packed tiles lie: in memory, or in a file."""

from __future__ import annotations

import contextlib
import json
import struct
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

_MAGIC = b"PCVP\x01\r\n\x00"
_LENGTH = struct.Struct("<I")
_DTYPES = {np.dtype(name).str: np.dtype(name) for name in ("u1", "<u2", "<u4", "<f4", "?")}


class Tiles(Protocol):
    """Packed tiles, by number."""

    @property
    def nbytes(self) -> int:
        """Memory they take now."""
        ...

    def __len__(self) -> int: ...

    def size(self, number: int) -> int:
        """Bytes of a tile; 0 for one of zeros."""
        ...

    def read(self, number: int) -> bytes:
        """The bytes of a tile."""
        ...


class TilesInMemory:
    """Tiles as bytes."""

    def __init__(self, tiles: Sequence[bytes]) -> None:
        self._tiles = tuple(tiles)
        self.nbytes = sum(map(len, tiles))

    def __len__(self) -> int:
        return len(self._tiles)

    def size(self, number: int) -> int:
        """Bytes of a tile."""
        return len(self._tiles[number])

    def read(self, number: int) -> bytes:
        """The bytes of a tile."""
        return self._tiles[number]


class TilesInFile:
    """Tiles in a file of their own, which goes with the last user of this object."""

    nbytes = 0

    def __init__(self, path: Path, offsets: Sequence[int]) -> None:
        self._path = path
        self._offsets = tuple(offsets)
        weakref.finalize(self, _delete, path)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def size(self, number: int) -> int:
        """Bytes of a tile."""
        return self._offsets[number + 1] - self._offsets[number]

    def read(self, number: int) -> bytes:
        """The bytes of a tile, from the file."""
        size = self.size(number)
        if not size:
            return b""
        with open(self._path, "rb") as file:
            file.seek(self._offsets[number])
            return file.read(size)


def _delete(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


@dataclass(frozen=True)
class About:
    """What tiles are the tiles of: an array, and where it starts in their grid."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    origin: tuple[int, int]


def write_tiles(path: Path, tiles: Tiles, about: About) -> list[int]:
    """Write tiles to a file, with what is needed to read them again.

    Returns:
        Where each tile starts, and the end of the last one.
    """
    sizes = [tiles.size(number) for number in range(len(tiles))]
    header = json.dumps(
        {"shape": about.shape, "dtype": about.dtype.str, "origin": about.origin, "sizes": sizes}
    ).encode()
    offsets = [len(_MAGIC) + _LENGTH.size + len(header)]
    with open(path, "wb") as file:
        file.write(_MAGIC + _LENGTH.pack(len(header)) + header)
        for number, size in enumerate(sizes):
            file.write(tiles.read(number))
            offsets.append(offsets[-1] + size)
    return offsets


def read_tiles(path: Path) -> tuple[About, TilesInMemory]:
    """Read what :func:`write_tiles` wrote.

    Raises:
        ValueError: The file is none of these, or cut short.
        OSError: It cannot be read.
    """
    data = path.read_bytes()
    start = len(_MAGIC) + _LENGTH.size
    try:
        if not data.startswith(_MAGIC):
            raise ValueError("not packed tiles")
        (length,) = _LENGTH.unpack_from(data, len(_MAGIC))
        header = json.loads(data[start : start + length])
        top, left = header["origin"]
        about = About(
            tuple(int(side) for side in header["shape"]),
            _DTYPES[header["dtype"]],
            (int(top), int(left)),
        )
        sizes = [int(size) for size in header["sizes"]]
        start += length
        if min(sizes, default=0) < 0 or min(about.shape, default=0) < 0:
            raise ValueError("sizes below 0")
        if start + sum(sizes) != len(data):
            raise ValueError("cut short")
    except (ValueError, KeyError, TypeError, struct.error) as error:
        raise ValueError(f"{path.name} is damaged") from error
    tiles = []
    for size in sizes:
        tiles.append(data[start : start + size])
        start += size
    return about, TilesInMemory(tiles)
