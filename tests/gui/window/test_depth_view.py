"""The notice of deep holes and the overlay of their depth go with the settings."""

from __future__ import annotations

import pytest
from shiboken6 import delete

from pconv_studio.inference.choices import model_choices


@pytest.fixture
def painted(opened, drag):
    drag((50, 50), (150, 150))
    return opened


def test_a_method_with_a_network_announces_the_hole_that_is_there(
    opened, qtbot, settings, drag, fakes
):
    settings.set("fill.method", "telea")
    drag((50, 50), (150, 150))
    qtbot.waitUntil(lambda: not opened.depth_view._timer.isActive())
    assert not opened.notices.isVisible()
    settings.set("fill.method", "pconv")
    qtbot.waitUntil(opened.notices.isVisible)
    assert [method for _, method, _ in fakes.depths] == ["pconv"]


@pytest.mark.parametrize(("key", "value"), [("fill.method", "telea"), ("fill.warn_depth", False)])
def test_the_notice_goes_where_it_does_not_hold_any_more(painted, qtbot, settings, key, value):
    qtbot.waitUntil(painted.notices.isVisible)
    settings.set(key, value)
    assert not painted.notices.isVisible()


@pytest.mark.parametrize(("key", "value"), [("fill.method", "telea"), ("fill.warn_depth", False)])
def test_the_overlay_stays_without_the_notice(painted, qtbot, settings, fakes, key, value):
    painted.action("fill.depth").setChecked(True)
    qtbot.waitUntil(painted.notices.isVisible)
    settings.set(key, value)
    asked = len(fakes.depths)
    assert not painted.notices.isVisible()
    painted.depth_view.show(True)
    qtbot.waitUntil(lambda: len(fakes.depths) > asked and painted.service.state[0] == "ready")
    assert painted.area.model.depths
    assert not painted.notices.isVisible()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("fill.grow", 20),
        ("fill.soften", 20),
        ("fill.method", "pconv"),
        ("fill.model", model_choices()[0].name),
    ],
)
def test_the_depth_is_worked_out_again_for_other_settings(
    painted, qtbot, settings, fakes, key, value
):
    painted.action("fill.depth").setChecked(True)
    qtbot.waitUntil(painted.notices.isVisible)
    [*_, before] = fakes.depths
    settings.set(key, value)
    qtbot.waitUntil(lambda: fakes.depths[-1] != before)
    pixels, method, model = fakes.depths[-1]
    assert (pixels > before[0]) == (key in ("fill.grow", "fill.soften"))
    assert method == settings.get("fill.method")
    assert (model or "") == settings.get("fill.model")


def test_the_view_may_go_before_the_settings(window, settings):
    delete(window.depth_view)
    settings.set("fill.method", "telea")
