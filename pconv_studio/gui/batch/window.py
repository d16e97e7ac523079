"""The batch window: photos, what to do with them, and what has become of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFrame,
    QMessageBox,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.core.export import suggest
from pconv_studio.core.masks import save_mask
from pconv_studio.core.settings import Settings
from pconv_studio.gui.background import Background
from pconv_studio.gui.batch.controls import Controls, ListPage
from pconv_studio.gui.batch.eta import Eta
from pconv_studio.gui.batch.form import BatchForm, photo_filter
from pconv_studio.gui.batch.items import BatchModel, Item, State
from pconv_studio.gui.batch.job import BatchJob, FillFunction, megapixels
from pconv_studio.gui.batch.review import ReviewGrid
from pconv_studio.gui.batch.runner import BatchRunner, Phase
from pconv_studio.gui.batch.summary import Totals, describe, totals_of
from pconv_studio.gui.batch.table import BatchTable, photos_among
from pconv_studio.gui.errors import show_error
from pconv_studio.gui.fill_service import FillService
from pconv_studio.gui.icons import icon
from pconv_studio.inference.fill_file import fill_file

_TICK_MS = 500


class BatchWindow(QWidget):
    """Fills many photos one after another; a window of its own beside the main one.

    `shutdown` ends its thread and has to be called before the program ends; quitting the
    application does so too.
    """

    maskWanted = Signal()
    """The mask of the open photo is about to be offered or used; `set_current_mask` gives it."""
    openRequested = Signal(object)
    """Path of a result that a person wants to see in the main window."""

    def __init__(
        self,
        settings: Settings,
        parent: QWidget | None = None,
        *,
        fill: FillFunction = fill_file,
    ) -> None:
        """Make the window.

        Args:
            settings: Where names, folder and format are remembered.
            parent: The main window.
            fill: Reads, fills and saves one photo.
        """
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Batch"))
        self.resize(1080, 700)
        self._closed = False
        self._close_after_cancel = False
        self._mask_folder: tempfile.TemporaryDirectory[str] | None = None
        self._eta = Eta()
        self._begun_with: float | None = None
        self.model = BatchModel(self)
        self.runner = BatchRunner(self.model, self, fill=fill)
        self.background = Background(self)
        self.table = BatchTable(self.model)
        self.review = ReviewGrid(self.model)
        self.form = BatchForm(settings)
        self.list = ListPage(self.table)
        self.controls = Controls()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._show_totals)
        self._build()
        self._connect()
        service = getattr(parent, "service", None)
        if isinstance(service, FillService):
            self._follow_devices(service)
        self._on_phase(Phase.IDLE)

    def _build(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.addTab(self.list, icon("batch"), self.tr("Photos"))
        self.tabs.addTab(self.review, icon("side-by-side"), self.tr("Review"))
        # Pages without margins of their own next to a form that has none.
        form = QScrollArea()
        form.setWidget(self.form)
        form.setWidgetResizable(True)
        form.setFrameShape(QFrame.Shape.NoFrame)
        form.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        form.setMinimumWidth(self.form.minimumSizeHint().width() + 24)
        splitter = QSplitter()
        splitter.addWidget(self.tabs)
        splitter.addWidget(form)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.setSizes([720, 340])
        splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.addWidget(splitter, 1)
        column.addWidget(self.controls)

    def _connect(self) -> None:
        self.list.add_photos.clicked.connect(self._ask_photos)
        self.list.add_folder.clicked.connect(self._ask_folder)
        self.list.remove.clicked.connect(self._remove_chosen)
        self.table.removeRequested.connect(self._remove_chosen)
        self.list.clear.clicked.connect(self._remove_all)
        self.table.dropped.connect(self.add)
        self.table.opened.connect(self._on_opened)
        self.table.selectionModel().selectionChanged.connect(self._update_buttons)
        self.review.openRequested.connect(self.openRequested)
        self.form.changed.connect(self._update_buttons)
        self.controls.show_results.clicked.connect(self._open_results)
        self.controls.start.clicked.connect(self.begin)
        self.controls.pause.clicked.connect(self._toggle_pause)
        self.controls.cancel.clicked.connect(self.runner.cancel)
        self.runner.phaseChanged.connect(self._on_phase)
        self.runner.progressed.connect(self._show_totals)
        self.runner.itemEnded.connect(self._on_item_ended)
        self.runner.finished.connect(self._on_finished)
        self.model.rowsInserted.connect(self._on_rows)
        self.model.rowsRemoved.connect(self._on_rows)

    def _follow_devices(self, service: FillService) -> None:
        """Offer the devices that there are, which may be looked for once more."""
        service.devicesFound.connect(self.form.device.show_devices)
        if service.devices:
            self.form.device.show_devices(service.devices)

    # Photos.

    @Slot(list)
    def add(self, paths: Iterable[Path]) -> None:
        """Add photos, and those in folders, to the end; what is there already is passed over."""
        photos, problems = photos_among(paths)
        new = self.model.add(photos)
        if new:
            wanted = [(item.id, item.photo) for item in new]
            self.background.run(
                lambda: [(number, megapixels(photo)) for number, photo in wanted],
                done=self._take_sizes,
            )
        if problems:
            shown = problems[:8] + ([self.tr("and more")] if len(problems) > 8 else [])
            show_error(self, self.tr("Not everything was added"), "\n".join(shown))

    def set_current_mask(self, hole: npt.NDArray[np.bool_] | None) -> None:
        """Offer the mask of the photo that is open in the main window.

        Args:
            hole: (H, W) bool, True = fill; None if there is none.
        """
        if hole is None or not hole.any():
            self.form.set_current_mask(None)
            return
        if self._mask_folder is None:
            self._mask_folder = tempfile.TemporaryDirectory(prefix="pconv-batch-")
        # A name of its own: the one before may be in use by a batch that runs.
        path = suggest(Path(self._mask_folder.name) / "mask.png")
        save_mask(hole, path)
        self.form.set_current_mask(path)

    def changeEvent(self, event: QEvent) -> None:  # noqa: D102 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.maskWanted.emit()

    def _take_sizes(self, sizes: list[tuple[int, float | None]]) -> None:
        for number, size in sizes:
            item = self.model.find(number)
            if item is not None:
                item.megapixels = size

    @Slot()
    def _ask_photos(self) -> None:
        title = self.tr("Add photos")
        chosen, _ = QFileDialog.getOpenFileNames(self, title, "", photo_filter())
        self.add([Path(path) for path in chosen])

    @Slot()
    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Add the photos of a folder"))
        if chosen:
            self.add([Path(chosen)])

    @Slot()
    def _remove_chosen(self) -> None:
        self.model.remove(self.table.chosen())

    @Slot()
    def _remove_all(self) -> None:
        self.model.remove(self.model.items)

    @Slot()
    def _on_rows(self) -> None:
        items = self.model.items
        self.form.set_first(items[0].photo if items else None)
        self._show_count()
        self._show_totals()
        self._update_buttons()

    # The run.

    @Slot()
    def begin(self) -> None:
        """Fill what is not done yet; what is missing for that is shown."""
        self.maskWanted.emit()
        job = self.form.job()
        if job is None or not self.model.items or self.runner.is_busy:
            return
        self._without_masks(job)
        self._eta.reset()
        self._begun_with = None
        photos = tuple(item.photo for item in self.model.items)
        self.runner.start(replace(job, photos=photos))

    def _without_masks(self, job: BatchJob) -> None:
        """Take the mask itself off the list, where it lies among the photos."""
        masks = job.masks.resolve()
        self.model.remove([item for item in self.model.items if item.photo.resolve() == masks])

    @Slot()
    def _toggle_pause(self) -> None:
        if self.runner.phase is Phase.RUNNING:
            self.runner.pause()
        else:
            self.runner.resume()

    @Slot(object)
    def _on_phase(self, phase: Phase) -> None:
        if self._begun_with is None:
            # Here and not before: what has failed waits again by now.
            self._begun_with = totals_of(self.model.items).done
        is_working = phase in (Phase.RUNNING, Phase.PAUSING)
        if is_working:
            self._eta.resume()
            self._timer.start()
        else:
            self._eta.pause()
            self._timer.stop()
        self.controls.show_phase(phase)
        self.form.setEnabled(phase is Phase.IDLE)
        self._update_buttons()
        self._show_totals()

    @Slot(object)
    def _on_item_ended(self, _item: Item) -> None:
        self._show_count()
        self._update_buttons()
        self._show_totals()

    def _show_count(self) -> None:
        count = sum(item.state is State.DONE for item in self.model.items)
        text = self.tr("Review ({count})").format(count=count) if count else self.tr("Review")
        self.tabs.setTabText(1, text)

    @Slot()
    def _on_finished(self) -> None:
        self._show_totals()
        QApplication.alert(self)
        if self._close_after_cancel:
            self.close()

    @Slot()
    def _update_buttons(self) -> None:
        phase, items = self.runner.phase, self.model.items
        is_idle = phase is Phase.IDLE
        is_open = any(item.state is not State.DONE for item in items)
        self.controls.start.setEnabled(is_idle and is_open and not self.form.problem.text())
        self.list.remove.setEnabled(bool(self.table.chosen()))
        self.list.clear.setEnabled(bool(items))
        self.controls.show_results.setEnabled(any(item.saved for item in items))

    @Slot()
    def _show_totals(self) -> None:
        totals: Totals = totals_of(self.model.items)
        begun_with = self._begun_with or 0.0
        left = self._eta.remaining(totals.done - begun_with, totals.size - totals.done)
        self.controls.bar.setValue(round(1000 * totals.share))
        self.controls.status.setText(
            describe(totals, self.runner.phase, left=left, seconds=self._eta.seconds)
        )

    @Slot(object)
    def _on_opened(self, item: Item) -> None:
        if item.saved is not None:
            self.openRequested.emit(item.saved)
        elif item.state is State.FAILED:
            title = self.tr("This photo was not filled")
            show_error(self, title, item.message, item.details)

    @Slot()
    def _open_results(self) -> None:
        saved = [item.saved for item in self.model.items if item.saved is not None]
        if saved:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(saved[-1].parent)))

    # The end.

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before a batch that runs is given up."""
        if not self.runner.is_busy:
            self._close_after_cancel = False
            event.accept()
            return
        event.ignore()
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.windowTitle())
        box.setText(self.tr("The batch is still running."))
        box.setInformativeText(self.tr("Photos that are filled already stay where they are."))
        stop = box.addButton(self.tr("Stop and close"), QMessageBox.ButtonRole.DestructiveRole)
        hide = box.addButton(self.tr("Go on in the background"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(hide)
        stop.clicked.connect(self._stop_and_close)
        hide.clicked.connect(self.hide)
        box.open()

    @Slot()
    def _stop_and_close(self) -> None:
        self._close_after_cancel = True
        if self.runner.is_busy:
            self.runner.cancel()
        else:
            self.close()

    def shutdown(self) -> None:
        """Cancel, and end the threads; no signal comes afterwards."""
        if self._closed:
            return
        self._closed = True
        self._timer.stop()
        self.runner.shutdown()
        self.background.shutdown()
        if self._mask_folder is not None:
            self._mask_folder.cleanup()
            self._mask_folder = None
