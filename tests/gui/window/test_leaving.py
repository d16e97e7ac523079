"""What stays of a photo when another one is opened, or none: nothing."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import Qt

from pconv_studio.gui.tools.toolbox import TOOLS

TOOL_IDS = [tool.id for tool in TOOLS]


@pytest.mark.parametrize("next_photo", [True, False], ids=["another", "none"])
def test_no_tool_keeps_a_photo_that_is_left(window, qtbot, open_photo, drag, next_photo):
    left = {}
    for tool_id in TOOL_IDS:
        open_photo(f"{tool_id}.png")
        window.choose_tool(tool_id)
        drag((50, 50), (80, 70), (60, 90))
        qtbot.waitUntil(lambda: not window.controller.is_editing)
        window.tool.cancel()
        left[tool_id] = weakref.ref(window.controller.document)
    window.controller.stack.setClean()
    if next_photo:
        open_photo("last.png")
    else:
        window.action("file.close").trigger()
    qtbot.waitUntil(lambda: not window.background.is_busy)

    def kept():
        gc.collect()
        return [tool_id for tool_id, document in left.items() if document() is not None]

    qtbot.waitUntil(lambda: not kept())


@pytest.mark.parametrize("tool_id", TOOL_IDS)
def test_what_is_under_way_ends_with_its_photo(window, qtbot, open_photo, tool_id):
    open_photo("first.png")
    window.choose_tool(tool_id)
    pane = window.area.after
    places = [pane.viewport.to_view(x, y).toPoint() for x, y in ((60, 60), (90, 80))]
    qtbot.mousePress(pane, Qt.MouseButton.LeftButton, pos=places[0])
    qtbot.mouseMove(pane, places[1])
    open_photo("second.png")
    qtbot.mouseMove(pane, places[0])
    qtbot.mouseRelease(pane, Qt.MouseButton.LeftButton, pos=places[0])
    assert not window.controller.document.coverage.any()
    assert not window.tool.cancel()


def test_enter_fills_after_a_polygon_was_left_open_on_the_last_photo(
    window, qtbot, open_photo, fakes
):
    open_photo("first.png")
    window.choose_tool("polygon")
    pane = window.area.after
    for x, y in ((20, 20), (60, 20)):
        place = pane.viewport.to_view(x, y).toPoint()
        qtbot.mouseClick(pane, Qt.MouseButton.LeftButton, pos=place)
    open_photo("second.png")
    window.action("mask.random").trigger()
    with qtbot.waitSignal(window.fills.filled):
        qtbot.keyClick(pane, Qt.Key.Key_Return)
    assert len(fakes.filled) == 1


def test_the_next_photo_has_no_stroke_to_go_on_from(window, qtbot, open_photo, drag):
    open_photo("first.png")
    drag((40, 40), (60, 40))
    open_photo("second.png")
    pane = window.area.after
    qtbot.mouseClick(
        pane,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ShiftModifier,
        pane.viewport.to_view(200, 200).toPoint(),
    )
    assert window.controller.document.coverage[200, 200]
    assert not window.controller.document.coverage[100:140, 100:140].any()
