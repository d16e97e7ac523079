"""What the photos that were opened last are called in lists of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path


def recent_labels(paths: Sequence[Path]) -> list[str]:
    """Return the name of each photo; with the folder where two have the same name."""
    labels = [path.name for path in paths]
    # The folder's own name first; where that is the same too, all of its path.
    for folder in (lambda path: path.parent.name, lambda path: str(path.parent)):
        count = Counter(labels)
        labels = [
            f"{path.name} — {folder(path)}" if count[label] > 1 else label
            for path, label in zip(paths, labels, strict=True)
        ]
    return labels


def without_mnemonic(text: str) -> str:
    """Return a text for a menu or button, whose ampersands are to be seen."""
    return text.replace("&", "&&")
