"""The undoable steps: each holds the box it changed, never an image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QUndoCommand

if TYPE_CHECKING:
    from pconv_studio.core.document import Document
    from pconv_studio.core.geometry import Box
    from pconv_studio.core.layers import FillLayer
    from pconv_studio.core.mask_edit import MaskPatch


class Target(Protocol):
    """Where steps are made and undone; told what to draw again."""

    @property
    def document(self) -> Document | None:
        """The document the steps belong to."""
        ...

    def coverage_changed(self, box: Box) -> None:
        """The mask is different inside the box."""
        ...

    def result_changed(self, box: Box) -> None:
        """The result is different inside the box."""
        ...

    def layers_changed(self) -> None:
        """The list of layers, or a layer in it, is different."""
        ...


class _Step(QUndoCommand):
    """A step that may bring a change of the mask with it."""

    def __init__(self, target: Target, text: str, patch: MaskPatch | None = None) -> None:
        super().__init__(text)
        assert target.document is not None, "a step needs a document"
        self._target = target
        self._document = target.document
        self._patch = patch

    def _redo_mask(self) -> None:
        if self._patch is not None:
            self._patch.apply(self._document.coverage)
            self._target.coverage_changed(self._patch.box)

    def _undo_mask(self) -> None:
        if self._patch is not None:
            self._patch.revert(self._document.coverage)
            self._target.coverage_changed(self._patch.box)

    def _insert(self, index: int, layer: FillLayer) -> None:
        self._target.result_changed(self._document.insert_layer(index, layer))
        self._target.layers_changed()

    def _remove(self, layer: FillLayer) -> None:
        _, _, box = self._document.remove_layer(layer.id)
        self._target.result_changed(box)
        self._target.layers_changed()


class EditMask(_Step):
    """A stroke, or one command on the mask, that has been made already."""

    def __init__(self, target: Target, text: str, patch: MaskPatch) -> None:
        super().__init__(target, text, patch)
        self._made = True

    def redo(self) -> None:
        """Make the change again; the first time the tool has made it."""
        if not self._made:
            self._redo_mask()
        self._made = False

    def undo(self) -> None:
        """Take the change back."""
        self._undo_mask()


class AddFill(_Step):
    """A fill becomes the topmost layer, and what it filled leaves the mask."""

    def __init__(self, target: Target, text: str, layer: FillLayer, used: MaskPatch | None) -> None:
        super().__init__(target, text, used)
        self._layer = layer
        self._index = len(self._document.layers)

    def redo(self) -> None:
        """Add the layer."""
        self._redo_mask()
        self._insert(self._index, self._layer)

    def undo(self) -> None:
        """Remove the layer and give its mask back."""
        self._remove(self._layer)
        self._undo_mask()


class DeleteFill(_Step):
    """A layer goes; later ones stay as they are."""

    def __init__(self, target: Target, text: str, layer_id: str) -> None:
        super().__init__(target, text)
        self._layer = self._document.layer(layer_id)
        self._index = self._document.layers.index(self._layer)

    def redo(self) -> None:
        """Remove the layer."""
        self._remove(self._layer)

    def undo(self) -> None:
        """Put the layer back where it was."""
        self._insert(self._index, self._layer)


class ReplaceFill(_Step):
    """One version of a layer for another: filled again, renamed, hidden or shown."""

    def __init__(
        self, target: Target, text: str, after: FillLayer, used: MaskPatch | None = None
    ) -> None:
        super().__init__(target, text, used)
        self._before = self._document.layer(after.id)
        self._after = after

    def redo(self) -> None:
        """Take the new version."""
        self._redo_mask()
        self._put(self._after)

    def undo(self) -> None:
        """Take the old version."""
        self._put(self._before)
        self._undo_mask()

    def _put(self, layer: FillLayer) -> None:
        self._target.result_changed(self._document.replace_layer(layer.id, layer))
        self._target.layers_changed()
