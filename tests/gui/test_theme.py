"""Themes: readable, neutral, and switched for good."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QDialogButtonBox, QLabel, QPushButton

from pconv_resources import resource
from pconv_studio.gui.icons import icon
from pconv_studio.gui.theme import (
    DARK,
    LIGHT,
    apply_theme,
    contrast,
    current_theme,
    palette_of,
    style_sheet_of,
    theme_keeper,
)

THEMES = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
SURFACES = ("window", "header", "base", "alternate", "button", "hover", "pressed", "tooltip")


@pytest.fixture(autouse=True)
def dark_again(qapp):
    yield
    apply_theme(qapp, "dark")


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@THEMES
def test_texts_reach_aa_on_every_surface(theme):
    for surface in SURFACES:
        for text in ("text", "dim", "accent_text", "warning", "error", "good"):
            ratio = contrast(getattr(theme, text), getattr(theme, surface))
            assert ratio >= 4.5, f"{text} on {surface}: {ratio:.2f}"
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@THEMES
def test_controls_stand_out(theme):
    # WCAG asks 3:1 of what tells a control's state.
    for surface in ("window", "base"):
        assert contrast(theme.frame, getattr(theme, surface)) >= 3
    for surface in ("window", "base", "pressed"):
        assert contrast(theme.accent_text, getattr(theme, surface)) >= 3
    # What cannot be used is exempt, but ought to be found.
    assert contrast(theme.disabled, theme.window) >= 2.5


@THEMES
def test_greys_are_neutral(theme):
    coloured = {"name", "accent", "accent_text", "warning", "error", "good"}
    for name, value in asdict(theme).items():
        if name not in coloured:
            colour = QColor(value)
            assert colour.red() == colour.green() == colour.blue(), name


@THEMES
def test_palette_covers_every_group(theme):
    palette = palette_of(theme)
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        for text, surface in (
            (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
            (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
            (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
            (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
            (QPalette.ColorRole.ToolTipText, QPalette.ColorRole.ToolTipBase),
            (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Base),
            (QPalette.ColorRole.Link, QPalette.ColorRole.Window),
        ):
            assert contrast(palette.color(group, text), palette.color(group, surface)) >= 4.5


@THEMES
def test_style_sheet_has_every_colour_filled_in(theme):
    template = resource("style/pconv-studio.qss").read_text(encoding="utf-8")
    used = set(re.findall(r"\{\{ (\w+) \}\}", template)) - {"name", "folder"}
    assert used <= set(asdict(theme))
    assert "{{" not in style_sheet_of(theme)


def test_dialogs_have_no_pictures_of_another_style(qapp, qtbot):
    apply_theme(qapp, "dark")
    kinds = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(kinds.Ok | kinds.Cancel | kinds.Close)
    own = box.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
    own.setIcon(icon("copy"))
    qtbot.addWidget(box)
    box.show()
    assert [button.text() for button in box.buttons() if not button.icon().isNull()] == ["Copy"]


@THEMES
def test_check_box_shows_its_mark(qapp, qtbot, theme):
    apply_theme(qapp, theme.name)
    box = QCheckBox("x")
    qtbot.addWidget(box)
    empty = box.grab().toImage()
    box.setChecked(True)
    image = box.grab().toImage()
    assert image != empty
    colours = {image.pixelColor(x, y).name() for x in range(16) for y in range(image.height())}
    assert theme.accent in colours
    assert any(QColor(colour).lightness() > 240 for colour in colours)


def test_switching_reaches_widgets_at_once(qapp, qtbot):
    apply_theme(qapp, "dark")
    label = QLabel("text")
    qtbot.addWidget(label)
    label.show()
    assert label.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    with qtbot.waitSignal(theme_keeper().changed):
        apply_theme(qapp, "light")
    assert label.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.window)
    assert current_theme() is LIGHT
    assert "#fbfbfb" in qapp.styleSheet()


def test_widget_is_drawn_in_the_theme(qapp, qtbot):
    apply_theme(qapp, "dark")
    button = QPushButton("Fill")
    qtbot.addWidget(button)
    button.resize(120, 40)
    dark = button.grab().toImage().pixelColor(10, 20)
    apply_theme(qapp, "light")
    light = button.grab().toImage().pixelColor(10, 20)
    assert dark.lightness() < 100 < 180 < light.lightness()


def test_system_follows_the_desktop(qapp):
    apply_theme(qapp, "system")
    keeper = theme_keeper()
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert keeper.theme is LIGHT
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert keeper.theme is DARK
    # A wish of one's own outweighs the desktop.
    apply_theme(qapp, "dark")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert keeper.theme is DARK


def test_no_preference_means_dark(qapp, monkeypatch):
    apply_theme(qapp, "light")
    apply_theme(qapp, "system")
    if qapp.styleHints().colorScheme() != Qt.ColorScheme.Light:
        assert current_theme() is DARK


def test_one_keeper_for_the_application(qapp):
    assert theme_keeper() is theme_keeper()
    assert isinstance(QApplication.instance(), QApplication)


def test_unknown_theme_is_refused(qapp):
    with pytest.raises(ValueError, match="sepia"):
        apply_theme(qapp, "sepia")
