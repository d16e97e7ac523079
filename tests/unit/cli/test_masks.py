"""`pconv masks`."""

from __future__ import annotations

import os

import pytest
from PIL import Image

from pconv_studio.core.masks import load_mask


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
    ran.fails(1, "000001.png: the file exists already")
    assert (tmp_path / "000001.png").read_bytes() == b"precious"


@pytest.mark.parametrize(
    "size",
    ["0", "7", "16385", "64x", "x64", "64x64x64", "-5", "abc", "6.5", "²²", "64 x 64", "9" * 5000],
)
def test_bad_mask_sizes(pconv, tmp_path, size):
    ran = pconv("masks", "generate", "-o", tmp_path / "m", f"--size={size}")
    ran.fails(2, "8 to 16384 pixels is possible")
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
    ran.fails(code, "ratio-")


def test_a_ratio_that_cannot_be_met(pconv, tmp_path):
    ran = pconv(
        *("masks", "generate", "-o", tmp_path / "m", "--size", 16, "--count", 1),
        *("--ratio-min", 0.9999, "--ratio-max", 0.99999),
    )
    ran.fails(1, "widen the range")


def test_masks_where_no_folder_can_be(pconv, tmp_path):
    (tmp_path / "file").touch()
    ran = pconv("masks", "generate", "-o", tmp_path / "file" / "m", "--count", 1)
    ran.fails(1, "the folder cannot be made", "choose another place")
