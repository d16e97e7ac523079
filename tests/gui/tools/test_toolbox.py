"""The set of tools, random masks, and the arithmetic of straight lines."""

import math

import numpy as np
import pytest

from pconv_resources import resource
from pconv_studio.gui.actions import action_specs
from pconv_studio.gui.options_bar import HINTS, USES
from pconv_studio.gui.shortcuts import DEFAULT_KEYS
from pconv_studio.gui.tools.random_mask import SHARE, SIDE, random_coverage
from pconv_studio.gui.tools.strokes import LOCK, StraightLine, nearest_direction, snapped
from pconv_studio.gui.tools.toolbox import make_tools


def test_there_is_a_tool_for_every_action_with_key_icon_and_hint(host):
    tools = make_tools(host)
    assert list(tools) == [
        spec.id.removeprefix("tool.") for spec in action_specs() if spec.group == "tool"
    ]
    for tool_id, tool in tools.items():
        assert tool.id == tool_id
        assert f"tool.{tool_id}" in DEFAULT_KEYS
        assert tool_id in USES
        assert tool_id in HINTS
        assert resource(f"icons/{tool_id}.svg").is_file()


def test_nothing_is_under_way_at_first(host):
    for tool in make_tools(host).values():
        assert not tool.cancel()
        assert (tool.ring() is None) != (tool.id in ("brush", "eraser", "smart"))


@pytest.mark.parametrize("shape", [(300, 400), (2 * SIDE, 3 * SIDE), (50, 30)])
def test_random_masks_are_hard_and_of_some_share(shape):
    coverage = random_coverage(shape, seed=4)
    assert coverage.shape == shape
    assert coverage.dtype == np.uint8
    assert set(np.unique(coverage)) == {0, 255}
    assert 0.9 * SHARE[0] < np.count_nonzero(coverage) / coverage.size < 1.1 * SHARE[1]
    assert np.array_equal(coverage, random_coverage(shape, seed=4))
    assert not np.array_equal(coverage, random_coverage(shape, seed=5))


@pytest.mark.parametrize("degrees", range(-180, 181, 5))
def test_the_nearest_direction_is_a_multiple_of_45_degrees(degrees):
    angle = math.radians(degrees)
    x, y = nearest_direction(math.cos(angle), math.sin(angle))
    assert math.hypot(x, y) == pytest.approx(1)
    found = math.degrees(math.atan2(y, x))
    assert found / 45 == pytest.approx(round(found / 45))
    assert abs((found - degrees + 180) % 360 - 180) <= 22.5 + 1e-9


def test_a_straight_line_waits_for_its_direction_and_keeps_it():
    line = StraightLine((100, 100))
    # At 4 device pixels a pixel of the photo, two pixels are enough.
    assert line.project((101, 100), zoom=4) is None
    assert line.project((100 + LOCK / 4, 100.4), zoom=4) == (100 + LOCK / 4, 100)
    assert line.project((50, 300), zoom=4) == (50, 100)


def test_snapping_to_a_diagonal():
    assert snapped((10, 10), (20, 19)) == pytest.approx((19.5, 19.5))
    assert snapped((10, 10), (9, 40)) == pytest.approx((10, 40))
