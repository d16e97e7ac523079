"""The evaluation: pairing, running, storing, tables with intervals, and the report read back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections import Counter
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from pconv_studio.core.errors import UsageError, UserError
from pconv_studio.core.masks import save_mask
from pconv_training.cells import CELLS
from pconv_training.evaluation import pictures, report, tables
from pconv_training.evaluation.filling import FillSetting, load_hole, load_truth
from pconv_training.evaluation.plan import make_plan, masks_by_cell, with_dilations
from pconv_training.evaluation.run import Candidate, run_evaluation, select
from pconv_training.evaluation.statistics import bootstrap_mean, estimate, paired_difference
from pconv_training.evaluation.store import RESULTS_FILE, Record, ResultStore, folder_digest
from pconv_training.mask_folder import find_masks
from pconv_training.metrics import picture_figures
from pconv_training.testset import TestsetPlan, make_testset


@dataclass(frozen=True)
class Colour:
    """Fills with one value."""

    value: int

    def __call__(self, image, hole):
        assert (image[hole] == 127).all()
        return np.full_like(image, self.value)


@dataclass(frozen=True)
class Broken:
    """Fails, or gives something that is no picture of this size."""

    how: str

    def __call__(self, image, hole):
        if self.how == "raises":
            raise RuntimeError("out of\norder")
        return image[1:] if self.how == "size" else image.astype(np.float32)


def candidate(label, fill, version=1):
    return Candidate(label, f"{label} {version}", fill)


BLACK, WHITE = candidate("black", Colour(0)), candidate("white", Colour(255))


@pytest.fixture
def masks(tmp_path):
    folder = tmp_path / "masks"
    list(make_testset(folder, TestsetPlan(per_cell=1, seed=2, side=64)))
    return folder


@pytest.fixture
def setting(masks, make_photos):
    return FillSetting(make_photos(5), masks, side=48)


def plan_of(setting, count=0, seed=1):
    names = sorted(path.name for path in setting.photos.iterdir())
    cells, _ = masks_by_cell(setting.masks, setting.polarity)
    return make_plan(names, cells, count=count, seed=seed)


def run(setting, folder, candidates, pairs, processes=1):
    with ResultStore(folder, {"side": setting.side}) as store:
        done = list(run_evaluation(pairs, candidates, setting, store, processes=processes))
        return select(store, pairs, candidates), done


# --- which photo meets which mask


def test_no_mask_twice_and_all_photos_in_turn():
    cells = {cell.name: [f"{cell.name}/{n}" for n in range(7)] for cell in CELLS}
    photos = [f"{n}.jpg" for n in range(10)]
    plan = make_plan(photos, cells, count=60, seed=3)
    assert len({pair.mask for pair in plan}) == 60
    assert set(Counter(pair.photo for pair in plan).values()) == {6}
    for start in range(0, 60, 10):
        assert {pair.photo for pair in plan[start : start + 10]} == set(photos)
    assert set(Counter(pair.cell for pair in plan).values()) == {5}
    assert [pair.index for pair in plan] == list(range(60))


def test_a_plan_is_seeded_and_grows():
    cells = {cell.name: [f"{cell.name}/{n}" for n in range(3)] for cell in CELLS}
    photos = [f"{n}.jpg" for n in range(5)]
    plan = make_plan(photos, cells, count=30, seed=3)
    assert make_plan(photos, cells, count=11, seed=3) == plan[:11]
    assert make_plan(photos, cells, count=30, seed=4) != plan
    assert len(make_plan(photos, cells)) == 5
    with pytest.raises(UsageError, match="there are 36"):
        make_plan(photos, cells, count=37)


def test_cells_of_a_test_set_come_from_its_manifest(masks):
    cells, outside = masks_by_cell(masks, "white")
    assert outside == 0
    assert {name: len(found) for name, found in cells.items()} == {c.name: 1 for c in CELLS}
    (masks / "manifest.csv").unlink()
    assert masks_by_cell(masks, "white") == (cells, 0)


def test_masks_of_other_folders_are_looked_at(tmp_path):
    hole = np.zeros((50, 80), bool)
    # Within the central square of 50 pixels this is 10 x 20 of 2500.
    hole[20:30, 25:45] = True
    save_mask(hole, tmp_path / "a.png")
    save_mask(np.ones((50, 50), bool), tmp_path / "full.png")
    (tmp_path / "bad.png").write_bytes(b"nothing")
    cells, outside = masks_by_cell(tmp_path, "white")
    assert cells["inside-01-10"] == ["a.png"]
    assert outside == 2
    with pytest.raises(UserError, match="other colour"):
        masks_by_cell(tmp_path, "black")


# --- running


def test_figures_are_those_of_the_composite(setting, tmp_path):
    pairs = plan_of(setting)
    selected, done = run(setting, tmp_path / "out", [BLACK, WHITE], pairs)
    assert done[-1] == (10, 10)
    for fill, label in ((0, "black"), (255, "white")):
        assert [r.photo for r in selected[label]] == [pair.photo for pair in pairs]
        for pair, record in zip(pairs, selected[label], strict=True):
            truth, hole = load_truth(pair, setting), load_hole(pair, setting)
            assert truth.shape == (48, 48, 3)
            composite = truth.copy()
            composite[hole] = fill
            for name, value in picture_figures(composite, truth).items():
                assert record.figures[name] == pytest.approx(value, abs=1e-5)
            assert record.ratio == pytest.approx(hole.mean(), abs=1e-6)
            assert record.cell == pair.cell


def test_processes_give_the_same(setting, tmp_path):
    pairs = plan_of(setting)
    # Other processes cannot import this module; this function fills with white and is known there.
    white = candidate("white", pictures.with_hole)
    first, _ = run(setting, tmp_path / "a", [white], pairs)
    second, _ = run(setting, tmp_path / "b", [white], pairs, processes=2)
    for left, right in zip(first["white"], second["white"], strict=True):
        assert replace(left, seconds=0) == replace(right, seconds=0)
    assert len(first["white"]) == 5


def test_what_is_there_is_not_computed_again(setting, tmp_path):
    pairs = plan_of(setting)
    out = tmp_path / "out"
    run(setting, out, [BLACK], pairs[:2])
    before = (out / RESULTS_FILE).read_bytes()
    _, done = run(setting, out, [BLACK, WHITE], pairs)
    assert done[-1] == (8, 8)
    assert (out / RESULTS_FILE).read_bytes().startswith(before)
    selected, done = run(setting, out, [BLACK, WHITE], pairs)
    assert done == []
    assert [len(records) for records in selected.values()] == [5, 5]
    # Other weights have another identity, and are computed.
    _, done = run(setting, out, [candidate("black", Colour(0), version=2)], pairs)
    assert done[-1] == (5, 5)


def test_a_line_cut_off_by_a_crash(setting, tmp_path):
    pairs = plan_of(setting)
    out = tmp_path / "out"
    whole, _ = run(setting, out, [BLACK], pairs)
    file = out / RESULTS_FILE
    file.write_bytes(file.read_bytes()[:-25])
    again, done = run(setting, out, [BLACK], pairs)
    assert done == [(1, 1)]
    strip = [[replace(r, seconds=0) for r in found["black"]] for found in (whole, again)]
    assert strip[0] == strip[1]
    assert all(json.loads(line) for line in file.read_text().splitlines())


def test_results_of_other_settings_are_refused(setting, tmp_path):
    run(setting, tmp_path / "out", [BLACK], plan_of(setting))
    with pytest.raises(UserError, match="other settings"):
        run(replace(setting, side=40), tmp_path / "out", [BLACK], plan_of(setting))


def test_what_is_not_evaluated_does_not_matter(setting):
    """Its own results, or what a file manager leaves: the store stays good."""
    before = setting.comparable()
    assert before == setting.comparable()
    for folder in (setting.photos, setting.masks):
        (folder / ".DS_Store").write_bytes(b"anything")
        (folder / "out").mkdir()
        (folder / "out" / "report.html").write_bytes(b"anything")
    assert setting.comparable() == before
    Image.new("RGB", (50, 50)).save(setting.photos / "more.png")
    assert setting.comparable()["photos"] != before["photos"]
    (setting.masks / "manifest.csv").write_text("file,cell\n")
    assert setting.comparable()["masks"] != before["masks"]


def test_the_digest_is_that_of_stores_made_before(tmp_path):
    for name in ("b.png", "a.jpg", "sub/c.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"picture of " + name.encode())
    lines = "".join(f"{n}\0{len(n) + 11}\n" for n in ("a.jpg", "b.png", "sub/c.png"))
    expected = hashlib.sha256(lines.encode()).hexdigest()[:16]
    assert folder_digest(tmp_path, find_masks(tmp_path)) == expected


@pytest.mark.parametrize("suffix", [".bmp", ".tif"])
def test_other_masks_of_the_same_size_are_noticed(tmp_path, suffix):
    path = tmp_path / f"mask{suffix}"
    digests = set()
    for seed in (0, 1):
        hole = np.random.default_rng(seed).random((64, 64)) < 0.3
        Image.fromarray(hole).save(path)
        digests.add((path.stat().st_size, folder_digest(tmp_path, [path])))
    (first, one), (second, other) = digests
    assert first == second
    assert one != other


@pytest.mark.parametrize("text", ["nothing\n", "[1]\n", '{"format": 1}\n'])
def test_a_file_that_is_no_store(tmp_path, text):
    (tmp_path / RESULTS_FILE).write_text(text)
    with pytest.raises(UserError, match=RESULTS_FILE):
        ResultStore(tmp_path, {})
    assert (tmp_path / RESULTS_FILE).read_text() == text


def test_one_bad_picture_or_method_stops_nothing(setting, tmp_path):
    pairs = plan_of(setting)
    (setting.photos / pairs[0].photo).write_bytes(b"no photo")
    bad = [candidate(how, Broken(how)) for how in ("raises", "size", "type")]
    with ResultStore(tmp_path / "out", {}) as store:
        list(run_evaluation(pairs, [BLACK, *bad], setting, store))
        records = list(store.records.values())
    assert len(records) == 20
    good = [record for record in records if not record.error]
    assert {record.label for record in good} == {"black"}
    assert len(good) == 4
    errors = {record.label: record.error for record in records if record.photo == pairs[1].photo}
    assert errors["raises"] == "RuntimeError: out of order"
    assert "uint8 of (48, 48, 3) was expected" in errors["size"]
    assert "float32" in errors["type"]
    # What failed is tried again.
    with ResultStore(tmp_path / "out", {}) as store:
        assert list(run_evaluation(pairs, [BLACK], setting, store)) == [(1, 1)]


def test_dilation_widens_the_hole(setting):
    pairs = with_dilations(plan_of(setting)[:1], (0, 5, 35))
    assert [pair.dilation for pair in pairs] == [0, 5, 35]
    holes = [load_hole(pair, setting) for pair in pairs]
    assert (holes[0] <= holes[1]).all()
    assert (holes[1] <= holes[2]).all()
    assert holes[2].sum() > holes[0].sum()
    assert len({pair.key for pair in pairs}) == 3


def test_pictures_are_kept_for_the_blind_comparison(setting, tmp_path):
    from pconv_studio.core.study import find_items

    folder = tmp_path / "out" / "pictures"
    pairs = plan_of(setting)
    run(replace(setting, pictures=folder), tmp_path / "out", [BLACK, WHITE], pairs)
    items = find_items(folder)
    assert len(items) == 5
    assert set(map(frozenset, items.values())) == {frozenset({"black", "white", "truth"})}
    truth = np.asarray(Image.open(folder / min(items) / "truth.png"))
    assert (truth == load_truth(pairs[0], setting)).all()
    # A result whose picture is gone is made again.
    (folder / min(items) / "black.png").unlink()
    _, done = run(replace(setting, pictures=folder), tmp_path / "out", [BLACK, WHITE], pairs)
    assert done == [(1, 1)]


# --- intervals


def test_the_interval_of_a_known_distribution():
    rng = np.random.default_rng(0)
    values = rng.normal(10, 2, 400)
    found = bootstrap_mean(values.tolist())
    # The normal approximation holds here.
    half = 1.96 * values.std() / 20
    assert found.mean == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - half, abs=0.03)
    assert found.high == pytest.approx(values.mean() + half, abs=0.03)
    assert bootstrap_mean(values.tolist()) == found


def test_intervals_cover_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(200):
        found = bootstrap_mean(rng.exponential(1.0, 40).tolist())
        covered += found.low <= 1.0 <= found.high
    assert 0.88 <= covered / 200 <= 0.99


def test_several_results_on_one_photo_count_as_one_photo():
    values = np.repeat(np.random.default_rng(2).normal(0, 1, 20), 30).tolist()
    photos = np.repeat(np.arange(20), 30).astype(str).tolist()
    alone = bootstrap_mean(values[::30])
    together = bootstrap_mean(values, photos)
    assert together.high - together.low == pytest.approx(alone.high - alone.low, rel=0.15)
    assert bootstrap_mean(values).high - bootstrap_mean(values).low < 0.5 * (
        together.high - together.low
    )


def test_few_photos_have_no_interval():
    found = bootstrap_mean([1.0, 2.0, 3.0, 4.0])
    assert found.mean == 2.5
    assert math.isnan(found.low)
    assert bootstrap_mean([]).count == 0
    assert math.isnan(bootstrap_mean([]).mean)


def records(label, values, cell="inside-01-10"):
    return [
        Record(f"{n}.jpg", f"{n}.png", 0, cell, 0.05, label, label, 0.1, {"psnr": v, "l1": 1.0})
        for n, v in enumerate(values)
    ]


def test_differences_are_taken_picture_by_picture():
    hard = np.linspace(10, 40, 30)
    first, second = records("a", hard + 0.5), records("b", hard)
    found = paired_difference(first, second, "psnr")
    assert found.mean == pytest.approx(0.5)
    # All pictures agree, however different they are.
    assert (found.low, found.high) == pytest.approx((0.5, 0.5))
    assert estimate(first, "psnr").high - estimate(first, "psnr").low > 4
    assert paired_difference(first, second[:10], "psnr").count == 10


# --- tables and the report


class Tables(HTMLParser):
    """The cells of all tables of a page, and what it refers to."""

    def __init__(self):
        super().__init__()
        self.tables, self.links, self._text = [], [], None

    def handle_starttag(self, tag, attributes):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._text = ""
        self.links += [v for k, v in attributes if k in ("src", "href")]

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.tables[-1][-1].append(self._text)
            self._text = None

    def handle_data(self, data):
        if self._text is not None:
            self._text += data


@pytest.fixture
def made(setting, tmp_path):
    """A report over all cells, with a method whose name needs care."""
    odd = candidate("a|b <i>", Colour(90))
    candidates = [odd, BLACK]
    pairs = plan_of(setting, count=12)
    selected, _ = run(setting, tmp_path / "out", candidates, pairs)
    return report.Report(
        title="Evaluation </script>",
        command="pconv evaluate --photos 'a b'",
        facts={"pairs": "12"},
        selected=selected,
        columns=tables.cell_columns(),
        plots=tables.cell_plots(selected),
        examples=pictures.extremes(pairs, candidates, selected, setting),
        failures=[Record("p", "m", 0, "", 0, "x", "x 1", error="<broken>")],
        sections=[
            report.Section("Blind comparison", [["", "rate"], ["a over b", "50 %"]], "asked: <two>")
        ],
    )


def test_the_layout_of_table_1(made):
    rows = tables.table_rows(made.selected, made.columns)
    assert rows[0][1:4] == ["(0.01, 0.1] N", "(0.01, 0.1] B", "(0.1, 0.2] N"]
    assert rows[0][-2:] == ["(0.5, 0.6] B", "all"]
    assert [row[0] for row in rows[1:]] == [
        "l1(a|b <i>) (%)",
        "l1(black) (%)",
        "PSNR(a|b <i>) (dB)",
        "PSNR(black) (dB)",
        "SSIM(a|b <i>)",
        "SSIM(black)",
        "pictures",
    ]
    assert rows[-1][1:] == ["1"] * 12 + ["12"]
    black = made.selected["black"]
    first = next(r for r in black if r.cell == CELLS[0].name)
    assert rows[4][1] == f"{first.figures['psnr']:.2f}"
    assert rows[4][-1] == f"{np.mean([r.figures['psnr'] for r in black]):.2f}"


def test_means_are_over_the_pictures_that_all_methods_have():
    """Else a method that fails on what is hard looks better than one that does not."""
    good, fails = records("good", [30, 20, 25, 28]), records("fails", [29, 0, 24, 0])
    other = records("good", [10, 11], cell="border-01-10")
    other = [replace(r, photo=f"b{r.photo}", mask=f"b{r.mask}") for r in other]
    selected = {"good": good + other, "fails": [fails[0], fails[2]], "none": []}
    columns = [tables.Column("inside", lambda r: r.cell == "inside-01-10")]
    columns += [tables.Column("border", lambda r: r.cell == "border-01-10"), tables.ALL]
    rows = {row[0]: row[1:] for row in tables.table_rows(selected, columns)}
    assert rows["PSNR(good) (dB)"] == ["27.50", "10.50", "27.50"]
    # Where a method has nothing at all the others are compared without it.
    assert rows["PSNR(fails) (dB)"] == ["26.50", "–", "26.50"]
    assert rows["PSNR(none) (dB)"] == ["–", "–", "–"]
    assert rows["pictures"] == ["2", "2", "2"]
    intervals = {row[0]: row for row in tables.interval_rows(selected)}
    assert intervals["good"][-1] == intervals["fails"][-1] == "2"
    assert intervals["good"][2] == "27.50"
    lines = list(csv.DictReader(io.StringIO(tables.summary_csv(selected, columns))))
    found = {
        (r["method"], r["part"]): (r["mean"], r["pictures"]) for r in lines if r["figure"] == "psnr"
    }
    assert found["good", "all"] == ("27.5", "2")
    assert found["good", "border"] == ("10.5", "2")
    assert ("fails", "border") not in found
    # All that there is stays in the list of pictures.
    assert len(list(csv.DictReader(io.StringIO(tables.results_csv(selected))))) == 8


def test_a_report_tells_what_its_means_leave_out(made):
    assert made.tables()[0].note == (
        "Some pictures failed: x on 1. Means and counts are over the pictures that all methods "
        "of a column have."
    )
    assert "Some pictures failed: x on 1." in report.to_markdown(made)
    assert "<p>Some pictures failed: x on 1." in report.to_html(made)
    assert replace(made, failures=()).tables()[0].note == ""


def test_markdown_can_be_read_back(made):
    rows = tables.table_rows(made.selected, made.columns)
    lines = tables.markdown(rows).splitlines()
    assert set(lines[1]) <= set("|-: ")
    back = [
        [cell.strip().replace("\0", "|") for cell in line.replace("\\|", "\0")[1:-1].split("|")]
        for line in [lines[0], *lines[2:]]
    ]
    assert back == rows


def test_the_report_is_read_back(made, tmp_path):
    files = report.write_report(made, tmp_path / "report")
    assert files[0].name == "report.html"
    about, found = report.read_report(files[0])
    assert about == {
        "title": "Evaluation </script>",
        "command": "pconv evaluate --photos 'a b'",
        "facts": {"pairs": "12"},
    }
    assert found == made.selected
    page = Tables()
    page.feed(files[0].read_text(encoding="utf-8"))
    assert tables.table_rows(made.selected, made.columns) in page.tables
    assert tables.interval_rows(made.selected) in page.tables
    assert tables.difference_rows(made.selected) in page.tables
    assert [["", "rate"], ["a over b", "50 %"]] in page.tables


def test_the_report_needs_nothing_else(made, tmp_path):
    text = report.write_report(made, tmp_path)[0].read_text(encoding="utf-8")
    page = Tables()
    page.feed(text)
    # Best, median and worst of two methods, three pictures each.
    assert len(page.links) == 18
    assert all(link.startswith("data:image/jpeg;base64,") for link in page.links)
    assert "<i>" not in text
    assert "&lt;broken&gt;" in text
    assert "<p>asked: &lt;two&gt;</p>" in text
    assert text.count("<svg") == len(made.plots) == 6
    for file in (tmp_path / "plots").iterdir():
        ElementTree.fromstring(file.read_text(encoding="utf-8"))


def test_csv_files(made, tmp_path):
    report.write_report(made, tmp_path)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "pictures.csv").read_text())))
    assert len(rows) == 24
    assert {row["method"] for row in rows} == {"a|b <i>", "black"}
    by_photo = {(r.photo, r.mask): r for r in made.selected["black"]}
    for row in rows:
        if row["method"] == "black":
            record = by_photo[row["photo"], row["mask"]]
            assert float(row["ssim"]) == record.figures["ssim"]
    summary = list(csv.DictReader(io.StringIO((tmp_path / "summary.csv").read_text())))
    line = next(
        r for r in summary if (r["method"], r["figure"], r["part"]) == ("black", "psnr", "all")
    )
    value = estimate(made.selected["black"], "psnr")
    assert float(line["mean"]) == pytest.approx(value.mean, rel=1e-5)
    assert float(line["low"]) == pytest.approx(value.low, rel=1e-5)
    assert int(line["pictures"]) == 12


@pytest.mark.parametrize("text", [None, "", "<html></html>", report.DATA_START + "[]</script>"])
def test_a_page_that_is_no_report(tmp_path, text):
    path = tmp_path / "page.html"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UserError, match=r"page\.html"):
        report.read_report(path)


def test_best_median_and_worst():
    found = [
        replace(record, figures={"l1": l1}, ratio=ratio)
        for record, l1, ratio in zip(
            records("a", range(5)),
            [5.0, 1.0, 2.0, 3.0, 4.0],
            [0.5, 0.2, 0.1, 0.3, 0.2],
            strict=True,
        )
    ]
    chosen = pictures.pick(found)
    # By the error in the hole: 10, 5, 20, 10, 20.
    assert chosen["best"] is found[1]
    assert chosen["median"] is found[0] or chosen["median"] is found[3]
    assert chosen["worst"] in (found[2], found[4])
    assert pictures.pick([]) == {}


def test_the_dilation_study(setting, tmp_path):
    dilations = (0, 95)
    pairs = with_dilations(plan_of(setting), dilations)
    selected, _ = run(setting, tmp_path / "out", [BLACK], pairs)
    rows = tables.table_rows(selected, tables.dilation_columns(dilations))
    assert rows[0] == ["", "0 px", "95 px"]
    assert rows[-1] == ["pictures", "5", "5"]
    l1 = [float(cell) for cell in rows[1][1:]]
    assert l1[1] > l1[0]
    assert set(tables.dilation_plots(selected, dilations)) == {
        "l1-dilation",
        "psnr-dilation",
        "ssim-dilation",
    }
    examples = pictures.dilation_rows(pairs, [BLACK], setting, photos=2)
    assert len(examples) == 4
    assert [name for name, _ in examples[0].pictures] == ["0 px", "95 px"]
