"""The program's icons, drawn in the colours of the current palette at any size."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel

from pconv_resources import resource

__all__ = ["APP_ICON", "IconLabel", "icon", "icon_colour", "pixmap"]

APP_ICON = "pconv-studio"


@cache
def _renderer(name: str) -> QSvgRenderer:
    # Loaded from bytes: QSvgRenderer only prints a warning when a file is missing.
    renderer = QSvgRenderer(QByteArray(resource(f"icons/{name}.svg").read_bytes()))
    if not renderer.isValid():
        msg = f"the icon {name} is not a valid SVG"
        raise ValueError(msg)
    return renderer


def icon_colour(mode: QIcon.Mode, state: QIcon.State) -> QColor:
    """Return the colour an icon is drawn in, from the application's palette."""
    palette = QGuiApplication.palette()
    if mode == QIcon.Mode.Disabled:
        return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText)
    if mode == QIcon.Mode.Selected:
        return palette.color(QPalette.ColorRole.HighlightedText)
    if state == QIcon.State.On:
        # Readable on the window as well as in a pressed button, unlike the highlight colour.
        return palette.color(QPalette.ColorRole.Link)
    return palette.color(QPalette.ColorRole.WindowText)


class _ProbeEngine(QIconEngine):
    asked = QSize()

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        _ProbeEngine.asked = QSize(size)
        return QPixmap(size)


@cache
def _sizes_are_logical() -> bool:
    """Whether Qt asks for sizes without the scale; older releases of Qt 6 multiply them."""
    QIcon(_ProbeEngine()).pixmap(QSize(8, 8), 2.0)
    return _ProbeEngine.asked.width() == 8


class _TintedEngine(QIconEngine):
    """Paints one SVG; asks the palette at each painting, so a change of theme needs no new icon."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self._draw(rect.size() * ratio, mode, state, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._draw(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        return self._draw(size * scale if _sizes_are_logical() else size, mode, state, scale)

    def _draw(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, ratio: float) -> QPixmap:
        drawn = pixmap(self._name, size, icon_colour(mode, state))
        drawn.setDevicePixelRatio(ratio)
        return drawn

    def clone(self) -> QIconEngine:
        return _TintedEngine(self._name)

    def key(self) -> str:
        return "pconv-studio"

    def iconName(self) -> str:
        return self._name

    def isNull(self) -> bool:
        return False


def pixmap(name: str, size: QSize | int, colour: QColor) -> QPixmap:
    """Return an icon drawn in one colour.

    Args:
        name: File name below ``icons`` without its extension.
        size: In device pixels; the icon keeps its aspect and lies in the middle.
        colour: Its alpha counts; parts of an icon may be lighter than that.

    Raises:
        FileNotFoundError: If there is no such icon.
    """
    if isinstance(size, int):
        size = QSize(size, size)
    key = f"pconv/{name}/{size.width()}x{size.height()}/{colour.rgba():08x}"
    drawn = QPixmap()
    if QPixmapCache.find(key, drawn):
        return QPixmap(drawn)
    drawn = QPixmap(size)
    drawn.fill(Qt.GlobalColor.transparent)
    side = min(size.width(), size.height())
    if side > 0:
        area = QRect(QPoint(0, 0), QSize(side, side))
        area.moveCenter(drawn.rect().center())
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _renderer(name).render(painter, QRectF(area))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(drawn.rect(), colour)
        painter.end()
    QPixmapCache.insert(key, drawn)
    return QPixmap(drawn)


def icon(name: str) -> QIcon:
    """Return an icon that takes its colours from the application's palette.

    It is drawn anew for each size and scale, grey while disabled and in the accent colour while
    checked, and follows a change of theme by itself. Only the program's own icon,
    ``pconv-studio``, has colours of its own.

    Args:
        name: File name below ``icons`` without its extension, such as ``brush``.

    Raises:
        FileNotFoundError: If there is no such icon.
    """
    if name == APP_ICON:
        return QIcon(str(resource(f"icons/{name}.svg")))
    _renderer(name)
    return QIcon(_TintedEngine(name))


class IconLabel(QLabel):
    """An icon by itself, in the colours of the theme that is shown."""

    def __init__(self, name: str, size: int) -> None:
        """Make the label.

        Args:
            name: As for :func:`icon`.
            size: Logical units.
        """
        super().__init__()
        self._icon, self._size = icon(name), size
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw it again in another theme: a label keeps a picture, not an icon."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self.setPixmap(self._icon.pixmap(self._size, self._size))
