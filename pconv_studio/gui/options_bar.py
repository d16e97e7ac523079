"""The bar above the canvas: what can be set for the tool in hand."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QToolBar,
    QWidget,
)

from pconv_studio.gui.tools.options import MAX_SIZE, MIN_SIZE, ToolOptions

SLIDER_STEPS = 1000

USES: Final = {
    "brush": ("size", "hardness", "pressure"),
    "eraser": ("size", "hardness", "pressure"),
    "rectangle": (),
    "lasso": (),
    "polygon": (),
    "wand": ("tolerance", "contiguous"),
    "smart": ("size", "pressure"),
}
"""What each tool goes by."""

HINTS: Final = {
    "brush": QT_TRANSLATE_NOOP(
        "OptionsBar", "Paint over what must go. Alt takes away, Shift draws straight."
    ),
    "eraser": QT_TRANSLATE_NOOP("OptionsBar", "Take parts of the mask away. Shift draws straight."),
    "rectangle": QT_TRANSLATE_NOOP(
        "OptionsBar", "Drag a rectangle, with Ctrl a square. Alt takes away."
    ),
    "lasso": QT_TRANSLATE_NOOP("OptionsBar", "Draw around what must go. Alt takes away."),
    "polygon": QT_TRANSLATE_NOOP(
        "OptionsBar",
        "Click the corners; Enter or a double click closes, Backspace takes one back.",
    ),
    "wand": QT_TRANSLATE_NOOP("OptionsBar", "Click a colour to select it. Alt takes away."),
    "smart": QT_TRANSLATE_NOOP(
        "OptionsBar", "Paint roughly over a thing; its outline is found. Alt takes away."
    ),
}


class OptionsBar(QToolBar):
    """Size, hardness, pressure, tolerance and reach; shows what the tool in hand uses.

    Args:
        options: Where the values are kept.
        parent: As for any widget.
    """

    entered = Signal()
    """A number was typed and closed with Enter."""

    def __init__(self, options: ToolOptions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Tool options"))
        self._options = options
        self.size_slider, self.size_box = self._pair(
            self.tr("Brush size"), SLIDER_STEPS, round(MIN_SIZE), round(MAX_SIZE)
        )
        self.size_box.setSuffix(self.tr(" px"))
        self.size_box.setToolTip(self.tr("Diameter of the brush in pixels of the photo"))
        self.hardness_slider, self.hardness_box = self._pair(self.tr("Brush hardness"), 100, 0, 100)
        self.hardness_box.setSuffix(self.tr(" %"))
        self.hardness_box.setToolTip(
            self.tr("At 100 % the mask has sharp edges, below it fades out")
        )
        self.tolerance_slider, self.tolerance_box = self._pair(self.tr("Tolerance"), 255, 0, 255)
        self.tolerance_box.setToolTip(
            self.tr("Greatest difference from the clicked colour, of 255 levels")
        )
        self.pressure = QCheckBox(self.tr("Pen pressure"))
        self.pressure.setToolTip(self.tr("The harder the pen presses, the larger the brush"))
        self.contiguous = QCheckBox(self.tr("Connected only"))
        self.contiguous.setToolTip(
            self.tr("Select only what is joined to the clicked pixel, not the colour everywhere")
        )
        self.hint = Hint()
        self._parts: dict[str, QAction] = {
            "size": self.addWidget(_group(self.tr("Size"), self.size_slider, self.size_box)),
            "hardness": self.addWidget(
                _group(self.tr("Hardness"), self.hardness_slider, self.hardness_box)
            ),
            "tolerance": self.addWidget(
                _group(self.tr("Tolerance"), self.tolerance_slider, self.tolerance_box)
            ),
            "pressure": self.addWidget(_group("", self.pressure)),
            "contiguous": self.addWidget(_group("", self.contiguous)),
        }
        self.addWidget(self.hint)
        self._connect()
        self._show_values()
        self.show_tool("brush")

    def show_tool(self, tool_id: str) -> None:
        """Show what a tool uses, and how it is used."""
        uses = USES.get(tool_id, ())
        for name, action in self._parts.items():
            action.setVisible(name in uses)
        hint = str(HINTS.get(tool_id, ""))
        self.hint.setText(QCoreApplication.translate("OptionsBar", hint) if hint else "")

    def is_shown(self, part: str) -> bool:
        """Whether a part, such as ``size``, is shown for the tool in hand."""
        return self._parts[part].isVisible()

    def _pair(self, name: str, steps: int, minimum: int, maximum: int) -> tuple[QSlider, QSpinBox]:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, steps)
        slider.setPageStep(max(steps // 10, 1))
        slider.setFixedWidth(110)
        slider.setAccessibleName(name)
        box = QSpinBox()
        box.setRange(minimum, maximum)
        box.setKeyboardTracking(False)
        box.setAlignment(Qt.AlignmentFlag.AlignRight)
        box.setAccessibleName(name)
        box.lineEdit().returnPressed.connect(self.entered)
        return slider, box

    def _connect(self) -> None:
        options = self._options
        self.size_slider.valueChanged.connect(self._on_size_slider)
        self.size_box.valueChanged.connect(self._on_size_box)
        self.hardness_slider.valueChanged.connect(self._on_hardness)
        self.hardness_box.valueChanged.connect(self._on_hardness)
        self.tolerance_slider.valueChanged.connect(self._on_tolerance)
        self.tolerance_box.valueChanged.connect(self._on_tolerance)
        self.pressure.toggled.connect(self._on_pressure)
        self.contiguous.toggled.connect(self._on_contiguous)
        options.changed.connect(self._show_values)

    @Slot()
    def _show_values(self) -> None:
        options = self._options
        hardness = round(100 * options.hardness)
        for widget, value in (
            (self.size_slider, slider_of(options.size)),
            (self.size_box, round(options.size)),
            (self.hardness_slider, hardness),
            (self.hardness_box, hardness),
            (self.tolerance_slider, options.tolerance),
            (self.tolerance_box, options.tolerance),
        ):
            _show(widget, value)
        for box, on in (
            (self.pressure, options.pressure_size),
            (self.contiguous, options.contiguous),
        ):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)

    @Slot(int)
    def _on_size_slider(self, value: int) -> None:
        self._options.size = size_of(value)

    @Slot(int)
    def _on_size_box(self, value: int) -> None:
        self._options.size = float(value)

    @Slot(int)
    def _on_hardness(self, value: int) -> None:
        self._options.hardness = value / 100

    @Slot(int)
    def _on_tolerance(self, value: int) -> None:
        self._options.tolerance = value

    @Slot(bool)
    def _on_pressure(self, on: bool) -> None:
        self._options.pressure_size = on

    @Slot(bool)
    def _on_contiguous(self, on: bool) -> None:
        self._options.contiguous = on


class Hint(QLabel):
    """One line of help that takes the space left and is cut with an ellipsis where it is short."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "help")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setContentsMargins(8, 0, 8, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """Nothing in width: it never pushes a control out of the bar."""
        return QSize(0, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self.setToolTip(self.text() if self.shown_text() != self.text() else "")

    def shown_text(self) -> str:
        """What of the text there is room for."""
        width = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, width)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(
            self.contentsRect(),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self.shown_text(),
        )


def size_of(value: int) -> float:
    """Return the diameter at a place of the slider: each step is the same share of it."""
    return float(round(MIN_SIZE * (MAX_SIZE / MIN_SIZE) ** (value / SLIDER_STEPS)))


def slider_of(size: float) -> int:
    """Return the place of the slider for a diameter."""
    return round(SLIDER_STEPS * math.log(size / MIN_SIZE) / math.log(MAX_SIZE / MIN_SIZE))


def _show(widget: QSlider | QSpinBox, value: int) -> None:
    widget.blockSignals(True)
    widget.setValue(value)
    widget.blockSignals(False)


def _group(label: str, *widgets: QWidget) -> QWidget:
    group = QWidget()
    # What is left of the bar belongs to the hint.
    group.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
    row = QHBoxLayout(group)
    row.setContentsMargins(4, 0, 8, 0)
    row.setSpacing(6)
    if label:
        text = QLabel(label)
        text.setBuddy(widgets[-1])
        row.addWidget(text)
    for widget in widgets:
        row.addWidget(widget)
    return group
