"""Facts in the line at the bottom."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QLocale

from pconv_studio.core.document import Document
from pconv_studio.core.photo import Photo
from pconv_studio.gui.status_bar import StatusBar


@pytest.fixture
def german():
    before = QLocale()
    QLocale.setDefault(QLocale("de"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def bar(qtbot):
    made = StatusBar()
    qtbot.addWidget(made)
    return made


def test_numbers_are_written_as_in_the_language(german, bar):
    bar.show_document(Document(Photo(np.zeros((1000, 1500, 3), np.uint8))))
    bar.show_zoom(0.073)
    assert "(1,5 MP)" in bar.size_text.text()
    assert bar.zoom.text() == "7,3 %"


def test_zoom_has_decimals_only_where_they_say_something(bar):
    for zoom, text in ((32.0, "3200 %"), (1.0, "100 %"), (0.1, "10 %"), (0.073, "7.3 %")):
        bar.show_zoom(zoom)
        assert bar.zoom.text() == text
