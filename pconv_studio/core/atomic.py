"""Writing files so that a reader sees the old content or the new, never a part."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from pconv_studio.core.errors import SaveError

if TYPE_CHECKING:
    from collections.abc import Iterator

_REMEDIES = {
    errno.ENOSPC: "the disk is full; free some space or choose another folder",
    errno.EDQUOT: "the disk quota is used up; free some space or choose another folder",
    errno.EFBIG: "the file is too large for this disk; choose another folder",
    errno.EROFS: "the folder is read-only; choose another folder",
    errno.EACCES: "the folder may not be written to; choose another folder",
    errno.EPERM: "the folder may not be written to; choose another folder",
    errno.ENOENT: "the folder does not exist; create it or choose another one",
    errno.ENOTDIR: "the folder does not exist; create it or choose another one",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one",
}


def save_error(path: Path, error: OSError) -> SaveError:
    """Return what a person is told of a file that the system refuses to write.

    Args:
        path: The file.
        error: What the system said.
    """
    reason = _REMEDIES.get(error.errno or 0)
    if reason is None:
        reason = f"{error.strerror or 'the system refused'}; choose another folder"
    return SaveError(f"{path}: cannot be saved: {reason}")


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def atomic_path(path: str | os.PathLike[str], *, overwrite: bool = True) -> Iterator[Path]:
    """Yield an empty temporary file that becomes `path` when the block ends without an error.

    The temporary file lies in the same folder, with the same extension, and is gone after any
    error. A symbolic link is followed; an existing file keeps its permissions.

    Args:
        path: Where the file is to appear.
        overwrite: Whether an existing file may be replaced.

    Raises:
        SaveError: The system refused (disk full, read-only, no such folder), `path` is a folder,
            or it exists and `overwrite` is off. An OSError inside the block becomes one as well.
    """
    shown = Path(path)
    target = Path(os.path.realpath(shown))
    temporary = target.parent / f".saving-{secrets.token_hex(8)}{target.suffix[:16]}"
    try:
        _refuse_existing(shown, target, overwrite)
        # Not tempfile: its files are private to the owner, and a saved photo should not be.
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        try:
            yield temporary
            _sync(temporary, os.O_RDWR)
            _refuse_existing(shown, target, overwrite)
            if target.exists():
                with contextlib.suppress(OSError):
                    shutil.copymode(target, temporary)
            os.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise save_error(shown, error) from error
    # Windows cannot open a folder, and some network disks cannot sync one.
    with contextlib.suppress(OSError):
        _sync(target.parent, os.O_RDONLY)


def _refuse_existing(shown: Path, target: Path, overwrite: bool) -> None:
    if target.is_dir():
        raise SaveError(f"{shown}: cannot be saved: this is a folder; give a file name")
    if not overwrite and target.exists():
        raise SaveError(
            f"{shown}: the file exists already; choose another name or allow overwriting"
        )


def atomic_write(path: str | os.PathLike[str], data: bytes, *, overwrite: bool = True) -> None:
    """Write `data` to `path`, whole or not at all; see `atomic_path` for the errors."""
    with (
        atomic_path(path, overwrite=overwrite) as temporary,
        open(temporary, "wb", buffering=0) as file,
    ):
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]
