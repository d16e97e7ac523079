"""The photos opened last, in the menu and on the start page."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from pconv_studio.core.encode import save_photo
from pconv_studio.gui.recent import recent_labels


@pytest.mark.parametrize(
    ("paths", "labels"),
    [
        ([], []),
        (["/x/a.jpg", "/y/b.jpg"], ["a.jpg", "b.jpg"]),
        (["/x/a.jpg", "/y/b.jpg", "/y/a.jpg"], ["a.jpg — x", "b.jpg", "a.jpg — y"]),
        # Folders of one name tell nothing apart.
        (["/1/x/a.jpg", "/2/x/a.jpg", "/y/a.jpg"], [..., ..., "a.jpg — y"]),
    ],
)
def test_equal_names_are_told_apart(paths, labels):
    paths = [Path(path) for path in paths]
    expected = [
        f"a.jpg — {path.parent}" if label is ... else label
        for path, label in zip(paths, labels, strict=True)
    ]
    assert recent_labels(paths) == expected


@pytest.fixture
def twins(window, photo, tmp_path, settings):
    paths = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        paths.append(save_photo(photo, folder / "Tom & Jerry.png"))
    settings.set("files.recent", [str(path) for path in paths])
    window.links.show_document(None)
    return paths


def test_the_menu_shows_names_whole_and_says_where_they_lie(window, qtbot, twins):
    window.recent_menu.aboutToShow.emit()
    actions = window.recent_menu.actions()
    # An ampersand by itself would underline the letter after it.
    texts = [action.text() for action in actions]
    assert texts == ["Tom && Jerry.png — one", "Tom && Jerry.png — two"]
    assert [action.toolTip() for action in actions] == [str(path) for path in twins]
    assert window.recent_menu.toolTipsVisible()
    with qtbot.waitSignal(window.files.opened):
        actions[1].trigger()
    assert window.files.path == twins[1]


def test_the_start_page_does_so_too(window, qtbot, twins):
    buttons = window.start_page.findChildren(QPushButton, "recent")
    texts = [button.text() for button in buttons]
    assert texts == ["Tom && Jerry.png — one", "Tom && Jerry.png — two"]
    assert buttons[0].accessibleName() == "Open Tom & Jerry.png — one"
    with qtbot.waitSignal(window.files.opened):
        qtbot.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert window.files.path == twins[1]
