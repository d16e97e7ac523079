"""OpenCV's two classical inpainting methods."""

from __future__ import annotations

from typing import Any, ClassVar

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.inference.contract import FillJob, Region

RADIUS = 5.0
"""Neighbourhood of each pixel that is averaged, in pixels."""


class _OpenCVMethod:
    name: ClassVar[str]
    title: ClassVar[str]
    flag: ClassVar[int]
    context = 0.1
    min_context = 16

    def fill(self, region: Region, job: FillJob) -> npt.NDArray[Any]:
        """Fill channel by channel in float32: OpenCV's three-channel version knows 8 bits only."""
        # OpenCV reads past the ends of a single row: unknown pixels around it keep it from that.
        rim = 1 if min(region.hole.shape) < 3 else 0
        sides = (slice(rim, rim + region.hole.shape[0]), slice(rim, rim + region.hole.shape[1]))
        hole = np.pad(region.hole, rim, constant_values=True).view(np.uint8)
        channels = []
        for channel in range(3):
            job.tick(channel / 3, self.title)
            plane = np.pad(region.image[..., channel], rim) * np.float32(255)
            filled = cv2.inpaint(plane, hole, RADIUS, self.flag) / np.float32(255)
            channels.append(filled[sides])
        return np.clip(np.dstack(channels), 0, 1)


class TeleaMethod(_OpenCVMethod):
    """Telea (2004): the fast marching method; good for scratches."""

    name = "telea"
    title = "Telea (fast marching)"
    flag = cv2.INPAINT_TELEA


class NavierStokesMethod(_OpenCVMethod):
    """Bertalmio, Bertozzi and Sapiro (2001): Navier-Stokes; continues edges of equal brightness."""

    name = "ns"
    title = "Navier-Stokes"
    flag = cv2.INPAINT_NS
