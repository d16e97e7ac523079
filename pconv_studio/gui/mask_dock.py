"""The mask dock: what can be done to the whole mask, how it is shown, and how large it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QSignalBlocker, QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.core.mask_edit import Coverage
from pconv_studio.core.mask_ops import measure
from pconv_studio.gui.icons import icon
from pconv_studio.gui.setting_rows import ColourButton, WheelGuard

if TYPE_CHECKING:
    from pconv_studio.core.settings import Settings

COLOUR = "canvas.overlay_colour"
OPACITY = "canvas.overlay_opacity"
LEAST_OPACITY = 5
AMOUNTS = {"grow": 3, "shrink": 3, "feather": 4}
"""Pixels to begin with."""
MOST = 500


class MaskDock(QWidget):
    """Buttons for the whole mask; whoever owns the mask does what they ask for.

    Colour and opacity go to the settings at once.
    """

    growRequested = Signal(int)
    shrinkRequested = Signal(int)
    featherRequested = Signal(int)
    """By so many pixels."""
    invertRequested = Signal()
    clearRequested = Signal()
    randomRequested = Signal()
    loadRequested = Signal()
    saveRequested = Signal()
    alphaRequested = Signal()
    overlayToggled = Signal(bool)
    """The mask is to be shown, or hidden."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._amounts: dict[str, QSpinBox] = {}
        self._guard = WheelGuard(self)
        self.buttons: dict[str, QPushButton] = {}
        self.facts = QLabel()
        self.facts.setAccessibleName(self.tr("Size of the mask"))
        self.facts.setWordWrap(True)
        self.visible_box = QCheckBox(self.tr("Show the mask"))
        self.visible_box.setChecked(True)
        self.colour = ColourButton(self.tr("Colour of the mask"))
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(LEAST_OPACITY, 100)
        self.opacity.setAccessibleName(self.tr("Opacity of the mask"))
        self.opacity_text = QLabel()
        self._build()
        self._connect()
        for key in (COLOUR, OPACITY):
            self._on_setting(key)
        self.set_has_alpha(False)
        self.show_coverage(None)

    def sizeHint(self) -> QSize:
        """As wide as the other docks."""
        return QSize(320, self._inner.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Nothing is cut at the sides; what is below can be scrolled to."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        return QSize(self._inner.minimumSizeHint().width() + bar, 150)

    # What others tell it.

    def amount(self, name: str) -> int:
        """Pixels to ``grow``, ``shrink`` or ``feather`` by."""
        return self._amounts[name].value()

    def show_coverage(self, coverage: Coverage | None) -> None:
        """Say how much is covered; on a large photo counting takes 0.1 to 0.2 s."""
        self.show_measure(*((0.0, 0) if coverage is None else measure(coverage)))

    def show_measure(self, share: float, holes: int) -> None:
        """Say what share of the photo, in [0, 1], is covered in how many holes."""
        if holes == 0:
            self.facts.setText(self.tr("Nothing is masked yet."))
            return
        percent = QLocale().toString(100 * share, "f", 1 if share >= 0.0995 else 2)
        if share < 0.00005:
            percent = "< " + QLocale().toString(0.01, "f", 2)
        text = self.tr("{percent} % of the photo in one hole")
        if holes > 1:
            text = self.tr("{percent} % of the photo in {count} holes")
        self.facts.setText(text.format(percent=percent, count=QLocale().toString(holes)))

    def show_overlay(self, shown: bool) -> None:
        """Say whether the mask is shown; `overlayToggled` is not emitted."""
        with QSignalBlocker(self.visible_box):
            self.visible_box.setChecked(shown)

    def set_has_alpha(self, has_alpha: bool) -> None:
        """Offer the photo's transparency as a mask, or not."""
        self.buttons["alpha"].setEnabled(has_alpha)

    # How it is built.

    def _build(self) -> None:
        self._inner = QWidget()
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addWidget(self.facts)
        column.addWidget(_line())
        column.addLayout(self._make_amounts())
        column.addLayout(self._make_commands())
        column.addWidget(_line())
        column.addWidget(self.visible_box)
        column.addLayout(self._make_look())
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _make_amounts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.setColumnStretch(1, 1)
        rows = (
            (
                "grow",
                self.tr("Grow"),
                self.tr("Pixels to grow by"),
                self.tr("Make the mask larger on all sides"),
            ),
            (
                "shrink",
                self.tr("Shrink"),
                self.tr("Pixels to shrink by"),
                self.tr("Make the mask smaller on all sides"),
            ),
            (
                "feather",
                self.tr("Feather"),
                self.tr("Pixels to feather by"),
                self.tr("Give the mask a soft edge, outside of what it covers"),
            ),
        )
        for row, (name, text, amount, tip) in enumerate(rows):
            box = QSpinBox()
            box.setRange(1, MOST)
            box.setValue(AMOUNTS[name])
            box.setSuffix(self.tr(" px"))
            box.setAlignment(Qt.AlignmentFlag.AlignRight)
            box.setAccessibleName(amount)
            self._guard.watch(box)
            self._amounts[name] = box
            grid.addWidget(box, row, 0)
            grid.addWidget(self._button(name, name, text, tip), row, 1)
        return grid

    def _make_commands(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(6)
        buttons = (
            (
                self._button(
                    "invert",
                    "invert",
                    self.tr("Invert"),
                    self.tr("Mask what is free, free what is masked"),
                ),
                self._button("clear", "clear", self.tr("Clear"), self.tr("Remove the whole mask")),
            ),
            (
                self._button(
                    "random",
                    "random",
                    self.tr("Random"),
                    self.tr("Random streaks and blobs, as the networks were trained with"),
                ),
                self._button(
                    "alpha",
                    "alpha",
                    self.tr("From alpha"),
                    self.tr("Mask what is transparent in the photo"),
                ),
            ),
            (
                self._button(
                    "load",
                    "load-mask",
                    self.tr("Load..."),
                    self.tr("Take a picture as mask, white = hole"),
                ),
                self._button(
                    "save",
                    "save-mask",
                    self.tr("Save..."),
                    self.tr("Save the mask as lossless PNG"),
                ),
            ),
        )
        for row, pair in enumerate(buttons):
            for place, button in enumerate(pair):
                grid.addWidget(button, row, place)
        return grid

    def _make_look(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.setColumnStretch(1, 1)
        colour, opacity = QLabel(self.tr("Colour")), QLabel(self.tr("Opacity"))
        colour.setBuddy(self.colour)
        opacity.setBuddy(self.opacity)
        self.opacity_text.setMinimumWidth(self.fontMetrics().horizontalAdvance("100 %"))
        self.opacity_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        slide = QHBoxLayout()
        slide.addWidget(self.opacity, 1)
        slide.addWidget(self.opacity_text)
        grid.addWidget(colour, 0, 0)
        grid.addWidget(self.colour, 0, 1)
        grid.addWidget(opacity, 1, 0)
        grid.addLayout(slide, 1, 1)
        self._guard.watch(self.opacity)
        return grid

    def _button(self, name: str, picture: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(icon(picture), text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.buttons[name] = button
        return button

    def _connect(self) -> None:
        by_amount: dict[str, SignalInstance] = {
            "grow": self.growRequested,
            "shrink": self.shrinkRequested,
            "feather": self.featherRequested,
        }
        for name, signal in by_amount.items():
            # `clicked` hands on whether the button is checked.
            self.buttons[name].clicked.connect(
                lambda _=False, name=name, signal=signal: signal.emit(self.amount(name))
            )
        plain: dict[str, SignalInstance] = {
            "invert": self.invertRequested,
            "clear": self.clearRequested,
            "random": self.randomRequested,
            "load": self.loadRequested,
            "save": self.saveRequested,
            "alpha": self.alphaRequested,
        }
        for name, signal in plain.items():
            self.buttons[name].clicked.connect(lambda _=False, signal=signal: signal.emit())
        self.visible_box.toggled.connect(self.overlayToggled)
        self.colour.colourChanged.connect(self._on_colour)
        self.opacity.valueChanged.connect(self._on_opacity)
        self._settings.listen(self._on_setting)

    @Slot(str)
    def _on_colour(self, colour: str) -> None:
        self._settings.set(COLOUR, colour)

    @Slot(int)
    def _on_opacity(self, percent: int) -> None:
        self._settings.set(OPACITY, percent)

    def _on_setting(self, key: str) -> None:
        if key == COLOUR:
            self.colour.set_colour(self._settings.get(COLOUR))
        elif key == OPACITY:
            percent = self._settings.get(OPACITY)
            with QSignalBlocker(self.opacity):
                self.opacity.setValue(percent)
            self.opacity_text.setText(self.tr("{percent} %").format(percent=percent))


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Sunken)
    return line
