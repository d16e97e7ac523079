"""Imported networks do what their repositories' own programs do."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from pconv_models.checkpoint import load_checkpoint, save_checkpoint
from pconv_models.errors import CheckpointError
from pconv_models.foreign_config import ForeignConfig
from pconv_models.importers import LAYOUTS, import_network
from pconv_models.unet import fuse_batch_norm


def picture(height, width, seed=0):
    """A picture, and valid pixels with a deep hole, streaks, and single pixels missing."""
    generator = torch.Generator().manual_seed(seed)
    image = torch.rand(1, 3, height, width, generator=generator)
    image = F.avg_pool2d(image, 5, 1, 2)
    valid = (torch.rand(1, 1, height, width, generator=generator) > 0.02).float()
    valid[..., height // 5 : height // 2, width // 4 : width * 2 // 3] = 0
    valid[..., :, width * 5 // 6 : width * 5 // 6 + 9] = 0
    valid[..., -7:, :] = 0
    return image, valid


@torch.inference_mode()
def predict(network, image, valid):
    return network.eval()(image, valid)


def test_it_predicts_what_the_repository_predicts(peer_name, peer, write_peer):
    path, state = write_peer(peer_name)
    imported = import_network(path)
    assert imported.layout.name == peer_name
    image, valid = picture(256, 512 if peer.multiple > 128 else 384)
    expected = peer.run(state, image, valid)
    # Otherwise an error in an inner layer would drown.
    assert expected.std() > 0.03
    result = predict(imported.network, image, valid)
    assert result.dtype == torch.float32
    torch.testing.assert_close(result.double(), expected, rtol=1e-4, atol=1e-4)


def test_where_nothing_is_known_it_is_the_repositorys_nothing(peer_name, peer, write_peer):
    # Biases differ in windows without a valid pixel, and farther off than masks are updated.
    path, state = write_peer(peer_name)
    # Few valid pixels are amplified, stage after stage, to tens of thousands.
    network = import_network(path).network.double()
    image, _ = picture(peer.multiple, 5 * peer.multiple)
    valid = torch.zeros_like(image[:, :1])
    assert not network.reach(valid).any()
    for known in (0, 60):
        valid[..., :known] = 1
        expected = peer.run(state, image, valid)
        result = predict(network, image.double(), valid.double())
        tolerance = max(1e-3, 1e-6 * float(expected.abs().max()))
        torch.testing.assert_close(result, expected, rtol=0, atol=tolerance)
    reached = network.reach(valid)
    assert 0 < reached.mean() < 1


def test_every_tensor_matters(peer_name, peer, write_peer):
    path, state = write_peer(peer_name)
    image, valid = picture(256, 256)
    before = predict(import_network(path).network, image, valid)
    aside = ("mask_conv", "mask_updater", "num_batches", "loss_percep", "enc_8", "dec_8")
    names = [name for name in state if not any(word in name for word in aside)]

    def change(tensors, name):
        tensors[name] = tensors[name] + 0.5 * tensors[name].abs().mean().clamp(min=0.01)

    # One from each of a few places; all would take a minute.
    for name in names[:: max(1, len(names) // 6)]:
        path, _ = write_peer(peer_name, lambda tensors, name=name: change(tensors, name))
        assert not torch.equal(predict(import_network(path).network, image, valid), before), name


def test_any_size_as_if_holes_were_around(peer_name, peer, write_peer):
    path, state = write_peer(peer_name)
    image, valid = picture(150, 201)
    multiple = peer.multiple
    pad = (0, -201 % multiple, 0, -150 % multiple)
    expected = peer.run(state, F.pad(image, pad), F.pad(valid, pad))[..., :150, :201]
    result = predict(import_network(path).network, image, valid)
    assert result.shape == image.shape
    torch.testing.assert_close(result.double(), expected, rtol=1e-4, atol=1e-4)


def test_what_lies_in_the_hole_has_no_influence(peer_name, write_peer):
    network = import_network(write_peer(peer_name)[0]).network
    image, valid = picture(130, 140)
    first = predict(network, image, valid)
    for filling in (float("nan"), float("inf"), -7.0):
        assert torch.equal(predict(network, torch.where(valid > 0, image, filling), valid), first)


def test_it_comes_back_from_our_own_file(peer_name, write_peer, tmp_path):
    imported = import_network(write_peer(peer_name)[0])
    ours = tmp_path / "ours.safetensors"
    save_checkpoint(ours, imported.network, training=imported.training)
    loaded, about = load_checkpoint(ours)
    assert type(loaded) is type(imported.network)
    assert loaded.config == imported.network.config
    assert about.training == imported.training
    image, valid = picture(128, 140)
    expected = predict(imported.network, image, valid)
    assert torch.equal(predict(loaded, image, valid), expected)
    fused = predict(fuse_batch_norm(loaded), image, valid)
    torch.testing.assert_close(fused, expected, rtol=1e-3, atol=1e-3)


def test_the_origin_is_recorded(peer_name, peer, write_peer):
    path, _ = write_peer(peer_name)
    imported = import_network(path)
    told = imported.training["imported"]
    assert told["repository"] == imported.layout.repository
    assert told["file"] == path.name
    assert len(told["sha256"]) == 64
    assert told["quirks"]
    counters = {name: value for name, value in imported.training.items() if name != "imported"}
    expected = {"naoto0804": {"n_iter": 1000000}, "javirk": {"epoch": 12}}
    expected["tanimutomo"] = {"n_iter": 200000}
    assert counters == expected.get(peer_name, {})
    config = imported.network.config
    if isinstance(config, ForeignConfig):
        assert config.origin == imported.layout.repository
        assert config.preset == "imported"


def test_a_name_is_missing_or_too_many(peer_name, write_peer):
    def weights(state):
        return [name for name in state if state[name].dim() == 4 and "loss" not in name]

    path, _ = write_peer(peer_name, lambda state: state.pop(weights(state)[-1]))
    with pytest.raises(CheckpointError) as error:
        import_network(path)
    assert str(error.value).startswith(f"{path}: ")
    path, _ = write_peer(peer_name, lambda state: state.update({"extra.weight": torch.zeros(2)}))
    with pytest.raises(CheckpointError, match=r"extra\.weight is not known here"):
        import_network(path)


def test_a_wrong_shape_is_named(peer_name, write_peer):
    named = []

    def change(state):
        inner = [name for name, tensor in state.items() if tensor.dim() == 4]
        named.append([name for name in inner if "loss" not in name][3])
        state[named[-1]] = state[named[-1]][..., :-1].contiguous()

    path, _ = write_peer(peer_name, change)
    with pytest.raises(CheckpointError) as error:
        import_network(path)
    assert named[-1] in str(error.value)
    assert "shape" in str(error.value)


@pytest.mark.parametrize("value", [float("nan"), float("-inf")])
def test_values_that_are_no_numbers(peer_name, write_peer, value):
    def change(state):
        name = [name for name, tensor in state.items() if tensor.dim() == 4][2]
        state[name].view(-1)[0] = value

    path, _ = write_peer(peer_name, change)
    with pytest.raises(CheckpointError, match="NaN or Inf"):
        import_network(path)


@pytest.mark.parametrize("name", ["naoto0804", "bobqywei", "mmagic"])
def test_masks_with_weights_of_their_own_are_refused(write_peer, name):
    def change(state):
        mask = [key for key in state if "mask" in key][1]
        state[mask][0, 0, 0, 0] = 0.5

    path, _ = write_peer(name, change)
    with pytest.raises(CheckpointError, match="not all ones"):
        import_network(path)


def test_negative_variances_are_refused(write_peer):
    def change(state):
        state["enc_3.bn.running_var"][0] = -0.1

    with pytest.raises(CheckpointError, match=r"enc_3\.bn\.running_var holds negative"):
        import_network(write_peer("naoto0804", change)[0])


def test_old_files_without_counters_of_batches(write_peer):
    def change(state):
        for name in [name for name in state if "num_batches" in name]:
            del state[name]

    import_network(write_peer("naoto0804", change)[0])


@pytest.mark.parametrize("first", [0, 1, 17])
def test_keras_numbers_its_layers_through_the_session(peers, tmp_path, keras_writer, first):
    state = peers.make_keras(2, depth=3, first=first)
    path = tmp_path / "weights.h5"
    keras_writer(path, state)
    image, valid = picture(64, 72)
    expected = peers.run_keras(state, image, valid, 3, first)
    result = predict(import_network(path).network, image, valid)
    torch.testing.assert_close(result.double(), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("depth", [3, 5])
def test_other_depths(peers, tmp_path, depth):
    path = tmp_path / "a.pth"
    state = peers.make_averaging(3, depth, peers.NAOTO_KERNELS, peers.naoto_name)
    torch.save(state, path)
    image, valid = picture(64, 96)
    expected = peers.run_averaging(state, image, valid, depth, peers.naoto_name)
    result = predict(import_network(path).network, image, valid)
    torch.testing.assert_close(result.double(), expected, rtol=1e-4, atol=1e-4)


def test_half_precision_in_the_file(peers, tmp_path):
    path = tmp_path / "a.pth"
    state = peers.make_jacobaustin(2, depth=3)
    state = {n: t.half().float() if t.is_floating_point() else t for n, t in state.items()}
    torch.save({n: t.half() if t.is_floating_point() else t for n, t in state.items()}, path)
    image, valid = picture(64, 64)
    expected = peers.run_jacobaustin(state, image, valid, 3)
    result = predict(import_network(path).network, image, valid)
    torch.testing.assert_close(result.double(), expected, rtol=1e-4, atol=1e-4)


def test_the_full_size_of_the_best_known_file(peers, tmp_path):
    # naoto0804's release: 25.78 million numbers without the masks' kernels.
    state = peers.make_averaging(64, 7, peers.NAOTO_KERNELS, peers.naoto_name)
    path = tmp_path / "1000000.pth"
    torch.save({"n_iter": 1, "model": state}, path)
    network = import_network(path).network
    assert sum(parameter.numel() for parameter in network.parameters()) == 25_779_860
    image, valid = picture(128, 128)
    expected = peers.run_averaging(state, image, valid, 7, peers.naoto_name)
    result = predict(network, image, valid)
    torch.testing.assert_close(result.double(), expected, rtol=1e-4, atol=1e-4)


def test_seven_layouts():
    assert len(LAYOUTS) == 7
    assert len({layout.name for layout in LAYOUTS}) == 7
    assert all("/" in layout.repository and layout.quirks for layout in LAYOUTS)
