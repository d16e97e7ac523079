"""The methods by name: our own, and those that other packages bring by entry point."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from pconv_studio.core.errors import UsageError, UserError
from pconv_studio.inference.contract import FillMethod

GROUP = "pconv_studio.methods"
DEFAULT = "pconv-detail"

# Name -> module and class; a method's libraries are loaded when it is asked for.
_OWN = {
    "pconv-detail": ("detail", "DetailMethod"),
    "pconv": ("pconv", "PConvMethod"),
    "patchmatch": ("patchmatch", "PatchMatchMethod"),
    "telea": ("opencv", "TeleaMethod"),
    "ns": ("opencv", "NavierStokesMethod"),
}


_WITHOUT_MODEL = ("patchmatch", "telea", "ns")


@cache
def _factories() -> dict[str, Callable[[], FillMethod]]:
    factories: dict[str, Callable[[], FillMethod]] = {}
    for name, (module, attribute) in _OWN.items():
        factories[name] = _own_factory(module, attribute)
    for point in entry_points(group=GROUP):
        # A foreign package cannot take one of our names.
        factories.setdefault(point.name, _foreign_factory(point))
    return factories


def _own_factory(module: str, attribute: str) -> Callable[[], FillMethod]:
    def make() -> FillMethod:
        method: FillMethod = getattr(
            import_module(f"pconv_studio.inference.methods.{module}"), attribute
        )()
        return method

    return make


def _foreign_factory(point: EntryPoint) -> Callable[[], FillMethod]:
    def make() -> FillMethod:
        method: FillMethod = point.load()()
        return method

    return make


def available_methods() -> list[str]:
    """Names of all methods, the default first."""
    return list(_factories())


def takes_model(name: str) -> bool:
    """Whether a model makes a difference; other packages' methods may use anything."""
    return name not in _WITHOUT_MODEL


def check_choice(name: str, model: str | None) -> None:
    """Refuse a method that is not there, and a model for one that has no use for it.

    Raises:
        UsageError: one of these.
        UserError: another package's method cannot be loaded.
    """
    get_method(name)
    if model is not None and not takes_model(name):
        raise UsageError(f"the method {name} takes no model; leave the model out, or use {DEFAULT}")


@cache
def get_method(name: str) -> FillMethod:
    """The method of a name.

    Raises:
        UsageError: there is none of that name.
        UserError: another package's method cannot be loaded.
    """
    factories = _factories()
    if name not in factories:
        raise UsageError(f"there is no method {name!r}; there are {', '.join(factories)}")
    try:
        return factories[name]()
    except Exception as error:  # a foreign package may raise anything
        raise UserError(
            f"the method {name!r} cannot be loaded ({error}); install what it needs"
        ) from error
