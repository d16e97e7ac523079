"""Records in JSON that others may have written: read with every type checked."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any, TypeVar

from pconv_studio.core.geometry import Box
from pconv_studio.core.layers import FillLayer
from pconv_studio.core.packed import Packed

T = TypeVar("T")

_LARGEST_NUMBER = 2**53


class Record:
    """A JSON object whose values are asked for by type.

    Raises:
        ValueError: By each method: the value is missing or of another type.
    """

    def __init__(self, values: object) -> None:
        if not isinstance(values, dict):
            raise ValueError("not a JSON object")
        self._values: dict[str, Any] = values

    @classmethod
    def parse(cls, data: bytes) -> Record:
        """Read a record; ValueError for anything else."""
        try:
            return cls(json.loads(data))
        except RecursionError as error:
            raise ValueError("nested too deeply") from error

    def value(self, key: str) -> Any:
        """Anything."""
        if key not in self._values:
            raise ValueError(f"{key} is missing")
        return self._values[key]

    def optional(self, key: str, get: Callable[[str], T]) -> T | None:
        """What `get` gives, or None where the value is null or missing."""
        return None if self._values.get(key) is None else get(key)

    def text(self, key: str) -> str:
        """A string."""
        return self._of(key, str)

    def flag(self, key: str) -> bool:
        """True or false."""
        return self._of(key, bool)

    def integer(self, key: str) -> int:
        """A whole number of a size that JSON keeps exactly."""
        return _integer(self.value(key), key)

    def number(self, key: str) -> float:
        """A finite number."""
        return _number(self.value(key), key)

    def integers(self, key: str) -> list[int]:
        """A list of whole numbers."""
        return [_integer(value, key) for value in self._of(key, list)]

    def numbers(self, key: str) -> list[float]:
        """A list of finite numbers."""
        return [_number(value, key) for value in self._of(key, list)]

    def texts(self, key: str) -> list[str]:
        """A list of strings."""
        values = self._of(key, list)
        if not all(isinstance(value, str) for value in values):
            raise ValueError(f"{key} holds something else than text")
        return values

    def mapping(self, key: str) -> dict[str, Any]:
        """A JSON object."""
        return self._of(key, dict)

    def record(self, key: str) -> Record:
        """A JSON object, as a record."""
        return Record(self.mapping(key))

    def records(self, key: str) -> list[Record]:
        """A list of JSON objects."""
        return [Record(value) for value in self._of(key, list)]

    def _of(self, key: str, kind: type[T]) -> T:
        value = self.value(key)
        if not isinstance(value, kind):
            raise ValueError(f"{key} is not a {kind.__name__}")
        return value


def _integer(value: object, key: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST_NUMBER:
        raise ValueError(f"{key} is not a whole number")
    return value


def _number(value: object, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{key} is not a number")
    return float(value)


def layer_record(layer: FillLayer, *, coverage: str, pixels: str) -> dict[str, Any]:
    """Return what is to be written of a layer beside its arrays.

    Args:
        layer: The layer.
        coverage: Name of the entry or file that holds its coverage.
        pixels: Name of the one that holds its pixels.
    """
    box = layer.box
    return {
        "id": layer.id,
        "name": layer.name,
        "method": layer.method,
        "model": layer.model,
        "device": layer.device,
        "seconds": layer.seconds,
        "notes": list(layer.notes),
        "created": layer.created,
        "visible": layer.visible,
        "box": [box.top, box.left, box.bottom, box.right],
        "settings": dict(layer.settings),
        "coverage": coverage,
        "pixels": pixels,
    }


def layer_box(record: Record, size: tuple[int, int]) -> Box:
    """Return the box of a layer; ValueError where it is not inside a photo of that size."""
    numbers = record.integers("box")
    if len(numbers) != 4:
        raise ValueError("a box has four numbers")
    box = Box(*numbers)
    if box.top < 0 or box.left < 0 or box.bottom > size[0] or box.right > size[1]:
        raise ValueError("a box lies outside the photo")
    return box


def parsed_layer(record: Record, box: Box, *, coverage: Packed, pixels: Packed) -> FillLayer:
    """Return the layer of a record; ValueError where that makes no sense."""
    name = record.text("id")
    # Ids become names of files.
    if not re.fullmatch("[0-9a-zA-Z_-]{1,64}", name):
        raise ValueError("an id is letters and digits")
    return FillLayer(
        id=name,
        name=record.text("name"),
        method=record.text("method"),
        model=record.optional("model", record.text),
        device=record.text("device"),
        seconds=record.number("seconds"),
        notes=tuple(record.texts("notes")),
        created=record.text("created"),
        visible=record.flag("visible"),
        box=box,
        coverage=coverage,
        pixels=pixels,
        settings=record.mapping("settings"),
    )
