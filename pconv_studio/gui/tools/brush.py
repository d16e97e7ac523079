"""The brush: strokes of any speed, sized by a pen's pressure, straight with Shift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QTransform

from pconv_studio.core.mask_paint import stroke_segment
from pconv_studio.gui.tools.bands import draw_band, line_path
from pconv_studio.gui.tools.base import Ring, Tool, ToolEvent, ToolHost
from pconv_studio.gui.tools.strokes import LOCK, Point, StraightLine, distance

if TYPE_CHECKING:
    from pconv_studio.core.document import Document
    from pconv_studio.core.mask_edit import MaskEdit

Modifier = Qt.KeyboardModifier
MODIFIER_KEYS: dict[int, Modifier] = {
    Qt.Key.Key_Alt: Modifier.AltModifier,
    Qt.Key.Key_Shift: Modifier.ShiftModifier,
}
MIN_RADIUS = 0.5


class BrushTool(Tool):
    """Paints the mask; Alt or a pen's eraser end takes away.

    A click with Shift joins the end of the last stroke to the click by a straight line; a drag
    with Shift stays horizontal, vertical or diagonal.
    """

    id = "brush"
    erases = False
    """Whether it takes away without Alt as well."""

    def __init__(self, host: ToolHost, parent: QObject | None = None) -> None:
        super().__init__(host, parent)
        self._edit: MaskEdit | None = None
        self._document: Document | None = None
        self._erase = False
        self._last: Point = (0.0, 0.0)
        self._radius = MIN_RADIUS
        self._pressed: ToolEvent | None = None
        """The press with Shift held, as long as it can be a click or the begin of a drag."""
        self._straight: StraightLine | None = None
        self._joint: Point | None = None
        """Where the last stroke ended."""
        self._hover: ToolEvent | None = None
        host.options.changed.connect(self.previewChanged)

    # The pointer.

    def press(self, event: ToolEvent) -> None:
        """Begin a stroke."""
        if self._edit is not None:
            self.cancel()
        document = self._host.document
        if document is None or not self._may_begin():
            return
        if document is not self._document:
            self._document, self._joint = document, None
        self._hover = event
        self._erase = self.erases or event.subtracts
        self._edit = self._host.begin_edit()
        self._straight = None
        self._pressed = None
        self._begin()
        if event.holds(Modifier.ShiftModifier) and self._joint is not None:
            self._pressed = event
            self.previewChanged.emit()
        else:
            self._start_at(event)

    def move(self, event: ToolEvent) -> None:
        """Go on with the stroke, or show what a click would do."""
        before, self._hover = self._hover, event
        if self._edit is None:
            self._show_hover(before, event)
            return
        if not self._is_current():
            return
        pressed = self._pressed
        if pressed is not None:
            if distance((pressed.x, pressed.y), (event.x, event.y)) * event.zoom < LOCK:
                return
            self._pressed = None
            self._start_at(pressed)
            self.previewChanged.emit()
        self._go_to(event, self._radius_of(event))

    def release(self, event: ToolEvent) -> None:
        """End the stroke; it becomes one step."""
        if self._edit is None or not self._is_current():
            return
        pressed = self._pressed
        if pressed is not None and self._joint is not None:
            self._radius = self._radius_of(pressed)
            self._last = self._joint
            self._draw((pressed.x, pressed.y), self._radius)
        else:
            # A pen that is lifted presses with 0: the stroke would end in a spike.
            self._go_to(event, self._radius)
        self._pressed = self._straight = None
        self._joint = self._last
        edit, self._edit = self._edit, None
        self._finish(edit)
        self.previewChanged.emit()

    def key_press(self, event: QKeyEvent) -> bool:
        """Take note of Shift and Alt; both stay free for others."""
        modifier = MODIFIER_KEYS.get(event.key())
        if modifier is not None:
            self.modifiers_changed(event.modifiers() | modifier)
        return False

    def modifiers_changed(self, modifiers: Modifier) -> None:
        """Show what a click with these keys would do."""
        if self._hover is not None and self._edit is None:
            hover = self._hover
            self.move(
                ToolEvent(
                    hover.x,
                    hover.y,
                    eraser=hover.eraser,
                    modifiers=modifiers,
                    zoom=hover.zoom,
                )
            )

    def cancel(self) -> bool:
        """Drop the stroke under way: the mask is as before."""
        edit, self._edit = self._edit, None
        self._pressed = self._straight = None
        if edit is None:
            return False
        self._host.abort(edit)
        self.previewChanged.emit()
        return True

    def leave_document(self) -> None:
        """Drop the stroke; the next one has nothing to be joined to."""
        super().leave_document()
        self._document = self._joint = None

    # What is seen of it.

    def ring(self) -> Ring | None:
        """The brush at its true size."""
        options = self._host.options
        subtract = self._erase
        if self._edit is None:
            hover = self._hover
            subtract = self.erases or (hover is not None and hover.subtracts)
        return Ring(options.size / 2, self._hardness(), subtract)

    def paint(self, painter: QPainter, image_to_view: QTransform) -> None:
        """Draw the line that a click with Shift would paint."""
        end = self._pressed or (self._hover if self._edit is None else None)
        if end is None or self._joint is None or self._host.document is not self._document:
            return
        if end.holds(Modifier.ShiftModifier):
            path = line_path([self._joint, (end.x, end.y)], image_to_view)
            draw_band(painter, path, subtract=self.erases or end.subtracts)

    # What differs in the tools built on this one.

    def _may_begin(self) -> bool:
        return True

    def _begin(self) -> None:
        """An edit has begun."""

    def _hardness(self) -> float:
        return self._host.options.hardness

    def _draw(self, end: Point, radius: float) -> None:
        """Paint from the last point on."""
        assert self._edit is not None
        box = stroke_segment(
            self._edit,
            self._last,
            end,
            radius0=self._radius,
            radius1=radius,
            hardness=self._hardness(),
            erase=self._erase,
        )
        self._last, self._radius = end, radius
        if box is not None:
            self._host.touched(box)

    def _finish(self, edit: MaskEdit) -> None:
        """The stroke is complete."""
        text = self.tr("Erase stroke") if self._erase else self.tr("Brush stroke")
        self._host.commit(edit, text, stroke=not self._erase)

    # Steps of a stroke.

    def _is_current(self) -> bool:
        """Whether the document is still the one the stroke began on; otherwise forget it."""
        if self._host.document is self._document:
            return True
        self._edit = self._pressed = self._straight = None
        return False

    def _start_at(self, event: ToolEvent) -> None:
        self._last = (event.x, event.y)
        self._radius = self._radius_of(event)
        self._draw(self._last, self._radius)

    def _go_to(self, event: ToolEvent, radius: float) -> None:
        point: Point | None = (event.x, event.y)
        if event.holds(Modifier.ShiftModifier):
            if self._straight is None:
                self._straight = StraightLine(self._last)
            point = self._straight.project((event.x, event.y), event.zoom)
        else:
            self._straight = None
        if point is not None and (point, radius) != (self._last, self._radius):
            self._draw(point, radius)

    def _radius_of(self, event: ToolEvent) -> float:
        options = self._host.options
        pressure = event.pressure if options.pressure_size else 1.0
        return max(options.size / 2 * pressure, MIN_RADIUS)

    def _show_hover(self, before: ToolEvent | None, event: ToolEvent) -> None:
        joins = event.holds(Modifier.ShiftModifier) and self._joint is not None
        joined = before is not None and before.holds(Modifier.ShiftModifier)
        subtracted = before is not None and before.subtracts
        if joins or joined or event.subtracts != subtracted:
            self.previewChanged.emit()
