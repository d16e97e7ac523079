"""Arrays as files that other programs read: grey PNG and npy, read back with everything checked."""

from __future__ import annotations

import io
import struct
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_PNG_HEAD = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"
_GREY_8_BIT = struct.Struct(">BBBBB").pack(8, 0, 0, 0, 0)
_LARGEST_NPY_HEADER = 4096


def grey_png(values: npt.NDArray[np.uint8]) -> bytes:
    """Encode (H, W) uint8 as PNG, without loss."""
    done, data = cv2.imencode(".png", values, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    if not done:
        raise ValueError(f"{values.shape} cannot be encoded as PNG")
    return data.tobytes()


def largest_png(size: tuple[int, int]) -> int:
    """Return more bytes than a grey PNG of this height and width has."""
    return size[0] * (size[1] + 1) * 11 // 10 + 1024 * 1024


def read_grey_png(data: bytes, size: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """Decode a grey PNG.

    Args:
        data: The file.
        size: Height and width it has to have; compared before anything is decoded.

    Returns:
        (H, W) uint8.

    Raises:
        ValueError: It is no 8-bit grey PNG of this size, or damaged.
    """
    expected = _PNG_HEAD + struct.pack(">II", size[1], size[0]) + _GREY_8_BIT
    if not data.startswith(expected):
        raise ValueError("a mask is no grey PNG of its size")
    values = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if values is None or values.shape != size or values.dtype != np.uint8:
        raise ValueError("a mask is damaged")
    return np.asarray(values, np.uint8)


def npy(array: Array) -> bytes:
    """Encode an array of numbers as npy."""
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def largest_npy(shape: tuple[int, ...], dtype: np.dtype[Any]) -> int:
    """Return more bytes than an npy file of such an array has."""
    return int(np.prod(shape)) * dtype.itemsize + _LARGEST_NPY_HEADER


def read_npy(data: bytes, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """Decode npy; nothing is ever unpickled.

    Args:
        data: The file.
        shape: It has to have.
        dtype: It has to have.

    Raises:
        ValueError: It is another array, or damaged.
    """
    file = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(file)
        if version != (1, 0):
            raise ValueError(f"version {version}")
        header = np.lib.format.read_array_header_1_0(file, max_header_size=_LARGEST_NPY_HEADER)
    except (ValueError, TypeError, KeyError, SyntaxError, RecursionError) as error:
        raise ValueError("pixels are no npy file") from error
    found, columns_first, kind = header
    start = file.tell()
    size = int(np.prod(shape)) * dtype.itemsize
    if found != shape or columns_first or kind != dtype or len(data) != start + size:
        raise ValueError("pixels are not of the size they should have")
    return np.frombuffer(data, dtype, offset=start).reshape(shape)
