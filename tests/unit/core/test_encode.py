"""Saving photos: what goes in comes back."""

from __future__ import annotations

import errno
import os

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms
from PIL.TiffImagePlugin import IFDRational

from pconv_studio.core import atomic, color, exif
from pconv_studio.core.decode import load_photo
from pconv_studio.core.encode import check_sides, save_notes, save_photo
from pconv_studio.core.errors import SaveError, UsageError
from pconv_studio.core.photo import Photo

RNG = np.random.default_rng(11)
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def noise(channels=3, dtype=np.uint8, height=21, width=34):
    if dtype == np.float32:
        return RNG.random((height, width, channels), dtype=np.float32)
    return RNG.integers(0, np.iinfo(dtype).max + 1, (height, width, channels), dtype=dtype)


def smooth(height=32, width=48):
    y, x = np.mgrid[:height, :width]
    return np.dstack([x * 5, y * 7, 255 - x * 3]).astype(np.uint8)


def camera_exif():
    tags = Image.Exif()
    tags[0x010F] = "Maker"
    tags[0x0110] = "Model of a camera"
    tags[0x0112] = 6
    tags[0x013B] = "Somebody"
    details = tags.get_ifd(exif.EXIF_IFD)
    details[0x829A] = IFDRational(1, 250)
    details[0x9003] = "2024:05:06 07:08:09"
    details[0xA002] = 9999
    details[0x927C] = b"maker's note of some length"
    tags.get_ifd(exif.GPS_IFD)[1] = "N"
    tags.get_ifd(exif.GPS_IFD)[2] = (48.0, 8.0, 30.0)
    return tags.tobytes()


def parsed(block):
    tags = Image.Exif()
    tags.load(block)
    return tags


@pytest.mark.parametrize("extension", ["png", "tif"])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_lossless_round_trip(tmp_path, extension, channels, dtype):
    samples = noise(channels, dtype)
    grey = channels < 3
    pixels = samples[..., [0, 0, 0, 1][: channels + 2]] if grey else samples
    photo = Photo(pixels=pixels, icc=PROFILE, exif=camera_exif(), grey=grey, dpi=(300.0, 240.0))
    path = save_photo(photo, tmp_path / f"a.{extension}")
    again = load_photo(path)
    if extension == "png" and dtype == np.float32:
        assert again.pixels.dtype == np.uint16
        assert np.abs(again.pixels / 65535 - pixels).max() <= 0.5 / 65535 + 1e-7
    else:
        assert again.pixels.dtype == dtype
        assert np.array_equal(again.pixels, pixels)
    assert again.grey == grey
    assert again.icc == PROFILE
    assert again.dpi == pytest.approx((300, 240), rel=1e-3)
    tags = parsed(again.exif)
    assert tags[0x010F] == "Maker"
    assert tags[0x013B] == "Somebody"
    assert tags.get(0x0112, 1) == 1
    details = tags.get_ifd(exif.EXIF_IFD)
    assert float(details[0x829A]) == pytest.approx(0.004)
    assert details[0x9003] == "2024:05:06 07:08:09"
    assert details[0xA002] == 34
    assert details[0x927C] == b"maker's note of some length"
    assert tags.get_ifd(exif.GPS_IFD)[2] == (48.0, 8.0, 30.0)


def test_other_readers_agree_on_deep_files(tmp_path):
    import cv2

    photo = Photo(pixels=noise(4, np.uint16, 300, 70), icc=PROFILE, exif=camera_exif())
    for name in ("a.png", "a.tif"):
        save_photo(photo, tmp_path / name)
        read = cv2.imread(str(tmp_path / name), cv2.IMREAD_UNCHANGED)
        assert np.array_equal(read[..., [2, 1, 0, 3]], photo.pixels)
    with Image.open(tmp_path / "a.png") as image:
        image.load()
        assert image.info["icc_profile"] == PROFILE
        assert image.getexif()[0x010F] == "Maker"
    with Image.open(tmp_path / "a.tif") as image:
        assert image.getexif()[0x010F] == "Maker"
        assert image.getexif().get_ifd(exif.EXIF_IFD)[0x9003] == "2024:05:06 07:08:09"
        assert image.getexif().get_ifd(exif.GPS_IFD)[1] == "N"
        assert image.info["icc_profile"] == PROFILE
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        assert file.pages[0].compression == 8
        assert 34675 in file.pages[0].tags


@pytest.mark.parametrize("words", [None, "a lake", '{"title": "a lake"}'])
def test_a_description_of_the_array_does_not_outlive_it(tmp_path, words, caplog):
    """tifffile writes the array's shape as the description unless told another one."""
    tifffile.imwrite(tmp_path / "a.tif", noise(), photometric="rgb", description=words)
    photo = load_photo(tmp_path / "a.tif").with_pixels(noise(height=42, width=68))
    save_photo(photo, tmp_path / "b.tif")
    with tifffile.TiffFile(tmp_path / "b.tif") as file:
        assert file.pages[0].description == (words or "")
        assert file.series[0].shape == (42, 68, 3)
    assert caplog.text == ""


@pytest.mark.parametrize("extension", ["jpg", "webp", "heic"])
def test_lossy_formats_keep_what_belongs_to_the_photo(tmp_path, extension):
    photo = Photo(pixels=smooth(), icc=PROFILE, exif=camera_exif())
    again = load_photo(save_photo(photo, tmp_path / f"a.{extension}"))
    assert np.abs(again.pixels.astype(int) - photo.pixels).mean() < 3
    assert again.icc == PROFILE
    assert parsed(again.exif)[0x010F] == "Maker"
    assert parsed(again.exif)[0x0112] == 1
    assert not again.grey


@pytest.mark.parametrize("extension", ["jpg", "heic", "bmp"])
def test_grey_stays_grey(tmp_path, extension):
    grey = np.repeat(smooth()[..., :1], 3, axis=2)
    again = load_photo(save_photo(Photo(pixels=grey, grey=True), tmp_path / f"a.{extension}"))
    assert again.grey
    assert np.abs(again.pixels.astype(int) - grey).max() <= 6


@pytest.mark.parametrize("extension", ["webp", "heic"])
def test_alpha_stays(tmp_path, extension):
    pixels = np.dstack([smooth(), np.full((32, 48), 77, np.uint8)])
    again = load_photo(save_photo(Photo(pixels=pixels), tmp_path / f"a.{extension}"))
    assert np.abs(again.pixels[..., 3].astype(int) - 77).max() <= 2


@pytest.mark.parametrize("with_profile", [False, True])
def test_lossless_webp_stays_lossless(tmp_path, with_profile):
    pixels = noise(4)
    more = {"icc_profile": color.srgb_profile()} if with_profile else {}
    Image.fromarray(pixels).save(tmp_path / "a.webp", lossless=True, exact=True, **more)
    photo = load_photo(tmp_path / "a.webp")
    again = load_photo(save_photo(photo, tmp_path / "b.webp"))
    assert np.array_equal(again.pixels, pixels)


def test_jpeg_takes_quality_and_subsampling_from_the_source(tmp_path):
    Image.fromarray(smooth()).save(tmp_path / "a.jpg", quality=83, subsampling="4:2:2")
    photo = load_photo(tmp_path / "a.jpg")
    again = load_photo(save_photo(photo, tmp_path / "b.jpg"))
    assert (again.quality, again.subsampling) == (83, "4:2:2")
    again = load_photo(save_photo(photo, tmp_path / "c.jpg", quality=60))
    assert again.quality == 60
    plain = Photo(pixels=smooth())
    again = load_photo(save_photo(plain, tmp_path / "d.jpg"))
    assert (again.quality, again.subsampling) == (95, "4:4:4")


def test_reduction_rounds_to_the_nearest(tmp_path):
    deep = np.arange(65536, dtype=np.uint16).reshape(256, 256, 1).repeat(3, axis=2)
    again = load_photo(save_photo(Photo(pixels=deep), tmp_path / "a.bmp"))
    assert np.array_equal(again.pixels, np.rint(deep / 257.0).astype(np.uint8))
    real = np.array([[[0.0, 0.499 / 255, 0.501 / 255], [2.0, -1.0, np.nan]]], np.float32)
    again = load_photo(save_photo(Photo(pixels=real), tmp_path / "b.bmp"))
    assert again.pixels.tolist() == [[[0, 0, 1], [255, 0, 0]]]


def test_transparency_is_laid_over_white_where_there_is_none(tmp_path):
    pixels = np.zeros((16, 16, 4), np.uint8)
    pixels[..., 3] = 64
    photo = Photo(pixels=pixels)
    for name in ("a.bmp", "a.jpg"):
        again = load_photo(save_photo(photo, tmp_path / name))
        assert again.pixels.shape == (16, 16, 3)
        assert np.abs(again.pixels.astype(int) - 191).max() <= 1
        assert any("white" in note for note in save_notes(photo, name))
    assert save_notes(photo, "a.png") == ()


def test_bmp_gets_srgb_colours(tmp_path, monkeypatch):
    calls = []

    def convert(image, icc):
        calls.append(icc)
        return Image.new("RGB", image.size, (9, 8, 7))

    monkeypatch.setattr(color, "image_to_srgb", convert)
    again = load_photo(save_photo(Photo(pixels=smooth(), icc=PROFILE), tmp_path / "a.bmp"))
    assert calls == [PROFILE]
    assert (again.pixels == [9, 8, 7]).all()


def test_nothing_is_overwritten_unasked(tmp_path):
    Image.fromarray(smooth()).save(tmp_path / "a.png")
    before = (tmp_path / "a.png").read_bytes()
    photo = load_photo(tmp_path / "a.png")
    changed = photo.with_pixels(255 - photo.pixels)
    with pytest.raises(SaveError, match="exists"):
        save_photo(changed, tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes() == before
    save_photo(changed, tmp_path / "a.png", overwrite=True)
    assert np.array_equal(load_photo(tmp_path / "a.png").pixels, changed.pixels)


def test_wrong_usage(tmp_path):
    photo = Photo(pixels=smooth())
    with pytest.raises(UsageError, match=r"\.png"):
        save_photo(photo, tmp_path / "a.gif")
    with pytest.raises(UsageError, match="1 to 100"):
        save_photo(photo, tmp_path / "a.jpg", quality=0)
    with pytest.raises(SaveError, match="does not exist"):
        save_photo(photo, tmp_path / "none" / "a.tif")
    with pytest.raises(SaveError, match="16383"):
        save_photo(Photo(pixels=np.zeros((1, 16384, 3), np.uint8)), tmp_path / "a.webp")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("extension", ["png", "tif", "jpg", "heic"])
@pytest.mark.parametrize("function", ["fsync", "replace"])
def test_full_disk_leaves_the_old_file(tmp_path, monkeypatch, extension, function):
    def refuse(*arguments):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / f"a.{extension}"
    path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(atomic.os, function, refuse)
        with pytest.raises(SaveError, match="disk is full"):
            save_photo(Photo(pixels=smooth()), path, overwrite=True)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("extension", ["png", "tif", "jpg"])
@pytest.mark.parametrize("old", [None, b"old"])
def test_a_last_check_that_raises_leaves_everything_as_it_was(tmp_path, extension, old):
    target = tmp_path / f"a.{extension}"
    if old is not None:
        target.write_bytes(old)

    def refuse():
        raise StopIteration

    with pytest.raises(StopIteration):
        save_photo(Photo(smooth()), target, overwrite=True, last_check=refuse)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == ([] if old is None else [old])
    save_photo(Photo(smooth()), target, overwrite=True, last_check=lambda: None)
    assert load_photo(target).pixels.shape == smooth().shape


@pytest.mark.parametrize(("name", "side"), [("a.jpg", 65500), ("a.webp", 16383), ("a.heic", 16384)])
def test_sides_are_checked_without_a_picture(name, side):
    check_sides(name, (1, side))
    with pytest.raises(SaveError, match=f"{name}: .* ends at {side} pixels a side"):
        check_sides(name, (side + 1, 1))
    check_sides("a.png", (side + 1, 1, 3))


def test_exif_too_long_for_jpeg_is_announced_and_left_out(tmp_path):
    tags = exif.Tags("<", exif={0x9286: exif.Tag(7, 30000, bytes(30000))})
    tags.exif[0x927C] = exif.Tag(7, 30000, bytes(30000))
    tags.exif[0xA40B] = exif.Tag(7, 30000, bytes(30000))
    photo = Photo(pixels=smooth(), exif=exif.compose(tags))
    assert any("EXIF" in note for note in save_notes(photo, "a.jpg"))
    assert load_photo(save_photo(photo, tmp_path / "a.jpg")).exif is None
    assert load_photo(save_photo(photo, tmp_path / "a.png")).exif is not None


def test_photo_refuses_other_shapes_and_types():
    with pytest.raises(ValueError, match="H, W, 3"):
        Photo(pixels=np.zeros((4, 4), np.uint8))
    with pytest.raises(ValueError, match="float64"):
        Photo(pixels=np.zeros((4, 4, 3)))
