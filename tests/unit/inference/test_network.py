"""Loading weights, and what the network says of holes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch

import pconv_models.catalogue as catalogue
from pconv_models import precision
from pconv_models.catalogue import BundledModel, sha256_of
from pconv_models.checkpoint import save_checkpoint
from pconv_models.config import UNetConfig
from pconv_models.unet import PConvUNet
from pconv_studio.core.errors import UserError
from pconv_studio.core.geometry import Box
from pconv_studio.inference import network as network_module
from pconv_studio.inference.contract import FillJob
from pconv_studio.inference.network import Network, load_network, model_path


@pytest.fixture
def network(tiny_weights):
    return Network(tiny_weights, torch.device("cpu"))


@pytest.fixture
def bundle(tmp_path, tiny_weights, monkeypatch):
    """A catalogue of one model whose file may be damaged."""
    monkeypatch.setattr(catalogue, "WEIGHTS", tmp_path)
    path = tmp_path / "one.safetensors"
    shutil.copy(tiny_weights, path)
    entries = {
        "upscaler": BundledModel("upscaler", path.name, "super-resolution", "MIT", sha256_of(path)),
        "one": BundledModel("one", path.name, "inpainting", "MIT", sha256_of(path)),
    }
    monkeypatch.setattr(network_module, "bundled_models", lambda: entries)
    network_module._is_intact.cache_clear()
    return path


def test_listing_methods_does_not_load_torch():
    code = (
        "import sys; from pconv_studio.inference import available_methods, get_method; "
        "[get_method(name) for name in available_methods()]; "
        "assert 'torch' not in sys.modules, 'torch was loaded'"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_default_is_the_first_model_that_fills(bundle):
    assert model_path(None) == bundle
    assert model_path("one") == bundle
    assert model_path(str(bundle)) == bundle


def test_a_model_of_another_task_is_not_taken(bundle):
    with pytest.raises(UserError, match=r"upscaler: neither a model .* \(one\) nor a file"):
        model_path("upscaler")


@pytest.mark.parametrize("damage", ["flipped", "cut", "missing"])
def test_a_damaged_bundled_file_is_said_so(bundle, damage):
    data = bundle.read_bytes()
    if damage == "flipped":
        bundle.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    elif damage == "cut":
        bundle.write_bytes(data[:-100])
    else:
        bundle.unlink()
    with pytest.raises(UserError) as error:
        load_network(FillJob(model="one", device="cpu"))
    assert str(error.value) == (
        f"{bundle}: the bundled weights are missing or damaged; install the program again"
    )


@pytest.mark.parametrize("content", [b"", b"not weights at all" * 50])
def test_a_damaged_file_of_ones_own(tmp_path, content):
    path = tmp_path / "mine.safetensors"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"mine\.safetensors: .*; get the file again$"):
        load_network(FillJob(model=str(path), device="cpu"))


def test_a_loaded_network_is_kept_until_its_file_changes(tmp_path):
    path = tmp_path / "mine.safetensors"
    torch.manual_seed(1)
    save_checkpoint(path, PConvUNet(UNetConfig(width=4, depth=2)), training={"run": 1})
    job = FillJob(model=str(path), device="cpu")
    first = load_network(job)
    assert load_network(job) is first
    assert first.about.training == {"run": 1}
    save_checkpoint(path, PConvUNet(UNetConfig(width=4, depth=3)), training={"run": 2})
    later = path.stat().st_mtime_ns + 5_000_000
    os.utime(path, ns=(later, later))
    second = load_network(job)
    assert second.about.training == {"run": 2}
    assert second.least_reach == 8


def test_prediction_ignores_the_hole_and_is_finite(network):
    rng = np.random.default_rng(0)
    image, hole = rng.random((37, 53, 3), np.float32), np.zeros((37, 53), bool)
    hole[10:20, 15:40] = True
    job = FillJob()
    first = network.predict(image, hole, job)
    assert first.shape == image.shape
    assert first.dtype == np.float32
    assert first.min() >= 0
    assert first.max() <= 1
    image[hole] = np.nan
    assert np.array_equal(network.predict(image, hole, job), first)
    image[0, 0] = 1 - image[0, 0]
    assert not np.array_equal(network.predict(image, hole, job), first)
    assert job.used_device == "cpu"


@pytest.mark.parametrize("fast", [False, True])
def test_bfloat16_where_the_hardware_has_it(tiny_weights, monkeypatch, fast):
    monkeypatch.setattr(precision, "has_fast_bfloat16", lambda device: fast)
    network = Network(tiny_weights, torch.device("cpu"))
    assert network.bfloat16 is fast
    kinds = []
    forward = type(network._net).forward

    def spy(self, image, valid, box):
        kinds.append(torch.is_autocast_enabled("cpu"))
        return forward(self, image, valid, box)

    monkeypatch.setattr(type(network._net), "forward", spy)
    image, hole = np.full((24, 24, 3), 0.5, np.float32), np.zeros((24, 24), bool)
    hole[8:12, 8:12] = True
    prediction = network.predict(image, hole, FillJob())
    assert kinds == [fast]
    network.bfloat16 = False
    exact = network.predict(image, hole, FillJob())
    assert kinds == [fast, False]
    assert np.abs(prediction - exact).max() < 0.1


def test_tall_narrow_pictures_are_predicted_in_float32(network):
    network.bfloat16 = True
    assert network.least_reach == 8
    assert not network._wants_bfloat16((9, 8))
    assert not network._wants_bfloat16((300, 5))
    assert network._wants_bfloat16((8, 8))
    assert network._wants_bfloat16((5, 300))
    assert network._wants_bfloat16((300, 9))
    network.bfloat16 = False
    assert not network._wants_bfloat16((300, 300))


@pytest.mark.parametrize("shape", [(256, 5), (64, 8), (64, 9), (5, 256), (8, 8), (1, 1), (17, 1)])
def test_every_shape_is_finite_and_the_same_again(network, shape):
    image = np.random.default_rng(3).random((*shape, 3), np.float32)
    hole = np.zeros(shape, bool)
    hole[shape[0] // 2 :, shape[1] // 2 :] = shape != (1, 1)
    first = network.predict(image, hole, FillJob())
    assert np.isfinite(first).all()
    for _ in range(5):
        # Memory with other content, in case something reads more than it should.
        junk = [np.full(size, np.nan, np.float32) for size in (100, 1000, 10_000) for _ in range(9)]
        del junk
        assert np.array_equal(network.predict(image, hole, FillJob()), first)
    part = Box(shape[0] // 2, shape[1] // 2, *shape)
    assert np.abs(network.predict(image, hole, FillJob(), part) - first[part.slices]).max() < 0.05
    network.bfloat16 = False
    exact = network.predict(image, hole, FillJob())
    assert np.abs(first - exact).mean() < 0.05


def test_reach_is_known_pixels_grown(network):
    hole = np.ones((120, 120), bool)
    hole[60, 60] = False
    reached = network.reaches(hole)
    assert reached.dtype == np.bool_
    assert reached.shape == hole.shape
    assert reached[60, 60]
    assert not reached[0, 0]
    rows = np.flatnonzero(reached.any(axis=1))
    assert rows[0] <= 60 - network.least_reach
    assert rows[-1] >= 60 + network.least_reach
    assert not network.reaches(np.ones((40, 40), bool)).any()
    assert network.reaches(np.zeros((40, 40), bool)).all()


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
def test_the_least_reach_is_bridged_from_anywhere(tmp_path, depth):
    path = tmp_path / "net.safetensors"
    save_checkpoint(path, PConvUNet(UNetConfig(width=2, depth=depth)))
    network = Network(path, torch.device("cpu"))
    least = int(network.least_reach)
    for place in range(0, 2 * least, max(1, least // 4)):
        hole = np.ones((3, 6 * least), bool)
        hole[:, place] = False
        reached = network.reaches(hole)[1]
        assert reached[max(0, place - least) : place + least + 1].all()


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: not enough memory"),
        RuntimeError("MPS backend out of memory (MPS allocated: 1 GB)"),
        MemoryError(),
    ],
    ids=["cuda", "cpu", "mps", "python"],
)
def test_running_out_of_memory_has_one_name(network, monkeypatch, error):
    class Failing:
        def __call__(self, *_):
            raise error

    network._net = Failing()
    image, hole = np.zeros((8, 8, 3), np.float32), np.zeros((8, 8), bool)
    with pytest.raises(MemoryError):
        network.predict(image, hole, FillJob())


def test_other_errors_keep_their_name(network):
    def fail(*_):
        raise RuntimeError("shapes do not fit")

    network._net = fail
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        network.predict(np.zeros((8, 8, 3), np.float32), np.zeros((8, 8), bool), FillJob())


def test_falling_back_moves_to_the_cpu_once(network):
    job = FillJob()
    assert not network.fall_back(job)
    assert job.notes == []
    network.device = torch.device("cuda")
    assert network.fall_back(job)
    assert network.device.type == "cpu"
    assert job.notes == ["the device cuda ran out of memory; the work went on on the CPU"]
    assert not network.fall_back(job)


@pytest.mark.gpu
def test_cuda_and_cpu_agree(tiny_weights):
    if not torch.cuda.is_available():
        pytest.skip("needs a CUDA device")
    image = np.random.default_rng(0).random((64, 64, 3), np.float32)
    hole = np.zeros((64, 64), bool)
    hole[20:40, 20:40] = True
    results = []
    for device in ("cpu", "cuda"):
        network = Network(tiny_weights, torch.device(device))
        network.bfloat16 = False
        job = FillJob()
        results.append(network.predict(image, hole, job))
        assert job.used_device == device
    assert np.abs(results[0] - results[1]).max() < 1e-2
