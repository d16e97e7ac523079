"""VGG-16's pools against a plain nn.Sequential, and files that do not fit."""

from __future__ import annotations

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from pconv_training.vgg import VGGFeatures

LAYERS = (0, 2, 5, 7, 10, 12, 14)


def naive_vgg(state, pool=nn.MaxPool2d):
    """torchvision's ``features`` up to pool3, written out; indices are its names."""
    layers = []
    for inputs, outputs, count in ((3, 64, 2), (64, 128, 2), (128, 256, 3)):
        for _ in range(count):
            layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU()]
            inputs = outputs
        layers.append(pool(2, 2))
    model = nn.Sequential(*layers)
    model.load_state_dict({k.removeprefix("features."): v for k, v in state.items()})
    return model


def test_the_tensors_are_torchvisions(vgg_file, vgg_state):
    features = VGGFeatures(vgg_file)
    names = {f"features.{n}.{kind}" for n in LAYERS for kind in ("weight", "bias")}
    assert set(features.state_dict()) == names
    assert len(names) == 14
    for name, tensor in features.state_dict().items():
        assert torch.equal(tensor, vgg_state[name])


@pytest.mark.parametrize(
    ("pooling", "pool"), [("max", nn.MaxPool2d), ("average", nn.AvgPool2d)], ids=["max", "average"]
)
def test_equals_a_plain_vgg_on_normalised_input(vgg_file, vgg_state, pooling, pool):
    features, naive = VGGFeatures(vgg_file, pooling), naive_vgg(vgg_state, pool)
    image = torch.rand(2, 3, 32, 40, generator=torch.Generator().manual_seed(0))
    # ImageNet's colours, by hand.
    x = torch.stack(
        [
            (image[:, 0] - 0.485) / 0.229,
            (image[:, 1] - 0.456) / 0.224,
            (image[:, 2] - 0.406) / 0.225,
        ],
        1,
    )
    expected = []
    with torch.no_grad():
        for layer in naive:
            x = layer(x)
            if isinstance(layer, pool):
                expected.append(x)
        pools = features(image)
    assert [tuple(pool.shape) for pool in pools] == [
        (2, 64, 16, 20),
        (2, 128, 8, 10),
        (2, 256, 4, 5),
    ]
    for pool, reference in zip(pools, expected, strict=True):
        torch.testing.assert_close(pool, reference, rtol=1e-4, atol=1e-4)


def test_frozen_but_open_to_the_images_gradient(vgg_file):
    features = VGGFeatures(vgg_file)
    assert not features.training
    assert not any(parameter.requires_grad for parameter in features.parameters())
    image = torch.rand(1, 3, 16, 16, requires_grad=True)
    features(image)[2].sum().backward()
    assert float(image.grad.abs().sum()) > 0


def test_the_image_is_not_changed(vgg_file):
    image = torch.rand(1, 3, 16, 16)
    before = image.clone()
    VGGFeatures(vgg_file)(image)
    assert torch.equal(image, before)


def test_more_layers_than_needed_are_fine(vgg_state, tmp_path):
    whole = vgg_state | {"features.17.weight": torch.zeros(1), "classifier.0.bias": torch.zeros(1)}
    save_file(whole, tmp_path / "whole.safetensors")
    VGGFeatures(tmp_path / "whole.safetensors")


def test_missing_layers(vgg_state, tmp_path):
    path = tmp_path / "part.safetensors"
    save_file({k: v for k, v in vgg_state.items() if k != "features.12.bias"}, path)
    with pytest.raises(ValueError, match=r"part\.safetensors.*features\.12\.bias"):
        VGGFeatures(path)


def test_layers_of_another_size(vgg_state, tmp_path):
    path = tmp_path / "wide.safetensors"
    save_file(vgg_state | {"features.0.bias": torch.zeros(32)}, path)
    with pytest.raises(ValueError, match=r"wide\.safetensors.*sizes"):
        VGGFeatures(path)


def test_no_such_file(tmp_path):
    with pytest.raises(OSError, match=r"none\.safetensors.*no such file"):
        VGGFeatures(tmp_path / "none.safetensors")


def test_a_damaged_file(vgg_file, tmp_path):
    path = tmp_path / "damaged.safetensors"
    path.write_bytes(vgg_file.read_bytes()[:1000])
    with pytest.raises(ValueError, match=r"damaged\.safetensors"):
        VGGFeatures(path)


def test_without_a_file_torchvision_gives_the_weights(vgg_state, monkeypatch):
    from torchvision.models import VGG16_Weights

    asked = []

    def get_state_dict(weights, **options):
        asked.append(weights)
        return vgg_state

    monkeypatch.setattr(VGG16_Weights, "get_state_dict", get_state_dict)
    features = VGGFeatures()
    assert asked == [VGG16_Weights.IMAGENET1K_V1]
    assert torch.equal(features.state_dict()["features.0.bias"], vgg_state["features.0.bias"])
