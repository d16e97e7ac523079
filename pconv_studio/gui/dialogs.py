"""Opens the program's dialogs and second windows, and takes in what they give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMessageBox, QWidget

from pconv_studio.core.photo import Photo
from pconv_studio.gui.qimage import from_qimage
from pconv_studio.inference.user_models import ENDINGS

if TYPE_CHECKING:
    from pconv_studio.core.receipt import Receipt
    from pconv_studio.core.recovery import Leftover
    from pconv_studio.gui.compare_models import Candidate
    from pconv_studio.gui.main_window import MainWindow
    from pconv_studio.inference.contract import FillResult


class Dialogs(QObject):
    """One method a dialog; second windows are made once and raised when asked for again.

    The modules are imported when they are first needed: the window is on screen sooner.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._open: dict[str, QWidget] = {}
        self._mask_is_given = False

    def opened(self, name: str) -> QWidget | None:
        """Return a dialog that was opened, by the name of its method."""
        return self._open.get(name)

    def may_quit(self) -> bool:
        """Ask whether a batch or an enlargement that is running may be broken off."""
        running = []
        if getattr(getattr(self._open.get("batch"), "runner", None), "is_busy", False):
            text = self.tr("A batch is running. Photos that are done stay; stop it and quit?")
            running.append((self.tr("Batch"), text))
        if getattr(self._open.get("upscale"), "is_running", False):
            text = self.tr("A picture is being enlarged. Stop it and quit?")
            running.append((self.tr("Upscale"), text))
        buttons = QMessageBox.StandardButton
        return all(
            QMessageBox.question(self._window, title, text, buttons.Yes | buttons.No, buttons.No)
            == buttons.Yes
            for title, text in running
        )

    def shutdown(self) -> None:
        """End what second windows are doing."""
        for dialog in self._open.values():
            end = getattr(dialog, "shutdown", None)
            if end is not None:
                end()

    def take_drop(self, mime: QMimeData) -> None:
        """Open what was dropped on the window: one file, several as a batch, or a picture.

        A file of weights is offered for import.
        """
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if len(paths) == 1 and paths[0].suffix.lower() in ENDINGS:
            self.models()
            self._open["models"].import_weights(str(paths[0]))  # type: ignore[attr-defined]
        elif len(paths) == 1 and not paths[0].is_dir():
            self._window.files.open(paths[0])
        elif paths:
            self.batch()
            window = self._open["batch"]
            window.add(paths)  # type: ignore[attr-defined]
        elif mime.hasImage():
            image = QImage(mime.imageData())
            if not image.isNull():
                self._window.files.paste(Photo(from_qimage(image)))

    def offer_leftovers(self, leftovers: Sequence[Leftover]) -> None:
        """Offer work back that was left over."""
        from pconv_studio.gui.recovery_dialog import RecoveryDialog

        dialog = RecoveryDialog(leftovers, self._window)
        dialog.chosen.connect(self._window.files.restore)
        self._keep("recovery", dialog)
        dialog.open()

    def open_sample(self) -> None:
        """Open the first bundled photo."""
        from pconv_resources import samples

        sample = next(iter(samples()))
        self._window.files.open(sample.file)
        self._window.controller.report(sample.credit)

    def paste(self) -> None:
        """Open what is on the clipboard: a picture, or a file."""
        # None where there is nothing, or the system does not tell (Wayland, in the background).
        mime: QMimeData | None = QGuiApplication.clipboard().mimeData()
        urls = mime.urls() if mime is not None else []
        if urls and urls[0].isLocalFile():
            self._window.files.open(Path(urls[0].toLocalFile()))
            return
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self._window.controller.report(self.tr("There is no picture on the clipboard."))
        else:
            self._window.files.paste(Photo(from_qimage(image)))

    def export(self) -> None:
        """Ask how to export, export in the background, show the receipt."""
        from pconv_studio.core.export import export_photo
        from pconv_studio.core.receipt import make_receipt
        from pconv_studio.gui.export_dialog import ExportDialog

        window = self._window
        document = window.controller.document
        if document is None:
            return
        dialog = ExportDialog(
            window.settings,
            source=window.files.path,
            folder=window.files.folder(),
            size=document.shape,
            parent=window,
        )
        dialog.finished.connect(dialog.deleteLater)
        if not dialog.exec():
            return
        options, folder = dialog.options(), dialog.target_folder()
        wanted = dialog.receipt.isChecked()
        pixels, hole = document.snapshot(), document.changed_hole()
        photo = document.photo
        mark = window.controller.mark()

        def work() -> tuple[Path, Receipt | None]:
            saved = export_photo(photo.with_pixels(pixels), options, folder, overwrite=False)
            receipt = make_receipt(photo, pixels, hole, saved) if wanted else None
            return saved, receipt

        def done(result: tuple[Path, Receipt | None]) -> None:
            saved, receipt = result
            window.controller.report(self.tr("Exported {path}.").format(path=saved))
            # What is exported smaller is not the work.
            is_all = options.long_edge is None and window.files.photo_is_all
            if is_all and window.controller.is_of(mark):
                window.controller.mark_saved(mark)
            if receipt is not None:
                self._show_receipt(receipt)

        def failed(message: str, details: str) -> None:
            window.files.failed.emit(self.tr("Cannot export"), message, details)

        window.background.run(work, done, failed)

    def _show_receipt(self, receipt: Receipt) -> None:
        from pconv_studio.gui.receipt_dialog import ReceiptDialog

        dialog = ReceiptDialog(receipt, self._window)
        self._keep("receipt", dialog)
        dialog.show()

    def compare(self) -> None:
        """Fill the mask with several methods and let a person pick."""
        from pconv_studio.core.display import DisplayTransform
        from pconv_studio.gui.compare_models import CompareModels

        window = self._window
        document = window.controller.document
        coverage = window.fills.prepared_coverage()
        if document is None or coverage is None:
            window.controller.report(self.tr("Paint over what must go, then compare."))
            return
        dialog = CompareModels(
            window.service,
            window.settings,
            image=window.fills.picture_to_fill(document),
            hole=coverage > 0,
            to_screen=DisplayTransform(document.photo.icc, window.area.model.monitor_icc).apply,
            parent=window,
        )

        def chosen(result: FillResult, candidate: Candidate) -> None:
            # The hole belongs to the photo it was painted on.
            if window.controller.document is document:
                window.fills.accept(result, coverage, candidate.model)

        dialog.chosen.connect(chosen)
        # It holds the photo.
        dialog.finished.connect(lambda: self._drop("compare"))
        self._keep("compare", dialog)
        dialog.show()

    def models(self) -> None:
        """Open the window of all models."""
        from pconv_studio.gui.model_manager import ModelManager

        def make() -> QWidget:
            manager = ModelManager(self._window.settings, self._window)
            manager.changed.connect(self._on_models)
            manager.replaced.connect(self._on_replaced)
            return manager

        self._show_once("models", make)

    @Slot()
    def _on_models(self) -> None:
        self._window.model_dock.refresh()
        # Other lists of models are read anew when they are unfolded; this one is not.
        if "upscale" in self._open:
            self._open["upscale"].form.refresh()  # type: ignore[attr-defined]

    @Slot(str, str)
    def _on_replaced(self, old: str, new: str) -> None:
        if "batch" in self._open:
            self._open["batch"].form.model.replace_value(old, new)  # type: ignore[attr-defined]

    def upscale(self) -> None:
        """Open the panel that enlarges the result."""
        from pconv_studio.gui.upscale import UpscalePanel

        if self._window.controller.document is not None:
            self._show_once("upscale", lambda: UpscalePanel(self._window))

    def batch(self) -> None:
        """Open the batch window."""
        from pconv_studio.gui.batch.window import BatchWindow

        window = self._window

        def make() -> QWidget:
            batch = BatchWindow(window.settings, window)
            batch.openRequested.connect(window.files.open)
            batch.maskWanted.connect(self._give_mask)
            for changed in (window.controller.coverageChanged, window.controller.documentChanged):
                changed.connect(self._on_mask)
            return batch

        self._show_once("batch", make)
        self._give_mask()

    @Slot(object)
    def _on_mask(self, _what: object) -> None:
        self._mask_is_given = False

    @Slot()
    def _give_mask(self) -> None:
        """Hand the mask of the open photo to the batch window, unless it has it."""
        if self._mask_is_given:
            return
        document = self._window.controller.document
        self._open["batch"].set_current_mask(  # type: ignore[attr-defined]
            None if document is None else document.hole()
        )
        self._mask_is_given = True

    def blind_comparison(self) -> None:
        """Open the blind comparison."""
        from pconv_studio.gui.blind_comparison import BlindComparison

        self._show_once("blind", lambda: BlindComparison(self._window))

    def preferences(self) -> None:
        """Open the preferences."""
        from pconv_studio.gui.preferences import PreferencesDialog

        self._show_once(
            "preferences", lambda: PreferencesDialog(self._window.settings, self._window)
        )

    def shortcuts(self) -> None:
        """Open the sheet of shortcuts."""
        from pconv_studio.gui.shortcut_sheet import ShortcutSheet

        window = self._window
        self._show_once(
            "shortcuts", lambda: ShortcutSheet(window.actions_by_id, window.settings, window)
        )

    def about(self) -> None:
        """Say what this is and what it runs on."""
        from pconv_studio.gui.about import AboutDialog

        self._show_once("about", lambda: AboutDialog(self._window))

    def _show_once(self, name: str, make: Callable[[], QWidget]) -> None:
        dialog = self._open.get(name)
        if dialog is None:
            dialog = make()
            self._keep(name, dialog)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _keep(self, name: str, dialog: QWidget) -> None:
        old = self._open.get(name)
        if old is not None:
            old.close()
            self._drop(name)
        self._open[name] = dialog

    def _drop(self, name: str) -> None:
        old = self._open.pop(name, None)
        if old is not None:
            old.deleteLater()
