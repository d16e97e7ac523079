"""Levels against means and maxima computed pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_studio.core import levels as levels_module
from pconv_studio.core.geometry import Box
from pconv_studio.core.levels import Levels

FEW = settings(max_examples=40)


def noise(shape, dtype=np.uint8, seed=0):
    rng = np.random.default_rng(seed)
    if dtype == np.float32:
        return rng.random(shape, np.float32)
    return rng.integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)


def halved(pixels, reduce):
    """Half the size by the definition: an odd border counts twice."""
    height, width = pixels.shape[:2]
    rows = np.minimum(np.arange(2 * ((height + 1) // 2)), height - 1)
    columns = np.minimum(np.arange(2 * ((width + 1) // 2)), width - 1)
    even = pixels[rows][:, columns].astype(np.float64)
    return reduce([even[0::2, 0::2], even[0::2, 1::2], even[1::2, 0::2], even[1::2, 1::2]])


def mean(parts):
    return np.mean(parts, axis=0)


def greatest(parts):
    return np.max(parts, axis=0)


@pytest.fixture(autouse=True)
def small_levels(monkeypatch):
    """Several levels and several strips for pictures of some hundred pixels."""
    monkeypatch.setattr(levels_module, "SMALLEST", 8)
    monkeypatch.setattr(levels_module, "STRIP", 16)


@pytest.mark.parametrize("shape", [(64, 96), (65, 97), (1, 50), (77, 3), (64, 96, 3), (51, 70, 3)])
def test_each_level_is_the_mean_of_the_one_before(shape):
    levels = Levels(noise(shape))
    assert max(levels.level(levels.count - 1).shape[:2]) <= 8
    for n in range(1, levels.count):
        expected = halved(levels.level(n - 1)[:, :], mean)
        assert levels.level(n).dtype == np.uint8
        assert np.abs(levels.level(n)[:, :] - expected).max() <= 0.5


def test_the_greatest_value_reaches_the_smallest_level():
    picture = np.zeros((70, 90), np.uint8)
    picture[33, 71] = 9
    levels = Levels(picture, pool="max")
    for n in range(1, levels.count):
        assert np.array_equal(levels.level(n)[:, :], halved(levels.level(n - 1)[:, :], greatest))
    assert levels.level(levels.count - 1)[:, :].max() == 9


def test_the_picture_is_kept_by_reference():
    picture = noise((40, 40))
    assert Levels(picture).level(0) is picture


@FEW
@given(st.data(), st.integers(9, 70), st.integers(9, 70), st.sampled_from(["mean", "max"]))
def test_an_update_gives_what_making_anew_gives(data, height, width, pool):
    picture = noise((height, width))
    levels = Levels(picture, pool=pool)
    for _ in range(3):
        top, left = (data.draw(st.integers(0, side - 1)) for side in (height, width))
        box = Box(
            top,
            left,
            data.draw(st.integers(top + 1, height)),
            data.draw(st.integers(left + 1, width)),
        )
        picture[box.slices] = data.draw(st.integers(0, 255))
        levels.update(box)
    anew = Levels(picture, pool=pool)
    for n in range(levels.count):
        assert np.array_equal(levels.level(n)[:, :], anew.level(n)[:, :])


def test_an_update_leaves_the_rest_alone():
    levels = Levels(noise((64, 64)), blank=True)
    levels.update(Box(10, 12, 20, 30))
    first = levels.level(1)[:, :]
    assert first[5:10, 6:15].any()
    first[5:10, 6:15] = 0
    assert not first.any()


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_deep_pictures_are_averaged_before_they_are_converted(dtype):
    picture = noise((40, 48, 3), dtype)
    top = 1.0 if dtype == np.float32 else 65535.0
    levels = Levels(picture, convert=lambda part: np.rint(part * (255.0 / top)).astype(np.uint8))
    assert np.abs(levels.level(1)[:, :] - halved(picture, mean) * 255 / top).max() <= 0.51
    assert levels.level(0)[:, :].dtype == dtype


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_transparent_colours_do_not_bleed(dtype):
    top = 1.0 if dtype == np.float32 else np.iinfo(dtype).max
    picture = np.zeros((32, 32, 4), dtype)
    picture[..., 0] = top  # Red everywhere, but seen on the left only,
    picture[:, :15, 3] = top
    picture[:, 15:, 1] = top  # and a green that is never seen.
    levels = Levels(picture, convert=lambda part: np.rint(part * (255.0 / top)).astype(np.uint8))
    for n in range(1, levels.count):
        part = levels.level(n)[:, :]
        seen = part[..., 3] > 0
        assert np.all(part[seen][:, 0] == 255)
        assert np.all(part[seen][:, 1] == 0)
        assert part[..., 3].mean() == pytest.approx(255 * 15 / 32, abs=1)


@pytest.mark.parametrize(
    ("scale", "level"),
    [(4, 0), (1, 0), (0.51, 0), (0.5, 1), (0.26, 1), (0.25, 2), (1e-9, 4)],
)
def test_the_level_for_a_scale_is_never_enlarged(scale, level):
    levels = Levels(noise((100, 120)))
    assert levels.count == 5
    assert levels.level_for(scale) == level


def test_a_fork_goes_its_own_way():
    picture = noise((60, 60))
    levels = Levels(picture)
    before = [levels.level(n)[:, :].copy() for n in range(levels.count)]
    changed = picture.copy()
    twin = levels.fork(changed)
    assert twin.nbytes == 0
    changed[20:40, 20:40] = 255 - changed[20:40, 20:40]
    twin.update(Box(20, 20, 40, 40))
    anew = Levels(changed)
    for n in range(levels.count):
        assert np.array_equal(levels.level(n)[:, :], before[n])
        assert np.array_equal(twin.level(n)[:, :], anew.level(n)[:, :])
    with pytest.raises(ValueError, match="differ in size"):
        levels.fork(np.zeros((60, 61), np.uint8))


def test_cancelling_stops_between_strips():
    asked = []

    def cancelled():
        asked.append(True)
        return len(asked) > 2

    Levels(noise((500, 40)), cancelled=cancelled)
    assert len(asked) == 3
