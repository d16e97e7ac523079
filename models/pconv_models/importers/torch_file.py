"""Reading .pth, .pt and .tar files: tensors and plain values only, no code is ever unpickled."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from pconv_models.errors import CheckpointError

AGAIN = "get the file again"
NO_WEIGHTS = "this is no file of weights, or it is damaged"
PICKLE = b"\x80"
"""First byte of the files that torch wrote before they were zip archives."""
WRAPPERS = ("model", "model_state_dict", "state_dict")
"""Under which of these names the repositories store the network."""
COUNTERS = ("n_iter", "epoch", "iter", "step")
"""Whole numbers beside it that say how long it was trained."""


def read_torch_file(path: Path) -> tuple[dict[str, Tensor], str, dict[str, int]]:
    """Read the tensors of a file that ``torch.save`` wrote.

    Returns:
        Tensors by name, without the prefix of ``DataParallel``; the name they were stored under,
        or an empty one; and the counters beside them.

    Raises:
        CheckpointError: the file is damaged, holds anything but tensors and plain values, or is
            packed so that it could grow in memory.
    """
    _check_archive(path)
    content = _load(path)
    if not isinstance(content, dict):
        raise CheckpointError(
            f"{path}: it holds one {type(content).__name__} and no table of weights; "
            "save the network's state_dict and import that"
        )
    wrapper = next((name for name in WRAPPERS if isinstance(content.get(name), dict)), "")
    counters = {}
    if wrapper:
        counters = {name: v for name in COUNTERS if isinstance(v := content.get(name), int)}
        content = content[wrapper]
    tensors = {
        name: value
        for name, value in content.items()
        if isinstance(name, str) and isinstance(value, Tensor)
    }
    if len(tensors) != len(content) or not tensors:
        raise CheckpointError(
            f"{path}: it holds more than named tensors where the weights should be; {AGAIN}"
        )
    if all(name.startswith("module.") for name in tensors):
        tensors = {name.removeprefix("module."): value for name, value in tensors.items()}
    return tensors, wrapper, counters


def _check_archive(path: Path) -> None:
    """Refuse what torch never writes: compressed entries, and more of them than the file holds."""
    if not zipfile.is_zipfile(path):
        if tarfile.is_tarfile(path):
            raise CheckpointError(
                f"{path}: this is an archive, or a file of a torch older than 0.1.10; "
                "unpack it and import what lies inside"
            )
        with path.open("rb") as file:
            if file.read(1) != PICKLE:
                raise CheckpointError(f"{path}: {NO_WEIGHTS}; {AGAIN}")
        return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise CheckpointError(f"{path}: the file is damaged ({error}); {AGAIN}") from error
    if not any(entry.filename.endswith("data.pkl") for entry in entries):
        raise CheckpointError(
            f"{path}: this is an archive without weights; unpack it and import what lies inside"
        )
    packed = any(entry.compress_type != zipfile.ZIP_STORED for entry in entries)
    if packed or sum(entry.file_size for entry in entries) > path.stat().st_size:
        raise CheckpointError(
            f"{path}: its parts are compressed, which torch does not do and which could fill the "
            f"memory; {AGAIN} from the repository it belongs to"
        )


def _load(path: Path) -> Any:
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged file makes torch raise almost anything
        text = str(error)
        if "weights_only" in text or "WeightsUnpickler" in text or "Unsupported" in text:
            raise CheckpointError(
                f"{path}: besides weights it holds objects that could run code, and these are "
                "never opened, or it is damaged; save the network's state_dict alone and import "
                "that"
            ) from error
        # What torch says of it, such as "list index out of range", tells a person nothing.
        raise CheckpointError(f"{path}: {NO_WEIGHTS}; {AGAIN}") from error
