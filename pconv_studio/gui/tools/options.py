"""What a person sets for the tools, and keeps for the next time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from pconv_studio.core.document import Document
    from pconv_studio.core.settings import Settings

__all__ = ["HARDNESS_STEP", "MAX_SIZE", "MIN_SIZE", "SIZE_STEP", "ToolOptions"]

MIN_SIZE = 1.0
MAX_SIZE = 5000.0
"""Diameters in pixels of the photo."""
SIZE_STEP = 1.15
HARDNESS_STEP = 0.1
AUTOMATIC_SHARE = 0.03
"""Of the photo's short side: the brush of somebody who has not chosen one."""
WITHOUT_PHOTO = 40.0

SIZE = "tools.brush_size"
HARDNESS = "tools.hardness"
PRESSURE = "tools.pressure_size"
TOLERANCE = "tools.tolerance"
CONTIGUOUS = "tools.contiguous"


class ToolOptions(QObject):
    """Size, hardness, pressure, tolerance and reach of the tools.

    Each change goes to the settings at once, and a change of the settings comes back from there.
    As long as the setting of the size is 0, the size follows the photo.
    """

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._automatic = WITHOUT_PHOTO
        self._size = self._wanted_size()
        self._hardness = self._wanted_hardness()
        settings.listen(self._on_setting)

    def set_document(self, document: Document | None) -> None:
        """Fit the brush to another photo, unless somebody has chosen a size."""
        short = None if document is None else min(document.shape)
        self._automatic = WITHOUT_PHOTO if short is None else round(short * AUTOMATIC_SHARE)
        self._take_size()

    @property
    def size(self) -> float:
        """Diameter of the brush in pixels of the photo, 1 or more."""
        return self._size

    @size.setter
    def size(self, pixels: float) -> None:
        size = min(max(pixels, MIN_SIZE), MAX_SIZE)
        if size == self._size:
            return
        self._size = size
        # A whole number in the settings; what a drag adds bit by bit needs the fraction.
        self._settings.set(SIZE, max(round(size), 1))
        self.changed.emit()

    @property
    def hardness(self) -> float:
        """0 to 1: the share of the radius up to which the brush has its full strength."""
        return self._hardness

    @hardness.setter
    def hardness(self, share: float) -> None:
        hardness = min(max(share, 0.0), 1.0)
        if hardness == self._hardness:
            return
        self._hardness = hardness
        self._settings.set(HARDNESS, round(100 * hardness))
        self.changed.emit()

    @property
    def pressure_size(self) -> bool:
        """Whether the pressure of a pen sizes the brush."""
        return bool(self._settings.get(PRESSURE))

    @pressure_size.setter
    def pressure_size(self, on: bool) -> None:
        self._set(PRESSURE, on)

    @property
    def tolerance(self) -> int:
        """Difference of colour, in levels of 255, that the wand takes for the same."""
        return int(self._settings.get(TOLERANCE))

    @tolerance.setter
    def tolerance(self, levels: int) -> None:
        self._set(TOLERANCE, min(max(levels, 0), 255))

    @property
    def contiguous(self) -> bool:
        """Whether the wand stays within what is joined to the clicked pixel."""
        return bool(self._settings.get(CONTIGUOUS))

    @contiguous.setter
    def contiguous(self, on: bool) -> None:
        self._set(CONTIGUOUS, on)

    def step_size(self, steps: int) -> None:
        """Make the brush larger (+1) or smaller (-1), by a share of its size."""
        size = self._size * SIZE_STEP**steps
        # Below some pixels a share is less than what can be seen.
        if abs(size - self._size) < abs(steps):
            size = round(self._size) + steps
        self.size = size

    def step_hardness(self, steps: int) -> None:
        """Make the brush harder (+1) or softer (-1)."""
        self.hardness = self.hardness + steps * HARDNESS_STEP

    def adjust(self, size: float, hardness: float) -> None:
        """Change the size by pixels of the photo and the hardness by a share of 1."""
        self.size = self._size + size
        self.hardness = self.hardness + hardness

    def _set(self, key: str, value: object) -> None:
        if value != self._settings.get(key):
            self._settings.set(key, value)

    def _wanted_size(self) -> float:
        return min(max(float(self._settings.get(SIZE)) or self._automatic, MIN_SIZE), MAX_SIZE)

    def _take_size(self) -> None:
        size = self._wanted_size()
        if size != self._size and round(self._size) != size:
            self._size = size
            self.changed.emit()

    def _wanted_hardness(self) -> float:
        return float(self._settings.get(HARDNESS)) / 100

    def _take_hardness(self) -> None:
        hardness = self._wanted_hardness()
        if round(100 * self._hardness) != round(100 * hardness):
            self._hardness = hardness
            self.changed.emit()

    def _on_setting(self, key: str) -> None:
        if key == SIZE:
            self._take_size()
        elif key == HARDNESS:
            self._take_hardness()
        elif key in (PRESSURE, TOLERANCE, CONTIGUOUS):
            self.changed.emit()
