"""Where the two words for a mask meet: what people paint, and what the equations speak of."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def valid_from_hole(hole: Any) -> Tensor:
    """Turn a hole into the paper's M.

    Args:
        hole: numpy array (H, W) bool, True = pixel to fill.

    Returns:
        (1, H, W) float32, 1 = valid, 0 = hole: one plane; stack or index it for a batch.
    """
    return torch.from_numpy(~hole)[None].float()
