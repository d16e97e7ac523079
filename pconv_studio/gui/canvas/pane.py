"""The picture on one pane: photo and overlay, drawn once and kept until something changes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from pconv_studio.core.geometry import Box
from pconv_studio.gui.canvas.backing import Backing
from pconv_studio.gui.canvas.content import Content
from pconv_studio.gui.canvas.geometry import Viewport
from pconv_studio.gui.canvas.model import CanvasModel
from pconv_studio.gui.canvas.overlays import overlay_screen
from pconv_studio.gui.canvas.render import Placement, Screen, photo_screen

RIM = 2
"""Device pixels around a change that interpolation and the outline can reach."""


class Pane:
    """Draws what the model holds through a viewport.

    Args:
        model: What to draw.
    """

    def __init__(self, model: CanvasModel) -> None:
        self._model = model
        self._photo = Backing(QImage.Format.Format_RGB32)
        self._overlay = Backing(QImage.Format.Format_ARGB32_Premultiplied)
        self._viewport = Viewport(1.0, (0.0, 0.0), 1, 1)
        self._content = Content.RESULT
        self._split = 0.5
        self._mask_shown = True
        self._background = QColor("#303030")

    @property
    def viewport(self) -> Viewport:
        """Where the photo lies."""
        return self._viewport

    @property
    def content(self) -> Content:
        """What is shown."""
        return self._content

    @property
    def split_at(self) -> int:
        """First device column right of the handle."""
        return round(self._split * self._viewport.width)

    def set_viewport(self, viewport: Viewport) -> None:
        """Zoom, pan or resize; after a pan, only what comes in is drawn."""
        before, self._viewport = self._viewport, viewport
        backings = self._photo, self._overlay
        if viewport.rect != before.rect or self._photo.rect != viewport.rect:
            for backing in backings:
                backing.resize(viewport.width, viewport.height)
        elif (viewport.zoom, viewport.ratio) != (before.zoom, before.ratio):
            for backing in backings:
                backing.invalidate()
        else:
            (left, top), (old_left, old_top) = viewport.origin, before.origin
            for backing in backings:
                backing.scroll(left - old_left, top - old_top)
            if self._content is Content.SPLIT:
                self._invalidate_columns(self.split_at, self.split_at + left - old_left)

    def set_content(self, content: Content) -> None:
        """Show something else."""
        if content is not self._content:
            retint = Content.DIFFERENCE in (content, self._content)
            self._content = content
            self._photo.invalidate()
            if retint:
                self._overlay.invalidate()

    def set_split(self, share: float) -> None:
        """Move the handle to a share of the pane's width."""
        before = self.split_at
        self._split = share
        if self._content is Content.SPLIT:
            self._invalidate_columns(before, self.split_at)

    def set_mask_shown(self, shown: bool) -> None:
        """Draw the mask on this pane, or do not."""
        if shown != self._mask_shown:
            self._mask_shown = shown
            self._overlay.invalidate()

    def set_background(self, colour: QColor) -> None:
        """Take the colour around the photo."""
        if colour != self._background:
            self._background = colour
            self._photo.invalidate()

    def photo_changed(self, box: Box | None) -> QRect:
        """Have a part of the photo drawn again; return its device pixels."""
        return self._changed(self._photo, box)

    def overlay_changed(self, box: Box | None) -> QRect:
        """Have a part of the overlay drawn again; return its device pixels."""
        return self._changed(self._overlay, box)

    def paint(self, painter: QPainter, exposed: QRegion) -> None:
        """Draw a part on a painter whose units are device pixels."""
        self._photo.refresh(exposed, self._render_photo)
        self._photo.draw(painter, exposed)
        if self._model.shape is None:
            return
        self._overlay.refresh(exposed, self._render_overlay)
        self._overlay.draw(painter, exposed & self._viewport.image_rect(self._model.shape))

    def _changed(self, backing: Backing, box: Box | None) -> QRect:
        if box is None:
            backing.invalidate()
            return self._viewport.rect
        area = self._viewport.device_rect(box, RIM) & self._viewport.rect
        backing.invalidate(area)
        return area

    def _invalidate_columns(self, one: int, other: int) -> None:
        left, right = min(one, other), max(one, other)
        self._photo.invalidate(QRect(left - 1, 0, right - left + 2, self._viewport.height))

    def _place(self) -> Placement:
        return Placement(self._viewport.origin, self._viewport.zoom)

    def _render_photo(self, area: QRect) -> Screen:
        screen: Screen = np.full(
            (area.height(), area.width()), self._background.rgb(), dtype=np.uint32
        )
        if self._model.shape is None:
            return screen
        for part, content in self._parts(area & self._viewport.image_rect(self._model.shape)):
            picture = self._model.picture(content, self._viewport.zoom)
            if picture is not None and not part.isEmpty():
                screen[_within(part, area)] = photo_screen(
                    picture,
                    self._place(),
                    part,
                    ratio=self._viewport.ratio,
                    grid=self._model.pixel_grid,
                )
        return screen

    def _parts(self, area: QRect) -> Iterator[tuple[QRect, Content]]:
        if self._content is not Content.SPLIT:
            yield area, self._content
            return
        left = QRect(0, 0, self.split_at, self._viewport.height)
        right = QRect(self.split_at, 0, self._viewport.width, self._viewport.height)
        yield area & left, Content.SOURCE
        yield area & right, Content.RESULT

    def _render_overlay(self, area: QRect) -> Screen:
        screen: Screen = np.zeros((area.height(), area.width()), np.uint32)
        if self._model.shape is None:
            return screen
        part = area & self._viewport.image_rect(self._model.shape)
        if not part.isEmpty():
            # A tint would hide what is black, that is, equal.
            overlay = self._model.overlay(
                self._viewport.zoom,
                mask=self._mask_shown,
                tinted=self._content is not Content.DIFFERENCE,
            )
            screen[_within(part, area)] = overlay_screen(overlay, self._place(), part)
        return screen


def _within(part: QRect, area: QRect) -> tuple[slice, slice]:
    left, top = part.x() - area.x(), part.y() - area.y()
    return slice(top, top + part.height()), slice(left, left + part.width())
