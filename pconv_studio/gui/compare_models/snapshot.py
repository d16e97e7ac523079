"""What is compared: a photo with a hole, and the part of it that is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from pconv_studio.core.display import to_display
from pconv_studio.core.geometry import Box
from pconv_studio.core.masks import bounding_box
from pconv_studio.gui.qimage import to_qimage
from pconv_studio.inference.contract import FillResult

Array = npt.NDArray[Any]
ToScreen = Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.uint8]]

AROUND = 0.35
"""Surroundings shown on each side, as a share of the hole's longer side."""
LEAST_AROUND = 48
"""The least of them, in pixels."""
LONGEST = 1600
"""Pixels of the longer side of a picture that is shown; larger parts are made smaller."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A photo, a hole in it, and how to bring pixels to the screen."""

    image: Array
    """(H, W, 3|4) of any depth a photo may have."""
    hole: Array
    """(H, W) bool, not empty."""
    to_screen: ToScreen | None = None
    """From (h, w, 3|4) uint8 in the photo's colours to the monitor's."""

    @cached_property
    def box(self) -> Box:
        """Box of the hole."""
        box = bounding_box(self.hole)
        assert box is not None
        return box

    @cached_property
    def view(self) -> Box:
        """What is shown: the hole and its surroundings."""
        box = self.box
        around = max(LEAST_AROUND, AROUND * max(box.height, box.width))
        return box.expand(around, self.hole.shape)

    def original(self) -> QImage:
        """The part that is shown, as it was."""
        return self.picture(self.image[self.view.slices])

    def tinted(self, colour: QColor, opacity: float) -> QImage:
        """The same, with the hole in a colour; opacity in [0, 1]."""
        part = to_display(self.image[self.view.slices]).copy()
        hole = self.hole[self.view.slices]
        tint = np.array([colour.red(), colour.green(), colour.blue()], np.float32)
        mixed = part[..., :3][hole] * (1 - opacity) + tint * opacity
        part[..., :3][hole] = mixed.round().astype(np.uint8)
        return self.picture(part)

    def picture(self, part: Array) -> QImage:
        """A Qt image of (h, w, 3|4) pixels, made smaller where it is very large."""
        shrink = LONGEST / max(part.shape[:2])
        if shrink < 1:
            size = max(1, round(part.shape[1] * shrink)), max(1, round(part.shape[0] * shrink))
            part = cv2.resize(np.ascontiguousarray(part), size, interpolation=cv2.INTER_AREA)
        shown = to_display(part)
        return to_qimage(shown if self.to_screen is None else self.to_screen(shown))

    def kept(self, result: FillResult) -> FillResult:
        """The same result with the pixels of the hole's box only: six photos would take memory."""
        return replace(result, pixels=result.pixels[self.box.slices].copy())

    def shown(self, kept: FillResult) -> QImage:
        """The part that is shown, filled by a result that was kept."""
        view, box = self.view, self.box
        part = self.image[view.slices].copy()
        inside = Box(
            box.top - view.top, box.left - view.left, box.bottom - view.top, box.right - view.left
        )
        part[inside.slices] = kept.pixels
        return self.picture(part)

    def whole(self, kept: FillResult) -> FillResult:
        """The result with all of its pixels again."""
        pixels = self.image.copy()
        pixels[self.box.slices] = kept.pixels
        return replace(kept, pixels=pixels)
