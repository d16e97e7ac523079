"""`pconv fill` with a network: bad weights, devices, the bundled model."""

from __future__ import annotations

import json
import os
import pickle
import shutil

import numpy as np
import pytest
import torch
from PIL import Image

import pconv_models.catalogue as catalogue
from pconv_studio.core.decode import load_photo
from pconv_studio.core.masks import load_mask


class Code:
    """Unpickling this would leave a file behind."""

    def __reduce__(self):
        return os.mkdir, ("executed",)


def bad_weights(kind):
    name = "model.pth" if kind == "code" else "model.safetensors"
    if "code" in kind:
        with open(name, "wb") as file:
            pickle.dump(Code(), file)
    elif kind == "foreign":
        from safetensors.torch import save_file

        save_file({"weight": torch.zeros(3)}, name)
    elif kind == "cut":
        shutil.copy(catalogue.WEIGHTS / "compact.safetensors", name)
        os.truncate(name, 100_000)
    elif kind == "empty":
        open(name, "wb").close()
    return name


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("code", ["files can carry code and are not opened"]),
        ("pickled code under our name", ["not a safetensors file", "get the file again"]),
        ("foreign", ["not made by PConv Studio"]),
        ("cut", ["not a safetensors file, or it is damaged", "get the file again"]),
        ("empty", ["not a safetensors file, or it is damaged"]),
        ("missing", ["neither a model that comes with the program", "nor a file of weights"]),
    ],
)
@pytest.mark.parametrize("method", ["pconv", "pconv-detail"])
def test_bad_weights(pconv, work, kind, words, method):
    name = bad_weights(kind)
    ran = pconv(
        *("fill", "photo.png", "--mask", "mask.png", "-o", "result.png"),
        *("--method", method, "--model", name, "--device", "cpu"),
    )
    ran.fails(1, f"pconv: {name}: ", *words)
    assert not (work / "executed").exists()
    assert not (work / "result.png").exists()


@pytest.mark.parametrize("kind", ["code", "pickled code under our name", "foreign", "cut"])
def test_showing_bad_weights(pconv, work, kind):
    name = bad_weights(kind)
    pconv("models", "show", name).fails(1, f"pconv: {name}: ")
    assert not (work / "executed").exists()


def test_cuda_that_is_not_there(pconv, work, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    ran = pconv("fill", "photo.png", "--mask", "mask.png", "--method", "pconv", "--device", "cuda")
    ran.fails(1, "CUDA was asked for", "use the device cpu or auto")


@pytest.mark.e2e
def test_the_bundled_model_fills_a_sample(pconv, tmp_path, monkeypatch):
    from pconv_resources import samples

    monkeypatch.chdir(tmp_path)
    sample = min(samples(), key=lambda entry: entry.width * entry.height)
    hole, _ = load_mask(sample.hole)
    row, column = (int(v) for v in np.argwhere(hole)[hole.sum() // 2])
    box = (max(0, column - 80), max(0, row - 80), column + 80, row + 80)
    with Image.open(sample.file) as image:
        image.convert("RGB").crop(box).save("photo.png")
    values = np.zeros((160, box[2] - box[0]), np.uint8)[: row + 80 - box[1]]
    values[70:95, 60:90] = 255
    Image.fromarray(values).save("mask.png")
    ran = pconv("fill", "photo.png", "--mask", "mask.png", "--device", "cpu", "--json")
    assert ran.code == 0, ran.err
    about = json.loads(ran.out)
    assert about["method"] == "pconv-detail"
    assert about["device"] == "cpu"
    assert about["changed_outside_hole"] == 0
    source, result = load_photo("photo.png").pixels, load_photo("photo_filled.png").pixels
    filled = values > 0
    assert np.array_equal(source[~filled], result[~filled])
    assert (source[filled] != result[filled]).any()
