"""The panel: choose, look at a part, run, open what came of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog

from pconv_studio.core.display import DisplayTransform, to_display
from pconv_studio.core.encode import check_sides, save_notes
from pconv_studio.core.errors import UserError
from pconv_studio.core.geometry import Box
from pconv_studio.gui.errors import show_error
from pconv_studio.gui.messages import translated_message, translated_note
from pconv_studio.gui.qimage import to_qimage
from pconv_studio.gui.setting_rows import WheelGuard
from pconv_studio.gui.thumbnails import thumbnail
from pconv_studio.gui.upscale.job import Order, Saved, UpscaleJob
from pconv_studio.gui.upscale.layout import PanelParts
from pconv_studio.gui.upscale.overview import SIDE
from pconv_studio.gui.upscale.preview import Part, Preview, Wish
from pconv_studio.gui.upscale.target import ask_target, proposal
from pconv_studio.gui.upscale.texts import BASELINE, label_of
from pconv_studio.inference.upscale_region import region

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from pconv_studio.core.document import Document
    from pconv_studio.gui.main_window import MainWindow
    from pconv_studio.gui.worker import Array

SIZE = QSize(1060, 720)
SHARE_OF_SCREEN = 0.92
HOLD_KEY = Qt.Key.Key_Backslash
MOST_SHOWN = 500_000
"""Pixels of a part at most: it is there within a second on two cores."""
RESULT_MS = 300
"""After so many milliseconds without a change of the result the preview follows it."""


class UpscalePanel(QDialog):
    """Works on the result on the canvas, all fills in it; not modal, painting goes on."""

    def __init__(self, window: MainWindow) -> None:
        """Build the panel; the preview begins when it is shown.

        Args:
            window: Whose document is enlarged, by whose service.
        """
        super().__init__(window)
        self._window = window
        self._centre: tuple[float, float] | None = None
        self._box: Box | None = None
        self.setWindowTitle(self.tr("Upscale"))
        self.setSizeGripEnabled(True)
        self.parts = parts = PanelParts(self, window.settings)
        self.form, self.picture, self.overview = parts.form, parts.picture, parts.overview
        WheelGuard(self).watch(*self.findChildren(QComboBox))
        self.preview = Preview(window.service, self._pixels, self)
        self.job = UpscaleJob(window.service, self)
        self._refreshing = QTimer(self)
        self._refreshing.setSingleShot(True)
        self._refreshing.setInterval(RESULT_MS)
        self._refreshing.timeout.connect(self.refresh)
        self._saved: Saved | None = None
        self._connect()
        parts.set_zoom(max(1, round(self.devicePixelRatioF())))
        self.resize(SIZE.boundedTo(self.screen().availableSize() * SHARE_OF_SCREEN))

    def _connect(self) -> None:
        parts, window = self.parts, self._window
        self.form.changed.connect(self._on_choice)
        parts.fields.changed.connect(self._on_format)
        parts.fields.quality.valueChanged.connect(self._on_format)
        parts.zoom.activated.connect(self._ask)
        self.overview.moved.connect(self._on_moved)
        self.picture.resized.connect(self._on_resized)
        parts.hold_button.pressed.connect(self._on_hold)
        parts.hold_button.released.connect(self._on_let_go)
        parts.run_button.clicked.connect(self._on_run)
        parts.open_button.clicked.connect(self.open_result)
        parts.buttons.rejected.connect(self.reject)
        self.preview.ready.connect(self._on_part)
        self.preview.failed.connect(self.picture.set_message)
        self.preview.waiting.connect(self.picture.set_message)
        self.job.progressed.connect(parts.show_progress)
        self.job.saving.connect(parts.show_saving)
        self.job.saved.connect(self._on_saved)
        self.job.failed.connect(self._on_failed)
        self.job.cancelled.connect(self._on_cancelled)
        window.controller.documentChanged.connect(self._on_document)
        window.controller.resultChanged.connect(self._on_result)

    @property
    def is_running(self) -> bool:
        """Whether the whole is being enlarged or saved."""
        return self.job.is_busy

    @property
    def _document(self) -> Document | None:
        return self._window.controller.document

    def _pixels(self) -> Array | None:
        document = self._document
        return None if document is None else document.snapshot()

    # What is previewed.

    @Slot()
    def refresh(self) -> None:
        """Show the result on the canvas as it is now."""
        self._refreshing.stop()
        if not self.isVisible() or self.is_running:
            return
        image = self._pixels()
        if image is None:
            self.form.set_picture(None, np.dtype(np.uint8))
            self.preview.stop()
        else:
            self.form.set_picture(image.shape, image.dtype)
            small = thumbnail(image, SIDE)
            self.overview.set_picture(small, (image.shape[0], image.shape[1]))
            self._ask()
        self._update()

    @Slot()
    def _ask(self) -> None:
        """Put the frame where it belongs, and ask for what is in it."""
        document = self._document
        if document is None or self.is_running or not self.isVisible():
            return
        choice, plan = self.form.choice, self.form.outlook.plan
        zoom, ratio = self.parts.zoom_value, self.devicePixelRatioF()
        scale = ratio / (zoom * choice.factor)
        width, height = self.picture.width() * scale, self.picture.height() * scale
        share = math.sqrt(MOST_SHOWN / max(1.0, width * height * choice.factor**2))
        if share < 1:
            width, height = width * share, height * share
        if self._centre is None:
            self._centre = self._window.area.view.centre
        self._box = region(self._centre, (width, height), document.shape)
        self.overview.set_box(self._box)
        if plan is None:
            self.preview.stop()
            self.picture.set_images(None, None, zoom=zoom)
            self.picture.set_message(self.form.outlook.problem)
        else:
            device = self._window.settings.get("fill.device")
            self.preview.ask(Wish(choice, plan, self._box, device))

    @Slot(object)
    def _on_part(self, part: Part) -> None:
        baseline = None if part.baseline is None else self._image(part.baseline)
        self.picture.set_images(baseline, self._image(part.result), zoom=self.parts.zoom_value)
        self.picture.set_labels(label_of(BASELINE), label_of(part.wish.choice.method))
        self.parts.hold_button.setEnabled(baseline is not None)

    def _image(self, pixels: Array) -> QImage:
        document = self._document
        icc = None if document is None else document.photo.icc
        transform = DisplayTransform(icc, self._window.area.model.monitor_icc)
        return to_qimage(transform.apply(to_display(pixels)))

    # What a person does.

    @Slot()
    def _on_choice(self) -> None:
        self._ask()
        self._update()

    @Slot(float, float)
    def _on_moved(self, x: float, y: float) -> None:
        document = self._document
        if document is not None and not self.is_running:
            height, width = document.shape
            self._centre = min(max(x, 0.0), float(width)), min(max(y, 0.0), float(height))
            self._ask()

    @Slot()
    def _on_resized(self) -> None:
        self._ask()

    @Slot()
    def _on_format(self) -> None:
        fields, settings = self.parts.fields, self._window.settings
        settings.set("upscale.format", fields.chosen_format)
        settings.set("upscale.quality", fields.quality.value())
        self._update()

    @Slot()
    def _on_hold(self) -> None:
        self.picture.hold_left(True)

    @Slot()
    def _on_let_go(self) -> None:
        self.picture.hold_left(False)

    @Slot()
    def _on_run(self) -> None:
        if self.is_running:
            self.job.cancel()
        else:
            self.run()

    @Slot()
    def run(self) -> None:
        """Ask where to, then enlarge the whole and save it there."""
        document, files = self._document, self._window.files
        if document is None or self._problem():
            return
        choice, fields = self.form.choice, self.parts.fields
        height, width = (side * choice.factor for side in document.shape)
        proposed = proposal(
            document.photo, files.path, files.folder(), fields.chosen_format, choice.factor
        )
        sources = files.path, document.source_file, files.project
        asked = ask_target(self, proposed, sources, (height, width))
        # The question takes its time: the document may be another one by now.
        if asked is None or document is not self._document or self.is_running:
            return
        target, overwrite = asked
        self.preview.stop()
        self._saved = None
        order = Order(
            photo=document.result_photo(),
            choice=choice,
            device=self._window.settings.get("fill.device"),
            target=target,
            quality=fields.chosen_quality,
            overwrite=overwrite,
        )
        self.parts.show_start()
        self.job.start(order)
        self._update()

    @Slot()
    def open_result(self) -> None:
        """Open what was saved, and close."""
        if self._saved is not None:
            path = self._saved.path
            self.accept()
            self._window.files.open(path)

    # What comes of it.

    @Slot(object)
    def _on_saved(self, saved: Saved) -> None:
        self._saved = saved
        notes = [translated_note(note) for note in saved.result_notes]
        self.parts.show_saved(saved.path, saved.shape, saved.file_bytes, notes)
        self._window.controller.report(self.tr("Saved {name}.").format(name=saved.path.name))
        self._on_ended()

    @Slot(bool, str, str)
    def _on_failed(self, saving: bool, message: str, details: str) -> None:
        title = self.tr("Cannot save") if saving else self.tr("Cannot enlarge")
        text = ""
        if saving:
            text = self.tr("Not saved. The enlarged picture is kept: choose another file.")
        self.parts.show_ended(text)
        show_error(self if self.isVisible() else self._window, title, message, details)
        self._on_ended()

    @Slot()
    def _on_cancelled(self) -> None:
        self.parts.show_ended(self.tr("Cancelled; no file was written."))
        self._on_ended()

    def _on_ended(self) -> None:
        if self._document is None:
            self.close()
        else:
            self.refresh()
        self._update()

    def _problem(self) -> str:
        """Why it cannot be run, in words; empty where it can."""
        document = self._document
        if document is None:
            return self.tr("No photo is open.")
        if self.form.outlook.problem:
            return self.form.outlook.problem
        factor, files = self.form.choice.factor, self._window.files
        proposed = proposal(
            document.photo,
            files.path,
            files.folder(),
            self.parts.fields.chosen_format,
            factor,
        )
        height, width = document.shape
        try:
            check_sides(proposed.name, (height * factor, width * factor))
        except UserError as error:
            return translated_message(error)
        return ""

    @Slot()
    def _update(self) -> None:
        document, running = self._document, self.is_running
        self.parts.set_running(running, can_run=not self._problem())
        hint = ""
        if document is not None and not self.form.outlook.problem:
            files, fields = self._window.files, self.parts.fields
            proposed = proposal(
                document.photo,
                files.path,
                files.folder(),
                fields.chosen_format,
                self.form.choice.factor,
            )
            lines = [translated_note(note) for note in save_notes(document.photo, proposed)]
            hint = "\n".join([*lines, self._problem()]).strip()
        self.parts.show_hint(hint)

    # The document and the window.

    @Slot(object)
    def _on_document(self, document: Document | None) -> None:
        self._centre = None
        self.job.forget()
        if document is None and not self.is_running:
            self.close()
        else:
            self.refresh()

    @Slot(object)
    def _on_result(self, _box: object) -> None:
        self._refreshing.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the middle of what the canvas shows."""
        super().showEvent(event)
        if not event.spontaneous():
            self._centre = None
            self.form.refresh()
            if not self.is_running:
                self.parts.show_ended("")
            self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stops what runs, then closes."""
        if event.key() == HOLD_KEY:
            self.picture.hold_left(True)
        elif event.key() == Qt.Key.Key_Escape and self.is_running:
            self.job.cancel()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting go of the key shows both again."""
        if event.key() == HOLD_KEY and not event.isAutoRepeat():
            self.picture.hold_left(False)
        else:
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """The key may be let go in another window."""
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.picture.hold_left(False)
        super().changeEvent(event)

    def done(self, result: int) -> None:
        """Nothing runs on for a panel that is closed."""
        self.preview.stop()
        self.job.cancel()
        self.job.forget()
        super().done(result)

    def shutdown(self) -> None:
        """Wait until no thread works for this any more."""
        self.preview.stop()
        self.job.shutdown()
