"""Fills as layers: what was filled, where, and how, so that each can be hidden or made again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core.geometry import Box
from pconv_studio.core.mask_edit import Coverage
from pconv_studio.core.masks import bounding_box
from pconv_studio.core.packed import Packed

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False, kw_only=True)
class FillLayer:
    """One fill.

    Attributes:
        id: Unique; another version of the same layer has the same.
        name: What people call it.
        method: Method that filled it.
        model: Name or file of the network's weights; None for the default or none.
        device: Where it was computed.
        seconds: How long that took.
        notes: What people should know of it.
        created: When, ISO 8601 in UTC.
        visible: Whether it is part of the result.
        box: Where it lies in the photo.
        coverage: (h, w) uint8 over the box: how far a pixel is replaced, 255 = wholly.
        pixels: (h, w, C) over the box, of the photo's dtype and channels; 0 where the coverage is.
        settings: How it was asked for; values that JSON knows.
    """

    id: str
    name: str
    method: str
    model: str | None
    device: str
    seconds: float
    notes: tuple[str, ...] = ()
    created: str
    visible: bool = True
    box: Box
    coverage: Packed
    pixels: Packed
    settings: Mapping[str, object] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """Memory the layer takes now."""
        return self.coverage.nbytes + self.pixels.nbytes

    def tiles(self) -> list[Box]:
        """Return, in the photo, where the layer covers anything: parts of its box, disjoint."""
        return [part.moved(self.box.top, self.box.left) for part in self.coverage.boxes()]

    def with_visible(self, visible: bool) -> FillLayer:
        """Return the layer shown or hidden."""
        return replace(self, visible=visible)

    def renamed(self, name: str) -> FillLayer:
        """Return the layer under another name."""
        return replace(self, name=name)


def make_layer(
    pixels: Array,
    coverage: Coverage,
    *,
    name: str,
    method: str,
    model: str | None = None,
    device: str = "cpu",
    seconds: float = 0.0,
    notes: Sequence[str] = (),
    settings: Mapping[str, object] | None = None,
) -> FillLayer:
    """Make a layer of a filled photo.

    Args:
        pixels: (H, W, C): the whole photo, filled; only what the coverage covers is kept.
        coverage: (H, W) uint8.
        name: What to call it.
        method: Method that filled it.
        model: Weights that filled it; None for the default or none.
        device: Where it was computed.
        seconds: How long that took.
        notes: What people should know of it.
        settings: How it was asked for.

    Raises:
        ValueError: The coverage covers nothing, or is not of the photo's size.
    """
    if coverage.dtype != np.uint8 or coverage.shape != pixels.shape[:2]:
        raise ValueError(
            f"a coverage of {coverage.shape} {coverage.dtype} does not fit {pixels.shape[:2]} uint8"
        )
    box = bounding_box(coverage > 0)
    if box is None:
        raise ValueError("a layer has to cover something")
    covered, origin = coverage[box.slices], (box.top, box.left)
    return FillLayer(
        id=uuid4().hex,
        name=name,
        method=method,
        model=model,
        device=device,
        seconds=seconds,
        notes=tuple(notes),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        box=box,
        coverage=Packed.of(covered, origin=origin),
        pixels=Packed.of(pixels[box.slices], origin=origin, where=covered),
        settings=dict(settings or {}),
    )


def composite(base: Array, layer: FillLayer, box: Box) -> None:
    """Put the part of a layer that lies in a box over a picture, in place.

    The picture becomes ``base + (layer - base) * coverage / 255``: untouched where the coverage
    is 0, the layer's own values, bit for bit, where it is 255. Between, whole numbers are exact,
    rounded half up; a float that is not finite gives way to the layer's.

    Args:
        base: (h, w, C) of the photo's dtype: the part of the photo inside `box`.
        layer: What to put over it, whether it is visible or not.
        box: Where `base` lies in the photo.
    """
    common = layer.box.intersection(box)
    if common is None:
        return
    top, left = layer.box.top, layer.box.left
    for part in layer.coverage.boxes(common.moved(-top, -left)):
        target = base[part.moved(top, left).within(box)]
        _lay_over(target, layer.pixels.read(part), layer.coverage.read(part))


def _lay_over(under: Array, over: Array, coverage: Coverage) -> None:
    whole = coverage == 255
    # In place, bit for bit; numpy's own way takes ten times as long.
    cv2.copyTo(over, whole.view(np.uint8), under)
    soft = (coverage > 0) & ~whole
    if soft.any():
        under[soft] = _blend(under[soft], over[soft], coverage[soft])


def _blend(under: Array, over: Array, coverage: Coverage) -> Array:
    """Mix (n, C) values by (n,) coverages."""
    if under.dtype.kind == "f":
        weights = coverage[:, None] / 255
        # What was not a number is no colour to blend with.
        known = np.where(np.isfinite(under), under, over).astype(np.float64)
        return np.asarray(known + (over - known) * weights, under.dtype)
    # The largest number is 2 * 65535 * 255 + 255.
    parts = coverage[:, None].astype(np.uint32)
    mixed = under.astype(np.uint32) * (255 - parts) + over.astype(np.uint32) * parts
    return ((2 * mixed + 255) // 510).astype(under.dtype)
