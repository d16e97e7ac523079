"""Notices over the canvas: whole, wherever they come from."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from pconv_studio.gui.notice_bar import NoticeBar

LONG = "A deep hole: it will be filled from coarse to fine in 3 steps, and its middle is a guess."


@pytest.fixture
def notices(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1100, 300)
    parent.show()
    bar = NoticeBar(parent)
    qtbot.waitExposed(parent)
    return bar


def is_whole(bar):
    if bar.text.wordWrap():
        return bar.text.height() >= bar.text.heightForWidth(bar.text.width())
    return bar.text.width() >= bar.text.sizeHint().width()


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_notice_that_is_shown_again_is_whole(qtbot, notices, times):
    for _ in range(times):
        notices.show_notice("depth", LONG, [("Show depth", lambda: 0), ("Do not warn", lambda: 0)])
        QApplication.processEvents()
        assert notices.isVisible()
        assert is_whole(notices)


def test_another_notice_in_the_place_of_one_is_whole(qtbot, notices):
    notices.show_notice("first", "Short.")
    QApplication.processEvents()
    notices.show_notice("depth", LONG, [("Show depth", lambda: 0), ("Do not warn", lambda: 0)])
    qtbot.waitUntil(lambda: is_whole(notices))


def test_where_there_is_no_room_the_text_takes_more_lines(qtbot, notices):
    notices.show_notice("depth", LONG, [("Show depth", lambda: 0), ("Do not warn", lambda: 0)])
    notices.parentWidget().resize(500, 300)
    qtbot.waitUntil(lambda: notices.width() <= 500)
    qtbot.waitUntil(lambda: is_whole(notices))
    assert notices.text.height() > 2 * notices.fontMetrics().height() - 4
