"""Training configurations: those that come along, files, and what is typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pconv_training.config import (
    LOSS_WEIGHTS,
    ConfigError,
    TrainConfig,
    build_config,
    bundled_configs,
    load_config,
)


@pytest.mark.parametrize("name", bundled_configs())
def test_bundled_configurations_load(name):
    config = load_config(name)
    assert config.total_steps > 1000
    assert 0 < config.finetune_learning_rate < config.learning_rate


def test_the_bundled_names():
    assert {"quick", "compact", "paper"} <= set(bundled_configs())


def test_the_paper_to_the_letter():
    config = load_config("paper")
    assert (config.preset, config.convolution) == ("paper", "partial")
    assert (config.crop, config.batch_size, config.zoom_min) == (512, 6, 1.0)
    assert (config.learning_rate, config.finetune_learning_rate) == (2e-4, 5e-5)
    assert (config.warmup_steps, config.decay, config.clip_norm) == (0, 0, 0)
    assert (config.features_from, config.feature_crop) == (0, 0)
    # No average of the weights, which the paper does not speak of.
    assert (config.ema, config.border_weight) == (0, 0)
    weights = (
        config.valid_weight,
        config.hole_weight,
        config.perceptual_weight,
        config.style_weight,
        config.tv_weight,
    )
    assert weights == (1, 6, 0.05, 120, 0.1)


def test_quick_needs_no_vgg():
    config = load_config("quick")
    assert config.perceptual_weight == config.style_weight == 0


@pytest.mark.parametrize("steps", ["0", "5000", "20000"])
def test_compact_begins_the_losses_of_features_with_the_fine_tuning(steps):
    config = load_config("compact", {"steps": steps})
    assert config.perceptual_weight > 0
    assert config.features_start == int(steps) < config.total_steps


def test_the_first_step_with_features():
    assert TrainConfig(steps=7, features_from=0).features_start == 0
    assert TrainConfig(steps=7, features_from=9).features_start == 9
    assert TrainConfig(steps=7, features_from=-1).features_start == 7


def test_a_file_with_overrides_as_text(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('steps = 12_000\nseed = 4\nema = 0\nrun_dir = "somewhere"\n')
    config = load_config(
        str(path), {"steps": "7", "learning_rate": "1e-3", "preset": "paper", "crop": "1e2"}
    )
    assert (config.steps, config.seed, config.ema, config.run_dir) == (7, 4, 0.0, "somewhere")
    assert (config.learning_rate, config.preset, config.crop) == (1e-3, "paper", 100)
    assert isinstance(config.steps, int)
    assert isinstance(config.crop, int)
    assert isinstance(config.ema, float)
    # What is not said keeps its default.
    assert config.batch_size == TrainConfig().batch_size


def test_large_whole_numbers_stay_exact():
    assert build_config({"seed": 2**60 + 1}, source="x").seed == 2**60 + 1


def test_unknown_field(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("step = 3\n")
    with pytest.raises(ConfigError, match=r"mine\.toml.*'step'.*finetune_steps"):
        load_config(str(path))
    with pytest.raises(ConfigError, match="'lr'"):
        load_config("quick", {"lr": "1"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("steps", "many"),
        ("steps", "1.5"),
        ("steps", 2.5),
        ("steps", "inf"),
        ("steps", float("nan")),
        ("steps", True),
        ("steps", [3]),
        ("steps", ""),
        ("learning_rate", "fast"),
        ("learning_rate", "nan"),
        ("learning_rate", None),
        ("learning_rate", {"a": 1}),
        ("preset", 3),
        ("preset", ["paper"]),
        ("run_dir", False),
    ],
)
def test_values_of_the_wrong_kind(name, value):
    with pytest.raises(ConfigError, match=f"here: {name} = "):
        build_config({name: value}, source="here")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"crop": 0}, "crop"),
        ({"batch_size": -1}, "batch_size"),
        ({"log_every": 0}, "log_every"),
        ({"val_every": 0}, "val_every"),
        ({"workers": -1}, "workers"),
        ({"seed": -1}, "seed"),
        ({"val_count": -1}, "val_count"),
        ({"steps": 0, "finetune_steps": 0}, "nothing to train"),
        ({"steps": -5}, "steps"),
        ({"hole_min": 0.5, "hole_max": 0.5}, "hole_min"),
        ({"border_weight": -1.0}, "border_weight"),
        ({"learning_rate": 0.0}, "learning_rate = 0.0: more than 0"),
        ({"learning_rate": -1e-4}, "learning_rate"),
        ({"finetune_learning_rate": 0.0}, "finetune_learning_rate"),
        ({"valid_weight": -1.0}, "valid_weight = -1.0: it cannot be negative"),
        ({"hole_weight": -6.0}, "hole_weight"),
        ({"perceptual_weight": -0.05}, "perceptual_weight"),
        ({"style_weight": -120.0}, "style_weight"),
        ({"tv_weight": -0.1}, "tv_weight"),
        (dict.fromkeys(LOSS_WEIGHTS, 0.0), "valid_weight.* all 0: there is nothing to learn"),
        ({"clip_norm": -1.0}, "clip_norm"),
        ({"checkpoint_minutes": 0.0}, "checkpoint_minutes.*checkpoint_steps"),
        ({"checkpoint_minutes": -1.0}, "checkpoint_minutes"),
        ({"feature_crop": 7}, "feature_crop = 7: 0 .* 8"),
        ({"feature_crop": -8}, "feature_crop"),
        ({"features_of": "output"}, "'output': both and composite"),
        ({"feature_nearest": 0}, "feature_nearest = 0: at least 1"),
        ({"feature_nearest": 4, "feature_deepest": 3}, "feature_deepest = 3: 0 .* 4"),
        ({"feature_deepest": -1}, "feature_deepest"),
        ({"feature_pooling": "mean"}, "'mean': max and average"),
        ({"features_from": -2}, "features_from = -2: -1, 0 or more"),
        ({"factor": 4}, "factor 4: compact .*super-resolution"),
        ({"hole_max": 1.1}, "hole_max"),
        ({"ema": 1.0}, "ema"),
        ({"decay": 1.5}, "decay"),
        ({"zoom_min": 0.0}, "zoom_min"),
        ({"precision": "float16"}, "float16"),
        ({"preset": "huge"}, "huge.*paper"),
        ({"convolution": "gated"}, "gated"),
    ],
)
def test_values_that_make_no_sense(values, message):
    with pytest.raises(ConfigError, match=message):
        build_config(values, source="here")


@pytest.mark.parametrize(
    "values",
    [
        # The rate of a stage without steps does not matter.
        {"finetune_steps": 0, "finetune_learning_rate": 0.0},
        {"steps": 0, "learning_rate": 0.0},
        {"clip_norm": 0.0, "feature_crop": 8},
        {"feature_nearest": 3, "feature_deepest": 3, "feature_pooling": "average"},
        {"features_of": "composite"},
        dict.fromkeys(LOSS_WEIGHTS, 0.0) | {"style_weight": 1.0},
        # A state of before, when the losses of features were kept off by a step never reached.
        {"features_from": 99_999_999, "perceptual_weight": 0.0, "style_weight": 0.0},
        {"preset": "super-resolution", "factor": 4},
    ],
)
def test_values_at_the_edge(values):
    build_config(values, source="here")


@pytest.mark.parametrize(
    "content",
    [b"steps = ", b"steps = 3\nsteps = 4\n", b"\xff\xfe\x00", b"[table\n"],
    ids=["cut", "twice", "not text", "open"],
)
def test_damaged_toml(tmp_path, content):
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"mine\.toml"):
        load_config(str(path))


def test_a_table_is_no_setting(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("[train]\nsteps = 3\n")
    with pytest.raises(ConfigError, match="'train'"):
        load_config(str(path))


def test_no_such_configuration(tmp_path):
    with pytest.raises(ConfigError, match=r"quik.*quick"):
        load_config("quik")
    with pytest.raises(ConfigError, match="neither a file"):
        load_config(str(tmp_path))


@given(
    st.builds(
        TrainConfig,
        steps=st.integers(1, 10**9),
        learning_rate=st.floats(1e-9, 1),
        seed=st.integers(0, 2**63),
        run_dir=st.text(max_size=20),
    )
)
def test_survives_json(config):
    values = json.loads(json.dumps(config.to_dict()))
    assert build_config(values, source="json") == config


def test_importable_without_torch():
    code = "import sys, pconv_training.config; print('torch' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "False"
