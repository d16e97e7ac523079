"""``pconv-detail``: the network says what goes where, the photo's own patches how it looks."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.inference.contract import FillJob, Region
from pconv_studio.inference.methods.patchmatch import patch_fill
from pconv_studio.inference.methods.pconv import coarse_to_fine
from pconv_studio.inference.network import load_network
from pconv_studio.inference.regions import hole_depth

Array = npt.NDArray[Any]

GUIDE_WEIGHT = 0.005
"""Weight of the guide beside the patch distance. Larger ones copied flat patches into textures: the
network's colours are smoother than any photo. Smaller ones let a removed object come back."""
GUIDE_SIGMA = 8.0
"""Least blur of the guide, in pixels: it stands for colours and shapes, not for texture.

Deeper holes get more, in proportion."""
GUIDE_DEPTH = 32.0
"""Depth in pixels that one pass of the network is trusted with here: what goes where is best seen
from afar, and the sharpness comes from the patches."""
NETWORK_SHARE = 0.4
"""Share of the time that the network takes, for the progress display."""


class DetailMethod:
    """The network's structure with PatchMatch's texture."""

    name = "pconv-detail"
    title = "Partial convolutions + detail"
    context = 0.5
    min_context = 160

    def fill(self, region: Region, job: FillJob) -> Array:
        """Fill by the network, then by patches drawn to where the network's colours are."""
        base, share = job.base, job.share
        job.share = NETWORK_SHARE * share
        structure = coarse_to_fine(load_network(job), region, job, GUIDE_DEPTH)
        job.base, job.share = base + job.share, share - job.share
        job.tick(0.0, "searching patches")
        sigma = max(GUIDE_SIGMA, hole_depth(region.hole) / GUIDE_SIGMA)
        guide = colour_guide(np.where(region.hole[..., None], structure, region.image), sigma)
        return patch_fill(region, guide=guide, weight=GUIDE_WEIGHT, job=job)


def colour_guide(composite: Array, sigma: float) -> Array:
    """What goes where: L/100 and (a+b)/100 in CIELAB, blurred.

    Args:
        composite: (h, w, 3) RGB in [0, 1].
        sigma: of the Gaussian blur, in pixels.

    Returns:
        (h, w, 2) float32.
    """
    lab = cv2.cvtColor(composite.astype(np.float32), cv2.COLOR_RGB2LAB)
    lab = cv2.GaussianBlur(lab, (0, 0), sigma)
    return np.dstack([lab[..., 0], lab[..., 1] + lab[..., 2]]) / np.float32(100)
