"""A copy is one, in whatever way it is made."""

from __future__ import annotations

import numpy as np
import pytest

from pconv_studio.core import copying
from pconv_studio.core.copying import copied


@pytest.mark.parametrize("least", [0, 1 << 23], ids=["threads", "one"])
@pytest.mark.parametrize("shape", [(1, 5, 3), (7, 9, 4), (50, 31, 3), (64, 2)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, bool])
def test_it_is_equal_and_its_own(monkeypatch, least, shape, dtype):
    monkeypatch.setattr(copying, "LEAST_BYTES", least)
    pixels = np.random.default_rng(2).integers(0, 255, shape).astype(dtype)
    for source in (pixels, pixels[::-1], np.asfortranarray(pixels)):
        source.flags.writeable = False
        result = copied(source)
        assert np.array_equal(result, source)
        assert result.dtype == dtype
        assert result.flags.c_contiguous
        assert result.flags.writeable
        assert not np.shares_memory(result, source)


def test_values_that_are_no_numbers_stay_bit_by_bit(monkeypatch):
    monkeypatch.setattr(copying, "LEAST_BYTES", 0)
    pixels = np.array([[0x7FC00001, 0xFFC12345, 0x7F800000]], np.uint32).view(np.float32)
    assert copied(pixels).tobytes() == pixels.tobytes()


def test_memory_that_is_missing_is_told(monkeypatch):
    def refuse(*_args, **_options):
        raise MemoryError

    monkeypatch.setattr(copying, "LEAST_BYTES", 0)
    monkeypatch.setattr(copying.np, "empty_like", refuse)
    with pytest.raises(MemoryError):
        copied(np.zeros((4, 4, 3), np.uint8))
