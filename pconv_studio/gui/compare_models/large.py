"""One candidate as large as the dialog allows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from pconv_studio.gui.compare_models.elided import ElidedLabel
from pconv_studio.gui.compare_models.picture import Picture
from pconv_studio.gui.icons import icon


class HeldPicture(Picture):
    """Shows the original while the mouse is pressed on it."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the original."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.hold_original(True)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Show the result again."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.hold_original(False)


class LargeView(QWidget):
    """The picture with its name, and buttons to the next and back to all of them."""

    stepRequested = Signal(int)
    """-1 or 1."""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.picture = HeldPicture()
        self.picture.setToolTip(self.tr("Press and hold to see the original"))
        self.name = ElidedLabel()
        self.name.setProperty("role", "title")
        self.status = QLabel()
        self.status.setProperty("role", "help")
        self.back = self._button("compare", self.tr("All"), self.tr("Show all of them (Esc)"))
        self.back.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.previous = self._button("previous", "", self.tr("Previous (Left)"))
        self.next = self._button("next", "", self.tr("Next (Right)"))
        self.back.clicked.connect(self.closed)
        self.previous.clicked.connect(self._on_previous)
        self.next.clicked.connect(self._on_next)
        bar = QHBoxLayout()
        for widget in (self.back, self.previous, self.next):
            bar.addWidget(widget)
        bar.addSpacing(8)
        bar.addWidget(self.name, 1)
        bar.addWidget(self.status)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(bar)
        layout.addWidget(self.picture, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _button(self, name: str, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name))
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        return button

    def show_result(self, image: QImage, original: QImage, name: str, status: str) -> None:
        """Show a result; `name` and `status` are what is written above it."""
        self.picture.set_images(image, original)
        self.picture.setAccessibleName(name)
        self.name.setText(name)
        self.status.setText(status)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go to the others."""
        if event.key() == Qt.Key.Key_Left:
            self._on_previous()
        elif event.key() == Qt.Key.Key_Right:
            self._on_next()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QEvent) -> None:
        """What was held is let go."""
        self.picture.hold_original(False)

    @Slot()
    def _on_previous(self) -> None:
        self.stepRequested.emit(-1)

    @Slot()
    def _on_next(self) -> None:
        self.stepRequested.emit(1)
