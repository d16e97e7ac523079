"""A network as an ONNX file, node by node.

The graph is written here rather than traced: it has a few kinds of nodes only, its sizes are free,
and the planes of the mask stay planes.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import torch
from torch import Tensor

from pconv_models.errors import ExportError
from pconv_models.foreign import ForeignUNet
from pconv_models.partial_conv import PartialConv2d
from pconv_models.unet import LEAKY_SLOPE, Block, PConvUNet, fuse_batch_norm

DEFAULT_OPSET = 23
"""Of 2025; runtimes of that year and later know it."""
OLDEST_OPSET = 18
"""Since then the nodes used here have not changed."""


class Graph:
    """Collects nodes and constants.

    Args:
        onnx: the library.
    """

    def __init__(self, onnx: Any) -> None:
        self.onnx = onnx
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def add(self, kind: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        """Append a node; return the name of its result."""
        result = name or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(
            self.onnx.helper.make_node(kind, list(inputs), [result], name=result, **attributes)
        )
        return result

    def constant(self, value: Tensor, name: str = "") -> str:
        """Store a tensor; return its name."""
        name = name or f"constant_{len(self.constants)}"
        array = value.detach().cpu().contiguous().numpy()
        self.constants.append(self.onnx.numpy_helper.from_array(array, name))
        return name

    def floats(self, *values: float) -> str:
        """Store one number, or several as a vector."""
        return self.constant(torch.tensor(values if len(values) > 1 else values[0]))

    def integers(self, *values: int) -> str:
        """Store a vector of whole numbers."""
        return self.constant(torch.tensor(values, dtype=torch.int64))


def to_onnx(network: PConvUNet, metadata: dict[str, str], *, opset: int = DEFAULT_OPSET) -> bytes:
    """An ONNX file with float32 weights inside; batch, height and width are free.

    Raises:
        ExportError: the library onnx is missing.
        ValueError: it does not know the opset.
    """
    try:
        onnx = import_module("onnx")
    except ImportError as error:
        raise ExportError("writing ONNX needs onnx; install it with 'pip install onnx'") from error
    newest = onnx.defs.onnx_opset_version()
    if not OLDEST_OPSET <= opset <= newest:
        raise ValueError(f"opset {opset}: {OLDEST_OPSET} to {newest} are possible")
    graph = Graph(onnx)
    _write(graph, fuse_batch_norm(network))
    helper = onnx.helper

    def port(name: str, channels: int) -> Any:
        shape = ["batch", channels, "height", "width"]
        return helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)

    operators = [helper.make_opsetid("", opset)]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "pconv",
            [port("image", 3), port("valid", 1)],
            [port("prediction", 3)],
            graph.constants,
        ),
        producer_name="PConv Studio",
        opset_imports=operators,
        ir_version=helper.find_min_ir_version_for(operators),
    )
    helper.set_model_props(model, metadata)
    onnx.checker.check_model(model, full_check=True)
    data: bytes = model.SerializeToString()
    return data


def _write(graph: Graph, network: PConvUNet) -> None:
    """All of the forward pass, from ``image`` and ``valid`` to ``prediction``."""
    multiple = network.config.multiple
    shape = graph.add("Shape", "image")
    size = graph.add("Slice", shape, graph.integers(2), graph.integers(4))
    step = graph.integers(multiple)
    rest = graph.add("Mod", size, step)
    missing = graph.add("Mod", graph.add("Sub", step, rest), step)
    pads = graph.add("Concat", graph.integers(0, 0, 0, 0, 0, 0), missing, axis=0)
    image = graph.add("Pad", "image", pads)
    valid = graph.add("Pad", "valid", pads)
    mean, std = graph.constant(network.mean, "mean"), graph.constant(network.std, "std")
    scaled = graph.add("Div", graph.add("Sub", image, mean), std)
    is_valid = graph.add("Greater", valid, graph.floats(0.5))
    features = graph.add("Where", is_valid, scaled, graph.floats(0.0))

    saved = [(features, valid)]
    twice = graph.constant(torch.tensor([1.0, 1.0, 2.0, 2.0]), "twice")
    scale = ""
    for index, block in enumerate(network.blocks()):
        if index >= network.config.depth:
            skip, skip_valid = saved.pop()
            features = graph.add("Concat", _enlarge(graph, features, twice), skip, axis=1)
            if network.config.convolution == "partial":
                valid = graph.add("Concat", _enlarge(graph, valid, twice), skip_valid, axis=1)
        features, valid, scale = _block(graph, block, features, valid)
        if index < network.config.depth - 1:
            saved.append((features, valid))
    if isinstance(network, ForeignUNet):
        features = _finish(graph, network, features, scale)
    prediction = graph.add("Add", graph.add("Mul", features, std), mean)
    start, axes = graph.integers(0, 0), graph.integers(2, 3)
    graph.add("Slice", prediction, start, size, axes, name="prediction")


def _enlarge(graph: Graph, tensor: str, twice: str) -> str:
    return graph.add(
        "Resize",
        tensor,
        "",
        twice,
        mode="nearest",
        coordinate_transformation_mode="asymmetric",
        nearest_mode="floor",
    )


def _block(graph: Graph, block: Block, features: str, valid: str) -> tuple[str, str, str]:
    """Features and mask after a block, and the factor of Eq. 1."""
    conv = block.conv
    weight = graph.constant(conv.weight)
    bias = graph.constant(conv.bias.view(1, -1, 1, 1)) if conv.bias is not None else None
    window: dict[str, Any] = {
        "kernel_shape": list(conv.kernel_size),
        "strides": list(conv.stride),
        "pads": [int(conv.padding[0])] * 4,
    }
    result, scale = graph.add("Conv", features, weight, **window), ""
    if isinstance(conv, PartialConv2d):
        # sum(M): each plane counts as often as it has channels. Whole numbers below 2**24, exact.
        counts = torch.tensor(conv.plane_channels, dtype=torch.float32).view(1, -1, 1, 1)
        kernel = graph.constant(counts.expand(1, -1, *conv.kernel_size))
        count = graph.add("Conv", valid, kernel, **window)
        some = graph.add("Greater", count, graph.floats(0.0))
        valid = graph.add("Cast", some, to=graph.onnx.TensorProto.FLOAT)
        whole = float(conv.in_channels * conv.kernel_size[0] * conv.kernel_size[1])
        share = graph.add("Div", graph.floats(whole), graph.add("Max", count, graph.floats(1.0)))
        scale = graph.add("Mul", share, valid)
        result = graph.add("Mul", result, scale)
        bias = graph.add("Mul", bias, valid) if bias else None
    if bias:
        result = graph.add("Add", result, bias)
    if block.slope is None:
        return result, valid, scale
    if block.slope == 0:
        return graph.add("Relu", result), valid, scale
    return graph.add("LeakyRelu", result, alpha=block.slope), valid, scale


def _finish(graph: Graph, network: ForeignUNet, features: str, scale: str) -> str:
    """What another repository does after its last convolution."""
    if network.config.twice:
        features = graph.add("Mul", features, scale)
    if network.head is not None:
        head = network.head
        bias = graph.constant(head.bias.view(1, 3, 1, 1))
        features = graph.add("LeakyRelu", graph.add("Add", features, bias), alpha=LEAKY_SLOPE)
        assert head.conv.bias is not None
        weight, shift = graph.constant(head.conv.weight), graph.constant(head.conv.bias)
        return graph.add("Sigmoid", graph.add("Conv", features, weight, shift, kernel_shape=[1, 1]))
    return graph.add("Tanh", features) if network.config.head == "tanh" else features
