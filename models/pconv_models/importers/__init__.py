"""Weights of other repositories: recognised by their names and shapes, and run as they were meant.

:func:`import_network` is the way in; :data:`LAYOUTS` is what it knows.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from pconv_models.catalogue import sha256_of
from pconv_models.config import UNetConfig
from pconv_models.errors import CheckpointError
from pconv_models.foreign import build_network
from pconv_models.importers import (
    bobqywei,
    jacobaustin,
    keras,
    mmagic,
    naoto,
    tanimutomo,
)
from pconv_models.importers.keras_file import read_keras_file
from pconv_models.importers.source import Source
from pconv_models.importers.torch_file import read_torch_file
from pconv_models.unet import PConvUNet

__all__ = ["LAYOUTS", "Imported", "Layout", "import_network"]

MAX_BYTES = 4 * 1024**3
"""Files above this are refused; the largest one known has 0.6 GB with its optimiser's state."""
HDF5_MAGIC = b"\x89HDF\r\n\x1a\n"

State = dict[str, Tensor]


@dataclass(frozen=True)
class Layout:
    """How one repository stores its networks."""

    name: str
    repository: str
    """``owner/name`` on GitHub."""
    quirks: tuple[str, ...]
    """Where its network differs from the paper's, for people."""
    matches: Callable[[Set[str], str], bool]
    """Whether the names of tensors, and the name they were stored under, are of this layout."""
    convert: Callable[[Source], tuple[UNetConfig, State]]


@dataclass(frozen=True, eq=False)
class Imported:
    """A network from elsewhere, ready to fill."""

    network: PConvUNet
    """On the CPU, float32, in evaluation mode."""
    layout: Layout
    training: dict[str, Any]
    """For a checkpoint's metadata: where the weights come from and how long they were trained."""


# The first that matches is taken. javirk's files differ from naoto0804's in what the network is
# stored under, and from nobody else's.
LAYOUTS = (
    Layout(
        "javirk",
        "javirk/Person-remover-partial-convolutions",
        naoto.QUIRKS,
        lambda names, wrapper: wrapper == "model_state_dict" and naoto.matches(names),
        naoto.convert,
    ),
    Layout(
        "naoto0804",
        "naoto0804/pytorch-inpainting-with-partial-conv",
        naoto.QUIRKS,
        lambda names, _: naoto.matches(names),
        naoto.convert,
    ),
    Layout(
        "bobqywei",
        bobqywei.REPOSITORY,
        bobqywei.QUIRKS,
        lambda names, _: bobqywei.matches(names),
        bobqywei.convert,
    ),
    Layout(
        "tanimutomo",
        tanimutomo.REPOSITORY,
        tanimutomo.QUIRKS,
        lambda names, _: tanimutomo.matches(names),
        tanimutomo.convert,
    ),
    Layout(
        "jacobaustin123",
        jacobaustin.REPOSITORY,
        jacobaustin.QUIRKS,
        lambda names, _: jacobaustin.matches(names),
        jacobaustin.convert,
    ),
    Layout(
        "mmagic",
        "open-mmlab/mmagic",
        mmagic.QUIRKS,
        lambda names, _: mmagic.matches(names),
        mmagic.convert,
    ),
    Layout(
        "PConv-Keras",
        keras.REPOSITORY,
        keras.QUIRKS,
        lambda names, _: keras.matches(names),
        keras.convert,
    ),
)


def import_network(path: Path) -> Imported:
    """Read a foreign file of weights and rebuild its network.

    Raises:
        CheckpointError: the file is missing, damaged, too large, holds code, is of no known layout,
            or its tensors are not exactly those of its layout.
    """
    tensors, wrapper, counters = _read(path)
    layout = next((known for known in LAYOUTS if known.matches(set(tensors), wrapper)), None)
    if layout is None:
        known = ", ".join(known.repository for known in LAYOUTS)
        raise CheckpointError(
            f"{path}: its {len(tensors)} tensors are named as in no repository known here "
            f"({known}); import a file of one of these"
        )
    source = Source(path, tensors)
    try:
        config, state = layout.convert(source)
    except ValueError as error:
        raise source.error(str(error)) from error
    source.finish()
    with torch.device("meta"):
        network = build_network(config)
    network.load_state_dict(state, strict=True, assign=True)
    about = {
        "layout": layout.name,
        "repository": layout.repository,
        "file": path.name,
        "sha256": sha256_of(path),
        "quirks": list(layout.quirks),
    }
    return Imported(network.eval(), layout, {"imported": about, **counters})


def _read(path: Path) -> tuple[State, str, dict[str, int]]:
    """Tensors by name, what they were stored under, and counters; told apart by content."""
    if not path.is_file():
        raise CheckpointError(f"{path}: there is no such file; check the name")
    if path.stat().st_size > MAX_BYTES:
        raise CheckpointError(
            f"{path}: the file has {path.stat().st_size / 1e9:.1f} GB, more than any network "
            "known here; choose a file of weights"
        )
    try:
        with path.open("rb") as file:
            start = file.read(len(HDF5_MAGIC))
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read ({error.strerror}); check it") from error
    if start == HDF5_MAGIC:
        return read_keras_file(path), "", {}
    if path.suffix.lower() == ".safetensors":
        try:
            return load_file(path), "", {}
        except (SafetensorError, OSError, ValueError) as error:
            raise CheckpointError(
                f"{path}: this is not a safetensors file, or it is damaged ({error}); "
                "get the file again"
            ) from error
    return read_torch_file(path)
