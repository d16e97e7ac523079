"""``pconv-detail``: the network says what goes where, the photo's own patches say how it looks close up."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.inference.contract import FillJob, Region
from pconv_studio.inference.methods.patchmatch import patch_fill
from pconv_studio.inference.methods.pconv import coarse_to_fine
from pconv_studio.inference.network import load_network

Array = npt.NDArray[Any]

GUIDE_WEIGHT = 0.25
GUIDE_SIGMA = 3.0
"""Blur of the guide, in pixels: it stands for colours and shapes, not for texture."""
NETWORK_SHARE = 0.4
"""Share of the time that the network takes, for the progress display."""


class DetailMethod:
    """The network's structure with PatchMatch's texture."""

    name = "pconv-detail"
    title = "Partial convolutions + detail"
    context = 0.5
    min_context = 128

    def fill(self, region: Region, job: FillJob) -> Array:
        """Fill by the network, then by patches that are drawn to where the network's colours are."""
        base, share = job.base, job.share
        job.share = NETWORK_SHARE * share
        structure = coarse_to_fine(load_network(job), region, job)
        job.base, job.share = base + job.share, share - job.share
        job.tick(0.0, "searching patches")
        guide = colour_guide(np.where(region.hole[..., None], structure, region.image))
        return patch_fill(region, guide=guide, weight=GUIDE_WEIGHT, job=job)


def colour_guide(composite: Array) -> Array:
    """Lightness and colour of a (h, w, 3) composite in [0, 1], blurred: (h, w, 2) float32, L/100 and (a+b)/100."""
    lab = cv2.cvtColor(composite.astype(np.float32), cv2.COLOR_RGB2LAB)
    lab = cv2.GaussianBlur(lab, (0, 0), GUIDE_SIGMA)
    return np.dstack([lab[..., 0], lab[..., 1] + lab[..., 2]]) / np.float32(100)
