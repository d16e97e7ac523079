"""Work in progress on disk, so that it outlives the process however that ends.

Each open document has a folder of its own, locked while its process runs. Files in it are never
changed: what is new is written beside the old, then the manifest is replaced in one step, and only
then what nothing refers to any more is deleted. Whenever the process is killed, the manifest that
is there describes files that are there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import shutil
import threading
import time
import weakref
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from pconv_studio.core.atomic import atomic_path, atomic_write
from pconv_studio.core.document import DocumentState
from pconv_studio.core.errors import SaveError
from pconv_studio.core.leftover import MANIFEST, Leftover, discard_folder
from pconv_studio.core.locks import FolderLock, is_locked, lock_folder
from pconv_studio.core.packed import Packed
from pconv_studio.core.photo import Photo
from pconv_studio.core.records import Record, layer_record
from pconv_studio.core.source import pack_source

__all__ = ["Leftover", "RecoverySession", "RecoveryStore"]

log = logging.getLogger(__name__)

FORMAT = "pconv-recovery"
VERSION = 1

_TILES = ".tiles"
_ABANDONED = 24 * 3600.0
"""Seconds after which a folder without a manifest is nobody's any more."""


class RecoverySession:
    """The backed-up work on one document; made by :meth:`RecoveryStore.begin`.

    Any thread may use it. What is not discarded is left over, and offered when it is asked for.
    """

    def __init__(self, folder: Path, lock: FolderLock) -> None:
        self.folder = folder
        self._lock: FolderLock | None = lock
        self._guard = threading.Lock()
        self._number = 0
        self._names: weakref.WeakKeyDictionary[Packed, str] = weakref.WeakKeyDictionary()
        self._mask: tuple[bytes, str] | None = None
        self._photo: Photo | None = None
        self._about: dict[str, Any] = {}

    def save(self, state: DocumentState, settings: Mapping[str, Any]) -> None:
        """Back a document up; only what has changed since the last time is written.

        Args:
            state: The document.
            settings: To be had again from the leftover; values that JSON knows.

        Raises:
            SaveError: The system refused; the previous save stays valid.
        """
        with self._guard:
            if self._lock is None:
                return
            if state.photo is not self._photo:
                self._about = self._write_photo(state)
                self._photo = state.photo
            mask = self._write_mask(state)
            layers = [
                layer_record(
                    layer,
                    coverage=self._write_packed(layer.coverage),
                    pixels=self._write_packed(layer.pixels),
                )
                for layer in state.layers
            ]
            manifest = {
                "format": FORMAT,
                "version": VERSION,
                "title": _title(state),
                "saved": datetime.now(UTC).isoformat(),
                "photo": self._about,
                "mask": mask,
                "layers": layers,
                "settings": dict(settings),
            }
            atomic_write(self.folder / MANIFEST, json.dumps(manifest).encode())
            used = {self._about["entry"], mask}
            used.update(item[part] for item in layers for part in ("coverage", "pixels"))
            self._delete_unused(used)

    def discard(self) -> None:
        """Forget the work: it is saved, or not wanted. Saving afterwards does nothing."""
        with self._guard:
            lock, self._lock = self._lock, None
            self._photo = None
            if lock is not None:
                discard_folder(self.folder, lock)

    def _write_photo(self, state: DocumentState) -> dict[str, Any]:
        source = pack_source(state)
        for note in source.notes:
            log.warning("%s", note)
        entry = self._new_name(f"-{source.name[-80:]}")
        atomic_write(self.folder / entry, source.data)
        file = None if state.source_file is None else str(state.source_file.absolute())
        return {**source.record, "name": source.name, "entry": entry, "file": file}

    def _write_mask(self, state: DocumentState) -> str:
        digest = hashlib.blake2b(np.ascontiguousarray(state.coverage).data, digest_size=16).digest()
        if self._mask is None or self._mask[0] != digest:
            self._mask = digest, self._write_packed(Packed.of(state.coverage))
        return self._mask[1]

    def _write_packed(self, packed: Packed) -> str:
        # By the array, not by the layer's id: another version of a layer has the same id.
        name = self._names.get(packed)
        if name is None or not (self.folder / name).exists():
            name = self._new_name(_TILES)
            with atomic_path(self.folder / name) as temporary:
                packed.write(temporary)
            self._names[packed] = name
        return name

    def _new_name(self, end: str) -> str:
        self._number += 1
        return f"{self._number:06d}{end}"

    def _delete_unused(self, used: set[str]) -> None:
        for packed in [packed for packed, name in self._names.items() if name not in used]:
            del self._names[packed]
        for path in self.folder.iterdir():
            if path.name[:6].isdigit() and path.name not in used:
                with contextlib.suppress(OSError):
                    path.unlink()


class RecoveryStore:
    """A folder in which running processes keep the work of their documents.

    Args:
        folder: Where; made when it is needed.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    def begin(self, state: DocumentState) -> RecoverySession:
        """Start to back a document up; nothing of it is written before the first save.

        Raises:
            SaveError: The folder cannot be written to.
        """
        del state
        folder = self.folder / uuid4().hex
        try:
            folder.mkdir(mode=0o700, parents=True)
            lock = lock_folder(folder)
        except OSError as error:
            raise SaveError(
                f"{self.folder}: work cannot be backed up there ({error.strerror}); make room or "
                "change its permissions"
            ) from error
        assert lock is not None, "nobody else knows the folder"
        session = RecoverySession(folder, lock)
        weakref.finalize(session, _forget_empty, folder)
        return session

    def leftovers(self) -> list[Leftover]:
        """Return the work of processes that are gone, the latest first."""
        found = []
        for folder in self._folders():
            if not is_locked(folder):
                leftover = self._leftover(folder)
                if leftover is not None:
                    found.append(leftover)
        return sorted(found, key=lambda leftover: leftover.saved_at, reverse=True)

    def _folders(self) -> list[Path]:
        try:
            return [path for path in self.folder.iterdir() if path.is_dir()]
        except OSError:
            return []

    def _leftover(self, folder: Path) -> Leftover | None:
        try:
            record = Record.parse((folder / MANIFEST).read_bytes())
            if record.text("format") != FORMAT or record.integer("version") > VERSION:
                return None
            saved = datetime.fromisoformat(record.text("saved")).astimezone()
            return Leftover(folder, record.text("title"), saved)
        except FileNotFoundError:
            _clear_abandoned(folder)
        except (OSError, ValueError) as error:
            log.warning("%s: the work in it cannot be offered: %s", folder, error)
        return None


def _title(state: DocumentState) -> str:
    if state.source_file is None:
        return "Untitled"
    # Names may hold bytes that are no text; what is shown may not.
    return state.source_file.name.encode("utf-8", "replace").decode()


def _forget_empty(folder: Path) -> None:
    """Delete the folder of a session that never was saved."""
    if not (folder / MANIFEST).exists():
        shutil.rmtree(folder, ignore_errors=True)


def _clear_abandoned(folder: Path) -> None:
    # Without a manifest it may be one that has just been made and is about to be locked.
    with contextlib.suppress(OSError):
        if time.time() - os.stat(folder).st_mtime > _ABANDONED:
            lock = lock_folder(folder)
            if lock is not None:
                discard_folder(folder, lock)
