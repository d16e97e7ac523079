"""Work of a process that is gone, to be opened again or thrown away."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pconv_studio.core.document import Document, DocumentState
from pconv_studio.core.errors import ProjectError
from pconv_studio.core.locks import FolderLock, lock_folder
from pconv_studio.core.packed import MemoryBudget, Packed
from pconv_studio.core.records import Record, layer_box, parsed_layer
from pconv_studio.core.source import unpack_source

MANIFEST = "manifest.json"
"""Name of the file that says which others belong to the work."""


@dataclass(eq=False)
class Leftover:
    """Work of a process that is gone.

    Attributes:
        folder: Where it lies.
        title: What the document was called.
        saved_at: When it was backed up last, in local time.
    """

    folder: Path
    title: str
    saved_at: datetime
    _lock: FolderLock | None = None

    def load(self, *, budget: MemoryBudget | None = None) -> tuple[Document, dict[str, Any]]:
        """Return the document and the settings saved with it.

        The leftover stays until it is discarded; until then, or until this object is gone, other
        processes are not offered it.

        Raises:
            ProjectError: It is open in another window already, or damaged.
        """
        self._claim()
        try:
            record = Record.parse((self.folder / MANIFEST).read_bytes())
            state = self._parsed(record)
            return Document.from_state(state, budget=budget), record.mapping("settings")
        except MemoryError as error:
            raise ProjectError(
                f"{self.title}: not enough memory to open it; close other programs"
            ) from error
        except (ProjectError, ValueError, OSError) as error:
            raise ProjectError(
                f"{self.title}: the work that was backed up cannot be opened ({error}); its files "
                f"are in {self.folder!s}"
            ) from error

    def discard(self) -> None:
        """Delete it for good.

        Raises:
            ProjectError: It is open in another window.
        """
        self._claim()
        lock, self._lock = self._lock, None
        if lock is not None:
            discard_folder(self.folder, lock)

    def _claim(self) -> None:
        if self._lock is not None or not self.folder.is_dir():
            return
        try:
            self._lock = lock_folder(self.folder)
        except OSError as error:
            raise ProjectError(
                f"{self.title}: {self.folder!s} may not be written to; change its permissions"
            ) from error
        if self._lock is None:
            raise ProjectError(f"{self.title}: it is open in another window; close that one first")

    def _parsed(self, record: Record) -> DocumentState:
        about = record.record("photo")
        data = self._path(about, "entry").read_bytes()
        text = about.optional("file", about.text)
        file = None if text is None else Path(text)
        photo = unpack_source(about, data, about.text("name"), path=file)
        size = (photo.pixels.shape[0], photo.pixels.shape[1])
        layers = []
        for item in record.records("layers"):
            coverage = Packed.load(self._path(item, "coverage"))
            pixels = Packed.load(self._path(item, "pixels"))
            box = layer_box(item, size)
            layers.append(parsed_layer(item, box, coverage=coverage, pixels=pixels))
        return DocumentState(
            photo=photo,
            source_file=file,
            source_bytes=data if about.text("kind") == "file" else None,
            coverage=Packed.load(self._path(record, "mask")).array(),
            layers=tuple(layers),
        )

    def _path(self, record: Record, key: str) -> Path:
        name = record.text(key)
        if Path(name).name != name:
            raise ValueError(f"{name} is no name of a file")
        return self.folder / name


def discard_folder(folder: Path, lock: FolderLock) -> None:
    """Delete a folder of work and give its lock free."""
    # First what makes it an offer: half a folder is none. A folder without is cleared away later.
    with contextlib.suppress(OSError):
        (folder / MANIFEST).unlink()
    # Windows does not delete a file that is open.
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)
