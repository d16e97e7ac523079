"""Whether a model's file is still the one that was noted, found out in another thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from pconv_studio.gui.background import Background
from pconv_studio.inference.model_facts import ModelFacts


class FileCheck(QObject):
    """Computes the SHA-256 of one file after another; only the newest answer is told."""

    told = Signal(str, str)
    """A state of :class:`pconv_studio.gui.state_line.StateLine`, and its words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._wanted: ModelFacts | None = None

    def check(self, facts: ModelFacts) -> None:
        """Check the file of a model; the answer comes later."""
        self._wanted = facts
        if not facts.sha256:
            self.told.emit("idle", self.tr("Not imported: no SHA-256 is noted of this file"))
            return
        self.told.emit("loading", self.tr("Checking the file ..."))

        def done(intact: bool) -> None:
            if self._wanted is facts:
                self._tell(facts, intact)

        def failed(message: str, _details: str) -> None:
            if self._wanted is facts:
                self.told.emit("failed", message)

        self._background.run(facts.intact, done, failed)

    def forget(self) -> None:
        """Tell nothing of what is under way."""
        self._wanted = None

    def shutdown(self) -> None:
        """Wait until no thread works for this any more."""
        self._background.shutdown()

    def _tell(self, facts: ModelFacts, intact: bool) -> None:
        if intact:
            self.told.emit("ready", self.tr("File checked: its SHA-256 is the one noted"))
        elif facts.own:
            self.told.emit(
                "failed",
                self.tr(
                    "This file is not the one that was imported: its SHA-256 differs. "
                    "Delete the model and import it again."
                ),
            )
        else:
            self.told.emit(
                "failed",
                self.tr(
                    "This file is not the one that came with the program: its SHA-256 differs. "
                    "Install the program again."
                ),
            )
