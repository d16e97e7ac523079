"""The models that come with the program; importable without torch."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

WEIGHTS = Path(__file__).parent / "weights"


@dataclass(frozen=True)
class BundledModel:
    """A file of weights in this package, with the digest it must have."""

    name: str
    """What ``--model`` takes."""
    file: str
    """File name in ``weights/``; the model card beside it has the same stem."""
    task: str
    """``inpainting`` or ``super-resolution``."""
    licence: str
    """SPDX name of the licence of the weights."""
    sha256: str
    """Hexadecimal digest of the file."""
    factor: int = 1
    """What a super-resolution model enlarges by."""

    @property
    def path(self) -> Path:
        """Where the weights lie."""
        return WEIGHTS / self.file

    @property
    def card(self) -> Path:
        """Where the model card lies."""
        return self.path.with_suffix(".md")

    def intact(self) -> bool:
        """Whether the file is there and has the digest of the catalogue."""
        return self.path.is_file() and sha256_of(self.path) == self.sha256


def bundled_models() -> dict[str, BundledModel]:
    """The catalogue by name; the first one is the default."""
    entries = json.loads((WEIGHTS / "catalogue.json").read_text(encoding="utf-8"))
    return {entry["name"]: BundledModel(**entry) for entry in entries}


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
