"""Opening photos: colours, depth, orientation, and what is refused."""

from __future__ import annotations

import contextlib
import io
import struct
import warnings
import zlib

import cv2
import numpy as np
import pillow_heif
import pytest
import rawpy
import tifffile
from PIL import Image, ImageCms

from pconv_studio.core import color
from pconv_studio.core.decode import load_photo, stored_format
from pconv_studio.core.errors import PhotoError

RNG = np.random.default_rng(7)


def colours(height=20, width=30, channels=3, dtype=np.uint8):
    top = np.iinfo(dtype).max
    return RNG.integers(0, top + 1, (height, width, channels), dtype=dtype)


def smooth(height=32, width=48):
    y, x = np.mgrid[:height, :width]
    return np.dstack([x * 5, y * 7, 255 - x * 3]).astype(np.uint8)


def chunk(kind, content):
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def png(width, height, depth, color_type, rows, extra=b""):
    header = struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + extra
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def rows16(samples):
    lines = samples.astype(">u2").tobytes()
    stride = len(lines) // samples.shape[0]
    return b"".join(b"\0" + lines[i * stride : (i + 1) * stride] for i in range(samples.shape[0]))


def wide_gamut_profile():
    """An RGB profile that differs from sRGB: sRGB's with its red and green columns swapped."""
    data = bytearray(color.srgb_profile())
    (count,) = struct.unpack_from(">I", data, 128)
    where = {bytes(data[132 + 12 * i : 136 + 12 * i]): 136 + 12 * i for i in range(count)}
    red, green = where[b"rXYZ"], where[b"gXYZ"]
    data[red : red + 8], data[green : green + 8] = data[green : green + 8], data[red : red + 8]
    return bytes(data)


def exif_with(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Maker"
    return exif


def naive_upright(pixels, orientation):
    height, width = pixels.shape[:2]
    shape = (height, width) if orientation < 5 else (width, height)
    out = np.empty((*shape, pixels.shape[2]), pixels.dtype)
    for y in range(height):
        for x in range(width):
            target = {
                1: (y, x),
                2: (y, width - 1 - x),
                3: (height - 1 - y, width - 1 - x),
                4: (height - 1 - y, x),
                5: (x, y),
                6: (x, height - 1 - y),
                7: (width - 1 - x, height - 1 - y),
                8: (width - 1 - x, y),
            }[orientation]
            out[target] = pixels[y, x]
    return out


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(
    ("extension", "options"),
    [
        ("png", {}),
        ("jpg", {}),
        ("tif", {}),
        ("tif", {"compression": "tiff_lzw"}),
        ("webp", {"lossless": True}),
    ],
)
def test_orientation_is_applied(tmp_path, orientation, extension, options):
    path = tmp_path / f"photo.{extension}"
    stored = colours(8, 13)
    Image.fromarray(stored).save(path, exif=exif_with(orientation), **options)
    if extension == "jpg":
        stored = np.asarray(Image.open(path))
    photo = load_photo(path)
    assert np.array_equal(photo.pixels, naive_upright(stored, orientation))
    after = Image.Exif()
    after.load(photo.exif)
    assert after.get(0x0112, 1) == 1
    assert after[0x010F] == "Maker"


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_png_16_bits(tmp_path, channels):
    samples = colours(5, 7, channels, np.uint16)
    color_type = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    path = tmp_path / "deep.png"
    # A gamma that would darken the picture if it were applied.
    extra = chunk(b"gAMA", struct.pack(">I", 100000))
    path.write_bytes(png(7, 5, 16, color_type, rows16(samples), extra))
    photo = load_photo(path)
    assert photo.pixels.dtype == np.uint16
    assert photo.grey == (channels < 3)
    for index in range(3):
        assert np.array_equal(
            photo.pixels[..., index], samples[..., index % max(channels // 3 * 3, 1)]
        )
    assert photo.has_alpha == (channels in (2, 4))
    if photo.has_alpha:
        assert np.array_equal(photo.pixels[..., 3], samples[..., -1])


@pytest.mark.parametrize("channels", [1, 3])
def test_png_16_bits_with_transparent_colour(tmp_path, channels):
    samples = colours(5, 7, channels, np.uint16)
    samples[1, 2] = samples[4, 4] = [300, 301, 302][:channels]
    # Equal to the key in the high bytes only, so a decoder cutting to 8 bits would fail here.
    samples[0, 0] = [299, 301, 302][:channels]
    key = struct.pack(f">{channels}H", *[300, 301, 302][:channels])
    path = tmp_path / "key.png"
    path.write_bytes(png(7, 5, 16, {1: 0, 3: 2}[channels], rows16(samples), chunk(b"tRNS", key)))
    photo = load_photo(path)
    expected = np.full((5, 7), 65535)
    expected[1, 2] = expected[4, 4] = 0
    assert np.array_equal(photo.pixels[..., 3], expected)
    assert np.array_equal(photo.pixels[..., 0], samples[..., 0])


def test_png_two_bit_grey_with_transparent_colour(tmp_path):
    path = tmp_path / "grey2.png"
    path.write_bytes(png(4, 1, 2, 0, b"\0\x1b", chunk(b"tRNS", b"\0\x02")))
    photo = load_photo(path)
    assert photo.grey
    assert photo.pixels[0, :, 0].tolist() == [0, 85, 170, 255]
    assert photo.pixels[0, :, 3].tolist() == [255, 255, 0, 255]


def test_png_8_bit_rgb_with_transparent_colour(tmp_path):
    pixels = colours(4, 4)
    pixels[2, 3] = (9, 8, 7)
    Image.fromarray(pixels).save(tmp_path / "t.png", transparency=(9, 8, 7))
    photo = load_photo(tmp_path / "t.png")
    assert np.array_equal(photo.pixels[..., :3], pixels)
    assert photo.pixels[2, 3, 3] == 0
    assert (photo.pixels[..., 3] == 0).sum() == 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "RGB", "RGBA"])
def test_png_8_bits(tmp_path, mode):
    image = Image.fromarray(colours(9, 8, 4), "RGBA").convert(mode)
    image.save(tmp_path / "p.png")
    photo = load_photo(tmp_path / "p.png")
    expected = np.asarray(image.convert("RGBA" if "A" in mode else "RGB"))
    assert np.array_equal(photo.pixels, expected)
    assert photo.grey == (mode in ("1", "L", "LA"))


def test_palette_with_transparency(tmp_path):
    image = Image.fromarray(np.array([[0, 1, 2]], np.uint8), "P")
    image.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    image.save(tmp_path / "p.png", transparency=bytes([255, 128, 0]))
    photo = load_photo(tmp_path / "p.png")
    assert photo.pixels.tolist() == [[[255, 0, 0, 255], [0, 255, 0, 128], [0, 0, 255, 0]]]
    assert not photo.grey
    assert any("palette" in note for note in photo.notes)


def test_animated_gif_gives_its_first_frame(tmp_path):
    first, second = Image.new("RGB", (6, 4), "red"), Image.new("RGB", (6, 4), "blue")
    first.save(tmp_path / "a.gif", save_all=True, append_images=[second])
    photo = load_photo(tmp_path / "a.gif")
    assert photo.format == "GIF"
    assert (photo.pixels == [255, 0, 0]).all()
    assert any("animated" in note for note in photo.notes)


def test_webp_with_alpha_lossless(tmp_path):
    pixels = colours(9, 8, 4)
    Image.fromarray(pixels).save(tmp_path / "a.webp", lossless=True, exact=True)
    photo = load_photo(tmp_path / "a.webp")
    assert np.array_equal(photo.pixels, pixels)
    assert photo.quality == 100


@pytest.mark.parametrize("lossless", [True, False])
@pytest.mark.parametrize("extra", ["icc_profile", "exif", "xmp", "frames"])
def test_losses_of_a_webp_with_more_in_it(tmp_path, lossless, extra):
    more = {
        "icc_profile": {"icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))},
        "exif": {"exif": Image.Exif()},
        "xmp": {"xmp": b"<x:xmpmeta/>"},
        "frames": {"save_all": True, "append_images": [Image.fromarray(colours(9, 8))]},
    }[extra]
    if extra == "icc_profile":
        more["icc_profile"] = more["icc_profile"].tobytes()
    if extra == "exif":
        more["exif"][0x010F] = "Maker"
    path = tmp_path / "a.webp"
    Image.fromarray(colours(9, 8)).save(path, lossless=lossless, quality=60, **more)
    assert path.read_bytes()[12:16] == b"VP8X"
    assert load_photo(path).quality == (100 if lossless else None)


@pytest.mark.parametrize(
    ("written", "options"),
    [
        *[("JPEG", {}), ("PNG", {}), ("WEBP", {}), ("GIF", {}), ("BMP", {}), ("TIFF", {})],
        ("HEIF", {}),
    ],
)
def test_the_stored_format_whatever_the_name(tmp_path, written, options):
    pillow_heif.register_heif_opener()
    path = tmp_path / "photo.jpg"
    Image.fromarray(smooth()).save(path, written, **options)
    assert stored_format(path) == written
    assert load_photo(path).format == written


def test_the_stored_format_of_what_is_none(tmp_path):
    for name, data in {"a.jpg": b"text", "b.png": b"", "c.heic": b"\0\0\0\x18ftypavif"}.items():
        (tmp_path / name).write_bytes(data)
        assert stored_format(tmp_path / name) is None
    # A camera's file is a TIFF inside.
    (tmp_path / "d.nef").write_bytes(b"II*\x00\x08\0\0\0")
    assert stored_format(tmp_path / "d.nef") is None
    assert stored_format(tmp_path / "gone.jpg") is None
    assert stored_format(tmp_path) is None


def test_bmp(tmp_path):
    pixels = colours(9, 7)
    Image.fromarray(pixels).save(tmp_path / "a.bmp")
    assert np.array_equal(load_photo(tmp_path / "a.bmp").pixels, pixels)


@pytest.mark.parametrize("quality", [5, 40, 75, 88, 95, 100])
@pytest.mark.parametrize("subsampling", ["4:4:4", "4:2:2", "4:2:0"])
def test_jpeg_quality_and_subsampling_are_recognised(tmp_path, quality, subsampling):
    path = tmp_path / "q.jpg"
    Image.fromarray(smooth()).save(path, quality=quality, subsampling=subsampling, dpi=(300, 300))
    photo = load_photo(path)
    assert photo.quality == quality
    assert photo.subsampling == subsampling
    assert photo.dpi == (300, 300)


def test_profile_is_kept(tmp_path):
    profile = wide_gamut_profile()
    for name in ("a.jpg", "a.png", "a.tif", "a.webp"):
        Image.fromarray(smooth()).save(tmp_path / name, icc_profile=profile)
        assert load_photo(tmp_path / name).icc == profile
    deep = chunk(b"iCCP", b"x\0\0" + zlib.compress(profile))
    samples = colours(3, 3, 3, np.uint16)
    (tmp_path / "d.png").write_bytes(png(3, 3, 16, 2, rows16(samples), deep))
    assert load_photo(tmp_path / "d.png").icc == profile


def test_cmyk_jpeg_has_its_colours(tmp_path):
    patches = {"cyan": (0, 255, 255), "red": (255, 0, 0), "white": (255, 255, 255)}
    for name, rgb in patches.items():
        ink = Image.new("RGB", (32, 32), rgb).convert("CMYK")
        ink.save(tmp_path / f"{name}.jpg", quality=100)
        photo = load_photo(tmp_path / f"{name}.jpg")
        assert np.abs(photo.pixels.astype(int) - rgb).max() <= 4
        assert color.profile_space(photo.icc) == "RGB"
        assert any("CMYK" in note for note in photo.notes)


def test_cmyk_tiff_has_its_colours(tmp_path):
    ink = np.zeros((4, 5, 4), np.uint8)
    ink[..., 1:3] = 255
    tifffile.imwrite(tmp_path / "c.tif", ink, photometric="separated")
    photo = load_photo(tmp_path / "c.tif")
    assert (photo.pixels == [255, 0, 0]).all()


def test_cmyk_goes_through_its_profile(tmp_path, monkeypatch):
    seen = []

    def convert(image, icc):
        seen.append((image.mode, image.getpixel((0, 0)), icc))
        return Image.new("RGB", image.size, (1, 2, 3))

    monkeypatch.setattr(color, "image_to_srgb", convert)
    profile = bytearray(color.srgb_profile())
    profile[16:20] = b"CMYK"
    Image.new("CMYK", (8, 8), (255, 0, 0, 0)).save(
        tmp_path / "c.jpg", quality=100, icc_profile=bytes(profile)
    )
    photo = load_photo(tmp_path / "c.jpg")
    assert (photo.pixels == [1, 2, 3]).all()
    mode, ink, icc = seen[0]
    assert mode == "CMYK"
    assert icc == bytes(profile)
    assert ink[0] > 250 and max(ink[1:]) < 5  # noqa: PT018


def test_image_to_srgb_uses_the_profile():
    swapped = color.image_to_srgb(Image.new("RGB", (2, 2), (255, 0, 0)), wide_gamut_profile())
    assert swapped.getpixel((0, 0)) == pytest.approx((0, 255, 0), abs=3)


def test_profile_of_another_colour_space_is_dropped(tmp_path):
    profile = bytearray(color.srgb_profile())
    profile[16:20] = b"CMYK"
    Image.fromarray(smooth()).save(tmp_path / "a.jpg", icc_profile=bytes(profile))
    photo = load_photo(tmp_path / "a.jpg")
    assert photo.icc is None
    assert any("profile" in note for note in photo.notes)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("compression", [None, "zlib"])
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_tiff_rgb(tmp_path, dtype, compression, planar):
    pixels = colours(20, 30, dtype=dtype)
    tifffile.imwrite(
        tmp_path / "t.tif",
        pixels if planar == "contig" else np.ascontiguousarray(pixels.transpose(2, 0, 1)),
        photometric="rgb",
        planarconfig=planar,
        compression=compression,
        predictor=compression is not None,
        rowsperstrip=7,
    )
    photo = load_photo(tmp_path / "t.tif")
    assert photo.pixels.dtype == dtype
    assert np.array_equal(photo.pixels, pixels)


def test_tiff_tiles_and_packbits(tmp_path):
    pixels = colours(20, 30)
    deep = colours(50, 70, dtype=np.uint16)
    Image.fromarray(pixels).save(tmp_path / "p.tif", compression="packbits")
    assert np.array_equal(load_photo(tmp_path / "p.tif").pixels, pixels)
    tifffile.imwrite(tmp_path / "t.tif", deep, photometric="rgb", tile=(32, 32), byteorder=">")
    photo = load_photo(tmp_path / "t.tif")
    assert photo.pixels.dtype == np.dtype("=u2")
    assert np.array_equal(photo.pixels, deep)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_tiff_lzw(tmp_path, channels, dtype):
    if dtype == np.float32:
        pixels = RNG.random((20, 30, channels), dtype=np.float32) * 2
    else:
        pixels = colours(20, 30, channels, dtype)
    cv2.imwrite(
        str(tmp_path / "t.tif"),
        pixels[..., ::-1] if channels == 3 else pixels,
        [cv2.IMWRITE_TIFF_COMPRESSION, 5],
    )
    with tifffile.TiffFile(tmp_path / "t.tif") as file:
        assert file.pages[0].compression == 5
    photo = load_photo(tmp_path / "t.tif")
    assert photo.pixels.dtype == dtype
    assert photo.grey == (channels == 1)
    assert np.array_equal(photo.pixels[..., :channels], pixels)


def with_orientation(data, value):
    """A little-endian TIFF with the orientation tag, in a new directory at the file's end."""
    (first,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, first)
    entries = [data[first + 2 + 12 * i :][:12] for i in range(count)]
    entries.append(struct.pack("<HHIHH", 274, 3, 1, value, 0))
    entries.sort(key=lambda entry: struct.unpack_from("<H", entry))
    data += b"\0" * (len(data) % 2)
    directory = struct.pack("<H", count + 1) + b"".join(entries) + bytes(4)
    return data[:4] + struct.pack("<I", len(data)) + data[8:] + directory


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_tiff_that_opencv_reads_is_turned_once(tmp_path, orientation):
    pixels = colours(20, 30, 3, np.uint16)
    plain, turned = tmp_path / "plain.tif", tmp_path / "turned.tif"
    cv2.imwrite(str(plain), pixels[..., ::-1], [cv2.IMWRITE_TIFF_COMPRESSION, 5])
    turned.write_bytes(with_orientation(plain.read_bytes(), orientation))
    # What each number means, from the TIFF specification: where row 0 and column 0 lie.
    upright = {
        1: pixels,
        2: pixels[:, ::-1],
        3: pixels[::-1, ::-1],
        4: pixels[::-1],
        5: pixels.transpose(1, 0, 2),
        6: pixels.transpose(1, 0, 2)[:, ::-1],
        7: pixels[::-1, ::-1].transpose(1, 0, 2),
        8: pixels.transpose(1, 0, 2)[::-1],
    }[orientation]
    assert np.array_equal(load_photo(turned).pixels, upright)


def test_tiff_float_is_kept_beyond_one(tmp_path):
    pixels = RNG.random((6, 7, 3), dtype=np.float32) * 3 - 1
    tifffile.imwrite(tmp_path / "f.tif", pixels, photometric="rgb")
    assert np.array_equal(load_photo(tmp_path / "f.tif").pixels, pixels)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_tiff_white_is_zero(tmp_path, dtype):
    grey = colours(6, 7, 1, dtype)[..., 0]
    tifffile.imwrite(tmp_path / "w.tif", grey, photometric="miniswhite")
    photo = load_photo(tmp_path / "w.tif")
    assert photo.grey
    assert np.array_equal(photo.pixels[..., 1], np.iinfo(dtype).max - grey)


def test_tiff_premultiplied_alpha(tmp_path):
    stored = np.zeros((2, 2, 4), np.uint16)
    stored[0, 0] = (10000, 20000, 0, 32768)
    stored[0, 1] = (5, 6, 7, 65535)
    tifffile.imwrite(tmp_path / "p.tif", stored, photometric="rgb", extrasamples=["assocalpha"])
    photo = load_photo(tmp_path / "p.tif")
    assert photo.pixels[0, 0].tolist() == [20000, 39999, 0, 32768]
    assert photo.pixels[0, 1].tolist() == [5, 6, 7, 65535]
    assert photo.pixels[1].max() == 0


def test_tiff_of_several_pages_gives_the_first(tmp_path):
    first, second = colours(5, 6), colours(5, 6)
    with tifffile.TiffWriter(tmp_path / "m.tif") as writer:
        writer.write(first, photometric="rgb")
        writer.write(second, photometric="rgb")
    photo = load_photo(tmp_path / "m.tif")
    assert np.array_equal(photo.pixels, first)
    assert any("pages" in note for note in photo.notes)


def test_tiff_palette(tmp_path):
    image = Image.fromarray(np.array([[0, 1]], np.uint8), "P")
    image.putpalette([255, 128, 0, 7, 255, 9])
    image.save(tmp_path / "p.tif")
    assert load_photo(tmp_path / "p.tif").pixels.tolist() == [[[255, 128, 0], [7, 255, 9]]]


def test_tiff_bilevel(tmp_path):
    bits = RNG.random((9, 11)) > 0.5
    Image.fromarray(bits).save(tmp_path / "b.tif", compression="group4")
    photo = load_photo(tmp_path / "b.tif")
    assert photo.grey
    assert np.array_equal(photo.pixels[..., 0], bits * 255)


def test_tiff_lab_agrees_with_littlecms(tmp_path):
    srgb, cielab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB", 5000)
    to_lab = ImageCms.buildTransform(srgb, cielab, "RGB", "LAB")
    # Its shortcut through a table is off by up to 34 at the edge of sRGB.
    exact = ImageCms.Flags.NOOPTIMIZE
    to_rgb = ImageCms.buildTransform(cielab, srgb, "LAB", "RGB", flags=exact)
    lab = ImageCms.applyTransform(Image.fromarray(smooth()), to_lab)
    expected = np.asarray(ImageCms.applyTransform(lab, to_rgb)).astype(int)
    # Pillow's bytes hold a and b signed, as TIFF does.
    stored = np.frombuffer(lab.tobytes(), np.uint8).reshape(expected.shape).copy()
    tifffile.imwrite(tmp_path / "l.tif", stored, photometric="cielab")
    photo = load_photo(tmp_path / "l.tif")
    assert color.profile_space(photo.icc) == "RGB"
    difference = np.abs(color.to_uint8(photo.pixels) - expected)
    assert difference.max() <= 1


def test_tiff_resolution(tmp_path):
    tifffile.imwrite(
        tmp_path / "r.tif", smooth(), resolution=(118.11, 118.11), resolutionunit="CENTIMETER"
    )
    assert load_photo(tmp_path / "r.tif").dpi == pytest.approx((300, 300), rel=1e-3)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_heic(tmp_path, mode):
    pixels = np.dstack([smooth(), np.full((32, 48), 200, np.uint8)])[..., : len(mode)]
    image = Image.fromarray(np.ascontiguousarray(pixels), mode)
    pillow_heif.from_pillow(image).save(tmp_path / "a.heic", quality=100, chroma=444)
    photo = load_photo(tmp_path / "a.heic")
    assert photo.format == "HEIF"
    assert np.abs(photo.pixels.astype(int) - pixels).max() <= 6


def test_heic_of_ten_bits_reaches_full_white(tmp_path):
    white = np.full((32, 32, 3), 65535, np.uint16)
    pillow_heif.from_bytes("RGB;16", (32, 32), white.tobytes()).save(
        tmp_path / "a.heic", quality=100, chroma=444
    )
    photo = load_photo(tmp_path / "a.heic")
    assert photo.pixels.dtype == np.uint16
    assert photo.pixels.max() == 65535


def test_format_is_decided_by_content(tmp_path):
    Image.fromarray(smooth()).save(tmp_path / "a.jpg", "PNG")
    photo = load_photo(tmp_path / "a.jpg")
    assert photo.format == "PNG"
    assert np.array_equal(photo.pixels, smooth())


def expect_error(path, *words):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(PhotoError) as caught:
            load_photo(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert "Traceback" not in message
    for word in words:
        assert word in message


def test_missing_folder_empty_and_foreign_files(tmp_path):
    expect_error(tmp_path / "none.jpg", "no such file")
    expect_error(tmp_path, "folder")
    (tmp_path / "empty.png").touch()
    expect_error(tmp_path / "empty.png", "empty")
    (tmp_path / "text.jpg").write_text("dear diary\n" * 40)
    expect_error(tmp_path / "text.jpg", "no photo")
    (tmp_path / "x.psd").write_bytes(b"8BPS" + bytes(60))
    expect_error(tmp_path / "x.psd", "PSD", "convert")
    Image.fromarray(smooth()).save(tmp_path / "x.avif")
    expect_error(tmp_path / "x.avif", "AVIF", "convert")


def test_unreadable_file(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(b"x")

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "read_bytes", refuse)
    expect_error(path, "permission")


def sources(tmp_path):
    pixels = colours(64, 64)
    Image.fromarray(pixels).save(tmp_path / "a.jpg")
    Image.fromarray(pixels).save(tmp_path / "p.jpg", progressive=True)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    Image.fromarray(pixels).save(tmp_path / "a.webp", lossless=True)
    Image.fromarray(pixels).save(tmp_path / "a.bmp")
    Image.fromarray(pixels).save(tmp_path / "l.tif", compression="tiff_lzw")
    tifffile.imwrite(tmp_path / "u.tif", pixels, photometric="rgb")
    tifffile.imwrite(tmp_path / "d.tif", pixels, photometric="rgb", compression="zlib")
    cv2.imwrite(str(tmp_path / "d.png"), colours(64, 64, 3, np.uint16))
    cv2.imwrite(str(tmp_path / "e.tif"), colours(64, 64, 3, np.uint16))
    pillow_heif.from_pillow(Image.fromarray(pixels)).save(tmp_path / "a.heic")
    return sorted(tmp_path.iterdir())


def test_truncated_files_are_refused(tmp_path, capfd):
    for path in sources(tmp_path):
        data = path.read_bytes()
        load_photo(path)
        for share in (0.1, 0.5, 0.97):
            path.write_bytes(data[: int(len(data) * share)])
            expect_error(path)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_that_only_looks_whole_is_refused(tmp_path, mode, progressive):
    path = tmp_path / "a.jpg"
    Image.fromarray(colours(70, 90)).convert(mode).save(path, progressive=progressive)
    data = path.read_bytes()
    load_photo(path)
    cut = data[: len(data) * 3 // 5]
    for ending in (b"\xff\xd9", bytes(len(data) - len(cut))):
        path.write_bytes(cut + ending)
        expect_error(path, "cut short")


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("size", [(8, 8), (33, 47), (64, 16)])
def test_flat_jpeg_is_not_taken_for_a_cut_one(tmp_path, progressive, size):
    for shade in (0, 128, 255):
        Image.new("RGB", size, (shade, 128, 128)).save(tmp_path / "a.jpg", progressive=progressive)
        # Cameras put films and gain maps behind the picture.
        with open(tmp_path / "a.jpg", "ab") as file:
            file.write(b"trailer \xff\xda \xff\xd8")
        assert load_photo(tmp_path / "a.jpg").pixels.shape == (size[1], size[0], 3)


def test_tiff_that_lists_too_few_strips_is_refused(tmp_path):
    path = tmp_path / "s.tif"
    tifffile.imwrite(path, colours(30, 20), photometric="rgb", compression="zlib", rowsperstrip=10)
    data = bytearray(path.read_bytes())
    with tifffile.TiffFile(path) as file:
        for tag in (273, 279):
            struct.pack_into("<I", data, file.pages[0].tags[tag].offset + 4, 2)
    path.write_bytes(data)
    expect_error(path, "cut short")


@pytest.mark.parametrize("depth", [8, 16])
def test_png_with_too_few_rows_is_refused(tmp_path, depth):
    rows = rows16(colours(20, 30, 3 * depth // 16 or 1, np.uint16))[:700]
    (tmp_path / "a.png").write_bytes(png(30, 20, depth, 2, rows))
    expect_error(tmp_path / "a.png", "cut short")


def test_damaged_files_never_escape_as_library_errors(tmp_path):
    random = np.random.default_rng(3)
    for path in sources(tmp_path):
        data = path.read_bytes()
        for _ in range(25):
            broken = bytearray(data)
            for position in random.integers(0, min(len(data), 400), 4):
                broken[position] = random.integers(0, 256)
            path.write_bytes(broken)
            with contextlib.suppress(PhotoError):
                load_photo(path)


def test_bombs_are_refused_by_their_header(tmp_path):
    path = tmp_path / "bomb.png"
    path.write_bytes(png(30000, 30000, 8, 2, b"\0" * 100))
    expect_error(path, "30000 x 30000", "500 megapixels")
    path.write_bytes(png(20000, 20000, 16, 6, b"\0" * 100))
    expect_error(path, "cut short")
    path.write_bytes(png(0, 5, 8, 2, b"\0"))
    expect_error(path, "without pixels")
    tifffile.imwrite(tmp_path / "b.tif", smooth(), photometric="rgb")
    data = bytearray((tmp_path / "b.tif").read_bytes())
    with tifffile.TiffFile(tmp_path / "b.tif") as file:
        for tag in (256, 257):
            found = file.pages[0].tags[tag]
            struct.pack_into("<H" if found.dtype == 3 else "<I", data, found.valueoffset, 60000)
    (tmp_path / "b.tif").write_bytes(data)
    expect_error(tmp_path / "b.tif", "60000 x 60000")


def test_large_photo_gives_no_bomb_warning(tmp_path):
    path = tmp_path / "big.png"
    Image.new("1", (13000, 7000)).save(path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load_photo(path).pixels.shape == (7000, 13000, 3)


def test_no_raw_file_despite_its_name(tmp_path):
    (tmp_path / "a.dng").write_bytes(b"this is no raw file at all" * 20)
    expect_error(tmp_path / "a.dng", "no photo")
    tifffile.imwrite(tmp_path / "t.nef", smooth(), photometric="rgb")
    assert load_photo(tmp_path / "t.nef").format == "TIFF"


def write_dng(path, orientation=1):
    """A minimal DNG: a grey card under a neutral light, one uncompressed Bayer plane."""
    bayer = np.full((64, 96), 20000, np.uint16)
    matrix = [(3240454, 1000000), (-1537138, 1000000), (-498531, 1000000),
              (-969266, 1000000), (1876011, 1000000), (41556, 1000000),
              (55643, 1000000), (-204026, 1000000), (1057225, 1000000)]  # fmt: skip
    flat = [number for pair in matrix for number in pair]
    tifffile.imwrite(
        path,
        bayer,
        photometric=32803,
        metadata=None,
        software=False,
        extratags=[
            (274, 3, 1, orientation, True),
            (271, 2, 6, "Maker\0", True),
            (33421, 3, 2, (2, 2), True),
            (33422, 1, 4, b"\x00\x01\x01\x02", True),
            (50706, 1, 4, b"\x01\x04\x00\x00", True),
            (50708, 2, 5, "Test\0", True),
            (50714, 4, 1, 0, True),
            (50717, 4, 1, 65535, True),
            (50721, 10, 9, flat, True),
            (50728, 5, 3, (1, 1, 1, 1, 1, 1), True),
            (50778, 3, 1, 21, True),
        ],
    )


def test_raw_is_developed_to_deep_srgb(tmp_path):
    write_dng(tmp_path / "a.dng")
    photo = load_photo(tmp_path / "a.dng")
    assert photo.format == "RAW"
    assert photo.pixels.dtype == np.uint16
    assert photo.pixels.shape == (64, 96, 3)
    assert color.profile_space(photo.icc) == "RGB"
    middle = photo.pixels[20:40, 30:60].reshape(-1, 3).astype(int)
    assert np.ptp(middle.mean(axis=0)) < 0.02 * 65535
    assert b"Maker" in photo.exif
    # By content: the name does not matter.
    (tmp_path / "a.dng").rename(tmp_path / "a.tif")
    assert load_photo(tmp_path / "a.tif").format == "RAW"


def test_truncated_raw_is_refused(tmp_path):
    write_dng(tmp_path / "a.dng")
    data = (tmp_path / "a.dng").read_bytes()
    for share in (0.2, 0.6, 0.97):
        (tmp_path / "a.dng").write_bytes(data[: int(len(data) * share)])
        expect_error(tmp_path / "a.dng", "RAW")


def test_raw_is_turned_once(tmp_path):
    write_dng(tmp_path / "a.dng", orientation=6)
    assert load_photo(tmp_path / "a.dng").pixels.shape == (96, 64, 3)


def test_raw_is_asked_for_the_profiles_curve(tmp_path, monkeypatch):
    asked = {}
    original = rawpy.RawPy.postprocess

    class Recorder:
        def __init__(self, raw):
            self._raw = raw

        def __enter__(self):
            return self

        def __exit__(self, *details):
            self._raw.close()

        def __getattr__(self, name):
            return getattr(self._raw, name)

        def postprocess(self, **options):
            asked.update(options)
            return original(self._raw, **options)

    open_raw = rawpy.imread
    monkeypatch.setattr(rawpy, "imread", lambda file: Recorder(open_raw(file)))
    write_dng(tmp_path / "a.dng")
    load_photo(tmp_path / "a.dng")
    assert asked["gamma"] == (2.4, 12.92)
    assert asked["use_camera_wb"] is True
    assert asked["output_bps"] == 16
    assert asked["output_color"] == rawpy.ColorSpace.sRGB


def test_exif_thumbnail_is_gone(tmp_path):
    thumbnail = io.BytesIO()
    Image.new("RGB", (16, 16), "red").save(thumbnail, "JPEG")
    picture = thumbnail.getvalue()
    entries = [(0x0112, 3, 1, 6)]
    first = struct.pack("<H", 1) + struct.pack("<HHII", *entries[0]) + struct.pack("<I", 26)
    second = struct.pack("<H", 2)
    second += struct.pack("<HHII", 0x0201, 4, 1, 56) + struct.pack(
        "<HHII", 0x0202, 4, 1, len(picture)
    )
    second += struct.pack("<I", 0)
    block = b"II*\0" + struct.pack("<I", 8) + first + second + picture
    Image.fromarray(smooth()).save(tmp_path / "t.jpg", exif=b"Exif\0\0" + block)
    photo = load_photo(tmp_path / "t.jpg")
    assert photo.pixels.shape == (48, 32, 3)
    assert b"\xff\xd8" not in photo.exif
    assert len(photo.exif) == len(block)
