"""``pconv evaluate --task sr`` as a person runs it."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
import torch
from PIL import Image
from skimage.color import rgb2ycbcr
from skimage.metrics import peak_signal_noise_ratio

from pconv_models.checkpoint import save_checkpoint
from pconv_models.super_config import SuperResolutionConfig
from pconv_models.super_resolution import SuperResolutionUNet
from pconv_resources import resource
from pconv_studio.cli.candidates import parse_enlargers
from pconv_studio.cli.evaluate_sr import parse_scale
from pconv_studio.core.errors import UsageError, UserError
from pconv_studio.inference import enlarger_choices
from pconv_studio.inference.enlarger_choices import Enlarger
from pconv_training.evaluation.report import read_report
from pconv_training.luma import luma_figures

CHEAP = "bicubic,nearest"


def save_network(path, factor, seed=0):
    torch.manual_seed(seed)
    network = SuperResolutionUNet(SuperResolutionConfig.for_factor(factor, width=4))
    save_checkpoint(path, network.eval(), training={})


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A folder to stand in: five parts of a photo, and networks in place of the bundled ones."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos").mkdir()
    with Image.open(resource("samples/rocket.jpg")) as image:
        for number in range(5):
            left, top = 60 * number, 50 * number
            part = image.convert("RGB").crop((left, top, left + 101, top + 83))
            part.save(f"photos/{number}.png")
    found = []
    for factor in (2, 3):
        path = tmp_path / f"x{factor}.safetensors"
        save_network(path, factor)
        found.append(Enlarger(str(path), path, factor, bundled=True))
    monkeypatch.setattr(enlarger_choices, "enlargers", lambda: found)
    return tmp_path


def evaluate(pconv, *arguments):
    return pconv(
        *("evaluate", "--task", "sr", "--photos", "photos", "-o", "out"),
        *("--device", "cpu", "--processes", 1, *arguments),
    )


def test_the_whole_report_by_one_command(pconv, work):
    ran = evaluate(pconv)
    assert ran.code == 0, ran
    assert "40 pictures in" in ran.err
    about, found = read_report(work / "out" / "report.html")
    assert list(found) == ["pconv", "lanczos", "bicubic", "nearest"]
    for records in found.values():
        assert sorted({record.factor for record in records}) == [2, 3]
        assert len(records) == 10
        for record in records:
            assert set(record.figures) == {"psnr", "ssim"}
    names = {path.name for path in (work / "out").iterdir()}
    assert names == {
        *("report.html", "report.md", "summary.csv", "pictures.csv", "results.jsonl", "plots"),
    }
    assert {path.name for path in (work / "out/plots").iterdir()} == {
        *("psnr-factor.svg", "ssim-factor.svg"),
    }
    assert ran.out.startswith("x2:\n|  | PSNR (dB) | SSIM |")
    assert "\nx3:\n" in ran.out
    assert "out/report.html" in ran.out
    text = (work / "out/report.md").read_text()
    assert "|  | x2 | x3 | all |" in text
    assert "published, not run" in text
    assert about["facts"]["pairs"] == "10, of 5 photos"
    assert about["facts"]["pconv"].count("@") == 2
    assert about["facts"]["bicubic"].count("bicubic") == 1
    # The command of the report makes the same again, from what is there.
    again = pconv(*about["command"].split()[1:], "--processes", 1)
    assert again.code == 0, again
    assert "pictures in" not in again.err
    assert read_report(work / "out" / "report.html")[1] == found


def test_figures_are_those_of_pillows_bicubic(pconv, work):
    ran = evaluate(pconv, "--methods", CHEAP, "--scale", "2, 4", "--no-examples", "--json")
    assert ran.code == 0, ran
    answer = json.loads(ran.out)
    assert answer["failed"] == 0
    assert set(answer["parts"]) == {"x2", "x4"}
    for factor in (2, 4):
        expected, levels = [], []
        for number in range(5):
            with Image.open(f"photos/{number}.png") as image:
                size = image.width // factor, image.height // factor
                truth = image.crop((0, 0, size[0] * factor, size[1] * factor))
            down = truth.resize(size, Image.Resampling.BICUBIC)
            result = np.asarray(down.resize(truth.size, Image.Resampling.BICUBIC))
            expected.append(luma_figures(result, np.asarray(truth), border=factor))
            planes = [
                rgb2ycbcr(pixels)[factor:-factor, factor:-factor, 0]
                for pixels in (np.asarray(truth), result)
            ]
            levels.append(peak_signal_noise_ratio(*planes, data_range=255))
        means = answer["parts"][f"x{factor}"]["bicubic"]
        # OpenCV's filter in the program, Pillow's here: the same but for rounding.
        assert means["psnr"]["mean"] == pytest.approx(np.mean(levels), abs=0.05)
        assert means["ssim"]["mean"] == pytest.approx(
            np.mean([figures["ssim"] for figures in expected]), abs=0.001
        )
        assert means["psnr"]["pictures"] == 5
        assert means["psnr"]["low"] < means["psnr"]["mean"] < means["psnr"]["high"]
        assert means["psnr"]["mean"] > answer["parts"][f"x{factor}"]["nearest"]["psnr"]["mean"]


def test_a_run_is_continued_by_what_is_missing(pconv, work):
    shared = ("--no-examples", "--scale", "2")
    assert "4 pictures in" in evaluate(pconv, *shared, "--methods", CHEAP, "--count", 2).err
    assert "6 pictures in" in evaluate(pconv, *shared, "--methods", CHEAP).err
    assert "5 pictures in" in evaluate(pconv, *shared, "--methods", "bicubic,lanczos").err
    options = ("--no-examples", "--methods", "pconv,bicubic", "--scale", "2,3")
    assert "15 pictures in" in evaluate(pconv, *options).err
    # Other weights under the same name are evaluated again, at their factor alone.
    save_network(work / "x3.safetensors", 3, seed=1)
    assert "5 pictures in" in evaluate(pconv, *options).err
    assert "pictures in" not in evaluate(pconv, *options).err


def test_one_unreadable_photo_stops_nothing(pconv, work):
    (work / "photos/1.png").write_bytes(b"no photo")
    ran = evaluate(pconv, "--methods", CHEAP, "--scale", "2")
    assert ran.code == 0, ran
    assert "pconv: bicubic, 1.png, x2: " in ran.err
    assert "2 pictures failed and are left out" in ran.err
    _, found = read_report(work / "out/report.html")
    assert [len(records) for records in found.values()] == [4, 4]
    assert "2 failed" in (work / "out/report.html").read_text()
    with (work / "out/pictures.csv").open() as file:
        assert {row["photo"] for row in csv.DictReader(file)} == {
            *("0.png", "2.png", "3.png", "4.png"),
        }


def test_no_photo_can_be_read(pconv, work):
    for path in (work / "photos").iterdir():
        path.write_bytes(b"nothing")
    ran = evaluate(pconv, "--methods", CHEAP)
    assert ran.code == 1
    assert "not one picture could be evaluated" in ran.err
    assert not (work / "out/report.html").exists()


def test_a_model_of_one_factor_beside_methods_of_all(pconv, work):
    ran = evaluate(pconv, "--methods", "ours=pconv:x2.safetensors,nearest", "--scale", "2,3")
    assert ran.code == 0, ran
    _, found = read_report(work / "out/report.html")
    assert {record.factor for record in found["ours"]} == {2}
    text = (work / "out/report.md").read_text()
    # A mean over both factors would not be one of the same pictures.
    assert "|  | x2 | x3 |\n" in text
    assert "x3: " not in text


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--masks", "photos"], 2, ["--masks", "sr"]),
        (["--plain-model", "x2.safetensors"], 2, ["--plain-model", "sr"]),
        (["--side", 512], 2, ["--side", "sr"]),
        (["--hole", "white"], 2, ["--hole", "sr"]),
        (["--inception", "i.pth"], 2, ["--inception", "sr"]),
        (["--save-pictures"], 2, ["--save-pictures", "sr"]),
        (["--answers", "a.csv"], 2, ["--answers", "sr"]),
        (["--task", "inpainting"], 2, ["--masks"]),
        (["--task", "inpainting", "--masks", "photos", "--scale", "2"], 2, ["--scale"]),
        (["--task", "colour"], 2, ["colour"]),
        (["--scale", "2,nine"], 2, ["--scale", "2 to 8"]),
        (["--methods", "magic"], 2, ["'magic'"]),
        (["--methods", "telea"], 2, ["'telea'"]),
        (["--methods", "bicubic", "--count", 6], 2, ["6 photos", "there are 5"]),
        (["--model", "none.safetensors"], 1, ["none.safetensors"]),
        (["--photos", "nowhere", "--methods", "bicubic"], 1, ["nowhere"]),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, list) else str(value),
)
def test_what_cannot_be_evaluated(pconv, work, arguments, code, words):
    evaluate(pconv, *arguments).fails(code, *words)


# --- options


def test_words_of_the_scale_option(work):
    assert parse_scale("4, 2,4,8,") == [2, 4, 8]
    assert parse_scale(None) == [2, 3]
    for text in ("", ",", "1", "9", "2.5", "-2", "x2", "²"):
        with pytest.raises(UsageError, match="2,3,4 is an example"):
            parse_scale(text)


def test_words_of_the_methods_option(work):
    found = parse_enlargers(
        "pconv,own=pconv:x3.safetensors,bicubic", [2, 3, 6], model=None, device="cpu"
    )
    assert [(c.label, c.factor) for c in found] == [
        *(("pconv", 2), ("pconv", 3), ("pconv", 6)),
        ("own", 3),
        *(("bicubic", 2), ("bicubic", 3), ("bicubic", 6)),
    ]
    # The weights are part of what ran, those of every pass; a name is not.
    assert [c.identity.count("@") for c in found] == [1, 1, 2, 1, 0, 0, 0]
    assert found[1].identity == found[3].identity
    one = parse_enlargers("pconv", [2], model="x2.safetensors", device="cpu")
    assert one[0].identity == found[0].identity


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("", UsageError, "pconv,lanczos,bicubic,nearest is an example"),
        ("bicubic,bicubic", UsageError, "taken twice"),
        ("pconv:", UsageError, "after the colon"),
        ("bicubic:x2.safetensors", UsageError, "takes no model"),
        ("pconv:x2.safetensors", UserError, "enlarges by 2, not by 3"),
        ("pconv:nowhere.safetensors", UserError, "nowhere"),
    ],
)
def test_wrong_words_of_the_methods_option(work, text, error, words):
    with pytest.raises(error, match=words):
        parse_enlargers(text, [3, 4], model=None, device="cpu")
