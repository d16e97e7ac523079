"""A loaded network behind numpy arrays: the only place in this package where tensors live."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pconv_models.catalogue import bundled_models, sha256_of
from pconv_models.super_config import SuperResolutionConfig
from pconv_studio.core.errors import UserError
from pconv_studio.core.geometry import Box
from pconv_studio.inference.contract import FillJob
from pconv_studio.inference.devices import resolve_device
from pconv_studio.inference.mask_updates import reached
from pconv_studio.inference.model_record import INPAINTING
from pconv_studio.inference.user_models import user_models

if TYPE_CHECKING:
    import torch

    from pconv_models.unet import PConvUNet

Array = npt.NDArray[Any]


def model_path(model: str | None, task: str = INPAINTING) -> Path:
    """The file of a model's name or of a path; the task's first bundled model for None.

    Names are those of models that come with the program, then those of the user's own.

    Raises:
        UserError: neither a name nor a file, or a model's file is not what its record says.
    """
    bundled = {name: entry for name, entry in bundled_models().items() if entry.task == task}
    if model is None:
        model = next(iter(bundled))
    if model in bundled:
        path = bundled[model].path
        if not _is_intact(path, bundled[model].sha256, _stamp(path)):
            raise UserError(
                f"{path}: the bundled weights are missing or damaged; install the program again"
            )
        return path
    own = {name: entry for name, entry in user_models().items() if entry.task == task}
    if model in own:
        path = own[model].path
        if not _is_intact(path, own[model].sha256, _stamp(path)):
            raise UserError(
                f"{path}: the weights of {model} are not those that were imported; "
                "delete the model and import it again"
            )
        return path
    path = Path(model)
    if not path.is_file():
        ours, mine = ", ".join(bundled), ", ".join(own)
        if own:
            raise UserError(
                f"{model}: neither a model that comes with the program ({ours}), "
                f"nor one of your own ({mine}), nor a file of weights"
            )
        raise UserError(
            f"{model}: neither a model that comes with the program ({ours}) nor a file of weights"
        )
    return path


def _stamp(path: Path) -> tuple[int, int]:
    """What changes when a file is written again."""
    if not path.is_file():
        return 0, 0
    state = path.stat()
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=8)
def _is_intact(path: Path, digest: str, stamp: tuple[int, int]) -> bool:
    return path.is_file() and sha256_of(path) == digest


class Network:
    """A network on a device, ready to predict.

    On the CPU it works in bfloat16 where the processor multiplies it in hardware, and in float32
    elsewhere. When a device runs out of memory it moves to the CPU for good and says so in the
    job's notes.
    """

    def __init__(self, path: Path, device: torch.device) -> None:
        from pconv_models.checkpoint import CheckpointError, load_checkpoint
        from pconv_models.unet import fuse_batch_norm

        try:
            network, about = load_checkpoint(path)
        except CheckpointError as error:
            raise UserError(str(error)) from error
        self.about = about
        self._check_task(path)
        self._fused = fuse_batch_norm(network)
        self._move(device)

    def _check_task(self, path: Path) -> None:
        if isinstance(self.about.config, SuperResolutionConfig):
            raise UserError(
                f"{path}: these weights enlarge pictures; choose a model that fills holes"
            )

    def _move(self, device: torch.device) -> None:
        import torch

        from pconv_models.precision import has_fast_bfloat16

        self.device = device
        self.bfloat16 = has_fast_bfloat16(device)
        self._net: PConvUNet = self._fused.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def predict(self, image: Array, hole: Array, job: FillJob, box: Box | None = None) -> Array:
        """Predict a picture, or a part of it, which takes less time.

        Args:
            image: (h, w, 3) float32 RGB in [0, 1]; values in the hole have no influence.
            hole: (h, w) bool.
            job: told of a change of device.
            box: the part that is wanted.

        Returns:
            (h, w, 3) float32 in [0, 1], or as large as the box. Memory: about 1.2 kB a pixel of the
            picture for the ``compact`` network.

        Raises:
            MemoryError: not even the CPU has the memory; ask for less at a time.
        """
        try:
            with memory_errors():
                return self._predict(image, hole, box)
        finally:
            job.used_device = str(self.device)

    def fall_back(self, job: FillJob) -> bool:
        """Go on on the CPU after the device ran out of memory; False if it is the CPU already."""
        import torch

        if self.device.type == "cpu":
            return False
        job.note(f"the device {self.device} ran out of memory; the work went on on the CPU")
        self._move(torch.device("cpu"))
        return True

    @property
    def least_reach(self) -> float:
        """Distance in pixels that the mask updates bridge wherever the known pixels lie."""
        return float(self.about.config.multiple)

    def reaches(self, hole: Array) -> Array:
        """(h, w) bool: where the mask updates (Eq. 2) let the output rest on a known pixel."""
        return reached(hole, self.about.config)

    def _wants_bfloat16(self, shape: tuple[int, ...]) -> bool:
        """Whether to predict a picture of (height, width) in bfloat16.

        oneDNN's bfloat16 convolution of stride 2 gives NaN and whatever lay in memory where it
        makes one column of two (Intel AMX, torch 2.15). The last encoder stage does so in a
        picture that is tall and no wider than the network's multiple.
        """
        multiple = self.about.config.multiple
        tall = shape[0] > multiple >= shape[1]
        return self.bfloat16 and not (tall and self.device.type == "cpu")

    def _predict(self, image: Array, hole: Array, box: Box | None) -> Array:
        import torch

        from pconv_models.polarity import valid_from_hole

        with (
            torch.inference_mode(),
            torch.autocast(
                self.device.type, torch.bfloat16, enabled=self._wants_bfloat16(hole.shape)
            ),
        ):
            pixels = torch.from_numpy(np.ascontiguousarray(image)).to(self.device)
            valid = valid_from_hole(hole)[None].to(self.device)
            batch = pixels.permute(2, 0, 1)[None].contiguous(memory_format=torch.channels_last)
            prediction = self._net(batch, valid, box and rows_of(box))[0].clamp(0, 1)
            return np.asarray(prediction.permute(1, 2, 0).float().cpu().numpy())


def rows_of(box: Box, factor: int = 1) -> tuple[int, int, int, int]:
    """A box as networks take it, in a picture that is so many times as large."""
    return factor * box.top, factor * box.bottom, factor * box.left, factor * box.right


@contextmanager
def memory_errors() -> Iterator[None]:
    """Turn torch's several ways to say that memory ran out into MemoryError."""
    import torch

    try:
        yield
    except torch.OutOfMemoryError:
        torch.cuda.empty_cache()
        raise MemoryError from None
    except RuntimeError as error:
        # The CPU's allocator has no exception of its own.
        if "not enough memory" in str(error) or "alloc" in str(error):
            raise MemoryError from error
        raise


@lru_cache(maxsize=2)
def _load(path: Path, modified: int, device: str) -> Network:
    return Network(path, resolve_device(device))


def load_network(job: FillJob) -> Network:
    """The network of a job's model on its device; the last two stay in memory."""
    path = model_path(job.model)
    # The time of change, so that a file that was written again is read again.
    return _load(path, path.stat().st_mtime_ns, str(resolve_device(job.device).type))
