"""The colour wand by real clicks."""

import numpy as np
import pytest
from PySide6.QtCore import QLocale, Qt

from pconv_studio.core.document import Document
from pconv_studio.core.photo import Photo
from pconv_studio.gui.tools.wand import WandTool

Alt = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def document():
    pixels = np.full((240, 320, 3), 40, np.uint8)
    pixels[50:100, 60:120] = (200, 30, 30)
    pixels[150:170, 200:220] = (205, 30, 30)
    return Document(Photo(pixels))


@pytest.fixture
def wand(host, surface):
    host.options.tolerance, host.options.contiguous = 10, True
    return surface.take(WandTool(host))


def test_a_click_selects_what_is_joined(wand, host, surface):
    surface.click((80, 70))
    assert np.all(host.coverage[50:100, 60:120] == 255)
    assert np.count_nonzero(host.coverage) == 50 * 60
    assert host.texts == ["Colour wand"]
    assert f"Pixels of that colour: {QLocale().toString(3000)}" in host.reports[0]


def test_everywhere_and_tolerance(wand, host, surface):
    host.options.contiguous = False
    surface.click((80, 70))
    assert np.count_nonzero(host.coverage) == 50 * 60 + 20 * 20
    host.coverage[:] = 0
    host.options.tolerance = 4
    surface.click((80, 70))
    assert np.count_nonzero(host.coverage) == 50 * 60


def test_more_is_added_and_alt_takes_out(wand, host, surface):
    surface.click((80, 70))
    surface.click((210, 160))
    assert np.count_nonzero(host.coverage) == 50 * 60 + 20 * 20
    surface.click((80, 70), Alt)
    assert np.count_nonzero(host.coverage) == 20 * 20
    assert host.texts[-1] == "Subtract by colour"
    assert not host.steps[-1].stroke


def test_what_is_seen_counts_not_the_source(wand, host, surface):
    from pconv_studio.core.geometry import Box
    from pconv_studio.core.layers import make_layer

    filled = np.full((240, 320, 3), 40, np.uint8)
    hole = np.zeros((240, 320), np.uint8)
    hole[50:100, 60:120] = 255
    layer = make_layer(filled, hole, name="Fill", method="telea")
    assert host.document.insert_layer(0, layer) == Box(50, 60, 100, 120)
    surface.click((80, 70))
    assert np.count_nonzero(host.coverage) == 240 * 320 - 20 * 20


def test_a_click_beside_the_photo_is_nothing(wand, host, surface):
    surface.click((350, 20))
    assert host.steps == []
    assert host.edit is None
