"""The list of steps: a click goes back, but never in the midst of an edit."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from pconv_studio.core.geometry import Box
from pconv_studio.gui.controller import Controller
from pconv_studio.gui.history_dock import HistoryDock


@pytest.fixture
def controller(qtbot, settings, document):
    controller = Controller(settings)
    controller.set_document(document)
    yield controller
    controller.stack.blockSignals(True)


@pytest.fixture
def dock(qtbot, controller):
    dock = HistoryDock(controller)
    qtbot.addWidget(dock)
    dock.resize(240, 300)
    dock.show()
    qtbot.waitExposed(dock)
    return dock


def paint(controller, box):
    edit = controller.begin_edit()
    edit.touch(box)[...] = 255
    controller.commit(edit, "Stroke")


def click(qtbot, dock, row):
    view = dock.view
    place = view.visualRect(view.model().index(row, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_click_goes_to_a_step_and_back(qtbot, controller, dock):
    paint(controller, Box(10, 10, 20, 20))
    paint(controller, Box(30, 30, 40, 40))
    click(qtbot, dock, 1)
    assert np.count_nonzero(controller.document.coverage) == 100
    click(qtbot, dock, 0)
    assert not controller.document.coverage.any()
    click(qtbot, dock, 2)
    assert np.count_nonzero(controller.document.coverage) == 200


def test_the_mask_is_not_spoilt_in_the_midst_of_an_edit(qtbot, controller, dock):
    paint(controller, Box(10, 10, 20, 20))
    edit = controller.begin_edit()
    edit.touch(Box(15, 15, 25, 25))[...] = 255
    click(qtbot, dock, 0)
    qtbot.keyClick(dock.view, Qt.Key.Key_Up)
    assert controller.stack.index() == 1
    controller.commit(edit, "Selection")
    click(qtbot, dock, 0)
    assert not controller.document.coverage.any()
