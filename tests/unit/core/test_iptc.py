"""IPTC: captions and credits stay between JPEG and TIFF, pictures within do not."""

from __future__ import annotations

import struct

import numpy as np
import pytest
import tifffile
from PIL import Image, IptcImagePlugin

from pconv_studio.core.decode import load_photo
from pconv_studio.core.encode import save_notes, save_photo
from pconv_studio.core.iptc import clean, to_jpeg_segment
from pconv_studio.core.photo import Photo


def dataset(record, number, value):
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value


def extended(record, number, value):
    return struct.pack(">BBBHI", 0x1C, record, number, 0x8004, len(value)) + value


KEYWORDS = dataset(2, 25, b"coast") + dataset(2, 25, b"rocks")
CAPTION = dataset(2, 120, "Zwei Männer am Strand".encode())
RECORDS = dataset(2, 0, b"\0\4") + KEYWORDS + CAPTION
THUMBNAIL = b"\xff\xd8 not the picture any more \xff\xd9"


def smooth():
    y, x = np.mgrid[:32, :48]
    return np.dstack([x * 5, y * 7, 255 - x * 3]).astype(np.uint8)


def resource(number, content):
    header = struct.pack(">4sH", b"8BIM", number) + bytes(2) + struct.pack(">I", len(content))
    return header + content + bytes(len(content) % 2)


def foreign(path, records=RECORDS):
    """A photo as Photoshop writes it: other resources, a thumbnail too, and filled up words."""
    if path.suffix == ".tif":
        filled = records + bytes(-len(records) % 4)
        tag = (33723, 4, len(filled) // 4, filled, True)
        tifffile.imwrite(path, smooth(), photometric="rgb", extratags=[tag])
        return path
    content = b"Photoshop 3.0\0" + resource(1036, THUMBNAIL) + resource(1028, records)
    segment = struct.pack(">HH", 0xFFED, len(content) + 2) + content
    Image.fromarray(smooth()).save(path, extra=segment)
    return path


@pytest.mark.parametrize("source", ["jpg", "tif"])
@pytest.mark.parametrize("target", ["jpg", "tif"])
def test_records_stay(tmp_path, source, target):
    photo = load_photo(foreign(tmp_path / f"a.{source}"))
    assert photo.iptc == RECORDS
    saved = save_photo(photo, tmp_path / f"b.{target}")
    assert save_notes(photo, saved) == ()
    assert load_photo(saved).iptc == RECORDS
    with Image.open(saved) as image:
        said = IptcImagePlugin.getiptcinfo(image)
    assert said[2, 25] == [b"coast", b"rocks"]
    assert said[2, 120].decode() == "Zwei Männer am Strand"
    assert THUMBNAIL not in saved.read_bytes()


@pytest.mark.parametrize("extension", ["png", "webp", "bmp", "heic"])
def test_other_formats_say_that_they_have_none(tmp_path, extension):
    photo = Photo(smooth(), iptc=RECORDS)
    (note,) = save_notes(photo, tmp_path / f"a.{extension}")
    assert note.startswith("IPTC does not fit into ")
    assert load_photo(save_photo(photo, tmp_path / f"a.{extension}")).iptc is None


def test_what_is_too_long_for_a_jpeg_is_left_out_and_said(tmp_path):
    photo = Photo(smooth(), iptc=extended(2, 120, bytes(70_000)))
    assert save_notes(photo, "a.jpg") == ("IPTC does not fit into JPEG and is left out",)
    assert load_photo(save_photo(photo, tmp_path / "a.jpg")).iptc is None
    assert save_notes(photo, "a.tif") == ()
    assert load_photo(save_photo(photo, tmp_path / "a.tif")).iptc == photo.iptc


@pytest.mark.parametrize(
    ("records", "kept"),
    [
        (None, None),
        (b"", None),
        (b"no records", None),
        (RECORDS, RECORDS),
        (RECORDS + bytes(3), RECORDS),
        (RECORDS[:-1], None),
        (RECORDS + b"\x1c\x02", RECORDS),
        (extended(2, 120, bytes(5)) + bytes(2), extended(2, 120, bytes(5))),
        (KEYWORDS + dataset(2, 202, THUMBNAIL), None),
        # The bytes of a preview's head within a caption are no preview.
        (dataset(2, 120, b"\x1c\x02\xca"), dataset(2, 120, b"\x1c\x02\xca")),
    ],
    ids=[
        *("none", "empty", "other", "whole", "filled up", "cut", "head cut"),
        *("extended", "preview", "like a preview"),
    ],
)
def test_clean(records, kept):
    assert clean(records) == kept


def test_the_longest_segment():
    room = 0xFFFF - 2 - len(b"Photoshop 3.0\0") - 12
    assert len(to_jpeg_segment(bytes(room - room % 2))) <= 0xFFFF + 2
    assert to_jpeg_segment(bytes(room + 1)) is None
