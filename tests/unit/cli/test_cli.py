"""The console program: exit codes, one line an error, and nothing left behind."""

from __future__ import annotations

import errno
import json
import os
import pickle
import shutil
import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
import torch
from PIL import Image

import pconv_models.catalogue as catalogue
from pconv_models.config import PRESETS
from pconv_studio import __version__
from pconv_studio.cli import bench, main
from pconv_studio.core.decode import load_photo
from pconv_studio.core.masks import load_mask
from pconv_studio.inference import registry

COMMANDS = [
    [],
    ["demo"],
    ["fill"],
    ["upscale"],
    ["models"],
    ["models", "list"],
    ["models", "show"],
    ["models", "verify"],
    ["masks"],
    ["masks", "generate"],
    ["train"],
    ["bench"],
    ["doctor"],
]


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A folder to stand in, with a photo and its mask."""
    monkeypatch.chdir(tmp_path)
    picture().save("photo.png")
    mask().save("mask.png")
    return tmp_path


def picture(height=40, width=48, seed=3):
    rng = np.random.default_rng(seed)
    corners = Image.fromarray(rng.integers(0, 256, (3, 3, 3), np.uint8))
    return corners.resize((width, height), Image.Resampling.BICUBIC)


def mask(height=40, width=48):
    values = np.zeros((height, width), np.uint8)
    values[height // 4 : height // 2, width // 4 : width // 2] = 255
    return Image.fromarray(values)


def fails(ran, code, *words):
    """One line on stderr that says what is wrong; nothing on stdout."""
    assert ran.code == code, ran
    assert ran.out == ""
    assert ran.err.startswith("pconv: ")
    assert ran.err.count("\n") == 1
    assert ran.err.endswith("\n")
    assert "Traceback" not in ran.err
    assert "unexpected" not in ran.err
    for word in words:
        assert word in ran.err


def fill_telea(pconv, *arguments):
    return pconv("fill", *arguments, "--method", "telea")


# --- the program as such


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help(pconv, command):
    ran = pconv(*command, "--help")
    assert ran.code == 0
    assert "Usage: pconv" in ran.out
    assert "--help" in ran.out
    assert ran.err == ""


@pytest.mark.parametrize("command", [[], ["models"], ["masks"]], ids=str)
def test_nothing_asked_shows_the_help(pconv, command):
    ran = pconv(*command)
    assert ran.code == 2
    assert "Usage: pconv" in ran.out + ran.err
    assert "pconv: Usage" not in ran.err


def test_version(pconv):
    ran = pconv("--version")
    assert (ran.code, ran.out) == (0, f"pconv {__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], ["'nonsense'", "see 'pconv --help'"]),
        (["fill"], ["Missing argument", "see 'pconv fill --help'"]),
        (["fill", "photo.png"], ["--mask"]),
        (["fill", "photo.png", "--mask", "mask.png", "--nonsense"], ["--nonsense"]),
        (["fill", "photo.png", "--mask", "mask.png", "--device", "tpu"], ["'tpu'", "cuda"]),
        (["fill", "photo.png", "--mask", "mask.png", "--hole", "red"], ["'red'", "black"]),
        (["fill", "photo.png", "--mask", "mask.png", "--method", "magic"], ["'magic'", "telea"]),
        (["models", "nonsense"], ["'nonsense'", "see 'pconv models --help'"]),
        (["masks", "generate"], ["--output"]),
        (["train"], ["--photos"]),
        (["demo", "--sample", "nowhere"], ["'nowhere'", "there are"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_wrong_usage(pconv, work, arguments, words):
    fails(pconv(*arguments), 2, *words)
    assert sorted(os.listdir(work)) == ["mask.png", "photo.png"]


@pytest.mark.parametrize("place", [0, 1, -1])
def test_debug_shows_the_traceback(work, place):
    arguments = ["fill", "missing.png", "--mask", "mask.png", "--method", "telea"]
    arguments.insert(place if place >= 0 else len(arguments), "--debug")
    from pconv_studio.core.errors import PhotoError

    with pytest.raises(PhotoError, match=r"missing\.png: there is no such file"):
        main.main(arguments)


def test_an_unexpected_error_is_one_line(pconv, work, monkeypatch):
    import pconv_studio.inference.fill_file as fill_file

    def broken(*_, **__):
        raise ZeroDivisionError("first line\nsecond line")

    monkeypatch.setattr(fill_file, "fill", broken)
    ran = fill_telea(pconv, "photo.png", "--mask", "mask.png")
    assert ran.code == 1
    assert ran.err == (
        "pconv: unexpected ZeroDivisionError: first line second line; "
        "run the command with --debug and report what it shows\n"
    )


def test_control_c_is_no_traceback(pconv, work, monkeypatch):
    import pconv_studio.inference.fill_file as fill_file

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(fill_file, "fill", interrupted)
    ran = fill_telea(pconv, "photo.png", "--mask", "mask.png")
    assert (ran.code, ran.out, ran.err) == (1, "", "pconv: interrupted\n")
    assert not (work / "photo_filled.png").exists()


def test_importing_the_program_does_not_import_torch():
    code = (
        "import sys, pconv_studio.cli.main; "
        "print(sorted({'torch', 'cv2', 'pconv_training'} & set(sys.modules)))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


# --- fill, one photo


def test_fill(pconv, work):
    ran = fill_telea(pconv, "photo.png", "--mask", "mask.png")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.startswith("photo_filled.png: 120 pixels filled by telea on cpu in ")
    assert ran.out.endswith(" s\n")
    source, result = load_photo("photo.png").pixels, load_photo("photo_filled.png").pixels
    hole, _ = load_mask("mask.png")
    assert np.array_equal(source[~hole], result[~hole])
    assert not np.array_equal(source[hole], result[hole])
    assert sorted(os.listdir(work)) == ["mask.png", "photo.png", "photo_filled.png"]


def test_fill_into_a_folder(pconv, work):
    (work / "out").mkdir()
    assert fill_telea(pconv, "photo.png", "--mask", "mask.png", "-o", "out").code == 0
    assert (work / "out" / "photo_filled.png").is_file()


def test_fill_with_a_folder_of_masks(pconv, work):
    (work / "masks").mkdir()
    shutil.move("mask.png", "masks/photo.png")
    assert fill_telea(pconv, "photo.png", "--mask", "masks", "-o", "o.png").code == 0
    fails(fill_telea(pconv, "o.png", "--mask", "masks"), 1, "o.png: no mask called o.*")


def test_fill_as_json(pconv, work):
    ran = fill_telea(pconv, "photo.png", "--mask", "mask.png", "-o", "o.jpg", "--json")
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


def test_notes_go_to_stderr(pconv, work):
    picture().convert("RGBA").save("photo.png")
    pixels = np.array(Image.open("photo.png"))
    pixels[0, 0, 3] = 9
    Image.fromarray(pixels).save("photo.png")
    ran = fill_telea(pconv, "photo.png", "--mask", "mask.png", "-o", "o.jpg", "--json")
    assert ran.code == 0
    assert "note: JPEG has no transparency" in ran.err
    assert json.loads(ran.out)["notes"]


def test_black_holes(pconv, work):
    ran = fill_telea(pconv, "photo.png", "--mask", "mask.png", "--hole", "black", "--json")
    assert json.loads(ran.out)["hole_pixels"] == 40 * 48 - 120


def test_overwrite(pconv, work):
    fill_telea(pconv, "photo.png", "--mask", "mask.png")
    ran = fill_telea(pconv, "photo.png", "--mask", "mask.png")
    fails(ran, 2, "photo_filled.png: there is a file of that name already", "--overwrite")
    assert fill_telea(pconv, "photo.png", "--mask", "mask.png", "--overwrite").code == 0
    for target in ("photo.png", "mask.png"):
        before = (work / target).read_bytes()
        ran = fill_telea(pconv, "photo.png", "--mask", "mask.png", "-o", target, "--overwrite")
        fails(ran, 2, f"{target}: that is the ", "never overwritten")
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


def make_bad(work, kind):
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
def test_bad_files(pconv, work, kind, words, as_mask):
    name = make_bad(work, kind)
    before = sorted(os.listdir(work))
    photo, holes = ("photo.png", name) if as_mask else (name, "mask.png")
    ran = fill_telea(pconv, photo, "--mask", holes, "-o", "result.png")
    fails(ran, 1, f"pconv: {name}: ", *words)
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
def test_bad_masks(pconv, work, values, words):
    save_mask_of(values)
    fails(fill_telea(pconv, "photo.png", "--mask", "mask.png"), 1, *words)
    assert sorted(os.listdir(work)) == ["mask.png", "photo.png"]


def test_a_photo_of_one_pixel(pconv, work):
    Image.new("RGB", (1, 1), (1, 2, 3)).save("photo.png")
    save_mask_of(np.full((1, 1), 255, np.uint8))
    fails(fill_telea(pconv, "photo.png", "--mask", "mask.png"), 1, "nothing is left to fill it")
    assert not (work / "photo_filled.png").exists()


def odd_photo(kind):
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
def test_unusual_photos(pconv, work, kind):
    name, expected = odd_photo(kind)
    ran = fill_telea(pconv, name, "--mask", "mask.png", "--json")
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
def test_a_system_that_refuses(pconv, work, monkeypatch, number, words, name):
    system_refuses(monkeypatch, number)
    ran = fill_telea(pconv, "photo.png", "--mask", "mask.png", "-o", name)
    fails(ran, 1, f"{name}: ", words)
    assert sorted(os.listdir(work)) == ["mask.png", "photo.png"]


@pytest.mark.parametrize(
    ("output", "word"), [("nowhere/o.png", "the folder does not exist"), ("o.xyz", "'.xyz'")]
)
def test_an_output_that_cannot_be(pconv, work, output, word):
    ran = fill_telea(pconv, "photo.png", "--mask", "mask.png", "-o", output)
    fails(ran, 2, f"pconv: {output}: ", word)


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


# --- fill with a network


class Code:
    """Unpickling this would leave a file behind."""

    def __reduce__(self):
        return os.mkdir, ("executed",)


def bad_weights(kind):
    name = "model.pth" if kind == "code" else "model.safetensors"
    if "code" in kind:
        with open(name, "wb") as file:
            pickle.dump(Code(), file)
    elif kind == "foreign":
        from safetensors.torch import save_file

        save_file({"weight": torch.zeros(3)}, name)
    elif kind == "cut":
        shutil.copy(catalogue.WEIGHTS / "compact.safetensors", name)
        os.truncate(name, 100_000)
    elif kind == "empty":
        open(name, "wb").close()
    return name


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("code", ["files can carry code and are not opened"]),
        ("pickled code under our name", ["not a safetensors file", "get the file again"]),
        ("foreign", ["not made by PConv Studio"]),
        ("cut", ["not a safetensors file, or it is damaged", "get the file again"]),
        ("empty", ["not a safetensors file, or it is damaged"]),
        ("missing", ["neither a model that comes with the program", "nor a file of weights"]),
    ],
)
@pytest.mark.parametrize("method", ["pconv", "pconv-detail"])
def test_bad_weights(pconv, work, kind, words, method):
    name = bad_weights(kind)
    ran = pconv(
        *("fill", "photo.png", "--mask", "mask.png", "-o", "result.png"),
        *("--method", method, "--model", name, "--device", "cpu"),
    )
    fails(ran, 1, f"pconv: {name}: ", *words)
    assert not (work / "executed").exists()
    assert not (work / "result.png").exists()


@pytest.mark.parametrize("kind", ["code", "pickled code under our name", "foreign", "cut"])
def test_showing_bad_weights(pconv, work, kind):
    name = bad_weights(kind)
    fails(pconv("models", "show", name), 1, f"pconv: {name}: ")
    assert not (work / "executed").exists()


def test_cuda_that_is_not_there(pconv, work, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    ran = pconv("fill", "photo.png", "--mask", "mask.png", "--method", "pconv", "--device", "cuda")
    fails(ran, 1, "CUDA was asked for", "use the device cpu or auto")


@pytest.mark.e2e
def test_the_bundled_model_fills_a_sample(pconv, tmp_path, monkeypatch):
    from pconv_resources import samples

    monkeypatch.chdir(tmp_path)
    sample = min(samples(), key=lambda entry: entry.width * entry.height)
    hole, _ = load_mask(sample.hole)
    row, column = (int(v) for v in np.argwhere(hole)[hole.sum() // 2])
    box = (max(0, column - 80), max(0, row - 80), column + 80, row + 80)
    with Image.open(sample.file) as image:
        image.convert("RGB").crop(box).save("photo.png")
    values = np.zeros((160, box[2] - box[0]), np.uint8)[: row + 80 - box[1]]
    values[70:95, 60:90] = 255
    save_mask_of(values)
    ran = pconv("fill", "photo.png", "--mask", "mask.png", "--device", "cpu", "--json")
    assert ran.code == 0, ran.err
    about = json.loads(ran.out)
    assert about["method"] == "pconv-detail"
    assert about["device"] == "cpu"
    assert about["changed_outside_hole"] == 0
    source, result = load_photo("photo.png").pixels, load_photo("photo_filled.png").pixels
    filled = values > 0
    assert np.array_equal(source[~filled], result[~filled])
    assert (source[filled] != result[filled]).any()


# --- fill, a folder of photos


@pytest.fixture
def album(work):
    """Four photos, one of them bad, and their masks."""
    (work / "photos").mkdir()
    (work / "masks").mkdir()
    for number, name in enumerate(["a.jpg", "b.png", "d.tif"]):
        picture(seed=number).save(work / "photos" / name)
        mask().save(work / "masks" / f"{name[0]}.png")
    (work / "photos" / "c.jpg").write_bytes(b"\xff\xd8\xff\xe0 not much of a photo")
    mask().save(work / "masks" / "c.png")
    (work / "photos" / "notes.txt").write_text("no photo")
    return work


def test_one_bad_photo_never_stops_the_rest(pconv, album):
    ran = fill_telea(pconv, "photos", "--mask", "masks", "-o", "out")
    assert ran.code == 1
    assert ran.out.startswith("3 of 4 photos filled in ")
    assert ran.out.endswith(" s, 1 failed\n")
    lines = ran.err.splitlines()
    assert len(lines) == 4
    assert [line for line in lines if line.startswith("pconv: ")] == [lines[2]]
    assert lines[2].startswith(f"pconv: {os.path.join('photos', 'c.jpg')}: ")
    assert sorted(os.listdir("out")) == ["a.jpg", "b.png", "d.tif"]
    for name in os.listdir("out"):
        assert load_photo(f"out/{name}").pixels.shape == (40, 48, 3)
    # Not on a terminal: no bar, no colours.
    assert "\x1b" not in ran.err
    assert "\r" not in ran.err
    assert "━" not in ran.err


def test_a_batch_as_json(pconv, album):
    ran = fill_telea(pconv, "photos", "--mask", "masks", "-o", "out", "--json")
    assert ran.code == 1
    about = json.loads(ran.out)
    assert [os.path.basename(row["saved"]) for row in about["filled"]] == [
        "a.jpg",
        "b.png",
        "d.tif",
    ]
    ((failure),) = about["failed"]
    assert failure["photo"].endswith("c.jpg")
    assert "get a fresh copy" in failure["error"]
    assert about["seconds"] >= 0


def test_a_good_batch_is_done(pconv, album):
    os.remove("photos/c.jpg")
    ran = fill_telea(pconv, "photos", "--mask", "masks", "-o", "some/new/folder")
    assert ran.code == 0
    assert ran.out.startswith("3 of 3 photos filled")
    again = fill_telea(pconv, "photos", "--mask", "masks", "-o", "some/new/folder")
    assert again.code == 1
    assert again.out.startswith("0 of 3")
    assert again.err.count("there is a file of that name already") == 3
    again = fill_telea(pconv, "photos", "--mask", "masks", "-o", "some/new/folder", "--overwrite")
    assert again.code == 0


def test_one_mask_for_all(pconv, album):
    ran = fill_telea(pconv, "photos", "--mask", "mask.png", "-o", "out", "--json")
    assert len(json.loads(ran.out)["filled"]) == 3


def test_a_mask_among_the_photos_is_no_photo(pconv, album):
    shutil.copy("mask.png", "photos/hole.png")
    os.remove("photos/c.jpg")
    ran = fill_telea(pconv, "photos", "--mask", "photos/hole.png", "-o", "out")
    assert ran.code == 0
    assert sorted(os.listdir("out")) == ["a.jpg", "b.png", "d.tif"]


def test_a_missing_mask_is_one_failure(pconv, album):
    os.remove("masks/b.png")
    ran = fill_telea(pconv, "photos", "--mask", "masks", "-o", "out")
    assert ran.code == 1
    assert "b.png: no mask called b.* in masks" in ran.err
    assert sorted(os.listdir("out")) == ["a.jpg", "d.tif"]


def test_an_unexpected_error_is_one_failure(pconv, album, monkeypatch):
    import pconv_studio.inference.fill_file as module

    honest = module.fill

    def sometimes(pixels, hole, **options):
        if sometimes.calls == 0:
            sometimes.calls = 1
            raise RuntimeError("strange\nthings")
        return honest(pixels, hole, **options)

    sometimes.calls = 0
    monkeypatch.setattr(module, "fill", sometimes)
    ran = fill_telea(pconv, "photos", "--mask", "masks", "-o", "out")
    assert ran.code == 1
    assert "a.jpg: RuntimeError: strange things\n" in ran.err
    assert sorted(os.listdir("out")) == ["b.png", "d.tif"]


@pytest.mark.parametrize("overwrite", [[], ["--overwrite"]], ids=["", "overwrite"])
def test_two_photos_of_one_result_do_not_replace_each_other(pconv, work, overwrite):
    (work / "photos").mkdir()
    picture(seed=1).save("photos/a.gif")
    picture(seed=2).save("photos/a.png")
    ran = fill_telea(pconv, "photos", "--mask", "mask.png", "-o", "out", *overwrite)
    assert ran.code == 0
    assert ran.out.startswith("2 of 2")
    for name, result in {"a.gif": "a.png", "a.png": "a-2.png"}.items():
        before, after = (load_photo(path).pixels for path in (f"photos/{name}", f"out/{result}"))
        assert np.array_equal(after[0], before[0])
    if not overwrite:
        assert fill_telea(pconv, "photos", "--mask", "mask.png", "-o", "out").code == 1
    else:
        # Their names do not depend on what is there already.
        assert fill_telea(pconv, "photos", "--mask", "mask.png", "-o", "out", *overwrite).code == 0
    assert sorted(os.listdir("out")) == ["a-2.png", "a.png"]


def test_photos_and_masks_in_one_folder_are_not_mixed_up(pconv, work):
    (work / "both").mkdir()
    picture().save("both/a.jpg")
    mask().save("both/a.png")
    for masks in ("both", str(work / "both")):
        ran = fill_telea(pconv, "both", "--mask", masks, "-o", "out")
        assert ran.code == 1
        assert ran.err.count("put the masks into a folder of their own") == 2
    assert os.listdir("out") == []
    # Of one photo it is clear.
    assert fill_telea(pconv, "both/a.jpg", "--mask", "both").code == 0


def test_a_folder_with_nothing_but_the_mask(pconv, work):
    (work / "alone").mkdir()
    mask().save("alone/mask.png")
    ran = fill_telea(pconv, "alone", "--mask", "alone/mask.png", "-o", "out")
    fails(ran, 2, "the mask is the only picture in this folder")


def test_a_batch_tells_the_notes_of_each_photo(pconv, album):
    mask().convert("RGB").resize((48, 40), Image.Resampling.BILINEAR).save("soft.png")
    values = np.asarray(Image.open("soft.png").convert("L")).copy()
    values[0, 0] = 90
    Image.fromarray(values).save("soft.png")
    ran = fill_telea(pconv, "photos", "--mask", "soft.png", "-o", "out")
    assert ran.err.count("note: the mask is not purely black and white") == 3


def test_what_is_done_is_told_when_a_batch_is_interrupted(pconv, album, monkeypatch):
    import pconv_studio.inference.fill_file as module

    honest, seen = module.fill, []

    def third_time(pixels, hole, **options):
        seen.append(1)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return honest(pixels, hole, **options)

    monkeypatch.setattr(module, "fill", third_time)
    ran = fill_telea(pconv, "photos", "--mask", "mask.png", "-o", "out", "--json")
    assert ran.code == 1
    assert len(json.loads(ran.out)["filled"]) == 2
    assert "interrupted" in ran.err


def test_a_hole_without_surroundings_names_the_photo(pconv, work):
    save_mask_of(np.full((40, 48), 255, np.uint8))
    fails(fill_telea(pconv, "photo.png", "--mask", "mask.png"), 1, "photo.png: the hole covers all")


@pytest.mark.parametrize(
    ("content", "name", "result"),
    [
        ("PNG", "named.jpg", "named_filled.png"),
        ("JPEG", "IMG_1.HEIC", "IMG_1_filled.jpg"),
        ("JPEG", "phone.mpo", "phone_filled.jpg"),
        ("JPEG", "bare", "bare_filled.jpg"),
    ],
)
def test_the_result_is_saved_as_the_photo_is_stored(pconv, work, content, name, result):
    picture().save(name, content)
    ran = fill_telea(pconv, name, "--mask", "mask.png")
    assert ran.code == 0
    assert load_photo(result).format == content


def test_a_model_for_a_method_without_one(pconv, work):
    ran = fill_telea(pconv, "photo.png", "--mask", "mask.png", "--model", "compact")
    fails(ran, 2, "telea takes no model")


def test_a_photo_that_is_not_there_is_what_is_said(pconv, work):
    fails(fill_telea(pconv, "gone/a.jpg", "--mask", "mask.png"), 1, "gone/a.jpg: there is no such")
    fails(fill_telea(pconv, "photo.png", "--mask", "gone.png"), 1, "gone.png: there is no such")


def test_a_name_that_is_too_long_is_said_before_any_work(pconv, work, monkeypatch):
    import pconv_studio.inference.fill_file as module

    monkeypatch.setattr(module, "fill", None)
    name = "x" * 246 + ".png"
    picture().save(name)
    fails(fill_telea(pconv, name, "--mask", "mask.png"), 1, "the name is too long")


def test_what_a_format_cannot_hold_is_said_before_any_work(pconv, work, monkeypatch):
    import pconv_studio.inference.upscale_file as module

    monkeypatch.setattr(module, "upscale", None)
    Image.new("RGB", (4200, 3)).save("wide.webp")
    fails(pconv("upscale", "wide.webp", "--scale", 4, "--method", "lanczos"), 1, "WEBP ends at")


def test_pixels_that_cannot_be_kept_are_said_by_their_reason(pconv, work):
    ran = pconv("upscale", "gone.png", "--scale", 2, "--method", "lanczos", "--keep-known")
    fails(ran, 2, "lanczos only resizes")


def test_demo_into_a_folder(pconv, work):
    (work / "demos").mkdir()
    ran = pconv("demo", "--method", "telea", "--sample", "rocket", "-o", "demos")
    assert ran.code == 0
    assert os.listdir("demos") == ["pconv-demo-rocket.jpg"]


def test_a_run_goes_on_with_its_own_configuration(pconv, work):
    fails(pconv("train", "--photos", ".", "--resume", "r", "--config", "quick"), 2, "--config out")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["photos"], ["needs -o"]),
        (["photos", "-o", "photos"], ["among the photos", "another folder"]),
        (["photos", "-o", "mask.png"], ["mask.png: this is a file"]),
        (["empty", "-o", "out"], ["empty: there are no photos"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_wrong_batches(pconv, album, arguments, words):
    (album / "empty").mkdir()
    fails(fill_telea(pconv, *arguments, "--mask", "masks"), 2, *words)


def test_a_bar_with_the_remaining_time_on_a_terminal(work, monkeypatch):
    import io

    from rich.console import Console

    from pconv_studio.cli import console

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(console, "ERR", Console(file=terminal, force_terminal=True, width=90))
    with console.progress_bar("[bold]photo[x].png") as report:
        report(0.5, "[red]half")
    shown = terminal.getvalue()
    assert "[bold]photo[x].png" in shown
    assert "[red]half" in shown
    assert "-:--:--" in shown or "0:00:0" in shown


# --- models


def test_models_list(pconv):
    ran = pconv("models", "list")
    assert ran.code == 0
    assert ran.out.startswith("compact ")
    rows = json.loads(pconv("models", "list", "--json").out)
    assert rows[0]["name"] == "compact"
    assert rows[0]["task"] == "inpainting"
    assert rows[0]["convolution"] == "partial"
    assert len(rows[0]["sha256"]) == 64
    assert os.path.isfile(rows[0]["file"])
    assert [row["name"] for row in rows] == list(catalogue.bundled_models())


def test_models_show(pconv, bundle):
    ran = pconv("models", "show", "small")
    assert ran.code == 0
    assert str(bundle) in ran.out
    assert catalogue.sha256_of(bundle) in ran.out
    assert '"steps": 7' in ran.out
    assert "width 4" in ran.out
    bundle.with_suffix(".md").write_text("# A model card\n", encoding="utf-8")
    assert pconv("models", "show", "small").out.endswith("# A model card\n")
    assert "A model card" not in pconv("models", "show", bundle).out


@pytest.fixture
def bundle(tmp_path, monkeypatch):
    """A catalogue of two small models; returns the file of the first."""
    from pconv_models.checkpoint import save_checkpoint
    from pconv_models.config import UNetConfig
    from pconv_models.unet import PConvUNet

    folder = tmp_path / "weights"
    folder.mkdir()
    entries = []
    for name in ("small", "other"):
        path = folder / f"{name}.safetensors"
        save_checkpoint(path, PConvUNet(UNetConfig(width=4, depth=2)), training={"steps": 7})
        digest = catalogue.sha256_of(path)
        entry = {"name": name, "file": path.name, "task": "inpainting", "licence": "MIT"}
        entries.append(entry | {"sha256": digest})
    (folder / "catalogue.json").write_text(json.dumps(entries), encoding="utf-8")
    monkeypatch.setattr(catalogue, "WEIGHTS", folder)
    return folder / "small.safetensors"


def test_models_verify(pconv, bundle):
    ran = pconv("models", "verify")
    assert (ran.code, ran.out, ran.err) == (0, "small: sound\nother: sound\n", "")
    assert pconv("models", "verify", bundle).out == f"{bundle}: sound\n"


@pytest.mark.parametrize("damage", ["flipped", "missing"])
def test_a_damaged_model_is_found_and_the_rest_checked(pconv, bundle, damage):
    data = bundle.read_bytes()
    bundle.unlink()
    if damage == "flipped":
        bundle.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    ran = pconv("models", "verify")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "small: damaged: the file is not what the catalogue says",
        "other: sound",
    ]
    assert ran.err.startswith("pconv: 1 of 2 models cannot be used; install the program again")
    ran = pconv("doctor", "--quick")
    assert ran.code == 1
    assert "the model small is damaged" in ran.err
    fails(
        pconv("fill", "x.png", "--mask", "y.png", "--method", "pconv"),
        1,
        "x.png: there is no such file",
    )


def test_verifying_a_file_that_is_no_model(pconv, bundle, tmp_path):
    (tmp_path / "junk.safetensors").write_bytes(b"junk")
    ran = pconv("models", "verify", tmp_path / "junk.safetensors", "other", "nowhere")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert "damaged" in lines[0]
    assert lines[1] == "other: sound"
    assert "there is no such file" in lines[2]
    assert ran.err.startswith("pconv: 2 of 3 models")


def test_showing_a_model_that_is_not_there(pconv):
    fails(pconv("models", "show", "nowhere"), 1, "nowhere: there is no such file", "models list")


# --- masks


def test_masks_are_made_and_the_same_for_the_same_seed(pconv, tmp_path):
    one, two, three = (tmp_path / name for name in ("one", "two", "deep/three"))
    ran = pconv("masks", "generate", "-o", one, "--count", 3, "--size", "64x40", "--seed", 5)
    assert ran.code == 0
    assert ran.out.startswith(f"{one}: 3 masks of 64 x 40 in ")
    names = ["000000.png", "000001.png", "000002.png"]
    assert sorted(os.listdir(one)) == names
    pconv("masks", "generate", "-o", two, "--count", 2, "--size", "64X40", "--seed", 5)
    pconv("masks", "generate", "-o", three, "--count", 2, "--size", "64x40", "--seed", 6)
    for name in names[:2]:
        assert (one / name).read_bytes() == (two / name).read_bytes()
        assert (one / name).read_bytes() != (three / name).read_bytes()
    assert (one / names[0]).read_bytes() != (one / names[1]).read_bytes()
    with Image.open(one / names[0]) as image:
        assert image.size == (64, 40)
        assert image.mode == "1"


def test_masks_keep_to_the_ratio(pconv, tmp_path):
    pconv(
        *("masks", "generate", "-o", tmp_path / "m", "--count", 6, "--size", 64),
        *("--ratio-min", 0.2, "--ratio-max", 0.3),
    )
    for name in os.listdir(tmp_path / "m"):
        hole, notes = load_mask(tmp_path / "m" / name)
        assert hole.shape == (64, 64)
        assert notes == ()
        assert 0.2 < hole.mean() <= 0.3


def test_existing_masks_are_not_overwritten(pconv, tmp_path):
    (tmp_path / "000001.png").write_bytes(b"precious")
    ran = pconv("masks", "generate", "-o", tmp_path, "--count", 2, "--size", 32)
    fails(ran, 1, "000001.png: the file exists already")
    assert (tmp_path / "000001.png").read_bytes() == b"precious"


@pytest.mark.parametrize(
    "size",
    ["0", "7", "16385", "64x", "x64", "64x64x64", "-5", "abc", "6.5", "²²", "64 x 64", "9" * 5000],
)
def test_bad_mask_sizes(pconv, tmp_path, size):
    ran = pconv("masks", "generate", "-o", tmp_path / "m", f"--size={size}")
    fails(ran, 2, "8 to 16384 pixels is possible")
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize(
    ("low", "high", "code"),
    [("0.5", "0.5", 2), ("0.6", "0.2", 2), ("-1", "0.5", 2), ("0", "2", 2), ("nan", "0.5", 2)],
)
def test_bad_mask_ratios(pconv, tmp_path, low, high, code):
    ran = pconv(
        *("masks", "generate", "-o", tmp_path / "m", "--size", 16),
        *(f"--ratio-min={low}", f"--ratio-max={high}"),
    )
    fails(ran, code, "ratio-")


def test_a_ratio_that_cannot_be_met(pconv, tmp_path):
    ran = pconv(
        *("masks", "generate", "-o", tmp_path / "m", "--size", 16, "--count", 1),
        *("--ratio-min", 0.9999, "--ratio-max", 0.99999),
    )
    fails(ran, 1, "widen the range")


def test_masks_where_no_folder_can_be(pconv, tmp_path):
    (tmp_path / "file").touch()
    ran = pconv("masks", "generate", "-o", tmp_path / "file" / "m", "--count", 1)
    fails(ran, 1, "the folder cannot be made", "choose another place")


# --- train


@pytest.fixture
def photos(tmp_path, monkeypatch):
    monkeypatch.setitem(PRESETS, "tiny", (4, 3))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos").mkdir()
    for number in range(3):
        picture(seed=number).save(tmp_path / "photos" / f"{number}.png")
    return tmp_path / "photos"


def settings(**values):
    values = {
        "preset": "tiny",
        "run_dir": "run",
        "crop": 32,
        "batch_size": 2,
        "workers": 0,
        "steps": 4,
        "finetune_steps": 0,
        "warmup_steps": 0,
        "perceptual_weight": 0,
        "style_weight": 0,
        "log_every": 1,
        "checkpoint_steps": 2,
    } | values
    return [word for name, value in values.items() for word in ("--set", f"{name}={value}")]


def test_training_makes_a_model_that_fills(pconv, photos, work):
    ran = pconv("train", "--photos", photos, "--device", "cpu", *settings())
    assert ran.code == 0, ran.err
    model = os.path.join("run", "model.safetensors")
    assert ran.out.strip().endswith(f"--model {model}'")
    assert os.path.isfile(model)
    ran = pconv(
        *("fill", "photo.png", "--mask", "mask.png", "--method", "pconv"),
        *("--model", model, "--device", "cpu"),
    )
    assert ran.code == 0, ran.err
    assert "filled by pconv on cpu" in ran.out

    ran = pconv("train", "--photos", photos, "--device", "cpu", *settings())
    fails(ran, 1, "run: a run lies there already", "--resume")


def test_training_is_continued(pconv, photos):
    from pconv_training.state import STATE_FILE, read_run

    assert pconv("train", "--photos", photos, "--device", "cpu", *settings()).code == 0
    state = photos.parent / "run" / STATE_FILE
    assert read_run(state)["step"] == 4
    ran = pconv(
        *("train", "--photos", photos, "--device", "cpu", "--resume", "run", "--set", "steps=6")
    )
    assert ran.code == 0, ran.err
    assert read_run(state)["step"] == 6
    assert read_run(state)["config"].preset == "tiny"


def test_nothing_to_continue(pconv, photos):
    fails(pconv("train", "--photos", photos, "--resume", "nowhere"), 1, "nowhere")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "nonsense=1"], ["'nonsense'", "there are preset"]),
        (["--set", "steps=many"], ["steps = 'many'", "whole number"]),
        (["--set", "steps"], ["--set steps", "NAME=VALUE"]),
        (["--set", "=3"], ["NAME=VALUE"]),
        (["--set", "crop=0"], ["crop"]),
        (["--set", "preset=huge"], ["'huge'", "compact"]),
        (["--config", "nowhere.toml"], ["nowhere.toml", "quick"]),
        (["--device", "tpu"], ["'tpu'"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_wrong_settings(pconv, photos, arguments, words):
    fails(pconv("train", "--photos", photos, *arguments), 2, *words)


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_training_without_photos(pconv, photos, folder):
    (photos.parent / "empty").mkdir()
    ran = pconv("train", "--photos", folder, "--device", "cpu", *settings())
    fails(ran, 1, f"pconv: {folder}: ")
    assert not (photos.parent / "run").exists()


def test_training_on_a_device_that_is_not_there(pconv, photos, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    ran = pconv("train", "--photos", photos, "--device", "cuda", *settings())
    fails(ran, 1, "CUDA was asked for", "cpu or auto")


# --- doctor, demo, bench


def test_doctor(pconv):
    ran = pconv("doctor", "--quick")
    assert ran.code == 0, ran.err
    for word in (
        f"pconv-studio             {__version__}",
        "torch ",
        "device cpu",
        "model compact",
    ):
        assert word in ran.out
    assert ran.out.endswith("everything is in order\n")


def test_doctor_tries_the_methods(pconv, monkeypatch):
    class Broken:
        name, title, context, min_context = "broken", "Broken", 0.1, 16

        def fill(self, region, job):
            raise RuntimeError("out of order")

    factories = {"telea": registry._factories()["telea"], "broken": Broken}
    monkeypatch.setattr(registry, "_factories", lambda: factories)
    registry.get_method.cache_clear()
    ran = pconv("doctor")
    registry.get_method.cache_clear()
    assert ran.code == 1
    assert "method telea             works, " in ran.out
    assert "method broken            out of order" in ran.out
    for factor in (2, 3, 4):
        assert f"enlarging by {factor}           works by upscale-x{factor}, " in ran.out
    assert ran.err.startswith("pconv: not usable as it is: the method broken does not work")


def test_doctor_misses_a_library(pconv, monkeypatch):
    from pconv_studio.cli import doctor

    monkeypatch.setattr(doctor, "LIBRARIES", ("numpy", "no-such-library"))
    ran = pconv("doctor", "--quick")
    assert ran.code == 1
    assert "no-such-library          missing" in ran.out
    assert "no-such-library is missing" in ran.err


def test_demo_lists_its_photos(pconv):
    from pconv_resources import samples

    ran = pconv("demo", "--sample", "list")
    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == [s.name for s in samples()]
    assert all(entry.credit in ran.out for entry in samples())


def test_demo_fills_and_says_where_the_result_lies(pconv, tmp_path, monkeypatch):
    from pconv_resources import samples

    monkeypatch.chdir(tmp_path)
    sample = min(samples(), key=lambda entry: entry.width * entry.height)
    command = ("demo", "--sample", sample.name, "--method", "telea")
    for _ in range(2):  # its own file may be replaced
        ran = pconv(*command)
        assert ran.code == 0, ran.err
    result = tmp_path / f"pconv-demo-{sample.name}.jpg"
    assert str(result.resolve()) in ran.out
    assert sample.credit in ran.out
    assert "0 changed outside the hole" in ran.out
    assert load_photo(result).pixels.shape == (sample.height, sample.width, 3)
    fails(pconv(*command, "-o", result), 2, "there is a file of that name already")


@pytest.mark.parametrize(
    ("value", "limit", "higher", "met"),
    [
        (1.0, 1.05, False, True),
        (1.05, 1.05, False, True),
        (1.06, 1.05, False, False),
        (49.9, 50, True, False),
        (50, 50, True, True),
        (200, 50, True, True),
    ],
)
def test_a_row_of_the_bench_keeps_to_its_limit(value, limit, higher, met):
    assert bench.Row("what", value, limit, higher, "").met is met


def test_functions_take_turns(monkeypatch):
    clock = iter([0.0, 5.0, 10.0, 11.0, 20.0, 23.0, 30.0, 32.0, 40.0, 44.0, 50.0, 53.0])
    monkeypatch.setattr(bench.time, "perf_counter", lambda: next(clock))
    calls = []
    times = bench.side_by_side(lambda: calls.append("a"), lambda: calls.append("b"), rounds=3)
    assert calls == ["a", "b"] * 4
    assert times == (3.0, 1.0)


def test_the_bench_prints_its_rows_as_json(monkeypatch, capsys):
    """With real measurements, whose numbers come from numpy and torch."""
    rows = [bench._mask_rate, bench._bfloat16_fidelity]
    monkeypatch.setattr(bench, "_measure", lambda: (measure() for measure in rows))
    with pytest.raises(SystemExit) as left:
        main.main(["bench", "--json"])
    assert left.value.code == 0
    masks, fidelity = json.loads(capsys.readouterr().out)
    assert masks["value"] > 0
    assert masks["higher_is_better"] is True
    assert masks["met"] is (masks["value"] >= masks["limit"])
    # The same prediction in two precisions: close, and not the same bits where bfloat16 is used.
    assert fidelity["value"] > 35
