"""All models that have a name: those that come with the program, then the user's own; no torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pconv_models.catalogue import bundled_models, sha256_of
from pconv_studio.inference.user_models import user_models


@dataclass(frozen=True)
class KnownModel:
    """A model that has a name."""

    path: Path
    """The weights, a safetensors file."""
    sha256: str
    """Hexadecimal digest that was noted of them."""
    task: str
    """``inpainting`` or ``super-resolution``."""
    licence: str
    """SPDX name, or as the user gave it; empty where nothing is known."""
    own: bool
    """Whether the user brought it along; the others come with the program."""
    card: Path | None = None
    """The model card."""
    trained_on: str = ""
    """For people; empty where nobody noted it."""
    origin: str = ""
    """The repository that the weights come from, or empty for weights of this program."""
    added: str = ""
    """When an own one came in, ISO 8601 in UTC."""

    def intact(self) -> bool:
        """Whether the file has the digest that was noted."""
        return self.path.is_file() and sha256_of(self.path) == self.sha256


def known_models() -> dict[str, KnownModel]:
    """All models by name; the first one is the default."""
    known = {
        name: KnownModel(
            entry.path, entry.sha256, entry.task, entry.licence, own=False, card=entry.card
        )
        for name, entry in bundled_models().items()
    }
    for name, entry in user_models().items():
        own = KnownModel(
            entry.path,
            entry.sha256,
            entry.task,
            entry.licence,
            own=True,
            trained_on=entry.trained_on,
            origin=entry.origin,
            added=entry.added,
        )
        known.setdefault(name, own)
    return known
