"""Networks for other programs: ONNX, and PyTorch's own exported programs.

An exported network takes and gives what :meth:`pconv_models.unet.PConvUNet.forward` does, at any
height and width from 1 up, and says so in its metadata.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pconv_models.checkpoint import Checkpoint, write_atomically
from pconv_models.errors import ExportError
from pconv_models.export.onnx_file import DEFAULT_OPSET, OLDEST_OPSET, to_onnx
from pconv_models.export.torch_program import to_program
from pconv_models.super_config import SuperResolutionConfig
from pconv_models.unet import PConvUNet

__all__ = ["DEFAULT_OPSET", "FORMATS", "OLDEST_OPSET", "export_network"]

FORMATS = {"onnx": ".onnx", "torch-export": ".pt2"}
"""Formats, and the endings of their files."""


def export_network(
    path: Path,
    network: PConvUNet,
    about: Checkpoint,
    *,
    format: str,
    opset: int = DEFAULT_OPSET,
    facts: dict[str, str] | None = None,
) -> None:
    """Write a network for another program, whole or not at all.

    Args:
        path: where; an existing file is replaced.
        network: not changed; its BatchNorm is folded into the convolutions in the file.
        about: what the network's file says of itself; it goes along as metadata.
        format: one of :data:`FORMATS`.
        opset: version of ONNX's operators.
        facts: more metadata, such as the model's name and licence.

    Raises:
        ValueError: no such format, or the opset is none that the installed library knows.
        ExportError: a library that the format needs is missing, or the network enlarges.
    """
    if isinstance(network.config, SuperResolutionConfig):
        raise ExportError("networks that enlarge cannot be exported; those that fill holes can")
    makers: dict[str, Callable[[], bytes]] = {
        "onnx": lambda: to_onnx(network, describe(about, facts), opset=opset),
        "torch-export": lambda: to_program(network, describe(about, facts)),
    }
    if format not in makers:
        raise ValueError(f"format {format!r}: {' or '.join(makers)} are possible")
    write_atomically(path, makers[format]())


def describe(about: Checkpoint, facts: dict[str, Any] | None = None) -> dict[str, str]:
    """The metadata of an exported file: what it takes, what it gives, where it comes from."""
    import json

    return {
        "program": "PConv Studio",
        "task": "inpainting",
        "image": "float32 (batch, 3, height, width), RGB in [0, 1]; values in holes do not matter",
        "valid": "float32 (batch, 1, height, width), 1 = known pixel, 0 = hole to fill",
        "prediction": "float32 (batch, 3, height, width), RGB nominally in [0, 1], not clipped; "
        "the whole picture: composite it into the holes",
        "sizes": "any height and width from 1 up",
        "config": json.dumps(about.config.to_dict()),
        "training": json.dumps(about.training),
        **(facts or {}),
    }
