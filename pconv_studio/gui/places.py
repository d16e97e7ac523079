"""Where files are proposed to go."""

from __future__ import annotations

from pathlib import Path

from pconv_resources import samples


def results_folder(photo: Path | None) -> Path:
    """Return where to save unless told otherwise: beside the photo, a sample's in the home."""
    if photo is None or any(photo == sample.file for sample in samples()):
        return Path.home()
    return photo.parent
