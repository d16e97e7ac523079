"""Source, result and their difference at all sizes, made in the background where it takes long."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from pconv_studio.core.display import DisplayTransform, to_display
from pconv_studio.core.document import Document
from pconv_studio.core.geometry import Box
from pconv_studio.core.levels import Levels
from pconv_studio.gui.canvas.content import Content
from pconv_studio.gui.canvas.difference import Difference, amplified_difference
from pconv_studio.gui.canvas.loader import Cancelled, Loader
from pconv_studio.gui.canvas.render import Picture

Array = npt.NDArray[Any]
Convert = Callable[[Array], Array]

AT_ONCE = 3_000_000
"""Pixels that are worked through without another thread: some milliseconds."""
PREVIEW = 600_000
"""Pixels of what is shown until the levels are there."""


_PAIR, _DIFFERENCE = "pair", "difference"
_ALL = (slice(None), slice(None))


class _Pair(NamedTuple):
    source: Levels
    result: Levels


def display_conversion(pixels: Array, transform: DisplayTransform) -> Convert | None:
    """Return what turns photo pixels into those of the screen; None where they are."""
    if transform.is_identity:
        return None if pixels.dtype == np.uint8 else to_display
    return lambda part: transform.apply(to_display(part))


class Pyramids(QObject):
    """Holds what is needed to draw a document at any zoom.

    As long as the levels are being made, every n-th pixel of the photo stands in for them; at
    100 % and above nothing has to be waited for.
    """

    changed = Signal()
    """Better pixels are there for everything."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loader = Loader(self)
        self._document: Document | None = None
        self._convert: Convert | None = None
        self._pair: _Pair | None = None
        self._previews: dict[Content, Picture] = {}
        self._difference: Levels | None = None
        self._late: dict[str, list[Box]] = {}
        """By job under way: what has changed in the result since it took its snapshot."""

    @property
    def is_ready(self) -> bool:
        """Whether nothing is being made."""
        return not self._loader.is_busy

    def show(self, document: Document | None, monitor_icc: bytes | None) -> None:
        """Take a document, or None."""
        self._loader.drop_all()
        self._document = document
        self._pair = self._difference = None
        self._previews.clear()
        self._late.clear()
        if document is None:
            return
        source = document.photo.pixels
        transform = DisplayTransform(document.photo.icc, monitor_icc)
        self._convert = convert = display_conversion(source, transform)
        boxes = [layer.box for layer in document.layers if layer.visible]

        def make(result: Array, cancelled: Cancelled) -> _Pair:
            levels = Levels(source, convert=convert, cancelled=cancelled)
            twin = levels.fork(result)
            for box in boxes:
                twin.update(box)
            return _Pair(levels, twin)

        if source.shape[0] * source.shape[1] <= AT_ONCE:
            self._pair = make(document.result, bool)
            return
        self._previews[Content.SOURCE] = self._preview(source)
        self._previews[Content.RESULT] = (
            self._preview(document.result) if boxes else self._previews[Content.SOURCE]
        )
        # Without layers nothing of the result is read; with them, it must not change meanwhile.
        result = document.snapshot() if boxes else document.result
        self._late[_PAIR] = []
        self._loader.start(lambda cancelled: make(result, cancelled), self._on_pair)

    def result_changed(self, box: Box) -> None:
        """Bring everything up to date after the result has changed inside a box."""
        document = self._document
        if document is None:
            return
        for boxes in self._late.values():
            boxes.append(box)
        if self._pair is None:
            self._previews[Content.RESULT] = self._preview(document.result)
        else:
            # The document may have put another array in its place.
            self._pair.result.base = document.result
            if box.area <= AT_ONCE:
                self._pair.result.update(box)
            elif _PAIR not in self._late:
                self._update_later(self._pair, box)
        if self._difference is not None:
            self._difference.base = Difference(document.photo.pixels, document.result)
            if box.area <= AT_ONCE:
                self._difference.update(box)
            else:
                self.drop_difference()

    def picture(self, content: Content, zoom: float) -> Picture | None:
        """Return what to draw for the source, the result or the difference at a zoom."""
        document = self._document
        if document is None:
            return None
        source, result = document.photo.pixels, document.result
        number = math.floor(-math.log2(zoom) + 1e-9) if zoom < 1 else 0
        if content is Content.DIFFERENCE:
            return self._difference_picture(zoom, number)
        base = source if content is Content.SOURCE else result
        if number == 0:
            return Picture(base, 1.0, self._convert)
        if self._pair is None:
            return self._previews.get(content, self._previews.get(Content.SOURCE))
        levels = self._pair.source if content is Content.SOURCE else self._pair.result
        number = levels.level_for(zoom)
        return Picture(
            base if number == 0 else levels.level(number),
            2.0**number,
            self._convert if number == 0 else None,
        )

    def drop_difference(self) -> None:
        """Give back the memory of the difference until it is asked for again."""
        self._difference = None

    def shutdown(self) -> None:
        """Wait until no thread works any more."""
        self._loader.shutdown()

    def _preview(self, pixels: Array) -> Picture:
        step = math.ceil(math.sqrt(pixels.shape[0] * pixels.shape[1] / PREVIEW))
        few = np.ascontiguousarray(pixels[step // 2 :: step, step // 2 :: step])
        return Picture(few if self._convert is None else self._convert(few), float(step))

    def _on_pair(self, pair: _Pair) -> None:
        document = self._document
        if document is None:
            return
        pair.result.base = document.result
        self._pair = pair
        self._previews.clear()
        for box in self._late.pop(_PAIR, ()):
            self.result_changed(box)
        self.changed.emit()

    def _update_later(self, pair: _Pair, box: Box) -> None:
        assert self._document is not None
        snapshot = self._document.snapshot()

        def make(_cancelled: Cancelled) -> _Pair:
            result = pair.result.fork(snapshot)
            result.update(box)
            return _Pair(pair.source, result)

        self._late[_PAIR] = []
        self._loader.start(make, self._on_pair)

    def _difference_picture(self, zoom: float, number: int) -> Picture:
        assert self._document is not None
        source, result = self._document.photo.pixels, self._document.result
        if number == 0:
            return Picture(Difference(source, result))
        if self._difference is None and _DIFFERENCE not in self._late:
            self._make_difference(source)
        if self._difference is not None:
            number = self._difference.level_for(zoom)
            return Picture(self._difference.level(number), 2.0**number)
        before = self.picture(Content.SOURCE, zoom)
        after = self.picture(Content.RESULT, zoom)
        assert before is not None
        assert after is not None
        if before.raster.shape != after.raster.shape:
            return before
        few = amplified_difference(before.cut(*_ALL), after.cut(*_ALL))
        return Picture(few, before.step)

    def _make_difference(self, source: Array) -> None:
        assert self._document is not None
        if source.shape[0] * source.shape[1] <= AT_ONCE:
            self._difference = Levels(Difference(source, self._document.result), pool="max")
            return
        snapshot = self._document.snapshot()

        def make(cancelled: Cancelled) -> Levels:
            return Levels(Difference(source, snapshot), pool="max", cancelled=cancelled)

        self._late[_DIFFERENCE] = []
        self._loader.start(make, self._on_difference)

    def _on_difference(self, levels: Levels) -> None:
        document = self._document
        if document is None:
            return
        levels.base = Difference(document.photo.pixels, document.result)
        self._difference = levels
        for box in self._late.pop(_DIFFERENCE, ()):
            self.result_changed(box)
        self.changed.emit()
