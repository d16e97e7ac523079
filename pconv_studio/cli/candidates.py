"""The methods of an evaluation, as callables that other processes can take over."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pconv_studio import __version__
from pconv_studio.core.errors import UsageError, UserError

if TYPE_CHECKING:
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


def parse_methods(
    text: str, *, model: str | None, plain_model: Path | None, device: str
) -> list[Candidate]:
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

    candidates: list[Candidate] = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        name, equals, rest = word.partition("=")
        method, colon, own = (rest if equals else word).partition(":")
        if colon and not own:
            raise UsageError(f"--methods {word}: the name of a model is missing after the colon")
        chosen = own or None
        if chosen is None:
            chosen = str(plain_model) if method == PLAIN and plain_model else None
            chosen = model if method in WITH_NETWORK else chosen
        label = name if equals else f"{method}:{Path(own).stem}" if own else method
        if not label or any(label == other.label for other in candidates):
            raise UsageError(f"--methods {word}: the name {label!r} is empty or taken twice")
        identity, filler = _make(method, chosen, device)
        candidates.append(Candidate(label, identity, filler))
    if not candidates:
        raise UsageError("--methods names no method; telea,ns,patchmatch,pconv is an example")
    return candidates


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
    from pconv_models.catalogue import sha256_of
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
    return f"{method} {__version__} {path.stem}@{sha256_of(path)[:12]}"


def _version(method: str) -> str:
    """Of what brings the method: this program, or another distribution."""
    from pconv_studio.inference.registry import GROUP

    for point in entry_points(group=GROUP):
        if point.name == method and point.dist is not None:
            return f"{point.dist.name} {point.dist.version}"
    return __version__
