"""What is set for the tools, and how the settings keep it."""

import numpy as np
import pytest

from pconv_studio.core.document import Document
from pconv_studio.core.photo import Photo
from pconv_studio.core.settings import Settings
from pconv_studio.gui.tools.options import MAX_SIZE, ToolOptions


def document(height, width):
    return Document(Photo(np.zeros((height, width, 3), np.uint8)))


@pytest.fixture
def changes(options):
    seen = []
    options.changed.connect(lambda: seen.append(1))
    return seen


def test_the_size_follows_the_photo_until_one_is_chosen(options, settings):
    options.set_document(document(1000, 3000))
    assert options.size == 30
    options.set_document(document(20, 20))
    assert options.size == 1
    options.size = 77
    options.set_document(document(1000, 3000))
    assert options.size == 77
    assert settings.get("tools.brush_size") == 77
    settings.set("tools.brush_size", 0.0)
    assert options.size == 30


def test_everything_is_kept_for_the_next_time(options, settings):
    options.size, options.hardness, options.tolerance = 12, 0.45, 99
    options.pressure_size, options.contiguous = False, False
    settings.save()
    again = ToolOptions(Settings(settings.path))
    assert (again.size, again.hardness, again.tolerance) == (12, 0.45, 99)
    assert (again.pressure_size, again.contiguous) == (False, False)


def test_values_stay_within_their_limits(options):
    options.size = 0.2
    assert options.size == 1
    options.size = 1e9
    assert options.size == MAX_SIZE
    options.hardness = 1.2
    assert options.hardness == 1
    options.hardness = -1
    assert options.hardness == 0
    options.tolerance = 300
    assert options.tolerance == 255


def test_each_change_is_announced_once(options, changes):
    for number, (name, value) in enumerate(
        [
            ("size", 33.0),
            ("hardness", 0.5),
            ("tolerance", 7),
            ("pressure_size", False),
            ("contiguous", False),
        ],
        start=1,
    ):
        setattr(options, name, value)
        assert len(changes) == number
        setattr(options, name, value)
        assert len(changes) == number


def test_changes_of_the_settings_arrive(options, settings, changes):
    settings.set("tools.brush_size", 50.0)
    settings.set("tools.hardness", 20)
    settings.set("tools.contiguous", False)
    settings.set("canvas.overlay_opacity", 70)
    assert len(changes) == 3
    assert (options.size, options.hardness, options.contiguous) == (50, 0.2, False)


def test_steps_change_the_size_by_a_share_but_at_least_a_pixel(options):
    options.size = 100
    options.step_size(1)
    assert options.size == pytest.approx(115)
    options.step_size(-1)
    assert options.size == pytest.approx(100)
    options.size = 2
    options.step_size(1)
    assert options.size == 3
    options.step_size(-1)
    options.step_size(-1)
    options.step_size(-1)
    assert options.size == 1


def test_steps_change_the_hardness_by_a_tenth(options):
    options.hardness = 1
    options.step_hardness(-1)
    assert options.hardness == pytest.approx(0.9)
    options.step_hardness(1)
    options.step_hardness(1)
    assert options.hardness == 1


def test_small_movements_of_a_drag_add_up(options):
    options.size, options.hardness = 50, 0.5
    for _ in range(40):
        options.adjust(0.25, 0.002)
    assert options.size == pytest.approx(60)
    assert options.hardness == pytest.approx(0.58)
