"""Files as seven repositories write them."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import torch


def _load(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_peers = _load("peers")


@pytest.fixture(scope="session")
def peers():
    """The module of re-implementations."""
    return _peers


@dataclass(frozen=True)
class Peer:
    """One repository: its file's name, weights, how they are wrapped, and its forward pass."""

    file: str
    multiple: int
    make: object
    wrap: object
    run: object


def _averaging(name, kernels, spell, file, wrap):
    depth = len(kernels)
    return Peer(
        file,
        2**depth,
        partial(_peers.make_averaging, 2, depth, kernels, spell),
        wrap,
        lambda state, image, valid: _peers.run_averaging(state, image, valid, depth, spell),
    )


PEERS = {
    "naoto0804": _averaging(
        "naoto0804",
        _peers.NAOTO_KERNELS,
        _peers.naoto_name,
        "1000000.pth",
        lambda state: {"n_iter": 1000000, "model": state, "optimizer": {"state": {}}},
    ),
    "javirk": _averaging(
        "javirk",
        _peers.NAOTO_KERNELS,
        _peers.naoto_name,
        "model_12.tar",
        lambda state: {
            "epoch": 12,
            "model_state_dict": {f"module.{name}": tensor for name, tensor in state.items()},
            "optimizer_state_dict": {"state": {}, "param_groups": []},
        },
    ),
    "bobqywei": _averaging(
        "bobqywei",
        _peers.BOBQYWEI_KERNELS,
        _peers.bobqywei_name,
        "weights.pth",
        lambda state: {"model": state, "optimizer": {"state": {}}},
    ),
    "tanimutomo": Peer(
        "pretrained_pconv.pth",
        128,
        partial(_peers.make_tanimutomo, 2),
        lambda state: {"n_iter": 200000, "model": state, "optimizer": {}},
        _peers.run_tanimutomo,
    ),
    "jacobaustin123": Peer(
        "parameters.pt", 256, partial(_peers.make_jacobaustin, 2), dict, _peers.run_jacobaustin
    ),
    "mmagic": Peer(
        "pconv_256x256_stage2.pth",
        128,
        partial(_peers.make_mmagic, 2),
        lambda state: {"meta": {"iter": 5, "env_info": "text"}, "state_dict": state},
        _peers.run_mmagic,
    ),
    "PConv-Keras": Peer(
        "weights.26-1.07.h5", 256, partial(_peers.make_keras, 2), None, _peers.run_keras
    ),
}


def write_keras(path, state, *, group="", **options):
    """Write weights as ``save_weights`` does; ``group`` as ``save`` does."""
    import h5py

    with h5py.File(path, "w") as file:
        root = file.create_group(group) if group else file
        layers = sorted({name.split(".")[0] for name in state})
        root.attrs["layer_names"] = [layer.encode() for layer in [*layers, "activation_1"]]
        root.create_group("activation_1")
        for name, tensor in state.items():
            layer, _, weight = name.partition(".")
            root.create_dataset(f"{layer}/{layer}/{weight}:0", data=tensor.numpy(), **options)
        if group:
            file.create_dataset("optimizer_weights/training/Adam/iterations:0", data=5)


@pytest.fixture(params=sorted(PEERS))
def peer_name(request):
    return request.param


@pytest.fixture
def write_peer(tmp_path):
    """Write a repository's file; returns its path and what is in it."""

    def write(name, change=None):
        peer = PEERS[name]
        state, path = peer.make(), tmp_path / peer.file
        if change:
            change(state)
        if peer.wrap is None:
            write_keras(path, state)
        else:
            torch.save(peer.wrap(state), path)
        return path, state

    return write


@pytest.fixture
def peer(peer_name):
    return PEERS[peer_name]


@pytest.fixture
def keras_writer():
    return write_keras
