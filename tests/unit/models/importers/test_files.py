"""Files that are damaged, hostile or of no known layout: one clear line, and no code is run."""

from __future__ import annotations

import pickle
import sys
import tarfile
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from pconv_models import importers
from pconv_models.errors import CheckpointError
from pconv_models.importers import import_network


def fails(path, *words):
    with pytest.raises(CheckpointError) as caught:
        import_network(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert "; " in message
    for word in words:
        assert word in message
    return message


class Payload:
    """Unpickling this writes a file."""

    def __init__(self, marker):
        self.marker = str(marker)

    def __reduce__(self):
        return (open, (self.marker, "w"))


@pytest.fixture
def naoto(write_peer):
    return write_peer("naoto0804")


# Code ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zipped", [True, False])
def test_code_is_never_run(tmp_path, naoto, zipped):
    marker, path = tmp_path / "marker", tmp_path / "evil.pth"
    content = {"model": naoto[1], "optimizer": Payload(marker)}
    torch.save(content, path, _use_new_zipfile_serialization=zipped)
    fails(path, "could run code", "state_dict")
    assert not marker.exists()


def test_a_bare_pickle_is_never_run(tmp_path):
    marker, path = tmp_path / "marker", tmp_path / "evil.pt"
    path.write_bytes(pickle.dumps({"model": Payload(marker)}))
    fails(path)
    assert not marker.exists()


# Layout of the file -------------------------------------------------------------------------------


def test_the_old_format_of_torch(tmp_path, naoto):
    path = tmp_path / "old.pth"
    torch.save({"n_iter": 5, "model": naoto[1]}, path, _use_new_zipfile_serialization=False)
    old, new = import_network(path), import_network(naoto[0])
    assert old.training["n_iter"] == 5
    states = old.network.state_dict(), new.network.state_dict()
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[1])


@pytest.mark.parametrize("keep", [3, 100, 5000, -1000, -30])
@pytest.mark.parametrize("kind", ["zip", "old", "h5"])
def test_cut_files(tmp_path, naoto, write_peer, kind, keep):
    path = tmp_path / ("cut.h5" if kind == "h5" else "cut.pth")
    if kind == "h5":
        path.write_bytes(write_peer("PConv-Keras")[0].read_bytes())
    else:
        torch.save({"model": naoto[1]}, path, _use_new_zipfile_serialization=kind == "zip")
    path.write_bytes(path.read_bytes()[:keep])
    fails(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"These are no weights.\n" * 50,
        b"<!DOCTYPE html><html>404</html>",
        bytes(1000),
        b"\x80\x02}q\x00.",
        b"PK\x03\x04" + bytes(99),
        b"\x89HDF\r\n\x1a\n" + bytes(200),
        bytes(range(256)) * 9,
    ],
)
@pytest.mark.parametrize("suffix", ["pth", "h5", "safetensors"])
def test_no_weights_at_all(tmp_path, content, suffix):
    path = tmp_path / f"model.{suffix}"
    path.write_bytes(content)
    fails(path)


def test_missing(tmp_path):
    fails(tmp_path / "gone.pth", "there is no such file")
    fails(tmp_path, "there is no such file")


def test_not_allowed_to_read(naoto, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    fails(naoto[0], "cannot be read (Permission denied)")


def test_unknown_names(tmp_path):
    path = tmp_path / "resnet.pth"
    torch.save({"layer1.weight": torch.zeros(2, 2), "fc.bias": torch.zeros(3)}, path)
    fails(path, "2 tensors", "naoto0804/pytorch-inpainting-with-partial-conv", "PConv-Keras")


@pytest.mark.parametrize(
    "content", [torch.zeros(3), [torch.zeros(3)], {}, {"model": {}}, {"model": {"a": 1}}, {3: "x"}]
)
def test_no_table_of_tensors(tmp_path, content):
    path = tmp_path / "a.pth"
    torch.save(content, path)
    fails(path)


def test_a_foreign_safetensors_file(tmp_path, naoto):
    path = tmp_path / "converted.safetensors"
    save_file(naoto[1], path)
    assert import_network(path).layout.name == "naoto0804"


# What could fill the memory -----------------------------------------------------------------------


def repack(path, compression, extra=None):
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    parts.update(extra or {})
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_a_zip_bomb_is_not_unpacked(naoto, monkeypatch):
    path, _ = naoto
    repack(path, zipfile.ZIP_DEFLATED, {"archive/data/999": bytes(10**7)})
    assert path.stat().st_size < 10**7
    monkeypatch.setattr(torch, "load", lambda *_, **__: pytest.fail("it was opened"))
    fails(path, "compressed", "fill the memory")


def test_other_archives(tmp_path, naoto):
    path = tmp_path / "weights.tar"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(naoto[0], "1000000.pth")
    fails(path, "unpack it")
    path = tmp_path / "weights.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(naoto[0], "1000000.pth")
    fails(path, "unpack it")


def test_one_value_that_says_it_is_many(tmp_path, naoto):
    state = naoto[1]
    state["enc_4.conv.input_conv.weight"] = torch.zeros(1).expand(10**6, 10**6)
    path = tmp_path / "a.pth"
    torch.save({"model": state}, path)
    assert path.stat().st_size < 10**6
    fails(path, "enc_4.conv.input_conv.weight", "(1000000, 1000000)")


@pytest.mark.parametrize(
    "tensor",
    [
        torch.zeros(2, 3, 7, 7, dtype=torch.int32),
        torch.zeros(2, 3, 7, 7, dtype=torch.complex64),
        torch.zeros(2, 3, 7, 7).to_sparse(),
    ],
    ids=["int", "complex", "sparse"],
)
def test_tensors_of_another_kind(tmp_path, naoto, tensor):
    state = naoto[1]
    state["enc_1.conv.input_conv.weight"] = tensor
    path = tmp_path / "a.pth"
    torch.save({"model": state}, path)
    fails(path)


def test_files_beyond_all_measure(naoto, monkeypatch):
    monkeypatch.setattr(importers, "MAX_BYTES", 1000)
    fails(naoto[0], "more than any network")


# Keras's files ------------------------------------------------------------------------------------


def test_the_whole_model_saved(tmp_path, peers, keras_writer, write_peer):
    path = tmp_path / "model.h5"
    keras_writer(path, peers.make_keras(2), group="model_weights")
    plain = import_network(write_peer("PConv-Keras")[0]).network.state_dict()
    whole = import_network(path).network.state_dict()
    assert all(torch.equal(whole[name], plain[name]) for name in plain)


def test_compressed_sets_are_read(tmp_path, peers, keras_writer):
    path = tmp_path / "model.h5"
    keras_writer(path, peers.make_keras(2, depth=3), compression="gzip", shuffle=True, chunks=True)
    import_network(path)


def add(path, write):
    with h5py.File(path, "a") as file:
        write(file)


def test_a_set_that_says_it_is_large(write_peer):
    path, _ = write_peer("PConv-Keras")
    add(path, lambda f: f.create_dataset("layer/huge:0", (10**6, 10**5), "f4", chunks=(64, 64)))
    fails(path, "Keras does not use")


def test_links_to_other_files_are_not_followed(write_peer, tmp_path):
    secret = tmp_path / "secret.h5"
    with h5py.File(secret, "w") as file:
        file["w"] = np.ones(3, "f4")
    path, _ = write_peer("PConv-Keras")

    def link(file):
        del file["outputs_img"]
        file["outputs_img"] = h5py.ExternalLink(str(secret), "/")
        file["model_weights"] = h5py.ExternalLink(str(secret), "/")

    add(path, link)
    fails(path, "outputs_img")


def test_sets_kept_in_other_files_are_refused(write_peer, tmp_path):
    raw = tmp_path / "raw.bin"
    raw.write_bytes(bytes(12))
    path, _ = write_peer("PConv-Keras")
    add(path, lambda f: f.create_dataset("a/b:0", (3,), "f4", external=[(str(raw), 0, 12)]))
    fails(path, "Keras does not use")

    path, _ = write_peer("PConv-Keras")
    layout = h5py.VirtualLayout((3,), "f4")
    layout[:] = h5py.VirtualSource(str(raw), "w", (3,))
    add(path, lambda f: f.create_virtual_dataset("a/b:0", layout))
    fails(path, "Keras does not use")


def test_sets_that_are_no_floats(write_peer):
    path, _ = write_peer("PConv-Keras")
    add(path, lambda f: f.create_dataset("a/b:0", data=np.array([b"text"])))
    fails(path, "Keras does not use")


def test_without_h5py_it_is_asked_for(write_peer, monkeypatch):
    path, _ = write_peer("PConv-Keras")
    monkeypatch.setitem(sys.modules, "h5py", None)
    fails(path, "needs h5py", "pip install")


def test_a_stream_is_told_by_its_content_not_its_name(write_peer, tmp_path):
    path, _ = write_peer("PConv-Keras")
    other = tmp_path / "weights.pth"
    other.write_bytes(path.read_bytes())
    assert import_network(other).layout.name == "PConv-Keras"


def test_reading_changes_nothing(naoto):
    before = naoto[0].read_bytes()
    import_network(naoto[0])
    assert naoto[0].read_bytes() == before
