"""Which part of the window hears of which: signals from one, slots of another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from pconv_studio.core.display import monitor_profile
from pconv_studio.core.document import Document
from pconv_studio.core.errors import UserError
from pconv_studio.core.mask_ops import measure
from pconv_studio.gui.actions import ids_needing
from pconv_studio.gui.background import Background
from pconv_studio.gui.errors import show_error
from pconv_studio.gui.messages import translated_message
from pconv_studio.gui.recent import recent_labels, without_mnemonic

if TYPE_CHECKING:
    from pconv_studio.gui.main_window import MainWindow

COUNT_MS = 250
SAVE_MS = 1000


class WindowLinks(QObject):
    """Keeps what the window shows in step with the document, the jobs and the settings."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        # Counting the holes of a large mask takes longer than a stroke may be held up.
        self._counter = Background(self)
        self._counting = self._timer(COUNT_MS, self._count_mask)
        # A dragged slider sets a value many times; the file is written when it rests.
        self._saving = self._timer(SAVE_MS, window.settings.save)
        self._connect_document()
        self._connect_view()
        self._connect_fills()
        self._connect_layers()
        window.settings.listen(self._on_setting)
        for key in ("canvas.overlay_colour", "canvas.pixel_grid", "canvas.monitor_profile"):
            self._on_setting(key)

    def _timer(self, milliseconds: int, slot: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(slot)
        return timer

    # The document.

    def _connect_document(self) -> None:
        window = self._window
        controller, model = window.controller, window.area.model
        controller.documentChanged.connect(self.show_document)
        controller.coverageChanged.connect(model.coverage_changed)
        controller.coverageChanged.connect(self._on_coverage)
        controller.resultChanged.connect(model.result_changed)
        controller.layersChanged.connect(self._on_layers)
        controller.reported.connect(window.status.say)
        stack = controller.stack
        stack.canUndoChanged.connect(self._on_undo)
        stack.canRedoChanged.connect(self._on_undo)
        stack.indexChanged.connect(self._on_undo)
        stack.cleanChanged.connect(self._show_title)
        window.files.named.connect(self._show_title)
        window.files.failed.connect(self._show_failure)
        window.files.restored.connect(window.autosave.adopt)
        window.start_page.recentChosen.connect(window.files.open)
        window.recent_menu.aboutToShow.connect(self._fill_recent)

    @Slot(object)
    def show_document(self, document: Document | None) -> None:
        """Show another document, or the start page."""
        window = self._window
        for tool in window.tools.values():
            tool.leave_document()
        window.area.model.set_document(document)
        window.controller.options.set_document(document)
        window.stage.setCurrentWidget(window.start_page if document is None else window.area)
        window.notices.hide()
        for action_id in ids_needing("document"):
            window.action(action_id).setEnabled(document is not None)
        has_alpha = document is not None and document.photo.has_alpha
        window.action("mask.from_alpha").setEnabled(has_alpha)
        window.mask_dock.setEnabled(document is not None)
        window.mask_dock.set_has_alpha(has_alpha)
        window.navigator.setEnabled(document is not None)
        window.status.show_document(document)
        window.layers.show_layers(document)
        self._on_undo()
        self._show_title()
        self._count_mask()
        if document is None:
            recent = [Path(name) for name in window.settings.get("files.recent")]
            window.start_page.show_recent(recent)
        else:
            window.area.fit()
            window.area.setFocus()
            self._on_view()

    @Slot(object)
    def _on_coverage(self, _box: object) -> None:
        if not self._counting.isActive():
            self._counting.start()

    @Slot()
    def _count_mask(self) -> None:
        controller = self._window.controller
        document = controller.document
        if document is None:
            self._window.mask_dock.show_measure(0.0, 0)
        elif controller.is_editing or self._counter.is_busy:
            self._counting.start()
        else:
            coverage = document.coverage.copy()
            self._counter.run(lambda: measure(coverage), self._show_measure)

    def _show_measure(self, measured: tuple[float, int]) -> None:
        if self._window.controller.document is not None:
            self._window.mask_dock.show_measure(*measured)

    def shutdown(self) -> None:
        """Wait until no thread works for this any more."""
        self._counting.stop()
        self._counter.shutdown()

    @Slot()
    def _on_layers(self) -> None:
        self._window.layers.show_layers(self._window.controller.document)

    @Slot()
    def _on_undo(self) -> None:
        stack = self._window.controller.stack
        undo, redo = self._window.action("edit.undo"), self._window.action("edit.redo")
        undo.setEnabled(stack.canUndo())
        redo.setEnabled(stack.canRedo())
        undo.setText(self.tr("&Undo {step}").format(step=stack.undoText()).strip())
        redo.setText(self.tr("&Redo {step}").format(step=stack.redoText()).strip())

    @Slot()
    def _show_title(self) -> None:
        window = self._window
        if window.controller.document is None:
            window.setWindowTitle("PConv Studio")
        else:
            window.setWindowTitle(f"{window.files.title}[*] – PConv Studio")
        window.setWindowModified(window.controller.is_modified)

    @Slot()
    def _fill_recent(self) -> None:
        menu = self._window.recent_menu
        menu.clear()
        menu.setToolTipsVisible(True)
        paths = [Path(name) for name in self._window.settings.get("files.recent")]
        for path, label in zip(paths, recent_labels(paths), strict=True):
            action = menu.addAction(without_mnemonic(label))
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self._window.files.open(path))
        if menu.isEmpty():
            menu.addAction(self.tr("None yet")).setEnabled(False)

    @Slot(str, str, str)
    def _show_failure(self, title: str, message: str, details: str) -> None:
        show_error(self._window, title, message, details)

    # The view.

    def _connect_view(self) -> None:
        window = self._window
        area, options = window.area, window.controller.options
        area.pointMoved.connect(window.status.show_position)
        area.sizeRequested.connect(options.step_size)
        area.adjustRequested.connect(options.adjust)
        area.view.changed.connect(self._on_view)
        # Keys mean the photo again.
        window.options_bar.entered.connect(area.setFocus)
        window.status.zoomClicked.connect(window.action("view.actual").trigger)

    @Slot()
    def _on_view(self) -> None:
        if self._window.controller.document is not None:
            self._window.status.show_zoom(self._window.area.view.zoom)

    # Fills.

    def _connect_fills(self) -> None:
        window = self._window
        window.fills.busyChanged.connect(self._on_busy)
        window.fills.progressed.connect(self._on_progress)
        window.fills.failed.connect(self._on_fill_failed)
        window.status.cancelled.connect(window.fills.cancel)
        window.service.stateChanged.connect(self._on_service)
        window.service.devicesFound.connect(window.model_dock.show_devices)
        self._on_service(*window.service.state)

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:
        if busy:
            self._window.status.show_job(self.tr("Filling ..."), 0.0)
        else:
            self._window.status.end_job()

    @Slot(float, str)
    def _on_progress(self, share: float, text: str) -> None:
        self._window.status.show_job(text, share)

    @Slot(str, str)
    def _on_fill_failed(self, message: str, details: str) -> None:
        self._show_failure(self.tr("Cannot fill"), message, details)

    @Slot(str, str)
    def _on_service(self, state: str, text: str) -> None:
        self._window.status.device.setText(text)
        self._window.model_dock.show_state(state, text)

    # Layers.

    def _connect_layers(self) -> None:
        window = self._window
        window.fills.editingChanged.connect(window.layers.show_editing)
        window.layers.rerunRequested.connect(window.fills.rerun)
        window.layers.editRequested.connect(window.fills.edit)
        window.layers.deleteRequested.connect(self._delete_layer)
        window.layers.visibleToggled.connect(self._show_layer)
        window.layers.renamed.connect(self._rename_layer)

    @Slot(object)
    def _delete_layer(self, layer_id: str) -> None:
        document = self._window.controller.document
        if document is not None:
            text = self.tr("Delete {name}").format(name=document.layer(layer_id).name)
            self._window.controller.delete_fill(text, layer_id)

    @Slot(str, bool)
    def _show_layer(self, layer_id: str, visible: bool) -> None:
        document = self._window.controller.document
        if document is not None:
            layer = document.layer(layer_id)
            text = self.tr("Show {name}") if visible else self.tr("Hide {name}")
            self._window.controller.replace_fill(
                text.format(name=layer.name), layer.with_visible(visible)
            )

    @Slot(str, str)
    def _rename_layer(self, layer_id: str, name: str) -> None:
        document = self._window.controller.document
        if document is not None:
            layer = document.layer(layer_id).renamed(name)
            text = self.tr("Rename to {name}").format(name=name)
            self._window.controller.replace_fill(text, layer)

    # Settings.

    def _take_monitor_profile(self) -> None:
        window, settings = self._window, self._window.settings
        try:
            icc = monitor_profile(
                settings.get("canvas.monitor_profile"), settings.get("canvas.monitor_profile_file")
            )
        except UserError as error:
            self._show_failure(self.tr("Colours of the monitor"), translated_message(error), "")
            return
        window.area.model.set_monitor_profile(icc)

    def _on_setting(self, key: str) -> None:
        window, settings = self._window, self._window.settings
        self._saving.start()
        if key.startswith("canvas.overlay"):
            window.area.model.set_overlay(
                settings.get("canvas.overlay_colour"), settings.get("canvas.overlay_opacity")
            )
        elif key == "canvas.pixel_grid":
            window.area.model.set_pixel_grid(settings.get(key))
        elif key.startswith("canvas.monitor_profile"):
            self._take_monitor_profile()
        elif key == "appearance.theme":
            from PySide6.QtWidgets import QApplication

            from pconv_studio.gui.theme import apply_theme

            app = QApplication.instance()
            assert isinstance(app, QApplication)
            apply_theme(app, settings.get(key))
        elif key == "fill.after_stroke":
            window.action(key).setChecked(settings.get(key))
        elif key == "shortcuts":
            from pconv_studio.gui.shortcuts import apply_shortcuts

            apply_shortcuts(window.actions_by_id, settings)
        elif key in ("fill.model", "fill.device"):
            window.warm_up()
        elif key == "memory.undo_mb":
            window.controller.budget.set_limit(settings.get(key) << 20)
