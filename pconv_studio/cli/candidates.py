"""The methods of an evaluation, as callables that other processes can take over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pconv_studio import __version__
from pconv_studio.core.errors import UsageError, UserError

if TYPE_CHECKING:
    from pconv_training.evaluation.enlarging import Enlarger
    from pconv_training.evaluation.filling import Filler
    from pconv_training.evaluation.run import Candidate

Array = npt.NDArray[Any]

WITH_NETWORK = ("pconv", "pconv-detail", "pconv-once")
PLAIN = "plain"
ONCE = "pconv-once"


@dataclass(frozen=True)
class MethodFiller:
    """A registered method, run as the program runs it."""

    method: str
    model: str | None
    device: str

    def __call__(self, image: Array, hole: Array) -> Array:
        """(H, W, 3) uint8 and (H, W) bool -> (H, W, 3) uint8."""
        from pconv_studio.inference.fill import fill

        return fill(image, hole, method=self.method, model=self.model, device=self.device).pixels


@dataclass(frozen=True)
class SinglePass:
    """One pass of a network over the whole picture, as the paper evaluates it."""

    model: str | None
    device: str

    def __call__(self, image: Array, hole: Array) -> Array:
        """(H, W, 3) uint8 and (H, W) bool -> (H, W, 3) uint8."""
        from pconv_studio.inference.contract import FillJob
        from pconv_studio.inference.network import load_network
        from pconv_studio.inference.values import from_unit, to_unit

        job = FillJob(model=self.model, device=self.device)
        prediction = load_network(job).predict(to_unit(image, hole), hole, job)
        return np.asarray(from_unit(prediction, np.dtype(np.uint8)))


@dataclass(frozen=True)
class MethodEnlarger:
    """A method that enlarges, run as the program runs it."""

    method: str
    model: str | None
    device: str

    def __call__(self, image: Array, factor: int) -> Array:
        """(h, w, 3) uint8 -> (K h, K w, 3) uint8."""
        from pconv_studio.inference.upscale import upscale

        return upscale(
            image, factor, method=self.method, model=self.model, device=self.device
        ).pixels


def parse_methods(
    text: str, *, model: str | None, plain_model: Path | None, device: str
) -> list[Candidate[Filler]]:
    """The candidates of ``--methods``.

    Args:
        text: names, separated by commas; ``METHOD:MODEL`` takes a method with another model, and
            ``LABEL=METHOD`` or ``LABEL=METHOD:MODEL`` names it in the tables.
        model: for methods with a network where no other is named; None for the bundled one.
        plain_model: for ``plain``.
        device: for methods with a network.

    Raises:
        UsageError: an unknown method, a label twice, or ``plain`` without a model.
        UserError: a model cannot be read, or is not of the kind the method needs.
    """
    from pconv_training.evaluation.run import Candidate

    defaults: dict[str, str | None] = dict.fromkeys(WITH_NETWORK, model)
    defaults[PLAIN] = str(plain_model) if plain_model else None
    candidates: list[Candidate[Filler]] = []
    for label, method, own in _words(text, "telea,ns,patchmatch,pconv"):
        identity, filler = _make(method, own or defaults.get(method), device)
        candidates.append(Candidate(label, identity, filler))
    return candidates


def parse_enlargers(
    text: str, factors: Sequence[int], *, model: str | None, device: str
) -> list[Candidate[Enlarger]]:
    """The candidates of ``--methods`` for super-resolution: one for each factor and its weights.

    A method with a model of one factor takes part in that factor alone.

    Args:
        text: as of :func:`parse_methods`.
        factors: what is evaluated.
        model: for ``pconv`` where no other is named; None for the bundled ones.
        device: for ``pconv``.

    Raises:
        UsageError: an unknown method, or a label twice.
        UserError: a model cannot be read, or is for none of the factors.
    """
    from pconv_studio.inference.enlarger_choices import NETWORK, plan_upscale
    from pconv_training.evaluation.run import Candidate

    candidates: list[Candidate[Enlarger]] = []
    for label, method, own in _words(text, "pconv,lanczos,bicubic,nearest"):
        chosen = own or (model if method == NETWORK else None)
        enlarger = MethodEnlarger(method, chosen, device)
        reasons: list[UserError] = []
        for factor in factors:
            try:
                plan = plan_upscale(factor, method=method, model=chosen)
            except UsageError:
                raise
            except UserError as error:
                reasons.append(error)
                continue
            weights = " ".join(map(_weights, (one.path for one in plan.passes)))
            identity = " ".join(filter(None, (method, __version__, weights)))
            candidates.append(Candidate(label, identity, enlarger, factor))
        if len(reasons) == len(factors):
            raise reasons[0]
    return candidates


def _words(text: str, example: str) -> list[tuple[str, str, str]]:
    """Label, method and model of each word of ``--methods``; no model is empty."""
    found: list[tuple[str, str, str]] = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        name, equals, rest = word.partition("=")
        method, colon, own = (rest if equals else word).partition(":")
        if colon and not own:
            raise UsageError(f"--methods {word}: the name of a model is missing after the colon")
        label = name if equals else f"{method}:{Path(own).stem}" if own else method
        if not label or any(label == other for other, _, _ in found):
            raise UsageError(f"--methods {word}: the name {label!r} is empty or taken twice")
        found.append((label, method, own))
    if not found:
        raise UsageError(f"--methods names no method; {example} is an example")
    return found


def _make(method: str, model: str | None, device: str) -> tuple[str, Any]:
    if method in (PLAIN, ONCE):
        if method == PLAIN and model is None:
            raise UsageError(
                "plain, the network with plain convolutions, needs --plain-model FILE or "
                "plain:FILE; train one by 'pconv train --set convolution=plain'"
            )
        return _model_identity(method, model), SinglePass(model, device)
    from pconv_studio.inference.registry import get_method

    get_method(method)
    filler = MethodFiller(method, model, device)
    if method in WITH_NETWORK or model is not None:
        return _model_identity(method, model), filler
    return f"{method} {_version(method)}", filler


def _model_identity(method: str, model: str | None) -> str:
    """The method, the program's version, and the digest of the weights."""
    from pconv_models.checkpoint import read_metadata
    from pconv_studio.inference.network import model_path

    path = model_path(model)
    wanted = "plain" if method == PLAIN else "partial"
    if method in (PLAIN, *WITH_NETWORK):
        found = read_metadata(path).config.convolution
        if found != wanted:
            raise UserError(
                f"{path}: a network with {found} convolutions, and {method} needs {wanted} ones"
            )
    return f"{method} {__version__} {_weights(path)}"


def _weights(path: Path) -> str:
    """Name and digest of a file of weights."""
    from pconv_models.catalogue import sha256_of

    return f"{path.stem}@{sha256_of(path)[:12]}"


def _version(method: str) -> str:
    """Of what brings the method: this program, or another distribution."""
    from pconv_studio.inference.registry import GROUP

    for point in entry_points(group=GROUP):
        if point.name == method and point.dist is not None:
            return f"{point.dist.name} {point.dist.version}"
    return __version__
