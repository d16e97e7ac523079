"""The controller: every change can be undone, and nothing disturbs a stroke under way."""

from __future__ import annotations

import numpy as np
import pytest

from pconv_studio.core.document import Document
from pconv_studio.core.geometry import Box
from pconv_studio.core.layers import make_layer
from pconv_studio.gui.controller import Controller


@pytest.fixture
def controller(qtbot, settings, document):
    controller = Controller(settings)
    controller.set_document(document)
    return controller


def stroke(controller, box, value=255):
    edit = controller.begin_edit()
    edit.touch(box)[...] = value
    controller.commit(edit, "Stroke")


def a_layer(document, box, colour):
    coverage = np.zeros(document.shape, np.uint8)
    coverage[box.slices] = 255
    pixels = np.full_like(document.result, colour)
    return make_layer(
        pixels, coverage, name="Fill", method="telea", model=None, device="cpu", seconds=0.1
    )


def test_stroke_is_one_step_and_comes_back(controller, document):
    stroke(controller, Box(10, 20, 30, 60))
    assert controller.stack.count() == 1
    assert document.coverage.sum() == 255 * 20 * 40
    controller.undo()
    assert not document.coverage.any()
    controller.redo()
    assert document.coverage[10:30, 20:60].all()


def test_steps_say_where_something_changed(controller, qtbot):
    boxes = []
    controller.coverageChanged.connect(boxes.append)
    stroke(controller, Box(10, 20, 30, 60))
    controller.undo()
    assert boxes == [Box(10, 20, 30, 60)] * 2


def test_edit_without_effect_is_no_step(controller):
    edit = controller.begin_edit()
    edit.touch(Box(0, 0, 5, 5))
    controller.commit(edit, "Nothing")
    assert controller.stack.count() == 0


def test_aborted_edit_leaves_no_trace(controller, document):
    stroke(controller, Box(0, 0, 8, 8))
    before = document.coverage.copy()
    edit = controller.begin_edit()
    edit.touch(Box(4, 4, 100, 100))[...] = 200
    controller.abort(edit)
    assert np.array_equal(document.coverage, before)
    assert controller.stack.count() == 1


def test_fill_takes_its_mask_and_undo_gives_it_back(controller, document):
    box = Box(40, 50, 80, 90)
    stroke(controller, box)
    stroke(controller, Box(100, 100, 110, 110))
    before = document.result.copy()
    controller.add_fill("Fill", a_layer(document, box, 7))
    assert (document.result[box.slices] == 7).all()
    assert not document.coverage[box.slices].any()
    assert document.coverage[100:110, 100:110].all()
    controller.undo()
    assert np.array_equal(document.result, before)
    assert document.coverage[box.slices].all()
    assert document.layers == ()


def test_deleting_a_layer_leaves_later_ones(controller, document):
    first = a_layer(document, Box(10, 10, 60, 60), 10)
    second = a_layer(document, Box(40, 40, 90, 90), 20)
    controller.add_fill("Fill", first)
    controller.add_fill("Fill", second)
    controller.delete_fill("Delete", first.id)
    assert [layer.id for layer in document.layers] == [second.id]
    assert (document.result[40:90, 40:90] == 20).all()
    assert np.array_equal(document.result[10:40, 10:40], document.photo.pixels[10:40, 10:40])
    controller.undo()
    assert [layer.id for layer in document.layers] == [first.id, second.id]
    assert (document.result[10:40, 10:40] == 10).all()
    assert (document.result[40:90, 40:90] == 20).all()


def test_hidden_layer_comes_back(controller, document):
    layer = a_layer(document, Box(10, 10, 60, 60), 10)
    controller.add_fill("Fill", layer)
    controller.replace_fill("Hide", layer.with_visible(False))
    assert np.array_equal(document.result, document.photo.pixels)
    controller.undo()
    assert (document.result[10:60, 10:60] == 10).all()


def test_a_fill_that_comes_back_during_a_stroke_waits_for_its_end(controller, document):
    layer = a_layer(document, Box(10, 10, 60, 60), 10)
    edit = controller.begin_edit()
    edit.touch(Box(0, 0, 30, 30))[...] = 255
    controller.when_idle(lambda: controller.add_fill("Fill", layer))
    assert document.layers == ()
    controller.commit(edit, "Stroke")
    assert [item.id for item in document.layers] == [layer.id]
    # Undone one by one, everything is as it was.
    controller.undo()
    controller.undo()
    assert not document.coverage.any()
    assert np.array_equal(document.result, document.photo.pixels)


def test_undo_waits_for_the_end_of_a_stroke(controller, document):
    stroke(controller, Box(0, 0, 8, 8))
    edit = controller.begin_edit()
    edit.touch(Box(50, 50, 60, 60))[...] = 255
    controller.undo()
    assert controller.stack.index() == 1
    controller.commit(edit, "Stroke")
    controller.undo()
    controller.undo()
    assert not document.coverage.any()


def test_random_walk_through_history_is_exact(controller, document):
    rng = np.random.default_rng(5)
    states = [(document.coverage.copy(), document.result.copy())]
    for number in range(40):
        top, left = (int(v) for v in rng.integers(0, 200, 2))
        box = Box(top, left, top + int(rng.integers(1, 40)), left + int(rng.integers(1, 40)))
        kind = rng.integers(0, 4)
        if kind < 2 or not document.layers:
            stroke(controller, box, int(rng.integers(0, 256)))
        elif kind == 2:
            controller.add_fill("Fill", a_layer(document, box, number))
        else:
            controller.delete_fill("Delete", document.layers[0].id)
        if controller.stack.index() == len(states):
            states.append((document.coverage.copy(), document.result.copy()))
    for index in rng.integers(0, len(states), 60):
        controller.stack.setIndex(int(index))
        coverage, result = states[index]
        assert np.array_equal(document.coverage, coverage)
        assert np.array_equal(document.result, result)


def test_another_document_starts_a_new_history(controller, photo):
    stroke(controller, Box(0, 0, 8, 8))
    assert controller.is_modified
    controller.set_document(Document(photo))
    assert controller.stack.count() == 0
    assert not controller.is_modified
