"""Export: names from patterns, sizes, and files that are never overwritten unasked."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pconv_studio.core.color import srgb_profile
from pconv_studio.core.decode import load_photo
from pconv_studio.core.encode import SAVE_FORMATS, save_photo
from pconv_studio.core.errors import SaveError, UsageError
from pconv_studio.core.export import (
    EXPORT_FORMATS,
    ExportOptions,
    completed,
    expand_pattern,
    export_notes,
    export_photo,
    suggest,
)
from pconv_studio.core.photo import Photo
from pconv_studio.core.resize import fitting_size, resize_photo

RNG = np.random.default_rng(31)
DAY = datetime.date(2024, 5, 6)


def smooth(height=60, width=90, channels=3, dtype=np.uint8):
    y, x = np.mgrid[:height, :width] / max(height, width)
    planes = [x, y, 1 - x, 0.5 + y / 2][:channels]
    top = 1 if dtype == np.float32 else np.iinfo(dtype).max
    return (np.dstack(planes) * top).astype(dtype)


def name(pattern, source="/photos/IMG_1.JPG", format="same", index=7, method="pconv"):
    source = None if source is None else Path(source)
    return expand_pattern(
        pattern, source=source, format=format, index=index, date=DAY, method=method
    )


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{name}_filled", "IMG_1_filled.JPG"),
        ("{n}", "7.JPG"),
        ("{n:3}-{name}", "007-IMG_1.JPG"),
        ("{n:03}", "007.JPG"),
        ("{date} {name}", "2024-05-06 IMG_1.JPG"),
        ("{date:%d.%m.%y}", "06.05.24.JPG"),
        ("{name}.{format}", "IMG_1.JPG"),
        ("{name} {method}", "IMG_1 pconv.JPG"),
        ("{{{name}}}", "{IMG_1}.JPG"),
        ("plain", "plain.JPG"),
        ("plain.jpeg", "plain.JPG"),
        ("plain.png", "plain.png.JPG"),
        ("a.b", "a.b.JPG"),
        ("a/b\\c:d*e?", "a_b_c_d_e_.JPG"),
        ("../{name}", ".._IMG_1.JPG"),
        (" {name}. ", "IMG_1.JPG"),
        ("CON", "_CON.JPG"),
        ("lpt1.x", "_lpt1.x.JPG"),
        ("ünï \N{SNOWMAN}", "ünï \N{SNOWMAN}.JPG"),
    ],
)
def test_patterns(pattern, expected):
    assert name(pattern) == expected


@pytest.mark.parametrize(
    ("source", "format", "expected"),
    [
        ("a.JPG", "same", ".JPG"),
        ("a.tiff", "same", ".tiff"),
        ("a.hif", "same", ".hif"),
        ("a.gif", "same", ".png"),
        ("a.cr2", "same", ".tif"),
        (None, "same", ".png"),
        ("a.JPG", "JPEG", ".jpg"),
        ("a.JPG", "HEIF", ".heic"),
        ("a.JPG", "TIFF", ".tif"),
        ("a.JPG", "WEBP", ".webp"),
        ("a.JPG", "PNG", ".png"),
        ("a.JPG", "BMP", ".bmp"),
    ],
)
def test_extensions(source, format, expected):
    assert Path(name("x", source=source, format=format)).suffix == expected


def test_a_photo_without_a_file_has_a_name():
    assert name("{name}_filled", source=None) == "Untitled_filled.png"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{nam}", r"\{nam\}.*\{name\}, \{n\}"),
        ("{name.__class__}", "not known"),
        ("{name[0]}", "not known"),
        ("{name!r}", "not known"),
        ("{}", "not known"),
        ("{0}", "not known"),
        ("{name", "brace"),
        ("name}", "brace"),
        ("{name:>20}", "no way"),
        ("{n:x}", "no way"),
        ("{n:{n}}", "no way"),
        ("{date:x}", "no way"),
        ("", "nothing"),
        (" . ", "nothing"),
        ("///", "nothing"),
        ("{method}", "nothing"),
    ],
)
def test_mistakes_in_patterns_are_named(pattern, words):
    with pytest.raises(UsageError, match=words):
        name(pattern, method="")


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "GIF"},
        {"format": "jpeg"},
        {"quality": 0},
        {"quality": 101},
        {"long_edge": 0},
        {"scale": 0},
        {"scale": float("inf")},
        {"scale": float("nan")},
        {"scale": 0.5, "long_edge": 100},
    ],
)
def test_options_that_make_no_sense(wrong):
    with pytest.raises(UsageError):
        ExportOptions(**wrong)


def test_formats_are_those_that_can_be_written():
    assert ("same", *dict.fromkeys(SAVE_FORMATS.values())) == EXPORT_FORMATS


def test_suggest(tmp_path):
    path = tmp_path / "a_filled.jpg"
    assert suggest(path) == path
    path.touch()
    assert suggest(path) == tmp_path / "a_filled-2.jpg"
    (tmp_path / "a_filled-2.jpg").mkdir()
    assert suggest(str(path)) == tmp_path / "a_filled-3.jpg"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        *[("rock", "rock.png"), ("v1.2", "v1.2.png"), ("a.b.", "a.b..png"), (".hid", ".hid.png")],
        *[("rock.JPG", "rock.JPG"), ("rock.gif", "rock.gif"), ("rock.arw", "rock.arw")],
    ],
)
def test_a_name_is_completed_where_it_does_not_end_as_photos_do(typed, name):
    assert completed(Path("a.jpg", typed), ".png") == Path("a.jpg", name)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_suggest_sees_links_that_lead_nowhere(tmp_path):
    (tmp_path / "a.jpg").symlink_to(tmp_path / "gone")
    assert suggest(tmp_path / "a.jpg") == tmp_path / "a-2.jpg"


@pytest.fixture
def source(tmp_path):
    photo = Photo(smooth(), icc=srgb_profile(), exif=_exif(), dpi=(300, 300))
    return load_photo(save_photo(photo, tmp_path / "a.jpg", quality=88))


def _exif():
    tags = Image.Exif()
    tags[0x010F] = "Maker"
    tags.get_ifd(0x8769)[0xA002] = 90
    tags.get_ifd(0x8769)[0xA003] = 60
    return tags.tobytes()


@pytest.mark.parametrize("format", EXPORT_FORMATS)
def test_export_in_every_format(tmp_path, source, format):
    path = export_photo(source, ExportOptions(format=format), tmp_path, date=DAY)
    assert path.parent == tmp_path
    assert path.stem == "a_filled"
    again = load_photo(path)
    assert again.format == ("JPEG" if format == "same" else format)
    assert again.pixels.shape == source.pixels.shape
    if format != "BMP":
        assert again.icc == srgb_profile()


def test_quality_is_the_sources_or_the_chosen_one(tmp_path, source):
    assert load_photo(export_photo(source, ExportOptions(), tmp_path)).quality == 88
    assert load_photo(export_photo(source, ExportOptions(quality=60), tmp_path)).quality == 60


def test_a_name_that_lies_does_not_matter(tmp_path):
    save_photo(Photo(smooth()), tmp_path / "b.png")
    (tmp_path / "b.png").rename(tmp_path / "b.jpg")
    photo = load_photo(tmp_path / "b.jpg")
    path = export_photo(photo, ExportOptions(), tmp_path)
    assert path.name == "b_filled.png"
    assert np.array_equal(load_photo(path).pixels, photo.pixels)


def test_nothing_is_overwritten_unasked(tmp_path, source):
    before = (tmp_path / "a.jpg").read_bytes()
    first = export_photo(source, ExportOptions(pattern="{name}"), tmp_path)
    second = export_photo(source, ExportOptions(pattern="{name}"), tmp_path)
    assert [first.name, second.name] == ["a-2.jpg", "a-3.jpg"]
    assert (tmp_path / "a.jpg").read_bytes() == before
    kept = first.read_bytes()
    options = ExportOptions(pattern="a-2", quality=20)
    assert export_photo(source, options, tmp_path, overwrite=True) == first
    assert first.read_bytes() != kept
    with pytest.raises(SaveError, match="original"):
        export_photo(source, ExportOptions(pattern="{name}"), tmp_path, overwrite=True)
    assert (tmp_path / "a.jpg").read_bytes() == before


def test_a_folder_that_is_not_there(tmp_path, source):
    with pytest.raises(SaveError, match="does not exist"):
        export_photo(source, ExportOptions(), tmp_path / "none")


def test_notes_say_what_is_lost():
    deep = Photo(smooth(dtype=np.uint16), path=Path("a.tif"), format="TIFF")
    assert export_notes(deep, ExportOptions()) == ()
    assert "8 bits" in export_notes(deep, ExportOptions(format="JPEG"))[0]


@pytest.mark.parametrize(
    ("shape", "options", "expected"),
    [
        ((60, 90, 3), {}, (60, 90)),
        ((60, 90, 3), {"long_edge": 45}, (30, 45)),
        ((90, 60, 3), {"long_edge": 45}, (45, 30)),
        ((60, 90, 3), {"scale": 0.5}, (30, 45)),
        ((3, 1000, 3), {"long_edge": 100}, (1, 100)),
        ((60, 90, 3), {"long_edge": 180}, (120, 180)),
    ],
)
def test_sizes(shape, options, expected):
    assert ExportOptions(**options).size(shape) == expected
    assert fitting_size(shape, **options) == expected


def test_resized_export_keeps_what_belongs_to_the_photo(tmp_path, source):
    path = export_photo(source, ExportOptions(format="PNG", long_edge=45), tmp_path)
    again = load_photo(path)
    assert again.pixels.shape == (30, 45, 3)
    assert again.icc == srgb_profile()
    assert again.dpi == pytest.approx((300, 300), rel=1e-3)
    tags = Image.Exif()
    tags.load(again.exif)
    assert tags[0x010F] == "Maker"
    assert tags.get_ifd(0x8769)[0xA002] == 45
    expected = Image.fromarray(source.pixels).resize((45, 30), Image.Resampling.LANCZOS)
    assert np.abs(again.pixels.astype(int) - np.asarray(expected)).max() <= 1


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("size", [(30, 45), (120, 180), (7, 11)])
def test_resizing_keeps_depth_and_smooth_colours(dtype, size):
    photo = Photo(smooth(dtype=dtype))
    small = resize_photo(photo, size).pixels
    assert small.dtype == dtype
    assert small.shape == (*size, 3)
    top = 1 if dtype == np.float32 else np.iinfo(dtype).max
    rows = (np.arange(size[0]) + 0.5) * 60 / size[0] - 0.5
    columns = (np.arange(size[1]) + 0.5) * 90 / size[1] - 0.5
    inner = (slice(size[0] // 4, -size[0] // 4), slice(size[1] // 4, -size[1] // 4))
    expected = np.broadcast_to(columns[None] / 90 * top, size)
    assert np.abs(small[..., 0].astype(float) - expected)[inner].max() <= 0.012 * top
    expected = np.broadcast_to(rows[:, None] / 90 * top, size)
    assert np.abs(small[..., 1].astype(float) - expected)[inner].max() <= 0.012 * top


def test_the_same_size_is_the_same_photo():
    photo = Photo(smooth())
    assert resize_photo(photo, (60, 90)) is photo


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_constant_colours_stay_exactly(dtype):
    top = 1 if dtype == np.float32 else np.iinfo(dtype).max
    pixels = np.empty((50, 70, 4), dtype)
    pixels[:] = [top // 3 if top > 1 else 0.25, top, 0, top]
    for size in ((20, 33), (90, 100)):
        small = resize_photo(Photo(pixels), size).pixels
        assert np.abs(small.astype(np.float64) - pixels[0, 0]).max() <= (1e-5 if top == 1 else 0)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_what_lies_under_transparency_does_not_bleed(dtype):
    top = np.iinfo(dtype).max
    pixels = np.zeros((80, 80, 4), dtype)
    # Green that nobody sees around a red that everybody does.
    pixels[..., 1] = top
    pixels[20:60, 20:60] = [top, 0, 0, top]
    small = resize_photo(Photo(pixels), (23, 23)).pixels
    seen = small[..., 3] > top // 50
    assert (small[seen][:, 0] >= top - 1).all()
    assert (small[seen][:, 1] <= 1).all()
    assert seen.any()
    assert not seen.all()


def test_grey_stays_grey_when_resized():
    grey = np.repeat(smooth()[..., :1], 3, axis=2)
    small = resize_photo(Photo(grey, grey=True), (17, 31)).pixels
    assert np.array_equal(small[..., 0], small[..., 1])
    assert np.array_equal(small[..., 0], small[..., 2])


def test_numbers_that_are_none_do_not_spread():
    pixels = smooth(dtype=np.float32)
    pixels[5, 5] = np.nan
    pixels[6, 6] = np.inf
    small = resize_photo(Photo(pixels), (30, 45)).pixels
    assert np.isfinite(small).all()
    assert (
        np.abs(
            small[10:, 10:]
            - resize_photo(Photo(smooth(dtype=np.float32)), (30, 45)).pixels[10:, 10:]
        ).max()
        < 1e-6
    )


def test_grey_with_values_that_are_no_number_is_exported_bit_for_bit(tmp_path):
    grey = RNG.random((40, 50, 1), np.float32).repeat(3, axis=2)
    grey[3, 4] = np.nan
    photo = Photo(grey, grey=True, format="TIFF")
    again = load_photo(export_photo(photo, ExportOptions(), tmp_path))
    assert again.grey
    assert np.array_equal(again.pixels, grey, equal_nan=True)


@pytest.mark.parametrize("size", [(0, 5), (5, 0), (100_000, 100_000)])
def test_sizes_nobody_can_open(size):
    with pytest.raises(UsageError, match="megapixels"):
        resize_photo(Photo(smooth()), size)
