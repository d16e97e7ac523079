"""Editing the mask of a fill that is a layer already: its beginning and its ends."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from pconv_studio.core.mask_ops import replace_coverage
from pconv_studio.core.masks import bounding_box
from pconv_studio.core.packed import Packed
from pconv_studio.gui.controller import Controller


class LayerEdit(QObject):
    """Knows which layer the mask belongs to, if it is one's.

    It ends by a fill, by a stop, and wherever the mask or the layer is gone: undone, deleted,
    closed. What was painted afterwards would else replace a layer nobody thinks of any more.
    """

    changed = Signal(object)
    """Id of the layer whose mask is being edited, or None."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        self._controller = controller
        self._layer: str | None = None
        self._before: Packed | None = None
        self._begun_at = 0
        controller.stack.indexChanged.connect(self._on_step)
        controller.layersChanged.connect(self._on_layers)
        controller.documentChanged.connect(self.finish)

    @property
    def layer(self) -> str | None:
        """Id of the layer whose mask is being edited."""
        return self._layer

    def begin(self, layer_id: str) -> None:
        """Put a layer's mask in the place of the mask, as one step."""
        document = self._controller.document
        if document is None or layer_id == self._layer:
            return
        if self._layer is None:
            self._before = Packed.of(document.coverage)
        layer = document.layer(layer_id)
        edit = self._controller.begin_edit()
        box = bounding_box(document.coverage > 0)
        if box is not None:
            edit.touch(box)[...] = 0
        edit.touch(layer.box)[...] = layer.coverage.array()
        self._controller.touched(layer.box if box is None else layer.box.union(box))
        text = self.tr("Edit mask of {name}").format(name=layer.name)
        self._controller.commit(edit, text, stroke=False)
        self._begun_at = self._controller.stack.index()
        self._set(layer_id)

    def stop(self) -> None:
        """End without a fill: the mask is what it was before, as one step."""
        document = self._controller.document
        if document is None or self._layer is None or self._before is None:
            return
        text = self.tr("Stop editing the mask of {name}")
        text = text.format(name=document.layer(self._layer).name)
        before = self._before.array()
        self._set(None)
        edit = self._controller.begin_edit()
        box = replace_coverage(edit, before)
        if box is None:
            self._controller.abort(edit)
        else:
            self._controller.touched(box)
            self._controller.commit(edit, text, stroke=False)

    @Slot()
    def finish(self) -> None:
        """End; the mask stays as it is."""
        if self._layer is not None:
            self._set(None)

    @Slot(int)
    def _on_step(self, index: int) -> None:
        if index < self._begun_at:
            self.finish()

    @Slot()
    def _on_layers(self) -> None:
        document = self._controller.document
        if document is None or all(layer.id != self._layer for layer in document.layers):
            self.finish()

    def _set(self, layer_id: str | None) -> None:
        self._layer = layer_id
        if layer_id is None:
            self._before = None
        self.changed.emit(layer_id)
