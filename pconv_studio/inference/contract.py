"""What callers, methods and the engine between them agree on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy.typing as npt

from pconv_studio.core.geometry import Box

Array = npt.NDArray[Any]
Progress = Callable[[float, str], None]
"""Called with the share done, in [0, 1], and a few words on what is being done."""


class Cancelled(Exception):
    """The caller's cancel flag was seen; nothing was changed."""


@dataclass(frozen=True, eq=False)
class Region:
    """A part of a photo that a method fills on its own."""

    image: Array
    """(h, w, 3) float32 RGB in [0, 1]; 0 where ``hole`` is True, so no method sees what was."""
    hole: Array
    """(h, w) bool: pixels that are not known; beside the user's hole, transparent ones."""


@dataclass(eq=False)
class FillJob:
    """The circumstances of one fill, handed to the method."""

    model: str | None = None
    """Name of a bundled model, or a file of weights; None for the default."""
    device: str = "auto"
    """``auto``, ``cpu``, ``cuda`` or ``mps``."""
    progress: Progress | None = None
    cancelled: Callable[[], bool] | None = None
    notes: list[str] = field(default_factory=list)
    """What people should know of how the fill went; methods add to it."""
    used_device: str = "cpu"
    """Where the work was done in the end; methods that use another device say so here."""
    base: float = 0.0
    share: float = 1.0
    reported: float = 0.0
    """The share done that was reported last."""

    def tick(self, done: float, text: str) -> None:
        """Report progress within the current region (0 to 1); raise Cancelled if that is asked for.

        What is reported never falls, although work is done again after memory ran out.
        """
        if self.cancelled is not None and self.cancelled():
            raise Cancelled
        if self.progress is not None:
            self.reported = max(self.reported, min(1.0, self.base + self.share * done))
            self.progress(self.reported, text)

    def note(self, text: str) -> None:
        """Tell something once."""
        if text not in self.notes:
            self.notes.append(text)


class FillMethod(Protocol):
    """A way to fill holes; register one by the entry point group ``pconv_studio.methods``."""

    name: str
    """What ``--method`` takes."""
    title: str
    """What a menu shows."""
    context: float
    """Known surroundings wanted on each side, as a share of the hole's longer side."""
    min_context: int
    """The least of it, in pixels."""

    def fill(self, region: Region, job: FillJob) -> Array:
        """Return (h, w, 3) float32 RGB in [0, 1]; only pixels in the hole are used.

        Call ``job.tick`` between units of work of at most 200 ms, where the library underneath
        allows it.
        """
        ...


@dataclass(frozen=True, eq=False)
class FillResult:
    """A filled photo and how it came about."""

    pixels: Array
    """Shape and dtype of the input; bit-identical outside the hole."""
    method: str
    device: str
    """Where the work was done, such as ``cpu``."""
    seconds: float
    regions: tuple[Box, ...]
    """The parts that were worked on, in pixels of the photo."""
    notes: tuple[str, ...]
