"""Files of weights: what is written comes back, and every other file is refused by name."""

from __future__ import annotations

import json
import os
import pickle
import stat
import sys

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from pconv_models import checkpoint
from pconv_models.checkpoint import (
    Checkpoint,
    CheckpointError,
    load_checkpoint,
    read_metadata,
    save_checkpoint,
    write_atomically,
)
from pconv_models.config import UNetConfig
from pconv_models.unet import PConvUNet

TRAINING = {
    "data": "12 photos",
    "steps": 1500,
    "losses": {"hole": 6.0, "tv": 0.1},
    "figures": [31.25, 0.91],
    "note": "größer",
}


@pytest.fixture
def network():
    torch.manual_seed(3)
    config = UNetConfig(width=2, depth=3, mean=(0.5, 0.4, 0.3), std=(0.2, 0.25, 0.3))
    network = PConvUNet(config)
    with torch.no_grad():
        for block in network.blocks():
            if block.norm is not None:
                block.norm.weight.normal_(1, 0.1)
                block.norm.running_mean.normal_()
                block.norm.running_var.uniform_(0.5, 2)
                block.norm.num_batches_tracked.fill_(1500)
    return network


@pytest.fixture
def path(tmp_path, network):
    path = tmp_path / "model.safetensors"
    save_checkpoint(path, network, training=TRAINING)
    return path


def rewrite(path, *, tensors=None, metadata=None):
    """Write a file of weights again, its two dictionaries changed by the functions given."""
    state = load_file(path)
    with safe_open(str(path), framework="pt") as file:
        texts = file.metadata()
    if tensors:
        tensors(state)
    if metadata:
        metadata(texts)
    save_file(state, path, texts or None)


def check_error(path, *words, call=load_checkpoint):
    """One line that names the file, the reason, and what to do."""
    with pytest.raises(CheckpointError) as caught:
        call(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert any(remedy in message for remedy in ("get the file again", "; ")), message
    for word in words:
        assert word in message
    return message


# What comes back ----------------------------------------------------------------------------------


def test_float32_comes_back_exactly(path, network):
    loaded, told = load_checkpoint(path)
    assert told == Checkpoint(network.config, TRAINING)
    assert loaded.config == network.config
    expected, state = network.state_dict(), loaded.state_dict()
    assert list(state) == list(expected)
    for name, tensor in state.items():
        assert tensor.dtype == expected[name].dtype
        assert tensor.device.type == "cpu"
        assert torch.equal(tensor, expected[name]), name
    assert not loaded.training
    image, valid = torch.rand(1, 3, 20, 33), (torch.rand(1, 1, 20, 33) > 0.4).float()
    assert torch.equal(loaded(image, valid), network.eval()(image, valid))


def test_a_loaded_network_trains_on(path):
    loaded, _ = load_checkpoint(path)
    assert all(parameter.requires_grad for parameter in loaded.parameters())
    before = path.read_bytes()
    loaded.train()(torch.rand(2, 3, 16, 16), torch.ones(2, 1, 16, 16)).square().sum().backward()
    with torch.no_grad():
        for parameter in loaded.parameters():
            parameter.sub_(parameter.grad, alpha=1e-2)
    assert path.read_bytes() == before
    assert not torch.equal(
        loaded.encoder[0].conv.weight, load_checkpoint(path)[0].encoder[0].conv.weight
    )


def test_loading_leaves_the_random_numbers_alone(path):
    state = torch.get_rng_state()
    load_checkpoint(path)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_on_disk(tmp_path, network, dtype):
    # Values that float16 has not: a variance above its range, a small one that would become 0.
    network.encoder[1].norm.running_var[:2] = torch.tensor([1e6, 1e-9])
    path = tmp_path / "half.safetensors"
    save_checkpoint(path, network, dtype=dtype)
    stored = load_file(path)
    weights = {name for name in stored if name.endswith("conv.weight")}
    assert len(weights) == 6
    assert {name for name, tensor in stored.items() if tensor.dtype == dtype} == weights
    loaded, told = load_checkpoint(path)
    assert told.training == {}
    for name, tensor in loaded.state_dict().items():
        expected = network.state_dict()[name]
        if name in weights:
            expected = expected.to(dtype).float()
        assert tensor.dtype == expected.dtype
        assert torch.equal(tensor, expected), name


def test_a_file_of_half_precision_throughout(path):
    def halve(state):
        state.update({k: t.half() for k, t in state.items() if t.is_floating_point()})

    rewrite(path, tensors=halve)
    loaded, _ = load_checkpoint(path)
    assert {t.dtype for t in loaded.parameters()} == {torch.float32}
    torch.testing.assert_close(
        loaded.mean.flatten(), torch.tensor([0.5, 0.4, 0.3]), rtol=1e-3, atol=0
    )


def test_saving_leaves_the_network_alone(tmp_path, network):
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    network.train().to(memory_format=torch.channels_last)
    save_checkpoint(tmp_path / "a.safetensors", network, dtype=torch.float16)
    assert network.training
    assert all(torch.equal(before[name], t) for name, t in network.state_dict().items())
    save_checkpoint(tmp_path / "b.safetensors", network)
    loaded, _ = load_checkpoint(tmp_path / "b.safetensors")
    assert all(torch.equal(before[name], t) for name, t in loaded.state_dict().items())


@pytest.mark.parametrize("convolution", ["partial", "plain"])
def test_configuration_is_rebuilt(tmp_path, convolution):
    config = UNetConfig(width=3, depth=4, convolution=convolution)
    save_checkpoint(tmp_path / "a.safetensors", PConvUNet(config))
    loaded, told = load_checkpoint(tmp_path / "a.safetensors")
    assert loaded.config == told.config == config


def test_metadata_is_read_without_the_weights(path, network):
    assert read_metadata(path) == Checkpoint(network.config, TRAINING)
    with safe_open(str(path), framework="pt") as file:
        texts = file.metadata()
    assert texts["format"] == "pconv-studio"
    assert texts["format_version"] == "1"
    assert json.loads(texts["config"])["width"] == 2
    assert json.loads(texts["training"]) == TRAINING


# What is refused ----------------------------------------------------------------------------------


def test_missing(tmp_path):
    for call in (load_checkpoint, read_metadata):
        check_error(tmp_path / "gone.safetensors", "no such file", "pconv models list", call=call)
        check_error(tmp_path, "no such file", call=call)


@pytest.mark.parametrize("call", [load_checkpoint, read_metadata])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"These are no weights.\nNot at all.\n" * 20,
        b"<!DOCTYPE html><html><body>404</body></html>",
        b"\xff" * 64,
        b"\x02\x00\x00\x00\x00\x00\x00\x00{}" + bytes(99),
        b"\x0a\x00\x00\x00\x00\x00\x00\x00[1,2,3,4,]",
        b"PK\x03\x04" + bytes(60),
    ],
)
def test_no_safetensors_file(tmp_path, content, call):
    path = tmp_path / "text.safetensors"
    path.write_bytes(content)
    check_error(path, "not a safetensors file, or it is damaged", "get the file again", call=call)


@pytest.mark.parametrize("keep", [4, 100, 2000, -1, -100])
def test_truncated(path, keep):
    path.write_bytes(path.read_bytes()[:keep])
    check_error(path, "damaged", "get the file again")


@pytest.mark.parametrize("metadata", [None, {"format": "pt"}, {"format": "other", "config": "{}"}])
def test_foreign_weights(tmp_path, metadata):
    path = tmp_path / "foreign.safetensors"
    save_file({"layer.weight": torch.zeros(2, 2)}, path, metadata)
    for call in (load_checkpoint, read_metadata):
        check_error(path, "not made by PConv Studio", "train or import", call=call)


def test_newer_format(path):
    rewrite(path, metadata=lambda texts: texts.update(format_version="2"))
    check_error(path, "newer version", "update the program")


@pytest.mark.parametrize(
    "change",
    [
        lambda texts: texts.pop("format_version"),
        lambda texts: texts.pop("config"),
        lambda texts: texts.update(format_version="one"),
        lambda texts: texts.update(config="{"),
        lambda texts: texts.update(config="[]"),
        lambda texts: texts.update(config='""'),
        lambda texts: texts.update(config="null"),
        lambda texts: texts.update(config='{"width": 2, "colour": "red"}'),
        lambda texts: texts.update(config='{"width": null}'),
        lambda texts: texts.update(config='{"width": 0}'),
        lambda texts: texts.update(config='{"std": [0.5, NaN, 0.5]}'),
        lambda texts: texts.update(training="steps: 5"),
    ],
)
def test_damaged_metadata(path, change):
    rewrite(path, metadata=change)
    for call in (load_checkpoint, read_metadata):
        check_error(path, "metadata is damaged", "get the file again", call=call)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda state: state.pop("encoder.1.conv.weight"), "encoder.1.conv.weight"),
        (lambda state: state.pop("decoder.0.norm.running_var"), "decoder.0.norm.running_var"),
        (lambda state: state.update(extra=torch.zeros(3)), "extra"),
        (
            lambda state: state.update({"decoder.2.conv.bias": torch.zeros(4)}),
            "decoder.2.conv.bias",
        ),
        (
            lambda state: state.update({"encoder.0.conv.weight": torch.zeros(2, 3, 7, 5)}),
            "encoder.0.conv.weight",
        ),
        (lambda state: state.update(mean=torch.zeros(3)), "mean"),
        (
            lambda state: state.update(
                {"encoder.0.conv.weight": torch.zeros(2, 3, 7, 7, dtype=torch.int32)}
            ),
            "encoder.0.conv.weight",
        ),
    ],
)
def test_tensors_that_do_not_fit(path, change, named):
    rewrite(path, tensors=change)
    check_error(path, "do not fit the configuration", named, "get the file again")


@pytest.mark.parametrize("width", [4, 10**5, 10**9, 10**30])
def test_a_damaged_width_asks_for_no_memory(path, width):
    rewrite(
        path, metadata=lambda texts: texts.update(config=json.dumps({"width": width, "depth": 3}))
    )
    check_error(path, "do not fit the configuration", "get the file again")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("name", ["decoder.1.conv.weight", "encoder.2.norm.running_var", "mean"])
def test_weights_that_are_no_numbers(path, name, value):
    def spoil(state):
        state[name].view(-1)[-1] = value

    rewrite(path, tensors=spoil)
    check_error(path, "NaN or Inf", "earlier checkpoint")


class Payload:
    """Unpickling this writes a file."""

    def __init__(self, marker):
        self.marker = str(marker)

    def __reduce__(self):
        return (open, (self.marker, "w"))


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("writer", ["pickle", "torch"])
@pytest.mark.parametrize(
    "suffix", ["pth", "PTH", "pt", "tar", "ckpt", "bin", "pkl", "h5", "safetensors"]
)
def test_pickles_are_never_run(tmp_path, suffix, writer):
    marker, path = tmp_path / "marker", tmp_path / f"model.{suffix}"
    if writer == "pickle":
        path.write_bytes(pickle.dumps({"state_dict": Payload(marker)}))
    else:
        torch.save({"state_dict": Payload(marker)}, path)
    for call in (load_checkpoint, read_metadata):
        check_error(path, *(["carry code"] if suffix != "safetensors" else ["damaged"]), call=call)
    assert not marker.exists()
    if writer == "pickle":
        pickle.loads(path.read_bytes())["state_dict"].close()
        assert marker.exists(), "the file does run code where it is unpickled"


# Writing ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_a_failed_write_leaves_the_old_file(path, network, monkeypatch, step, error):
    def fail(*_):
        raise error

    before = path.read_bytes()
    monkeypatch.setattr(checkpoint.os, step, fail)
    with pytest.raises(type(error)):
        save_checkpoint(path, PConvUNet(UNetConfig(width=4, depth=2)))
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def test_values_that_are_no_json_leave_the_old_file(path, network):
    before = path.read_bytes()
    with pytest.raises(TypeError):
        save_checkpoint(path, network, training={"step": object()})
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def test_the_name_appears_with_the_whole_content(tmp_path, monkeypatch):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    events = []
    flush, rename = os.fsync, os.replace

    def fsync(handle):
        events.append(("fsync", path.read_bytes()))
        flush(handle)

    def replace(source, target):
        events.append(("replace", path.read_bytes()))
        with open(source, "rb") as file:
            assert file.read() == b"new"
        assert os.path.dirname(source) == str(tmp_path)
        rename(source, target)

    monkeypatch.setattr(checkpoint.os, "fsync", fsync)
    monkeypatch.setattr(checkpoint.os, "replace", replace)
    write_atomically(path, b"new")
    assert events == [("fsync", b"old"), ("replace", b"old")]
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.bin"]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o644
