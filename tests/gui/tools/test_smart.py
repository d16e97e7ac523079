"""Smart select by real mouse events; the search runs in its thread."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from pconv_studio.core import smart_select as core
from pconv_studio.core.document import Document
from pconv_studio.core.photo import Photo
from pconv_studio.gui.tools.smart import SmartTool

Alt = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def document():
    rng = np.random.default_rng(3)
    rows, columns = np.mgrid[:240, :320]
    pixels = np.full((240, 320, 3), (60, 120, 60)) + rng.normal(0, 6, (240, 320, 3))
    pixels[np.hypot(columns - 150, rows - 120) < 50] += (120, -60, 0)
    return Document(Photo(np.clip(pixels, 0, 255).astype(np.uint8)))


@pytest.fixture
def disc():
    rows, columns = np.mgrid[:240, :320]
    return np.hypot(columns - 150, rows - 120) < 50


@pytest.fixture
def smart(host, surface, qtbot):
    host.options.size = 30
    tool = surface.take(SmartTool(host))
    yield tool
    qtbot.waitUntil(lambda: not tool._background.is_busy)


def settle(qtbot, tool):
    qtbot.waitUntil(lambda: not tool.is_searching, timeout=20_000)


def overlap(coverage, disc):
    return np.count_nonzero((coverage > 0) & disc) / np.count_nonzero((coverage > 0) | disc)


def test_a_rough_stroke_becomes_the_outline_in_one_step(smart, host, surface, disc, qtbot):
    surface.drag((130, 110), (170, 135))
    assert smart.is_searching
    settle(qtbot, smart)
    assert overlap(host.coverage, disc) > 0.97
    assert host.texts == ["Smart select"]
    assert set(np.unique(host.coverage)) == {0, 255}
    host.steps[0].patch.revert(host.coverage)
    assert not host.coverage.any()


def test_the_stroke_is_seen_while_it_is_painted_and_until_the_outline_is_there(
    smart, host, surface, qtbot
):
    surface.press((130, 110))
    surface.drag_to((170, 135))
    assert host.coverage[110, 130] == 255
    assert not host.coverage[75, 150]
    surface.release((170, 135))
    assert host.coverage[110, 130] == 255
    assert host.touched_box is not None
    settle(qtbot, smart)
    assert host.coverage[75, 150] == 255


def test_the_mask_below_the_stroke_is_kept(smart, host, surface, disc, qtbot):
    host.coverage[100:120, 100:320] = 77
    before = host.coverage.copy()
    surface.drag((130, 110), (170, 135))
    settle(qtbot, smart)
    outside = host.coverage != 255
    assert np.array_equal(host.coverage[outside], before[outside])
    assert overlap(host.coverage == 255, disc) > 0.97


def test_alt_takes_the_thing_out(smart, host, surface, disc, qtbot):
    host.coverage[:] = 255
    surface.drag((130, 110), (170, 135), keys=Alt)
    settle(qtbot, smart)
    assert overlap(255 - host.coverage, disc) > 0.97
    assert host.texts == ["Smart subtract"]
    assert not host.steps[0].stroke


def test_escape_drops_the_stroke_and_the_search(smart, host, surface, qtbot):
    surface.press((130, 110))
    surface.drag_to((170, 135))
    assert smart.cancel()
    assert not host.coverage.any()
    surface.release((170, 135))
    surface.drag((130, 110), (170, 135))
    assert smart.cancel()
    assert not smart.is_searching
    assert not host.coverage.any()
    qtbot.waitUntil(lambda: not smart._background.is_busy)
    # The outline that was found all the same comes too late.
    assert not host.coverage.any()
    assert host.steps == []
    assert not smart.cancel()


def test_a_second_stroke_waits_for_the_first(smart, host, surface, qtbot):
    surface.drag((130, 110), (170, 135))
    surface.drag((20, 20), (60, 20))
    assert "Still looking" in host.reports[-1]
    settle(qtbot, smart)
    assert host.texts == ["Smart select"]
    assert not host.coverage[:40].any()


def test_another_edit_in_between_ends_the_search_without_harm(smart, host, surface, qtbot):
    surface.drag((130, 110), (170, 135))
    edit = host.begin_edit()
    edit.touch(host.boxes[0])[...] = 9
    host.commit(edit, "Other", stroke=False)
    settle(qtbot, smart)
    assert host.texts == ["Other", "Smart select"]
    for step in reversed(host.steps):
        step.patch.revert(host.coverage)
    assert not host.coverage.any()


def test_another_document_in_between(smart, host, surface, qtbot):
    surface.drag((130, 110), (170, 135))
    host.document, host.edit = Document(Photo(np.zeros((40, 50, 3), np.uint8))), None
    settle(qtbot, smart)
    assert host.steps == []
    assert not host.coverage.any()
    surface.drag((10, 10), (20, 20))
    settle(qtbot, smart)
    assert host.texts == ["Smart select"]


def test_a_failed_search_leaves_the_mask_as_it_was(smart, host, surface, qtbot, monkeypatch):
    def fail(*args, **kwargs):
        raise MemoryError("no room")

    monkeypatch.setattr(core, "smart_select", fail)
    host.coverage[5:9] = 3
    before = host.coverage.copy()
    surface.drag((130, 110), (170, 135))
    settle(qtbot, smart)
    assert np.array_equal(host.coverage, before)
    assert "could not be found" in host.reports[-1]
    assert host.edit is None


def test_a_stroke_beside_the_photo_is_nothing(smart, host, surface):
    surface.drag((360, 10), (390, 20))
    assert not smart.is_searching
    assert host.edit is None
    assert host.steps == []


def test_the_ring_is_hard(smart, host):
    host.options.hardness = 0.2
    assert smart.ring().hardness == 1
