"""`pconv doctor`, `pconv demo` and `pconv bench`."""

from __future__ import annotations

import json
import os

import pytest

from pconv_studio import __version__
from pconv_studio.cli import bench, main
from pconv_studio.core.decode import load_photo
from pconv_studio.inference import registry


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
    pconv(*command, "-o", result).fails(2, "there is a file of that name already")


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


def test_demo_into_a_folder(pconv, work):
    (work / "demos").mkdir()
    ran = pconv("demo", "--method", "telea", "--sample", "rocket", "-o", "demos")
    assert ran.code == 0
    assert os.listdir("demos") == ["pconv-demo-rocket.jpg"]
