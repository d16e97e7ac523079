"""Masks against brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from pconv_studio.core import masks
from pconv_studio.core.errors import MaskError, SaveError, UsageError
from pconv_studio.core.geometry import Box

SMALL = settings(max_examples=60)
SHAPES = hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=14)
HOLES = st.one_of(
    hnp.arrays(np.bool_, SHAPES),
    # Mostly empty ones, where distances are long.
    hnp.arrays(np.bool_, SHAPES, elements=st.booleans(), fill=st.just(False)),
)
RADII = st.one_of(st.integers(0, 9), st.floats(0, 9, allow_nan=False, width=16))


def nearest(to):
    """Squared distance of each pixel to the nearest True one."""
    points = np.argwhere(to)
    rows, columns = np.indices(to.shape)
    if len(points) == 0:
        return np.full(to.shape, np.inf)
    squared = (rows[..., None] - points[:, 0]) ** 2 + (columns[..., None] - points[:, 1]) ** 2
    return squared.min(axis=-1)


@SMALL
@given(HOLES, RADII)
def test_grow_is_an_exact_disc(hole, radius):
    before = hole.copy()
    assert np.array_equal(masks.grow(hole, radius), nearest(hole) <= radius**2)
    assert np.array_equal(hole, before)


@SMALL
@given(HOLES, RADII)
def test_shrink_is_an_exact_disc(hole, radius):
    expected = hole & (nearest(~hole) > radius**2)
    assert np.array_equal(masks.shrink(hole, radius), expected)


@SMALL
@given(HOLES, RADII)
def test_grow_and_shrink_are_duals(hole, radius):
    assert np.array_equal(masks.shrink(hole, radius), ~masks.grow(~hole, radius))
    closed = masks.shrink(masks.grow(hole, radius), radius)
    opened = masks.grow(masks.shrink(hole, radius), radius)
    assert not (hole & ~closed).any()
    assert not (opened & ~hole).any()


def test_grow_is_exact_far_away():
    hole = np.zeros((900, 1200), bool)
    hole[0, 0] = True
    rows, columns = np.indices(hole.shape)
    assert np.array_equal(masks.grow(hole, 1000), rows**2 + columns**2 <= 1000**2)


@SMALL
@given(HOLES, RADII)
def test_feather_promises(hole, radius):
    weight = masks.feather(hole, radius)
    assert weight.dtype == np.float32
    assert (weight[~hole] == 0).all()
    expected = np.minimum(np.sqrt(nearest(~hole)) / max(radius, 1), 1)
    np.testing.assert_allclose(weight, np.where(hole, expected, 0), atol=1e-6)


def naive_components(hole, connect):
    groups = [{tuple(point)} for point in np.argwhere(hole)]

    def joined(one, other):
        for a in one:
            for b in other:
                apart = (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2
                if apart <= 2 or apart < connect**2:
                    return True
        return False

    merging = True
    while merging:
        merging = False
        for i in range(len(groups)):
            for j in range(i + 1, len(groups)):
                if joined(groups[i], groups[j]):
                    groups[i] |= groups.pop(j)
                    merging = True
                    break
            if merging:
                break
    return sorted(
        Box(
            min(p[0] for p in group),
            min(p[1] for p in group),
            max(p[0] for p in group) + 1,
            max(p[1] for p in group) + 1,
        )
        for group in groups
    )


@settings(max_examples=60)
@given(
    st.tuples(st.integers(1, 12), st.integers(1, 12)).flatmap(
        lambda shape: st.lists(
            st.tuples(st.integers(0, shape[0] - 1), st.integers(0, shape[1] - 1)), max_size=12
        ).map(lambda points: (shape, points))
    ),
    st.integers(0, 6),
)
def test_components_agree_with_flood_fill(drawn, connect):
    shape, points = drawn
    hole = np.zeros(shape, bool)
    for point in points:
        hole[point] = True
    assert masks.components(hole, connect=connect) == naive_components(hole, connect)


def test_bounding_box():
    hole = np.zeros((9, 9), bool)
    assert masks.bounding_box(hole) is None
    hole[2, 3] = hole[5, 7] = True
    box = masks.bounding_box(hole)
    assert box == Box(2, 3, 6, 8)
    assert (box.height, box.width, box.area) == (4, 5, 20)
    assert hole[box.slices].sum() == 2
    assert box.expand(3, hole.shape) == Box(0, 0, 9, 9)
    assert box.expand(0.5, hole.shape) == Box(1, 2, 7, 9)
    assert box.union(Box(0, 8, 1, 9)) == Box(0, 3, 6, 9)
    assert box.intersection(Box(5, 0, 9, 4)) == Box(5, 3, 6, 4)
    assert box.intersection(Box(6, 0, 9, 9)) is None
    with pytest.raises(ValueError, match="empty"):
        Box(3, 3, 3, 4)


def test_wrong_arguments():
    with pytest.raises(TypeError, match="bool"):
        masks.grow(np.zeros((3, 3), np.uint8), 1)
    with pytest.raises(ValueError, match="H, W"):
        masks.shrink(np.zeros((3, 3, 1), bool), 1)
    with pytest.raises(ValueError, match="radius"):
        masks.feather(np.zeros((3, 3), bool), -1)
    with pytest.raises(ValueError, match="radius"):
        masks.grow(np.zeros((3, 3), bool), float("nan"))


def test_saved_mask_comes_back(tmp_path):
    hole = np.random.default_rng(1).random((23, 37)) > 0.6
    masks.save_mask(hole, tmp_path / "m.png")
    assert np.array_equal(np.asarray(Image.open(tmp_path / "m.png")), hole)
    loaded, notes = masks.load_mask(tmp_path / "m.png", size=(23, 37))
    assert loaded.dtype == np.bool_
    assert np.array_equal(loaded, hole)
    assert notes == ()
    black, _ = masks.load_mask(tmp_path / "m.png", polarity="black")
    assert np.array_equal(black, ~hole)
    assert np.array_equal(masks.invert(hole), ~hole)
    with pytest.raises(SaveError, match="exists"):
        masks.save_mask(hole, tmp_path / "m.png")
    masks.save_mask(~hole, tmp_path / "m.png", overwrite=True)
    assert np.array_equal(masks.load_mask(tmp_path / "m.png")[0], ~hole)
    with pytest.raises(UsageError, match="png"):
        masks.save_mask(hole, tmp_path / "m.jpg")


def test_grey_mask_is_thresholded_with_a_note(tmp_path):
    values = np.array([[0, 127, 128, 255]], np.uint8)
    Image.fromarray(values).save(tmp_path / "g.png")
    hole, notes = masks.load_mask(tmp_path / "g.png")
    assert hole.tolist() == [[False, False, True, True]]
    assert any("128" in note for note in notes)


def test_deep_grey_mask_is_thresholded_at_the_same_level(tmp_path):
    values = np.array([[0, 127 * 257 + 256, 128 * 257, 65535]], np.uint16)
    Image.fromarray(values).save(tmp_path / "g.png")
    hole, notes = masks.load_mask(tmp_path / "g.png")
    assert hole.tolist() == [[False, False, True, True]]
    assert any("128" in note for note in notes)


def test_mask_in_the_alpha_channel(tmp_path):
    pixels = np.zeros((4, 5, 4), np.uint8)
    pixels[1:3, 2:4, 3] = 255
    Image.fromarray(pixels).save(tmp_path / "a.png")
    hole, notes = masks.load_mask(tmp_path / "a.png")
    assert np.array_equal(hole, pixels[..., 3] == 255)
    assert any("transparency" in note for note in notes)


def test_mask_with_colour_and_alpha_goes_by_colour(tmp_path):
    pixels = np.zeros((4, 5, 4), np.uint8)
    pixels[0, :, :3] = 255
    pixels[1:3, 2:4, 3] = 255
    Image.fromarray(pixels).save(tmp_path / "a.png")
    hole, notes = masks.load_mask(tmp_path / "a.png")
    assert np.array_equal(hole, pixels[..., 0] == 255)
    assert any("ignored" in note for note in notes)


def test_wrong_size_and_polarity(tmp_path):
    masks.save_mask(np.ones((4, 6), bool), tmp_path / "m.png")
    with pytest.raises(MaskError, match=r"6 x 4 pixels, the photo 8 x 5") as caught:
        masks.load_mask(tmp_path / "m.png", size=(5, 8))
    assert "m.png" in str(caught.value)
    with pytest.raises(UsageError, match="red"):
        masks.load_mask(tmp_path / "m.png", polarity="red")
