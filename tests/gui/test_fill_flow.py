"""Fills that come back late: what was asked for in the meantime decides what becomes of them."""

from __future__ import annotations

import numpy as np
import pytest

from pconv_studio.core.geometry import Box
from pconv_studio.gui.controller import Controller
from pconv_studio.gui.fill_flow import FillFlow
from pconv_studio.gui.fill_service import FillService

FIRST, SECOND, THIRD = Box(10, 10, 30, 40), Box(60, 60, 80, 90), Box(120, 120, 150, 160)


@pytest.fixture
def controller(qtbot, settings, document):
    controller = Controller(settings)
    controller.set_document(document)
    yield controller
    # As the window does before it is taken apart.
    controller.stack.blockSignals(True)


@pytest.fixture
def flow(controller, functions):
    service = FillService(functions=functions)
    flow = FillFlow(controller, service)
    yield flow
    flow.shutdown()
    service.shutdown()


def paint(controller, box):
    edit = controller.begin_edit()
    edit.touch(box)[...] = 255
    controller.commit(edit, "Stroke")


def fill(qtbot, flow, box):
    paint(flow.parent(), box)
    with qtbot.waitSignal(flow.filled):
        flow.run()
    return flow.parent().document.layers[-1]


def settle(qtbot, flow):
    qtbot.waitUntil(lambda: not flow.is_busy)


def test_a_layer_deleted_while_it_is_filled_again_stays_deleted(qtbot, flow, controller, fakes):
    layer = fill(qtbot, flow, FIRST)
    fakes.gate.clear()
    flow.rerun(layer.id)
    controller.delete_fill("Delete", layer.id)
    fakes.gate.set()
    settle(qtbot, flow)
    assert len(fakes.calls) == 2
    assert controller.document.layers == ()


def test_a_stopped_edit_is_not_filled(qtbot, flow, controller, fakes):
    layer = fill(qtbot, flow, FIRST)
    flow.edit(layer.id)
    paint(controller, SECOND)
    fakes.gate.clear()
    flow.run()
    flow.edit(None)
    fakes.gate.set()
    settle(qtbot, flow)
    assert [each.box for each in controller.document.layers] == [layer.box]
    assert not controller.document.coverage.any()


def test_an_edit_of_another_layer_keeps_its_mask(qtbot, flow, controller, fakes):
    first, second = fill(qtbot, flow, FIRST), fill(qtbot, flow, SECOND)
    flow.edit(first.id)
    paint(controller, THIRD)
    fakes.gate.clear()
    flow.run()
    flow.edit(second.id)
    fakes.gate.set()
    with qtbot.waitSignal(flow.filled):
        pass
    document = controller.document
    # The first has been filled with its new mask, and the mask is wholly the second's.
    assert document.layer(first.id).box == FIRST.union(THIRD)
    assert flow.editing == second.id
    wanted = np.zeros(document.shape, np.uint8)
    wanted[SECOND.slices] = 255
    assert np.array_equal(document.coverage, wanted)


def test_filling_an_edited_layer_again_takes_its_edited_mask(qtbot, flow, controller, fakes):
    layer = fill(qtbot, flow, FIRST)
    flow.edit(layer.id)
    paint(controller, SECOND)
    with qtbot.waitSignal(flow.filled):
        flow.rerun(layer.id)
    image, hole = fakes.calls[1][:2]
    assert hole[FIRST.slices].all()
    assert hole[SECOND.slices].all()
    assert np.array_equal(image, controller.document.photo.pixels)
    assert controller.document.layer(layer.id).box == FIRST.union(SECOND)
    assert flow.editing is None


def test_a_fill_that_waits_does_not_start_in_the_midst_of_a_stroke(
    qtbot, flow, controller, fakes, settings
):
    settings.set("fill.after_stroke", True)
    fakes.gate.clear()
    paint(controller, FIRST)
    paint(controller, SECOND)
    stroke = controller.begin_edit()
    stroke.touch(THIRD)[...] = 255
    fakes.gate.set()
    settle(qtbot, flow)
    assert len(fakes.calls) == 1
    with qtbot.waitSignal(flow.filled):
        controller.commit(stroke, "Stroke")
    qtbot.waitUntil(lambda: len(fakes.calls) == 2 and not flow.is_busy)
    hole = fakes.calls[1][1]
    assert hole[SECOND.slices].all()
    assert hole[THIRD.slices].all()
    # What the first fill has done is known to the second, and no hole any more.
    assert not hole[FIRST.slices].any()
    qtbot.waitUntil(lambda: len(controller.document.layers) == 2)


def test_fill_during_a_stroke_waits_for_its_end(qtbot, flow, controller, fakes):
    paint(controller, FIRST)
    stroke = controller.begin_edit()
    stroke.touch(SECOND)[...] = 255
    flow.run()
    flow.run()
    assert fakes.calls == []
    with qtbot.waitSignal(flow.filled):
        controller.commit(stroke, "Stroke")
    settle(qtbot, flow)
    assert len(fakes.calls) == 1
    assert fakes.calls[0][1][SECOND.slices].all()


def test_a_layer_that_cannot_be_made_ends_the_work(qtbot, flow, controller, monkeypatch):
    import pconv_studio.gui.fill_flow as module

    def too_much(*_arguments, **_options):
        raise MemoryError

    monkeypatch.setattr(module, "make_layer", too_much)
    said = []
    flow.busyChanged.connect(said.append)
    paint(controller, FIRST)
    with qtbot.waitSignal(flow.failed):
        flow.run()
    assert said[-1] is False
    assert controller.document.coverage[FIRST.slices].all()
