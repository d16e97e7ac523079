"""Python's cyclic garbage, collected in the thread of the window and in no other."""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot

INTERVAL_MS = 1000
"""Time between two looks, in milliseconds."""
FULL_EVERY = 10
"""The tenth collection looks at all objects, the others at those made since the last."""


class GarbageCollector(QObject):
    """Takes the place of Python's own collector, which runs in whatever thread makes an object.

    A closed dialog is garbage of that kind as a rule, and Qt's part of it has to go in the thread
    it lives in: deleted in the one that fills, it ends the program (decision 0015).
    """

    def __init__(self, parent: QObject) -> None:
        """Switch Python's own collector off, and collect as long as the event loop runs.

        Args:
            parent: Owner, of the thread of the window.
        """
        super().__init__(parent)
        gc.disable()
        self._collections = 0
        timer = QTimer(self)
        timer.setInterval(INTERVAL_MS)
        timer.timeout.connect(self.collect_due)
        timer.start()

    @Slot()
    def collect_due(self) -> None:
        """Collect if as many objects were made as Python itself would wait for."""
        if gc.get_count()[0] > gc.get_threshold()[0]:
            self._collections += 1
            gc.collect(0 if self._collections % FULL_EVERY else 2)

    def settle(self) -> None:
        """Leave out all there is by now: to look through torch alone takes a fifth of a second.

        What nothing refers to any more is freed all the same, unless it is in a cycle.
        """
        gc.freeze()


def collect_here(app: QCoreApplication) -> GarbageCollector:
    """Return the collector of the program; it is made the first time."""
    return app.findChild(GarbageCollector) or GarbageCollector(app)
