"""What the menu and the mask dock do to the whole mask, each as one step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from pconv_studio.core.errors import UserError
from pconv_studio.core.mask_edit import Coverage
from pconv_studio.core.mask_file import load_coverage, save_coverage
from pconv_studio.core.mask_ops import (
    coverage_from_alpha,
    feather_coverage,
    grow_coverage,
    invert_coverage,
    replace_coverage,
    shrink_coverage,
)
from pconv_studio.gui.errors import show_error
from pconv_studio.gui.messages import translated_message
from pconv_studio.gui.places import results_folder
from pconv_studio.gui.tools.base import ToolHost

if TYPE_CHECKING:
    from pconv_studio.core.document import Document
    from pconv_studio.gui.mask_dock import MaskDock


class MaskActions(QObject):
    """Changes the whole mask through its host; what goes wrong is shown over the window.

    Args:
        host: Where the mask is, and where steps are made.
        window: What dialogs belong to.
    """

    def __init__(self, host: ToolHost, window: QWidget | None = None) -> None:
        super().__init__(window)
        self._host = host
        self._window = window

    def connect_dock(self, dock: MaskDock) -> None:
        """Do what a mask dock asks for."""
        dock.growRequested.connect(self.grow)
        dock.shrinkRequested.connect(self.shrink)
        dock.featherRequested.connect(self.feather)
        dock.invertRequested.connect(self.invert)
        dock.clearRequested.connect(self.clear)
        dock.randomRequested.connect(self.random)
        dock.loadRequested.connect(self.load)
        dock.saveRequested.connect(self.save)
        dock.alphaRequested.connect(self.from_alpha)

    @Slot(int)
    def grow(self, pixels: int) -> None:
        """Make the mask larger on all sides."""
        text = self.tr("Grow mask by {pixels} px").format(pixels=pixels)
        self._change(text, lambda coverage: grow_coverage(coverage, pixels))

    @Slot(int)
    def shrink(self, pixels: int) -> None:
        """Make the mask smaller on all sides."""
        text = self.tr("Shrink mask by {pixels} px").format(pixels=pixels)
        self._change(text, lambda coverage: shrink_coverage(coverage, pixels))

    @Slot(int)
    def feather(self, pixels: int) -> None:
        """Give the mask a soft edge."""
        text = self.tr("Feather mask by {pixels} px").format(pixels=pixels)
        self._change(text, lambda coverage: feather_coverage(coverage, pixels))

    @Slot()
    def invert(self) -> None:
        """Mask what is free, free what is masked."""
        self._change(self.tr("Invert mask"), invert_coverage, needs_mask=False)

    @Slot()
    def clear(self) -> None:
        """Remove the whole mask."""
        self._change(self.tr("Clear mask"), np.zeros_like)

    @Slot()
    def random(self) -> None:
        """Put a random irregular mask in the place of the mask; another one each time."""
        from pconv_studio.gui.tools.random_mask import random_coverage

        self._change(
            self.tr("Random mask"),
            lambda coverage: random_coverage(coverage.shape),
            needs_mask=False,
        )

    @Slot()
    def from_alpha(self) -> None:
        """Put what is transparent in the photo in the place of the mask."""
        document = self._host.document
        if document is None:
            return
        pixels = document.photo.pixels
        self._change(
            self.tr("Mask from transparency"),
            lambda coverage: coverage_from_alpha(pixels),
            needs_mask=False,
        )

    @Slot()
    def load(self) -> None:
        """Ask for a picture and put it in the place of the mask."""
        document = self._host.document
        if document is None:
            return
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Load mask"),
            str(results_folder(document.photo.path)),
            self.tr("Masks (*.png *.tif *.tiff *.bmp *.webp *.jpg *.jpeg)")
            + ";;"
            + self.tr("All files (*)"),
        )
        if name:
            self.load_file(Path(name))

    def load_file(self, path: Path) -> None:
        """Put a picture of the photo's size in the place of the mask, white = hole."""
        document = self._host.document
        if document is None:
            return
        try:
            loaded, notes = load_coverage(path, size=document.shape)
        except (UserError, OSError) as error:
            show_error(self._window, self.tr("Cannot load the mask"), translated_message(error))
            return
        text = self.tr("Load mask {name}").format(name=path.name)
        if not self._change(text, lambda coverage: loaded, needs_mask=False):
            return
        self._host.report(self.tr("Loaded {name}.").format(name=path.name))
        if notes:
            self._host.report(f"{path.name}: {'; '.join(map(translated_message, notes))}")

    @Slot()
    def save(self) -> None:
        """Ask for a name and save the mask."""
        document = self._host.document
        if document is None or not self._has_mask(document):
            return
        stem = self.tr("Untitled") if document.photo.path is None else document.photo.path.stem
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Save mask"),
            str(results_folder(document.photo.path) / f"{stem}_mask.png"),
            self.tr("PNG, lossless (*.png)"),
            # The question whether to replace a file is asked here, knowing its whole name.
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if not name:
            return
        path = Path(name)
        if path.suffix.lower() != ".png":
            path = path.with_name(path.name + ".png")
        if not path.exists() or self._may_replace(path):
            self.save_file(path, overwrite=True)

    def save_file(self, path: Path, *, overwrite: bool = False) -> None:
        """Save the mask as lossless PNG; the photo itself is never overwritten."""
        document = self._host.document
        if document is None:
            return
        try:
            save_coverage(document.coverage, path, overwrite=overwrite)
        except (UserError, OSError) as error:
            show_error(self._window, self.tr("Cannot save the mask"), translated_message(error))
            return
        self._host.report(self.tr("Saved {path}.").format(path=path))

    def _may_replace(self, path: Path) -> bool:
        document = self._host.document
        source = None if document is None else document.source_file
        if source is not None and source.exists() and path.samefile(source):
            text = self.tr("{path}: this is the photo itself; give the mask another name.")
            show_error(self._window, self.tr("Cannot save the mask"), text.format(path=path))
            return False
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.warning(
            self._window,
            self.tr("Replace file"),
            self.tr("{name} exists already. Replace it?").format(name=path.name),
            buttons.Yes | buttons.Cancel,
            buttons.Cancel,
        )
        return answer == buttons.Yes

    def _has_mask(self, document: Document) -> bool:
        if document.coverage.any():
            return True
        self._host.report(self.tr("Nothing is masked yet."))
        return False

    def _change(
        self, text: str, change: Callable[[Coverage], Coverage], *, needs_mask: bool = True
    ) -> bool:
        """Make a change of the whole mask one step; return whether anything is different."""
        document = self._host.document
        if document is None or (needs_mask and not self._has_mask(document)):
            return False
        try:
            changed = change(document.coverage)
        except (UserError, ValueError) as error:
            show_error(self._window, self.tr("Cannot change the mask"), translated_message(error))
            return False
        edit = self._host.begin_edit()
        if replace_coverage(edit, changed) is None:
            self._host.abort(edit)
            return False
        self._host.commit(edit, text, stroke=False)
        return True
