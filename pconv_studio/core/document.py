"""The document: a photo that never changes, a mask, and fills on top."""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pconv_studio.core.copying import copied
from pconv_studio.core.geometry import Box
from pconv_studio.core.layers import FillLayer, composite
from pconv_studio.core.mask_edit import Coverage
from pconv_studio.core.packed import TILE, MemoryBudget
from pconv_studio.core.photo import Photo

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False, kw_only=True)
class DocumentState:
    """A document at one moment; nothing in it changes, so another thread may save it."""

    photo: Photo
    source_file: Path | None
    source_bytes: bytes | None
    source_stamp: tuple[int, int] | None = None
    coverage: Coverage
    layers: tuple[FillLayer, ...]


class _Lease:
    """The memory behind snapshots; numpy keeps it alive for them and for every view of them.

    A weak reference to a snapshot itself would not do: views of an array refer to the array that
    owns the memory, not to the one they were cut from.
    """

    def __init__(self, array: Array) -> None:
        self._array = array
        address, _ = array.__array_interface__["data"]
        self.__array_interface__ = {**array.__array_interface__, "data": (address, True)}


class Document:
    """A photo, the mask that is painted on it, and the layers that fills have become.

    Args:
        photo: As opened; its pixels are write-protected from now on.
        source_file: The file it was read from.
        source_bytes: What that file held, if that is kept.
        source_stamp: Size and time of change, in nanoseconds, of that file when it was read.
        budget: Takes care of the memory of layers.
    """

    def __init__(
        self,
        photo: Photo,
        *,
        source_file: Path | None = None,
        source_bytes: bytes | None = None,
        source_stamp: tuple[int, int] | None = None,
        budget: MemoryBudget | None = None,
    ) -> None:
        photo.pixels.flags.writeable = False
        self.photo = photo
        self.source_file = source_file if source_file is not None else photo.path
        self.source_bytes = source_bytes
        self.source_stamp = source_stamp
        self._budget = budget
        self.coverage: Coverage = np.zeros(photo.pixels.shape[:2], np.uint8)
        """(H, W) uint8; written to through MaskEdit and MaskPatch only."""
        self._layers: tuple[FillLayer, ...] = ()
        # Until something is filled the result is the photo itself.
        self._result: Array = photo.pixels
        self._lease: weakref.ref[_Lease] | None = None

    @classmethod
    def from_state(cls, state: DocumentState, budget: MemoryBudget | None = None) -> Document:
        """Make a document again.

        Raises:
            ValueError: Its parts do not fit each other.
        """
        document = cls(
            state.photo,
            source_file=state.source_file,
            source_bytes=state.source_bytes,
            source_stamp=state.source_stamp,
            budget=budget,
        )
        if state.coverage.shape != document.shape:
            raise ValueError("the coverage is not of the photo's size")
        document.coverage = state.coverage.copy()
        for layer in state.layers:
            document.insert_layer(len(document.layers), layer)
        return document

    def state(self) -> DocumentState:
        """Return the document as it is now; the coverage is copied."""
        return DocumentState(
            photo=self.photo,
            source_file=self.source_file,
            source_bytes=self.source_bytes,
            source_stamp=self.source_stamp,
            coverage=self.coverage.copy(),
            layers=self._layers,
        )

    @property
    def budget(self) -> MemoryBudget | None:
        """What takes care of the memory of layers, those that will be undone included."""
        return self._budget

    @budget.setter
    def budget(self, budget: MemoryBudget | None) -> None:
        self._budget = budget
        for layer in self._layers:
            self._keep(layer)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.coverage.shape[0], self.coverage.shape[1]

    @property
    def layers(self) -> tuple[FillLayer, ...]:
        """All layers, the lowest first."""
        return self._layers

    @property
    def result(self) -> Array:
        """(H, W, C): the photo with all visible layers; to read, and only until the next change."""
        view = self._result.view()
        view.flags.writeable = False
        return view

    def snapshot(self) -> Array:
        """Return the result as it is now, for good, write-protected.

        It costs nothing until the document changes; if the snapshot, or any view of it, is still
        in use then, the document goes on with a copy.
        """
        if self._result is self.photo.pixels:
            return self.result
        lease = None if self._lease is None else self._lease()
        if lease is None:
            lease = _Lease(self._result)
            self._lease = weakref.ref(lease)
        return np.asarray(lease)

    def result_photo(self) -> Photo:
        """Return the result with everything the file said about the photo."""
        return self.photo.with_pixels(self.snapshot())

    def hole(self) -> npt.NDArray[np.bool_]:
        """(H, W) bool: what is painted at all."""
        return self.coverage > 0

    def changed_hole(self) -> npt.NDArray[np.bool_]:
        """(H, W) bool: what visible layers may have changed."""
        changed = np.zeros(self.shape, bool)
        for layer in self._layers:
            if layer.visible:
                for part in layer.coverage.boxes():
                    place = part.moved(layer.box.top, layer.box.left)
                    changed[place.slices] |= layer.coverage.read(part) > 0
        return changed

    def layer(self, layer_id: str) -> FillLayer:
        """Return a layer by its id; KeyError if there is none."""
        return self._layers[self._index(layer_id)]

    def below(self, layer_id: str) -> Array:
        """Return the result as it would be without a layer and those above it, a fresh copy."""
        pixels = copied(self.photo.pixels)
        whole = Box(0, 0, *self.shape)
        for layer in self._layers[: self._index(layer_id)]:
            if layer.visible:
                composite(pixels, layer, whole)
        return pixels

    def insert_layer(self, index: int, layer: FillLayer) -> Box:
        """Put a layer above the `index` lowest ones; return where the result may differ.

        Raises:
            ValueError: The layer does not fit the photo, or one with its id is there already.
        """
        if any(other.id == layer.id for other in self._layers):
            raise ValueError(f"there is a layer {layer.id} already")
        self._check(layer)
        self._keep(layer)
        on_top = index >= len(self._layers)
        self._layers = (*self._layers[:index], layer, *self._layers[index:])
        if layer.visible and on_top:
            self._own_result()
            composite(self._result, layer, Box(0, 0, *self.shape))
        elif layer.visible:
            self._compose([layer])
        return layer.box

    def remove_layer(self, layer_id: str) -> tuple[int, FillLayer, Box]:
        """Take a layer out; return its index, itself, and where the result may differ."""
        index = self._index(layer_id)
        layer = self._layers[index]
        self._layers = self._layers[:index] + self._layers[index + 1 :]
        if layer.visible:
            self._compose([layer])
        return index, layer, layer.box

    def replace_layer(self, layer_id: str, layer: FillLayer) -> Box:
        """Put a layer in another one's place; return where the result may differ.

        Raises:
            ValueError: The layer does not fit the photo.
        """
        index = self._index(layer_id)
        before = self._layers[index]
        self._check(layer)
        self._keep(layer)
        self._layers = (*self._layers[:index], layer, *self._layers[index + 1 :])
        same = before.coverage is layer.coverage and before.pixels is layer.pixels
        if not same or before.visible != layer.visible:
            self._compose([version for version in (before, layer) if version.visible])
        return before.box.union(layer.box)

    def set_visible(self, layer_id: str, visible: bool) -> Box:
        """Show or hide a layer; return where the result may differ."""
        return self.replace_layer(layer_id, self.layer(layer_id).with_visible(visible))

    def _index(self, layer_id: str) -> int:
        for index, layer in enumerate(self._layers):
            if layer.id == layer_id:
                return index
        raise KeyError(layer_id)

    def _check(self, layer: FillLayer) -> None:
        box, (height, width) = layer.box, self.shape
        size, pixels = (box.height, box.width), self.photo.pixels
        fits = box.top >= 0 and box.left >= 0 and box.bottom <= height and box.right <= width
        fits &= layer.coverage.shape == size and layer.coverage.dtype == np.uint8
        fits &= layer.pixels.shape == (*size, pixels.shape[2])
        if not fits or layer.pixels.dtype != pixels.dtype:
            raise ValueError(f"the layer {layer.name!s} does not fit the photo")

    def _keep(self, layer: FillLayer) -> None:
        if self._budget is not None:
            self._budget.add(layer.coverage)
            self._budget.add(layer.pixels)

    def _compose(self, changed: Iterable[FillLayer]) -> None:
        """Bring the result up to date wherever these layers cover anything."""
        # Layers have their tiles in common places, so each tile is worked on and unpacked once.
        parts: dict[tuple[int, int], Box] = {}
        for layer in changed:
            for part in layer.tiles():
                key = part.top // TILE, part.left // TILE
                parts[key] = parts[key].union(part) if key in parts else part
        self._own_result()
        for part in parts.values():
            target = self._result[part.slices]
            target[...] = self.photo.pixels[part.slices]
            for layer in self._layers:
                if layer.visible:
                    composite(target, layer, part)

    def _own_result(self) -> None:
        """Make the result an array that nobody else looks at."""
        lent = self._lease is not None and self._lease() is not None
        if lent or self._result is self.photo.pixels:
            self._result = copied(self._result)
        self._lease = None
