"""The look of the program: a dark and a light theme in neutral greys with one accent colour."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from pconv_resources import resource

__all__ = ["DARK", "LIGHT", "Theme", "ThemeKeeper", "apply_theme", "contrast", "current_theme"]


@dataclass(frozen=True)
class Theme:
    """The colours of a theme, as ``#rrggbb``.

    The greys have no tint: a tinted frame makes the eye misjudge the colours of the photo in it.
    """

    name: str
    """``dark`` or ``light``."""
    window: str
    """Docks, dialogs, tool bars."""
    header: str
    """Titles of docks, status bar."""
    edge: str
    """Gaps between docks."""
    canvas: str
    """What surrounds the photo."""
    base: str
    """Lists and text fields."""
    alternate: str
    """Every second row of a list."""
    button: str
    hover: str
    pressed: str
    """Pressed and checked buttons."""
    line: str
    """Frames that only part one thing from another."""
    frame: str
    """Frames that show where to click."""
    text: str
    dim: str
    """Help texts."""
    disabled: str
    """Text and icons of what cannot be used now."""
    accent: str
    """Selections and progress; below `on_accent`."""
    on_accent: str
    accent_text: str
    """The accent where it is text or an icon: links, checked tools."""
    warning: str
    error: str
    good: str
    tooltip: str


DARK = Theme(
    name="dark",
    window="#303030",
    header="#292929",
    edge="#1f1f1f",
    canvas="#262626",
    base="#252525",
    alternate="#2a2a2a",
    button="#3d3d3d",
    hover="#3f3f3f",
    pressed="#242424",
    line="#565656",
    frame="#8c8c8c",
    text="#e4e4e4",
    dim="#b0b0b0",
    disabled="#808080",
    accent="#2f6fb3",
    on_accent="#ffffff",
    accent_text="#74b3f2",
    warning="#f0b84c",
    error="#ff8f80",
    good="#7fcb8a",
    tooltip="#1f1f1f",
)

LIGHT = Theme(
    name="light",
    window="#ededed",
    header="#dfdfdf",
    edge="#c6c6c6",
    canvas="#bdbdbd",
    base="#fbfbfb",
    alternate="#f3f3f3",
    button="#f4f4f4",
    hover="#e2e2e2",
    pressed="#d6d6d6",
    line="#a8a8a8",
    frame="#747474",
    text="#1e1e1e",
    dim="#555555",
    disabled="#8a8a8a",
    accent="#2466ab",
    on_accent="#ffffff",
    accent_text="#1a579b",
    warning="#7d5200",
    error="#a8271b",
    good="#1f6b2c",
    tooltip="#fbfbfb",
)

THEMES = {theme.name: theme for theme in (DARK, LIGHT)}


def contrast(first: str | QColor, second: str | QColor) -> float:
    """Return the contrast ratio of WCAG 2 between two opaque colours, 1 to 21."""
    lighter, darker = sorted((_luminance(QColor(c)) for c in (first, second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return (
        0.2126 * linear(colour.redF())
        + 0.7152 * linear(colour.greenF())
        + 0.0722 * linear(colour.blueF())
    )


def palette_of(theme: Theme) -> QPalette:
    """Return the palette of a theme."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    window, dark = QColor(theme.window), theme.name == "dark"
    palette = QPalette()
    for roles, colour in (
        ((role.Window,), theme.window),
        ((role.Base,), theme.base),
        ((role.AlternateBase,), theme.alternate),
        ((role.Button,), theme.button),
        ((role.ToolTipBase,), theme.tooltip),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), theme.text),
        ((role.PlaceholderText,), theme.dim),
        ((role.BrightText,), theme.error),
        ((role.Highlight, role.Accent), theme.accent),
        ((role.HighlightedText,), theme.on_accent),
        ((role.Link, role.LinkVisited), theme.accent_text),
        # Fusion draws frames and grooves from these.
        ((role.Light,), window.lighter(135).name() if dark else "#ffffff"),
        ((role.Midlight,), window.lighter(118).name() if dark else "#f6f6f6"),
        ((role.Mid,), theme.line),
        ((role.Dark,), theme.edge),
        ((role.Shadow,), "#101010" if dark else "#6f6f6f"),
    ):
        for one in roles:
            palette.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText, role.Link, role.PlaceholderText):
        palette.setColor(group.Disabled, one, QColor(theme.disabled))
    palette.setColor(group.Disabled, role.HighlightedText, QColor(theme.text))
    palette.setColor(group.Disabled, role.Highlight, QColor(theme.line))
    palette.setColor(group.Disabled, role.Accent, QColor(theme.line))
    return palette


def style_sheet_of(theme: Theme) -> str:
    """Return the style sheet with the colours of a theme filled in."""
    colours: dict[str, str] = asdict(theme)
    file = resource("style/pconv-studio.qss")
    colours["folder"] = file.parent.as_posix()
    template = file.read_text(encoding="utf-8")
    return re.sub(r"\{\{ (\w+) \}\}", lambda match: colours[match[1]], template)


class ThemeKeeper(QObject):
    """Applies themes to the application, and follows the desktop where that is wished."""

    changed = Signal()
    """The theme is another one; palette and style sheet are already in place."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._wish = ""
        self._theme: Theme | None = None
        app.styleHints().colorSchemeChanged.connect(self._on_scheme)

    @property
    def theme(self) -> Theme:
        """The theme that is shown."""
        return self._theme or DARK

    def apply(self, name: str) -> None:
        """Show a theme: ``dark``, ``light``, or ``system`` for what the desktop prefers."""
        if name not in ("system", *THEMES):
            msg = f"there is no theme {name!r}; there are system, dark and light"
            raise ValueError(msg)
        self._wish = name
        hints = self._app.styleHints()
        # Title bars and dialogs of the desktop follow this; "system" takes the wish back, and
        # what the desktop prefers can be read again only after that.
        if name == "system":
            hints.unsetColorScheme()
            name = "light" if hints.colorScheme() == Qt.ColorScheme.Light else "dark"
        else:
            scheme = Qt.ColorScheme.Dark if name == "dark" else Qt.ColorScheme.Light
            hints.setColorScheme(scheme)
        self._show(THEMES[name])

    def _show(self, theme: Theme) -> None:
        if theme is self._theme:
            return
        if self._theme is None:
            self._app.setStyle("Fusion")
        self._theme = theme
        self._app.setPalette(palette_of(theme))
        self._app.setStyleSheet(style_sheet_of(theme))
        self.changed.emit()

    @Slot(Qt.ColorScheme)
    def _on_scheme(self, scheme: Qt.ColorScheme) -> None:
        if self._wish == "system":
            self._show(LIGHT if scheme == Qt.ColorScheme.Light else DARK)


def theme_keeper() -> ThemeKeeper:
    """Return the one keeper of the running application.

    Raises:
        RuntimeError: If there is no application with windows.
    """
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        msg = "themes need a QApplication"
        raise RuntimeError(msg)
    keeper = app.findChild(ThemeKeeper, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return keeper if isinstance(keeper, ThemeKeeper) else ThemeKeeper(app)


def apply_theme(app: QApplication, name: str) -> None:
    """Show a theme in the application: ``dark``, ``light`` or ``system``.

    ``system`` goes with the desktop, also when it changes later; where the desktop has no
    preference, the theme is dark, as in other photo editors.

    Raises:
        ValueError: If there is no such theme.
    """
    keeper = app.findChild(ThemeKeeper, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if not isinstance(keeper, ThemeKeeper):
        keeper = ThemeKeeper(app)
    keeper.apply(name)


def current_theme() -> Theme:
    """Return the theme that is shown; the dark one before any was applied."""
    app = QGuiApplication.instance()
    if not isinstance(app, QApplication):
        return DARK
    return theme_keeper().theme
