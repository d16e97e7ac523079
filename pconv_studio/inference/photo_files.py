"""Where results go: beside the photo, never over it, and a folder's photos in order."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pconv_studio.core.decode import READABLE_EXTENSIONS
from pconv_studio.core.encode import SAVE_FORMATS, save_format
from pconv_studio.core.errors import UsageError

PHOTO_ITSELF = "that is the photo itself, which is never overwritten; give another -o"


def output_beside(photo: Path, ending: str) -> Path:
    """The photo's name with an ending, in its own format or the nearest that can be written."""
    suffix = photo.suffix
    if suffix.lower() not in SAVE_FORMATS:
        suffix = ".png" if suffix.lower() == ".gif" else ".tif"
    return photo.with_name(f"{photo.stem}_{ending}{suffix}")


def check_output(output: Path, inputs: Iterable[tuple[Path, str]], *, overwrite: bool) -> None:
    """Refuse, before any work, a place where the result could not be written.

    Args:
        output: the file to write.
        inputs: files that it must not be, each with what to say then.
        overwrite: whether another file of that name may be replaced.

    Raises:
        UsageError: the format cannot be written, the folder is not there, or the file may not be
            replaced.
    """
    save_format(output)
    if not output.parent.is_dir():
        raise UsageError(f"{output}: the folder does not exist; create it or choose another one")
    if not output.exists():
        return
    for path, text in inputs:
        if path.exists() and output.samefile(path):
            raise UsageError(f"{output}: {text}")
    if not overwrite:
        raise UsageError(
            f"{output}: there is a file of that name already; give another -o, or --overwrite"
        )


def photos_in(folder: Path) -> list[Path]:
    """The photos directly in a folder, by name; UsageError if there are none."""
    photos = sorted(
        p for p in folder.iterdir() if p.suffix.lower() in READABLE_EXTENSIONS and p.is_file()
    )
    if not photos:
        raise UsageError(
            f"{folder}: there are no photos in this folder; give a folder that holds some"
        )
    return photos
