"""The commands of masks, evaluation and studies, as a person runs them."""

from __future__ import annotations

import json
import shutil

import cv2
import numpy as np
import pytest
import torch
from PIL import Image

from pconv_models.checkpoint import save_checkpoint
from pconv_models.config import PRESETS, UNetConfig
from pconv_models.unet import PConvUNet
from pconv_studio.cli.candidates import MethodFiller, SinglePass, parse_methods
from pconv_studio.cli.evaluation import command_line
from pconv_studio.core.errors import UsageError, UserError
from pconv_studio.core.study import Trial, answer_of, append_answer
from pconv_studio.inference import registry
from pconv_training.evaluation.report import read_report
from pconv_training.manifest import read_manifest


def save_network(path, **config):
    torch.manual_seed(0)
    network = PConvUNet(UNetConfig(width=4, depth=3, **config))
    save_checkpoint(path, network.eval(), training={})
    return path


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A folder to stand in: six photos, a small test set, a partial and a plain network."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos").mkdir()
    rng = np.random.default_rng(0)
    for number in range(6):
        corners = Image.fromarray(rng.integers(0, 256, (3, 3, 3), np.uint8))
        corners.resize((56, 48), Image.Resampling.BICUBIC).save(f"photos/{number}.png")
    save_network(tmp_path / "partial.safetensors")
    save_network(tmp_path / "plain.safetensors", convolution="plain")
    return tmp_path


@pytest.fixture
def masks(pconv, work):
    ran = pconv(
        *("masks", "testset", "--out", "masks", "--per-cell", 1, "--size", 64),
        *("--seed", 3, "--processes", 1),
    )
    assert ran.code == 0, ran
    assert ran.out.startswith("masks/manifest.csv: 12 masks in 12 cells")
    return work / "masks"


def evaluate(pconv, *arguments):
    return pconv(
        *("evaluate", "--photos", "photos", "--masks", "masks", "--side", 48),
        *("--device", "cpu", "--processes", 1, *arguments),
    )


# --- masks


@pytest.mark.parametrize(
    "command",
    [
        ["masks", "testset"],
        ["masks", "from-video"],
        ["masks", "stats"],
        ["evaluate"],
        ["study"],
        ["study", "dilation"],
        ["study", "losses"],
        ["study", "preferences"],
    ],
    ids=" ".join,
)
def test_help(pconv, command):
    ran = pconv(*command, "--help")
    assert ran.code == 0
    assert "Usage: pconv" in ran.out


def test_a_test_set_is_continued_and_not_mixed(pconv, masks):
    assert len(read_manifest(masks)) == 12
    again = pconv("masks", "testset", "-o", "masks", "--per-cell", 1, "--size", 64, "--seed", 3)
    assert again.code == 0
    other = pconv("masks", "testset", "-o", "masks", "--per-cell", 1, "--size", 64, "--seed", 4)
    other.fails(1, "other settings")


def test_raw_masks_need_their_colour(pconv, masks):
    pconv("masks", "testset", "-o", "new", "--raw", "masks").fails(2, "--raw-hole")
    pconv("masks", "testset", "-o", "new", "--raw", "none", "--raw-hole", "white").fails(1, "none")


def test_masks_from_a_video(pconv, work):
    (work / "frames").mkdir()
    rng = np.random.default_rng(1)
    ground = cv2.GaussianBlur(rng.integers(0, 256, (96, 96, 3), np.uint8), (0, 0), 1.5)
    thing = cv2.GaussianBlur(rng.integers(0, 256, (40, 40, 3), np.uint8), (0, 0), 1.5)
    for number in range(4):
        frame = ground.copy()
        frame[30:70, 10 + 7 * number : 50 + 7 * number] = thing
        Image.fromarray(frame).save(work / "frames" / f"{number}.png")
    ran = pconv("masks", "from-video", "frames", "-o", "raw", "--size", 96)
    assert ran.code == 0, ran
    made = sorted((work / "raw").iterdir())
    assert ran.out == f"raw: {len(made)} masks from 4 frames\n"
    assert len(made) == 6
    with Image.open(made[0]) as picture:
        assert picture.mode == "1"
    assert pconv("masks", "from-video", "frames", "-o", "few", "--size", 96, "--count", 3).code == 0
    assert len(list((work / "few").iterdir())) == 3


def test_a_video_without_motion(pconv, work):
    (work / "frames").mkdir()
    for number in range(3):
        Image.fromarray(np.zeros((40, 40, 3), np.uint8)).save(work / "frames" / f"{number}.png")
    ran = pconv("masks", "from-video", "frames", "-o", "raw", "--size", 32)
    ran.fails(1, "3 frames", "motion")
    pconv("masks", "from-video", "none.mp4", "-o", "raw").fails(1, "none.mp4")


def test_statistics_of_a_folder(pconv, masks, work):
    ran = pconv("masks", "stats", "masks", "-o", "plot.svg", "--json")
    assert ran.code == 0, ran
    facts = json.loads(ran.out)
    assert facts["count"] == 12
    assert set(facts["cells"].values()) == {1}
    assert (work / "plot.svg").read_text().startswith("<svg")
    text = pconv("masks", "stats", "masks").out
    assert "12 masks: 12 of 64x64" in text
    assert "(0.5, 0.6]" in text
    wrong = pconv("masks", "stats", "masks", "--hole", "black")
    assert "perhaps its holes are white" in wrong.err
    pconv("masks", "stats", "masks", "-o", "plot.png").fails(2, ".svg")
    pconv("masks", "stats", "nowhere").fails(1, "nowhere")


# --- methods


def test_words_of_the_methods_option(work):
    found = parse_methods(
        "telea, pconv,ours=pconv:partial.safetensors,plain,pconv-once:partial.safetensors",
        model="partial.safetensors",
        plain_model=work / "plain.safetensors",
        device="cpu",
    )
    labels = [candidate.label for candidate in found]
    assert labels == ["telea", "pconv", "ours", "plain", "pconv-once:partial"]
    assert found[0].method == MethodFiller("telea", None, "cpu")
    assert found[1].method == MethodFiller("pconv", "partial.safetensors", "cpu")
    assert found[3].method == SinglePass(str(work / "plain.safetensors"), "cpu")
    # The weights are part of what ran; a copy of them is the same.
    assert found[1].identity == found[2].identity
    assert "@" in found[1].identity
    assert "@" not in found[0].identity


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("magic", UsageError, "'magic'"),
        ("", UsageError, "no method"),
        ("telea,telea", UsageError, "taken twice"),
        ("=telea", UsageError, "empty"),
        ("pconv:", UsageError, "after the colon"),
        ("plain", UsageError, "--plain-model"),
        ("plain:partial.safetensors", UserError, "plain needs plain"),
        ("pconv:plain.safetensors", UserError, "pconv needs partial"),
        ("pconv:nowhere.safetensors", UserError, "nowhere"),
    ],
)
def test_wrong_words_of_the_methods_option(work, text, error, words):
    with pytest.raises(error, match=words):
        parse_methods(text, model=None, plain_model=None, device="cpu")


def test_a_single_pass_is_the_networks_own_prediction(work):
    from pconv_models.checkpoint import load_checkpoint

    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (40, 48, 3), np.uint8)
    hole = np.zeros((40, 48), bool)
    hole[10:20, 12:30] = True
    for name in ("partial.safetensors", "plain.safetensors"):
        network, _ = load_checkpoint(work / name)
        pixels = torch.from_numpy(image / np.float32(255)).permute(2, 0, 1)[None]
        valid = torch.from_numpy(~hole)[None, None].float()
        with torch.inference_mode():
            expected = network(pixels, valid)[0].clamp(0, 1).permute(1, 2, 0).numpy() * 255
        result = SinglePass(name, "cpu")(image, hole)
        assert result.dtype == np.uint8
        # bfloat16 where the processor has it.
        assert np.abs(result[hole] - expected[hole]).max() < 6
        blind = image.copy()
        blind[hole] = 9
        assert (SinglePass(name, "cpu")(blind, hole) == result).all()


# --- evaluation


def test_the_whole_table_by_one_command(pconv, masks, work):
    methods = "pconv,plain,patchmatch,telea,ns"
    ran = evaluate(
        *(pconv, "-o", "out", "--methods", methods, "--count", 12),
        *("--model", "partial.safetensors", "--plain-model", "plain.safetensors"),
    )
    assert ran.code == 0, ran
    assert "60 pictures in" in ran.err
    for label in methods.split(","):
        assert f"| {label} |" in ran.out
    assert "out/report.html" in ran.out
    about, found = read_report(work / "out" / "report.html")
    assert list(found) == methods.split(",")
    assert {len(records) for records in found.values()} == {12}
    assert about["command"].startswith("pconv evaluate --photos photos --masks masks --output out")
    assert "--plain-model plain.safetensors" in about["command"]
    names = {path.name for path in (work / "out").iterdir()}
    assert names == {
        *("report.html", "report.md", "summary.csv", "pictures.csv", "results.jsonl", "plots"),
    }
    # The command of the report makes the same again, from what is there.
    again = pconv(*about["command"].split()[1:], "--processes", 1)
    assert again.code == 0
    assert "pictures in" not in again.err
    assert read_report(work / "out" / "report.html")[1] == found


def test_methods_of_others_join(pconv, masks, work, monkeypatch):
    class Grey:
        name, title, context, min_context = "grey", "Grey", 0.1, 16

        def fill(self, region, job):
            return np.full(region.image.shape, 0.5, np.float32)

    factories = registry._factories() | {"grey": Grey}
    monkeypatch.setattr(registry, "_factories", lambda: factories)
    registry.get_method.cache_clear()
    ran = evaluate(pconv, "-o", "out", "--methods", "telea,theirs=grey", "--json")
    registry.get_method.cache_clear()
    assert ran.code == 0, ran
    means = json.loads(ran.out)["means"]
    assert set(means) == {"telea", "theirs"}
    assert means["telea"]["psnr"]["mean"] > means["theirs"]["psnr"]["mean"]
    assert means["telea"]["psnr"]["low"] < means["telea"]["psnr"]["mean"]


def test_other_weights_under_the_same_name_are_evaluated_again(pconv, masks, work):
    options = ("-o", "out", "--methods", "telea,pconv", "--model", "partial.safetensors")
    assert "12 pictures in" in evaluate(pconv, *options, "--no-examples").err
    torch.manual_seed(5)
    network = PConvUNet(UNetConfig(width=4, depth=3)).eval()
    save_checkpoint(work / "partial.safetensors", network, training={})
    assert "6 pictures in" in evaluate(pconv, *options, "--no-examples").err


def test_answers_of_the_blind_comparison_join_the_report(pconv, masks, work):
    ran = evaluate(pconv, "-o", "out", "--methods", "telea,ns", "--save-pictures")
    assert ran.code == 0, ran
    assert len(list((work / "out" / "pictures").iterdir())) == 6
    for number, choice in enumerate(["left", "left", "right"]):
        trial = Trial(number, f"item{number}", "telea", "ns", 0)
        append_answer(
            work / "answers.csv",
            answer_of(trial, choice, participant="P", shown=1, seconds=1),
        )
    ran = evaluate(pconv, "-o", "out", "--methods", "telea,ns", "--answers", "answers.csv")
    assert ran.code == 0, ran
    text = (work / "out" / "report.html").read_text()
    assert "Blind comparison" in text
    assert "ns over telea" in text
    ran = pconv("study", "preferences", "answers.csv")
    assert ran.code == 0
    assert "| ns over telea | unlimited | 33.3 % |" in ran.out
    assert "3 answers of 1 participant(s)" in ran.out
    pconv("study", "preferences", "out/pictures.csv").fails(1, "pictures.csv")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--methods", "magic"], 2, ["'magic'"]),
        (["--methods", "telea", "--count", "13"], 2, ["12"]),
        (["--methods", "telea", "--hole", "black"], 1, ["--hole"]),
        (["--methods", "telea", "--inception", "none.pth"], 1, ["none.pth"]),
        (["--methods", "telea", "--answers", "none.csv"], 1, ["none.csv"]),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, list) else str(value),
)
def test_what_cannot_be_evaluated(pconv, masks, arguments, code, words):
    if "black" in arguments:
        # All that is hole in white is known in black, and more than six tenths of it.
        for path in masks.glob("*-[345]0-*/*.png"):
            path.unlink()
    evaluate(pconv, "-o", "out", *arguments).fails(code, *words)


def test_no_photo_can_be_read(pconv, masks, work):
    for path in (work / "photos").iterdir():
        path.write_bytes(b"nothing")
    ran = evaluate(pconv, "-o", "out", "--methods", "telea")
    assert ran.code == 1
    assert "not one picture could be evaluated" in ran.err
    assert not (work / "out" / "report.html").exists()


def test_the_command_line_as_it_is_typed():
    options = {"--photos": "my photos", "--count": 0, "--model": None, "--on": True, "--off": False}
    assert command_line("study x", options) == "pconv study x --photos 'my photos' --count 0 --on"


# --- studies


def test_the_dilation_study(pconv, work):
    arguments = (
        *("study", "dilation", "--photos", "photos", "-o", "out", "--methods", "telea,ns"),
        *("--side", 64, "--count", 3, "--processes", 1, "--device", "cpu"),
    )
    ran = pconv(*arguments)
    assert ran.code == 0, ran
    assert "36 pictures in" in ran.err
    _, found = read_report(work / "out" / "report.html")
    by_dilation = {}
    for record in found["telea"]:
        by_dilation.setdefault(record.dilation, []).append(record.ratio)
    assert sorted(by_dilation) == [0, 5, 15, 35, 55, 95]
    means = [np.mean(by_dilation[dilation]) for dilation in sorted(by_dilation)]
    assert means == sorted(means)
    assert means[-1] > 3 * means[0]
    assert "| 95 px |" in (work / "out" / "report.md").read_text()
    assert {path.stem for path in (work / "out" / "plots").iterdir()} == {
        "l1-dilation",
        "psnr-dilation",
        "ssim-dilation",
    }
    again = pconv(*arguments)
    assert again.code == 0
    assert "pictures in" not in again.err
    # Another seed has other masks, and results of both are not mixed.
    other = pconv(*arguments, "--seed", 2)
    assert other.code == 1
    assert "choose another folder" in other.err
    masks = [sorted((work / "out" / f"masks-seed-{seed}").iterdir()) for seed in (1, 2)]
    assert [path.name for path in masks[0]] == [path.name for path in masks[1]]
    assert masks[0][0].read_bytes() != masks[1][0].read_bytes()
    assert pconv(*arguments).code == 0


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setitem(PRESETS, "tiny", (4, 3))


def test_the_loss_ablation(pconv, masks, work, tiny, monkeypatch):
    trained = []

    def features(config):
        trained.append(config)
        return _Features()

    monkeypatch.setattr("pconv_training.trainer.load_features", features)
    # One of them is evaluated on, and left out of the training.
    shutil.copytree("photos", "all")
    shutil.copytree("photos", "all/val")
    arguments = (
        *("study", "losses", "--photos", "all", "--val-photos", "all/val"),
        *("--masks", "masks", "-o", "out", "--side", 32, "--processes", 1, "--device", "cpu"),
    )
    settings = ("preset=tiny", "steps=1", "finetune_steps=1", "crop=16", "batch_size=1")
    settings += ("style_weight=120", "perceptual_weight=0.05")
    more = ("features_from=0", "feature_crop=0", "workers=0", "warmup_steps=0", "precision=float32")
    for setting in (*settings, *more):
        arguments += ("--set", setting)
    ran = pconv(*arguments)
    assert ran.code == 0, ran
    weights = [(config.style_weight, config.perceptual_weight) for config in trained]
    assert weights == [(120, 0.05), (0, 0.05), (12, 0.05), (120, 0)]
    assert len({(c.seed, c.crop, c.steps, c.hole_weight) for c in trained}) == 1
    assert {config.val_photos for config in trained} == {"all/val"}
    about, found = read_report(work / "out" / "report.html")
    assert list(found) == ["full", "no-style", "small-style", "no-perceptual"]
    assert "--set steps=1" in about["command"]
    # What is trained is not trained again.
    assert pconv(*arguments).code == 0
    assert len(trained) == 4
    other = pconv(*arguments, "--set", "seed=9")
    assert other.code == 1
    assert "out/runs/full: a training with other settings" in other.err


class _Features(torch.nn.Module):
    """Stands in for VGG-16: three maps, each half the size of the one before."""

    def forward(self, image):
        maps = [torch.nn.functional.avg_pool2d(image, 2)]
        for _ in range(2):
            maps.append(torch.nn.functional.avg_pool2d(maps[-1], 2))
        return maps


def test_an_ablation_of_what_is_not_there(pconv, masks, work):
    ran = pconv(
        *("study", "losses", "--photos", "photos", "--val-photos", "photos"),
        *("--masks", "masks", "-o", "out", "--config", "quick"),
    )
    ran.fails(2, "trains without them")


def test_results_do_not_lie_among_what_is_read(pconv, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("photos", "masks"):
        (tmp_path / name).mkdir()
    for output in ("photos", "photos/report", "masks/../masks/report"):
        ran = pconv("evaluate", "--photos", "photos", "--masks", "masks", "-o", output)
        ran.fails(2, "would lie among the pictures")
    pconv("evaluate", "--task", "sr", "--photos", "photos", "-o", "photos/r").fails(2, "would lie")
    pconv("study", "dilation", "--photos", "photos", "-o", "photos/r").fails(2, "would lie")


def test_a_plot_is_not_replaced_unasked(pconv, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pconv("masks", "testset", "-o", "masks", "--per-cell", 1, "--size", 64)
    (tmp_path / "mine.svg").write_text("mine")
    pconv("masks", "stats", "masks", "-o", "mine.svg").fails(2, "of that name already")
    assert (tmp_path / "mine.svg").read_text() == "mine"
    assert pconv("masks", "stats", "masks", "-o", "mine.svg", "--overwrite").code == 0
    assert (tmp_path / "mine.svg").read_text().startswith("<svg")
