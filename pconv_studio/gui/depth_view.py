"""The hole-depth overlay, and the word of warning before a fill that needs coarse-to-fine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from shiboken6 import isValid

from pconv_studio.inference.depth import DepthMap
from pconv_studio.inference.registry import DEFAULT

if TYPE_CHECKING:
    from pconv_studio.gui.main_window import MainWindow

DELAY_MS = 400
NOTICE = "depth"
KEYS = ("fill.method", "fill.model", "fill.grow", "fill.soften", "fill.warn_depth")
"""Settings that the depth, or what is said of it, goes by."""


class DepthView(QObject):
    """Asks for the depth of the hole after each change of it, and shows what comes back.

    The warning is a notice above the canvas, there before Fill is pressed: a question on every
    larger hole would be in the way.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._overlay = False
        self._number = 0
        # After a stroke, not for each segment of it.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._ask)
        window.controller.coverageChanged.connect(self._later)
        window.controller.documentChanged.connect(self._later)
        window.service.depthReady.connect(self._on_depth)
        window.settings.listen(self._on_setting)

    def show(self, on: bool) -> None:
        """Show the overlay, or take it away."""
        self._overlay = on
        if on:
            self._ask()
        else:
            self._window.area.model.set_depth(None)

    @Slot(object)
    def _later(self, _what: object) -> None:
        self._timer.start()

    def _on_setting(self, key: str) -> None:
        # The settings outlive the window.
        if key not in KEYS or not isValid(self):
            return
        if not self._warns():
            self._window.notices.withdraw(NOTICE)
        self._timer.start()

    def _warns(self) -> bool:
        settings = self._window.settings
        warns = settings.get("fill.warn_depth") and settings.get("fill.method").startswith("pconv")
        return bool(warns)

    @Slot()
    def _ask(self) -> None:
        window = self._window
        coverage = window.fills.prepared_coverage() if self._overlay or self._warns() else None
        if coverage is None:
            self._number = 0
            window.area.model.set_depth(None)
            window.notices.withdraw(NOTICE)
            return
        document = window.controller.document
        has_alpha = document is not None and document.photo.has_alpha
        self._number = window.service.new_id()
        method = window.settings.get("fill.method")
        window.service.request_depth(
            self._number,
            coverage > 0,
            window.settings.get("fill.model") or None,
            method=method if method.startswith("pconv") else DEFAULT,
            image=document.snapshot() if document is not None and has_alpha else None,
            replace=True,
        )

    @Slot(int, object)
    def _on_depth(self, number: int, depth: DepthMap | None) -> None:
        if number != self._number or depth is None:
            return
        if self._overlay:
            self._window.area.model.set_depth(depth.layer)
        if depth.coarse_to_fine and self._warns():
            self._warn(depth)
        else:
            self._window.notices.withdraw(NOTICE)

    def _warn(self, depth: DepthMap) -> None:
        text = self.tr(
            "A deep hole: it will be filled from coarse to fine in {levels} steps, and its middle "
            "is a guess."
        ).format(levels=depth.levels)
        settings = self._window.settings
        self._window.notices.show_notice(
            NOTICE,
            text,
            [
                (self.tr("Show depth"), lambda: self._window.action("fill.depth").setChecked(True)),
                (self.tr("Do not warn"), lambda: settings.set("fill.warn_depth", False)),
            ],
        )
