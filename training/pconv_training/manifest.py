"""The manifest of a test set: which file holds a mask of which cell.

It is written when the set is complete, so a folder with a manifest can be used without reading its
masks.
"""

from __future__ import annotations

import csv
import io
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from pconv_studio.core.atomic import atomic_write
from pconv_studio.core.errors import UserError
from pconv_training.cells import CELLS

MANIFEST_FILE = "manifest.csv"


@dataclass(frozen=True)
class Entry:
    """One line of the manifest."""

    file: str
    """Path in the folder, with forward slashes."""
    cell: str
    """Name of the cell."""
    ratio: float
    """Share of hole."""
    hole_pixels: int
    sha256: str
    """Of the file."""


def write_manifest(folder: Path, entries: list[Entry]) -> None:
    """Write the manifest of a folder of masks as CSV, atomically."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(field.name for field in fields(Entry))
    writer.writerows(astuple(entry) for entry in entries)
    atomic_write(folder / MANIFEST_FILE, text.getvalue().encode())


def read_manifest(folder: Path) -> list[Entry] | None:
    """The manifest of a folder of masks; None if there is none.

    Raises:
        UserError: it is damaged.
    """
    path = folder / MANIFEST_FILE
    if not path.is_file():
        return None
    names = [field.name for field in fields(Entry)]
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if rows and set(names) - set(rows[0]):
            raise ValueError("columns are missing")
        entries = [
            Entry(
                row["file"],
                row["cell"],
                float(row["ratio"]),
                int(row["hole_pixels"]),
                row["sha256"],
            )
            for row in rows
        ]
        known = {cell.name for cell in CELLS}
        if any(entry.cell not in known or ".." in entry.file.split("/") for entry in entries):
            raise ValueError("a line is of no cell")
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UserError(
            f"{path}: the manifest is damaged ({error}); delete it, and the masks are read instead"
        ) from error
    return entries
