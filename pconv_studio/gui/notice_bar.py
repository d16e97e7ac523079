"""A line over the canvas that says something and offers what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from pconv_studio.gui.icons import IconLabel, icon

ICON = 18
MARGIN = 8
"""Logical units between the notice and the edges of what it lies on."""


class NoticeBar(QFrame):
    """Shows one notice at a time; it never takes the focus and never blocks.

    It lies on its parent, at the top. In a layout it would push the photo away from below the
    brush of whoever is painting.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._around = parent
        parent.installEventFilter(self)
        self._key = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(10, 4, 6, 4)
        picture = IconLabel("info", ICON)
        self.text = QLabel()
        self._row.addWidget(picture)
        self._row.addWidget(self.text, 1)
        self._buttons: list[QPushButton] = []
        close = QToolButton()
        close.setIcon(icon("close"))
        close.setAutoRaise(True)
        close.setAccessibleName(self.tr("Close this notice"))
        close.clicked.connect(self.hide)
        self._row.addWidget(close)
        self.hide()

    def show_notice(
        self, key: str, text: str, actions: Sequence[tuple[str, Callable[[], object]]] = ()
    ) -> None:
        """Show a notice.

        Args:
            key: What it is about; :meth:`withdraw` takes it away again.
            text: What to say.
            actions: Labels of buttons, and what they do besides closing the notice.
        """
        self._key = key
        self.text.setText(text)
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = []
        for label, act in actions:
            button = QPushButton(label)
            button.setAccessibleName(label)
            button.clicked.connect(self.hide)
            button.clicked.connect(lambda _=False, act=act: act())
            self._row.insertWidget(self._row.count() - 1, button)
            # Qt shows it later, and until then the layout has no room for it.
            button.show()
            self._buttons.append(button)
        self._place()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep its place when the parent gets another size."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def _place(self) -> None:
        room = self._around.width() - 2 * MARGIN
        self.text.setWordWrap(False)
        self._row.activate()
        size = self.sizeHint()
        if size.width() > room:
            self.text.setWordWrap(True)
            self._row.activate()
            size.setWidth(room)
            size.setHeight(self.heightForWidth(room))
        left = (self._around.width() - size.width()) // 2
        self.setGeometry(left, MARGIN, size.width(), size.height())
        self.raise_()

    def withdraw(self, key: str) -> None:
        """Take a notice away, if it is still the one that is shown."""
        if key == self._key:
            self.hide()
