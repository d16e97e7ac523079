"""A small picture of the whole photo with a frame around what the canvas shows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from pconv_studio.gui.canvas.canvas import ARROWS
from pconv_studio.gui.canvas.events import EventReader
from pconv_studio.gui.canvas.geometry import Viewport
from pconv_studio.gui.canvas.model import CanvasModel
from pconv_studio.gui.canvas.pane import Pane
from pconv_studio.gui.canvas.view_state import ViewState

BORDER = 8
"""Logical units around the photo."""
DELAY_MS = 120
"""A stroke changes the mask many times; the small picture follows this much later."""
FRAME = QColor("#ff3b30")
LEAST = 8.0
"""Logical units the frame is drawn with at least."""


class Navigator(QWidget):
    """Shows where the canvas is on the photo; a click or a drag goes elsewhere, the wheel zooms.

    Args:
        model: What is shown.
        view: What the canvas shows of it.
        parent: As for any widget.
    """

    def __init__(self, model: CanvasModel, view: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(120, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Navigator"))
        self.setToolTip(self.tr("Click or drag to move the view, turn the wheel to zoom"))
        self._model = model
        self._view = view
        self._pane = Pane(model)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._draw_again)
        model.changed.connect(self._on_changed)
        model.documentChanged.connect(self._on_document)
        view.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: D102 - Qt's own
        return QSize(220, 160)

    @property
    def frame(self) -> QRectF:
        """What the canvas shows, in this widget's coordinates, cut at the photo."""
        if self._model.shape is None:
            return QRectF()
        height, width = self._model.shape
        left, top, right, bottom = self._view.visible
        viewport = self._pane.viewport
        start = viewport.to_view(max(left, 0.0), max(top, 0.0))
        end = viewport.to_view(min(right, float(width)), min(bottom, float(height)))
        return QRectF(start, end)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton:
            self._go_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        self._view.zoom_by(EventReader.zoom_factor(event))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        key = Qt.Key(event.key())
        if key not in ARROWS:
            event.ignore()
            return
        left, top, right, bottom = self._view.visible
        across, down = ARROWS[key]
        zoom = self._view.zoom
        self._view.pan(across * (right - left) * zoom / 8, down * (bottom - top) * zoom / 8)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._lay_out()

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._lay_out()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        ratio = self._pane.viewport.ratio
        self._pane.set_background(self.palette().window().color())
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        self._pane.paint(painter, QRegion(self._pane.viewport.rect))
        painter.restore()
        if self._model.shape is not None:
            frame = self.frame.adjusted(0.5, 0.5, -0.5, -0.5)
            # At a high zoom a dot would be all there is.
            across, down = (max(LEAST - side, 0.0) / 2 for side in (frame.width(), frame.height()))
            frame.adjust(-across, -down, across, down)
            for colour, width in ((QColor(0, 0, 0, 150), 3.0), (FRAME, 1.5)):
                painter.setPen(QPen(colour, width))
                painter.drawRect(frame)
        painter.end()

    def _go_to(self, point: QPointF) -> None:
        if self._model.shape is not None:
            self._view.centre_on(self._pane.viewport.to_image(point))

    def _lay_out(self) -> None:
        ratio = self.devicePixelRatioF()
        width, height = max(round(self.width() * ratio), 1), max(round(self.height() * ratio), 1)
        rows, columns = self._model.shape or (1, 1)
        free = 2 * BORDER * ratio
        zoom = max(min((width - free) / columns, (height - free) / rows), 1e-4)
        # Large photos have it sharp, small ones are not blown up.
        self._pane.set_viewport(
            Viewport(min(zoom, 4.0), (columns / 2, rows / 2), width, height, ratio)
        )
        self.update()

    @Slot()
    def _on_document(self) -> None:
        self._lay_out()

    @Slot(object)
    def _on_changed(self, _box: object) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _draw_again(self) -> None:
        self._pane.photo_changed(None)
        self._pane.overlay_changed(None)
        self.update()
