"""Project files: what goes in comes back, and what others put in does no harm."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from dataclasses import fields, replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pconv_studio.core import archive, exif, project
from pconv_studio.core.color import srgb_profile
from pconv_studio.core.decode import load_photo
from pconv_studio.core.document import Document
from pconv_studio.core.encode import save_photo
from pconv_studio.core.errors import PhotoError, ProjectError, SaveError, UsageError
from pconv_studio.core.geometry import Box
from pconv_studio.core.layers import make_layer
from pconv_studio.core.packed import MemoryBudget
from pconv_studio.core.photo import Photo
from pconv_studio.core.project import load_project, open_document, save_project

RNG = np.random.default_rng(51)
HEIGHT, WIDTH = 120, 170
SETTINGS = {"view": {"zoom": 1.5}, "tool": "brush", "ü": [1, None, True]}


def pixels_of(dtype=np.uint8, channels=3, shape=(HEIGHT, WIDTH)):
    if dtype == np.float32:
        pixels = RNG.random((*shape, channels), np.float32)
        pixels[3, 4] = np.nan
        return pixels
    return RNG.integers(0, np.iinfo(dtype).max + 1, (*shape, channels)).astype(dtype)


def camera_exif():
    tags = Image.Exif()
    tags[0x010F] = "Maker"
    tags[0x0131] = "Other"
    tags.get_ifd(0x8769)[0x9003] = "2024:05:06 07:08:09"
    tags.get_ifd(0x8769)[0x927C] = b"maker's note"
    return exif.clean(tags.tobytes())


def work_on(document, layers=3):
    """Paint on a document and fill it, as a person would."""
    height, width = document.shape
    for number in range(layers):
        coverage = np.zeros(document.shape, np.uint8)
        top, left = 7 * number, 11 * number
        coverage[top : top + 40, left : left + 50] = RNG.choice(
            np.array([0, 1, 128, 255], np.uint8), (40, 50)
        )
        coverage[height - 1, width - 1 - number] = 255
        photo = document.photo.pixels
        layer = make_layer(
            pixels_of(photo.dtype.type, photo.shape[2], document.shape),
            coverage,
            name=f"Fill {number + 1} ü",
            method="pconv-detail",
            model=None if number else "paper",
            device="cpu",
            seconds=0.1 + number / 3,
            notes=("slow", "ß"),
            settings={"grow": number, "soften": 0.5},
        )
        document.insert_layer(number, layer)
    if layers > 1:
        document.set_visible(document.layers[1].id, False)
    document.coverage[5:60, 9:99] = RNG.integers(0, 256, (55, 90))
    return document


def same_bits(first, second):
    return (
        first.dtype == second.dtype
        and first.shape == second.shape
        and np.ascontiguousarray(first).tobytes() == np.ascontiguousarray(second).tobytes()
    )


def assert_same(first, second, *, path=True):
    assert same_bits(first.photo.pixels, second.photo.pixels)
    assert same_bits(first.result, second.result)
    assert same_bits(first.coverage, second.coverage)
    for field in fields(Photo):
        if field.name not in ("pixels", "path", "notes"):
            assert getattr(first.photo, field.name) == getattr(second.photo, field.name), field.name
    if path:
        assert first.source_file == second.source_file
    assert len(first.layers) == len(second.layers)
    for one, other in zip(first.layers, second.layers, strict=True):
        for field in fields(one):
            if field.name not in ("coverage", "pixels"):
                assert getattr(one, field.name) == getattr(other, field.name), field.name
        assert same_bits(one.coverage.array(), other.coverage.array())
        assert same_bits(one.pixels.array(), other.pixels.array())


def there_and_back(document, path, **options):
    notes = save_project(document.state(), path, settings=SETTINGS, **options)
    again, settings = load_project(path)
    assert settings == SETTINGS
    return again, notes


@pytest.mark.parametrize(
    ("extension", "channels"),
    [("jpg", 3), ("png", 3), ("png", 4), ("tif", 4), ("webp", 4), ("bmp", 3), ("heic", 3)],
)
def test_photos_from_files_come_back_with_their_file(tmp_path, extension, channels):
    path = tmp_path / f"a.{extension}"
    facts = {"icc": srgb_profile(), "exif": camera_exif(), "dpi": (300.0, 300.0)}
    save_photo(Photo(pixels_of(channels=channels), **facts), path)
    document, settings = open_document(path)
    assert settings == {}
    assert document.source_file == path
    work_on(document)
    again, notes = there_and_back(document, tmp_path / "a.pconv")
    assert notes == ()
    assert_same(document, again)
    assert again.source_bytes == path.read_bytes()
    with zipfile.ZipFile(tmp_path / "a.pconv") as file:
        assert file.read(f"source/a.{extension}") == path.read_bytes()
        assert file.testzip() is None


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("grey", [False, True])
def test_pixels_without_a_file_come_back(tmp_path, dtype, channels, grey):
    pixels = pixels_of(dtype, channels)
    if grey:
        pixels[..., 1] = pixels[..., 2] = pixels[..., 0]
    photo = Photo(
        pixels,
        format="WEBP",
        icc=srgb_profile(),
        exif=camera_exif(),
        xmp=b"<rdf:RDF/>",
        iptc=b"\x1c\x02\x19\x00\x05coast",
        grey=grey,
        quality=77,
        subsampling="4:2:2",
        dpi=(72.0, 96.5),
        notes=("from the clipboard",),
    )
    document = work_on(Document(photo))
    again, notes = there_and_back(document, tmp_path / "a.pconv")
    assert notes == ()
    assert_same(document, again)
    assert again.photo.notes == photo.notes
    assert again.source_file is None
    third, _ = there_and_back(again, tmp_path / "b.pconv")
    assert_same(document, third)


def test_rotated_photos_come_back_as_they_were_turned(tmp_path):
    tags = Image.Exif()
    tags[0x0112] = 6
    Image.fromarray(pixels_of()).save(tmp_path / "a.jpg", exif=tags)
    document = work_on(open_document(tmp_path / "a.jpg")[0])
    assert document.shape == (WIDTH, HEIGHT)
    again, _ = there_and_back(document, tmp_path / "a.pconv")
    assert_same(document, again)


def test_a_project_can_be_saved_again_without_the_photo(tmp_path):
    (tmp_path / "photos").mkdir()
    path = tmp_path / "photos" / "a.jpg"
    save_photo(Photo(pixels_of()), path)
    data = path.read_bytes()
    document = work_on(open_document(path)[0])
    again, _ = there_and_back(document, tmp_path / "a.pconv")
    assert again.source_file == path
    path.unlink()
    third, notes = there_and_back(again, tmp_path / "b.pconv")
    assert notes == ()
    assert_same(document, third, path=False)
    assert third.source_bytes == data
    # Where it may have been, so that exports get its name.
    assert third.source_file == tmp_path / "a.jpg"
    assert third.photo.path == third.source_file


@pytest.mark.parametrize("change", ["gone", "other pixels", "no photo", "other profile"])
def test_a_photo_that_was_changed_meanwhile(tmp_path, change):
    path = tmp_path / "a.png"
    save_photo(Photo(pixels_of(), icc=srgb_profile()), path)
    document = work_on(open_document(path)[0])
    if change == "gone":
        path.unlink()
    elif change == "no photo":
        path.write_bytes(b"nothing")
    else:
        icc = None if change == "other profile" else srgb_profile()
        pixels = document.photo.pixels if icc is None else 255 - document.photo.pixels
        save_photo(Photo(pixels, icc=icc), path, overwrite=True)
    again, (note,) = there_and_back(document, tmp_path / "a.pconv")
    assert str(path) in note
    assert "kept instead" in note
    assert_same(document, again)
    assert again.source_bytes is None


def test_a_photo_that_was_only_written_anew_is_the_same(tmp_path):
    path = tmp_path / "a.png"
    save_photo(Photo(pixels_of()), path)
    document = work_on(open_document(path)[0])
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)
    _, notes = there_and_back(document, tmp_path / "a.pconv")
    assert notes == ()
    # Nor does it matter when nobody knows when it was read.
    other = work_on(Document(load_photo(path), source_file=path))
    again, notes = there_and_back(other, tmp_path / "b.pconv")
    assert notes == ()
    assert again.source_bytes == data


def test_other_programs_can_read_it(tmp_path):
    document = work_on(Document(Photo(pixels_of(np.uint16))))
    save_project(document.state(), tmp_path / "a.pconv", settings={})
    with zipfile.ZipFile(tmp_path / "a.pconv") as file:
        manifest = json.loads(file.read("manifest.json"))
        assert manifest["format"] == "pconv-project"
        assert manifest["version"] == 1
        with Image.open(io.BytesIO(file.read("mask.png"))) as mask:
            assert mask.mode == "L"
            assert np.array_equal(np.asarray(mask), document.coverage)
        for record, layer in zip(manifest["layers"], document.layers, strict=True):
            pixels = np.load(io.BytesIO(file.read(f"layers/{layer.id}.npy")), allow_pickle=False)
            assert np.array_equal(pixels, layer.pixels.array())
            assert record["name"] == layer.name
            png = file.read(f"layers/{layer.id}.coverage.png")
            grey = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)
            assert np.array_equal(grey, layer.coverage.array())
        photo = cv2.imdecode(
            np.frombuffer(file.read("source/photo.tif"), np.uint8), cv2.IMREAD_UNCHANGED
        )
        assert np.array_equal(photo[..., ::-1], document.photo.pixels)


def test_an_untouched_document(tmp_path):
    document = Document(Photo(pixels_of()))
    again, _ = there_and_back(document, tmp_path / "a.pconv")
    assert_same(document, again)
    assert np.shares_memory(again.result, again.photo.pixels)


@pytest.mark.parametrize("name", ["ü \N{SNOWMAN}.png", "a:b?.png", "a\\b.png", "..png", "-.png"])
def test_names_of_any_kind(tmp_path, name):
    path = tmp_path / name
    save_photo(Photo(pixels_of()), path)
    document = work_on(open_document(path)[0])
    again, _ = there_and_back(document, tmp_path / "a.pconv")
    assert_same(document, again, path=False)
    assert again.source_bytes == path.read_bytes()


def test_saving_never_replaces_unasked_and_never_leaves_a_half(tmp_path, monkeypatch):
    path = tmp_path / "a.pconv"
    first = work_on(Document(Photo(pixels_of())))
    save_project(first.state(), path, settings={})
    second = work_on(Document(Photo(pixels_of())))
    with pytest.raises(SaveError, match="exists"):
        save_project(second.state(), path, settings={})
    with pytest.raises(UsageError, match=r"\.pconv"):
        save_project(second.state(), tmp_path / "a.zip", settings={})
    with pytest.raises(SaveError, match="does not exist"):
        save_project(second.state(), tmp_path / "none" / "a.pconv", settings={})
    with monkeypatch.context() as patch:

        def full(*_args, **_options):
            raise OSError(28, "No space left on device")

        patch.setattr(zipfile.ZipFile, "writestr", full)
        with pytest.raises(SaveError, match="disk is full"):
            save_project(second.state(), path, settings={}, overwrite=True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.pconv"]
    assert_same(first, load_project(path)[0])
    save_project(second.state(), path, settings={}, overwrite=True)
    assert_same(second, load_project(path)[0])


def test_layers_are_taken_care_of(tmp_path):
    path = tmp_path / "a.pconv"
    document = work_on(Document(Photo(pixels_of())))
    save_project(document.state(), path, settings={})
    budget = MemoryBudget(0, tmp_path)
    again, _ = open_document(path, budget=budget)
    assert [layer.nbytes for layer in again.layers] == [0, 0, 0]
    assert_same(document, again)
    photo, _ = open_document(_photo_file(tmp_path), budget=budget)
    assert photo.budget is budget


def _photo_file(folder):
    return save_photo(Photo(pixels_of()), folder / "p.png")


def test_errors_of_photos_stay_errors_of_photos(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"no")
    with pytest.raises(PhotoError, match=r"a\.jpg"):
        open_document(tmp_path / "a.jpg")
    with pytest.raises(PhotoError, match="no such file"):
        open_document(str(tmp_path / "b.jpg"))


# What others may put into such a file.


class Forger:
    """Takes a good project apart and puts it together again with something wrong."""

    def __init__(self, path):
        self.path = path
        self.document = work_on(Document(Photo(pixels_of(channels=4))), layers=2)
        save_project(self.document.state(), path, settings=SETTINGS)
        with zipfile.ZipFile(path) as file:
            self.entries = {name: file.read(name) for name in file.namelist()}
        self.manifest = json.loads(self.entries["manifest.json"])
        self.layer = self.manifest["layers"][0]

    def write(self, *extra, kind=zipfile.ZIP_DEFLATED):
        self.entries["manifest.json"] = json.dumps(self.manifest).encode()
        return self.write_entries([*self.entries.items(), *extra], kind)

    def write_entries(self, entries, kind=zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(self.path, "w", kind) as file:
            for name, data in entries:
                file.writestr(name, data)
        return self.path


@pytest.fixture
def forger(tmp_path):
    return Forger(tmp_path / "a.pconv")


def refused(path, match):
    with pytest.raises(ProjectError, match=match) as caught:
        load_project(path)
    text = str(caught.value)
    assert text.startswith(f"{path}: ")
    assert ";" in text, "a remedy belongs to it"
    assert "\n" not in text


def test_the_forger_makes_good_files_too(forger):
    assert_same(forger.document, load_project(forger.write())[0])


@pytest.mark.parametrize("data", [b"", b"PK", b"nothing", b"PK\x05\x06" + bytes(18)])
def test_no_zip_file(tmp_path, data):
    path = tmp_path / "a.pconv"
    path.write_bytes(data)
    refused(path, "project")


def test_no_file_at_all(tmp_path):
    refused(tmp_path / "a.pconv", "no such file")
    (tmp_path / "b.pconv").mkdir()
    refused(tmp_path / "b.pconv", "folder")


def test_another_programs_zip_file(forger):
    refused(forger.write_entries([("word/document.xml", b"<x/>")]), "no project")
    forger.manifest["format"] = "other"
    refused(forger.write(), "no project")


def test_a_newer_version(forger):
    forger.manifest["version"] = 2
    forger.manifest["program"] = "PConv Studio 9"
    refused(forger.write(), r"newer version \(PConv Studio 9\); update")


def test_cut_short_at_any_place(forger):
    whole = forger.write().read_bytes()
    for length in range(1, len(whole), len(whole) // 60):
        forger.path.write_bytes(whole[:length])
        refused(forger.path, r"damaged|project")


def test_a_flipped_bit_anywhere_is_found_or_does_no_harm(forger):
    whole = forger.write().read_bytes()
    for position in range(0, len(whole), len(whole) // 150):
        flipped = bytearray(whole)
        flipped[position] ^= 1 << int(RNG.integers(8))
        forger.path.write_bytes(flipped)
        try:
            again, _ = load_project(forger.path)
        except ProjectError:
            refused(forger.path, r"a\.pconv")
        else:
            assert_same(forger.document, again)


@pytest.mark.parametrize(
    "name",
    ["../evil", "a/../../evil", "/etc/evil", "C:/evil", "a\\..\\evil", "./a", "source//a", ".."],
)
def test_names_that_lead_elsewhere(forger, name):
    refused(forger.write((name, b"x")), "leads out")
    assert not (forger.path.parent.parent / "evil").exists()


def test_the_same_name_twice(forger):
    with pytest.warns(UserWarning, match="Duplicate"):
        forger.write(("mask.png", b"x"))
    refused(forger.path, "damaged")


@pytest.mark.parametrize("kind", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing(forger, kind):
    refused(forger.write(kind=kind), "damaged")


def test_encrypted_entries(forger):
    data = bytearray(forger.write().read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        data[at + offset] |= 1
    forger.path.write_bytes(data)
    refused(forger.path, "damaged")


def test_too_many_entries(forger, monkeypatch):
    monkeypatch.setattr(archive, "MAX_ENTRIES", 5)
    refused(forger.write(), "damaged")


def test_entries_larger_than_they_can_be(forger, monkeypatch):
    forger.entries["mask.png"] += bytes(1_200_000)
    refused(forger.write(), "mask.png in it is larger")
    forger = Forger(forger.path.with_name("b.pconv"))
    forger.entries[forger.layer["pixels"]] += bytes(5_000)
    refused(forger.write(), "larger")
    forger = Forger(forger.path.with_name("c.pconv"))
    forger.manifest["x"] = "x" * 70_000
    monkeypatch.setattr(project, "_LARGEST_MANIFEST", 60_000)
    refused(forger.write(), "manifest.json in it is larger")


def test_a_photo_packed_like_a_bomb(forger, monkeypatch):
    monkeypatch.setattr(archive, "MAX_PACKED", 1_000_000)
    name = next(name for name in forger.entries if name.startswith("source/"))
    forger.entries[name] = forger.entries[name] + bytes(2_000_000)
    refused(forger.write(), "larger")


def test_sizes_that_lie(forger):
    whole = forger.write().read_bytes()
    name = b"mask.png"
    at = whole.find(b"PK\x01\x02" + whole[whole.find(b"PK\x01\x02") + 4 :][:0])
    while whole[at + 46 : at + 46 + len(name)] != name:
        at = whole.find(b"PK\x01\x02", at + 4)
    for size in (0, 10, 25_000, 2**31):
        lying = bytearray(whole)
        struct.pack_into("<I", lying, at + 24, size)
        forger.path.write_bytes(lying)
        refused(forger.path, r"mask\.png in it|damaged")


def png(width, height, kind=0, depth=8, data=None):
    def chunk(name, content):
        return (
            struct.pack(">I", len(content))
            + name
            + content
            + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    data = zlib.compress(bytes(100)) if data is None else data
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        png(WIDTH + 1, HEIGHT),
        png(60_000, 60_000),
        png(WIDTH, HEIGHT, kind=2),
        png(WIDTH, HEIGHT, depth=16),
        png(WIDTH, HEIGHT)[:40],
    ],
)
def test_masks_that_are_none(forger, data):
    forger.entries["mask.png"] = data
    refused(forger.write(), "mask")
    forger = Forger(forger.path.with_name("b.pconv"))
    forger.entries[forger.layer["coverage"]] = data
    refused(forger.write(), "mask")


def npy_bytes(array, **options):
    buffer = io.BytesIO()
    np.save(buffer, array, **options)
    return buffer.getvalue()


def lying_npy(shape, descr="|u1"):
    buffer = io.BytesIO()
    header = {"descr": descr, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(buffer, header)
    return buffer.getvalue() + bytes(100)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x93NUMPY",
        npy_bytes(np.array([{"a": 1}], object), allow_pickle=True),
        npy_bytes(np.zeros((5, 5, 4), np.uint8)),
        npy_bytes(np.zeros((HEIGHT, WIDTH, 4), np.uint16)),
        lying_npy((10**6, 10**6, 4)),
        lying_npy((-1, 5, 4)),
        lying_npy((5, 5), "|O"),
        b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 65535,
    ],
)
def test_pixels_that_are_none(forger, data):
    forger.entries[forger.layer["pixels"]] = data
    refused(forger.write(), "pixels|larger")


def test_pixels_are_never_unpickled(forger, tmp_path):
    class Evil:
        def __reduce__(self):
            return (Path.touch, (tmp_path / "touched",))

    array = np.empty((1,), object)
    array[0] = Evil()
    forger.entries[forger.layer["pixels"]] = npy_bytes(array, allow_pickle=True)
    refused(forger.write(), "pixels")
    assert not (tmp_path / "touched").exists()


@pytest.mark.parametrize("entry", ["mask.png", "pixels", "coverage", "source"])
def test_missing_entries(forger, entry):
    name = forger.layer.get(entry, entry)
    if entry == "source":
        name = next(name for name in forger.entries if name.startswith("source/"))
    del forger.entries[name]
    refused(forger.write(), "missing")


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b"[" * 50_000, b"1e999"])
def test_manifests_that_are_none(forger, text):
    entries = {**forger.entries, "manifest.json": text}
    refused(forger.write_entries(entries.items()), "damaged")


@pytest.mark.parametrize(
    ("where", "key", "value"),
    [
        ("", "version", "1"),
        ("", "version", True),
        ("", "photo", None),
        ("", "layers", {}),
        ("", "layers", [1]),
        ("", "settings", []),
        ("photo", "name", "../../evil"),
        ("photo", "name", "other.tif"),
        ("photo", "shape", [1, 1, 4]),
        ("photo", "shape", "x"),
        ("photo", "dtype", "object"),
        ("photo", "crc32", None),
        ("photo", "kind", 5),
        ("photo", "icc", "no base64 !"),
        ("photo", "dpi", [1]),
        ("photo", "quality", "high"),
        ("layer", "id", "../evil"),
        ("layer", "id", ""),
        ("layer", "name", 5),
        ("layer", "box", [0, 0, 5]),
        ("layer", "box", [5, 5, 5, 5]),
        ("layer", "box", [-1, 0, 5, 5]),
        ("layer", "box", [0, 0, 10**9, 5]),
        ("layer", "box", [0, 0, 5.5, 5]),
        ("layer", "box", [0, 0, 20, 20]),
        ("layer", "visible", "yes"),
        ("layer", "seconds", "1"),
        ("layer", "seconds", float("inf")),
        ("layer", "notes", [1]),
        ("layer", "settings", "x"),
        ("layer", "pixels", "../../evil"),
        ("layer", "pixels", "manifest.json"),
        ("layer", "coverage", "source/photo.tif"),
    ],
)
def test_records_that_make_no_sense(forger, where, key, value):
    {"": forger.manifest, "photo": forger.manifest["photo"], "layer": forger.layer}[where][key] = (
        value
    )
    refused(forger.write(), "damaged|missing|larger|cannot be opened")


def test_the_same_layer_twice(forger):
    forger.manifest["layers"].append(forger.layer)
    refused(forger.write(), "already")


def test_a_photo_that_is_none(forger):
    name = next(name for name in forger.entries if name.startswith("source/"))
    forger.entries[name] = b"nothing"
    refused(forger.write(), "photo in it cannot be opened")
    # A picture of 60000 x 60000 pixels in a hundred bytes.
    forger.entries[name] = png(60_000, 60_000, kind=2)
    refused(forger.write(), "photo in it cannot be opened")


@pytest.mark.parametrize(
    "file",
    [
        "/etc/passwd",
        "C:\\x.jpg",
        "\\\\server\\share\\x.jpg",
        "//server/x.jpg",
        "a\0b",
        "no/such",
        5,
    ],
)
def test_places_of_photos_are_not_believed(forger, file):
    forger.manifest["photo"]["file"] = file
    if file == 5:
        refused(forger.write(), "file")
        return
    again, _ = load_project(forger.write())
    assert again.source_file.parent == forger.path.parent
    assert again.source_file.name in ("photo.tif", "such")
    assert_same(forger.document, again, path=False)


def test_a_photo_that_is_decoded_differently_is_told(forger):
    forger.manifest["photo"]["crc32"] ^= 1
    again, _ = load_project(forger.write())
    assert "decoded slightly differently" in again.photo.notes[-1]


def test_more_layers_than_there_can_be(forger, monkeypatch):
    monkeypatch.setattr(project, "_LARGEST_LAYERS", 100)
    refused(forger.write(), "more layers")


def test_memory_that_does_not_suffice(forger, monkeypatch):
    def none_left(*_):
        raise MemoryError

    monkeypatch.setattr(project, "read_npy", none_left)
    refused(forger.write(), "not enough memory")


def test_a_damaged_project_leaves_nothing_open(forger):
    forger.manifest["version"] = 9
    path = forger.write()
    refused(path, "newer")
    path.unlink()


def test_layer_boxes_reach_the_border(tmp_path):
    document = Document(Photo(pixels_of()))
    coverage = np.full(document.shape, 255, np.uint8)
    layer = make_layer(255 - document.photo.pixels, coverage, name="all", method="telea")
    document.insert_layer(0, replace(layer, id="0" * 32))
    assert layer.box == Box(0, 0, HEIGHT, WIDTH)
    again, _ = there_and_back(document, tmp_path / "a.pconv")
    assert_same(document, again)
