"""What the fill thread is asked for, and what it says of the network it has loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class FillRequest:
    """Fill a hole; the arrays belong to the worker from now on and must not change."""

    id: int
    image: Array
    """(H, W, 3|4) of any depth a photo may have, such as a document's snapshot."""
    hole: Array
    """(H, W) bool, True = fill."""
    method: str
    model: str | None = None
    """Name of a model, or a file of weights; None for the default."""
    device: str = "auto"


@dataclass(frozen=True, eq=False)
class DepthRequest:
    """Work out how deep a hole is."""

    id: int
    hole: Array
    model: str | None
    method: str
    image: Array | None = None


@dataclass(frozen=True, eq=False)
class UpscaleRequest:
    """Enlarge a picture; the array belongs to the worker from now on and must not change."""

    id: int
    image: Array
    """(H, W, 3|4) of any depth a photo may have, such as a document's snapshot or a part of it."""
    factor: int
    method: str
    model: str | None = None
    """Name of one network for this factor; None for those that fit best."""
    device: str = "auto"
    keep_known: bool = False


@dataclass(frozen=True)
class WarmUp:
    """Import torch, look for devices, load a network."""

    model: str | None
    device: str


@dataclass(frozen=True)
class Loaded:
    """A network that is ready."""

    device: str
    """``cpu``, ``cuda`` or ``mps``."""
    precision: str
    """``bfloat16`` or ``float32``."""
