"""Holes: binary, seeded, of the wanted share, and of the kinds the paper speaks of."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_training.masks import SMALL_DISC, MaskRecipe, dilate, irregular_mask

BINS = [(0.01, 0.1), (0.1, 0.2), (0.2, 0.3), (0.3, 0.4), (0.4, 0.5), (0.5, 0.6)]


def draw(seed, height=128, width=128, recipe=None):
    return irregular_mask(np.random.default_rng(seed), height, width, recipe)


def thickness(hole):
    """Diameter of the greatest disc inside the hole, in pixels."""
    inside = np.pad(hole, 1).view(np.uint8)
    return 2 * float(cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE).max())


@pytest.mark.parametrize("size", [(512, 512), (96, 300), (301, 97), (32, 32), (16, 40), (9, 7)])
def test_binary_of_the_asked_size_and_share(size):
    for seed in range(5):
        hole = draw(seed, *size)
        assert hole.shape == size
        assert hole.dtype == np.bool_
        assert set(np.unique(hole.view(np.uint8))) == {0, 1}
        assert 0.01 < hole.mean() <= 0.6


def test_the_seed_gives_the_same_bytes():
    rng, again = np.random.default_rng(5), np.random.default_rng(5)
    first = [irregular_mask(rng, 90, 130) for _ in range(4)]
    second = [irregular_mask(again, 90, 130) for _ in range(4)]
    assert [hole.tobytes() for hole in first] == [hole.tobytes() for hole in second]
    assert len({hole.tobytes() for hole in first}) == 4
    assert draw(6, 90, 130).tobytes() != first[0].tobytes()


def test_only_the_generator_is_drawn_from():
    np.random.seed(1)  # noqa: NPY002 - the point is that it does not matter
    before = draw(3)
    np.random.seed(2)  # noqa: NPY002
    cv2.setRNGSeed(9)
    assert (draw(3) == before).all()


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.sampled_from(BINS))
def test_share_lies_in_the_recipes_range(seed, bounds):
    share = draw(seed, 64, 80, MaskRecipe(ratio=bounds)).mean()
    assert bounds[0] < share <= bounds[1]


@pytest.mark.parametrize(
    "recipe",
    [
        MaskRecipe(ratio=(0.98, 0.99), max_parts=1),
        MaskRecipe(ratio=(0.5, 0.5)),
        MaskRecipe(ratio=(0.3, 0.1)),
    ],
)
def test_a_recipe_that_cannot_be_met(recipe):
    with pytest.raises(ValueError, match=r"64x48.*hole share"):
        draw(0, 48, 64, recipe)


@settings(max_examples=60)
@given(
    st.integers(0, 10**6),
    # Both ways to widen, and pixels just on the rim: at whole and at irrational radii.
    st.floats(1, 30)
    | st.floats(SMALL_DISC - 5, SMALL_DISC + 5)
    | st.integers(1, 700).map(lambda square: 2 * math.sqrt(square)),
)
def test_dilation_is_by_a_disc(seed, diameter):
    rng = np.random.default_rng(seed)
    hole = rng.random((31, 44)) < 0.01
    rows, columns = np.mgrid[:31, :44]
    near = np.zeros_like(hole)
    for row, column in np.argwhere(hole):
        # Squares of whole numbers: the distance transform rounds at exact radii.
        distance = np.sqrt((rows - row) ** 2 + (columns - column) ** 2, dtype=np.float32)
        near |= distance <= np.float32(diameter / 2)
    assert (dilate(hole, diameter) == near).all()


def test_dilation_below_one_pixel_and_of_nothing():
    hole = np.zeros((5, 5), bool)
    assert not dilate(hole, 40.0).any()
    hole[2, 2] = True
    assert (dilate(hole, 0.9) == hole).all()
    assert dilate(hole, 2.0).sum() == 5


def test_the_dilation_is_drawn_from_the_recipe():
    thin = MaskRecipe(ratio=(0, 1), dilation=(1, 1))
    thick = MaskRecipe(ratio=(0, 1), dilation=(47, 47))
    for seed in range(5):
        # The same drawing, widened by different discs.
        assert (dilate(draw(seed, 512, 512, thin), 40) <= draw(seed, 512, 512, thick)).all()
        assert thickness(draw(seed, 512, 512, thick)) >= 46


def test_sizes_scale_with_the_side():
    recipe = MaskRecipe(ratio=(0, 1), blob_share=0)
    for seed in range(10):
        small, large = draw(seed, 128, 128, recipe), draw(seed, 512, 512, recipe)
        shrunk = large[2::4, 2::4]
        union = (small | shrunk).sum()
        assert (small & shrunk).sum() / union > 0.6


def test_what_300_masks_look_like():
    holes = [draw(seed) for seed in range(300)]
    shares = np.array([hole.mean() for hole in holes])
    for low, high in BINS:
        assert ((low < shares) & (shares <= high)).sum() >= 5
    # No row or column is spared, nor always hit.
    cover = np.mean(holes, axis=0)
    assert cover.min() > 0.1
    assert cover.max() < 0.6
    # Left and right, top and bottom alike.
    assert abs(cover[:, :64].mean() - cover[:, 64:].mean()) < 0.05
    assert abs(cover[:64].mean() - cover[64:].mean()) < 0.05


def test_streaks_are_thin_and_blobs_are_thick():
    width = {}
    for kind, chance in (("streak", 0.0), ("blob", 1.0)):
        recipe = MaskRecipe(ratio=(0.02, 0.3), blob_share=chance, dilation=(5, 5), max_parts=3)
        holes = [draw(seed, 256, 256, recipe) for seed in range(40)]
        # Thickness in relation to the square of the same area.
        width[kind] = np.median([thickness(hole) / np.sqrt(hole.sum()) for hole in holes])
    assert width["streak"] < 0.3
    assert width["blob"] > 0.5
    assert 2 * width["streak"] < width["blob"]


def test_both_kinds_occur_in_the_usual_recipe():
    relative = [thickness(hole) / np.sqrt(hole.sum()) for hole in map(draw, range(100))]
    assert np.mean(np.array(relative) < 0.4) > 0.1
    assert np.mean(np.array(relative) > 0.6) > 0.1
