"""Large photos in the background, and what changes meanwhile."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PySide6.QtCore import QObject, QThread, Signal, Slot
from PySide6.QtWidgets import QApplication

from pconv_studio.core.document import Document
from pconv_studio.core.geometry import Box
from pconv_studio.core.layers import make_layer
from pconv_studio.core.levels import Levels
from pconv_studio.core.photo import Photo
from pconv_studio.gui.canvas import pyramids
from pconv_studio.gui.canvas.content import Content
from pconv_studio.gui.canvas.loader import Loader
from pconv_studio.gui.canvas.model import CanvasModel

ALL = (slice(None), slice(None))


@pytest.fixture
def large(monkeypatch, pattern):
    """A photo that counts as large."""
    monkeypatch.setattr(pyramids, "AT_ONCE", 1000)
    monkeypatch.setattr(pyramids, "PREVIEW", 4000)
    return Document(Photo(pattern(300, 400)))


@pytest.fixture
def model(qapp):
    model = CanvasModel()
    yield model
    model.shutdown()


@pytest.fixture
def ready(qtbot):
    def ready(model):
        qtbot.waitUntil(lambda: model.pyramids.is_ready)

    return ready


def black_box(document, box):
    """A layer that makes a box black."""
    coverage = np.zeros(document.shape, np.uint8)
    coverage[box.slices] = 255
    layer = make_layer(np.zeros_like(document.photo.pixels), coverage, name="Fill", method="telea")
    return document.insert_layer(len(document.layers), layer)


def small(model, content=Content.RESULT, zoom=0.25):
    """The pixels shown at a quarter, all of them."""
    return model.picture(content, zoom).cut(*ALL)


def test_something_is_there_at_once_and_the_real_thing_later(model, large, ready, qtbot):
    heard = []
    model.photoChanged.connect(heard.append)
    model.set_document(large)
    preview = model.picture(Content.RESULT, 0.25)
    assert preview.step > 4
    assert np.isin(preview.cut(*ALL).reshape(-1, 3), large.photo.pixels.reshape(-1, 3)).all()
    heard.clear()
    ready(model)
    assert heard == [None]
    expected = Levels(large.photo.pixels).level(2)[ALL]
    assert np.array_equal(small(model), expected)
    assert np.array_equal(small(model, Content.SOURCE), expected)


def test_at_100_percent_nothing_has_to_be_waited_for(model, large):
    model.set_document(large)
    picture = model.picture(Content.RESULT, 1.0)
    assert np.array_equal(picture.cut(*ALL), large.photo.pixels)


def test_results_are_delivered_in_the_main_thread(qapp, qtbot):
    class Home(QObject):
        threads = ()

        @Slot(object)
        def take(self, _value):
            self.threads = (*self.threads, QThread.currentThread())

    home, loader, made = Home(), Loader(), []

    def make(_cancelled):
        made.append(threading.current_thread())
        return 1

    loader.start(make, home.take)
    qtbot.waitUntil(lambda: home.threads != ())
    assert home.threads == (qapp.thread(),)
    assert made[0] is not threading.main_thread()
    loader.shutdown()


def test_a_dropped_job_delivers_nothing_and_is_told_to_stop(qapp, qtbot):
    loader, started, stopped, results = Loader(), threading.Event(), [], []

    def make(cancelled):
        started.set()
        while not cancelled():
            pass
        stopped.append(True)
        return 1

    loader.start(make, results.append)
    assert started.wait(5)
    loader.drop_all()
    loader.start(lambda _cancelled: 2, results.append)
    qtbot.waitUntil(lambda: results != [])
    assert stopped == [True]
    assert results == [2]
    loader.shutdown()


def test_a_job_that_fails_leaves_the_rest_working(qapp, qtbot, caplog):
    loader, results = Loader(), []

    def fail(_cancelled):
        raise MemoryError

    loader.start(fail, results.append)
    loader.start(lambda _cancelled: 2, results.append)
    qtbot.waitUntil(lambda: results != [])
    assert results == [2]
    assert not loader.is_busy
    assert "MemoryError" in caplog.text
    loader.shutdown()


def test_another_photo_meanwhile_wins(model, large, pattern, ready):
    model.set_document(large)
    other = Document(Photo(pattern(280, 380)))
    model.set_document(other)
    ready(model)
    assert np.array_equal(small(model), Levels(other.photo.pixels).level(2)[ALL])


@pytest.mark.parametrize("when", ["before", "meanwhile", "after"])
def test_a_fill_is_shown_whenever_it_comes(model, large, ready, when):
    box = Box(100, 120, 180, 260)
    if when == "before":
        black_box(large, box)
    model.set_document(large)
    if when == "after":
        ready(model)
    if when != "before":
        model.result_changed(black_box(large, box))
    ready(model)
    assert np.array_equal(small(model), Levels(large.result).level(2)[ALL])
    assert np.array_equal(small(model, Content.SOURCE), Levels(large.photo.pixels).level(2)[ALL])
    assert not model.picture(Content.RESULT, 1.0).cut(*box.slices).any()


def test_two_large_fills_in_a_row_are_both_shown(model, large, ready):
    model.set_document(large)
    ready(model)
    for box in (Box(0, 0, 90, 90), Box(150, 150, 290, 390)):
        model.result_changed(black_box(large, box))
    # A small one while the large ones are worked on.
    model.result_changed(black_box(large, Box(120, 10, 140, 30)))
    ready(model)
    assert np.array_equal(small(model), Levels(large.result).level(2)[ALL])


def test_the_difference_of_a_large_photo(model, large, ready):
    model.set_document(large)
    ready(model)
    model.result_changed(black_box(large, Box(100, 120, 180, 260)))
    ready(model)
    # At first the difference of what is there, then the exact one.
    first = small(model, Content.DIFFERENCE)
    assert first[30:40, 40:60].any()
    model.result_changed(black_box(large, Box(8, 8, 16, 16)))
    ready(model)
    shown = small(model, Content.DIFFERENCE)
    assert shown[2:4, 2:4].all(axis=2).any()
    assert shown[26:44, 31:64].any(axis=2).all()
    shown[2:4, 2:4] = shown[25:45, 30:65] = 0
    assert not shown.any()
    model.pyramids.drop_difference()
    assert small(model, Content.DIFFERENCE).any()
    ready(model)


def test_a_mask_that_is_there_from_the_start_is_shown(model, large):
    large.coverage[100:200, 100:300] = 255
    model.set_document(large)
    overlay = model.overlay(0.25)
    assert np.array_equal(overlay.coverage.cut(*ALL), Levels(large.coverage).level(2)[ALL])


def test_changes_say_where(model, large):
    model.set_document(large)
    heard = {"changed": [], "photo": [], "overlay": []}
    model.changed.connect(heard["changed"].append)
    model.photoChanged.connect(heard["photo"].append)
    model.overlayChanged.connect(heard["overlay"].append)
    box = Box(1, 2, 3, 4)
    model.coverage_changed(box)
    model.result_changed(box)
    model.set_overlay(opacity=30)
    assert heard == {"changed": [box, box, None], "photo": [box], "overlay": [box, None]}


def test_without_a_document_changes_mean_nothing(model):
    model.coverage_changed(Box(0, 0, 1, 1))
    model.result_changed(Box(0, 0, 1, 1))
    assert model.picture(Content.RESULT, 1.0) is None
    assert model.overlay(1.0).coverage is None


def test_the_monitor_profile_is_for_display_only(model, pattern, ready):
    from pconv_studio.core.color import srgb_profile

    icc = bytearray(srgb_profile())
    red, green = (
        next(
            int.from_bytes(icc[136 + 12 * n : 140 + 12 * n], "big")
            for n in range(int.from_bytes(icc[128:132], "big"))
            if icc[132 + 12 * n : 136 + 12 * n] == name
        )
        for name in (b"rXYZ", b"gXYZ")
    )
    icc[red : red + 20], icc[green : green + 20] = icc[green : green + 20], icc[red : red + 20]
    pixels = np.zeros((200, 200, 3), np.uint8)
    pixels[..., 0] = 255
    document = Document(Photo(pixels))
    model.set_document(document)
    model.set_monitor_profile(bytes(icc))
    ready(model)
    for zoom in (0.25, 1.0):
        shown = small(model, zoom=zoom)
        assert shown[..., 0].max() < 5
        assert shown[..., 1].min() > 250
    assert np.array_equal(document.result, pixels)
    model.set_monitor_profile(None)
    assert small(model, zoom=1.0)[..., 0].min() == 255


def test_thousands_of_signals_do_no_harm(qapp):
    class Sender(QObject):
        sent = Signal(object)

    sender = Sender()
    for _ in range(5000):
        sender.sent.emit(None)


def test_no_thread_is_left_when_a_model_goes(qapp, large):
    model = CanvasModel()
    model.set_document(large)
    model.shutdown()
    assert model.pyramids.is_ready
    QApplication.processEvents()
