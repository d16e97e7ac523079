"""What is chosen in the panel, and what follows from it before anything runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pconv_studio.core.errors import UserError
from pconv_studio.gui.messages import translated_note
from pconv_studio.inference.enlarger_choices import UpscalePlan, plan_upscale
from pconv_studio.inference.upscale import check_size


@dataclass(frozen=True)
class Choice:
    """How to enlarge."""

    factor: int
    method: str
    model: str | None = None
    """Name of one network for this factor; None for those that fit best."""
    keep_known: bool = False


@dataclass(frozen=True)
class Outlook:
    """What a choice would make of a picture."""

    plan: UpscalePlan | None
    """How it is done; None where that is impossible."""
    memory: int
    """Bytes it takes while it runs; 0 where that is not known."""
    problem: str
    """Why it cannot be run, translated; empty where it can."""

    @property
    def can_keep(self) -> bool:
        """Whether pixels of the small picture can be kept."""
        return self.plan is not None and bool(self.plan.passes) and not self.plan.reduces


def look_ahead(choice: Choice, shape: tuple[int, ...], dtype: np.dtype[np.generic]) -> Outlook:
    """Work out what a choice would make of a picture of a shape (H, W, C) and depth."""
    try:
        plan = plan_upscale(choice.factor, method=choice.method, model=choice.model)
    except UserError as error:
        return Outlook(None, 0, translated_note(error))
    try:
        return Outlook(plan, check_size(shape, dtype, plan), "")
    except UserError as error:
        return Outlook(plan, 0, translated_note(error))
