"""`pconv fill` with a folder of photos."""

from __future__ import annotations

import json
import os
import shutil
import sys

import numpy as np
import pytest
from PIL import Image

from pconv_studio.core.decode import load_photo


@pytest.fixture
def album(work, picture, mask):
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


def test_one_bad_photo_never_stops_the_rest(fill_telea, album):
    ran = fill_telea("photos", "--mask", "masks", "-o", "out")
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


def test_a_batch_as_json(fill_telea, album):
    ran = fill_telea("photos", "--mask", "masks", "-o", "out", "--json")
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


def test_a_good_batch_is_done(fill_telea, album):
    os.remove("photos/c.jpg")
    ran = fill_telea("photos", "--mask", "masks", "-o", "some/new/folder")
    assert ran.code == 0
    assert ran.out.startswith("3 of 3 photos filled")
    again = fill_telea("photos", "--mask", "masks", "-o", "some/new/folder")
    assert again.code == 1
    assert again.out.startswith("0 of 3")
    assert again.err.count("there is a file of that name already") == 3
    again = fill_telea("photos", "--mask", "masks", "-o", "some/new/folder", "--overwrite")
    assert again.code == 0


def test_one_mask_for_all(fill_telea, album):
    ran = fill_telea("photos", "--mask", "mask.png", "-o", "out", "--json")
    assert len(json.loads(ran.out)["filled"]) == 3


def test_a_mask_among_the_photos_is_no_photo(fill_telea, album):
    shutil.copy("mask.png", "photos/hole.png")
    os.remove("photos/c.jpg")
    ran = fill_telea("photos", "--mask", "photos/hole.png", "-o", "out")
    assert ran.code == 0
    assert sorted(os.listdir("out")) == ["a.jpg", "b.png", "d.tif"]


def test_a_missing_mask_is_one_failure(fill_telea, album):
    os.remove("masks/b.png")
    ran = fill_telea("photos", "--mask", "masks", "-o", "out")
    assert ran.code == 1
    assert "b.png: no mask called b.* in masks" in ran.err
    assert sorted(os.listdir("out")) == ["a.jpg", "d.tif"]


def test_an_unexpected_error_is_one_failure(fill_telea, album, monkeypatch):
    import pconv_studio.inference.fill_file as module

    honest = module.fill

    def sometimes(pixels, hole, **options):
        if sometimes.calls == 0:
            sometimes.calls = 1
            raise RuntimeError("strange\nthings")
        return honest(pixels, hole, **options)

    sometimes.calls = 0
    monkeypatch.setattr(module, "fill", sometimes)
    ran = fill_telea("photos", "--mask", "masks", "-o", "out")
    assert ran.code == 1
    assert "a.jpg: RuntimeError: strange things\n" in ran.err
    assert sorted(os.listdir("out")) == ["b.png", "d.tif"]


@pytest.mark.parametrize("overwrite", [[], ["--overwrite"]], ids=["", "overwrite"])
def test_two_photos_of_one_result_do_not_replace_each_other(fill_telea, work, overwrite, picture):
    (work / "photos").mkdir()
    picture(seed=1).save("photos/a.gif")
    picture(seed=2).save("photos/a.png")
    ran = fill_telea("photos", "--mask", "mask.png", "-o", "out", *overwrite)
    assert ran.code == 0
    assert ran.out.startswith("2 of 2")
    for name, result in {"a.gif": "a.png", "a.png": "a-2.png"}.items():
        before, after = (load_photo(path).pixels for path in (f"photos/{name}", f"out/{result}"))
        assert np.array_equal(after[0], before[0])
    if not overwrite:
        assert fill_telea("photos", "--mask", "mask.png", "-o", "out").code == 1
    else:
        # Their names do not depend on what is there already.
        assert fill_telea("photos", "--mask", "mask.png", "-o", "out", *overwrite).code == 0
    assert sorted(os.listdir("out")) == ["a-2.png", "a.png"]


def test_photos_and_masks_in_one_folder_are_not_mixed_up(fill_telea, work, picture, mask):
    (work / "both").mkdir()
    picture().save("both/a.jpg")
    mask().save("both/a.png")
    for masks in ("both", str(work / "both")):
        ran = fill_telea("both", "--mask", masks, "-o", "out")
        assert ran.code == 1
        assert ran.err.count("put the masks into a folder of their own") == 2
    assert os.listdir("out") == []
    # Of one photo it is clear.
    assert fill_telea("both/a.jpg", "--mask", "both").code == 0


def test_a_folder_with_nothing_but_the_mask(fill_telea, work, mask):
    (work / "alone").mkdir()
    mask().save("alone/mask.png")
    ran = fill_telea("alone", "--mask", "alone/mask.png", "-o", "out")
    ran.fails(2, "the mask is the only picture in this folder")


def test_a_batch_tells_the_notes_of_each_photo(fill_telea, album, mask):
    mask().convert("RGB").resize((48, 40), Image.Resampling.BILINEAR).save("soft.png")
    values = np.asarray(Image.open("soft.png").convert("L")).copy()
    values[0, 0] = 90
    Image.fromarray(values).save("soft.png")
    ran = fill_telea("photos", "--mask", "soft.png", "-o", "out")
    assert ran.err.count("note: the mask is not purely black and white") == 3


def test_what_is_done_is_told_when_a_batch_is_interrupted(fill_telea, album, monkeypatch):
    import pconv_studio.inference.fill_file as module

    honest, seen = module.fill, []

    def third_time(pixels, hole, **options):
        seen.append(1)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return honest(pixels, hole, **options)

    monkeypatch.setattr(module, "fill", third_time)
    ran = fill_telea("photos", "--mask", "mask.png", "-o", "out", "--json")
    assert ran.code == 1
    assert len(json.loads(ran.out)["filled"]) == 2
    assert "interrupted" in ran.err


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
def test_wrong_batches(fill_telea, album, arguments, words):
    (album / "empty").mkdir()
    fill_telea(*arguments, "--mask", "masks").fails(2, *words)


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
