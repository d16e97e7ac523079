"""The frame on the overview, and the part in it that is previewed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from pconv_studio.core.display import DisplayTransform, to_display
from pconv_studio.core.geometry import Box
from pconv_studio.gui.qimage import to_qimage
from pconv_studio.gui.thumbnails import shrunk
from pconv_studio.gui.upscale.overview import SIDE
from pconv_studio.gui.upscale.preview import Part, Preview, Wish
from pconv_studio.gui.upscale.texts import BASELINE, label_of
from pconv_studio.inference.upscale_region import region

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from pconv_studio.gui.main_window import MainWindow
    from pconv_studio.gui.requests import Array
    from pconv_studio.gui.upscale.layout import PanelParts

MOST_SHOWN = 500_000
"""Pixels of a part at most: it is there within a second on two cores."""


class Viewer(QObject):
    """Keeps overview, frame and preview in step with the document and the choice."""

    comparable = Signal(bool)
    """Whether what is shown has a bicubic enlargement beside it."""

    def __init__(self, window: MainWindow, parts: PanelParts, parent: QObject) -> None:
        """Show nothing yet.

        Args:
            window: Whose document is previewed, by whose service.
            parts: The widgets.
            parent: Owner.
        """
        super().__init__(parent)
        self._window = window
        self._parts = parts
        self._centre: tuple[float, float] | None = None
        self.box: Box | None = None
        """The part in the frame, in pixels of the document."""
        self.enabled = False
        """Whether the preview follows; not while the whole is enlarged."""
        self.preview = Preview(window.service, self.pixels, self)
        self.preview.ready.connect(self._on_part)
        self.preview.failed.connect(parts.picture.set_message)
        self.preview.waiting.connect(parts.picture.set_message)
        parts.overview.moved.connect(self._on_moved)
        parts.picture.resized.connect(self.ask)
        parts.zoom.activated.connect(self.ask)

    def pixels(self) -> Array | None:
        """The result on the canvas; None without a document."""
        document = self._window.controller.document
        return None if document is None else document.snapshot()

    def go_to_canvas(self) -> None:
        """Begin again with the middle of what the canvas shows."""
        self._centre = None

    def show_document(self) -> None:
        """Show the document's result as it is now, and ask for the part in the frame."""
        image = self.pixels()
        if image is None:
            self.preview.stop()
        else:
            small = self._image(shrunk(image, SIDE))
            self._parts.overview.set_picture(small, (image.shape[0], image.shape[1]))
            self.ask()

    def rest(self) -> None:
        """Follow nothing any more; a part that has not come yet is not waited for."""
        self.enabled = False
        if self.preview.is_busy:
            picture = self._parts.picture
            # What is there is of another choice or place.
            picture.set_images(None, None, zoom=self._parts.zoom_value)
            picture.set_message(self.tr("The preview comes when the whole is done."))
            self.comparable.emit(False)
        self.preview.stop()

    @Slot()
    def ask(self) -> None:
        """Put the frame where it belongs, and ask for what is in it."""
        document = self._window.controller.document
        if document is None or not self.enabled:
            return
        form, picture, zoom = self._parts.form, self._parts.picture, self._parts.zoom_value
        choice, outlook = form.choice, form.outlook
        if self._centre is None:
            self._centre = self._window.area.view.centre
        scale = picture.devicePixelRatioF() / (zoom * choice.factor)
        width, height = picture.width() * scale, picture.height() * scale
        share = min(1.0, math.sqrt(MOST_SHOWN / max(1.0, width * height * choice.factor**2)))
        self.box = region(self._centre, (width * share, height * share), document.shape)
        self._parts.overview.set_box(self.box)
        if outlook.plan is None:
            self.preview.stop()
            picture.set_images(None, None, zoom=zoom)
            picture.set_message(outlook.problem)
        else:
            if picture.images[1] is None:
                # What was said instead of a picture does not hold any more.
                picture.set_message("")
            device = self._window.settings.get("fill.device")
            self.preview.ask(Wish(choice, outlook.plan, self.box, device))

    @Slot(object)
    def _on_part(self, part: Part) -> None:
        baseline = None if part.baseline is None else self._image(part.baseline)
        picture = self._parts.picture
        picture.set_images(baseline, self._image(part.result), zoom=self._parts.zoom_value)
        picture.set_labels(label_of(BASELINE), label_of(part.wish.choice.method))
        self.comparable.emit(baseline is not None)

    @Slot(float, float)
    def _on_moved(self, x: float, y: float) -> None:
        document = self._window.controller.document
        if document is not None and self.enabled:
            height, width = document.shape
            self._centre = min(max(x, 0.0), float(width)), min(max(y, 0.0), float(height))
            self.ask()

    def _image(self, pixels: Array) -> QImage:
        """Pixels of the document's colours in those of the monitor."""
        document = self._window.controller.document
        icc = None if document is None else document.photo.icc
        transform = DisplayTransform(icc, self._window.area.model.monitor_icc)
        return to_qimage(transform.apply(to_display(pixels)))
