"""The fidelity receipt: it tells the truth, the unpleasant one too."""

from __future__ import annotations

import string

import numpy as np
import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from pconv_studio.core import exif
from pconv_studio.core.color import srgb_profile
from pconv_studio.core.decode import load_photo
from pconv_studio.core.encode import save_photo
from pconv_studio.core.errors import PhotoError
from pconv_studio.core.export import ExportOptions, export_photo
from pconv_studio.core.photo import Photo
from pconv_studio.core.receipt import make_receipt
from pconv_studio.core.receipt_lines import TEXTS

RNG = np.random.default_rng(41)
LABELS = [
    "Changed outside the mask",
    "Changed inside the mask",
    "Encoding",
    "Size",
    "Format",
    "Depth",
    "Colour profile",
    "EXIF",
    "Transparency",
]


def exif_block():
    tags = Image.Exif()
    tags[0x010F] = "Maker"
    tags[0x0112] = 6
    details = tags.get_ifd(0x8769)
    details[0x829A] = IFDRational(1, 250)
    details[0xA002] = 9999
    tags.get_ifd(0x8825)[1] = "N"
    return exif.clean(tags.tobytes())


def photo_of(dtype=np.uint8, channels=3, **facts):
    shape = (300, 90, channels)
    if dtype == np.float32:
        pixels = RNG.random(shape, np.float32)
    else:
        pixels = RNG.integers(0, np.iinfo(dtype).max + 1, shape).astype(dtype)
    facts = {"icc": srgb_profile(), "exif": exif_block(), "format": "TIFF"} | facts
    return Photo(pixels, **facts)


def edited(photo):
    hole = np.zeros(photo.pixels.shape[:2], bool)
    hole[100:140, 20:50] = True
    result = photo.pixels.copy()
    top = 1 if result.dtype == np.float32 else np.iinfo(result.dtype).max
    result[hole] = top - result[hole]
    return result, hole


def lines_of(receipt):
    return {label: (value, good) for label, value, good in receipt.lines()}


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("channels", [3, 4])
def test_lossless_export(tmp_path, dtype, channels):
    photo = photo_of(dtype, channels)
    result, hole = edited(photo)
    path = export_photo(photo.with_pixels(result), ExportOptions(format="TIFF"), tmp_path)
    receipt = make_receipt(photo, result, hole, path)
    assert receipt.file == path
    assert receipt.bytes == path.stat().st_size
    assert receipt.size == receipt.size_before == (300, 90)
    assert receipt.format == receipt.format_before == "TIFF"
    assert receipt.depth == receipt.depth_before == np.dtype(dtype).itemsize * 8
    assert receipt.icc_same
    assert receipt.icc == receipt.icc_before != ""
    assert receipt.exif_kept
    assert receipt.exif == receipt.exif_before == 3
    assert receipt.alpha == receipt.alpha_before == (channels == 4)
    assert receipt.changed_inside == (result != photo.pixels).any(axis=2).sum() > 1000
    assert receipt.changed_outside == 0
    assert receipt.outside_after_encoding == 0
    assert receipt.largest_difference == 0
    assert receipt.lossless
    assert [label for label, _, _ in receipt.lines()] == LABELS
    assert all(good for _, _, good in receipt.lines())


def test_jpeg_says_how_much_it_loses(tmp_path):
    photo = photo_of(channels=4)
    result, hole = edited(photo)
    path = export_photo(photo.with_pixels(result), ExportOptions(format="JPEG"), tmp_path)
    receipt = make_receipt(photo, result, hole, path)
    decoded = load_photo(path).pixels.astype(int)
    alpha = photo.pixels[..., 3:].astype(float) / 255
    flat = np.rint(photo.pixels[..., :3] * alpha + 255 * (1 - alpha))
    off = np.abs(decoded - flat).max(axis=2)
    assert receipt.outside_after_encoding == (off[~hole] > 0).sum()
    assert receipt.largest_difference == off[~hole].max()
    assert not receipt.lossless
    assert receipt.changed_outside == 0
    assert not receipt.alpha
    lines = lines_of(receipt)
    value, good = lines["Encoding"]
    assert f"{int(receipt.largest_difference)} of 255" in value
    assert not good
    assert lines["Transparency"] == ("laid over white", False)
    assert lines["Changed outside the mask"][1]


def test_a_jpeg_that_stays_a_jpeg_is_no_fault(tmp_path):
    photo = load_photo(save_photo(photo_of(), tmp_path / "a.jpg"))
    result, hole = edited(photo)
    receipt = make_receipt(
        photo, result, hole, export_photo(photo.with_pixels(result), ExportOptions(), tmp_path)
    )
    assert not receipt.lossless
    assert lines_of(receipt)["Encoding"][1]


def test_fewer_bits_and_a_lost_profile_are_named(tmp_path):
    photo = photo_of(np.uint16)
    result, hole = edited(photo)
    path = export_photo(photo.with_pixels(result), ExportOptions(format="BMP"), tmp_path)
    receipt = make_receipt(photo, result, hole, path)
    assert (receipt.depth, receipt.depth_before) == (8, 16)
    lines = lines_of(receipt)
    assert lines["Depth"] == ("8 bits a channel; the photo has 16", False)
    assert lines["EXIF"] == ("0 tags; the photo has 3", False)
    assert lines["Colour profile"][0].startswith("none; the photo: ")
    assert not lines["Colour profile"][1]


def test_differences_after_rounding_to_fewer_bits_are_none(tmp_path):
    photo = photo_of(np.uint16, icc=None)
    result, hole = edited(photo)
    path = export_photo(photo.with_pixels(result), ExportOptions(format="BMP"), tmp_path)
    receipt = make_receipt(photo, result, hole, path)
    assert receipt.outside_after_encoding == 0
    assert not receipt.lossless
    assert lines_of(receipt)["Encoding"] == (
        "no pixel outside the mask differs after decoding",
        True,
    )


def test_resized_exports_are_not_compared(tmp_path):
    photo = photo_of()
    result, hole = edited(photo)
    options = ExportOptions(format="PNG", scale=0.5)
    path = export_photo(photo.with_pixels(result), options, tmp_path)
    receipt = make_receipt(photo, result, hole, path)
    assert (receipt.size, receipt.size_before) == ((150, 45), (300, 90))
    assert receipt.outside_after_encoding is None
    assert receipt.largest_difference is None
    assert not receipt.lossless
    assert receipt.changed_outside == 0
    assert receipt.exif_kept
    lines = lines_of(receipt)
    assert lines["Encoding"][0].startswith("resized")
    assert "45 × 150 pixels" in lines["Size"][0]
    assert lines["Size"][0].endswith("the photo has 90 × 300")


def test_a_pixel_outside_that_changed_is_not_hidden(tmp_path):
    photo = photo_of(np.float32)
    result, hole = edited(photo)
    result[0, 0, 1] += 1e-7
    result[299, 89] = np.nan
    path = export_photo(photo.with_pixels(result), ExportOptions(format="TIFF"), tmp_path)
    receipt = make_receipt(photo, result, hole, path)
    assert receipt.changed_outside == 2
    assert receipt.outside_after_encoding == 2
    assert lines_of(receipt)["Changed outside the mask"] == ("2 pixels", False)


def test_no_number_at_all_counts_as_unchanged_where_it_is(tmp_path):
    photo = photo_of(np.float32)
    photo.pixels[5, 5] = np.nan
    result, hole = edited(photo)
    path = export_photo(photo.with_pixels(result), ExportOptions(format="TIFF"), tmp_path)
    receipt = make_receipt(photo, result, hole, path)
    assert receipt.changed_outside == receipt.outside_after_encoding == 0
    assert receipt.lossless


def test_photo_without_profile_and_exif(tmp_path):
    photo = photo_of(icc=None, exif=None, format="PNG")
    result, hole = edited(photo)
    path = export_photo(photo.with_pixels(result), ExportOptions(format="PNG"), tmp_path)
    lines = lines_of(make_receipt(photo, result, hole, path))
    assert lines["Colour profile"] == ("none, as the photo (sRGB)", True)
    assert lines["EXIF"] == ("none, as in the photo", True)


def test_every_text_can_be_translated(tmp_path):
    asked = []

    def shout(text):
        asked.append(text)
        fields = [f for _, f, _, _ in string.Formatter().parse(text) if f]
        return "X" + "".join(f" {{{field}}}" for field in fields)

    for dtype, channels in ((np.uint8, 4), (np.uint16, 3)):
        for facts in ({}, {"icc": None, "exif": None}, {"format": "JPEG"}):
            photo = photo_of(dtype, channels, **facts)
            result, hole = edited(photo)
            for other in (result, result + 1):
                for options in ({"format": "TIFF"}, {"format": "BMP"}, {"scale": 0.5}):
                    path = export_photo(
                        photo.with_pixels(other), ExportOptions(**options), tmp_path
                    )
                    receipt = make_receipt(photo, other, hole, path)
                    for label, value, _ in receipt.lines(shout):
                        assert label == "X"
                        assert value.startswith("X")
    assert set(asked) == set(TEXTS)


def test_numbers_are_grouped(tmp_path):
    photo = photo_of()
    result = 255 - photo.pixels
    hole = np.ones(result.shape[:2], bool)
    path = export_photo(photo.with_pixels(result), ExportOptions(format="PNG"), tmp_path)
    value, _ = lines_of(make_receipt(photo, result, hole, path))["Changed inside the mask"]
    assert value == "27\N{NARROW NO-BREAK SPACE}000 pixels"


def test_a_file_that_is_gone(tmp_path):
    photo = photo_of()
    result, hole = edited(photo)
    with pytest.raises(PhotoError, match="no such file"):
        make_receipt(photo, result, hole, tmp_path / "gone.png")
