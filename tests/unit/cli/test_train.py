"""`pconv train`."""

from __future__ import annotations

import os

import pytest
import torch

from pconv_models.config import PRESETS


@pytest.fixture
def photos(tmp_path, monkeypatch, picture):
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
    ran.fails(1, "run: a run lies there already", "--resume")


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
    pconv("train", "--photos", photos, "--resume", "nowhere").fails(1, "nowhere")


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
    pconv("train", "--photos", photos, *arguments).fails(2, *words)


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_training_without_photos(pconv, photos, folder):
    (photos.parent / "empty").mkdir()
    ran = pconv("train", "--photos", folder, "--device", "cpu", *settings())
    ran.fails(1, f"pconv: {folder}: ")
    assert not (photos.parent / "run").exists()


def test_training_on_a_device_that_is_not_there(pconv, photos, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    ran = pconv("train", "--photos", photos, "--device", "cuda", *settings())
    ran.fails(1, "CUDA was asked for", "cpu or auto")


def test_a_run_goes_on_with_its_own_configuration(pconv, work):
    pconv("train", "--photos", ".", "--resume", "r", "--config", "quick").fails(2, "--config out")
