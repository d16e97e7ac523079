"""Mask files: exact for ours, black and white for others."""

import numpy as np
import pytest
from PIL import Image

from pconv_studio.core.errors import MaskError, PhotoError, SaveError, UsageError
from pconv_studio.core.mask_file import load_coverage, save_coverage


@pytest.fixture
def soft():
    return np.random.default_rng(2).integers(0, 256, (37, 53), np.uint8)


@pytest.fixture
def hard(soft):
    return np.where(soft > 100, np.uint8(255), np.uint8(0))


def test_soft_coverage_comes_back_exactly(tmp_path, soft):
    path = tmp_path / "mask.png"
    save_coverage(soft, path)
    loaded, notes = load_coverage(path, size=soft.shape)
    assert loaded.dtype == np.uint8
    assert np.array_equal(loaded, soft)
    assert loaded.flags.writeable
    assert notes == ()
    with Image.open(path) as image:
        assert image.mode == "L"


def test_hard_coverage_takes_one_bit_and_comes_back_exactly(tmp_path, hard):
    path = tmp_path / "mask.png"
    save_coverage(hard, path)
    loaded, notes = load_coverage(path)
    assert np.array_equal(loaded, hard)
    assert notes == ()
    with Image.open(path) as image:
        assert image.mode == "1"


def test_a_foreign_grey_picture_is_thresholded_with_a_note(tmp_path, soft):
    path = tmp_path / "mask.png"
    Image.fromarray(soft).save(path)
    loaded, notes = load_coverage(path)
    assert np.array_equal(loaded, np.where(soft >= 128, 255, 0))
    assert "128" in notes[0]


@pytest.mark.parametrize("extension", ["tif", "bmp", "webp"])
def test_other_formats_are_read(tmp_path, hard, extension):
    path = tmp_path / f"mask.{extension}"
    options = {"lossless": True} if extension == "webp" else {}
    Image.fromarray(hard).convert("RGB").save(path, **options)
    assert np.array_equal(load_coverage(path)[0], hard)


def test_another_size_is_refused(tmp_path, soft):
    path = tmp_path / "mask.png"
    save_coverage(soft, path)
    with pytest.raises(MaskError, match="53 x 37"):
        load_coverage(path, size=(40, 53))


def test_what_is_no_picture_is_refused(tmp_path):
    path = tmp_path / "mask.png"
    path.write_bytes(b"no picture at all")
    with pytest.raises(PhotoError, match=r"mask\.png"):
        load_coverage(path)
    with pytest.raises(PhotoError, match=r"missing\.png"):
        load_coverage(tmp_path / "missing.png")


def test_a_damaged_file_of_ours_is_refused(tmp_path, soft):
    path = tmp_path / "mask.png"
    save_coverage(soft, path)
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(PhotoError, match=r"mask\.png"):
        load_coverage(path)


@pytest.mark.parametrize("kind", ["soft", "hard"])
def test_files_are_not_overwritten_unasked(tmp_path, request, kind):
    coverage = request.getfixturevalue(kind)
    path = tmp_path / "mask.png"
    path.write_bytes(b"precious")
    with pytest.raises(SaveError, match="exists"):
        save_coverage(coverage, path)
    assert path.read_bytes() == b"precious"
    save_coverage(coverage, path, overwrite=True)
    assert np.array_equal(load_coverage(path)[0], coverage)


@pytest.mark.parametrize("kind", ["soft", "hard"])
def test_only_png_is_written(tmp_path, request, kind):
    with pytest.raises(UsageError, match="PNG"):
        save_coverage(request.getfixturevalue(kind), tmp_path / "mask.jpg")
