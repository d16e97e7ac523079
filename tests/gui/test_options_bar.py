"""The options bar by real clicks and keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QMainWindow, QSlider, QSpinBox

from pconv_studio.gui.options_bar import SLIDER_STEPS, OptionsBar, size_of, slider_of
from pconv_studio.gui.tools.options import MAX_SIZE, MIN_SIZE, ToolOptions


@pytest.fixture
def options(qapp, settings):
    options = ToolOptions(settings)
    options.size = 40
    return options


@pytest.fixture
def bar(qtbot, options):
    window = QMainWindow()
    window.resize(1200, 200)
    bar = OptionsBar(options)
    window.addToolBar(bar)
    qtbot.addWidget(window)
    window.show()
    yield bar
    window.close()


def test_each_tool_shows_what_it_uses(bar, qtbot):
    parts = ("size", "hardness", "pressure", "tolerance", "contiguous")
    for tool_id, uses in (
        ("brush", {"size", "hardness", "pressure"}),
        ("wand", {"tolerance", "contiguous"}),
        ("smart", {"size", "pressure"}),
        ("lasso", set()),
        ("something new", set()),
    ):
        bar.show_tool(tool_id)
        assert {part for part in parts if bar.is_shown(part)} == uses
    bar.show_tool("wand")
    # The bar lays itself out later.
    qtbot.waitUntil(bar.tolerance_box.isVisible)
    assert not bar.size_box.isVisible()
    assert "colour" in bar.hint.text()


def test_sliders_and_fields_show_and_set_the_same_value(bar, options):
    bar.size_box.setValue(250)
    assert options.size == 250
    assert size_of(bar.size_slider.value()) == pytest.approx(250, rel=0.01)
    bar.size_slider.setValue(SLIDER_STEPS)
    assert options.size == MAX_SIZE
    assert bar.size_box.value() == MAX_SIZE
    bar.hardness_slider.setValue(35)
    assert options.hardness == 0.35
    assert bar.hardness_box.value() == 35
    bar.tolerance_box.setValue(8)
    assert options.tolerance == 8
    assert bar.tolerance_slider.value() == 8


def test_the_slider_reaches_every_small_size(bar):
    sizes = {size_of(value) for value in range(SLIDER_STEPS + 1)}
    assert sizes >= set(range(1, 100))
    assert size_of(0) == MIN_SIZE
    for size in (1, 7, 100, 5000):
        assert size_of(slider_of(size)) == pytest.approx(size, rel=0.005)


def test_setting_one_value_leaves_the_others_alone(bar, options):
    options.size = 33.4
    bar.hardness_box.setValue(60)
    assert options.size == 33.4


def test_changes_from_elsewhere_are_shown(bar, options):
    options.size, options.hardness, options.contiguous = 12, 0.5, False
    options.pressure_size, options.tolerance = False, 3
    assert bar.size_box.value() == 12
    assert bar.hardness_slider.value() == 50
    assert not bar.contiguous.isChecked()
    assert not bar.pressure.isChecked()
    assert bar.tolerance_slider.value() == 3


def test_typing_a_size_counts_when_it_is_complete(bar, options, qtbot):
    bar.size_box.setFocus()
    bar.size_box.selectAll()
    QTest.keyClicks(bar.size_box, "125")
    assert options.size == 40
    QTest.keyClick(bar.size_box, Qt.Key.Key_Return)
    assert options.size == 125


def test_check_boxes_by_mouse_and_keyboard(bar, options, qtbot):
    before = options.pressure_size
    QTest.keyClick(bar.pressure, Qt.Key.Key_Space)
    assert options.pressure_size != before
    bar.show_tool("wand")
    qtbot.waitUntil(bar.contiguous.isVisible)
    before = options.contiguous
    QTest.mouseClick(bar.contiguous, Qt.MouseButton.LeftButton)
    assert options.contiguous != before


def test_every_control_has_a_name_and_can_be_reached_by_tab(bar):
    for kind in (QSlider, QSpinBox):
        for control in bar.findChildren(kind):
            assert control.accessibleName()
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    for box in bar.findChildren(QCheckBox):
        assert box.text()
        assert box.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_hint_too_long_for_the_bar_is_cut_and_told_by_its_tooltip(bar, qtbot):
    bar.show_tool("brush")
    window = bar.window()
    window.resize(1600, 200)
    qtbot.waitUntil(lambda: bar.hint.shown_text() == bar.hint.text())
    assert bar.hint.toolTip() == ""
    window.resize(760, 200)
    qtbot.waitUntil(lambda: bar.hint.shown_text() != bar.hint.text())
    assert bar.hint.toolTip() == bar.hint.text()
    # The hint gives way before any control does.
    assert bar.size_box.isVisible()
    assert bar.pressure.isVisible()


def test_the_hint_can_be_read(bar):
    bar.show_tool("brush")
    image = bar.hint.grab().toImage()
    greys = {
        image.pixelColor(x, y).lightness()
        for x in range(min(image.width(), 200))
        for y in range(image.height())
    }
    assert max(greys) - min(greys) > 60
