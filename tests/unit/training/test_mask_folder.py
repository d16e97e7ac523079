"""Masks from files: explicit polarity, seeded augmentation, and their use in training."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from pconv_studio.core.errors import PhotoError, UsageError, UserError
from pconv_studio.core.masks import load_mask, save_mask
from pconv_training.config import ConfigError, TrainConfig
from pconv_training.data import InpaintingSamples, find_photos
from pconv_training.mask_folder import MaskFolder, _read, _read_bits, read_hole, turn_and_crop
from pconv_training.masks import MaskRecipe


@pytest.fixture
def folder(tmp_path):
    """Raw masks of different sizes, some in a subfolder, white = hole."""
    place = tmp_path / "masks"
    (place / "more").mkdir(parents=True)
    rng = np.random.default_rng(1)
    for number, (height, width) in enumerate([(64, 64), (48, 96), (128, 80)]):
        hole = np.zeros((height, width), bool)
        for _ in range(3):
            row, column = rng.integers(8, height - 8), rng.integers(8, width - 24)
            hole[row : row + 2, column : column + 20] = True
        save_mask(hole, place / ("more" if number == 1 else ".") / f"{number}.png")
    return place


def drawn(seed=0):
    return np.random.default_rng(seed).random((40, 52)) < 0.3


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P"])
@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tif"])
def test_files_are_read_as_everywhere_else(tmp_path, mode, suffix):
    path = tmp_path / f"mask{suffix}"
    Image.fromarray(drawn().astype(np.uint8) * 255).convert(mode).save(path)
    for polarity in ("white", "black"):
        ours, (theirs, _) = read_hole(path, polarity), load_mask(path, polarity=polarity)
        assert ours.dtype == np.bool_
        assert (ours == theirs).all()
    assert (read_hole(path, "white") == drawn()).all()


@pytest.mark.parametrize("value", [0, 127, 128, 255])
def test_grey_is_thresholded_at_128(tmp_path, value):
    path = tmp_path / "grey.png"
    Image.fromarray(np.full((4, 4), value, np.uint8)).save(path)
    assert read_hole(path, "white").all() == (value >= 128)
    assert (read_hole(path, "white") != read_hole(path, "black")).all()


def test_sixteen_bits(tmp_path):
    path = tmp_path / "deep.png"
    Image.fromarray(drawn().astype(np.uint16) * 65535).save(path)
    assert (read_hole(path, "white") == drawn()).all()


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n nothing more")
    for name in ("a.png", "missing.png"):
        with pytest.raises(PhotoError, match=name):
            read_hole(tmp_path / name, "white")


def test_polarity_is_never_guessed(folder):
    with pytest.raises(UsageError, match="'white' or 'black'"):
        MaskFolder(folder, "")
    with pytest.raises(ConfigError, match="mask_polarity"):
        TrainConfig(masks=str(folder))
    assert TrainConfig(masks=str(folder), mask_polarity="black").mask_polarity == "black"


def test_no_masks(tmp_path):
    with pytest.raises(UserError, match="no masks"):
        MaskFolder(tmp_path, "white")
    with pytest.raises(UserError, match="no such folder"):
        MaskFolder(tmp_path / "nowhere", "white")


def test_draws_are_seeded_binary_and_of_the_share(folder):
    masks = MaskFolder(folder, "white")
    assert len(masks.files) == 3
    recipe = MaskRecipe(ratio=(0.1, 0.4))
    holes = [masks.draw(np.random.default_rng(seed), 64, 48, recipe) for seed in range(12)]
    for seed, hole in enumerate(holes):
        assert hole.shape == (64, 48)
        assert hole.dtype == np.bool_
        assert 0.1 < hole.mean() <= 0.4
        assert (hole == masks.draw(np.random.default_rng(seed), 64, 48, recipe)).all()
    assert len({hole.tobytes() for hole in holes}) == 12


def test_the_other_colour_is_suggested(tmp_path):
    save_mask(np.ones((40, 40), bool), tmp_path / "a.png")
    with pytest.raises(UserError, match="perhaps its holes are black"):
        MaskFolder(tmp_path, "white").draw(np.random.default_rng(0), 32, 32)


def test_a_bad_file_among_good_ones(folder):
    (folder / "bad.png").write_bytes(b"nothing")
    masks = MaskFolder(folder, "white")
    for seed in range(8):
        masks.draw(np.random.default_rng(seed), 32, 32)


def test_masks_as_large_as_photos_take_a_bit_a_pixel(tmp_path):
    hole = np.random.default_rng(3).random((37, 53)) < 0.3
    save_mask(hole, tmp_path / "a.png")
    for _ in range(2):
        again = _read(tmp_path / "a.png", "white")
        assert again.dtype == np.bool_
        assert (again == hole).all()
    bits, _ = _read_bits(tmp_path / "a.png", "white")
    assert bits.nbytes == -(-hole.size // 8)


def test_a_share_that_the_folder_does_not_have(folder):
    with pytest.raises(UserError, match=r"masks: .*hole_min and hole_max"):
        MaskFolder(folder, "white").draw(
            np.random.default_rng(0), 32, 32, MaskRecipe(ratio=(0.95, 0.96))
        )


def test_only_bad_files(tmp_path):
    (tmp_path / "bad.png").write_bytes(b"nothing")
    with pytest.raises(UserError, match="hardly a mask"):
        MaskFolder(tmp_path, "white").draw(np.random.default_rng(0), 32, 32)


def test_turning_keeps_the_share_on_average():
    hole = np.zeros((96, 96), bool)
    hole[38:58, 38:58] = True
    shares = [
        turn_and_crop(np.random.default_rng(seed), hole, 96, 96, (1.0, 1.0)).mean()
        for seed in range(30)
    ]
    assert np.mean(shares) == pytest.approx(hole.mean(), rel=0.05)
    zoomed = turn_and_crop(np.random.default_rng(0), hole, 96, 96, (1.5, 1.5))
    assert zoomed.mean() > 1.5 * hole.mean()


def test_every_orientation_occurs():
    hole = np.zeros((64, 64), bool)
    hole[30:34, 34:60] = True
    middles = []
    for seed in range(40):
        rows, columns = np.nonzero(
            turn_and_crop(np.random.default_rng(seed), hole, 64, 64, (1.0, 1.0))
        )
        middles.append((rows.mean() - 31.5, columns.mean() - 31.5))
    quadrants = {(row > 0, column > 0) for row, column in middles}
    assert len(quadrants) == 4


def test_samples_take_their_holes_from_the_folder(folder, make_photos):
    photos = find_photos(make_photos(2))
    options = {"crop": 32, "seed": 3, "recipe": MaskRecipe(ratio=(0.05, 0.5))}
    samples = InpaintingSamples(photos, masks=MaskFolder(folder, "white"), **options)
    again = InpaintingSamples(photos, masks=MaskFolder(folder, "white"), **options)
    own = InpaintingSamples(photos, **options)
    for index in range(4):
        valid = samples[index]["valid"]
        assert set(valid.unique().tolist()) == {0.0, 1.0}
        assert 0.05 < 1 - valid.mean() <= 0.5
        assert (valid == again[index]["valid"]).all()
        # Photos and crops do not depend on where holes come from.
        assert (samples[index]["image"] == own[index]["image"]).all()
    assert any((samples[i]["valid"] != own[i]["valid"]).any() for i in range(4))
