"""Figures of merit against scikit-image, and what the network is left like after validation."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from pconv_models.config import UNetConfig
from pconv_models.unet import PConvUNet
from pconv_training.build import freeze_encoder_batch_norm
from pconv_training.validation import picture_metrics, predict_composites, validate


def pictures(seed, noise, size=(40, 52)):
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[: size[0], : size[1]] / 12
    target = 0.5 + 0.4 * np.sin(rows + seed)[None] * np.cos(
        columns * np.arange(1, 4)[:, None, None]
    )
    result = np.clip(target + noise * rng.standard_normal(target.shape), 0, 1)
    return torch.from_numpy(result).float(), torch.from_numpy(target).float()


def pairs(count, side=32):
    generator = torch.Generator().manual_seed(count)
    images = torch.rand(count, 3, side, side, generator=generator)
    valid = (torch.rand(count, 1, side, side, generator=generator) < 0.7).float()
    return list(zip(images, valid, strict=True))


@pytest.fixture
def network():
    torch.manual_seed(0)
    return PConvUNet(UNetConfig(width=4, depth=3))


@pytest.mark.parametrize(("seed", "noise"), [(0, 0.003), (1, 0.03), (2, 0.2), (3, 0.6)])
def test_metrics_are_those_of_scikit_image(seed, noise):
    result, target = pictures(seed, noise)
    figures = picture_metrics(result, target)
    ours, truth = result.numpy().astype(np.float64), target.numpy().astype(np.float64)
    ssim = structural_similarity(
        ours,
        truth,
        channel_axis=0,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        data_range=1,
    )
    assert figures["ssim"] == pytest.approx(ssim, abs=2e-4)
    psnr = peak_signal_noise_ratio(truth, ours, data_range=1)
    assert figures["psnr"] == pytest.approx(psnr, abs=1e-3)
    assert figures["l1"] == pytest.approx(100 * np.abs(ours - truth).mean(), rel=1e-5)


def test_metrics_of_equal_pictures_are_finite():
    picture, _ = pictures(0, 0.1)
    figures = picture_metrics(picture, picture)
    assert figures == {"psnr": 100, "l1": 0, "ssim": pytest.approx(1, abs=1e-5)}


def test_composites_keep_what_is_valid_and_hold_whole_steps(network):
    data = pairs(11)
    results = predict_composites(network, data)
    assert len(results) == 11
    for result, (image, valid) in zip(results, data, strict=True):
        known = valid.expand_as(image) > 0.5
        assert torch.equal(result[known], image[known])
        steps = result[~known] * 255
        torch.testing.assert_close(steps, steps.round(), rtol=0, atol=1e-4)
        assert float(result.min()) >= 0
        assert float(result.max()) <= 1


def test_composites_do_not_depend_on_their_batch(network):
    data = pairs(9)
    together = predict_composites(network, data)
    for number in (0, 7, 8):
        (alone,) = predict_composites(network, [data[number]])
        torch.testing.assert_close(alone, together[number], rtol=0, atol=1.01 / 255)


def test_figures_are_means_over_the_pairs(network):
    data = pairs(9)
    figures, results = validate(network, data)
    rows = [picture_metrics(r, image) for r, (image, _) in zip(results, data, strict=True)]
    for name, value in figures.items():
        assert value == pytest.approx(np.mean([row[name] for row in rows]))


def test_the_network_goes_on_as_it_was(network):
    network.train()
    freeze_encoder_batch_norm(network)
    modes = [module.training for module in network.modules()]
    assert True in modes
    assert False in modes
    state = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    validate(network, pairs(3))
    assert [module.training for module in network.modules()] == modes
    for name, tensor in network.state_dict().items():
        assert torch.equal(tensor, state[name])


def test_bfloat16_is_near(network):
    data = pairs(3)
    exact, half = (predict_composites(network, data, bfloat16=on) for on in (False, True))
    difference = torch.stack(exact) - torch.stack(half)
    assert 0 < float(difference.abs().max()) < 0.1
