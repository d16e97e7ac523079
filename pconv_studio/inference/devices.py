"""Which device to work on, said in words that people understand; torch is imported on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pconv_studio.core.errors import UsageError, UserError

if TYPE_CHECKING:
    import torch

DEVICES = ("auto", "cpu", "cuda", "mps")


def resolve_device(name: str) -> torch.device:
    """The device for ``auto``, ``cpu``, ``cuda`` or ``mps``; ``auto`` is the fastest there is.

    Raises:
        UsageError: another name.
        UserError: the device is not there, with the reason as far as it is known.
    """
    if name not in DEVICES:
        raise UsageError(f"there is no device {name!r}; there are {', '.join(DEVICES)}")
    import torch

    has_cuda, has_mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if name == "cuda" and not has_cuda:
        reason = (
            "this torch was built without CUDA"
            if torch.version.cuda is None
            else "no usable NVIDIA GPU was found"
        )
        raise UserError(f"CUDA was asked for, but {reason}; use the device cpu or auto")
    if name == "mps" and not has_mps:
        raise UserError(
            "MPS was asked for, but this is not a Mac with Apple's GPU support; "
            "use the device cpu or auto"
        )
    if name == "auto":
        name = "cuda" if has_cuda else "mps" if has_mps else "cpu"
    return torch.device(name)


def describe_devices() -> list[tuple[str, str]]:
    """Each device at hand and what it is, for reports."""
    import torch

    from pconv_models.precision import has_fast_bfloat16

    fast = "bfloat16" if has_fast_bfloat16(torch.device("cpu")) else "float32"
    found = [("cpu", f"{torch.get_num_threads()} threads, {fast}")]
    if torch.cuda.is_available():
        for index in range(torch.cuda.device_count()):
            properties = torch.cuda.get_device_properties(index)
            found.append(
                (f"cuda:{index}", f"{properties.name}, {properties.total_memory / 2**30:.0f} GiB")
            )
    if torch.backends.mps.is_available():
        found.append(("mps", "Apple GPU"))
    return found
