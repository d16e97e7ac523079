"""Rectangle, lasso and polygon by real mouse events."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from pconv_studio.core.document import Document
from pconv_studio.core.mask_select import outline
from pconv_studio.core.photo import Photo
from pconv_studio.gui.tools.polygon import PolygonTool
from pconv_studio.gui.tools.shapes import LassoTool, RectangleTool, corner

Alt = Qt.KeyboardModifier.AltModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
Shift = Qt.KeyboardModifier.ShiftModifier


def expected(points, shape):
    coverage = np.zeros(shape, np.uint8)
    box, hole = outline(points, shape)
    coverage[box.slices][hole] = 255
    return coverage


class TestRectangle:
    @pytest.fixture
    def tool(self, host, surface):
        return surface.take(RectangleTool(host))

    def test_a_drag_selects(self, tool, host, surface):
        surface.drag((30, 40), (50, 60), (80, 90))
        assert np.all(host.coverage[40:90, 30:80] == 255)
        assert np.count_nonzero(host.coverage) == 50 * 50
        assert host.texts == ["Rectangle"]
        assert host.steps[0].stroke

    def test_from_any_corner_and_over_the_border(self, tool, host, surface):
        surface.drag((60, 50), (-30, -20))
        assert np.all(host.coverage[:50, :60] == 255)
        assert np.count_nonzero(host.coverage) == 50 * 60

    @pytest.mark.parametrize("keys", [Qt.KeyboardModifier.NoModifier, Shift])
    def test_more_is_added(self, tool, host, surface, keys):
        surface.drag((30, 40), (80, 90))
        surface.drag((70, 80), (120, 130), keys=keys)
        assert np.count_nonzero(host.coverage) == 2 * 50 * 50 - 10 * 10

    def test_alt_takes_out(self, tool, host, surface):
        surface.drag((30, 40), (80, 90))
        surface.drag((70, 80), (120, 130), keys=Alt)
        assert np.count_nonzero(host.coverage) == 50 * 50 - 10 * 10
        assert host.texts == ["Rectangle", "Subtract rectangle"]
        assert not host.steps[1].stroke

    def test_ctrl_makes_a_square(self, tool, host, surface):
        surface.drag((30, 40), (80, 60), keys=Ctrl)
        assert np.all(host.coverage[40:90, 30:80] == 255)
        assert np.count_nonzero(host.coverage) == 50 * 50

    def test_nothing_changes_until_the_button_is_released(self, tool, host, surface):
        plain = surface.grab().toImage()
        surface.press((30, 40))
        surface.drag_to((80, 90))
        assert not host.coverage.any()
        assert surface.grab().toImage() != plain
        assert tool.cancel()
        assert surface.grab().toImage() == plain
        surface.release((80, 90))
        assert host.steps == []
        assert not tool.cancel()

    def test_a_click_is_nothing(self, tool, host, surface):
        surface.click((30, 40))
        assert host.steps == []
        assert host.edit is None

    def test_a_rectangle_beside_the_photo_is_no_step(self, tool, host, surface):
        surface.drag((330, 10), (390, 100))
        assert host.steps == []
        assert host.edit is None


def test_the_corner_of_a_square_takes_in_the_point():
    assert corner((10, 10), (30, 15), square=True) == (30, 30)
    assert corner((10, 10), (4, 12), square=True) == (4, 16)
    assert corner((10, 10), (4, 12), square=False) == (4, 12)


class TestLasso:
    @pytest.fixture
    def tool(self, host, surface):
        return surface.take(LassoTool(host))

    LOOP = ((50, 40), (150, 30), (200, 120), (120, 180), (40, 140))

    def test_a_loop_selects_what_it_goes_round(self, tool, host, surface):
        surface.drag(*self.LOOP)
        assert np.array_equal(host.coverage, expected(self.LOOP, host.document.shape))
        assert host.texts == ["Lasso"]

    def test_alt_takes_out(self, tool, host, surface):
        host.coverage[:] = 255
        surface.drag(*self.LOOP, keys=Alt)
        assert np.array_equal(host.coverage, 255 - expected(self.LOOP, host.document.shape))
        assert host.texts == ["Subtract lasso"]

    def test_the_line_is_shown_and_can_be_dropped(self, tool, host, surface):
        plain = surface.grab().toImage()
        surface.press((50, 40))
        surface.drag_to((150, 30))
        surface.drag_to((200, 120))
        assert surface.grab().toImage() != plain
        assert tool.cancel()
        assert surface.grab().toImage() == plain
        surface.release((40, 140))
        assert host.steps == []

    @pytest.mark.parametrize("points", [[(50, 40)], [(50, 40), (90, 40)]])
    def test_a_line_around_nothing_is_no_step(self, tool, host, surface, points):
        surface.drag(*points)
        assert host.steps == []
        assert host.edit is None

    def test_another_document_in_between(self, tool, host, surface):
        surface.press((50, 40))
        surface.drag_to((150, 30))
        host.document = Document(Photo(np.zeros((50, 60, 3), np.uint8)))
        surface.drag_to((100, 100))
        surface.release((100, 100))
        assert host.steps == []


class TestPolygon:
    @pytest.fixture
    def tool(self, host, surface):
        return surface.take(PolygonTool(host))

    CORNERS = ((50, 40), (250, 60), (200, 200), (60, 150))

    def place(self, surface, corners=CORNERS, keys=Qt.KeyboardModifier.NoModifier):
        for point in corners:
            surface.click(point, keys)

    def test_enter_closes(self, tool, host, surface):
        self.place(surface)
        assert host.steps == []
        surface.key(Qt.Key.Key_Return)
        assert np.array_equal(host.coverage, expected(self.CORNERS, host.document.shape))
        assert host.texts == ["Polygon"]

    def test_a_double_click_closes(self, tool, host, surface):
        self.place(surface)
        # What Qt sends for a double click on the last corner.
        surface.double_click(self.CORNERS[-1])
        surface.release(self.CORNERS[-1])
        assert np.array_equal(host.coverage, expected(self.CORNERS, host.document.shape))

    def test_a_double_click_elsewhere_sets_the_last_corner(self, tool, host, surface):
        self.place(surface, self.CORNERS[:-1])
        surface.click(self.CORNERS[-1])
        surface.double_click(self.CORNERS[-1])
        assert np.array_equal(host.coverage, expected(self.CORNERS, host.document.shape))

    def test_a_click_on_the_first_corner_closes(self, tool, host, surface):
        self.place(surface)
        surface.click((53, 42))
        assert np.array_equal(host.coverage, expected(self.CORNERS, host.document.shape))

    def test_backspace_takes_the_last_corner_back(self, tool, host, surface):
        self.place(surface)
        surface.click((5, 5))
        surface.key(Qt.Key.Key_Backspace)
        surface.key(Qt.Key.Key_Enter)
        assert np.array_equal(host.coverage, expected(self.CORNERS, host.document.shape))

    def test_two_corners_are_not_enough(self, tool, host, surface):
        self.place(surface, self.CORNERS[:2])
        surface.key(Qt.Key.Key_Return)
        assert "three corners" in host.reports[0]
        surface.click(self.CORNERS[2])
        surface.key(Qt.Key.Key_Return)
        assert host.texts == ["Polygon"]

    def test_escape_drops_everything(self, tool, host, surface):
        plain = surface.grab().toImage()
        self.place(surface)
        surface.key(Qt.Key.Key_Escape)
        assert surface.grab().toImage() == plain
        assert not tool.cancel()
        self.place(surface, self.CORNERS[:2])
        assert tool.cancel()
        assert host.steps == []

    def test_keys_are_free_when_no_polygon_is_under_way(self, tool, host, surface):
        from PySide6.QtCore import QEvent
        from PySide6.QtGui import QKeyEvent

        for key in (Qt.Key.Key_Return, Qt.Key.Key_Backspace, Qt.Key.Key_Escape):
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
            assert not tool.key_press(event)

    def test_alt_at_the_first_corner_takes_out(self, tool, host, surface):
        host.coverage[:] = 255
        surface.click(self.CORNERS[0], Alt)
        self.place(surface, self.CORNERS[1:])
        surface.key(Qt.Key.Key_Return)
        assert np.array_equal(host.coverage, 255 - expected(self.CORNERS, host.document.shape))
        assert host.texts == ["Subtract polygon"]

    def test_shift_keeps_a_side_straight(self, tool, host, surface):
        surface.click((50, 50))
        surface.click((150, 57), Shift)
        surface.click((158, 120), Shift)
        surface.click((50, 120))
        surface.key(Qt.Key.Key_Return)
        assert np.all(host.coverage[50:120, 50:150] == 255)
        assert np.count_nonzero(host.coverage) == 70 * 100

    def test_the_side_to_the_pointer_is_shown(self, tool, host, surface):
        self.place(surface, self.CORNERS[:2])
        surface.hover((100, 180))
        first = surface.grab().toImage()
        surface.hover((10, 180))
        assert surface.grab().toImage() != first

    def test_another_document_forgets_the_corners(self, tool, host, surface):
        self.place(surface)
        host.document = Document(Photo(np.zeros((240, 320, 3), np.uint8)))
        self.place(surface, self.CORNERS[:2])
        surface.key(Qt.Key.Key_Return)
        assert host.steps == []
