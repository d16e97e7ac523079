"""Keeps the work safe while it goes on: every minute and after each fill."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from pconv_studio.core.document import Document
from pconv_studio.core.recovery import Leftover, RecoverySession, RecoveryStore
from pconv_studio.gui.background import Background
from pconv_studio.gui.controller import Controller


class Autosave(QObject):
    """Writes the open document to the recovery folder when it has changed.

    The folder of a document goes when the document is closed or the program quits in order; what
    is left over belongs to a program that did not.
    """

    def __init__(
        self, controller: Controller, store: RecoveryStore, background: Background
    ) -> None:
        super().__init__(controller)
        self._controller = controller
        self._store = store
        self._background = background
        self._session: RecoverySession | None = None
        self._adopted: list[Leftover] = []
        self._latest: RecoverySession | None = None
        self._changed = False
        self._saving = False
        self._finished = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.save)
        self._set_interval()
        controller.settings.listen(self._on_setting)
        controller.documentChanged.connect(self._on_document)
        controller.stack.indexChanged.connect(self._on_step)
        controller.stack.cleanChanged.connect(self._on_clean)
        controller.layersChanged.connect(self._on_layers)

    @property
    def is_behind(self) -> bool:
        """Whether something is not backed up yet."""
        return self._changed or self._saving

    def _set_interval(self) -> None:
        self._timer.start(1000 * max(5, self._controller.settings.get("autosave.seconds")))

    def _on_setting(self, key: str) -> None:
        if key == "autosave.seconds":
            self._set_interval()

    @Slot(int)
    def _on_step(self, _index: int) -> None:
        self._changed = True

    @Slot(bool)
    def _on_clean(self, clean: bool) -> None:
        # Unsaved without a step: a picture that no file holds.
        if not clean and self._controller.stack.count() == 0:
            self._changed = True
            QTimer.singleShot(0, self.save)

    @Slot()
    def _on_layers(self) -> None:
        self._changed = True
        # When the step is done: the document is half way through it now.
        QTimer.singleShot(0, self.save)

    @Slot(object)
    def _on_document(self, document: Document | None) -> None:
        self.end()
        self._changed = False

    @Slot()
    def save(self) -> None:
        """Save now if something has changed; one save at a time."""
        document = self._controller.document
        if document is None or self._saving or self._finished:
            return
        if not self._changed:
            return
        self._changed = False
        self._saving = True
        state, kept = document.state(), self._controller.fill_settings()
        previous = self._session

        def work() -> RecoverySession:
            session = self._store.begin(state) if previous is None else previous
            self._latest = session
            session.save(state, kept)
            return session

        def done(session: RecoverySession) -> None:
            self._saving = False
            self._discard_adopted()
            if document is self._controller.document:
                self._session = session
                if self._changed:
                    QTimer.singleShot(0, self.save)
            else:
                self._background.run(session.discard)

        def failed(message: str, _details: str) -> None:
            self._saving = False
            # Tried again at the next beat.
            self._changed = True
            text = self.tr("The work could not be backed up: {message}")
            self._controller.report(text.format(message=message))

        self._background.run(work, done, failed)

    @Slot(object)
    def adopt(self, leftover: Leftover) -> None:
        """Back up restored work at once; what it was restored from goes when that is done."""
        self._adopted.append(leftover)
        self._changed = True
        self.save()

    def _discard_adopted(self) -> None:
        while self._adopted:
            self._background.run(self._adopted.pop().discard)

    def end(self) -> None:
        """Forget the work: it is saved, or not wanted."""
        session, self._session = self._session, None
        if session is not None:
            self._background.run(session.discard)

    def finish(self) -> None:
        """Forget the work for good, after the background has stopped."""
        # A save may be due with the next events.
        self._finished = True
        self._timer.stop()
        session, self._latest, self._session = self._latest, None, None
        if session is not None:
            session.discard()
