"""What all panes show: the photo, the mask, the depth of holes, and what changes in them."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QColor

from pconv_studio.core.document import Document
from pconv_studio.core.geometry import Box
from pconv_studio.core.levels import Levels
from pconv_studio.core.masks import bounding_box
from pconv_studio.gui.canvas.content import Content
from pconv_studio.gui.canvas.overlays import CLEAR, NEVER, Overlay, depth_table, tint_table
from pconv_studio.gui.canvas.pyramids import Pyramids
from pconv_studio.gui.canvas.render import Picture


class CanvasModel(QObject):
    """The document as the canvas sees it; panes and navigator listen to it.

    Whoever changes the document says where: :meth:`coverage_changed`, :meth:`result_changed`.
    """

    changed = Signal(object)
    """Something is to be drawn again inside a Box, or everywhere (None)."""
    photoChanged = Signal(object)
    """The same, for source and result only."""
    overlayChanged = Signal(object)
    """The same, for the mask and the depth of holes only."""
    documentChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pyramids = Pyramids(self)
        self.pyramids.changed.connect(self._on_pyramids)
        self._document: Document | None = None
        self._monitor_icc: bytes | None = None
        self._coverage: Levels | None = None
        self._depth: Levels | None = None
        self._depths: tuple[int, ...] = ()
        self._colour = QColor("#ff2d9b")
        self._opacity = 50
        self._visible = True
        self._tint = tint_table(self._colour, 0.5)
        self._depth_colours = depth_table(1)
        self.pixel_grid = True

    @property
    def document(self) -> Document | None:
        """The document shown."""
        return self._document

    @property
    def shape(self) -> tuple[int, int] | None:
        """Height and width of the photo; None without a document."""
        return None if self._document is None else self._document.shape

    @property
    def monitor_icc(self) -> bytes | None:
        """The monitor's profile; None means sRGB."""
        return self._monitor_icc

    @property
    def depths(self) -> tuple[int, ...]:
        """The depths on the depth overlay, ascending; empty where none is shown."""
        return self._depths

    @property
    def depth_layers(self) -> int:
        """The deepest layer on the depth overlay that is one."""
        return max((depth for depth in self._depths if depth != NEVER), default=1)

    @property
    def is_overlay_visible(self) -> bool:
        """Whether the mask is drawn."""
        return self._visible

    def set_document(self, document: Document | None) -> None:
        """Show a document, or nothing."""
        self._document = document
        self._depth, self._depths = None, ()
        self._coverage = None
        self.pyramids.show(document, self._monitor_icc)
        if document is not None:
            self._coverage = _sparse(document.coverage)
        self.documentChanged.emit()
        self._emit_photo(None)
        self._emit_overlay(None)

    @Slot(object)
    def coverage_changed(self, box: Box) -> None:
        """Draw the mask again inside a box."""
        if self._document is None or self._coverage is None:
            return
        self._coverage.base = self._document.coverage
        self._coverage.update(box)
        self._emit_overlay(box)

    @Slot(object)
    def result_changed(self, box: Box) -> None:
        """Draw the result again inside a box."""
        self.pyramids.result_changed(box)
        self._emit_photo(box)

    def set_overlay(
        self,
        colour: QColor | str | None = None,
        opacity: float | None = None,
        visible: bool | None = None,
    ) -> None:
        """Change how the mask is drawn; what is None stays.

        Args:
            colour: Its colour.
            opacity: Percent, where it is wholly covered.
            visible: Whether it is drawn.
        """
        self._colour = self._colour if colour is None else QColor(colour)
        self._opacity = self._opacity if opacity is None else round(opacity)
        self._visible = self._visible if visible is None else visible
        self._tint = tint_table(self._colour, self._opacity / 100)
        self._emit_overlay(None)

    def set_depth(self, depth: npt.NDArray[np.uint8] | None) -> None:
        """Show the depth of holes over the mask, or no longer.

        Args:
            depth: (H, W) uint8: 0 = known, k = known after layer k, 255 = never.
        """
        self._depth, self._depths = None, ()
        if depth is not None:
            self._depth = _sparse(depth, pool="max")
            counts = cv2.calcHist([np.ascontiguousarray(depth)], [0], None, [256], [0, 256]).ravel()
            self._depths = tuple(int(value) for value in np.flatnonzero(counts) if value > 0)
            self._depth_colours = depth_table(self.depth_layers)
        self._emit_overlay(None)

    def set_monitor_profile(self, icc: bytes | None) -> None:
        """Convert to another monitor's colours for display; None means sRGB."""
        if icc != self._monitor_icc:
            self._monitor_icc = icc
            self.pyramids.show(self._document, icc)
            self._emit_photo(None)

    def set_pixel_grid(self, shown: bool) -> None:
        """Draw lines between the pixels above 800 %, or do not."""
        if shown != self.pixel_grid:
            self.pixel_grid = shown
            self._emit_photo(None)

    def picture(self, content: Content, zoom: float) -> Picture | None:
        """Return the pixels to draw for the source, the result or the difference."""
        return self.pyramids.picture(content, zoom)

    def overlay(self, zoom: float, *, mask: bool = True, tinted: bool = True) -> Overlay:
        """Return what lies over the photo.

        Args:
            zoom: Device pixels per pixel of the photo.
            mask: Whether the mask belongs to it.
            tinted: Whether the mask is tinted or has its outline only.
        """
        shown = mask and self._visible
        return Overlay(
            _picture(self._coverage, zoom) if shown else None,
            self._tint if tinted else CLEAR,
            _picture(self._depth, zoom),
            self._depth_colours,
        )

    def shutdown(self) -> None:
        """Wait until no thread works for the canvas any more."""
        self.pyramids.shutdown()

    @Slot()
    def _on_pyramids(self) -> None:
        self._emit_photo(None)

    def _emit_photo(self, box: Box | None) -> None:
        self.photoChanged.emit(box)
        self.changed.emit(box)

    def _emit_overlay(self, box: Box | None) -> None:
        self.overlayChanged.emit(box)
        self.changed.emit(box)


def _sparse(values: npt.NDArray[Any], **options: Any) -> Levels:
    """Return levels of a picture that is 0 in most places."""
    levels = Levels(values, blank=True, **options)
    box = bounding_box(values != 0)
    if box is not None:
        levels.update(box)
    return levels


def _picture(levels: Levels | None, zoom: float) -> Picture | None:
    if levels is None:
        return None
    number = levels.level_for(zoom)
    return Picture(levels.level(number), 2.0**number)
