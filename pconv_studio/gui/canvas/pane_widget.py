"""A widget that shows the photo through a viewport, with what is drawn over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QWidget

from pconv_studio.core.geometry import Box
from pconv_studio.gui.canvas.content import Content
from pconv_studio.gui.canvas.decorations import (
    RingMark,
    draw_label,
    draw_legend,
    draw_ring,
    draw_split_handle,
    hits_split_handle,
    label_height,
    split_handle_bounds,
)
from pconv_studio.gui.canvas.geometry import Viewport, device_region, view_rect
from pconv_studio.gui.canvas.model import CanvasModel
from pconv_studio.gui.canvas.overlays import NEVER, depth_colour
from pconv_studio.gui.canvas.pane import Pane
from pconv_studio.gui.canvas.view_state import ViewState


class PaneWidget(QWidget):
    """Shows the model's photo where the view state says; knows nothing of tools.

    Args:
        model: What to show.
        view: Zoom and position, shared with other panes.
        leads: Whether this pane's size is the one the view state fits the photo to.
        parent: As for any widget.
    """

    splitMoved = Signal(float)
    """Where the handle of the split view is, as a share of the width."""

    def __init__(
        self,
        model: CanvasModel,
        view: ViewState,
        *,
        leads: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(80, 60)
        self._model = model
        self._view = view
        self._leads = leads
        self._pane = Pane(model)
        self._content = Content.RESULT
        self._original_held = False
        self._mask_shown = True
        self._split = 0.5
        self._labels = ("", "")
        self._drawn_rings = QRect()
        model.photoChanged.connect(self._on_photo)
        model.overlayChanged.connect(self._on_overlay)
        view.changed.connect(self._on_view)
        self._take_background()

    @property
    def viewport(self) -> Viewport:
        """Where the photo lies on this pane."""
        return self._pane.viewport

    @property
    def content(self) -> Content:
        """What the pane shows, apart from the original being held."""
        return self._content

    @property
    def shown_content(self) -> Content:
        """What the pane shows at this moment."""
        return self._pane.content

    @property
    def split(self) -> float:
        """Where the handle of the split view is, as a share of the width."""
        return self._split

    def set_content(self, content: Content) -> None:
        """Show the result, the source, both split, or their difference."""
        self._content = content
        self._show_content()

    def hold_original(self, held: bool) -> None:
        """Show the source without the mask, or what was shown before."""
        self._original_held = held
        self._show_content()

    def set_mask_shown(self, shown: bool) -> None:
        """Draw the mask on this pane, or do not."""
        self._mask_shown = shown
        self._show_content()

    def set_labels(self, left: str, right: str = "") -> None:
        """Write a word into the upper left corner and, in the split view, one into the right."""
        if (left, right) != self._labels:
            self._labels = (left, right)
            self.update()

    def set_split(self, share: float) -> None:
        """Move the handle of the split view to a share of the width."""
        share = min(max(share, 0.0), 1.0)
        if share == self._split:
            return
        before = self.handle_x
        self._split = share
        self._pane.set_split(share)
        left, right = sorted((before, self.handle_x))
        bounds = split_handle_bounds(left, self.height())
        self.update((bounds | split_handle_bounds(right, self.height())).toAlignedRect())
        # A label goes when its side has no room for it.
        self.update(0, 0, self.width(), label_height(self.font()))
        self.splitMoved.emit(share)

    @property
    def handle_x(self) -> float:
        """Where the line of the split handle is, view coordinates."""
        return self._pane.split_at / self.viewport.ratio

    def hits_handle(self, point: QPointF) -> bool:
        """Whether a point can catch the handle of the split view."""
        return self._shows_split and hits_split_handle(point, self.handle_x, self.height())

    @property
    def _shows_split(self) -> bool:
        return self._pane.content is Content.SPLIT and self._model.shape is not None

    def rings(self) -> list[RingMark]:
        """Return the brush rings to draw."""
        return []

    def update_rings(self) -> None:
        """Have the rings drawn again where they were and where they are."""
        now = QRect()
        for mark in self.rings():
            now |= mark.bounds.toAlignedRect()
        self.update(self._drawn_rings | now)
        self._drawn_rings = now

    def paint_tool(self, painter: QPainter) -> None:
        """Draw what a tool shows, in view coordinates."""

    def event(self, event: QEvent) -> bool:  # noqa: D102 - Qt's own
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._lay_out()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102 - Qt's own
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102 - Qt's own
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._take_background()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102 - Qt's own
        painter = QPainter(self)
        ratio = self.viewport.ratio
        # The pane's corner may lie between two pixels of a screen with a broken ratio.
        corner = painter.deviceTransform().map(QPointF(0, 0))
        shift = QPointF(round(corner.x()), round(corner.y())) - corner
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.translate(shift)
        self._pane.paint(painter, device_region(event.region(), ratio))
        painter.restore()
        if self._model.shape is not None:
            painter.save()
            self.paint_tool(painter)
            painter.restore()
            self._paint_words(painter)
            for mark in self.rings():
                draw_ring(painter, mark, ratio)
                # Whatever had the pane painted, this has to be cleaned away with the next move.
                self._drawn_rings |= mark.bounds.toAlignedRect()
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        pane = QRectF(self.rect())
        if self._shows_split:
            draw_split_handle(painter, self.handle_x, pane.height())
            left, right = QRectF(pane), QRectF(pane)
            left.setRight(self.handle_x)
            right.setLeft(self.handle_x)
            draw_label(painter, self._labels[0], left, self.font(), right=False)
            draw_label(painter, self._labels[1], right, self.font(), right=True)
        elif self._labels[0]:
            draw_label(painter, self._labels[0], pane, self.font(), right=False)
        if self._model.depths:
            draw_legend(painter, self.tr("Known after"), self._depth_entries(), pane, self.font())

    def _depth_entries(self) -> list[tuple[QColor, str]]:
        layers = self._model.depth_layers
        return [
            (
                depth_colour(depth, layers),
                self.tr("never: coarse to fine")
                if depth == NEVER
                else self.tr("layer {number}").format(number=depth),
            )
            for depth in self._model.depths
        ]

    def _show_content(self) -> None:
        held = self._original_held
        self._pane.set_content(Content.SOURCE if held else self._content)
        self._pane.set_mask_shown(self._mask_shown and not held)
        self.update()

    def _lay_out(self) -> None:
        ratio = self.devicePixelRatioF()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        if self._leads:
            self._view.set_viewport(width, height)
        self._pane.set_viewport(
            Viewport(self._view.zoom, self._view.centre, max(width, 1), max(height, 1), ratio)
        )

    def _take_background(self) -> None:
        # Neutral, so that it does not tint what is seen beside it.
        dark = self.palette().color(QPalette.ColorRole.Window).lightness() < 128
        self._pane.set_background(QColor("#1f1f1f" if dark else "#c9c9c9"))

    @Slot()
    def _on_view(self) -> None:
        self._lay_out()
        self.update()

    @Slot(object)
    def _on_photo(self, box: Box | None) -> None:
        self._update_device(self._pane.photo_changed(box))

    @Slot(object)
    def _on_overlay(self, box: Box | None) -> None:
        self._update_device(self._pane.overlay_changed(box))
        if box is None:
            # The legend may reach beyond the photo.
            self.update()

    def _update_device(self, area: QRect) -> None:
        if not area.isEmpty():
            self.update(view_rect(area, self.viewport.ratio))
