"""The focus comes back to the photo when a number has been typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

Key = Qt.Key


@pytest.mark.parametrize("enter", [Key.Key_Return, Key.Key_Enter])
@pytest.mark.parametrize("field", ["size_box", "hardness_box"])
def test_enter_in_a_field_of_the_options_bar_goes_back_to_the_photo(
    opened, qtbot, drag, fakes, field, enter
):
    drag((50, 50), (90, 50))
    opened.activateWindow()
    box = getattr(opened.options_bar, field)
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    box.selectAll()
    qtbot.keyClicks(box, "33")
    qtbot.keyClick(box, enter)
    assert box.value() == 33
    assert opened.area.after.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_E)
    assert opened.tool.id == "eraser"
    assert not fakes.filled
    with qtbot.waitSignal(opened.fills.filled):
        qtbot.keyClick(QApplication.focusWidget(), enter)


def test_tab_goes_on_to_the_next_field(opened, qtbot):
    opened.activateWindow()
    opened.options_bar.size_box.setFocus()
    qtbot.waitUntil(opened.options_bar.size_box.hasFocus)
    qtbot.keyClick(opened.options_bar.size_box, Key.Key_Tab)
    assert opened.options_bar.isAncestorOf(QApplication.focusWidget())
