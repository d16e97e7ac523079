"""What can be compared: a method, with a model where it takes one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from pconv_studio.gui.method_texts import method_title
from pconv_studio.inference.choices import model_choices
from pconv_studio.inference.depth import TRUSTED
from pconv_studio.inference.registry import available_methods

LEAST, MOST = 2, 6
"""How many can be compared at a time."""
FIRST = ("pconv-detail", "pconv", "patchmatch")
"""Methods that are compared unless others are chosen."""


@dataclass(frozen=True)
class Candidate:
    """A way to fill the hole."""

    method: str
    model: str | None = None
    """Name of a model or a file of weights; None for the default, and for methods without one."""

    @property
    def title(self) -> str:
        """What a person reads."""
        if self.model is None:
            return method_title(self.method)
        model = Path(self.model).stem if "/" in self.model or "\\" in self.model else self.model
        text = QCoreApplication.translate("CompareModels", "{method}, {model}")
        return text.format(method=method_title(self.method), model=model)


def candidates(current: Candidate) -> list[Candidate]:
    """All there are: each method with the default model, then with the user's own ones.

    Args:
        current: What the window fills with now; it is among them even if it is a file.
    """
    own = [choice.name for choice in model_choices()[1:]]
    found = [Candidate(method) for method in available_methods()]
    found += [Candidate(method, name) for name in own for method in TRUSTED]
    return found if current in found else [*found, current]


def first_choice(current: Candidate, offered: list[Candidate]) -> list[Candidate]:
    """What is compared unless something else is chosen: the current one and some more."""
    wanted = [current, *(Candidate(method) for method in FIRST)]
    return [candidate for candidate in offered if candidate in wanted]
