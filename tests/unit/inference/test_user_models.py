"""The user's own models: brought in whole, used only when unchanged, renamed, deleted."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest
import torch

from pconv_models.catalogue import bundled_models, sha256_of
from pconv_models.checkpoint import load_checkpoint, save_checkpoint
from pconv_models.config import UNetConfig
from pconv_models.super_config import SuperResolutionConfig
from pconv_models.super_resolution import SuperResolutionUNet
from pconv_models.unet import PConvUNet
from pconv_studio.core import settings
from pconv_studio.core.errors import UsageError, UserError
from pconv_studio.inference import user_models as module
from pconv_studio.inference.contract import FillJob
from pconv_studio.inference.fill import fill
from pconv_studio.inference.model_record import figures, trained_on
from pconv_studio.inference.network import load_network, model_path
from pconv_studio.inference.user_models import (
    check_name,
    check_new_name,
    damaged_models,
    delete_model,
    import_model,
    models_folder,
    propose_name,
    rename_model,
    user_models,
)

BUNDLED = next(iter(bundled_models()))
TRAINING = {
    "photos": 1234,
    "step": 7500,
    "validation": {"step": 7500, "psnr": 28.5, "l1": 1.5, "note": "x", "bad": float("inf")},
}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """The models' folder; not there yet."""
    path = tmp_path / "data" / "models"
    monkeypatch.setenv(module.FOLDER_VARIABLE, str(path))
    return path


@pytest.fixture
def weights(tmp_path):
    """A trained network's file, in the folder of its run."""
    torch.manual_seed(2)
    path = tmp_path / "run" / "model.safetensors"
    path.parent.mkdir()
    save_checkpoint(path, PConvUNet(UNetConfig(width=4, depth=3)), training=TRAINING)
    return path


@pytest.fixture
def foreign(tmp_path):
    """Random weights as jacobaustin123's program stores them, three stages each way."""
    torch.manual_seed(3)
    encoder, state = [2, 4, 8], {}
    shapes = [(2, 3, 7), (4, 2, 5), (8, 4, 5), (4, 12, 3), (2, 6, 3), (3, 5, 3)]
    for number, (out, inputs, side) in enumerate(shapes, 1):
        fan = inputs * side**2
        state[f"conv{number}.conv.weight"] = torch.randn(out, inputs, side, side) / fan**0.5
        if number < len(shapes):
            state[f"conv{number}.bn.weight"] = torch.ones(out)
            state[f"conv{number}.bn.bias"] = torch.zeros(out)
            state[f"conv{number}.bn.running_mean"] = torch.zeros(out)
            state[f"conv{number}.bn.running_var"] = torch.ones(out)
    assert encoder == [shapes[index][0] for index in range(3)]
    state["conv6.conv.bias"] = torch.zeros(3)
    path = tmp_path / "parameters.pt"
    torch.save(state, path)
    return path


def picture(height=50, width=70):
    rng = np.random.default_rng(0)
    hole = np.zeros((height, width), bool)
    hole[10:30, 20:45] = True
    return rng.integers(0, 256, (height, width, 3), np.uint8), hole


# Where they lie -----------------------------------------------------------------------------------


def test_the_folder(folder, monkeypatch, tmp_path):
    assert models_folder() == folder
    monkeypatch.delenv(module.FOLDER_VARIABLE)
    monkeypatch.setattr(module, "data_folder", lambda: tmp_path / "place")
    assert models_folder() == tmp_path / "place" / "models"
    assert settings.data_folder().name == "pconv-studio"


def test_none_at_first(folder):
    assert user_models() == {}
    assert damaged_models() == {}
    assert not folder.exists()


def test_listing_does_not_load_torch(weights):
    import_model(weights, "mine")
    code = (
        "import sys; from pconv_studio.inference.user_models import user_models; "
        "assert list(user_models()) == ['mine']; "
        "assert 'torch' not in sys.modules, 'torch was loaded'"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


# Import -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whole_run", [False, True])
def test_a_trained_model(weights, folder, whole_run):
    before = weights.read_bytes()
    model = import_model(weights.parent if whole_run else weights, "mine", licence=" CC0-1.0 ")
    assert user_models() == {"mine": model}
    assert model.path == folder / "mine" / "model.safetensors"
    assert model.path.read_bytes() == before == weights.read_bytes()
    assert model.sha256 == sha256_of(weights)
    assert model.task == "inpainting"
    assert model.preset == "custom"
    assert model.parameters == sum(p.numel() for p in load_checkpoint(weights)[0].parameters())
    assert model.trained_on == "1,234 photos, 7,500 steps"
    assert model.validation == {"step": 7500, "psnr": 28.5, "l1": 1.5}
    assert model.licence == "CC0-1.0"
    assert model.origin == ""
    assert model.added.endswith("+00:00")
    assert model.intact()
    assert os.listdir(folder) == ["mine"]


def test_weights_of_another_repository(foreign):
    model = import_model(foreign, "theirs", trained_on="Places2")
    assert model.origin == "jacobaustin123/pytorch-inpainting-partial-conv"
    assert model.preset == "imported"
    assert model.trained_on == "Places2"
    assert model.licence == ""
    assert load_checkpoint(model.path)[1].training["imported"]["file"] == "parameters.pt"


@pytest.mark.parametrize("method", ["pconv", "pconv-detail"])
@pytest.mark.parametrize("shape", [(50, 70), (64, 64), (33, 100)])
def test_another_repositorys_network_fills(foreign, method, shape):
    import_model(foreign, "theirs")
    image, hole = picture(*shape)
    result = fill(image, hole, method=method, model="theirs", device="cpu").pixels
    assert np.array_equal(result[~hole], image[~hole])
    assert not np.array_equal(result[hole], image[hole])
    image[hole] = 255 - image[hole]
    again = fill(image, hole, method=method, model="theirs", device="cpu").pixels
    assert np.array_equal(again, result)


def test_the_task_is_what_the_network_does(tmp_path):
    path = tmp_path / "up.safetensors"
    network = SuperResolutionUNet(SuperResolutionConfig.for_factor(2, width=4))
    # A file's own word counts for nothing.
    save_checkpoint(path, network, training={"task": "inpainting"})
    assert import_model(path, "up").task == "super-resolution"
    with pytest.raises(UserError, match="up: neither a model that comes with the program"):
        model_path("up")


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", ".hidden", "-x", "a/b", "a\\b", "../up", "C:", "a b", "ä", "x" * 65, "dot.",
     "con", "NUL", "com1", "aux.model", "a\n", "a.safetensors"],
)  # fmt: skip
def test_names_that_cannot_be(weights, folder, name):
    with pytest.raises(UsageError, match="cannot be a model's name"):
        import_model(weights, name)
    assert not folder.exists()


@pytest.mark.parametrize("name", ["a", "My-Model_2.1", "0", "x" * 64, "console"])
def test_names_that_can_be(name):
    check_name(name)


def test_names_that_are_taken(weights):
    import_model(weights, "mine")
    before = user_models()
    for name in ("mine", "MINE", BUNDLED, BUNDLED.upper()):
        with pytest.raises(UsageError, match="already"):
            import_model(weights, name)
    assert user_models() == before


@pytest.mark.parametrize("content", [b"", b"no weights" * 50, None])
def test_a_file_that_cannot_be_used_leaves_nothing(tmp_path, folder, content):
    path = tmp_path / "bad.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=r"bad\.safetensors: "):
        import_model(path, "mine")
    assert user_models() == {}
    assert not folder.exists() or os.listdir(folder) == []


def test_a_folder_without_a_model(tmp_path):
    with pytest.raises(UserError, match=r"no model\.safetensors lies in this folder"):
        import_model(tmp_path, "mine")


def test_weights_that_do_not_fit_their_configuration(weights):
    data = weights.read_bytes()
    weights.write_bytes(data.replace(b'\\"width\\": 4', b'\\"width\\": 5'))
    assert weights.read_bytes() != data
    with pytest.raises(UserError, match="do not fit the configuration"):
        import_model(weights, "mine")


def test_a_full_disk_leaves_nothing(weights, folder, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", fail)
    with pytest.raises(UserError, match="No space left"):
        import_model(weights, "mine")
    assert os.listdir(folder) == []


def test_what_a_killed_import_left_is_cleared_a_day_later(weights, folder):
    for name, age in ((".new-1-1", 2 * module.DAY), (".old-1-1", 2 * module.DAY), (".new-2-2", 60)):
        (folder / name).mkdir(parents=True)
        (folder / name / "model.safetensors").write_bytes(b"part")
        when = time.time() - age
        os.utime(folder / name, (when, when))
    assert user_models() == {}
    import_model(weights, "mine")
    assert sorted(os.listdir(folder)) == [".new-2-2", "mine"]


# Use ----------------------------------------------------------------------------------------------


def test_the_name_is_known_to_the_methods(weights):
    model = import_model(weights, "mine")
    assert model_path("mine") == model.path
    network = load_network(FillJob(model="mine", device="cpu"))
    assert network.about.training["photos"] == 1234
    with pytest.raises(UserError, match=rf"other: neither .*\({BUNDLED}\), nor .*\(mine\), nor a"):
        model_path("other")


def test_weights_that_were_changed_are_not_used(weights):
    model = import_model(weights, "mine")
    assert model_path("mine") == model.path
    data = model.path.read_bytes()
    model.path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    later = model.path.stat().st_mtime_ns + 5_000_000
    os.utime(model.path, ns=(later, later))
    assert not model.intact()
    with pytest.raises(UserError, match="mine are not those that were imported"):
        model_path("mine")


# Damage -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (b"", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "no record"),
        (b'{"version": "1"}', "no record"),
        (b'{"version": 2}', "newer version"),
        (b'{"version": 1}', "sha256 is missing"),
        (None, "No such file"),
    ],
)
def test_a_damaged_record(weights, folder, record, reason):
    import_model(weights, "bad")
    good = import_model(weights, "good")
    path = folder / "bad" / "model.json"
    if record is None:
        path.unlink()
    else:
        path.write_bytes(record)
    assert user_models() == {"good": good}
    assert reason in damaged_models()["bad"]
    with pytest.raises(UsageError, match="already"):
        import_model(weights, "bad")
    delete_model("bad")
    assert damaged_models() == {}


@pytest.mark.parametrize(
    ("field", "value"), [("sha256", 5), ("parameters", "many"), ("task", None), ("added", [])]
)
def test_a_record_of_wrong_types(weights, folder, field, value):
    import_model(weights, "mine")
    path = folder / "mine" / "model.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {field: value}))
    assert f"{field} is missing" in damaged_models()["mine"]


def test_missing_weights(weights, folder):
    model = import_model(weights, "mine")
    model.path.unlink()
    assert user_models() == {}
    assert damaged_models() == {"mine": "its weights are missing"}
    assert not model.intact()


# Delete, rename -----------------------------------------------------------------------------------


def test_deleting(weights, folder):
    import_model(weights, "mine")
    assert delete_model("mine") == folder / "mine"
    assert os.listdir(folder) == []
    with pytest.raises(UsageError, match="'mine' is no model of your own; there are none"):
        delete_model("mine")


def test_renaming(weights, folder):
    old = import_model(weights, "mine", licence="MIT")
    new = rename_model("mine", "yours")
    assert user_models() == {"yours": new}
    assert (new.sha256, new.added, new.licence) == (old.sha256, old.added, "MIT")
    assert new.intact()
    assert rename_model("yours", "Yours").name == "Yours"
    assert os.listdir(folder) == ["Yours"]


@pytest.mark.parametrize("new", ["mine", "other", "OTHER", BUNDLED, "../x", "con"])
def test_new_names_that_cannot_be(weights, new):
    import_model(weights, "mine")
    import_model(weights, "other")
    with pytest.raises(UsageError):
        rename_model("mine", new)
    assert list(user_models()) == ["mine", "other"]


@pytest.mark.parametrize("name", [BUNDLED, "nowhere", "..", "../models", ""])
def test_only_ones_own_models_are_changed(weights, name):
    import_model(weights, "mine")
    with pytest.raises(UsageError):
        delete_model(name)
    with pytest.raises(UsageError):
        rename_model(name, "new")
    assert list(user_models()) == ["mine"]
    assert bundled_models()[BUNDLED].intact()


@pytest.mark.parametrize("call", [lambda: delete_model("mine"), lambda: rename_model("mine", "x")])
def test_a_system_that_refuses(weights, monkeypatch, call):
    import_model(weights, "mine")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(models_folder()), "rename", refuse)
    with pytest.raises(UserError, match=r"Permission denied.*close the programs"):
        call()
    assert list(user_models()) == ["mine"]


# Words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("training", "words"),
    [
        ({}, ""),
        ({"photos": 5864, "step": 7500}, "5,864 photos, 7,500 steps"),
        ({"step": 13000, "steps_before": 24500}, "37,500 steps"),
        ({"step": 500, "steps_before": None}, "500 steps"),
        ({"n_iter": 1000000}, "1,000,000 steps"),
        ({"epoch": 12}, "12 epochs"),
        ({"photos": "many", "step": None}, ""),
    ],
)
def test_trained_on(training, words):
    assert trained_on(training) == words


def test_figures():
    assert figures(None) == {}
    assert figures({"a": 1, "b": "2", "c": float("nan"), "d": 0.5}) == {"a": 1.0, "d": 0.5}


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("unet.pth", "unet"),
        ("my unet (2).pth", "my-unet-2"),
        ("weights.26-1.07.h5", "weights.26-1.07"),
        ("run 3/model.safetensors", "run-3"),
        ("model.pth", "model"),
        ("Küste.pt", "K-ste"),
        ("重み.pt", "model"),
        (".hidden.pt", "hidden"),
        ("con.pth", "con-2"),
        ("x" * 200 + ".pth", "x" * 60),
        (f"{BUNDLED}.safetensors", f"{BUNDLED}-2"),
    ],
)
def test_a_name_is_proposed_that_can_be_one(tmp_path, file, name):
    assert propose_name(tmp_path / file) == name
    check_new_name(name)


def test_a_proposed_name_is_free(weights):
    first = propose_name(weights)
    import_model(weights, first.upper())
    second = propose_name(weights)
    assert second == f"{first}-2"
    import_model(weights, second)
    assert propose_name(weights) == f"{first}-3"


def test_a_taken_name_is_refused_before_anything_is_read(weights):
    import_model(weights, "mine")
    with pytest.raises(UsageError, match="already"):
        check_new_name("MINE")
    check_new_name("MINE", besides="mine")
    with pytest.raises(UsageError, match="already"):
        check_new_name("mine", besides="mine")
