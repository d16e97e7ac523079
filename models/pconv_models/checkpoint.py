"""Weights on disk: safetensors whose metadata rebuilds the network; nothing is ever unpickled."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from pconv_models.config import UNetConfig
from pconv_models.errors import CheckpointError
from pconv_models.foreign import build_network
from pconv_models.foreign_config import read_config
from pconv_models.unet import PConvUNet

__all__ = [
    "Checkpoint",
    "CheckpointError",
    "is_checkpoint",
    "load_checkpoint",
    "read_metadata",
    "save_checkpoint",
    "write_atomically",
]

FORMAT = "pconv-studio"
FORMAT_VERSION = 1
PICKLES = {".pth", ".pt", ".tar", ".ckpt", ".bin", ".pkl", ".h5"}


@dataclass(frozen=True)
class Checkpoint:
    """What a file of weights says of itself."""

    config: UNetConfig
    """Architecture and value convention; a ``ForeignConfig`` for an imported network."""
    training: dict[str, Any] = field(default_factory=dict)
    """How it was trained: data, steps, losses, validation figures."""


def save_checkpoint(
    path: Path,
    network: PConvUNet,
    *,
    training: dict[str, Any] | None = None,
    dtype: torch.dtype | None = None,
) -> None:
    """Write a network atomically, its configuration in the metadata.

    Args:
        path: where; an existing file is replaced, whole or not at all.
        network: not fused; on any device.
        training: plain values for JSON, kept as they are.
        dtype: precision on disk for the convolutions' weights, such as ``torch.float16``; as in
            memory when left out. The few other values, among them BatchNorm's variances and the
            value convention, are kept as they are: half precision would shift or overflow them.
    """
    tensors = {}
    for name, tensor in network.state_dict().items():
        tensor = tensor.detach().cpu().contiguous()
        tensors[name] = tensor.to(dtype) if dtype and name.endswith(".conv.weight") else tensor
    metadata = {
        "format": FORMAT,
        "format_version": str(FORMAT_VERSION),
        "config": json.dumps(network.config.to_dict()),
        "training": json.dumps(training or {}),
    }
    write_atomically(path, save(tensors, metadata))


def is_checkpoint(path: Path) -> bool:
    """Whether a file says that it is one of ours; False too where it cannot be read."""
    try:
        return (_open(path).metadata() or {}).get("format") == FORMAT
    except CheckpointError:
        return False


def read_metadata(path: Path) -> Checkpoint:
    """Read what a file says of itself, without its weights.

    Raises:
        CheckpointError: as :func:`load_checkpoint`, but for the weights.
    """
    return _parse(path, _open(path).metadata() or {})


def load_checkpoint(path: Path) -> tuple[PConvUNet, Checkpoint]:
    """Rebuild a network, float32, on the CPU, in evaluation mode.

    Raises:
        CheckpointError: the file is missing, damaged, of another program, of a newer format, or its
            tensors are not exactly those of its configuration.
    """
    file = _open(path)
    checkpoint = _parse(path, file.metadata() or {})
    try:
        state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
        # Copies: the tensors of the file are a view into it.
        state = {name: _float32(tensor) for name, tensor in state.items()}
        # On the meta device a damaged configuration cannot ask for more memory than the file holds.
        with torch.device("meta"):
            network = build_network(checkpoint.config)
        network.load_state_dict(state, strict=True, assign=True)
    except (RuntimeError, OverflowError, TypeError, SafetensorError) as error:
        reason = str(error).splitlines()[-1].strip()
        raise CheckpointError(
            f"{path}: the weights do not fit the configuration in the file ({reason}); "
            "get the file again"
        ) from error
    if not all(bool(torch.isfinite(t).all()) for t in state.values() if t.is_floating_point()):
        raise CheckpointError(f"{path}: the weights hold NaN or Inf; take an earlier checkpoint")
    return network.eval(), checkpoint


def write_atomically(path: Path, data: bytes) -> None:
    """Write beside the target, flush, then rename; a crash leaves the old file or the new one."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _open(path: Path) -> Any:
    if not path.is_file():
        raise CheckpointError(
            f"{path}: there is no such file; 'pconv models list' names the models at hand"
        )
    if path.suffix.lower() in PICKLES:
        raise CheckpointError(
            f"{path}: {path.suffix} files can carry code and are not opened; "
            "a model here is a .safetensors file"
        )
    try:
        return safe_open(str(path), framework="pt")
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(
            f"{path}: this is not a safetensors file, or it is damaged ({error}); "
            "get the file again"
        ) from error


def _float32(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.to(torch.float32 if tensor.is_floating_point() else tensor.dtype, copy=True)


def _parse(path: Path, metadata: dict[str, str]) -> Checkpoint:
    if metadata.get("format") != FORMAT:
        raise CheckpointError(
            f"{path}: these weights were not made by PConv Studio; train or import a model first"
        )
    try:
        if int(metadata["format_version"]) > FORMAT_VERSION:
            raise CheckpointError(
                f"{path}: written by a newer version of PConv Studio; update the program"
            )
        config = read_config(json.loads(metadata["config"]))
        return Checkpoint(config, json.loads(metadata.get("training", "{}")))
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(
            f"{path}: its metadata is damaged ({error}); get the file again"
        ) from error
