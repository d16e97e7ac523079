"""Files that come with the program: icons and sample photos with hole masks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

__all__ = ["Sample", "resource", "sample", "samples"]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A bundled photo, what may be removed from it, and whom to credit.

    Attributes:
        name: Short name, the photo's file name without its extension.
        file: The photo.
        hole: The hole mask, a 1-bit PNG of the photo's size, white = hole.
        removes: What lies under the hole.
        title: The photo's title.
        author: Who took it.
        licence: SPDX identifier, or ``public domain``.
        source: Where the file was taken from.
        width: Width in pixels.
        height: Height in pixels.
    """

    name: str
    file: Path
    hole: Path
    removes: str
    title: str
    author: str
    licence: str
    source: str
    width: int
    height: int

    @property
    def credit(self) -> str:
        """The line to print below the photo wherever it is shown."""
        return f"“{self.title}” by {self.author}, {self.licence}"


def resource(name: str) -> Path:
    """Return the path of a bundled file.

    Args:
        name: Path below the package with forward slashes, such as ``icons/pconv-studio.svg``.

    Raises:
        FileNotFoundError: If no such file is bundled.
    """
    # Wheels are unpacked on installation, so a resource is always a file of its own; running from
    # a zip archive is not supported (torch cannot either).
    path = Path(str(files(__name__).joinpath(*name.split("/"))))
    if not path.is_file():
        msg = f"{name}: not among the bundled resources"
        raise FileNotFoundError(msg)
    return path


@cache
def _read_samples() -> tuple[Sample, ...]:
    listing = resource("samples/samples.json")
    entries = json.loads(listing.read_text(encoding="utf-8"))["samples"]
    return tuple(
        Sample(
            **{
                **entry,
                "file": listing.with_name(entry["file"]),
                "hole": listing.with_name(entry["hole"]),
            }
        )
        for entry in entries
    )


def samples() -> list[Sample]:
    """Return the sample photos; the first one is what ``pconv demo`` fills."""
    return list(_read_samples())


def sample(name: str) -> Sample:
    """Return one sample photo by its name.

    Raises:
        KeyError: If there is no sample of that name.
    """
    for candidate in _read_samples():
        if candidate.name == name:
            return candidate
    known = ", ".join(candidate.name for candidate in _read_samples())
    msg = f"no sample photo is called {name!r}; there are {known}"
    raise KeyError(msg)
