"""A network that enlarges, behind numpy arrays."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pconv_models.super_config import SUPER_RESOLUTION, SuperResolutionConfig
from pconv_studio.core.errors import UserError
from pconv_studio.core.geometry import Box
from pconv_studio.inference.contract import FillJob
from pconv_studio.inference.devices import resolve_device
from pconv_studio.inference.network import Network, memory_errors, model_path, rows_of

if TYPE_CHECKING:
    import torch

    from pconv_models.plan import MaskPlan
    from pconv_models.super_resolution import SuperResolutionUNet

Array = npt.NDArray[Any]


class EnlargerNetwork(Network):
    """A super-resolution network on a device; see :class:`Network` for precision and memory."""

    _net: SuperResolutionUNet

    def __init__(self, path: Path, device: torch.device) -> None:
        # Tiles come in a few sizes, and the mask's way through the network is the same for each.
        self._plans: dict[tuple[int, int, Box], MaskPlan] = {}
        super().__init__(path, device)
        assert isinstance(self.about.config, SuperResolutionConfig)
        self.config = self.about.config

    def _check_task(self, path: Path) -> None:
        if not isinstance(self.about.config, SuperResolutionConfig):
            raise UserError(
                f"{path}: these weights fill holes and do not enlarge; "
                "choose one of the models that do"
            )

    def _move(self, device: torch.device) -> None:
        self._plans.clear()
        super()._move(device)

    def enlarge(self, low: Array, box: Box) -> Array:
        """Enlarge a part of a picture.

        Args:
            low: (h, w, 3) float32 RGB in [0, 1].
            box: the part; what is around it is only seen.

        Returns:
            (K h', K w', 3) float32 in [0, 1], h' and w' of the box. Memory on the CPU with the
            bundled models: 0.2 to 0.3 kB a pixel of the whole in bfloat16, 0.4 to 0.5 kB in
            float32.

        Raises:
            MemoryError: the device has not enough of it.
        """
        import torch

        with (
            memory_errors(),
            torch.inference_mode(),
            torch.autocast(self.device.type, torch.bfloat16, enabled=self.bfloat16),
        ):
            height, width = low.shape[:2]
            rows = rows_of(box, self.config.factor)
            key = height, width, box
            if key not in self._plans:
                if len(self._plans) > 16:
                    self._plans.clear()
                self._plans[key] = self._net.plan_for(height, width, rows)
            pixels = torch.from_numpy(np.ascontiguousarray(low)).to(self.device)
            result = self._net.enlarge(pixels.permute(2, 0, 1)[None], self._plans[key], rows)
            return np.asarray(result[0].clamp_(0, 1).permute(1, 2, 0).cpu().numpy())


@lru_cache(maxsize=3)
def _load(path: Path, modified: int, device: str) -> EnlargerNetwork:
    return EnlargerNetwork(path, resolve_device(device))


def load_enlarger(model: str, job: FillJob) -> EnlargerNetwork:
    """The network of a name or file on a job's device; the last three stay in memory.

    Raises:
        UserError: there is no such model or device, or it does not enlarge.
    """
    path = model_path(model, SUPER_RESOLUTION)
    return _load(path, path.stat().st_mtime_ns, str(resolve_device(job.device).type))
