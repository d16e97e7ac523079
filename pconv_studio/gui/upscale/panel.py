"""The panel: choose, look at a part, run, open what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog

from pconv_studio.core.encode import check_sides, save_notes
from pconv_studio.core.errors import UserError
from pconv_studio.gui.errors import show_error
from pconv_studio.gui.hold_key import HoldKey
from pconv_studio.gui.messages import translated_note
from pconv_studio.gui.setting_rows import WheelGuard
from pconv_studio.gui.upscale.job import Order, Saved, UpscaleJob
from pconv_studio.gui.upscale.layout import PanelParts
from pconv_studio.gui.upscale.target import ask_target, proposal
from pconv_studio.gui.upscale.viewer import Viewer

if TYPE_CHECKING:
    from pathlib import Path

    from pconv_studio.core.document import Document
    from pconv_studio.gui.main_window import MainWindow

SIZE = QSize(1060, 720)
SHARE_OF_SCREEN = 0.92
HOLD_KEY = Qt.Key.Key_Backslash
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
        self.setWindowTitle(self.tr("Upscale"))
        self.setSizeGripEnabled(True)
        self.parts = parts = PanelParts(self, window.settings)
        self.form, self.picture, self.overview = parts.form, parts.picture, parts.overview
        WheelGuard(self).watch(*self.findChildren(QComboBox))
        HoldKey(HOLD_KEY, self, self.picture.hold_left)
        self.viewer = Viewer(window, parts, self)
        self.preview = self.viewer.preview
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
        parts.hold_button.pressed.connect(self._on_hold)
        parts.hold_button.released.connect(self._on_let_go)
        parts.run_button.clicked.connect(self._on_run)
        parts.open_button.clicked.connect(self.open_result)
        parts.buttons.rejected.connect(self.reject)
        self.viewer.comparable.connect(parts.hold_button.setEnabled)
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

    @Slot()
    def refresh(self) -> None:
        """Show the result on the canvas as it is now."""
        self._refreshing.stop()
        if not self.isVisible() or self.is_running:
            return
        image = self.viewer.pixels()
        shape = None if image is None else image.shape
        self.form.set_picture(shape, np.dtype(np.uint8) if image is None else image.dtype)
        self.viewer.enabled = True
        self.viewer.show_document()
        self._update()

    # What a person does.

    @Slot()
    def _on_choice(self) -> None:
        self.viewer.ask()
        self._update()

    @Slot()
    def _on_format(self) -> None:
        fields, settings = self.parts.fields, self._window.settings
        settings.set("upscale.format", fields.chosen_format)
        settings.set("upscale.quality", fields.quality.value())
        settings.set("upscale.keep_quality", fields.keep_quality.isChecked())
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
        if document is None or self._problem() or self.form.outlook.problem:
            return
        choice = self.form.choice
        height, width = (side * choice.factor for side in document.shape)
        sources = files.path, document.source_file, files.project
        asked = ask_target(self, self._proposal(document), sources, (height, width))
        # The question takes its time: the document may be another one by now.
        if asked is None or document is not self._document or self.is_running:
            return
        target, overwrite = asked
        self.viewer.rest()
        self._saved = None
        order = Order(
            photo=document.result_photo(),
            choice=choice,
            device=self._window.settings.get("fill.device"),
            target=target,
            quality=self.parts.fields.chosen_quality,
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

    def _proposal(self, document: Document) -> Path:
        files = self._window.files
        return proposal(
            document.photo,
            files.path,
            files.folder(),
            self.parts.fields.chosen_format,
            self.form.choice.factor,
        )

    def _problem(self) -> str:
        """Why the format cannot hold the result, in words; empty where it can."""
        document, factor = self._document, self.form.choice.factor
        if document is None:
            return self.tr("No photo is open.")
        height, width = document.shape
        try:
            check_sides(self._proposal(document).name, (height * factor, width * factor))
        except UserError as error:
            return translated_note(error)
        return ""

    @Slot()
    def _update(self) -> None:
        document, problem = self._document, self._problem()
        lines = []
        if document is not None and not self.form.outlook.problem:
            notes = save_notes(document.photo, self._proposal(document))
            lines = [*(translated_note(note) for note in notes), problem]
        self.parts.show_hint("\n".join(lines).strip())
        self.parts.set_running(
            self.is_running, can_run=not problem and not self.form.outlook.problem
        )

    # The document and the window.

    @Slot(object)
    def _on_document(self, document: Document | None) -> None:
        self.viewer.go_to_canvas()
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
            self.viewer.go_to_canvas()
            self.form.refresh()
            self.parts.show_ended("")
            self.refresh()
            self.form.factors.button(self.form.choice.factor).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stops what runs, then closes."""
        if event.key() == Qt.Key.Key_Escape and self.is_running:
            self.job.cancel()
        else:
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Nothing runs on for a panel that is closed."""
        # Hidden first: nothing is previewed any more when the job has ended.
        super().done(result)
        self.viewer.rest()
        self.job.cancel()
        self.job.forget()

    def shutdown(self) -> None:
        """Wait until no thread works for this any more."""
        self.preview.stop()
        self.job.shutdown()
