"""How to fill: method, model, device, and what is done to the mask before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from pconv_studio.gui.icons import icon
from pconv_studio.gui.method_texts import method_note
from pconv_studio.gui.model_combos import DeviceCombo, MethodCombo, ModelCombo
from pconv_studio.gui.model_summary import ModelSummary
from pconv_studio.gui.setting_rows import WheelGuard
from pconv_studio.gui.state_line import StateLine
from pconv_studio.inference.registry import takes_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pconv_studio.core.settings import Settings
    from pconv_studio.inference.choices import DeviceChoice

MOST = 64
"""Greatest growth and softening of the mask, in pixels."""
LATER_MS = 300
"""After which methods of other packages are looked for, and the model's file is checked."""
KEYS = ("fill.method", "fill.model", "fill.device", "fill.after_stroke", "fill.grow", "fill.soften")


class ModelDock(QWidget):
    """Reads and writes the ``fill.*`` settings; whoever fills reads them there."""

    fillRequested = Signal()
    compareRequested = Signal()
    depthToggled = Signal(bool)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.method = MethodCombo()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LATER_MS)
        self.model = ModelCombo()
        self.manage_button = QToolButton()
        self.device = DeviceCombo()
        self.method_note = self._help()
        self.facts = ModelSummary()
        self._later.timeout.connect(self.method.add_others)
        self._later.timeout.connect(self.facts.start_checking)
        self.state = StateLine()
        self.after_stroke = QCheckBox(self.tr("Fill after each stroke"))
        self.grow = self._pixels(self.tr("Grow the mask before filling"))
        self.grow.setToolTip(self.tr("Takes the fringe along the edge of what is removed with it"))
        self.soften = self._pixels(self.tr("Soften the edge of the mask before filling"))
        self.soften.setToolTip(self.tr("Blends the fill with the photo along the mask's edge"))
        WheelGuard(self).watch(self.grow, self.soften)
        self.fill_button = QPushButton(icon("fill"), self.tr("Fill"))
        self.compare_button = QPushButton(icon("compare"), self.tr("Compare..."))
        self.depth_button = QPushButton(icon("depth"), self.tr("Hole depth"))
        self._build()
        self._connect()
        for key in KEYS:
            self._show(key)
        self.show_state("idle", self.tr("The model is not loaded yet"))

    def sizeHint(self) -> QSize:
        """Wide enough for the longest method."""
        return QSize(320, 430)

    def minimumSizeHint(self) -> QSize:
        """Nothing is cut at the sides; what is below can be scrolled to."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        return QSize(self._inner.minimumSizeHint().width() + bar, 180)

    # What it looks like.

    def _help(self) -> QLabel:
        label = QLabel()
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", "help")
        return label

    def _pixels(self, name: str) -> QSpinBox:
        box = QSpinBox()
        box.setRange(0, MOST)
        box.setSuffix(self.tr(" px"))
        box.setAccessibleName(name)
        box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return box

    def _build(self) -> None:
        form = QFormLayout()
        form.setContentsMargins(10, 10, 10, 10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setVerticalSpacing(6)
        form.addRow(self.tr("Method"), self.method)
        form.addRow(self.method_note)
        form.addRow(self._model_label(), self._model_row())
        form.addRow(self.facts)
        form.addRow(self.tr("Device"), self.device)
        form.addRow(self.state)
        form.addRow(self._line())
        form.addRow(self.tr("Grow mask by"), self.grow)
        form.addRow(self.tr("Soften edge"), self.soften)
        form.addRow(self.after_stroke)
        self._inner = QWidget()
        self._inner.setLayout(form)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._inner)
        buttons = QGridLayout()
        buttons.setContentsMargins(10, 8, 10, 10)
        buttons.setSpacing(6)
        buttons.addWidget(self.fill_button, 0, 0, 1, 2)
        buttons.addWidget(self.compare_button, 1, 0)
        buttons.addWidget(self.depth_button, 1, 1)
        self.fill_button.setMinimumHeight(34)
        self.fill_button.setToolTip(self.tr("Fill the mask"))
        self.compare_button.setToolTip(self.tr("Fill with several methods and take the best"))
        self.depth_button.setCheckable(True)
        self.depth_button.setToolTip(
            self.tr("Show at which layer of the network each pixel of the hole becomes known")
        )
        for button in (self.compare_button, self.depth_button):
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._line())
        layout.addLayout(buttons)

    def _model_label(self) -> QLabel:
        label = QLabel(self.tr("Model"))
        label.setBuddy(self.model)
        return label

    def _model_row(self) -> QHBoxLayout:
        self.manage_button.setIcon(icon("model"))
        self.manage_button.setAccessibleName(self.tr("Manage models"))
        self.manage_button.setToolTip(self.tr("All models: import, rename, delete"))
        self.manage_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout()
        row.addWidget(self.model, 1)
        row.addWidget(self.manage_button)
        return row

    def _line(self) -> QFrame:
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        return line

    # What it does.

    def _connect(self) -> None:
        self.method.picked.connect(self._on_method)
        self.model.picked.connect(self._on_model)
        self.device.picked.connect(self._on_device)
        self.after_stroke.toggled.connect(self._on_after_stroke)
        self.grow.valueChanged.connect(self._on_grow)
        self.soften.valueChanged.connect(self._on_soften)
        self.fill_button.clicked.connect(self.fillRequested)
        self.compare_button.clicked.connect(self.compareRequested)
        self.depth_button.toggled.connect(self.depthToggled)
        self._settings.listen(self._on_setting)

    @Slot(str)
    def _on_method(self, name: str) -> None:
        self._settings.set("fill.method", name)

    @Slot(str)
    def _on_model(self, model: str) -> None:
        self._settings.set("fill.model", model)

    @Slot(str)
    def _on_device(self, device: str) -> None:
        self._settings.set("fill.device", device)

    @Slot(bool)
    def _on_after_stroke(self, on: bool) -> None:
        self._settings.set("fill.after_stroke", on)

    @Slot(int)
    def _on_grow(self, pixels: int) -> None:
        self._settings.set("fill.grow", pixels)

    @Slot(int)
    def _on_soften(self, pixels: int) -> None:
        self._settings.set("fill.soften", pixels)

    def _on_setting(self, key: str) -> None:
        # The settings outlive the window.
        if isValid(self) and key in KEYS:
            self._show(key)

    def _show(self, key: str) -> None:
        value = self._settings.get(key)
        if key == "fill.method":
            self.method.show_value(value)
            self.method_note.setText(method_note(value))
            self._show_use_of_network(value)
        elif key == "fill.model":
            self.model.show_value(value)
            self.facts.show_model(value)
        elif key == "fill.device":
            self.device.show_value(value)
        elif key == "fill.after_stroke":
            self.after_stroke.setChecked(value)
        else:
            (self.grow if key == "fill.grow" else self.soften).setValue(value)

    def _show_use_of_network(self, method: str) -> None:
        """Grey out what a method has no use for; other packages' methods may use anything."""
        uses_network = takes_model(method)
        for widget in (self.model, self.facts, self.device):
            widget.setEnabled(uses_network)
        tip = "" if uses_network else self.tr("This method does not use a network")
        self.model.setToolTip(tip)
        self.device.setToolTip(tip)

    # What the window tells it.

    @Slot(str, str)
    def show_state(self, state: str, text: str) -> None:
        """Show what the fill service says of itself."""
        self.state.show_state(state, text)

    @Slot(object)
    def show_devices(self, devices: Sequence[DeviceChoice]) -> None:
        """Show which devices are there."""
        self.device.show_devices(devices)

    def set_actions(
        self, *, fill: QAction, compare: QAction, depth: QAction, models: QAction
    ) -> None:
        """Make the buttons do what the window's actions do, and be usable when they are."""
        for button, action in (
            (self.fill_button, fill),
            (self.compare_button, compare),
            (self.depth_button, depth),
            (self.manage_button, models),
        ):
            _follow(button, action)

    @Slot()
    def refresh(self) -> None:
        """Read again what models there are, and what is known of the chosen one."""
        self.model.refresh()
        self._show("fill.model")

    def shutdown(self) -> None:
        """Wait until no thread works for this any more."""
        self.facts.shutdown()

    def showEvent(self, event: QShowEvent) -> None:
        """Models may have been trained or imported meanwhile."""
        super().showEvent(event)
        self.refresh()
        # The window is to be on screen first.
        self._later.start()


def _follow(button: QAbstractButton, action: QAction) -> None:
    button.setEnabled(action.isEnabled())
    action.enabledChanged.connect(button.setEnabled)
    if action.isCheckable():
        button.setChecked(action.isChecked())
        action.toggled.connect(button.setChecked)
        button.toggled.connect(action.setChecked)
    else:
        button.clicked.connect(action.trigger)
