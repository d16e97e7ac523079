"""XMP: captions and keywords stay, pictures within do not."""

from __future__ import annotations

import numpy as np
import pillow_heif
import pytest
import tifffile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from pconv_studio.core.decode import load_photo
from pconv_studio.core.encode import save_notes, save_photo
from pconv_studio.core.photo import Photo
from pconv_studio.core.xmp import clean

PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmp:Rating="4" tiff:Orientation="6" exif:PixelXDimension="7777"
 exif:PixelYDimension='8888' xmlns:dc="http://purl.org/dc/elements/1.1/">
<tiff:ImageWidth>7777</tiff:ImageWidth><tiff:ImageLength>8888</tiff:ImageLength>
<dc:subject><rdf:Bag><rdf:li>Mäuse &amp; Menschen</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()


def smooth(height=32, width=48):
    y, x = np.mgrid[:height, :width]
    return np.dstack([x * 5, y * 7, 255 - x * 3]).astype(np.uint8)


def foreign(path):
    """A photo with the packet, written by the libraries themselves."""
    image = Image.fromarray(smooth())
    if path.suffix == ".png":
        text = PngInfo()
        text.add_itxt("XML:com.adobe.xmp", PACKET.decode())
        image.save(path, pnginfo=text)
    elif path.suffix == ".tif":
        tifffile.imwrite(path, smooth(), extratags=[(700, 1, len(PACKET), PACKET, True)])
    elif path.suffix == ".heic":
        pillow_heif.from_pillow(image).save(path, xmp=PACKET)
    else:
        image.save(path, xmp=PACKET)
    return path


@pytest.mark.parametrize("source", ["jpg", "png", "webp", "tif", "heic"])
@pytest.mark.parametrize("target", ["jpg", "png", "webp", "tif", "heic"])
def test_captions_stay_from_any_format_to_any(tmp_path, source, target):
    photo = load_photo(foreign(tmp_path / f"a.{source}"))
    assert photo.xmp == clean(PACKET, photo.pixels.shape[:2])
    saved = save_photo(photo, tmp_path / f"b.{target}")
    assert load_photo(saved).xmp == photo.xmp
    assert save_notes(photo, saved) == ()
    if target in ("jpg", "png", "webp"):
        with Image.open(saved) as image:
            said = image.info["xmp"]
        assert (said.encode() if isinstance(said, str) else said) == photo.xmp


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
@pytest.mark.parametrize("extension", ["png", "tif"])
def test_deep_photos_keep_them_too(tmp_path, dtype, extension):
    white = 1 if dtype == np.float32 else 65535
    photo = Photo(pixels=(smooth() / 255 * white).astype(dtype), xmp=clean(PACKET, (32, 48)))
    assert load_photo(save_photo(photo, tmp_path / f"a.{extension}")).xmp == photo.xmp


def test_orientation_and_size_are_those_of_the_copy(tmp_path):
    text = clean(PACKET, (30, 40)).decode()
    assert 'tiff:Orientation="1"' in text
    assert 'exif:PixelXDimension="40"' in text
    assert "exif:PixelYDimension='30'" in text
    assert "<tiff:ImageWidth>40<" in text
    assert "<tiff:ImageLength>30<" in text
    assert "7777" not in text
    assert "8888" not in text
    larger = Photo(pixels=smooth(64, 96), xmp=clean(PACKET, (32, 48)))
    assert b'"96"' in load_photo(save_photo(larger, tmp_path / "a.jpg")).xmp


@pytest.mark.parametrize(
    "within",
    [b"<xmp:Thumbnails>", b"GImage:Data=", b"xmpNote:HasExtendedXMP", b"<Container:Directory>"],
)
def test_what_shows_the_photo_before_is_dropped(within):
    text = PACKET.replace(b"<dc:subject>", within + b"<dc:subject>")
    assert clean(text, (32, 48)) is None


@pytest.mark.parametrize("text", [None, b"", b"no XMP", PACKET.decode().encode("utf-16")])
def test_what_is_none(text):
    assert clean(text, (32, 48)) is None


def test_what_does_not_fit_is_said(tmp_path):
    photo = Photo(pixels=smooth(), xmp=PACKET.replace(b"Menschen", b"M" * 66_000))
    for name, kind in {"a.jpg": "JPEG", "a.bmp": "BMP"}.items():
        assert f"XMP does not fit into {kind} and is left out" in save_notes(photo, name)
        assert load_photo(save_photo(photo, tmp_path / name)).xmp is None
    assert save_notes(photo, "a.png") == ()


def test_a_damaged_text_is_none(tmp_path):
    text = PngInfo()
    text.add(b"iTXt", b"XML:com.adobe.xmp\0\0\0cut")
    Image.fromarray(smooth()).save(tmp_path / "a.png", pnginfo=text)
    assert load_photo(tmp_path / "a.png").xmp is None
