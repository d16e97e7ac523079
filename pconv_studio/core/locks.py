"""Folders that belong to a running process; the system frees them when it ends in any way."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

NAME = "lock"

_mine: set[str] = set()
# Reentrant: a lock may be garbage collected, and freed, while another one is being taken.
_guard = threading.RLock()


class FolderLock:
    """A claim on a folder, held until :meth:`release` or the end of the process.

    Made by :func:`lock_folder`.
    """

    def __init__(self, folder: Path, descriptor: int) -> None:
        self.folder = folder
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Give the folder free; further calls do nothing."""
        with _guard:
            descriptor, self._descriptor = self._descriptor, None
            if descriptor is not None:
                _mine.discard(_key(self.folder))
                # Closing frees the lock, on all systems.
                os.close(descriptor)

    def __del__(self) -> None:
        self.release()


def lock_folder(folder: Path) -> FolderLock | None:
    """Claim a folder that exists; None where a running process, this one included, has it.

    Raises:
        OSError: The folder cannot be written to.
    """
    with _guard:
        # Network disks may tell processes apart, but not two claims of one process.
        if _key(folder) in _mine:
            return None
        descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            free = _try_lock(descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        if not free:
            os.close(descriptor)
            return None
        _mine.add(_key(folder))
        return FolderLock(folder, descriptor)


def is_locked(folder: Path) -> bool:
    """Whether a running process has the folder; True where that cannot be told."""
    with contextlib.suppress(FileNotFoundError):
        try:
            lock = lock_folder(folder)
        except FileNotFoundError:
            raise
        except OSError:
            return True
        if lock is None:
            return True
        lock.release()
    return False


def _key(folder: Path) -> str:
    return os.path.realpath(folder)


def _try_lock(descriptor: int) -> bool:
    if os.name == "nt":
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # This disk knows no locks: go by the process that wrote its number, if it still runs.
        return _try_number(descriptor)
    return True


def _try_number(descriptor: int) -> bool:
    text = os.pread(descriptor, 32, 0)
    if text.isdigit() and int(text) != os.getpid():
        try:
            os.kill(int(text), 0)
        except ProcessLookupError:
            pass
        except OSError:
            return False
        else:
            return False
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return True
