"""The document: layers on a photo, held against composing everything anew."""

from __future__ import annotations

import gc
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_studio.core import document as module
from pconv_studio.core.document import Document
from pconv_studio.core.geometry import Box
from pconv_studio.core.layers import make_layer
from pconv_studio.core.mask_edit import MaskEdit
from pconv_studio.core.packed import MemoryBudget
from pconv_studio.core.photo import Photo

RNG = np.random.default_rng(21)
HEIGHT, WIDTH = 300, 340


def photo_of(dtype=np.uint8, channels=3, height=HEIGHT, width=WIDTH):
    if dtype == np.float32:
        pixels = RNG.random((height, width, channels), np.float32)
    else:
        pixels = RNG.integers(0, np.iinfo(dtype).max + 1, (height, width, channels)).astype(dtype)
    return Photo(pixels)


def layer_for(document, box, *, soft=True, name="Fill"):
    coverage = np.zeros(document.shape, np.uint8)
    inside = (box.height, box.width)
    coverage[box.slices] = RNG.choice(np.array([0, 90, 255], np.uint8), inside) if soft else 255
    # So that the box of the layer is this one.
    coverage[box.top, box.left] = coverage[box.bottom - 1, box.right - 1] = 255
    filled = photo_of(document.photo.pixels.dtype.type, document.photo.pixels.shape[2]).pixels
    return make_layer(filled, coverage, name=name, method="telea")


def composed(photo, layers):
    """The same by the formula of the contract, over the whole photo, in another way."""
    result = photo.pixels.astype(np.float64)
    for layer in layers:
        if layer.visible:
            weight = layer.coverage.array()[..., None] / 255
            part = result[layer.box.slices]
            mixed = part + (layer.pixels.array() - part) * weight
            if photo.pixels.dtype != np.float32:
                # Halves do not occur: 255 is odd.
                mixed = np.rint(mixed)
            result[layer.box.slices] = np.where(weight > 0, mixed, part)
    return result.astype(photo.pixels.dtype)


def assert_composed(document):
    expected = composed(document.photo, document.layers)
    if expected.dtype == np.float32:
        assert np.abs(document.result - expected).max() < 1e-6
    else:
        assert np.array_equal(document.result, expected)


boxes = st.tuples(
    st.integers(0, HEIGHT - 1), st.integers(0, WIDTH - 1), st.integers(1, 280), st.integers(1, 280)
).map(lambda b: Box(b[0], b[1], min(b[0] + b[2], HEIGHT), min(b[1] + b[3], WIDTH)))
steps = st.lists(
    st.tuples(
        st.sampled_from(["insert", "top", "remove", "replace", "hide", "show", "rename"]),
        st.integers(0, 5),
        boxes,
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25)
@given(steps, st.sampled_from([(np.uint8, 3), (np.uint16, 4)]))
def test_any_steps_give_what_composing_anew_gives(done, kind):
    document = Document(photo_of(*kind))
    source = document.photo.pixels.copy()
    snapshots = []
    for step, number, box, keep in done:
        before = document.result.copy()
        if step in ("insert", "top") or not document.layers:
            index = len(document.layers) if step == "top" else number % (len(document.layers) + 1)
            changed = document.insert_layer(index, layer_for(document, box))
        else:
            layer = document.layers[number % len(document.layers)]
            if step == "remove":
                _, removed, changed = document.remove_layer(layer.id)
                assert removed is layer
            elif step == "replace":
                other = layer_for(document, box)
                changed = document.replace_layer(layer.id, other)
            elif step == "rename":
                changed = document.replace_layer(layer.id, layer.renamed("Other"))
            else:
                changed = document.set_visible(layer.id, step == "show")
        assert_composed(document)
        different = np.argwhere((document.result != before).any(axis=2))
        if len(different):
            (top, left), (bottom, right) = different.min(0), different.max(0)
            assert changed.top <= top
            assert changed.left <= left
            assert changed.bottom > bottom
            assert changed.right > right
        for snapshot, content in snapshots:
            assert np.array_equal(snapshot, content)
        if keep:
            snapshots.append((document.snapshot(), document.result.copy()))
    assert np.array_equal(document.photo.pixels, source)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("channels", [3, 4])
def test_undo_of_everything_gives_the_photo_back(dtype, channels):
    document = Document(photo_of(dtype, channels))
    for box in (Box(0, 0, 300, 340), Box(10, 20, 30, 40), Box(200, 100, 290, 340)):
        document.insert_layer(len(document.layers), layer_for(document, box))
        assert_composed(document)
    for layer in document.layers:
        document.remove_layer(layer.id)
    assert np.array_equal(document.result, document.photo.pixels)


def test_later_layers_stay_when_one_goes_or_is_hidden():
    document = Document(photo_of())
    first = layer_for(document, Box(0, 0, 200, 200), soft=False)
    second = layer_for(document, Box(100, 100, 300, 300), soft=False)
    document.insert_layer(0, first)
    document.insert_layer(1, second)
    top = document.result[100:300, 100:300].copy()
    document.set_visible(first.id, False)
    assert np.array_equal(document.result[100:300, 100:300], top)
    assert document.layers[1] is second
    document.remove_layer(first.id)
    assert document.layers == (second,)
    assert np.array_equal(document.result[100:300, 100:300], top)
    assert np.array_equal(document.result[:100], document.photo.pixels[:100])


def test_only_what_layers_cover_is_composed_again(monkeypatch):
    document = Document(photo_of(height=2000, width=2000))
    coverage = np.zeros(document.shape, np.uint8)
    coverage[0, 0] = coverage[1999, 1999] = 255
    layer = make_layer(document.photo.pixels, coverage, name="two dots", method="telea")
    assert layer.box.area == 4_000_000
    areas = []
    compose = module.composite

    def watched(base, item, box):
        areas.append(box.area)
        compose(base, item, box)

    document.insert_layer(0, layer)
    monkeypatch.setattr(module, "composite", watched)
    document.set_visible(layer.id, False)
    document.set_visible(layer.id, True)
    assert sum(areas) <= 4 * 256 * 256
    areas.clear()
    document.replace_layer(layer.id, document.layers[0].renamed("other"))
    document.remove_layer(layer.id)
    document.insert_layer(0, layer.with_visible(False))
    assert not areas


def test_the_result_of_an_unfilled_photo_is_the_photo_itself():
    photo = photo_of()
    document = Document(photo)
    assert np.shares_memory(document.result, photo.pixels)
    assert np.shares_memory(document.snapshot(), photo.pixels)
    assert document.layers == ()
    assert document.shape == (HEIGHT, WIDTH)
    assert not document.hole().any()
    assert not document.changed_hole().any()


@pytest.mark.parametrize("what", ["photo", "result", "snapshot"])
@pytest.mark.parametrize("filled", [False, True])
def test_nobody_can_write_into_it(what, filled):
    document = Document(photo_of())
    if filled:
        document.insert_layer(0, layer_for(document, Box(0, 0, 9, 9)))
    array = {
        "photo": lambda: document.photo.pixels,
        "result": lambda: document.result,
        "snapshot": document.snapshot,
    }[what]()
    with pytest.raises(ValueError, match="read-only"):
        array[0, 0] = 1


def test_a_snapshot_costs_a_copy_only_when_the_document_changes_meanwhile():
    document = Document(photo_of())
    layers = [layer_for(document, Box(i, i, i + 9, i + 9)) for i in range(5)]
    document.insert_layer(0, layers[0])
    address = document.result.ctypes.data
    document.insert_layer(1, layers[1])
    assert document.result.ctypes.data == address
    document.snapshot()
    document.insert_layer(2, layers[2])
    assert document.result.ctypes.data == address
    first, second = document.snapshot(), document.snapshot()
    assert first.ctypes.data == second.ctypes.data == address
    del first
    before = second.copy()
    document.insert_layer(3, layers[3])
    assert document.result.ctypes.data != address
    assert np.array_equal(second, before)
    address = document.result.ctypes.data
    document.insert_layer(4, layers[4])
    assert document.result.ctypes.data == address


@pytest.mark.parametrize(
    "cut",
    [
        lambda s: s[10:20, 30:40],
        lambda s: s[..., 0],
        lambda s: s[::2].reshape(-1),
        lambda s: s.view(np.int8),
        lambda s: np.asarray(s[5:])[3:],
        memoryview,
    ],
)
def test_any_view_of_a_snapshot_keeps_it(cut):
    document = Document(photo_of())
    layer = layer_for(document, Box(0, 0, HEIGHT, WIDTH), soft=False)
    document.insert_layer(0, layer)
    view = cut(document.snapshot())
    gc.collect()
    before = np.array(view)
    document.set_visible(layer.id, False)
    assert np.array_equal(np.array(view), before)


def test_hidden_and_renamed_layers_need_no_copy():
    document = Document(photo_of())
    layer = layer_for(document, Box(0, 0, 20, 20))
    document.insert_layer(0, layer)
    snapshot = document.snapshot()
    document.replace_layer(layer.id, layer.renamed("Sky"))
    document.insert_layer(1, layer_for(document, Box(5, 5, 9, 9)).with_visible(False))
    assert np.shares_memory(document.result, snapshot)


def test_below_is_what_a_layer_was_filled_from():
    document = Document(photo_of())
    layers = [layer_for(document, Box(20 * i, 0, 20 * i + 90, 200)) for i in range(3)]
    for layer in layers:
        document.insert_layer(len(document.layers), layer)
    for index, layer in enumerate(layers):
        below = document.below(layer.id)
        assert np.array_equal(below, composed(document.photo, layers[:index]))
        below[:] = 0
    assert_composed(document)
    document.set_visible(layers[0].id, False)
    assert np.array_equal(document.below(layers[1].id), document.photo.pixels)


def test_changed_hole_is_what_visible_layers_cover():
    document = Document(photo_of())
    first, second = (
        layer_for(document, Box(10, 10, 290, 150)),
        layer_for(document, Box(100, 100, 200, 300)),
    )
    for layer in (first, second):
        document.insert_layer(0, layer)
    expected = np.zeros(document.shape, bool)
    for layer in (first, second):
        expected[layer.box.slices] |= layer.coverage.array() > 0
    assert np.array_equal(document.changed_hole(), expected)
    document.set_visible(second.id, False)
    expected = np.zeros(document.shape, bool)
    expected[first.box.slices] = first.coverage.array() > 0
    assert np.array_equal(document.changed_hole(), expected)


def test_state_does_not_change_any_more_and_makes_the_document_again():
    photo = photo_of()
    document = Document(photo, source_bytes=b"x", source_stamp=(1, 2))
    document.insert_layer(0, layer_for(document, Box(10, 10, 290, 150)))
    document.insert_layer(1, layer_for(document, Box(10, 10, 20, 20)).with_visible(False))
    edit = MaskEdit(document.coverage)
    edit.touch(Box(4, 5, 6, 7))[:] = 77
    edit.finish()
    state = document.state()
    result, coverage = document.result.copy(), document.coverage.copy()
    edit.touch(Box(0, 0, 300, 340))[:] = 1
    document.remove_layer(document.layers[0].id)
    again = Document.from_state(state)
    assert np.array_equal(again.result, result)
    assert np.array_equal(again.coverage, coverage)
    assert np.array_equal(again.hole(), coverage > 0)
    assert again.coverage.flags.writeable
    assert [layer.visible for layer in again.layers] == [True, False]
    assert again.photo is photo
    assert (again.source_bytes, again.source_stamp) == (b"x", (1, 2))


def test_result_photo_keeps_what_the_file_said():
    photo = Photo(photo_of().pixels, format="JPEG", icc=b"i", exif=b"e", quality=80)
    document = Document(photo)
    document.insert_layer(0, layer_for(document, Box(0, 0, 50, 50)))
    result = document.result_photo()
    assert np.array_equal(result.pixels, document.result)
    assert (result.format, result.icc, result.exif, result.quality) == ("JPEG", b"i", b"e", 80)


def test_photo_in_any_memory_order():
    pixels = photo_of().pixels
    for view in (pixels[::-1, ::-1], np.asfortranarray(pixels), pixels.transpose(1, 0, 2)):
        document = Document(Photo(view))
        coverage = np.full(view.shape[:2], 255, np.uint8)
        filled = np.full(view.shape, 9, np.uint8)
        document.insert_layer(0, make_layer(filled, coverage, name="a", method="telea"))
        snapshot = document.snapshot()
        assert np.array_equal(snapshot, filled)
        document.remove_layer(document.layers[0].id)
        assert np.array_equal(document.result, view)
        assert np.array_equal(snapshot, filled)


def test_layers_that_do_not_fit_are_refused():
    document = Document(photo_of())
    document.insert_layer(0, layer_for(document, Box(0, 0, 9, 9)))
    (layer,) = document.layers
    before = document.result.copy()
    with pytest.raises(ValueError, match="already"):
        document.insert_layer(0, layer)
    others = [
        Document(photo_of(np.uint16)),
        Document(photo_of(channels=4)),
        Document(photo_of(height=500, width=500)),
    ]
    for other in others:
        coverage = np.zeros(other.shape, np.uint8)
        coverage[-1, -1] = 1
        foreign = make_layer(other.photo.pixels, coverage, name="Other", method="telea")
        with pytest.raises(ValueError, match="Other does not fit"):
            document.insert_layer(0, foreign)
        with pytest.raises(ValueError, match="Other does not fit"):
            document.replace_layer(layer.id, foreign)
    assert document.layers == (layer,)
    assert np.array_equal(document.result, before)
    for call in (document.layer, document.remove_layer, document.below):
        with pytest.raises(KeyError):
            call("nobody")


def test_budget_takes_care_of_layers_also_of_those_that_were_removed(tmp_path):
    budget = MemoryBudget(0, tmp_path)
    document = Document(photo_of(), budget=budget)
    layers = [layer_for(document, Box(0, 0, 100 + i, 100)) for i in range(3)]
    document.insert_layer(0, layers[0])
    document.insert_layer(1, layers[1].with_visible(False))
    document.replace_layer(layers[1].id, layers[2])
    document.remove_layer(layers[0].id)
    assert [layer.nbytes for layer in layers] == [0, 0, 0]
    assert_composed(document)
    document.insert_layer(0, layers[0])
    assert_composed(document)
    other = Document(photo_of())
    other.insert_layer(0, layer_for(other, Box(0, 0, 50, 50)))
    assert other.layers[0].nbytes > 0
    other.budget = budget
    assert other.layers[0].nbytes == 0


def test_hidden_layers_below_and_above_do_not_matter():
    document = Document(photo_of())
    layers = [layer_for(document, Box(10 * i, 10 * i, 200, 200)) for i in range(3)]
    for layer in layers:
        document.insert_layer(len(document.layers), layer)
    for shown in itertools.product([True, False], repeat=3):
        for layer, visible in zip(layers, shown, strict=True):
            document.set_visible(layer.id, visible)
        assert_composed(document)
