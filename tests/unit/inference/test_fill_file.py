"""From photo file and mask file to filled photo file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from pconv_studio.core.decode import load_photo
from pconv_studio.core.encode import save_photo
from pconv_studio.core.errors import MaskError, PhotoError, SaveError, UsageError
from pconv_studio.core.masks import save_mask
from pconv_studio.core.photo import Photo
from pconv_studio.inference.contract import Cancelled
from pconv_studio.inference.fill_file import (
    FillOptions,
    default_output,
    fill_file,
    mask_for,
)
from pconv_studio.inference.photo_files import photos_in

TELEA = FillOptions("telea")
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.fixture
def photo(tmp_path, make_photo):
    path = tmp_path / "photo.png"
    save_photo(Photo(pixels=make_photo()), path)
    return path


@pytest.fixture
def mask(tmp_path):
    hole = np.zeros((40, 48), bool)
    hole[10:20, 12:30] = True
    path = tmp_path / "mask.png"
    save_mask(hole, path)
    return path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.jpg", "a_filled.jpg"),
        ("a.JPEG", "a_filled.JPEG"),
        ("a.b.png", "a.b_filled.png"),
        ("a.tif", "a_filled.tif"),
        ("a.webp", "a_filled.webp"),
        ("a.heic", "a_filled.heic"),
        ("a.bmp", "a_filled.bmp"),
        ("a.gif", "a_filled.png"),
        ("a.GIF", "a_filled.png"),
        ("a.cr2", "a_filled.tif"),
        ("a.NEF", "a_filled.tif"),
        ("a.dng", "a_filled.tif"),
        ("a.mpo", "a_filled.tif"),
        ("a", "a_filled.tif"),
    ],
)
def test_default_output(name, expected):
    assert default_output(Path("some") / name) == Path("some") / expected


def test_a_photo_is_filled_and_saved(photo, mask, tmp_path):
    before = photo.read_bytes(), mask.read_bytes()
    filled = fill_file(photo, mask, tmp_path / "out.png", TELEA)
    assert filled.photo == photo
    assert filled.saved == tmp_path / "out.png"
    assert filled.hole_pixels == 180
    assert filled.changed_outside == 0
    assert filled.notes == ()
    source, result = load_photo(photo).pixels, load_photo(filled.saved).pixels
    assert np.array_equal(result, filled.result.pixels)
    changed = (source != result).any(axis=2)
    assert changed.sum() > 150
    changed[10:20, 12:30] = False
    assert not changed.any()
    assert (photo.read_bytes(), mask.read_bytes()) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mask.png", "out.png", "photo.png"]


def test_changes_outside_are_counted(photo, mask, tmp_path, monkeypatch):
    from dataclasses import replace

    import pconv_studio.inference.fill_file as module

    def careless(pixels, hole, **options):
        result = honest(pixels, hole, **options)
        wrong = result.pixels.copy()
        wrong[0, 0, 1] ^= 1
        wrong[0, 1] ^= 3
        wrong[12, 14] ^= 1  # in the hole
        return replace(result, pixels=wrong)

    honest = module.fill
    monkeypatch.setattr(module, "fill", careless)
    assert fill_file(photo, mask, tmp_path / "out.png", TELEA).changed_outside == 2


def test_not_a_number_outside_is_no_change(tmp_path, mask, make_photo):
    pixels = make_photo(dtype=np.float32)
    pixels[0, 0] = np.nan
    path = tmp_path / "deep.tif"
    save_photo(Photo(pixels=pixels, format="TIFF"), path)
    filled = fill_file(path, mask, tmp_path / "out.tif", TELEA)
    assert filled.changed_outside == 0
    result = load_photo(filled.saved).pixels
    assert result.dtype == np.float32
    assert np.isnan(result[0, 0]).all()


@pytest.mark.parametrize("extension", ["png", "tif"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_depth_and_alpha_stay(tmp_path, mask, make_photo, extension, dtype):
    path = tmp_path / f"photo.{extension}"
    save_photo(Photo(pixels=make_photo(dtype=dtype, alpha=True)), path)
    filled = fill_file(path, mask, default_output(path), TELEA)
    result = load_photo(filled.saved).pixels
    assert result.dtype == dtype
    assert result.shape[2] == 4
    assert np.array_equal(result, filled.result.pixels)


def test_jpeg_keeps_exif_and_profile(tmp_path, mask, make_photo):
    tags = Image.Exif()
    tags[0x010F], tags[0x0112] = "Maker", 6
    path = tmp_path / "photo.jpg"
    # Stored turned, 48 wide and 40 high once upright.
    stored = np.ascontiguousarray(np.rot90(make_photo()))
    Image.fromarray(stored).save(path, quality=90, exif=tags.tobytes(), icc_profile=PROFILE)
    filled = fill_file(path, mask, default_output(path), TELEA)
    assert filled.saved.name == "photo_filled.jpg"
    with Image.open(filled.saved) as image:
        assert image.size == (48, 40)
        assert image.info["icc_profile"] == PROFILE
        assert image.getexif()[0x010F] == "Maker"
        assert image.getexif().get(0x0112, 1) == 1
    assert filled.changed_outside == 0
    source, result = load_photo(path), load_photo(filled.saved)
    assert result.quality == source.quality
    far = np.abs(result.pixels[30:].astype(int) - source.pixels[30:])
    assert far.mean() < 2


def test_what_saving_loses_is_noted(tmp_path, mask, make_photo):
    path = tmp_path / "photo.png"
    save_photo(Photo(pixels=make_photo(dtype=np.uint16, alpha=True)), path)
    filled = fill_file(path, mask, tmp_path / "out.jpg", TELEA)
    assert "JPEG has no transparency: laid over white" in filled.notes
    assert any("8 bits" in note for note in filled.notes)


def test_a_grey_mask_is_noted(photo, tmp_path):
    path = tmp_path / "soft.png"
    grey = np.zeros((40, 48), np.uint8)
    grey[10:20, 10:20], grey[5, 5] = 200, 100
    Image.fromarray(grey).save(path)
    filled = fill_file(photo, path, tmp_path / "out.png", TELEA)
    assert filled.hole_pixels == 100
    assert any("thresholded at 128" in note for note in filled.notes)


def test_black_may_be_the_hole(photo, mask, tmp_path):
    options = FillOptions("telea", polarity="black")
    filled = fill_file(photo, mask, tmp_path / "out.png", options)
    assert filled.hole_pixels == 40 * 48 - 180


@pytest.mark.parametrize(("polarity", "value"), [("white", 0), ("black", 255)])
def test_a_mask_without_a_hole(photo, tmp_path, polarity, value):
    path = tmp_path / "blank.png"
    Image.fromarray(np.full((40, 48), value, np.uint8)).save(path)
    other = {"white": "black", "black": "white"}[polarity]
    with pytest.raises(MaskError, match=rf"blank.png: the mask has no hole.*--hole {other}$"):
        fill_file(photo, path, tmp_path / "out.png", FillOptions("telea", polarity=polarity))
    assert not (tmp_path / "out.png").exists()


@pytest.fixture
def no_work(monkeypatch):
    """Refusals come before the work."""
    import pconv_studio.inference.fill_file as module

    def fill(*_, **__):
        raise AssertionError("the photo was filled before the refusal")

    monkeypatch.setattr(module, "fill", fill)


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("which", ["photo", "mask"])
@pytest.mark.parametrize("by", ["name", "link", "detour"])
@pytest.mark.usefixtures("no_work")
def test_inputs_are_never_overwritten(photo, mask, tmp_path, overwrite, which, by):
    target = {"photo": photo, "mask": mask}[which]
    before = target.read_bytes()
    output = target
    if by == "link":
        output = tmp_path / "link.png"
        output.symlink_to(target)
    elif by == "detour":
        (tmp_path / "sub").mkdir()
        output = tmp_path / "sub" / ".." / target.name
    with pytest.raises(UsageError, match=f"that is the {which} itself"):
        fill_file(photo, mask, output, FillOptions("telea", overwrite=overwrite))
    assert target.read_bytes() == before


@pytest.mark.usefixtures("no_work")
def test_an_existing_file_is_not_overwritten(photo, mask, tmp_path):
    output = tmp_path / "out.png"
    output.write_bytes(b"precious")
    with pytest.raises(UsageError, match=r"out\.png: there is a file of that name.*--overwrite$"):
        fill_file(photo, mask, output, TELEA)
    assert output.read_bytes() == b"precious"


def test_an_existing_file_is_overwritten_when_asked(photo, mask, tmp_path):
    output = tmp_path / "out.png"
    output.write_bytes(b"old")
    fill_file(photo, mask, output, FillOptions("telea", overwrite=True))
    assert load_photo(output).pixels.shape == (40, 48, 3)


@pytest.mark.parametrize("name", ["out.gif", "out.cr2", "out", "missing/out.png"])
@pytest.mark.usefixtures("no_work")
def test_an_impossible_output_is_refused_before_the_work(photo, mask, tmp_path, name):
    with pytest.raises(UsageError, match=name.rpartition("/")[0] or "cannot save as"):
        fill_file(photo, mask, tmp_path / name, TELEA)


def test_nothing_is_left_after_an_error(photo, mask, tmp_path, monkeypatch):
    import errno
    import os

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SaveError, match=r"out\.png: cannot be saved: the disk is full"):
        fill_file(photo, mask, tmp_path / "out.png", TELEA)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mask.png", "photo.png"]


def test_cancelling_saves_nothing(photo, mask, tmp_path):
    with pytest.raises(Cancelled):
        fill_file(photo, mask, tmp_path / "out.png", TELEA, cancelled=lambda: True)
    assert not (tmp_path / "out.png").exists()


def test_a_mask_of_another_size(photo, tmp_path):
    path = tmp_path / "small.png"
    save_mask(np.ones((4, 5), bool), path)
    with pytest.raises(MaskError, match="5 x 4 pixels, the photo 48 x 40"):
        fill_file(photo, path, tmp_path / "out.png", TELEA)


def test_a_missing_photo(mask, tmp_path):
    with pytest.raises(PhotoError, match=r"no\.png: there is no such file"):
        fill_file(tmp_path / "no.png", mask, tmp_path / "out.png", TELEA)


def test_photos_in_a_folder(tmp_path):
    for name in ("b.JPG", "a.png", "c.txt", ".hidden", "d.cr2"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "folder.png").mkdir()
    assert [p.name for p in photos_in(tmp_path)] == ["a.png", "b.JPG", "d.cr2"]


def test_a_folder_without_photos(tmp_path):
    (tmp_path / "notes.txt").touch()
    with pytest.raises(UsageError, match="there are no photos in this folder"):
        photos_in(tmp_path)


def test_mask_for(tmp_path):
    photos, masks = tmp_path / "photos", tmp_path / "masks"
    photos.mkdir()
    masks.mkdir()
    for name in ("a.png", "b.png", "b.tif", "b.txt", "ab.png"):
        (masks / name).touch()
    assert mask_for(photos / "a.jpg", masks) == masks / "a.png"
    assert mask_for(photos / "a.jpg", masks / "ab.png") == masks / "ab.png"
    assert mask_for(photos / "a.jpg", masks / "missing.png") == masks / "missing.png"
    with pytest.raises(MaskError, match=r"b\.jpg: 2 masks called b\.\*"):
        mask_for(photos / "b.jpg", masks)
    with pytest.raises(MaskError, match=r"c\.jpg: no mask called c\.\*"):
        mask_for(photos / "c.jpg", masks)


def test_a_photo_is_not_its_own_mask(tmp_path):
    (tmp_path / "a.jpg").touch()
    with pytest.raises(MaskError, match="no mask"):
        mask_for(tmp_path / "a.jpg", tmp_path)
    (tmp_path / "a.png").touch()
    assert mask_for(tmp_path / "a.jpg", tmp_path) == tmp_path / "a.png"
