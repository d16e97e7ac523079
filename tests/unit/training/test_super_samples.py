"""Samples and trainings of super-resolution."""

import json
import shutil

import numpy as np
import pytest
import torch
from PIL import Image

from pconv_models.checkpoint import load_checkpoint
from pconv_models.super_config import SuperResolutionConfig
from pconv_models.super_resolution import SuperResolutionUNet, at_pixels, spread
from pconv_studio.core.errors import UserError
from pconv_training.build import build_network, build_samples
from pconv_training.config import ConfigError, TrainConfig, bundled_configs, load_config
from pconv_training.low_resolution import Degradation, shrink
from pconv_training.luma import luma_figures
from pconv_training.super_samples import SuperResolutionSamples, validation_pictures
from pconv_training.trainer import Trainer
from pconv_training.validation import EnlargementValidation, build_validation, enlarge_pictures


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for number, size in enumerate([(64, 80), (71, 65), (90, 66)]):
        base = rng.integers(0, 256, (6, 6, 3), dtype=np.uint8)
        Image.fromarray(base).resize(size, Image.Resampling.BICUBIC).save(folder / f"{number}.png")
    return sorted(folder.iterdir())


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_a_sample_is_a_crop_and_its_small_version_spread(photos, factor):
    samples = SuperResolutionSamples(photos, factor=factor, crop=48, seed=1)
    for index in range(6):
        sample = samples[index]
        truth = (sample["image"] * 255).round().byte().permute(1, 2, 0).numpy()
        assert truth.shape == (48, 48, 3)
        low = torch.from_numpy(shrink(truth, factor).copy()).permute(2, 0, 1).float() / 255
        image, valid = spread(low[None], factor)
        assert torch.equal(sample["input"], image[0])
        assert torch.equal(sample["valid"], valid[0])
        assert sample["broken"] == 0


def test_samples_depend_on_their_number_alone(photos):
    first = SuperResolutionSamples(photos, factor=2, crop=32, seed=1)
    second = SuperResolutionSamples(photos, factor=2, crop=32, seed=1)
    order = [5, 0, 3, 5]
    for index in order:
        assert torch.equal(first[index]["image"], second[index]["image"])
    assert not torch.equal(first[0]["image"], first[3]["image"])
    other = SuperResolutionSamples(photos, factor=2, crop=32, seed=2)
    assert not torch.equal(first[0]["image"], other[0]["image"])


def test_crops_larger_than_a_photo_are_enlarged(photos):
    sample = SuperResolutionSamples(photos, factor=2, crop=120, seed=1)[0]
    assert sample["image"].shape == (3, 120, 120)


def test_files_that_cannot_be_read_are_passed_over(photos):
    photos[0].write_bytes(b"no photo")
    samples = SuperResolutionSamples(photos, factor=2, crop=32, seed=1)
    assert sorted(int(samples[i]["broken"]) for i in range(3)) == [0, 0, 1]
    for photo in photos:
        photo.write_bytes(b"no photo")
    with pytest.raises(UserError, match="not one of the training photos"):
        samples[0]


def test_validation_pictures_are_whole_and_clean(photos):
    pairs, too_small = validation_pictures(photos, count=2, factor=3)
    assert len(pairs) == 2
    assert too_small == 0
    for (large, low), photo in zip(pairs, photos, strict=False):
        pixels = np.asarray(Image.open(photo))
        height, width = (side // 3 * 3 for side in pixels.shape[:2])
        assert large.dtype == low.dtype == torch.uint8
        assert np.array_equal(large.permute(1, 2, 0).numpy(), pixels[:height, :width])
        expected = shrink(pixels[:height, :width], 3)
        assert np.array_equal(low.permute(1, 2, 0).numpy(), expected)


@pytest.mark.parametrize("factor", [2, 3])
def test_the_middle_of_large_photos_is_validated_on(tmp_path, factor):
    rng = np.random.default_rng(1)
    for name, (width, height) in {"a": (700, 512), "b": (513, 40), "c": (512, 511)}.items():
        pixels = rng.integers(0, 256, (height, width, 3), np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
    files = sorted(tmp_path.iterdir())
    pairs, _ = validation_pictures(files, count=0, factor=factor)
    most = 512 // factor * factor
    left = {"a.png": (700 - most) // 2, "b.png": (513 - most) // 2, "c.png": 0}
    for (large, small), file in zip(pairs, files, strict=True):
        pixels = np.asarray(Image.open(file))
        height, width = (min(side, 512) // factor * factor for side in pixels.shape[:2])
        start = left[file.name]
        expected = pixels[:height, start : start + width]
        assert np.array_equal(large.permute(1, 2, 0).numpy(), expected)
        assert small.shape == (3, height // factor, width // factor)


def tiny_photos(folder, *sizes):
    folder.mkdir()
    for number, size in enumerate(sizes):
        Image.new("RGB", size, (number * 9, 90, 40)).save(folder / f"{number}.png")
    return folder


def test_photos_too_small_to_be_compared_are_passed_over(tmp_path):
    # 11 pixels are left of 16 without two on each side, 10 of 15 cut to 14.
    files = sorted(tiny_photos(tmp_path / "val", (15, 40), (16, 40), (60, 9), (40, 40)).iterdir())
    pairs, too_small = validation_pictures(files, count=0, factor=2)
    assert [large.shape[1:] for large, _ in pairs] == [(40, 16), (40, 40)]
    assert too_small == 2
    # Others take their place.
    pairs, too_small = validation_pictures(files, count=1, factor=2)
    assert (len(pairs), too_small) == (1, 1)
    with pytest.raises(UserError, match=r"too small: x2 needs 16 pixels a side; set val_photos"):
        validation_pictures([files[0], files[2]], count=0, factor=2)


def test_validation_figures_are_those_of_the_luma(photos):
    torch.manual_seed(0)
    network = SuperResolutionUNet(SuperResolutionConfig.for_factor(2, width=4))
    config = TrainConfig(preset="super-resolution", factor=2, val_photos=str(photos[0].parent))
    validation = build_validation(config)
    assert isinstance(validation, EnlargementValidation)
    figures, shown = validation(network, bfloat16=False)
    assert validation.notes == []
    results = enlarge_pictures(network, validation.pairs)
    rows = [
        luma_figures(
            *(
                np.ascontiguousarray(picture.permute(1, 2, 0).numpy())
                for picture in (result, large)
            ),
            border=2,
        )
        for result, (large, _) in zip(results, validation.pairs, strict=True)
    ]
    assert figures == {name: sum(r[name] for r in rows) / 3 for name in ("psnr", "ssim")}
    assert network.training
    assert {picture.shape for row in shown for picture in row} == {shown[0][0].shape}
    # What is shown as input is the small picture, pixel for pixel.
    nearest, _, _ = shown[0]
    small = validation.pairs[0][1][:, :32, :32]
    assert torch.equal(at_pixels(nearest, 2), small.float() / 255)


# Trainings.


def quick(photos, tmp_path, **changes):
    # The same pictures in other files: what is validated on is not trained on.
    validation = shutil.copytree(photos[0].parent, tmp_path / "val", dirs_exist_ok=True)
    values = {
        "preset": "super-resolution",
        "crop": 24,
        "batch_size": 2,
        "workers": 0,
        "steps": 4,
        "finetune_steps": 0,
        "valid_weight": 1,
        "hole_weight": 1,
        "tv_weight": 0,
        "perceptual_weight": 0,
        "style_weight": 0,
        "run_dir": str(tmp_path / "run"),
        "val_photos": str(validation),
        "val_every": 2,
        "log_every": 2,
        "precision": "float32",
    }
    return TrainConfig(**(values | changes))


def test_a_training_makes_weights_that_say_what_they_are(photos, tmp_path):
    config = quick(photos, tmp_path, factor=3)
    model = Trainer(config, photos[0].parent, device="cpu").run()
    network, about = load_checkpoint(model)
    assert isinstance(network, SuperResolutionUNet)
    assert network.config == SuperResolutionConfig.for_factor(3)
    assert about.training["task"] == "super-resolution"
    assert about.training["step"] == 4
    assert set(about.training["validation"]) == {"step", "psnr", "ssim"}
    assert (tmp_path / "run" / "best.safetensors").is_file()


def test_a_training_survives_small_photos_to_validate_on(photos, tmp_path, capfd):
    small = tiny_photos(tmp_path / "small", (48, 40), (12, 12))
    config = quick(photos, tmp_path, val_photos=str(small))
    assert Trainer(config, photos[0].parent, device="cpu").run().is_file()
    said = capfd.readouterr().err
    assert said.count("1 validation photos are too small for x2 and are left out") == 1
    (small / "0.png").unlink()
    with pytest.raises(UserError, match="too small"):
        Trainer(config, photos[0].parent, device="cpu", resume=True)


def test_a_training_goes_on_exactly_where_it_stopped(photos, tmp_path):
    whole = Trainer(quick(photos, tmp_path), photos[0].parent, device="cpu").run()
    config = quick(photos, tmp_path, run_dir=str(tmp_path / "second"))
    first = Trainer(config, photos[0].parent, device="cpu")
    first._ask_to_stop(2, None)
    first.run()
    assert first.step == 1
    second = Trainer(config, photos[0].parent, device="cpu", resume=True).run()
    expected, result = (load_checkpoint(path)[0].state_dict() for path in (whole, second))
    assert all(torch.equal(expected[name], result[name]) for name in expected)


def test_training_learns_to_enlarge(photos, tmp_path):
    """A hundred steps on three pictures with edges beat the bicubic start on them."""
    for number, photo in enumerate(photos):
        rows, columns = np.mgrid[:72, :72]
        stripes = (rows * (number + 1) + columns) // 9 % 2 * 200
        Image.fromarray(np.repeat(stripes[..., None], 3, 2).astype(np.uint8)).save(photo)
    config = quick(photos, tmp_path, steps=100, learning_rate=1e-3, val_every=100, ema=0.9)
    trainer = Trainer(config, photos[0].parent, device="cpu")
    with torch.no_grad():
        trainer.network.decoder[-1].conv.weight.zero_()
    before, _ = trainer.validation(trainer.network, bfloat16=False)
    trainer.run()
    assert trainer.progress["validation"]["psnr"] > before["psnr"] + 0.5


def test_weights_of_another_task_are_refused(photos, tmp_path):
    model = Trainer(quick(photos, tmp_path), photos[0].parent, device="cpu").run()
    build_network(quick(photos, tmp_path, init=str(model)))
    for wrong in (
        quick(photos, tmp_path, init=str(model), factor=3),
        TrainConfig(init=str(model)),
    ):
        with pytest.raises(ConfigError, match="enlarging by 2"):
            build_network(wrong)


def test_the_degradation_of_a_run_is_that_of_its_settings(photos, tmp_path):
    config = quick(
        photos, tmp_path, jpeg_share=0.5, jpeg_quality=40, noise_share=0.25, noise_sigma=2.0
    )
    samples = build_samples(config, photos)
    assert isinstance(samples, SuperResolutionSamples)
    assert samples.degradation == Degradation(0.5, 40, 0.25, 2.0)


def test_the_configuration_that_comes_along():
    assert "super-resolution" in bundled_configs()
    config = load_config("super-resolution", {"factor": "4"})
    assert config.is_super_resolution
    assert config.factor == 4
    assert config.crop % 12 == 0
    assert json.dumps(config.to_dict())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"factor": 1}, "2 to 8"),
        ({"factor": 9}, "2 to 8"),
        ({"factor": 5}, "multiple of factor 5"),
        ({"convolution": "plain"}, "partial convolutions only"),
        ({"jpeg_share": 1.5}, r"\[0, 1\]"),
        ({"noise_share": -0.1}, r"\[0, 1\]"),
        ({"noise_sigma": -1}, "negative"),
        ({"jpeg_quality": 99}, "1 to 95"),
    ],
)
def test_settings_that_make_no_sense(photos, tmp_path, change, message):
    with pytest.raises(ConfigError, match=message):
        quick(photos, tmp_path, **change)
