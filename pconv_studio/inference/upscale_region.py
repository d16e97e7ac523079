"""Which part of a picture has to be enlarged to see some of it as it will be in the whole."""

from __future__ import annotations

import math

from pconv_models.super_config import SuperResolutionConfig
from pconv_studio.core.geometry import Box
from pconv_studio.inference.enlarger_choices import UpscalePlan
from pconv_studio.inference.model_facts import network_config

RESIZE_REACH = 4
"""Pixels of the small picture that Lanczos looks at on each side, and one for rounding."""


def surroundings(box: Box, shape: tuple[int, ...], plan: UpscalePlan) -> Box:
    """Return what to enlarge so that the box comes out as it does in the whole picture.

    It has the reach of all passes around it and begins where a network's step begins, so that
    strides fall on the same pixels. What is read from the whole picture is still read from less:
    whether it is grey, how bright float32 goes beyond 1, colours below far transparent parts.

    Args:
        box: The part to be seen, in pixels of the small picture.
        shape: Height and width of that.
        plan: How it is enlarged.

    Raises:
        UserError: A network's file is missing or damaged.
    """
    reach, step = _needs(plan)
    wide = box.expand(reach, shape)
    return Box(wide.top // step * step, wide.left // step * step, wide.bottom, wide.right)


def _needs(plan: UpscalePlan) -> tuple[int, int]:
    """Reach and step in whole pixels of the small picture."""
    reach = float(RESIZE_REACH) if plan.reduces or not plan.passes else 0.0
    step, scale = 1, 1
    for enlarger in plan.passes:
        config = network_config(enlarger.path)
        assert isinstance(config, SuperResolutionConfig)
        # A pass works on the result of the one before: its pixels are that much smaller.
        reach += config.reach / (scale * enlarger.factor)
        own = config.multiple // enlarger.factor
        step = math.lcm(step, own // math.gcd(own, scale))
        scale *= enlarger.factor
    return math.ceil(reach), step


def region(centre: tuple[float, float], size: tuple[float, float], shape: tuple[int, ...]) -> Box:
    """Return a box of a size around a point, moved inside the picture and cut to it.

    Args:
        centre: x and y in pixels of the picture.
        size: Width and height; at least one pixel is taken.
        shape: Height and width of the picture.
    """
    left, right = _span(centre[0], size[0], shape[1])
    top, bottom = _span(centre[1], size[1], shape[0])
    return Box(top, left, bottom, right)


def _span(middle: float, wanted: float, length: int) -> tuple[int, int]:
    side = min(max(1, round(wanted)), length)
    start = min(max(round(middle - side / 2), 0), length - side)
    return start, start + side
