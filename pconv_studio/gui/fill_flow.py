"""From the mask to a layer: makes requests of the fill service and takes its results in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot

from pconv_studio.core.document import Document
from pconv_studio.core.layers import FillLayer, make_layer
from pconv_studio.core.mask_ops import feather_coverage, grow_coverage
from pconv_studio.gui.background import Background
from pconv_studio.gui.controller import Controller
from pconv_studio.gui.fill_service import FillService
from pconv_studio.gui.layer_edit import LayerEdit
from pconv_studio.gui.messages import translated_note
from pconv_studio.gui.requests import FillRequest
from pconv_studio.inference.contract import FillResult

Coverage = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Pending:
    """A request that is out, and what its result will become."""

    document: Document
    coverage: Coverage
    method: str
    model: str | None
    device: str
    settings: Mapping[str, object]
    layer: str | None
    """Id of the layer that is filled again; None for a new one."""
    uses_mask: bool
    """Whether what is filled leaves the mask."""


class FillFlow(QObject):
    """Fills the mask, fills layers again, and edits their masks."""

    busyChanged = Signal(bool)
    progressed = Signal(float, str)
    failed = Signal(str, str)
    """Message and details."""
    filled = Signal(object)
    """The FillLayer a fill became."""
    editingChanged = Signal(object)
    """Id of the layer whose mask is being edited, or None."""

    def __init__(self, controller: Controller, service: FillService) -> None:
        super().__init__(controller)
        self._controller = controller
        self._service = service
        self._settings = controller.settings
        self._pending: dict[int, Pending] = {}
        self._packing = Background(self)
        self._again = False
        self._edit = LayerEdit(controller)
        self._edit.changed.connect(self.editingChanged)
        service.progressed.connect(self._on_progress)
        service.filled.connect(self._on_filled)
        service.failed.connect(self._on_failed)
        service.cancelled.connect(self._on_cancelled)
        controller.documentChanged.connect(self._on_document)
        controller.strokeFinished.connect(self._on_stroke)

    @property
    def is_busy(self) -> bool:
        """Whether a fill of the open document is out."""
        return bool(self._pending) or self._packing.is_busy

    @property
    def editing(self) -> str | None:
        """Id of the layer whose mask is being edited."""
        return self._edit.layer

    def prepared_coverage(self) -> Coverage | None:
        """The mask as it will be filled: grown and softened as the settings say; None if empty."""
        document = self._controller.document
        if document is None or not document.coverage.any():
            return None
        coverage = document.coverage.copy()
        grow, soften = self._settings.get("fill.grow"), self._settings.get("fill.soften")
        if grow:
            coverage = grow_coverage(coverage, grow)
        if soften:
            coverage = feather_coverage(coverage, soften)
        return coverage

    def picture_to_fill(self, document: Document) -> npt.NDArray[Any]:
        """What the mask is filled in, a fresh copy: the result, or what is below an edited fill."""
        layer = self._edit.layer
        return document.snapshot() if layer is None else document.below(layer)

    @Slot()
    def run(self) -> None:
        """Fill the mask, or what is left of it once the fill that is out has come back."""
        document = self._controller.document
        if document is None:
            return
        if self.is_busy or self._controller.is_editing:
            self._again = True
            self._controller.when_idle(self._run_again)
            return
        coverage = self.prepared_coverage()
        if coverage is None:
            self._controller.report(self.tr("Paint over what must go, then fill."))
            return
        pending = self._pending_for(document, coverage, layer=self._edit.layer, uses_mask=True)
        self._submit(pending, self.picture_to_fill(document))

    def rerun(self, layer_id: str) -> None:
        """Fill a layer again, by the method and model chosen now; with its mask as it is edited."""
        document = self._controller.document
        if document is None:
            return
        if layer_id == self._edit.layer:
            self.run()
            return
        if self.is_busy:
            self._controller.report(self.tr("A fill is running; fill again when it is done."))
            return
        layer = document.layer(layer_id)
        coverage = np.zeros(document.shape, np.uint8)
        coverage[layer.box.slices] = layer.coverage.array()
        pending = self._pending_for(document, coverage, layer=layer_id, uses_mask=False)
        self._submit(pending, document.below(layer_id))

    def edit(self, layer_id: str | None) -> None:
        """Make a layer's mask the mask; the next fill replaces the layer. None ends that."""
        if layer_id is None:
            self._edit.stop()
        else:
            self._edit.begin(layer_id)

    def accept(self, result: FillResult, coverage: Coverage, model: str | None) -> None:
        """Take a result that was made elsewhere, such as one picked among several models."""
        document = self._controller.document
        if document is not None and document.shape == coverage.shape:
            layer = self._edit.layer
            pending = self._pending_for(document, coverage, layer=layer, uses_mask=True)
            self._pack(replace(pending, method=result.method, model=model), result)

    @Slot()
    def cancel(self) -> None:
        """Drop what is out."""
        self._again = False
        for number in [*self._pending]:
            self._service.cancel(number)

    def shutdown(self) -> None:
        """Wait until no thread works for this any more."""
        self._packing.shutdown()

    def _pending_for(
        self,
        document: Document,
        coverage: Coverage,
        *,
        layer: str | None,
        uses_mask: bool,
    ) -> Pending:
        settings = self._settings
        return Pending(
            document=document,
            coverage=coverage,
            method=settings.get("fill.method"),
            model=settings.get("fill.model") or None,
            device=settings.get("fill.device"),
            settings={"grow": settings.get("fill.grow"), "soften": settings.get("fill.soften")},
            layer=layer,
            uses_mask=uses_mask,
        )

    def _submit(self, pending: Pending, image: npt.NDArray[Any]) -> None:
        number = self._service.new_id()
        self._pending[number] = pending
        self.busyChanged.emit(True)
        request = FillRequest(
            id=number,
            image=image,
            hole=pending.coverage > 0,
            method=pending.method,
            model=pending.model,
            device=pending.device,
        )
        self._service.submit(request)

    @Slot(int, float, str)
    def _on_progress(self, number: int, share: float, text: str) -> None:
        if number in self._pending:
            self.progressed.emit(share, text)

    @Slot(int, object)
    def _on_filled(self, number: int, result: FillResult) -> None:
        pending = self._pending.pop(number, None)
        if pending is None:
            return
        for note in result.notes:
            self._controller.report(translated_note(note))
        self._pack(pending, result)

    @Slot(int, str, str)
    def _on_failed(self, number: int, message: str, details: str) -> None:
        if self._pending.pop(number, None):
            self._again = False
            self._tell_busy()
            self.failed.emit(message, details)

    @Slot(int)
    def _on_cancelled(self, number: int) -> None:
        if self._pending.pop(number, None):
            self._tell_busy()
            self._controller.report(self.tr("Fill cancelled."))

    @Slot(object)
    def _on_document(self, _document: Document | None) -> None:
        self.cancel()

    @Slot()
    def _on_stroke(self) -> None:
        if self._settings.get("fill.after_stroke"):
            self.run()

    def _run_again(self) -> None:
        if self._again and not self.is_busy:
            self._again = False
            document = self._controller.document
            if document is not None and document.coverage.any():
                self.run()

    def _pack(self, pending: Pending, result: FillResult) -> None:
        """Make a layer of a result; packing that of a large hole would hold up the window."""
        name = self._free_name(pending.document)

        def work() -> FillLayer:
            return make_layer(
                result.pixels,
                pending.coverage,
                name=name,
                method=result.method,
                model=pending.model,
                device=result.device,
                seconds=result.seconds,
                notes=result.notes,
                settings=pending.settings,
            )

        def done(layer: FillLayer) -> None:
            self._controller.when_idle(lambda: self._take_in(pending, layer))
            self._tell_busy()
            self._controller.when_idle(self._run_again)

        def failed(message: str, details: str) -> None:
            self._again = False
            self._tell_busy()
            self.failed.emit(message, details)

        self._packing.run(work, done, failed)

    def _free_name(self, document: Document) -> str:
        taken = {layer.name for layer in document.layers}
        for number in count(len(taken) + 1):
            name = self.tr("Fill {number}").format(number=number)
            if name not in taken:
                break
        return name

    def _take_in(self, pending: Pending, layer: FillLayer) -> None:
        document = self._controller.document
        if document is None or pending.document is not document:
            return
        old = next((item for item in document.layers if item.id == pending.layer), None)
        edited = self._edit.layer
        if pending.layer is None:
            self._controller.add_fill(layer.name, layer)
        elif old is None or (pending.uses_mask and edited is None):
            # It has been deleted, or the edit of its mask stopped, in the meantime.
            self._controller.report(self.tr("Fill cancelled."))
            return
        else:
            if edited != pending.layer:
                # By now the mask is another layer's.
                pending = replace(pending, uses_mask=False)
            layer = replace(layer, id=old.id, name=old.name)
            text = self.tr("Fill again: {name}").format(name=old.name)
            self._controller.replace_fill(text, layer, uses_mask=pending.uses_mask)
        if pending.layer == self._edit.layer:
            self._edit.finish()
        self.filled.emit(layer)

    def _tell_busy(self) -> None:
        self.busyChanged.emit(self.is_busy)
