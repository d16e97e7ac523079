"""Editing the mask of a fill: how it begins, and everything that ends it."""

from __future__ import annotations

import numpy as np
import pytest

from pconv_studio.core.geometry import Box
from pconv_studio.core.layers import make_layer
from pconv_studio.gui.controller import Controller
from pconv_studio.gui.layer_edit import LayerEdit

FILLED = Box(20, 30, 60, 90)
PAINTED = Box(100, 100, 120, 130)


@pytest.fixture
def controller(qapp, settings, document):
    controller = Controller(settings)
    controller.set_document(document)
    yield controller
    # As the window does before it is taken apart.
    controller.stack.blockSignals(True)


@pytest.fixture
def layer(controller):
    document = controller.document
    coverage = np.zeros(document.shape, np.uint8)
    coverage[FILLED.slices] = 255
    made = make_layer(
        255 - document.result, coverage, name="Fill 1", method="telea", model=None, device="cpu",
        seconds=0.1,
    )  # fmt: skip
    controller.add_fill("Fill 1", made)
    return made


@pytest.fixture
def edit(controller):
    made = LayerEdit(controller)
    made.told = []
    made.changed.connect(made.told.append)
    return made


def paint(controller, box=PAINTED):
    stroke = controller.begin_edit()
    stroke.touch(box)[...] = 255
    controller.commit(stroke, "Stroke")


def test_mask_of_the_layer_takes_the_place_of_the_mask(controller, layer, edit):
    paint(controller)
    edit.begin(layer.id)
    coverage = controller.document.coverage
    assert (coverage[FILLED.slices] == 255).all()
    assert np.count_nonzero(coverage) == FILLED.width * FILLED.height
    assert edit.layer == layer.id
    assert edit.told == [layer.id]


def test_undo_of_its_first_step_ends_it(controller, layer, edit):
    paint(controller)
    edit.begin(layer.id)
    paint(controller, Box(0, 0, 9, 9))
    controller.undo()
    assert edit.layer == layer.id
    controller.undo()
    assert edit.layer is None
    assert edit.told == [layer.id, None]
    assert (controller.document.coverage[PAINTED.slices] == 255).all()
    # What is painted now becomes a fill of its own, and redo does not bring the editing back.
    controller.redo()
    assert edit.layer is None


def test_stop_brings_the_mask_back_and_can_be_undone(controller, layer, edit):
    paint(controller)
    before = controller.document.coverage.copy()
    edit.begin(layer.id)
    paint(controller, Box(0, 0, 9, 9))
    edited = controller.document.coverage.copy()
    edit.stop()
    assert np.array_equal(controller.document.coverage, before)
    assert edit.layer is None
    controller.undo()
    assert np.array_equal(controller.document.coverage, edited)


def test_another_layer_instead_keeps_the_mask_there_was(controller, layer, edit):
    document = controller.document
    coverage = np.zeros(document.shape, np.uint8)
    coverage[200:210, 200:220] = 255
    other = make_layer(
        255 - document.result, coverage, name="Fill 2", method="telea", model=None, device="cpu",
        seconds=0.1,
    )  # fmt: skip
    controller.add_fill("Fill 2", other)
    edit.begin(layer.id)
    edit.begin(other.id)
    assert np.array_equal(document.coverage, coverage)
    edit.stop()
    assert not document.coverage.any()


@pytest.mark.parametrize("end", ["deleted", "undone", "closed", "used"])
def test_editing_ends_with_its_layer(controller, layer, edit, end):
    edit.begin(layer.id)
    if end == "deleted":
        controller.delete_fill("Delete", layer.id)
    elif end == "undone":
        controller.stack.setIndex(0)
    elif end == "closed":
        controller.set_document(None)
    else:
        edit.finish()
    assert edit.layer is None
    assert edit.told == [layer.id, None]
