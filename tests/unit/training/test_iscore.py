"""The IScore: the divergence of class distributions, and its weights."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from pconv_studio.core.errors import UserError
from pconv_training.iscore import MEAN, STD, InceptionClasses, load_inception, weights_digest


class Brightness(nn.Module):
    """Logits from the mean brightness: enough to know the answer."""

    def forward(self, batch):
        assert batch.shape[1:] == (3, 299, 299)
        plain = batch * torch.tensor(STD).view(3, 1, 1) + torch.tensor(MEAN).view(3, 1, 1)
        light = plain.mean(dim=(1, 2, 3))
        return torch.stack([torch.log(light), torch.log(1 - light)], dim=1)


def grey(value):
    return np.full((40, 60, 3), value, np.uint8)


def test_the_divergence_is_from_the_truth_to_the_result():
    classes = InceptionClasses(Brightness())
    p, q = 51 / 255, 204 / 255
    expected = p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q))
    assert classes.divergence(grey(204), grey(51)) == pytest.approx(expected, rel=1e-4)
    assert classes.divergence(grey(51), grey(51)) == 0


def test_it_is_not_symmetric():
    classes = InceptionClasses(Brightness())
    assert classes.divergence(grey(100), grey(20)) != pytest.approx(
        classes.divergence(grey(20), grey(100)), rel=0.05
    )


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """Inception-v3 as torchvision builds it, with few classes and random weights."""
    from safetensors.torch import save_file
    from torchvision.models import inception_v3

    torch.manual_seed(0)
    network = inception_v3(weights=None, init_weights=False, num_classes=7)
    for module in network.modules():
        # The usual random weights let almost nothing through a hundred layers.
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight)
    path = tmp_path_factory.mktemp("weights") / "inception.safetensors"
    save_file({name: tensor.contiguous() for name, tensor in network.state_dict().items()}, path)
    return path


def test_real_network(weights):
    classes = load_inception(weights)
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (64, 64, 3), np.uint8)
    logs = classes.log_probabilities([picture])
    assert logs.shape == (1, 7)
    assert float(logs.exp().sum()) == pytest.approx(1)
    assert classes.divergence(picture, picture) == 0
    assert classes.divergence(255 - picture, picture) > 0


def test_files_that_hold_something_else(tmp_path):
    for name in ("a.pth", "b.safetensors", "missing.pth"):
        if name != "missing.pth":
            (tmp_path / name).write_bytes(b"nothing of the kind")
        with pytest.raises(UserError, match=name):
            load_inception(tmp_path / name)
    with pytest.raises(UserError, match=r"missing\.pth"):
        weights_digest(tmp_path / "missing.pth")


def test_nothing_is_unpickled(tmp_path):
    import pickle

    class Bomb:
        def __reduce__(self):
            return (pytest.fail, ("code of a weights file was run",))

    (tmp_path / "bomb.pth").write_bytes(pickle.dumps({"fc.bias": Bomb()}))
    with pytest.raises(UserError, match=r"bomb\.pth"):
        load_inception(tmp_path / "bomb.pth")
