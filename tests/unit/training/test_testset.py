"""The test set: exact cells, the same bytes however it is made, and nothing made twice."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_studio.core.errors import UserError
from pconv_studio.core.masks import load_mask, save_mask
from pconv_training import testset
from pconv_training.cells import CELLS, border_margin, touches_border
from pconv_training.manifest import MANIFEST_FILE, read_manifest
from pconv_training.masks import dilate
from pconv_training.testset import PLAN_FILE, TestsetPlan, draw_in_cell, make_testset


def make(folder, processes=1, **plan):
    plan = {"per_cell": 2, "seed": 5, "side": 64} | plan
    return list(make_testset(folder, TestsetPlan(**plan), processes=processes))


def files_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from(CELLS), st.sampled_from([64, 100, 128]))
def test_a_mask_belongs_to_its_cell(seed, cell, side):
    hole = draw_in_cell(np.random.default_rng(seed), cell, side)
    assert hole.shape == (side, side)
    assert hole.dtype == np.bool_
    count = int(hole.sum())
    assert 100 * count > cell.low * side * side
    assert 100 * count <= cell.high * side * side
    margin = border_margin(side, side)
    rows, columns = np.nonzero(hole)
    nearest = int(min(rows.min(), columns.min(), side - 1 - rows.max(), side - 1 - columns.max()))
    if cell.border:
        assert nearest == 0
        assert touches_border(hole)
    else:
        assert nearest >= margin


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
def test_the_papers_size(cell):
    hole = draw_in_cell(np.random.default_rng(3), cell)
    assert hole.shape == (512, 512)
    if not cell.border:
        assert not hole[:50].any()
        assert not hole[-50:].any()
        assert not hole[:, :50].any()
        assert not hole[:, -50:].any()


def test_shares_fill_their_bin():
    cell = CELLS[3]
    shares = [draw_in_cell(np.random.default_rng(n), cell, 96).mean() for n in range(60)]
    assert min(shares) < 0.12
    assert max(shares) > 0.18
    assert 0.13 < np.mean(shares) < 0.17


def test_masks_are_dilated_drawings():
    """Each hole is at least as thick as the least dilation at this size."""
    for seed in range(6):
        hole = draw_in_cell(np.random.default_rng(seed), CELLS[4], 256)
        # What survives an opening by that disc is all of it, but for the raster.
        kept = ~dilate(~np.pad(hole, 8), 2.0)
        assert dilate(kept, 2.9)[8:-8, 8:-8][hole].mean() > 0.97


def test_a_whole_set(tmp_path):
    assert make(tmp_path / "set") == list(range(1, 25))
    entries = read_manifest(tmp_path / "set")
    assert len(entries) == 24
    assert [entry.cell for entry in entries] == [cell.name for cell in CELLS for _ in range(2)]
    for entry in entries:
        path = tmp_path / "set" / entry.file
        hole, notes = load_mask(path)
        assert notes == ()
        assert hole.sum() == entry.hole_pixels
        assert entry.ratio == pytest.approx(hole.mean(), abs=1e-6)
        assert entry.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert len({entry.sha256 for entry in entries}) == 24
    assert json.loads((tmp_path / "set" / PLAN_FILE).read_text())["seed"] == 5


def test_the_same_bytes_by_any_number_of_processes(tmp_path):
    make(tmp_path / "one")
    make(tmp_path / "two", processes=2)
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")
    make(tmp_path / "other", seed=6)
    assert files_of(tmp_path / "one") != files_of(tmp_path / "other")


def test_a_larger_set_begins_with_the_smaller(tmp_path):
    make(tmp_path / "small", per_cell=1)
    make(tmp_path / "large", per_cell=2)
    small, large = files_of(tmp_path / "small"), files_of(tmp_path / "large")
    masks = [name for name in small if name.endswith(".png")]
    assert len(masks) == 12
    assert all(small[name] == large[name] for name in masks)


def test_a_stopped_run_goes_on_without_making_anything_twice(tmp_path, monkeypatch):
    make(tmp_path / "whole")
    work = make_testset(tmp_path / "set", TestsetPlan(per_cell=2, seed=5, side=64))
    for _ in range(7):
        next(work)
    work.close()
    assert not (tmp_path / "set" / MANIFEST_FILE).exists()
    drawn = []
    original = testset.draw_in_cell

    def counted(*arguments, **options):
        drawn.append(1)
        return original(*arguments, **options)

    monkeypatch.setattr(testset, "draw_in_cell", counted)
    make(tmp_path / "set")
    assert len(drawn) == 24 - 7
    assert files_of(tmp_path / "set") == files_of(tmp_path / "whole")


@pytest.mark.parametrize("damage", [b"", b"no picture", None])
def test_a_damaged_or_foreign_mask_is_made_again(tmp_path, damage):
    make(tmp_path / "set")
    whole = files_of(tmp_path / "set")
    victim = tmp_path / "set" / CELLS[2].name / "00001.png"
    if damage is None:
        save_mask(np.ones((64, 64), bool), victim, overwrite=True)
    else:
        victim.write_bytes(damage)
    make(tmp_path / "set")
    assert files_of(tmp_path / "set") == whole


def test_another_set_is_not_mixed_in(tmp_path):
    make(tmp_path / "set")
    before = files_of(tmp_path / "set")
    with pytest.raises(UserError, match="other settings"):
        make(tmp_path / "set", seed=6)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(UserError, match="not empty"):
        make(tmp_path / "mine")
    assert files_of(tmp_path / "set") == before


def test_raw_masks_of_a_folder(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    rng = np.random.default_rng(0)
    for number in range(4):
        hole = np.zeros((60, 80), bool)
        row, column = rng.integers(15, 40, 2)
        hole[row : row + 3, column - 10 : column + 10] = True
        save_mask(hole, raw / f"{number}.png")
    make(tmp_path / "set", per_cell=1, raw_folder=str(raw), raw_polarity="white")
    assert len(read_manifest(tmp_path / "set")) == 12


def test_raw_masks_of_the_wrong_colour(tmp_path, monkeypatch):
    monkeypatch.setattr(testset, "TRIES", 30)
    raw = tmp_path / "raw"
    raw.mkdir()
    save_mask(np.pad(np.zeros((20, 20), bool), 30, constant_values=True), raw / "a.png")
    with pytest.raises(UserError, match="colour of their holes"):
        make(tmp_path / "set", per_cell=1, raw_folder=str(raw), raw_polarity="white")
