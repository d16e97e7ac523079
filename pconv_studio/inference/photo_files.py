"""Where results go: beside the photo, never over it, and a folder's photos in order."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from pconv_studio.core.atomic import save_error
from pconv_studio.core.decode import counts_as_photo, stored_format
from pconv_studio.core.encode import save_format
from pconv_studio.core.errors import UsageError
from pconv_studio.core.export import SAME, export_extension

PHOTO_ITSELF = "that is the photo itself, which is never overwritten; give another -o"


def output_beside(photo: Path, ending: str) -> Path:
    """The photo's name with an ending, in its own format or the nearest that can be written.

    The format is that of the file's content: a PNG that is called ``a.jpg`` stays without losses.
    """
    return photo.with_name(f"{photo.stem}_{ending}{saved_extension(photo)}")


def saved_extension(photo: Path) -> str:
    """The extension, with its dot, of a copy of a photo in its own or the nearest format."""
    return export_extension(SAME, photo, kind=stored_format(photo))


def check_output(output: Path, inputs: Iterable[tuple[Path, str]], *, overwrite: bool) -> None:
    """Refuse, before any work, a place where the result could not be written.

    Args:
        output: the file to write.
        inputs: files that it must not be, each with what to say then.
        overwrite: whether another file of that name may be replaced.

    Raises:
        UsageError: the format cannot be written, the folder is not there, or the file may not be
            replaced.
        SaveError: the system does not allow it.
    """
    save_format(output)
    try:
        if not output.parent.is_dir():
            raise UsageError(
                f"{output}: the folder does not exist; create it or choose another one"
            )
        if not os.access(output.parent, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        try:
            # Not `exists`, which does not tell a free name from one that is too long.
            output.stat()
        except FileNotFoundError:
            return
        for path, text in inputs:
            if path.exists() and output.samefile(path):
                raise UsageError(f"{output}: {text}")
    except OSError as error:
        raise save_error(output, error) from error
    if not overwrite:
        raise UsageError(
            f"{output}: there is a file of that name already; give another -o, or --overwrite"
        )


def photos_in(folder: Path) -> list[Path]:
    """The photos directly in a folder, by name; UsageError if there are none."""
    photos = sorted(p for p in folder.iterdir() if counts_as_photo(p) and p.is_file())
    if not photos:
        raise UsageError(
            f"{folder}: there are no photos in this folder; give a folder that holds some"
        )
    return photos
