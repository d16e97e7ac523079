"""`pconv fill` with one photo: results, and every way in which it can go wrong."""

from __future__ import annotations

import errno
import json
import os
import shutil
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

from pconv_studio.core.decode import load_photo
from pconv_studio.core.masks import load_mask


def test_fill(fill_telea, work):
    ran = fill_telea("photo.png", "--mask", "mask.png")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.startswith("photo_filled.png: 120 pixels filled by telea on cpu in ")
    assert ran.out.endswith(" s\n")
    source, result = load_photo("photo.png").pixels, load_photo("photo_filled.png").pixels
    hole, _ = load_mask("mask.png")
    assert np.array_equal(source[~hole], result[~hole])
    assert not np.array_equal(source[hole], result[hole])
    assert sorted(os.listdir(work)) == ["mask.png", "photo.png", "photo_filled.png"]


def test_fill_into_a_folder(fill_telea, work):
    (work / "out").mkdir()
    assert fill_telea("photo.png", "--mask", "mask.png", "-o", "out").code == 0
    assert (work / "out" / "photo_filled.png").is_file()


def test_fill_with_a_folder_of_masks(fill_telea, work):
    (work / "masks").mkdir()
    shutil.move("mask.png", "masks/photo.png")
    assert fill_telea("photo.png", "--mask", "masks", "-o", "o.png").code == 0
    fill_telea("o.png", "--mask", "masks").fails(1, "o.png: no mask called o.*")


def test_fill_as_json(fill_telea, work):
    ran = fill_telea("photo.png", "--mask", "mask.png", "-o", "o.jpg", "--json")
    assert ran.code == 0
    about = json.loads(ran.out)
    assert about.pop("seconds") >= 0
    assert about == {
        "photo": "photo.png",
        "saved": "o.jpg",
        "method": "telea",
        "device": "cpu",
        "hole_pixels": 120,
        "changed_outside_hole": 0,
        "notes": [],
    }


def test_notes_go_to_stderr(fill_telea, work, picture):
    picture().convert("RGBA").save("photo.png")
    pixels = np.array(Image.open("photo.png"))
    pixels[0, 0, 3] = 9
    Image.fromarray(pixels).save("photo.png")
    ran = fill_telea("photo.png", "--mask", "mask.png", "-o", "o.jpg", "--json")
    assert ran.code == 0
    assert "note: JPEG has no transparency" in ran.err
    assert json.loads(ran.out)["notes"]


def test_black_holes(fill_telea, work):
    ran = fill_telea("photo.png", "--mask", "mask.png", "--hole", "black", "--json")
    assert json.loads(ran.out)["hole_pixels"] == 40 * 48 - 120


def test_overwrite(fill_telea, work):
    fill_telea("photo.png", "--mask", "mask.png")
    ran = fill_telea("photo.png", "--mask", "mask.png")
    ran.fails(2, "photo_filled.png: there is a file of that name already", "--overwrite")
    assert fill_telea("photo.png", "--mask", "mask.png", "--overwrite").code == 0
    for target in ("photo.png", "mask.png"):
        before = (work / target).read_bytes()
        ran = fill_telea("photo.png", "--mask", "mask.png", "-o", target, "--overwrite")
        ran.fails(2, f"{target}: that is the ", "never overwritten")
        assert (work / target).read_bytes() == before


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb():
    header = struct.pack(">IIBBBBB", 30000, 30000, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body + chunk(b"IEND", b"")


def cut(path, share=0.5):
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


def make_bad(work, picture, kind):
    """Write a bad photo and return its name."""
    name = "bad.jpg" if "JPEG" in kind or kind == "text" else "bad.png"
    path = work / name
    if kind == "empty":
        path.touch()
    elif kind.startswith("cut"):
        picture(200, 240).save(path)
        cut(path)
    elif kind == "text":
        path.write_text("These are not the pixels you are looking for.\n" * 20)
    elif kind == "bomb":
        path.write_bytes(png_bomb())
    elif kind == "folder":
        (work / "sub").mkdir()
        return "sub"
    return name


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("missing", ["there is no such file; check the name"]),
        ("empty", ["the file is empty; get a fresh copy"]),
        ("cut JPEG", ["damaged or cut short; get a fresh copy"]),
        ("cut PNG", ["damaged or cut short; get a fresh copy"]),
        ("text", ["this is no photo", "choose another file"]),
        ("bomb", ["30000 x 30000 pixels", "make it smaller"]),
    ],
)
@pytest.mark.parametrize("as_mask", [False, True], ids=["photo", "mask"])
def test_bad_files(fill_telea, work, kind, words, as_mask, picture):
    name = make_bad(work, picture, kind)
    before = sorted(os.listdir(work))
    photo, holes = ("photo.png", name) if as_mask else (name, "mask.png")
    ran = fill_telea(photo, "--mask", holes, "-o", "result.png")
    ran.fails(1, f"pconv: {name}: ", *words)
    assert sorted(os.listdir(work)) == before


def save_mask_of(values):
    Image.fromarray(values).save("mask.png")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.full((40, 48), 255, np.uint8), ["nothing is left to fill it from"]),
        (np.zeros((40, 48), np.uint8), ["mask.png: the mask has no hole", "--hole black"]),
        (np.full((30, 48), 255, np.uint8), ["mask.png", "48 x 30", "48 x 40", "export the mask"]),
    ],
    ids=["all hole", "no hole", "another size"],
)
def test_bad_masks(fill_telea, work, values, words):
    save_mask_of(values)
    fill_telea("photo.png", "--mask", "mask.png").fails(1, *words)
    assert sorted(os.listdir(work)) == ["mask.png", "photo.png"]


def test_a_photo_of_one_pixel(fill_telea, work):
    Image.new("RGB", (1, 1), (1, 2, 3)).save("photo.png")
    save_mask_of(np.full((1, 1), 255, np.uint8))
    fill_telea("photo.png", "--mask", "mask.png").fails(1, "nothing is left to fill it")
    assert not (work / "photo_filled.png").exists()


def odd_photo(picture, kind):
    """Save an unusual photo and return its name and the format and mode it has to come back in."""
    if kind == "16-bit grey":
        values = np.linspace(0, 65535, 40 * 48).reshape(40, 48).astype(np.uint16)
        Image.fromarray(values).save("odd.png")
        return "odd.png", "odd_filled.png"
    if kind == "CMYK JPEG":
        picture().convert("CMYK").save("odd.jpg")
        return "odd.jpg", "odd_filled.jpg"
    if kind == "palette PNG":
        image = picture().quantize(16)
        image.save("odd.png", transparency=3)
        return "odd.png", "odd_filled.png"
    frames = [picture(seed=seed) for seed in (1, 2, 3)]
    frames[0].save("odd.gif", save_all=True, append_images=frames[1:], duration=100, loop=0)
    return "odd.gif", "odd_filled.png"


@pytest.mark.parametrize("kind", ["16-bit grey", "CMYK JPEG", "palette PNG", "animated GIF"])
def test_unusual_photos(fill_telea, work, kind, picture):
    name, expected = odd_photo(picture, kind)
    ran = fill_telea(name, "--mask", "mask.png", "--json")
    assert ran.code == 0, ran
    about = json.loads(ran.out)
    assert about["saved"] == expected
    assert about["changed_outside_hole"] == 0
    source, result = load_photo(name), load_photo(expected)
    hole, _ = load_mask("mask.png")
    assert result.pixels.dtype == source.pixels.dtype
    assert result.grey == source.grey
    if not expected.endswith(".jpg"):
        assert np.array_equal(result.pixels[~hole], source.pixels[~hole])
    with Image.open(expected) as image:
        assert image.size == (48, 40)
        if kind == "16-bit grey":
            assert image.mode.startswith("I;16")
    if kind == "animated GIF":
        assert "note: " in ran.err


def system_refuses(monkeypatch, number):
    """Creating a file for the result, or flushing it, fails as on such a system."""
    opened = os.open

    def refuse(path, flags, *rest, **options):
        if os.path.basename(os.fspath(path)).startswith(".saving-") and flags & os.O_CREAT:
            raise OSError(number, os.strerror(number), str(path))
        return opened(path, flags, *rest, **options)

    def full(_):
        raise OSError(number, os.strerror(number))

    if number == errno.ENOSPC:
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(os, "open", refuse)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EROFS, "the folder is read-only; choose another folder"),
        (errno.EACCES, "the folder may not be written to; choose another folder"),
        (errno.ENOSPC, "the disk is full; free some space"),
    ],
)
@pytest.mark.parametrize("name", ["result.png", "result.tif", "result.jpg"])
def test_a_system_that_refuses(fill_telea, work, monkeypatch, number, words, name):
    system_refuses(monkeypatch, number)
    ran = fill_telea("photo.png", "--mask", "mask.png", "-o", name)
    ran.fails(1, f"{name}: ", words)
    assert sorted(os.listdir(work)) == ["mask.png", "photo.png"]


@pytest.mark.parametrize(
    ("output", "word"), [("nowhere/o.png", "the folder does not exist"), ("o.xyz", "'.xyz'")]
)
def test_an_output_that_cannot_be(fill_telea, work, output, word):
    ran = fill_telea("photo.png", "--mask", "mask.png", "-o", output)
    ran.fails(2, f"pconv: {output}: ", word)


def test_a_name_that_the_console_cannot_show(work):
    name = os.fsdecode(b"\xff\xfe photo.png")
    try:
        shutil.copy("photo.png", name)
    except OSError:
        pytest.skip("this file system takes proper Unicode names only")
    code = "import sys; from pconv_studio.cli.main import main; main(sys.argv[1:])"
    arguments = ["fill", name, "--mask", "mask.png", "--method", "telea", "-o", name + ".png"]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONIOENCODING": "ascii:strict",
    }
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(b"\\udcff\\udcfe photo.png.png: 120 pixels filled")


def test_a_hole_without_surroundings_names_the_photo(fill_telea, work):
    save_mask_of(np.full((40, 48), 255, np.uint8))
    fill_telea("photo.png", "--mask", "mask.png").fails(1, "photo.png: the hole covers all")


@pytest.mark.parametrize(
    ("content", "name", "result"),
    [
        ("PNG", "named.jpg", "named_filled.png"),
        ("JPEG", "IMG_1.HEIC", "IMG_1_filled.jpg"),
        ("JPEG", "phone.mpo", "phone_filled.jpg"),
        ("JPEG", "bare", "bare_filled.jpg"),
    ],
)
def test_the_result_is_saved_as_the_photo_is_stored(
    fill_telea, work, content, name, result, picture
):
    picture().save(name, content)
    ran = fill_telea(name, "--mask", "mask.png")
    assert ran.code == 0
    assert load_photo(result).format == content


def test_a_model_for_a_method_without_one(fill_telea, work):
    ran = fill_telea("photo.png", "--mask", "mask.png", "--model", "compact")
    ran.fails(2, "telea takes no model")


def test_a_photo_that_is_not_there_is_what_is_said(fill_telea, work):
    fill_telea("gone/a.jpg", "--mask", "mask.png").fails(1, "gone/a.jpg: there is no such")
    fill_telea("photo.png", "--mask", "gone.png").fails(1, "gone.png: there is no such")


def test_a_name_that_is_too_long_is_said_before_any_work(fill_telea, work, monkeypatch, picture):
    import pconv_studio.inference.fill_file as module

    monkeypatch.setattr(module, "fill", None)
    name = "x" * 246 + ".png"
    picture().save(name)
    fill_telea(name, "--mask", "mask.png").fails(1, "the name is too long")
