"""The evaluation of super-resolution: what is compared, kept, shown and cited."""

from __future__ import annotations

import base64
import csv
import io
import re
from dataclasses import dataclass, replace

import cv2
import numpy as np
import pytest
from PIL import Image

from pconv_resources import resource
from pconv_studio.cli.candidates import MethodEnlarger
from pconv_studio.core.errors import UsageError, UserError
from pconv_training.evaluation import details, published, report, tables
from pconv_training.evaluation.enlarging import DEFINITIONS, EnlargeSetting, load_large
from pconv_training.evaluation.plan import Pair, enlargements
from pconv_training.evaluation.run import Candidate, failed, run_evaluation, select
from pconv_training.evaluation.store import RESULTS_FILE, Record, ResultStore
from pconv_training.luma import luma_figures


@dataclass(frozen=True)
class Repeat:
    """Makes a square of each pixel, and spoils what it was given."""

    lighter: int = 0

    def __call__(self, image, factor):
        result = image.repeat(factor, axis=0).repeat(factor, axis=1)
        image[:] = 0
        return np.clip(result.astype(int) + self.lighter, 0, 255).astype(np.uint8)


@dataclass(frozen=True)
class Broken:
    """Fails, or gives something that is no picture of the right size."""

    how: str

    def __call__(self, image, factor):
        if self.how == "raises":
            raise RuntimeError("out of\norder")
        if self.how == "memory":
            raise MemoryError
        return image if self.how == "size" else np.zeros((*image.shape[:2], 3), np.float32)


REPEAT = Candidate("repeat", "repeat 1", Repeat())
LIGHTER = Candidate("lighter", "lighter 1", Repeat(20))


@pytest.fixture
def setting(make_photos):
    return EnlargeSetting(make_photos(5, size=(61, 75)))


def plan_of(setting, factors=(2, 3), **options):
    names = sorted(path.name for path in setting.photos.iterdir())
    return enlargements(names, factors, **options)


def run(setting, folder, candidates, pairs, processes=1):
    with ResultStore(folder, setting.comparable()) as store:
        done = list(run_evaluation(pairs, candidates, setting, store, processes=processes))
        return select(store, pairs, candidates), failed(store, pairs, candidates), done


# --- what is evaluated


def test_each_photo_at_each_factor():
    photos = [f"{n}.jpg" for n in range(10)]
    plan = enlargements(photos, (2, 4))
    assert len({pair.key for pair in plan}) == 20
    assert {(pair.photo, pair.factor) for pair in plan} == {(p, k) for p in photos for k in (2, 4)}
    assert [pair.index for pair in plan] == list(range(20))
    assert enlargements(photos, (2, 4), count=3) == plan[:6]
    other = enlargements(photos, (2, 4), count=3, seed=2)
    assert [pair.photo for pair in other] != [pair.photo for pair in plan[:6]]
    with pytest.raises(UsageError, match=r"11 .* 10"):
        enlargements(photos, (2,), count=11)


def test_figures_are_those_of_the_whole_photo(setting, tmp_path):
    pairs = plan_of(setting, (2, 3, 4))
    selected, failures, done = run(setting, tmp_path / "out", [REPEAT, LIGHTER], pairs)
    assert not failures
    assert done[-1] == (30, 30)
    for record in selected["repeat"]:
        k = record.factor
        with Image.open(setting.photos / record.photo) as image:
            # 75 x 61 pixels, the sides cut at the right and below.
            whole = image.convert("RGB").crop((0, 0, 75 // k * k, 61 // k * k))
        small = whole.resize((75 // k, 61 // k), Image.Resampling.BICUBIC)
        result = small.resize(whole.size, Image.Resampling.NEAREST)
        expected = luma_figures(np.asarray(result), np.asarray(whole), border=k)
        assert record.figures == pytest.approx(expected, abs=1e-6)
    # Each method has had the picture as it is, whatever the one before did with it.
    lighter = {record.pair: record.figures["psnr"] for record in selected["lighter"]}
    assert all(20 < value < 28 for value in lighter.values())
    assert len(lighter) == 15


def test_processes_give_the_same(setting, tmp_path):
    pairs = plan_of(setting)
    # Other processes cannot import this module, but the program's own methods.
    bicubic = Candidate("bicubic", "bicubic 1", MethodEnlarger("bicubic", None, "cpu"))
    first, _, _ = run(setting, tmp_path / "a", [bicubic], pairs)
    second, _, _ = run(setting, tmp_path / "b", [bicubic], pairs, processes=2)
    assert len(first["bicubic"]) == 10
    for left, right in zip(first["bicubic"], second["bicubic"], strict=True):
        assert replace(left, seconds=0) == replace(right, seconds=0)


def test_what_is_there_is_not_computed_again(setting, tmp_path):
    out = tmp_path / "out"
    run(setting, out, [REPEAT], plan_of(setting, (2,), count=3))
    before = (out / RESULTS_FILE).read_bytes()
    # More photos, another factor, another method.
    pairs = plan_of(setting, (2, 4))
    _, _, done = run(setting, out, [REPEAT, LIGHTER], pairs)
    assert done[-1] == (17, 17)
    assert (out / RESULTS_FILE).read_bytes().startswith(before)
    selected, _, done = run(setting, out, [LIGHTER, REPEAT], pairs)
    assert done == []
    assert [len(records) for records in selected.values()] == [10, 10]
    renamed = replace(REPEAT, label="again")
    selected, _, done = run(setting, out, [renamed], pairs)
    assert done == []
    assert {record.label for record in selected["again"]} == {"again"}
    (setting.photos / "more.png").write_bytes(b"")
    with pytest.raises(UserError, match="other settings"):
        run(setting, out, [REPEAT], pairs)


def test_a_run_that_was_cut_off_goes_on(setting, tmp_path):
    pairs, out = plan_of(setting), tmp_path / "out"
    whole, _, _ = run(setting, out, [REPEAT], pairs)
    file = out / RESULTS_FILE
    file.write_bytes(file.read_bytes()[:-30])
    again, _, done = run(setting, out, [REPEAT], pairs)
    assert done == [(1, 1)]
    for left, right in zip(whole["repeat"], again["repeat"], strict=True):
        assert replace(left, seconds=0) == replace(right, seconds=0)


def test_one_bad_photo_or_method_stops_nothing(setting, tmp_path):
    (setting.photos / "00.png").write_bytes(b"no photo")
    # Twelve pixels are left beside the border of x2, and eight of x4.
    Image.new("RGB", (40, 16), "red").save(setting.photos / "01.png")
    bad = [Candidate(how, f"{how} 1", Broken(how)) for how in ("raises", "size", "type")]
    pairs = plan_of(setting, (2, 4))
    selected, failures, _ = run(setting, tmp_path / "out", [REPEAT, *bad], pairs)
    assert len(selected["repeat"]) == 7
    assert not any(selected[candidate.label] for candidate in bad)
    errors = {(r.label, r.photo, r.factor): r.error for r in failures}
    assert len(errors) == 33
    assert "00.png" in errors["repeat", "00.png", 2]
    assert "40 x 16 pixels are too few for a comparison at x4" in errors["repeat", "01.png", 4]
    assert errors["raises", "02.png", 2] == "RuntimeError: out of order"
    assert "uint8 of (60, 74, 3) was expected" in errors["size", "02.png", 2]
    assert "float32" in errors["type", "02.png", 2]
    assert failures[0].what == f"repeat, {failures[0].photo}, x{failures[0].factor}"
    # What failed is tried again.
    mended = replace(bad[0], method=Repeat())
    selected, _, done = run(setting, tmp_path / "out", [REPEAT, mended], pairs)
    assert done[-1] == (13, 13)
    assert len(selected["raises"]) == 7


def test_a_photo_too_large_for_the_memory_stops_nothing(setting, tmp_path):
    pairs = plan_of(setting, (2,))
    hungry = Candidate("hungry", "hungry 1", Broken("memory"))
    _, failures, done = run(setting, tmp_path / "out", [hungry], pairs)
    assert done[-1] == (5, 5)
    assert all("not enough memory for this photo" in record.error for record in failures)


def test_weights_of_one_factor_take_part_in_it_alone(setting, tmp_path):
    twice = replace(REPEAT, label="own", identity="x2", factor=2)
    thrice = replace(LIGHTER, label="own", identity="x3", factor=3)
    pairs = plan_of(setting, (2, 3, 4))
    selected, failures, done = run(setting, tmp_path / "out", [twice, thrice], pairs)
    assert done[-1] == (10, 10)
    assert not failures
    assert {(r.identity, r.factor) for r in selected["own"]} == {("x2", 2), ("x3", 3)}


# --- what is shown


def brute_busiest(truth, factor, side):
    grey = cv2.cvtColor(truth, cv2.COLOR_RGB2GRAY)
    energy = sum(cv2.Sobel(grey, cv2.CV_64F, x, 1 - x) ** 2 for x in (0, 1))
    height, width = grey.shape
    best = {
        (top, left): energy[top : top + side, left : left + side].sum()
        for top in range(factor, height - side - factor + 1, factor)
        for left in range(factor, width - side - factor + 1, factor)
    }
    return max(best, key=best.get)


@pytest.mark.parametrize("factor", [2, 3, 5])
def test_the_busiest_square_of_a_photo(factor):
    with Image.open(resource("samples/rocket.jpg")) as image:
        part = np.asarray(image.convert("RGB").crop((240, 120, 420, 300)))
    size = 180 // factor * factor
    truth = np.ascontiguousarray(part[:size, :size])
    top, left, side = details.busiest_square(truth, factor)
    assert side == 96 // factor * factor
    assert (top, left) == brute_busiest(truth, factor, side)


def test_a_square_fits_into_the_smallest_photo():
    for factor in range(2, 9):
        least = -(-(11 + 2 * factor) // factor) * factor
        truth = np.full((least, 3 * least, 3), 90, np.uint8)
        top, left, side = details.busiest_square(truth, factor)
        assert side % factor == top % factor == left % factor == 0
        assert side >= factor
        assert factor <= top <= least - side - factor
        # Where nothing differs the first one is taken.
        assert left == factor


@pytest.fixture
def made(setting, tmp_path):
    """A report over two factors."""
    candidates = [REPEAT, replace(LIGHTER, factor=2)]
    pairs = plan_of(setting)
    selected, failures, _ = run(setting, tmp_path / "out", candidates, pairs)
    parts = tables.factor_columns((2, 3))
    return report.Report(
        title="Super-resolution",
        command="pconv evaluate --task sr",
        facts={},
        selected=selected,
        columns=parts,
        plots=tables.factor_plots(selected, (2, 3)),
        examples=details.detail_rows(pairs, candidates, selected, setting),
        failures=failures,
        sections=[
            report.Section(
                published.HEADING, published.published_rows((2, 3)), published.note((2, 3))
            )
        ],
        heading="Figures by factor",
        parts=parts,
        definitions=DEFINITIONS,
    )


def test_a_column_and_a_table_for_each_factor(made):
    first, *others = made.tables()
    assert first.heading == "Figures by factor"
    assert first.rows[0] == ["", "x2", "x3"]
    assert [row[0] for row in first.rows[1:]] == [
        *("PSNR(repeat) (dB)", "PSNR(lighter) (dB)", "SSIM(repeat)", "SSIM(lighter)", "pictures"),
    ]
    assert first.rows[2][2] == "–"
    at_three = [r.figures["psnr"] for r in made.selected["repeat"] if r.factor == 3]
    assert first.rows[1][2] == f"{np.mean(at_three):.2f}"
    assert [table.heading for table in others] == [
        "x2, with 95 % intervals",
        "x2: repeat minus each other",
        # One method alone has nothing to be compared with.
        "x3, with 95 % intervals",
        published.HEADING,
    ]
    assert [row[0] for row in others[2].rows] == ["", "repeat"]
    assert others[2].rows[1][-1] == "5"


def test_the_report_says_what_was_measured_and_what_was_not(made, tmp_path):
    files = report.write_report(made, tmp_path / "report")
    _, found = report.read_report(files[0])
    assert found == made.selected
    assert {record.factor for record in found["repeat"]} == {2, 3}
    for file in files[:2]:
        text = file.read_text(encoding="utf-8")
        assert "BT.601" in text
        assert "published, not run" in text
        assert "do not compare with the figures above" in text
        assert "arXiv:1707.02921" in text
        assert "l1:" not in text
    rows = list(csv.DictReader(io.StringIO((tmp_path / "report/pictures.csv").read_text())))
    assert list(rows[0]) == ["photo", "factor", "method", "what ran", "seconds", "psnr", "ssim"]
    assert len(rows) == 15
    assert set(made.plots) == {"psnr-factor", "ssim-factor"}


def test_details_show_the_pixels(made, setting):
    # Best, median and worst, at both factors.
    assert len(made.examples) == 6
    assert [example.caption.split(",")[0] for example in made.examples[::2]] == [
        *("best", "median", "worst"),
    ]
    example = made.examples[0]
    assert [name for name, _ in example.pictures] == [
        *("low resolution", "repeat", "lighter", "ground truth"),
    ]
    assert [name for name, _ in made.examples[1].pictures] == [
        *("low resolution", "repeat", "ground truth"),
    ]
    low, repeat, _, truth = (decode(uri) for _, uri in example.pictures)
    # Repeated pixels are the small picture; the truth is a part of the photo, bit by bit.
    assert (low == repeat).all()
    photo = re.search(r"\((.*?\.png)\)", example.caption)[1]
    whole = load_large(Pair(0, photo, factor=2), setting)
    top, left, side = details.busiest_square(whole, 2)
    part = whole[top : top + side, left : left + side]
    assert (truth[::2, ::2] == part).all()
    assert (truth[1::2, 1::2] == part).all()


def decode(uri):
    kind, data = uri.split(",")
    assert kind == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


def test_no_details_of_nothing(setting):
    assert details.detail_rows([], [REPEAT], {"repeat": []}, setting) == []


# --- what is cited


def test_published_figures_are_marked_and_have_a_source():
    for factor in (2, 3, 4):
        head, *rows = published.published_rows([factor])
        assert head == ["published, not run", "Set5", "Set14", "BSD100"]
        assert all(f", x{factor} (" in row[0] for row in rows)
        # More detail of a photo is lost on the harder sets.
        for row in rows:
            values = [float(cell.split(" / ")[0]) for cell in row[1:] if cell != "–"]
            assert values == sorted(values, reverse=True)
    assert published.published_rows([5, 8]) == []
    srgan = next(row for row in published.published_rows([4]) if row[0].startswith("SRGAN"))
    assert srgan[1:] == ["29.40 / 0.8472", "26.02 / 0.7397", "25.16 / 0.6688"]
    assert "1609.04802" in published.note([4])
    assert "1609.04802" not in published.note([2])
    assert all(entry.source in published.SOURCES for entry in published.PUBLISHED)


def test_a_record_of_an_older_file_has_no_factor():
    from pconv_training.evaluation.store import record_from

    old = {"photo": "a", "mask": "b", "dilation": 0, "cell": "", "ratio": 0.1, "label": "l"}
    record = record_from({**old, "identity": "l 1"})
    assert record == Record("a", "b", 0, "", 0.1, "l", "l 1")
    assert record.pair == Pair(0, "a", "b").key
    assert record.what == "l, a, b"
