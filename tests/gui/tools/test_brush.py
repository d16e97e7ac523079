"""The brush and the eraser by real mouse and tablet events."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from pconv_studio.core.document import Document
from pconv_studio.core.geometry import Box
from pconv_studio.core.photo import Photo
from pconv_studio.gui.tools.base import ToolEvent
from pconv_studio.gui.tools.brush import BrushTool
from pconv_studio.gui.tools.eraser import EraserTool

Alt = Qt.KeyboardModifier.AltModifier
Shift = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def brush(host, surface):
    host.options.size = 20
    return surface.take(BrushTool(host))


def test_a_drag_is_one_stroke_and_one_step(brush, host, surface, reference):
    surface.drag((40, 50), (90, 60), (200, 180))
    expected = reference((40, 50), (90, 60), (200, 180), radius=10)
    assert np.array_equal(host.coverage, expected)
    assert host.texts == ["Brush stroke"]
    assert host.steps[0].stroke
    host.steps[0].patch.revert(host.coverage)
    assert not host.coverage.any()


def test_a_click_is_a_dab(brush, host, surface, reference):
    surface.click((100, 100))
    assert np.array_equal(host.coverage, reference((100, 100), radius=10))
    assert host.texts == ["Brush stroke"]


def test_a_fast_stroke_has_no_gap(brush, host, surface):
    host.options.size = 3
    surface.drag((5, 120), (310, 121))
    assert np.all(host.coverage[118:124, 5:310].any(axis=0))


def test_the_canvas_hears_of_every_change_while_painting(brush, host, surface):
    surface.press((40, 50))
    surface.drag_to((90, 60))
    surface.drag_to((60, 150))
    rows, columns = np.nonzero(host.coverage)
    box = host.touched_box
    assert box.top <= rows.min()
    assert rows.max() < box.bottom
    assert box.left <= columns.min()
    assert columns.max() < box.right
    # Each segment announces its own box, not that of the whole stroke.
    assert len(host.boxes) == 3
    assert host.boxes[0].area <= 22 * 22
    surface.release((60, 150))


def test_hardness_softens_the_edge(brush, host, surface, reference):
    host.options.hardness = 0.4
    surface.drag((40, 50), (200, 90))
    assert np.array_equal(host.coverage, reference((40, 50), (200, 90), radius=10, hardness=0.4))
    assert len(np.unique(host.coverage)) > 30


def test_going_over_it_again_does_not_build_up(brush, host, surface):
    host.options.hardness = 0.0
    surface.drag((40, 50), (200, 50))
    once = host.coverage.copy()
    surface.drag((40, 50), (200, 50), (40, 50), (200, 50))
    assert np.array_equal(host.coverage, once)
    assert len(host.steps) == 1


def test_a_brush_of_one_pixel_paints_the_pixel_below_the_cursor(brush, host, surface):
    host.options.size = 1
    surface.click((17, 23))
    assert np.argwhere(host.coverage).tolist() == [[23, 17]]
    surface.drag((50, 50), (60, 55))
    columns = np.nonzero(host.coverage[50:56, 50:61])[1]
    assert sorted(columns) == list(range(11))


def test_zoomed_in_the_stroke_lies_where_the_cursor_is(brush, host, surface, reference):
    surface.zoom = 4.0
    surface.drag((20, 30), (80, 60))
    assert np.array_equal(host.coverage, reference((20, 30), (80, 60), radius=10))


def test_alt_takes_away(brush, host, surface, reference):
    surface.drag((40, 50), (200, 50))
    before = host.coverage.copy()
    surface.drag((100, 20), (100, 90), keys=Alt)
    expected = reference((100, 20), (100, 90), radius=10, base=before, erase=True)
    assert np.array_equal(host.coverage, expected)
    assert host.texts == ["Brush stroke", "Erase stroke"]
    # Taking away is no reason to fill.
    assert not host.steps[1].stroke


def test_what_the_stroke_began_as_it_remains(brush, host, surface):
    surface.press((40, 50))
    surface.drag_to((100, 50), Alt)
    surface.release((100, 50), Alt)
    assert host.coverage[50, 100] == 255


def test_escape_drops_the_stroke_exactly(brush, host, surface):
    rng = np.random.default_rng(1)
    host.coverage[:] = rng.integers(0, 256, host.coverage.shape)
    before = host.coverage.copy()
    surface.press((40, 50))
    surface.drag_to((200, 150))
    assert not np.array_equal(host.coverage, before)
    assert brush.cancel()
    assert np.array_equal(host.coverage, before)
    surface.drag_to((250, 150))
    surface.release((250, 150))
    assert np.array_equal(host.coverage, before)
    assert host.steps == []
    assert host.edit is None
    assert not brush.cancel()


def test_another_document_in_the_middle_of_a_stroke(brush, host, surface):
    surface.press((40, 50))
    old = host.coverage.copy()
    host.document, host.edit = Document(Photo(np.zeros((50, 60, 3), np.uint8))), None
    surface.drag_to((100, 50))
    surface.release((100, 50))
    assert not host.coverage.any()
    assert host.steps == []
    assert old.any()
    surface.click((20, 20))
    assert host.texts == ["Brush stroke"]


def test_without_a_document_nothing_happens(brush, host, surface):
    host.document = None
    surface.drag((40, 50), (100, 50))
    assert host.steps == []


def test_a_stroke_outside_of_the_photo_is_no_step(brush, host, surface):
    surface.drag((350, 270), (390, 290))
    assert host.steps == []


# Straight lines.


def test_shift_and_click_join_the_last_point(brush, host, surface, reference):
    surface.click((40, 50))
    first = host.coverage.copy()
    surface.click((200, 130), Shift)
    expected = reference((40, 50), (200, 130), radius=10, base=first)
    assert np.array_equal(host.coverage, expected)
    surface.click((210, 30), Shift)
    expected = reference((200, 130), (210, 30), radius=10, base=expected)
    assert np.array_equal(host.coverage, expected)
    assert host.texts == ["Brush stroke"] * 3


def test_shift_and_click_without_a_stroke_before_is_a_dab(brush, host, surface, reference):
    surface.click((200, 130), Shift)
    assert np.array_equal(host.coverage, reference((200, 130), radius=10))


@pytest.mark.parametrize(
    ("points", "across"),
    [
        ([(120, 53), (200, 57), (220, 40)], lambda x, y: y - 50),
        ([(43, 120), (47, 220), (30, 230)], lambda x, y: x - 40),
        ([(70, 77), (140, 138), (150, 170)], lambda x, y: ((x - 40) - (y - 50)) / 2**0.5),
    ],
)
def test_shift_and_drag_stay_straight(brush, host, surface, points, across):
    surface.drag((40, 50), *points, keys=Shift)
    rows, columns = np.nonzero(host.coverage)
    offsets = across(columns + 0.5, rows + 0.5)
    # As wide as the brush on both sides, all the way.
    assert 9 < offsets.max() <= 10
    assert -10 <= offsets.min() < -9
    assert len(rows) > 100 * 20
    assert host.texts == ["Brush stroke"]


def test_a_diagonal_is_exactly_one(brush, host, surface):
    host.options.size = 1
    surface.press((40, 50), Shift)
    surface.drag_to((60, 72), Shift)
    surface.release((90, 97), Shift)
    rows, columns = np.nonzero(host.coverage)
    assert len(rows) > 40
    assert np.all(rows - columns == 10)


def test_shift_and_drag_do_not_join_the_stroke_before(brush, host, surface):
    surface.click((40, 50))
    surface.drag((200, 150), (240, 152), (280, 149), keys=Shift)
    assert not host.coverage[70:130].any()
    assert np.all(host.coverage[150, 200:280] == 255)


def test_shift_in_the_middle_of_a_stroke(brush, host, surface):
    surface.press((40, 50))
    surface.drag_to((80, 90))
    surface.drag_to((150, 95), Shift)
    surface.drag_to((200, 60), Shift)
    assert np.all(host.coverage[90, 80:200] == 255)
    assert not host.coverage[60:75, 150:230].any()
    # Let go, it follows the hand again.
    surface.drag_to((200, 160))
    surface.release((200, 160))
    assert host.coverage[158, 200] == 255


def test_the_line_that_a_click_would_paint_is_shown(brush, host, surface):
    surface.click((40, 50))
    plain = surface.grab().toImage()
    surface.hover((200, 150))
    brush.modifiers_changed(Shift)
    assert surface.grab().toImage() != plain
    brush.modifiers_changed(Qt.KeyboardModifier.NoModifier)
    assert surface.grab().toImage() == plain


# Pens.


def test_pressure_sizes_the_brush_along_the_way(brush, host, surface, reference):
    surface.pen_drag(((40, 100), 0.2), ((150, 100), 1.0), ((260, 100), 0.5))
    expected = reference((40, 100), (150, 100), (260, 100), radius=[2, 10, 5])
    assert np.array_equal(host.coverage, expected)
    assert host.texts == ["Brush stroke"]


def test_lifting_the_pen_leaves_no_spike(brush, host, surface, reference):
    surface.tablet(QEvent.Type.TabletPress, (40, 100), 0.8)
    surface.tablet(QEvent.Type.TabletRelease, (60, 100), 0.0)
    assert np.array_equal(host.coverage, reference((40, 100), (60, 100), radius=8))


def test_pressure_can_be_left_out(brush, host, surface, reference):
    host.options.pressure_size = False
    surface.pen_drag(((40, 100), 0.2), ((150, 100), 0.7))
    assert np.array_equal(host.coverage, reference((40, 100), (150, 100), radius=10))


def test_a_pen_that_hardly_touches_paints_a_pixel(brush, host, surface):
    surface.pen_drag(((40, 100), 0.0), ((45, 100), 0.0))
    assert np.argwhere(host.coverage).tolist() == [[100, column] for column in range(40, 46)]


def test_the_eraser_end_takes_away(brush, host, surface):
    surface.drag((40, 100), (200, 100))
    assert brush.ring().subtract is False
    surface.tablet(QEvent.Type.TabletMove, (100, 100), 0.0, eraser=True)
    assert brush.ring().subtract
    surface.pen_drag(((100, 100), 1.0), ((120, 100), 1.0), eraser=True)
    assert not host.coverage[100, 95:125].any()
    assert host.coverage[100, 60] == 255
    assert host.texts == ["Brush stroke", "Erase stroke"]


# The ring.


def test_the_ring_shows_size_hardness_and_alt(brush, host, surface):
    host.options.hardness = 0.3
    ring = brush.ring()
    assert (ring.radius, ring.hardness, ring.subtract) == (10, 0.3, False)
    surface.hover((50, 50))
    seen = surface.previews
    surface.drag_to((51, 50), Alt)
    assert brush.ring().subtract
    assert surface.previews > seen
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Alt, Qt.KeyboardModifier.NoModifier)
    surface.drag_to((50, 50))
    assert not brush.ring().subtract
    assert not brush.key_press(press)
    assert brush.ring().subtract
    brush.modifiers_changed(Qt.KeyboardModifier.NoModifier)
    assert not brush.ring().subtract


def test_painting_does_not_have_the_whole_canvas_drawn_again(brush, host, surface):
    surface.press((40, 50))
    seen = surface.previews
    for x in range(50, 150, 10):
        surface.drag_to((x, 50))
    assert surface.previews == seen
    surface.release((150, 50))


def test_another_size_is_another_ring(brush, host, surface):
    seen = surface.previews
    host.options.size = 33
    assert surface.previews == seen + 1
    assert brush.ring().radius == 16.5


def test_the_size_may_change_in_the_middle_of_a_stroke(brush, host, surface, reference):
    surface.press((40, 100))
    host.options.size = 40
    surface.drag_to((140, 100))
    surface.release((140, 100))
    assert np.array_equal(host.coverage, reference((40, 100), (140, 100), radius=[10, 20]))


# The eraser.


def test_the_eraser_takes_away(host, surface, reference):
    host.options.size = 20
    host.coverage[:] = 200
    eraser = surface.take(EraserTool(host))
    assert eraser.ring().subtract
    surface.drag((40, 50), (200, 90))
    base = np.full_like(host.coverage, 200)
    assert np.array_equal(
        host.coverage, reference((40, 50), (200, 90), radius=10, base=base, erase=True)
    )
    assert host.texts == ["Erase stroke"]
    assert not host.steps[0].stroke


def test_a_press_while_another_is_held_begins_anew(brush, host):
    brush.press(ToolEvent(40, 50))
    brush.press(ToolEvent(100, 100))
    brush.release(ToolEvent(100, 100))
    assert host.aborted == 1
    assert host.steps[0].patch.box == Box(90, 90, 110, 110)
