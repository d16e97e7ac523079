"""Exported networks give what the network gives, in programs that know nothing of this package."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from pconv_models.catalogue import bundled_models
from pconv_models.checkpoint import Checkpoint, load_checkpoint
from pconv_models.config import UNetConfig
from pconv_models.errors import ExportError
from pconv_models.export import FORMATS, OLDEST_OPSET, export_network
from pconv_models.export.torch_program import METADATA, Traceable
from pconv_models.foreign import build_network
from pconv_models.foreign_config import ForeignConfig
from pconv_models.super_config import SuperResolutionConfig

# One size that fits, some that do not, some below one step of the network.
SIZES = [(256, 256), (300, 517), (97, 130), (257, 255), (1, 1), (3, 400), (255, 2)]
SMALL_SIZES = [(64, 64), (50, 77), (33, 31), (1, 1), (2, 90), (90, 1)]


def settled(config, seed=0):
    """A network whose norms have seen pictures, so that values are near one."""
    torch.manual_seed(seed)
    network = build_network(config)
    for _ in range(4):
        image, valid = torch.rand(2, 3, 96, 96), (torch.rand(2, 1, 96, 96) > 0.3).float()
        network.train()(image, valid)
    with torch.no_grad():
        for block in network.blocks():
            if block.conv.bias is not None:
                block.conv.bias.normal_(0, 0.2)
            if block.norm is not None:
                block.norm.weight.normal_(1, 0.2)
                block.norm.bias.normal_(0, 0.2)
        # Values around ten make rounding ten times as large, and a tanh behind them passes it on.
        network.decoder[-1].conv.weight.mul_(0.1)
    return network.eval()


def holes(height, width, kind, count=1):
    """(count, 1, height, width) valid maps."""
    generator = torch.Generator().manual_seed(height * 1000 + width)
    valid = torch.ones(count, 1, height, width)
    if kind == "dust":
        valid = (torch.rand(valid.shape, generator=generator) > 0.4).float()
    elif kind == "block":
        valid[..., height // 4 : height * 3 // 4 + 1, width // 3 : width * 2 // 3 + 1] = 0
    elif kind == "all":
        valid[:] = 0
    elif kind == "one":
        valid[:] = 0
        valid[..., height // 2, width // 2] = 1
    return valid


KINDS = ["none", "dust", "block", "all", "one"]


@torch.inference_mode()
def predict(network, image, valid):
    return network(image, valid)


def check(run, network, sizes, kinds=KINDS):
    """The worst difference over sizes and holes, relative to the size of the values."""
    worst = 0.0
    for height, width in sizes:
        for kind in kinds:
            image = torch.rand(1, 3, height, width)
            valid = holes(height, width, kind)
            expected = predict(network, image, valid)
            result = run(image, valid)
            assert result.shape == expected.shape
            scale = max(1.0, float(expected.abs().max()))
            worst = max(worst, float((result - expected).abs().max()) / scale)
    assert worst <= 1e-4
    return worst


def open_onnx(path):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])

    def run(image, valid):
        (result,) = session.run(None, {"image": image.numpy(), "valid": valid.numpy()})
        return torch.from_numpy(result)

    return run


def open_program(path):
    program = torch.export.load(path).module()
    return lambda image, valid: predict(program, image, valid)


OPENERS = {"onnx": open_onnx, "torch-export": open_program}


@pytest.fixture(scope="module")
def compact():
    """The bundled model."""
    return load_checkpoint(next(iter(bundled_models().values())).path)


@pytest.fixture(scope="module")
def exported(compact, tmp_path_factory):
    """Both files of the bundled model."""
    folder = tmp_path_factory.mktemp("exported")
    paths = {}
    for format, suffix in FORMATS.items():
        paths[format] = folder / f"compact{suffix}"
        export_network(paths[format], *compact, format=format, facts={"licence": "MIT"})
    return paths


@pytest.fixture(scope="module")
def opened(exported):
    """Both, ready to run; opening a program takes seconds."""
    return {format: OPENERS[format](path) for format, path in exported.items()}


@pytest.mark.parametrize("format", FORMATS)
def test_the_bundled_model(compact, opened, format):
    check(opened[format], compact[0], SIZES, ["dust", "block", "one"])


@pytest.mark.parametrize("format", FORMATS)
def test_a_batch(compact, opened, format):
    image, valid = torch.rand(3, 3, 70, 90), holes(70, 90, "dust", 3)
    result = opened[format](image, valid)
    torch.testing.assert_close(result, predict(compact[0], image, valid), rtol=0, atol=1e-4)


@pytest.mark.parametrize("format", FORMATS)
def test_what_lies_in_the_hole_has_no_influence(opened, format):
    run = opened[format]
    image, valid = torch.rand(1, 3, 60, 80), holes(60, 80, "block")
    first = run(image, valid)
    for filling in (float("nan"), float("inf"), 9.0):
        assert torch.equal(run(torch.where(valid > 0, image, filling), valid), first)


def test_the_onnx_file_says_what_it_is(compact, exported):
    model = onnx.load(exported["onnx"])
    told = {entry.key: entry.value for entry in model.metadata_props}
    assert "1 = known" in told["valid"]
    assert "RGB in [0, 1]" in told["image"]
    assert told["licence"] == "MIT"
    assert json.loads(told["config"]) == json.loads(json.dumps(compact[1].config.to_dict()))
    assert json.loads(told["training"]) == compact[1].training
    names = [port.name for port in [*model.graph.input, *model.graph.output]]
    assert names == ["image", "valid", "prediction"]
    free = [axis.dim_param for axis in model.graph.input[0].type.tensor_type.shape.dim]
    assert free == ["batch", "", "height", "width"]
    # The weights once, float32, and little else.
    count = sum(parameter.numel() for parameter in compact[0].parameters())
    assert exported["onnx"].stat().st_size < 1.02 * 4 * count


def test_a_program_says_what_it_is_and_runs_without_this_package(tmp_path):
    network = settled(ForeignConfig(width=4, depth=1, origin="a/b", head="pointwise"))
    about = Checkpoint(network.config, {"steps": 5})
    export_network(
        tmp_path / "a.pt2", network, about, format="torch-export", facts={"licence": "MIT"}
    )
    image, valid = torch.rand(1, 3, 41, 56), holes(41, 56, "block")
    torch.save((image, valid), tmp_path / "given.pt")
    code = (
        "import sys, torch\n"
        "image, valid = torch.load('given.pt')\n"
        f"extra = {{{METADATA!r}: ''}}\n"
        "program = torch.export.load('a.pt2', extra_files=extra).module()\n"
        "torch.save(program(image, valid).detach(), 'result.pt')\n"
        "assert not any(name.startswith('pconv') for name in sys.modules)\n"
        f"print(extra[{METADATA!r}])\n"
    )
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        check=True,
        timeout=120,
        env=environment,
        capture_output=True,
        text=True,
    )
    result = torch.load(tmp_path / "result.pt")
    torch.testing.assert_close(result, predict(network, image, valid), rtol=0, atol=1e-4)
    told = json.loads(done.stdout)
    assert "1 = known" in told["valid"]
    assert told["licence"] == "MIT"
    assert json.loads(told["training"]) == {"steps": 5}


CONFIGS = {
    "plain": UNetConfig(width=4, depth=4, convolution="plain"),
    "other values": UNetConfig(width=3, depth=5, mean=(0.5, 0.4, 0.3), std=(0.5, 0.6, 0.7)),
    "one stage": UNetConfig(width=4, depth=1),
    "tanh": ForeignConfig(width=4, depth=4, origin="a/b", batch_norm="from-first", head="tanh"),
    "twice": ForeignConfig(width=4, depth=4, origin="a/b", batch_norm="none", twice=True),
    "pointwise": ForeignConfig(width=4, depth=4, origin="a/b", head="pointwise"),
    "kernels": ForeignConfig(width=4, depth=3, origin="a/b", kernels=(7, 5, 3)),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_every_kind_of_network_as_onnx(tmp_path, name):
    network = settled(CONFIGS[name])
    path = tmp_path / "a.onnx"
    export_network(path, network, Checkpoint(network.config), format="onnx")
    check(open_onnx(path), network, SMALL_SIZES)


@pytest.mark.parametrize("name", CONFIGS)
def test_every_kind_of_network_without_looking_at_the_mask(name):
    network = settled(CONFIGS[name])
    traceable = Traceable(network).eval()
    check(lambda image, valid: predict(traceable, image, valid), network, SMALL_SIZES)


def test_a_plain_network_as_a_program(tmp_path):
    network = settled(UNetConfig(width=4, depth=2, convolution="plain"))
    path = tmp_path / "a.pt2"
    export_network(path, network, Checkpoint(network.config), format="torch-export")
    check(open_program(path), network, SMALL_SIZES)


@pytest.mark.parametrize("opset", [OLDEST_OPSET, 20, 21, 22, onnx.defs.onnx_opset_version()])
def test_older_and_newer_opsets(tmp_path, opset):
    network = settled(UNetConfig(width=4, depth=4))
    path = tmp_path / "a.onnx"
    export_network(path, network, Checkpoint(network.config), format="onnx", opset=opset)
    assert onnx.load(path).opset_import[0].version == opset
    check(open_onnx(path), network, [(50, 77)])


def test_exporting_leaves_the_network_alone(tmp_path):
    network = settled(UNetConfig(width=4, depth=1))
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    for format in FORMATS:
        export_network(tmp_path / format, network, Checkpoint(network.config), format=format)
    assert all(torch.equal(before[name], tensor) for name, tensor in network.state_dict().items())
    assert all(parameter.requires_grad for parameter in network.parameters())


@pytest.mark.parametrize("opset", [0, OLDEST_OPSET - 1, 10**6])
def test_opsets_that_are_not_possible(tmp_path, opset):
    network = settled(UNetConfig(width=2, depth=1))
    with pytest.raises(ValueError, match=f"opset {opset}: 18 to"):
        export_network(
            tmp_path / "a", network, Checkpoint(network.config), format="onnx", opset=opset
        )
    assert list(tmp_path.iterdir()) == []


def test_no_such_format(tmp_path):
    network = settled(UNetConfig(width=2, depth=1))
    with pytest.raises(ValueError, match="'coreml': onnx or torch-export"):
        export_network(tmp_path / "a", network, Checkpoint(network.config), format="coreml")


def test_without_onnx_it_is_asked_for(tmp_path, monkeypatch):
    network = settled(UNetConfig(width=2, depth=1))
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ExportError, match="pip install onnx"):
        export_network(tmp_path / "a", network, Checkpoint(network.config), format="onnx")


def test_numbers_are_numpys_float32(exported):
    model = onnx.load(exported["onnx"])
    kinds = {onnx.numpy_helper.to_array(tensor).dtype for tensor in model.graph.initializer}
    assert kinds == {np.dtype("float32"), np.dtype("int64")}


@pytest.mark.parametrize("format", FORMATS)
def test_networks_that_enlarge_are_refused(tmp_path, format):
    config = SuperResolutionConfig.for_factor(2, width=2)
    path = tmp_path / f"net{FORMATS[format]}"
    with pytest.raises(ExportError, match="networks that enlarge"):
        export_network(path, build_network(config), Checkpoint(config), format=format)
    assert not list(tmp_path.iterdir())
