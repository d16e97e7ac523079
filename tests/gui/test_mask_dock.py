"""The mask dock by real clicks and keys."""

import numpy as np
import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QColorDialog, QSlider, QSpinBox

from pconv_studio.gui.mask_dock import AMOUNTS, MaskDock


@pytest.fixture
def dock(qtbot, settings):
    dock = MaskDock(settings)
    qtbot.addWidget(dock)
    dock.resize(320, 500)
    dock.show()
    return dock


@pytest.mark.parametrize("name", ["grow", "shrink", "feather"])
def test_amounts_go_with_their_buttons(dock, qtbot, name):
    signal = getattr(dock, f"{name}Requested")
    box = dock._amounts[name]
    with qtbot.waitSignal(signal) as caught:
        QTest.mouseClick(dock.buttons[name], Qt.MouseButton.LeftButton)
    assert caught.args == [AMOUNTS[name]]
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "17")
    assert dock.amount(name) == 17
    with qtbot.waitSignal(signal) as caught:
        QTest.keyClick(dock.buttons[name], Qt.Key.Key_Space)
    assert caught.args == [17]


@pytest.mark.parametrize("name", ["invert", "clear", "random", "load", "save", "alpha"])
def test_plain_buttons_ask(dock, qtbot, name):
    dock.set_has_alpha(True)
    with qtbot.waitSignal(getattr(dock, f"{name}Requested")):
        QTest.mouseClick(dock.buttons[name], Qt.MouseButton.LeftButton)


def test_from_alpha_needs_an_alpha(dock):
    assert not dock.buttons["alpha"].isEnabled()
    dock.set_has_alpha(True)
    assert dock.buttons["alpha"].isEnabled()


def test_share_and_holes(dock):
    def number(value, digits):
        return QLocale().toString(float(value), "f", digits)

    assert "Nothing" in dock.facts.text()
    coverage = np.zeros((100, 200), np.uint8)
    coverage[10:20, 10:30] = 255
    dock.show_coverage(coverage)
    assert dock.facts.text() == f"{number(1, 2)} % of the photo in one hole"
    coverage[40:100] = 90
    dock.show_coverage(coverage)
    assert dock.facts.text() == f"{number(61, 1)} % of the photo in 2 holes"
    tiny = np.zeros((3000, 3000), np.uint8)
    tiny[5, 5] = 1
    dock.show_coverage(tiny)
    assert dock.facts.text() == f"< {number(0.01, 2)} % of the photo in one hole"
    dock.show_coverage(None)
    assert "Nothing" in dock.facts.text()


def test_the_overlay_is_switched_here_and_elsewhere(dock, qtbot):
    with qtbot.waitSignal(dock.overlayToggled) as caught:
        QTest.mouseClick(
            dock.visible_box, Qt.MouseButton.LeftButton, pos=dock.visible_box.rect().center() * 0.2
        )
    assert caught.args == [False]
    with qtbot.assertNotEmitted(dock.overlayToggled):
        dock.show_overlay(True)
    assert dock.visible_box.isChecked()


def test_opacity_goes_to_the_settings_and_comes_from_there(dock, settings):
    dock.opacity.setFocus()
    QTest.keyClick(dock.opacity, Qt.Key.Key_Right)
    assert settings.get("canvas.overlay_opacity") == 51
    assert "51" in dock.opacity_text.text()
    settings.set("canvas.overlay_opacity", 80)
    assert dock.opacity.value() == 80
    assert "80" in dock.opacity_text.text()
    dock.opacity.setValue(dock.opacity.minimum())
    assert settings.get("canvas.overlay_opacity") == dock.opacity.minimum()


def test_the_colour_goes_to_the_settings_and_comes_from_there(dock, settings, qtbot):
    QTest.mouseClick(dock.colour, Qt.MouseButton.LeftButton)
    dialog = dock.findChild(QColorDialog)
    dialog.setCurrentColor(QColor("#00ff80"))
    dialog.accept()
    assert settings.get("canvas.overlay_colour") == "#00ff80"
    settings.set("canvas.overlay_colour", "#123456")
    assert dock.colour.text() == "#123456"


def test_every_control_has_a_name_and_can_be_reached_by_tab(dock):
    controls = [
        *dock.findChildren(QSpinBox),
        *dock.findChildren(QSlider),
        *dock.findChildren(QAbstractButton),
    ]
    seen = 0
    for control in controls:
        if control.isVisible():
            seen += 1
            assert control.accessibleName() or control.text()
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert seen >= 15


def test_the_wheel_scrolls_past_the_amounts_without_changing_them(dock):
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    box = dock._amounts["grow"]
    dock.buttons["clear"].setFocus()
    place = QPointF(box.rect().center())
    event = QWheelEvent(
        place,
        box.mapToGlobal(place),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, event)
    assert dock.amount("grow") == AMOUNTS["grow"]


@pytest.mark.parametrize("width", [260, 320])
def test_nothing_is_cut_at_the_sides(dock, width):
    dock.resize(max(width, dock.minimumSizeHint().width()), 500)
    for button in dock.buttons.values():
        assert button.width() >= button.minimumSizeHint().width()
        right = button.mapTo(dock, button.rect().topRight()).x()
        assert right < dock.width()
