"""Icons: all there, drawn alike, in the colours of the theme and sharp at any scale."""

from __future__ import annotations

import gc
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QColor, QIcon, QImage
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from pconv_resources import resource
from pconv_studio.gui.icons import APP_ICON, icon, icon_colour, pixmap
from pconv_studio.gui.notice_bar import NoticeBar
from pconv_studio.gui.start_page import StartPage
from pconv_studio.gui.theme import DARK, LIGHT, apply_theme

NAMES = sorted(
    path.stem
    for path in resource("icons/pconv-studio.svg").parent.glob("*.svg")
    if path.stem != "pconv-studio"
)
NEEDED = (
    "open save save-as export recent sample undo redo brush eraser rectangle lasso polygon "
    "wand smart grow shrink feather invert clear random load-mask save-mask alpha fill cancel "
    "compare depth single side-by-side split difference original zoom-in zoom-out fit actual "
    "previous next batch preferences shortcuts about history layers mask model navigator eye "
    "eye-off rerun edit delete pause play copy paste folder warning info check "
)


@pytest.fixture(autouse=True)
def dark(qapp):
    apply_theme(qapp, "dark")
    yield
    apply_theme(qapp, "dark")


def pixels(drawn) -> np.ndarray:
    """(h, w, 4) uint8 RGBA, not premultiplied."""
    image = drawn.toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4).copy()


def colour_of(drawn) -> QColor:
    """The colour of the most opaque pixel."""
    found = pixels(drawn).reshape(-1, 4)
    return QColor(*(int(v) for v in found[found[:, 3].argmax()][:3]))


def test_every_icon_that_is_needed_is_there():
    assert set(NEEDED.split()) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_file_keeps_to_the_set(name):
    root = ET.fromstring(resource(f"icons/{name}.svg").read_text(encoding="utf-8"))
    assert root.attrib["viewBox"] == "0 0 24 24"
    assert 1.5 <= float(root.attrib["stroke-width"]) <= 2
    assert root.attrib["stroke-linejoin"] == root.attrib["stroke-linecap"] == "round"
    # One colour, which the theme replaces; nothing that runs or is fetched.
    colours = {
        element.attrib[key]
        for element in root.iter()
        for key in ("fill", "stroke")
        if key in element.attrib
    }
    assert colours <= {"#000", "none"}
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        "svg",
        "path",
        "rect",
        "circle",
    }


@pytest.mark.parametrize("name", NAMES)
def test_drawing_lies_inside_and_is_seen(name):
    for size in (16, 24, 48):
        alpha = pixels(pixmap(name, size, QColor("white")))[..., 3]
        share = (alpha > 96).mean()
        assert 0.015 < share < 0.75, f"{name} at {size}: {share:.3f}"
        # Nothing is cut off at the rim.
        rim = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
        assert rim.max() < 128


def test_icons_are_told_apart():
    drawn = {name: pixels(pixmap(name, 24, QColor("white")))[..., 3] for name in NAMES}
    same = {
        frozenset((a, b))
        for a in NAMES
        for b in NAMES
        if a != b and np.array_equal(drawn[a], drawn[b])
    }
    assert not same


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_colours_come_from_the_theme(qapp, theme):
    apply_theme(qapp, theme.name)
    brush = icon("brush")
    size = QSize(48, 48)
    assert colour_of(brush.pixmap(size)) == QColor(theme.text)
    assert colour_of(brush.pixmap(size, QIcon.Mode.Disabled)) == QColor(theme.disabled)
    assert colour_of(brush.pixmap(size, QIcon.Mode.Normal, QIcon.State.On)) == QColor(
        theme.accent_text
    )
    assert colour_of(brush.pixmap(size, QIcon.Mode.Selected)) == QColor(theme.on_accent)


def test_theme_change_reaches_icons_that_exist(qapp, qtbot):
    button = QToolButton()
    button.setIcon(icon("mask"))
    button.setIconSize(QSize(24, 24))
    button.setAutoRaise(True)
    qtbot.addWidget(button)
    button.resize(40, 40)
    middle = button.rect().center()
    assert button.grab().toImage().pixelColor(middle).lightness() > 180
    apply_theme(qapp, "light")
    assert button.grab().toImage().pixelColor(middle).lightness() < 80


def test_theme_change_reaches_the_start_page_and_notices(qapp, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    page = StartPage(QAction(parent), QAction(parent))
    page.setParent(parent)
    bar = NoticeBar(parent)
    parent.show()
    pictures = [
        label
        for widget in (page, bar)
        for label in widget.findChildren(QLabel)
        if not label.pixmap().isNull()
    ]
    assert len(pictures) == 2
    for theme in (LIGHT, DARK):
        apply_theme(qapp, theme.name)
        assert [colour_of(label.pixmap()) for label in pictures] == [QColor(theme.text)] * 2


def test_two_device_pixels_are_drawn_anew():
    brush = icon("brush")
    twice = brush.pixmap(QSize(24, 24), 2.0)
    assert twice.size() == QSize(48, 48)
    assert twice.devicePixelRatio() == 2.0
    assert np.array_equal(pixels(twice), pixels(pixmap("brush", 48, QColor(DARK.text))))


def test_icon_survives_copies_and_collection():
    copies = [QIcon(icon("eraser")) for _ in range(50)]
    gc.collect()
    expected = pixels(copies[0].pixmap(32, 32))
    assert all(np.array_equal(pixels(c.pixmap(32, 32)), expected) for c in copies)


def test_icon_may_be_wider_than_high():
    drawn = pixels(pixmap("fill", QSize(60, 24), QColor("white")))
    assert drawn.shape == (24, 60, 4)
    assert not drawn[:, :17, 3].any()
    assert drawn[:, 18:42, 3].any()


def test_unknown_icon_is_refused():
    with pytest.raises(FileNotFoundError, match="nonsense"):
        icon("nonsense")


def test_app_icon_keeps_its_colours():
    found = pixels(icon(APP_ICON).pixmap(64, 64))
    assert len(np.unique(found[found[..., 3] == 255][:, :3], axis=0)) > 20


def test_disabled_is_weaker_than_normal():
    normal = icon_colour(QIcon.Mode.Normal, QIcon.State.Off)
    disabled = icon_colour(QIcon.Mode.Disabled, QIcon.State.Off)
    assert abs(normal.lightness() - 48) > abs(disabled.lightness() - 48)
