"""Whole runs of a tiny network: exact continuation, both stages, and what goes wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors import safe_open
from safetensors.torch import load_file
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

import pconv_training.losses
from pconv_models.checkpoint import CheckpointError, load_checkpoint, save_checkpoint
from pconv_models.config import PRESETS, UNetConfig
from pconv_studio.core.errors import UserError
from pconv_training.build import build_batches
from pconv_training.config import ConfigError, build_config
from pconv_training.data import InpaintingSamples, find_photos
from pconv_training.state import STATE_FILE, read_run
from pconv_training.trainer import BEST_FILE, MODEL_FILE, Trainer, TrainingError

pytestmark = pytest.mark.usefixtures("tiny")

STEPS = {"steps": 12, "finetune_steps": 8}

# A process of its own, which dies without a word in the middle of step 14.
KILLED_RUN = """
import json, os, sys
import torch
torch.set_num_threads(1)
from pathlib import Path
from pconv_models.config import PRESETS
from pconv_training.config import build_config
from pconv_training.trainer import Trainer
PRESETS["tiny"] = (4, 3)
backward = Trainer._check_gradients
def die(trainer, terms):
    if trainer.step == 13:
        os._exit(9)
    return backward(trainer, terms)
Trainer._check_gradients = die
config = build_config(json.loads(sys.argv[1]), source="test")
Trainer(config, Path(sys.argv[2]), device="cpu").run()
"""

# One of two: the second is asked to stop at step 3, the first is not.
TWO_PROCESSES = """
import json, os, signal, sys
import torch
torch.set_num_threads(1)
from pathlib import Path
from safetensors.torch import save_file
from pconv_models.config import PRESETS
from pconv_training.config import build_config
from pconv_training.trainer import Trainer
PRESETS["tiny"] = (4, 3)
rank = int(os.environ["RANK"])
original = Trainer._step
def step(trainer, *args):
    result = original(trainer, *args)
    if trainer.step == 3 and rank == 1:
        signal.raise_signal(signal.SIGTERM)
    return result
Trainer._step = step
config = build_config(json.loads(sys.argv[1]), source="test")
trainer = Trainer(config, Path(sys.argv[2]), device="cpu")
assert trainer.accelerator.num_processes == 2
trainer.run()
weights = {name: p.detach().contiguous() for name, p in trainer.network.named_parameters()}
save_file(weights, Path(sys.argv[3]) / f"weights{rank}.safetensors")
"""


@pytest.fixture
def values(tmp_path):
    """Settings of a run in ``tmp_path / name``, as a dictionary."""

    def make(name="run", **changes):
        return {
            "preset": "tiny",
            "run_dir": str(tmp_path / name),
            "crop": 32,
            "batch_size": 2,
            "workers": 0,
            "steps": 4,
            "finetune_steps": 0,
            "perceptual_weight": 0,
            "style_weight": 0,
            "precision": "float32",
            "checkpoint_minutes": 1e6,
            "val_count": 2,
            "log_every": 1,
            "ema": 0.9,
        } | changes

    return make


def trainer(values, photos, **options):
    return Trainer(build_config(values, source="test"), photos, device="cpu", **options)


def train(values, photos, **options):
    return trainer(values, photos, **options).run()


def state(values):
    """The tensors of a run's state, and what is written beside them, but for the clock."""
    path = Path(values["run_dir"]) / STATE_FILE
    with safe_open(str(path), "pt") as file:
        about = json.loads(file.metadata()["run"])
    del about["progress"]["seconds"]
    del about["config"]["run_dir"]
    return load_file(path), about


def assert_same_state(values, others):
    (ours, about), (theirs, other) = state(values), state(others)
    assert about == other
    assert ours.keys() == theirs.keys()
    for name, tensor in ours.items():
        assert tensor.dtype == theirs[name].dtype
        assert tensor.numpy().tobytes() == theirs[name].numpy().tobytes(), name


@pytest.fixture
def at_step(monkeypatch):
    """Call something when a step is done."""
    original = Trainer._step

    def install(step, action):
        def wrapped(self, *args):
            result = original(self, *args)
            if self.step == step:
                action()
            return result

        monkeypatch.setattr(Trainer, "_step", wrapped)

    return install


def events(values):
    accumulator = EventAccumulator(str(Path(values["run_dir"]) / "tensorboard"))
    accumulator.Reload()
    return accumulator


def curve(values, tag):
    return [(event.step, event.value) for event in events(values).Scalars(tag)]


def test_the_tiny_preset():
    assert UNetConfig.from_preset("tiny").encoder_stages()[-1].batch_norm
    assert PRESETS["tiny"] == (4, 3)


@pytest.mark.parametrize("halt", [10, 12, 15])
def test_stopped_and_continued_equals_straight(values, make_photos, vgg_file, at_step, halt):
    photos = make_photos()
    features = {
        "perceptual_weight": 0.05,
        "style_weight": 120,
        "vgg": str(vgg_file),
        "features_from": 14,
        "feature_crop": 16,
        "warmup_steps": 3,
        "decay": 0.5,
        "clip_norm": 1.0,
    }
    straight = values("straight", **STEPS, **features)
    broken = values("broken", **STEPS, **features)
    model = train(straight, photos)
    at_step(halt, lambda: signal.raise_signal(signal.SIGTERM))
    train(broken, photos)
    assert state(broken)[1]["step"] == halt
    train(broken, photos, resume=True)
    assert state(broken)[1]["step"] == 20
    assert_same_state(straight, broken)
    # The state holds what is needed: weights, their average, and Adam's moments.
    tensors, about = state(straight)
    for part in ("network", "average", "adam.step", "adam.exp_avg", "adam.exp_avg_sq"):
        assert f"{part}.encoder.1.conv.weight" in tensors
    assert not torch.equal(
        tensors["network.encoder.1.conv.weight"], tensors["average.encoder.1.conv.weight"]
    )
    assert float(tensors["adam.step.encoder.1.conv.weight"]) == 20
    assert float(tensors["adam.step.encoder.1.norm.weight"]) == 12
    assert about["updates"] == 20
    ours, theirs = load_file(model), load_file(Path(broken["run_dir"]) / MODEL_FILE)
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_killed_and_continued_equals_straight(values, make_photos):
    photos = make_photos()
    straight, killed = values("straight", **STEPS), values("killed", **STEPS, checkpoint_steps=10)
    straight["checkpoint_steps"] = 10
    train(straight, photos)
    run = subprocess.run(
        [sys.executable, "-c", KILLED_RUN, json.dumps(killed), str(photos)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 9, run.stderr
    assert state(killed)[1]["step"] == 10
    train(killed, photos, resume=True)
    assert_same_state(straight, killed)


@pytest.mark.parametrize("ema", [0.9, 0.0])
def test_fine_tuning_freezes_the_encoders_batch_norm(values, make_photos, at_step, ema):
    photos, val = make_photos(), make_photos(2, name="val", seed=5)
    run = values(**STEPS, ema=ema, val_photos=str(val), val_every=3)
    at_step(12, lambda: signal.raise_signal(signal.SIGINT))
    train(run, photos)
    middle = state(run)[0]
    train(run, photos, resume=True)
    end = state(run)[0]
    frozen = {
        f"network.encoder.{block}.norm.{name}"
        for block in (1, 2)
        for name in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
    }
    moving = {name for name in middle if name.startswith("network.")} - frozen
    moving -= {"network.mean", "network.std"}
    assert frozen | {"network.decoder.0.norm.running_mean"} <= middle.keys()
    for name in frozen:
        assert torch.equal(middle[name], end[name]), name
    for name in moving:
        assert not torch.equal(middle[name], end[name]), name
    # Before, they did move: from 0, 1 and 0.
    assert float(middle["network.encoder.1.norm.running_mean"].abs().max()) > 0
    assert float(middle["network.encoder.1.norm.bias"].abs().max()) > 0
    assert int(middle["network.encoder.1.norm.num_batches_tracked"]) == 12


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_signals_save_and_stop(values, make_photos, at_step, capfd, name):
    run = values()
    before = signal.getsignal(getattr(signal, name))
    at_step(2, lambda: signal.raise_signal(getattr(signal, name)))
    path = train(run, make_photos())
    assert state(run)[1]["step"] == 2
    assert load_checkpoint(path)[1].training["step"] == 2
    assert "stopped at step 2; continue with --resume" in capfd.readouterr().err
    # The handlers are those of before.
    assert signal.getsignal(getattr(signal, name)) is before


def test_the_seed_decides_everything(values, make_photos):
    photos = make_photos()
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        train(values(name, seed=seed), photos)
    assert_same_state(values("a"), values("b"))
    ours, theirs = (state(values(name))[0]["network.encoder.0.conv.weight"] for name in "ac")
    assert not torch.equal(ours, theirs)


def test_a_loss_that_is_not_finite_stops_the_run(values, make_photos, at_step, monkeypatch):
    run = values(steps=9, checkpoint_steps=3)
    file = Path(run["run_dir"]) / STATE_FILE
    original = pconv_training.losses.hole_loss

    def spoil():
        monkeypatch.setattr(
            pconv_training.losses, "hole_loss", lambda *args: original(*args) * float("nan")
        )

    at_step(5, spoil)
    with pytest.raises(TrainingError, match=r"step 6: .*not finite \(.*hole nan") as caught:
        train(run, make_photos())
    assert run["run_dir"] in str(caught.value)
    assert "--resume" in str(caught.value)
    assert "\n" not in str(caught.value)
    # The checkpoint of step 3 is whole.
    tensors, about = state(run)
    assert about["step"] == 3
    assert all(bool(torch.isfinite(tensor).all()) for tensor in tensors.values())
    load_checkpoint(file.with_name(MODEL_FILE))


def test_a_picture_that_is_not_finite_stops_the_run(values, make_photos, monkeypatch):
    run = values(checkpoint_steps=1)
    original = InpaintingSamples.__getitem__

    def spoiled(self, index):
        sample = original(self, index)
        if index == 5:
            sample["image"][...] = float("inf")
        return sample

    monkeypatch.setattr(InpaintingSamples, "__getitem__", spoiled)
    with pytest.raises(TrainingError, match=r"step 3: .*not finite"):
        train(run, make_photos())
    tensors, about = state(run)
    assert about["step"] == 2
    assert all(bool(torch.isfinite(tensor).all()) for tensor in tensors.values())


def test_a_run_is_not_overwritten(values, make_photos):
    photos, run = make_photos(), values()
    train(run, photos)
    file = Path(run["run_dir"]) / STATE_FILE
    before = file.read_bytes()
    with pytest.raises(TrainingError, match=r"a run lies there already.*--resume"):
        trainer(run, photos)
    assert file.read_bytes() == before


def test_continuing_a_finished_run_changes_nothing(values, make_photos):
    photos, run = make_photos(), values()
    path = train(run, photos)
    before = path.read_bytes()
    assert train(run, photos, resume=True) == path
    assert path.read_bytes() == before


def test_continuing_with_more_steps(values, make_photos):
    photos = make_photos()
    train(values(steps=4), photos)
    train(values(steps=6), photos, resume=True)
    train(values("straight", steps=6), photos)
    assert_same_state(values(), values("straight"))


def damage(path, how):
    data = path.read_bytes()
    if how == "missing":
        path.unlink()
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "setting":
        path.write_bytes(data.replace(b'\\"crop\\"', b'\\"crap\\"'))
    elif how == "description":
        path.write_bytes(data.replace(b'\\"updates\\"', b'\\"upbates\\"'))
    else:
        path.write_bytes(
            data.replace(b"network.encoder.1.conv.weight", b"network.encoder.9.conv.weight")
        )


@pytest.mark.parametrize("how", ["missing", "empty", "cut", "setting", "description", "tensor"])
def test_a_state_that_cannot_be_used(values, make_photos, how):
    photos, run = make_photos(), values(steps=1)
    train(run, photos)
    file = Path(run["run_dir"]) / STATE_FILE
    before = file.read_bytes()
    damage(file, how)
    assert not file.exists() or file.read_bytes() != before
    with pytest.raises(CheckpointError, match=r"state\.safetensors"):
        trainer(run, photos, resume=True)


def test_a_state_of_another_network(values, make_photos, monkeypatch):
    photos, run = make_photos(), values(steps=1)
    train(run, photos)
    monkeypatch.setattr(
        "pconv_training.trainer.read_run", lambda path: read_run(path) | {"network": None}
    )
    monkeypatch.setitem(PRESETS, "tiny", (5, 3))
    with pytest.raises(CheckpointError, match="does not fit"):
        trainer(run, photos, resume=True)


def test_overfits_one_photo(values, make_photos):
    run = values(steps=80, batch_size=4, learning_rate=1e-2, zoom_min=1.0)
    train(run, make_photos(1, size=(32, 32)))
    losses = [value for _, value in curve(run, "loss/total")]
    assert len(losses) == 80
    assert sum(losses[-10:]) < 0.4 * sum(losses[:10])


def test_starts_from_a_file_of_weights(values, make_photos):
    photos = make_photos()
    first = train(values("first", steps=3), photos)
    second = trainer(values("second", init=str(first), seed=5), photos)
    given = load_checkpoint(first)[0].state_dict()
    for name, tensor in second.network.state_dict().items():
        assert torch.equal(tensor, given[name])
    assert second.network.training
    second.run()
    end = second.network.state_dict()
    assert not torch.equal(end["encoder.0.conv.weight"], given["encoder.0.conv.weight"])
    # To go on, the run needs the file no more.
    first.unlink()
    trainer(values("second", init=str(first), steps=5), photos, resume=True)
    with pytest.raises(CheckpointError, match=r"first.*no such file"):
        trainer(values("third", init=str(first)), photos)


def test_weights_say_how_long_others_were_trained_before(values, make_photos):
    photos = make_photos()
    path = train(values("first", steps=3), photos)
    for name, total in (("second", 3), ("third", 5)):
        run = values(name, init=str(path), steps=2)
        train(run | {"steps": 1}, photos)
        path.unlink()
        path = train(run, photos, resume=True)
        training = load_checkpoint(path)[1].training
        assert (training["step"], training["steps_before"]) == (2, total)
    # Weights that came from elsewhere do not say.
    save_checkpoint(path, load_checkpoint(path)[0])
    training = load_checkpoint(train(values("fourth", init=str(path)), photos))[1].training
    assert training["steps_before"] is None


@pytest.mark.parametrize(
    ("given", "there"),
    [({"preset": "other"}, "preset=tiny"), ({"convolution": "plain"}, "convolution=partial")],
)
def test_another_network_than_the_settings_say(values, make_photos, monkeypatch, given, there):
    monkeypatch.setitem(PRESETS, "other", (2, 2))
    photos = make_photos()
    first = train(values("first", steps=1), photos)
    ((name, value),) = given.items()
    said = rf"of {there}, and the settings say {name}={value}; set {there}"
    with pytest.raises(ConfigError, match=rf"first.model\.safetensors: .*{said}.*init"):
        trainer(values("second", init=str(first), **given), photos)
    with pytest.raises(ConfigError, match=rf"first: .*{said}.*run_dir"):
        trainer(values("first", steps=2, **given), photos, resume=True)
    assert not Path(values("second")["run_dir"]).exists()
    # What no preset names goes on under any; its record says what it is.
    monkeypatch.delitem(PRESETS, "tiny")
    path = train(values("third", init=str(first), preset="other"), photos)
    assert load_checkpoint(path)[1].training["config"]["preset"] == "custom"


def test_photos_to_validate_on_are_not_trained_on(values, make_photos, capfd):
    photos = make_photos(5)
    (photos / "val").mkdir()
    for name in ("00.png", "03.png"):
        (photos / name).rename(photos / "val" / name)
    run = trainer(values(val_photos=str(photos / "val")), photos)
    assert [path.name for path in run.photos] == ["01.png", "02.png", "04.png"]
    path = run.run()
    said = f"2 photos of {photos} are for validation and are left out of the training"
    assert capfd.readouterr().err.replace("\n", "").count(said) == 1
    assert load_checkpoint(path)[1].training["photos"] == 3
    with pytest.raises(UserError, match="none is left"):
        trainer(values("other", val_photos=str(photos)), photos / "val")
    # Without validation all of them are.
    assert len(trainer(values("other"), photos).photos) == 5


def test_photos_that_a_list_names_are_not_trained_on(values, make_photos, tmp_path, capfd):
    photos = make_photos(4)
    listing = tmp_path / "list.txt"
    listing.write_text("01.png\n")
    run = trainer(values(leave_out=str(listing)), photos)
    assert [path.name for path in run.photos] == ["00.png", "02.png", "03.png"]
    path = run.run()
    assert "1 photos of" in capfd.readouterr().err
    about = load_checkpoint(path)[1].training
    assert about["photos"] == 3
    # Where the list lay is nobody's business.
    assert "leave_out" not in about["config"]


def test_the_folder_of_masks_is_not_told(values, make_photos, tmp_path):
    masks = tmp_path / "private"
    masks.mkdir()
    hole = np.zeros((32, 32), np.uint8)
    hole[8:16, 8:20] = 255
    Image.fromarray(hole).save(masks / "a.png")
    run = values(masks=str(masks), mask_polarity="white", steps=1)
    training = load_checkpoint(train(run, make_photos()))[1].training
    assert "private" not in json.dumps(training)
    assert training["config"]["mask_polarity"] == "white"


def test_plain_convolutions(values, make_photos):
    path = train(values(convolution="plain", steps=2), make_photos())
    assert load_checkpoint(path)[1].config.convolution == "plain"


def test_bfloat16(values, make_photos):
    photos = make_photos()
    run = values(precision="bfloat16", steps=6, learning_rate=1e-3)
    half = trainer(run, photos)
    assert half.bfloat16
    kinds = set()
    half.network.encoder[1].register_forward_hook(lambda block, args, out: kinds.add(out.dtype))
    half.run()
    assert kinds == {torch.bfloat16}
    assert {parameter.dtype for parameter in half.network.parameters()} == {torch.float32}
    exact = values("exact", steps=6, learning_rate=1e-3)
    train(exact, photos)
    ours, theirs = ([v for _, v in curve(r, "loss/total")] for r in (run, exact))
    assert ours != theirs
    assert ours == pytest.approx(theirs, rel=0.05)


def test_curves_and_pictures(values, make_photos, vgg_file, at_step):
    photos, val = make_photos(), make_photos(2, name="val", seed=5)
    run = values(
        steps=6,
        finetune_steps=2,
        perceptual_weight=0.05,
        style_weight=120,
        vgg=str(vgg_file),
        val_photos=str(val),
        val_every=3,
    )
    at_step(4, lambda: signal.raise_signal(signal.SIGTERM))
    train(run, photos)
    train(run, photos, resume=True)
    accumulator = events(run)
    terms = {"valid", "hole", "perceptual", "style", "tv", "total"}
    train_tags = {"learning_rate", "gradient_norm", "images_per_second"}
    expected = {f"loss/{name}" for name in terms} | {f"train/{name}" for name in train_tags}
    expected |= {f"validation/{name}" for name in ("psnr", "l1", "ssim")}
    assert expected == set(accumulator.Tags()["scalars"])
    # Nothing twice, nothing lost at the stop.
    assert [step for step, _ in curve(run, "loss/total")] == list(range(1, 9))
    assert [step for step, _ in curve(run, "validation/psnr")] == [3, 6, 8]
    rates = [value for _, value in curve(run, "train/learning_rate")]
    assert rates == pytest.approx([2e-4] * 6 + [5e-5] * 2)
    total = dict(curve(run, "loss/total"))
    factors = {"valid": 1, "hole": 6, "perceptual": 0.05, "style": 120, "tv": 0.1}
    parts = {name: dict(curve(run, f"loss/{name}")) for name in factors}
    for step, value in total.items():
        assert value == pytest.approx(sum(f * parts[n][step] for n, f in factors.items()), rel=1e-4)
    (tag,) = accumulator.Tags()["images"]
    picture = accumulator.Images(tag)[-1]
    # Three columns, two rows of 32 pixels, two between.
    assert (picture.width, picture.height) == (3 * 34 + 2, 2 * 34 + 2)


def test_lines_of_the_log_are_means(values, make_photos):
    photos = make_photos()
    each, few = values("each", steps=6), values("few", steps=6, log_every=3)
    train(each, photos)
    train(few, photos)
    losses = dict(curve(each, "loss/total"))
    means = {3: sum(losses[s] for s in (1, 2, 3)) / 3, 6: sum(losses[s] for s in (4, 5, 6)) / 3}
    assert dict(curve(few, "loss/total")) == pytest.approx(means)


def test_means_of_the_log_are_exact_in_half_precision(values, make_photos, monkeypatch):
    """A sum in bfloat16 stands still when it is 256 times its next term."""
    original, constant = Trainer._step, torch.tensor(1.3, dtype=torch.bfloat16)

    def step(self, *args):
        terms, norm = original(self, *args)
        return terms | {"hole": constant}, norm

    monkeypatch.setattr(Trainer, "_step", step)
    run = values(steps=30, log_every=30)
    train(run, make_photos())
    ((_, mean),) = curve(run, "loss/hole")
    assert mean == pytest.approx(float(constant), rel=1e-6)


def test_the_log_on_the_console(values, make_photos, capfd):
    val = make_photos(2, name="val", seed=5)
    train(values(val_photos=str(val)), make_photos())
    text = capfd.readouterr().err
    assert "step 4/4  valid 0." in text
    assert "step 4  validation  psnr" in text


def test_files_of_weights_say_how_they_were_trained(values, make_photos, tmp_path):
    photos, val = make_photos(), make_photos(2, name="val", seed=5)
    run = values(val_photos=str(val), val_every=2, checkpoint_steps=2)
    path = train(run, photos)
    assert path == tmp_path / "run" / MODEL_FILE
    for name in (MODEL_FILE, BEST_FILE):
        network, about = load_checkpoint(path.with_name(name))
        assert (network.config.width, network.config.depth) == (4, 3)
        training = about.training
        assert training["photos"] == 4
        assert training["config"]["learning_rate"] == 2e-4
        assert training["validation"]["psnr"] > 0
        text = json.dumps(training)
        assert str(tmp_path) not in text
        assert "photos/" not in text
        paths = {"run_dir", "val_photos", "vgg", "init", "masks", "leave_out"}
        assert not paths & training["config"].keys()
        # It began with fresh weights.
        assert "steps_before" not in training
    training = load_checkpoint(path)[1].training
    assert training["step"] == 4
    figures = dict(curve(run, "validation/psnr"))
    assert training["best_psnr"] == pytest.approx(max(figures.values()), rel=1e-5)
    best = load_checkpoint(path.with_name(BEST_FILE))[1].training
    assert best["step"] == max(figures, key=figures.get)
    assert json.loads(path.with_name("config.json").read_text())["steps"] == 4


def test_the_model_is_the_average(values, make_photos):
    photos = make_photos()
    for name, ema, part in (("with", 0.9, "average"), ("without", 0.0, "network")):
        run = values(name, ema=ema)
        weights = load_file(train(run, photos))
        tensors = state(run)[0]
        assert all(torch.equal(t, tensors[f"{part}.{key}"]) for key, t in weights.items())


def test_broken_photos_are_counted(values, make_photos):
    photos = make_photos()
    (photos / "02.png").write_bytes(b"")
    run = values(steps=4)
    training = load_checkpoint(train(run, photos))[1].training
    # Two epochs of four samples: the broken photo is met once in each.
    assert training["broken"] == 2


def test_without_a_photo_that_can_be_read(values, make_photos):
    photos = make_photos(2)
    for file in photos.iterdir():
        file.write_bytes(b"")
    with pytest.raises(UserError, match=r"^not one of the training photos can be read"):
        train(values(), photos)


def test_vgg_is_asked_for_before_the_first_step(values, make_photos):
    """Not when its first step comes, hours later."""
    missing = {"vgg": "no-such-file.safetensors", "style_weight": 120.0, "features_from": 3}
    photos = make_photos()
    with pytest.raises(ConfigError, match=r"no-such-file\.safetensors.*style_weight"):
        trainer(values(**missing), photos)
    # A run that never comes so far would lose them without a word.
    for never in ({"features_from": 4}, {"features_from": -1}):
        with pytest.raises(ConfigError, match=r"style_weight = 120.* no step.*weights to 0"):
            trainer(values(**(missing | never)), photos)
    # Without weights it needs none, wherever they would begin.
    trainer(values(features_from=99_999_999), photos)


def test_features_take_part_from_their_step_on(values, make_photos, vgg_file):
    features = {"style_weight": 120, "vgg": str(vgg_file), "features_from": 2}
    run = values(**features)
    train(run, make_photos())
    assert [step for step, _ in curve(run, "loss/total")] == [1, 2, 3, 4]
    assert [step for step, _ in curve(run, "loss/style")] == [3, 4]


def test_features_take_part_with_the_fine_tuning(values, make_photos, vgg_file):
    features = {"style_weight": 120, "vgg": str(vgg_file), "features_from": -1}
    run = values(**features, steps=3, finetune_steps=2)
    train(run, make_photos())
    assert [step for step, _ in curve(run, "loss/style")] == [4, 5]


def test_a_run_of_before_goes_on(values, make_photos):
    """Its losses of features never took part, by a step that was never reached."""
    photos, run = make_photos(), values(features_from=99_999_999)
    train(run, photos)
    old = read_run(Path(run["run_dir"]) / STATE_FILE)["config"].to_dict()
    assert old["features_from"] == 99_999_999
    train(old | {"steps": 6}, photos, resume=True)
    assert state(run)[1]["step"] == 6


@pytest.mark.parametrize("limit", [0.01, 1e6])
def test_the_gradient_is_limited(values, make_photos, limit):
    run = values(steps=1, clip_norm=limit)
    limited = trainer(run, make_photos())
    limited.run()
    gradients = [parameter.grad for parameter in limited.network.parameters()]
    norm = float(torch.nn.utils.get_total_norm(gradients))
    # The curve shows what it was before.
    ((_, told),) = curve(run, "train/gradient_norm")
    assert told > 0.1
    assert norm == pytest.approx(min(told, limit), rel=1e-5)


@pytest.mark.parametrize("device", ["mps", "cuda"])
def test_a_device_that_is_not_there(values, make_photos, device):
    there = torch.cuda.is_available() if device == "cuda" else torch.backends.mps.is_available()
    if there:
        pytest.skip(f"{device} is there")
    config = build_config(values(), source="test")
    with pytest.raises(TrainingError, match=rf"device {device}: there is none"):
        Trainer(config, make_photos(), device=device)


@pytest.mark.e2e
def test_a_loader_process_gives_the_same_samples(values, make_photos):
    photos = find_photos(make_photos())
    alone, apart = (
        list(build_batches(build_config(values(workers=n), source="test"), photos, start=2))
        for n in (0, 1)
    )
    assert len(alone) == len(apart) == 2
    for ours, theirs in zip(alone, apart, strict=True):
        assert all(torch.equal(ours[name], theirs[name]) for name in ours)


@pytest.mark.e2e
def test_two_processes_keep_equal_weights_and_stop_together(values, make_photos, tmp_path):
    """Across the change of the stage; only one of them is asked to stop, at step 3."""
    run, photos = values(steps=2, finetune_steps=3), make_photos()
    script = tmp_path / "script.py"
    script.write_text(TWO_PROCESSES)
    torchrun = ("-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2")
    result = subprocess.run(
        [sys.executable, *torchrun, script, json.dumps(run), photos, tmp_path],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert result.returncode == 0, result.stderr
    first, second = (load_file(tmp_path / f"weights{rank}.safetensors") for rank in (0, 1))
    assert all(torch.equal(first[name], second[name]) for name in first)
    tensors, about = state(run)
    assert about["step"] == 3
    assert all(torch.equal(first[name], tensors[f"network.{name}"]) for name in first)
    # The other's gradients took part: alone, the same seed leads elsewhere.
    alone = values("alone", steps=2, finetune_steps=1)
    train(alone, photos)
    name = "encoder.0.conv.weight"
    assert not torch.equal(state(alone)[0][f"network.{name}"], first[name])
