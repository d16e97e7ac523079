"""The tensors of a foreign file, taken one by one, each of the shape it must have."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import torch
from torch import Tensor

from pconv_models.errors import CheckpointError


class Source:
    """A foreign file's tensors by name.

    Shapes are compared before a tensor is copied, so that a damaged or hostile file (a tensor may
    say that one stored value fills a shape of any size) never asks for more memory than a network
    needs.

    Args:
        path: named in errors.
        tensors: by name; not changed.
    """

    def __init__(self, path: Path, tensors: dict[str, Tensor]) -> None:
        self.path = path
        self._left = dict(tensors)

    def names(self) -> set[str]:
        """Names that were not taken yet."""
        return set(self._left)

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor that is not taken yet.

        Raises:
            CheckpointError: there is none of that name.
        """
        if name not in self._left:
            raise self.error(f"{name} is missing")
        return tuple(self._left[name].shape)

    def take(self, name: str, shape: Iterable[int]) -> Tensor:
        """Return a float32 copy of a tensor; each can be taken once.

        Raises:
            CheckpointError: it is missing, of another shape, or holds no finite numbers.
        """
        wanted = tuple(shape)
        if self.shape(name) != wanted:
            raise self.error(f"{name} has the shape {self.shape(name)}, and {wanted} belongs there")
        tensor = self._left.pop(name)
        plain = tensor.layout == torch.strided and tensor.device.type == "cpu"
        if not plain or not tensor.dtype.is_floating_point:
            raise self.error(f"{name} holds {tensor.dtype}, and floating numbers belong there")
        copy = tensor.detach().to(torch.float32, copy=True).contiguous()
        if not bool(torch.isfinite(copy).all()):
            raise self.error(f"{name} holds NaN or Inf")
        return copy

    def take_ones(self, name: str, shape: Iterable[int]) -> None:
        """Take a kernel of the mask, which must be all ones: these are not stored by us.

        Raises:
            CheckpointError: as :meth:`take`, and where other values would change the equations.
        """
        if not bool((self.take(name, shape) == 1).all()):
            raise self.error(f"{name} is not all ones, as the kernel of a mask must be")

    def drop(self, name: str) -> None:
        """Leave a tensor aside unread, if there is one of that name."""
        self._left.pop(name, None)

    def finish(self) -> None:
        """Make sure that nothing was left over: it would have had a meaning that was missed.

        Raises:
            CheckpointError: naming what is left.
        """
        if self._left:
            names, more = ", ".join(sorted(self._left)[:3]), len(self._left) - 3
            if more > 0:
                raise self.error(f"{names} and {more} more is not known here")
            raise self.error(f"{names} is not known here")

    def error(self, reason: str) -> CheckpointError:
        """An error that names the file and the reason."""
        return CheckpointError(
            f"{self.path}: the weights cannot be imported: {reason}; "
            "get the file again from the repository it belongs to"
        )
