"""``pconv models`` with models of one's own: import, list, show, verify, export, rename, delete."""

from __future__ import annotations

import json
import os

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from PIL import Image

from pconv_models.catalogue import bundled_models, sha256_of
from pconv_models.checkpoint import load_checkpoint, save_checkpoint
from pconv_models.config import UNetConfig
from pconv_models.unet import PConvUNet
from pconv_studio.inference import user_models

BUNDLED = list(bundled_models())


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Stand in an empty folder; the models' folder is another one."""
    path = tmp_path / "own"
    monkeypatch.setenv(user_models.FOLDER_VARIABLE, str(path))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return path


@pytest.fixture
def weights(tmp_path):
    torch.manual_seed(4)
    path = tmp_path / "model.safetensors"
    training = {"photos": 12, "step": 300, "validation": {"psnr": 25.0}}
    save_checkpoint(path, PConvUNet(UNetConfig(width=4, depth=3)), training=training)
    return path


@pytest.fixture
def foreign(tmp_path):
    """Random weights as bobqywei's program stores them, two stages each way."""
    torch.manual_seed(5)
    state = {}
    shapes = {
        "encoder_1": (2, 3, 7), "encoder_2": (4, 2, 5), "decoder_2": (2, 6, 3),
        "decoder_1": (3, 5, 3),
    }  # fmt: skip
    for name, (out, inputs, side) in shapes.items():
        state[f"{name}.input_conv.weight"] = torch.randn(out, inputs, side, side)
        state[f"{name}.mask_conv.weight"] = torch.ones(out, inputs, side, side)
        if name.endswith("2"):
            for key, value in (("weight", 1), ("bias", 0), ("running_mean", 0), ("running_var", 1)):
                state[f"{name}.batch_normalization.{key}"] = torch.full((out,), float(value))
    state["decoder_1.input_conv.bias"] = torch.zeros(3)
    path = tmp_path / "weights.pth"
    torch.save({"model": state, "optimizer": {}}, path)
    return path


def fails(ran, code, *words):
    """One line on stderr that says what is wrong; nothing on stdout."""
    assert ran.code == code, ran
    assert ran.out == ""
    assert ran.err.startswith("pconv: ")
    assert ran.err.count("\n") == 1
    assert "unexpected" not in ran.err
    for word in words:
        assert word in ran.err


@pytest.mark.parametrize("command", ["import", "export", "rename", "delete"])
def test_help(pconv, command):
    ran = pconv("models", command, "--help")
    assert ran.code == 0
    assert f"Usage: pconv models {command}" in ran.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["import"], ["Missing argument"]),
        (["import", "a.pth"], ["--as"]),
        (["import", "a.pth", "--as", "../up"], ["'../up' cannot be a model's name"]),
        (["import", "a.pth", "--as", BUNDLED[0]], ["already"]),
        (["export", BUNDLED[0]], ["--output"]),
        (["export", BUNDLED[0], "-o", "a.txt"], [".onnx or .pt2"]),
        (["export", BUNDLED[0], "-o", "a.onnx", "--format", "coreml"], ["'coreml'"]),
        (["export", BUNDLED[0], "-o", "a.pt2", "--opset", "18"], ["--opset", "ONNX only"]),
        (["export", BUNDLED[0], "-o", "a.onnx", "--opset", "7"], ["opset 7", "possible"]),
        (["rename", "a"], ["Missing argument"]),
        (["rename", "a", "b"], ["'a' is no model of your own"]),
        (["delete", "a"], ["'a' is no model of your own"]),
        (["delete", BUNDLED[0]], ["came with the program"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_wrong_usage(pconv, arguments, words):
    fails(pconv("models", *arguments), 2, *words)
    assert os.listdir(".") == []


def test_a_trained_model_comes_in(pconv, weights):
    ran = pconv("models", "import", weights, "--as", "mine", "--licence", "MIT")
    assert ran.code == 0
    assert ran.out == "mine: use it with 'pconv fill PHOTO --mask MASK --model mine'\n"
    assert ran.err == ""
    rows = json.loads(pconv("models", "list", "--json").out)
    assert [row["name"] for row in rows] == [*BUNDLED, "mine"]
    assert [row["own"] for row in rows] == [False] * len(BUNDLED) + [True]
    assert rows[-1]["sha256"] == sha256_of(weights)
    assert rows[-1]["trained_on"] == "12 photos, 300 steps"
    assert rows[-1]["validation"] == {"psnr": 25.0}
    assert rows[-1]["licence"] == "MIT"
    assert rows[0]["trained_on"]
    lines = pconv("models", "list").out.splitlines()
    assert len(lines) == len(rows)
    assert lines[-1].startswith("mine ")
    assert lines[-1].endswith("MIT")


def test_a_model_is_shown_with_its_figures_and_whether_it_is_whole(pconv, weights):
    pconv("models", "import", weights, "--as", "mine")
    shown = pconv("models", "show", "mine").out
    assert "trained   12 photos, 300 steps" in shown
    assert "tested    psnr 25\n" in shown
    assert f"{sha256_of(weights)}, as noted" in shown
    path = user_models.user_models()["mine"].path
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    shown = pconv("models", "show", "mine").out
    assert f"{sha256_of(path)}, NOT as noted" in shown


def test_foreign_weights_say_what_is_different(pconv, foreign):
    ran = pconv("models", "import", foreign, "--as", "theirs")
    assert ran.code == 0
    assert "note: these are weights of bobqywei/inpainting-partial-conv" in ran.err
    assert "3 x 3" in ran.err
    assert "no licence is noted" in ran.err
    shown = pconv("models", "show", "theirs").out
    assert "from      bobqywei/inpainting-partial-conv, added 20" in shown
    assert "licence   not stated" in shown
    assert "network   imported, partial convolutions, width 2" in shown
    told = json.loads(pconv("models", "show", "theirs", "--json").out)
    assert told["sha256"] == told["sha256_now"]
    assert told["config"]["kernels"] == [7, 5]
    assert told["training"]["imported"]["layout"] == "bobqywei"
    assert pconv("models", "verify", "theirs").out == "theirs: sound\n"


def test_import_as_json(pconv, foreign):
    ran = pconv("models", "import", foreign, "--as", "theirs", "--trained-on", "Places2", "--json")
    told = json.loads(ran.out)
    assert told["name"] == "theirs"
    assert told["trained_on"] == "Places2"
    assert told["quirks"]
    assert os.path.isfile(told["path"])
    assert ran.err == ""


def test_foreign_weights_fill(pconv, foreign):
    pconv("models", "import", foreign, "--as", "theirs")
    rng = np.random.default_rng(1)
    image, hole = rng.integers(0, 256, (37, 53, 3), np.uint8), np.zeros((37, 53), np.uint8)
    hole[8:20, 10:30] = 255
    Image.fromarray(image).save("photo.png")
    Image.fromarray(hole).save("mask.png")
    arguments = ("--mask", "mask.png", "-o", "out.png", "--model", "theirs", "--method", "pconv")
    ran = pconv("fill", "photo.png", *arguments)
    assert ran.code == 0, ran.err
    result = np.asarray(Image.open("out.png"))
    assert np.array_equal(result[hole == 0], image[hole == 0])
    assert not np.array_equal(result[hole > 0], image[hole > 0])


def test_files_that_cannot_be_imported(pconv, tmp_path, folder):
    fails(pconv("models", "import", "gone.pth", "--as", "a"), 1, "gone.pth: there is no such file")
    junk = tmp_path / "junk.pth"
    junk.write_bytes(b"junk")
    fails(pconv("models", "import", junk, "--as", "a"), 1, f"{junk}: ")
    assert not folder.exists() or os.listdir(folder) == []


def test_damage_is_listed_and_verified(pconv, weights, folder):
    for name in ("changed", "lost", "whole"):
        pconv("models", "import", weights, "--as", name)
    path = folder / "changed" / "model.safetensors"
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    (folder / "lost" / "model.json").unlink()
    ran = pconv("models", "list")
    assert ran.code == 0
    assert "lost                 damaged: its record" in ran.out
    rows = json.loads(pconv("models", "list", "--json").out)
    assert "damaged" in rows[-1]
    ran = pconv("models", "verify")
    assert ran.code == 1
    assert "changed: damaged: the file is not what the record says\n" in ran.out
    assert "lost: damaged: its record" in ran.out
    assert "whole: sound\n" in ran.out
    assert "2 of" in ran.err
    assert pconv("models", "delete", "changed", "lost").code == 0
    assert pconv("models", "verify").code == 0


def test_a_header_cut_off_does_not_hide_the_other_models(pconv, weights, folder):
    pconv("models", "import", weights, "--as", "cut")
    (folder / "cut" / "model.safetensors").write_bytes(b"x")
    ran = pconv("models", "list")
    assert ran.code == 0
    assert ran.out.startswith(BUNDLED[0])
    assert "cut                  damaged: " in ran.out


def test_renaming_and_deleting(pconv, weights, folder):
    pconv("models", "import", weights, "--as", "mine")
    assert pconv("models", "rename", "mine", "yours").out == "mine is now yours\n"
    fails(pconv("models", "rename", "mine", "x"), 2, "there are yours")
    ran = pconv("models", "delete", "yours")
    assert ran.out == f"yours: deleted {folder / 'yours'}\n"
    assert os.listdir(folder) == []


def run_onnx(path, image, valid):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return session.run(None, {"image": image.numpy(), "valid": valid.numpy()})[0]


@pytest.mark.parametrize("by", ["name", "file"])
def test_export_as_onnx(pconv, weights, by):
    pconv("models", "import", weights, "--as", "mine", "--licence", "MIT")
    ran = pconv("models", "export", "mine" if by == "name" else weights, "-o", "net.onnx")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("net.onnx: ")
    image, valid = torch.rand(1, 3, 45, 70), (torch.rand(1, 1, 45, 70) > 0.3).float()
    with torch.inference_mode():
        expected = load_checkpoint(weights)[0](image, valid)
    np.testing.assert_allclose(run_onnx("net.onnx", image, valid), expected, atol=1e-4)
    told = {entry.key: entry.value for entry in onnx.load("net.onnx").metadata_props}
    assert told["name"] == ("mine" if by == "name" else "model")
    assert told.get("licence") == ("MIT" if by == "name" else None)


def test_export_as_a_program(pconv, tmp_path):
    weights = tmp_path / "small.safetensors"
    network = PConvUNet(UNetConfig(width=2, depth=1)).eval()
    save_checkpoint(weights, network)
    ran = pconv("models", "export", weights, "-o", "net.bin", "--format", "torch-export")
    assert ran.code == 0, ran.err
    image, valid = torch.rand(1, 3, 45, 70), (torch.rand(1, 1, 45, 70) > 0.3).float()
    with torch.inference_mode(), open("net.bin", "rb") as file:
        result = torch.export.load(file).module()(image, valid)
        torch.testing.assert_close(result, network(image, valid), rtol=0, atol=1e-4)


def test_export_overwrites_only_when_asked(pconv, weights):
    with open("net.onnx", "w") as file:
        file.write("mine")
    arguments = ("models", "export", weights, "-o", "net.onnx")
    fails(pconv(*arguments), 1, "exists already", "--overwrite")
    with open("net.onnx") as file:
        assert file.read() == "mine"
    assert pconv(*arguments, "--overwrite").code == 0
    assert onnx.load("net.onnx").graph.name == "pconv"
    os.mkdir("folder.onnx")
    fails(pconv("models", "export", weights, "-o", "folder.onnx"), 1, "this is a folder")
    fails(pconv("models", "export", weights, "-o", "no/net.onnx"), 1, "folder does not exist")


def test_damaged_models_are_not_exported(pconv, weights, folder):
    pconv("models", "import", weights, "--as", "mine")
    path = folder / "mine" / "model.safetensors"
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    fails(pconv("models", "export", "mine", "-o", "a.onnx"), 1, "mine: its file is damaged")
    fails(pconv("models", "export", "nowhere", "-o", "a.onnx"), 1, "nowhere: there is no such file")
    assert os.listdir(".") == []
