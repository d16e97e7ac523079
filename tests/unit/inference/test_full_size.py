"""A small fill drawn at full size from the photo's own pixels."""

import cv2
import numpy as np
import pytest

from pconv_resources import sample
from pconv_studio.core.decode import load_photo
from pconv_studio.inference.full_size import at_full_size, whole_blocks

SIDE = 384


def small_of(image, step):
    size = (image.shape[1] // step, image.shape[0] // step)
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def square_hole(top, bottom):
    hole = np.zeros((SIDE, SIDE), bool)
    hole[top:bottom, top:bottom] = True
    return hole


def contrast(image, hole):
    """Sum of the differences between neighbours in the hole."""
    rows, columns = (np.abs(np.diff(image, axis=axis)).sum(axis=2) for axis in (0, 1))
    return rows[hole[1:] & hole[:-1]].sum() + columns[hole[:, 1:] & hole[:, :-1]].sum()


@pytest.fixture(scope="module")
def grass():
    """(SIDE, SIDE, 3) float32."""
    photo = load_photo(sample("mountain-meadow").file).pixels
    return photo[1900 : 1900 + SIDE, 2000 : 2000 + SIDE].astype(np.float32) / 255


@pytest.mark.parametrize("step", [2, 3, 4])
def test_as_sharp_as_the_photo(grass, step):
    hole = square_hole(130, 250)
    small = small_of(grass, step)
    drawn = at_full_size(np.where(hole[..., None], 0, grass), hole, small, step)
    enlarged = cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    true = contrast(grass, hole)
    assert contrast(drawn, hole) > 0.7 * true
    assert contrast(drawn, hole) > 1.3 * contrast(enlarged, hole)
    # What the small fill shows stays where it is.
    assert np.abs(small_of(drawn, step) - small).mean() < 0.02
    assert drawn.dtype == np.float32
    assert drawn.min() >= 0
    assert drawn.max() <= 1


def test_what_is_known_stays_as_it_is(grass):
    hole = square_hole(130, 250)
    drawn = at_full_size(np.where(hole[..., None], 0, grass), hole, small_of(grass, 4), 4)
    assert (drawn[~hole] == grass[~hole]).all()


def test_what_lay_in_the_hole_has_no_influence(grass):
    hole = square_hole(130, 250)
    small = small_of(grass, 4)
    one, other = (
        at_full_size(np.where(hole[..., None], under, grass), hole, small, 4)
        for under in (np.float32(0), grass[::-1])
    )
    assert (one == other).all()


def test_a_repeated_pattern_is_continued_exactly():
    tile = np.random.default_rng(4).uniform(0.2, 0.8, (24, 24, 3)).astype(np.float32)
    image = np.tile(tile, (SIDE // 24, SIDE // 24, 1))
    hole = square_hole(150, 220)
    drawn = at_full_size(np.where(hole[..., None], 0, image), hole, small_of(image, 4), 4)
    wrong = np.abs(drawn - image)[hole]
    assert np.median(wrong) < 1e-5
    assert wrong.mean() < 0.01


def test_without_any_source_the_small_fill_is_enlarged(grass):
    hole = np.ones((SIDE, SIDE), bool)
    hole[:8] = False
    small = small_of(grass, 4)
    drawn = at_full_size(grass, hole, small, 4)
    enlarged = np.clip(cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC), 0, 1)
    assert (drawn[hole] == enlarged[hole]).all()
    assert (drawn[~hole] == grass[~hole]).all()


def test_a_hole_at_the_corner(grass):
    hole = np.zeros((SIDE, SIDE), bool)
    hole[-60:, -50:] = True
    drawn = at_full_size(np.where(hole[..., None], 0, grass), hole, small_of(grass, 3), 3)
    assert contrast(drawn, hole) > 0.7 * contrast(grass, hole)


@pytest.mark.parametrize(("length", "grown"), [(9, 9), (10, 12), (11, 12), (1, 3)])
def test_pictures_grow_to_whole_blocks(length, grown):
    plane = np.arange(length * 6, dtype=np.float32).reshape(length, 6)
    result = whole_blocks(plane, 3)
    assert result.shape == (grown, 6)
    assert (result[:length] == plane).all()
    assert (result[length:] == plane[-1]).all()
    assert whole_blocks(plane[..., None].repeat(2, axis=2), 3).shape == (grown, 6, 2)
