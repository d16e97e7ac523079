"""Opening, saving and leaving photos, without ever losing or overwriting anything unasked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from pconv_studio.core.document import Document
from pconv_studio.core.encode import SAVE_FORMATS, save_photo
from pconv_studio.core.export import suggest
from pconv_studio.core.neighbours import neighbour
from pconv_studio.core.photo import Photo
from pconv_studio.core.project import EXTENSION, open_document, save_project
from pconv_studio.core.recovery import Leftover
from pconv_studio.gui.background import Background
from pconv_studio.gui.controller import FILL_SETTINGS, Controller, Mark
from pconv_studio.gui.file_questions import (
    ask_open,
    ask_save_as,
    ask_save_project,
    ask_unsaved,
    may_replace,
)
from pconv_studio.gui.messages import translated_note
from pconv_studio.gui.places import results_folder

log = logging.getLogger(__name__)


class FileFlow(QObject):
    """Every way into and out of the open document."""

    opened = Signal()
    """A document has been opened; `path`, `project` and `title` are those of it."""
    named = Signal()
    """The document has got another name or place."""
    failed = Signal(str, str, str)
    """Title, message and details."""
    restored = Signal(object)
    """A Leftover has been opened; it may go once the work is backed up anew."""
    saved = Signal(object)
    """Path a project or a photo was saved to."""

    def __init__(self, controller: Controller, background: Background, window: QWidget) -> None:
        super().__init__(window)
        self._controller = controller
        self._settings = controller.settings
        self._background = background
        self._window = window
        self.path: Path | None = None
        """The photo that was opened."""
        self.project: Path | None = None
        """The project file the work is kept in."""
        self.output: Path | None = None
        """The photo file that Save writes."""
        self._loading: Path | None = None
        self._aim: Path | None = None
        """The photo that `step` has asked for last, until one is shown."""
        self._series: list[Path] = []
        """Photos that were chosen together."""

    @property
    def title(self) -> str:
        """What the title bar calls the document."""
        named = self.project or self.path
        return named.name if named is not None else self.tr("Untitled")

    @property
    def is_loading(self) -> bool:
        """Whether a file is being read."""
        return self._loading is not None

    # In.

    def ask_open(self) -> None:
        """Let a person choose what to open."""
        folder = self.path.parent if self.path is not None else Path.home()
        paths = ask_open(self._window, folder)
        if paths:
            self.open_several(paths)

    def open_several(self, paths: Sequence[Path]) -> None:
        """Open the first of several photos; `step` goes through them, not through the folder."""
        self._series = [Path(path).absolute() for path in paths]
        if self._series:
            self.open(self._series[0])

    def open(self, path: Path) -> None:
        """Open a photo or a project; the open document stays until the new one is there.

        What becomes of unsaved work is asked when the new one has been read: for a file that
        cannot be opened nothing has to be decided.
        """
        self._loading = path = Path(path).absolute()
        if path != self._aim:
            self._aim = None
        self._controller.report(self.tr("Opening {name} ...").format(name=path.name))

        def done(loaded: tuple[Document, dict[str, Any]]) -> None:
            if self._loading != path:
                return
            self._loading = self._aim = None
            self._controller.report("")
            self.leave(lambda: self._take_opened(path, *loaded))

        def failed(message: str, details: str) -> None:
            if self._loading == path:
                self._loading = None
                self._controller.report("")
            self.failed.emit(self.tr("Cannot open"), message, details)

        self._background.run(lambda: open_document(path), done, failed)

    def _take_opened(self, path: Path, document: Document, kept: Mapping[str, Any]) -> None:
        is_project = path.suffix.lower() == EXTENSION
        self._take_settings(kept)
        self._show(
            document,
            path=document.source_file if is_project else path,
            project=path if is_project else None,
        )
        self._remember(path)
        text = self.tr("Opened {name}.")
        if len(self._series) > 1 and path in self._series:
            text = self.tr("Opened {name}, {place} of {count}.")
        place = self._series.index(path) + 1 if path in self._series else 0
        text = text.format(name=path.name, place=place, count=len(self._series))
        self._controller.report(text)
        for note in document.photo.notes:
            self._controller.report(translated_note(note))

    def take(self, document: Document, *, path: Path | None, modified: bool = False) -> None:
        """Show a document that came from elsewhere: recovered work, the clipboard."""
        self._loading = None
        self._show(document, path=path, project=None)
        if modified:
            self._controller.stack.resetClean()
            self.named.emit()

    def restore(self, leftover: Leftover) -> None:
        """Open work that an interrupted program has left; it counts as unsaved."""

        def done(loaded: tuple[Document, dict[str, Any]]) -> None:
            self.leave(lambda: take(*loaded))

        def take(document: Document, kept: Mapping[str, Any]) -> None:
            self._take_settings(kept)
            self.take(document, path=document.source_file, modified=True)
            self.restored.emit(leftover)

        def failed(message: str, details: str) -> None:
            self.failed.emit(self.tr("Cannot restore"), message, details)

        # As with `open`, what becomes of unsaved work is asked when there is something to show.
        self._background.run(leftover.load, done, failed)

    def paste(self, photo: Photo) -> None:
        """Open a picture from the clipboard."""
        self.leave(lambda: self.take(Document(photo), path=None, modified=True))

    def _show(self, document: Document, *, path: Path | None, project: Path | None) -> None:
        self.path, self.project, self.output, self._aim = path, project, None, None
        self._controller.set_document(document)
        self.opened.emit()
        self.named.emit()

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) photo of the folder, or of those chosen together.

        It goes on from where it was going: two quick steps are two, and one after a photo that
        could not be opened passes it.
        """
        here = self._aim or self.path
        there = neighbour(here, by, self._series) if here is not None else None
        if there is None:
            text = self.tr("No further photo in this folder.")
            if here in self._series and len(self._series) > 1:
                text = self.tr("No further photo among those that were opened together.")
            self._controller.report(text)
        else:
            self._aim = there
            self.open(there)

    def close(self) -> None:
        """Close the document."""

        def shut() -> None:
            self.path = self.project = self.output = None
            self._loading = self._aim = None
            self._controller.set_document(None)
            self.named.emit()

        self.leave(shut)

    # Out.

    def leave(self, then: Callable[[], None]) -> None:
        """Do something that ends the open document, after asking what becomes of unsaved work."""
        if not self._controller.is_modified:
            then()
            return
        answer = ask_unsaved(self._window, self.title)
        if answer == QMessageBox.StandardButton.Save:
            self.save_project(then=then)
        elif answer == QMessageBox.StandardButton.Discard:
            then()

    def save(self) -> None:
        """Save where this document was saved before; ask where to the first time."""
        if self.project is not None:
            self._write_project(self.project)
        elif self.output is not None:
            self._write_photo(self.output)
        else:
            self.save_as()

    def save_as(self) -> None:
        """Ask for a name: a photo with what is filled, or a project with everything."""
        if self._controller.document is None:
            return
        target = ask_save_as(self._window, self.suggestion())
        if target is None or not may_replace(self._window, target, self.path):
            return
        if target.suffix.lower() == EXTENSION:
            self._write_project(target)
        else:
            self._write_photo(target)

    def save_project(self, then: Callable[[], None] | None = None) -> None:
        """Save everything, to be gone on with later."""
        if self._controller.document is None:
            return
        target = self.project
        if target is None:
            name = self.path.stem if self.path is not None else self.tr("Untitled")
            proposed = suggest(self.folder() / f"{name}{EXTENSION}")
            target = ask_save_project(self._window, proposed)
            if target is None or not may_replace(self._window, target, self.path):
                return
        self._write_project(target, then)

    def suggestion(self) -> Path:
        """Where Save as proposes to save: beside the source, under a free name."""
        source = self.path or Path(self.tr("Untitled") + ".png")
        suffix = source.suffix if source.suffix.lower() in SAVE_FORMATS else ".tif"
        return suggest(self.folder() / f"{source.stem}_filled{suffix}")

    def folder(self) -> Path:
        """Where results go unless told otherwise: beside the photo, a sample's to the home."""
        return results_folder(self.path)

    # Whether a file may be replaced has been asked before either of these is called.

    def _write_project(self, target: Path, then: Callable[[], None] | None = None) -> None:
        document = self._controller.document
        assert document is not None
        state, kept = document.state(), self._controller.fill_settings()

        def work() -> Sequence[str]:
            return save_project(state, target, settings=kept, overwrite=True)

        def done(notes: Sequence[str]) -> None:
            for note in notes:
                self._controller.report(translated_note(note))
            if self._controller.is_of(mark):
                self.project = target
                self._controller.mark_saved(mark)
            self._saved(target, mark, then)

        mark = self._controller.mark()
        self._background.run(work, done, self._save_failed)

    def _write_photo(self, target: Path) -> None:
        document = self._controller.document
        assert document is not None
        photo = document.photo.with_pixels(document.snapshot())

        def done(path: Path) -> None:
            if self._controller.is_of(mark):
                self.output = path
                if self.photo_is_all:
                    self._controller.mark_saved(mark)
            self._saved(path, mark, None)

        mark = self._controller.mark()
        self._background.run(
            lambda: save_photo(photo, target, overwrite=True), done, self._save_failed
        )

    @property
    def photo_is_all(self) -> bool:
        """Whether a photo of full size holds all of the work: no project, and nothing masked."""
        document = self._controller.document
        return document is not None and self.project is None and not document.coverage.any()

    def _saved(self, path: Path, mark: Mark, then: Callable[[], None] | None) -> None:
        self._remember(path)
        self._controller.report(self.tr("Saved {name}.").format(name=path.name))
        self.named.emit()
        self.saved.emit(path)
        # Another document may have been opened while the file was being written.
        if then is not None and self._controller.is_of(mark):
            self.leave(then)

    def _save_failed(self, message: str, details: str) -> None:
        self.failed.emit(self.tr("Cannot save"), message, details)

    def _take_settings(self, kept: Mapping[str, Any]) -> None:
        """Go on with the method and model a project was left with, where they are still there."""
        for key in FILL_SETTINGS:
            if key in kept:
                try:
                    self._settings.set(key, kept[key])
                except ValueError as error:
                    log.warning("a setting of the project is passed over: %s", error)

    def _remember(self, path: Path) -> None:
        recent = [name for name in self._settings.get("files.recent") if name != str(path)]
        count = self._settings.get("files.recent_count")
        self._settings.set("files.recent", [str(path), *recent][:count])
