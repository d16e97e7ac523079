"""Reading the .h5 files of Keras; h5py is asked for only here."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from pconv_models.errors import CheckpointError

AGAIN = "get the file again"
DEFLATE, SHUFFLE = 1, 2
"""HDF5's numbers of the filters that need no plug-in."""
MAX_PACKING = 4
"""Bytes in memory for one on disk; weights cannot be compressed much."""


def read_keras_file(path: Path) -> dict[str, Tensor]:
    """Read all weights of a file that Keras's ``save_weights`` or ``save`` wrote.

    Links to other files are not followed, and nothing but numbers is read.

    Returns:
        Tensors by ``layer.weight``, such as ``p_conv2d_1.img_kernel``.

    Raises:
        CheckpointError: h5py is not installed, the file is damaged, or says that it holds more than
            it can.
    """
    try:
        h5py = import_module("h5py")
    except ImportError as error:
        raise CheckpointError(
            f"{path}: reading .h5 files needs h5py; install it with 'pip install h5py'"
        ) from error
    try:
        with h5py.File(path, "r") as file:
            sets = _datasets(path, file, h5py.Dataset)
            return {name: torch.from_numpy(data[()]).float() for name, data in sets.items()}
    except (OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise CheckpointError(f"{path}: the file is damaged ({reason}); {AGAIN}") from error


def _datasets(path: Path, file: Any, kind: Any) -> dict[str, Any]:
    """All sets of numbers of the network, by layer and weight, checked before one is read."""
    found: dict[str, Any] = {}
    doubtful = CheckpointError(
        f"{path}: its numbers are stored in a way that Keras does not use; "
        f"{AGAIN} from the repository it belongs to"
    )

    # Neither soft nor external links come here.
    def visit(name: str, item: Any) -> None:
        if not isinstance(item, kind) or name.startswith("optimizer_weights/"):
            return
        name = name.removeprefix("model_weights/").removesuffix(":0")
        layer, _, weight = name.partition("/")
        plist = item.id.get_create_plist()
        filters = {plist.get_filter(index)[0] for index in range(plist.get_nfilters())}
        virtual = item.is_virtual or item.external
        if virtual or not filters <= {DEFLATE, SHUFFLE} or item.dtype.kind != "f":
            raise doubtful
        key = f"{layer}.{weight.rpartition('/')[2]}"
        if key in found:
            raise doubtful
        found[key] = item

    file.visititems(visit)
    if sum(item.nbytes for item in found.values()) > MAX_PACKING * path.stat().st_size:
        raise doubtful
    return found
