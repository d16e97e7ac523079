"""Which networks enlarge, by what factor, and how any factor is reached with them; no torch."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import prod
from pathlib import Path

from pconv_models.catalogue import bundled_models
from pconv_models.super_config import FACTORS, SUPER_RESOLUTION, SuperResolutionConfig
from pconv_studio.core.errors import UsageError, UserError
from pconv_studio.inference.model_facts import network_config
from pconv_studio.inference.user_models import user_models

__all__ = [
    "FACTORS",
    "METHODS",
    "NETWORK",
    "RESIZES",
    "Enlarger",
    "UpscalePlan",
    "enlargers",
    "factor_of",
    "plan_upscale",
]

NETWORK = "pconv"
RESIZES = ("lanczos", "bicubic", "nearest")
"""Methods that only resize."""
METHODS = (NETWORK, *RESIZES)
MOST_PASSES = 3


@dataclass(frozen=True)
class Enlarger:
    """A network that enlarges."""

    name: str
    """What ``--model`` takes."""
    path: Path
    factor: int
    """K that it was trained for."""
    bundled: bool
    """Whether it comes with the program."""


@dataclass(frozen=True)
class UpscalePlan:
    """How a factor is reached."""

    factor: int
    method: str
    """One of ``METHODS``."""
    passes: tuple[Enlarger, ...] = ()
    """Networks in their order; none for a method that only resizes."""

    @property
    def reached(self) -> int:
        """The factor of all passes together; where it is more, a reduction follows."""
        return prod(enlarger.factor for enlarger in self.passes) if self.passes else self.factor

    @property
    def reduces(self) -> bool:
        """Whether the result of the networks is made smaller at the end."""
        return self.reached != self.factor


def enlargers() -> list[Enlarger]:
    """All networks that enlarge: those that come with the program, then the user's own."""
    bundled = bundled_models()
    found = [
        Enlarger(name, entry.path, entry.factor, bundled=True)
        for name, entry in bundled.items()
        if entry.task == SUPER_RESOLUTION
    ]
    for name, own in user_models().items():
        if own.task == SUPER_RESOLUTION and name not in bundled:
            found.append(Enlarger(name, own.path, factor_of(own.path), bundled=False))
    return found


def factor_of(path: Path) -> int:
    """The factor that a file of weights was trained for, read from its header.

    Raises:
        UserError: the file is missing, damaged or of another program, or it fills holes.
    """
    config = network_config(path)
    if not isinstance(config, SuperResolutionConfig):
        raise UserError(
            f"{path}: these weights fill holes and do not enlarge; choose one of the models that do"
        )
    return config.factor


def plan_upscale(factor: int, *, method: str = NETWORK, model: str | None = None) -> UpscalePlan:
    """Work out how to enlarge by a factor.

    A network trained for the factor does it in one pass. Where there is none, several passes do,
    as few as possible, and where these only reach more, the result is reduced.

    Args:
        factor: K, 2 to 8.
        method: ``pconv``, or ``lanczos``, ``bicubic``, ``nearest``, which only resize.
        model: name or file of one network to use; None for those that fit best.

    Raises:
        UsageError: factor or method out of range, or a model for a method without.
        UserError: there is no such model, or it is for another factor.
    """
    if factor not in FACTORS:
        raise UsageError(f"the factor {factor} is not possible; choose a whole number from 2 to 8")
    if method not in METHODS:
        raise UsageError(f"there is no method {method!r}; there are {', '.join(METHODS)}")
    if method != NETWORK:
        if model is not None:
            raise UsageError(f"{method} only resizes and takes no model; leave the model out")
        return UpscalePlan(factor, method)
    if model is not None:
        return UpscalePlan(factor, method, (_chosen(model, factor),))
    best: dict[int, Enlarger] = {}
    for enlarger in enlargers():
        best.setdefault(enlarger.factor, enlarger)
    if not best:
        raise UserError("there is no model that enlarges; install the program again")
    return UpscalePlan(factor, method, tuple(best[k] for k in _passes(factor, sorted(best))))


def check_keepable(plan: UpscalePlan) -> None:
    """Refuse to keep the small picture's pixels where they have no place in the large one.

    Raises:
        UsageError: the plan resizes.
    """
    if not plan.passes:
        raise UsageError(f"the pixels cannot be kept: {plan.method} only resizes; use {NETWORK}")
    if plan.reduces:
        raise UsageError(
            f"the pixels cannot be kept: {plan.factor} is reached by resizing; "
            "choose another factor"
        )


def _passes(factor: int, trained: list[int]) -> tuple[int, ...]:
    """Trained factors whose product is the factor, or as little above it as there is."""
    candidates = [
        # The largest step first: it has the most to work with.
        tuple(reversed(chosen))
        for count in range(1, MOST_PASSES + 1)
        for chosen in combinations_with_replacement(trained, count)
        if prod(chosen) >= factor
    ]
    # Never empty: three passes of 2 reach 8.
    return min(candidates, key=lambda chosen: (prod(chosen), len(chosen)))


def _chosen(model: str, factor: int) -> Enlarger:
    known = {enlarger.name: enlarger for enlarger in enlargers()}
    if model in known:
        enlarger = known[model]
    elif Path(model).is_file():
        enlarger = Enlarger(model, Path(model), factor_of(Path(model)), bundled=False)
    else:
        raise UserError(
            f"{model}: neither a model that enlarges ({', '.join(known)}) nor a file of weights"
        )
    if enlarger.factor != factor:
        raise UserError(
            f"{model}: this model enlarges by {enlarger.factor}, not by {factor}; "
            "choose its factor, or no model"
        )
    return enlarger
