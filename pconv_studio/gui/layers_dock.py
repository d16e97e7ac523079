"""The fill stack: every fill as a layer to hide, fill again, edit or delete."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.core.document import Document
from pconv_studio.core.layers import FillLayer
from pconv_studio.gui.durations import time_taken
from pconv_studio.gui.icons import icon
from pconv_studio.gui.messages import translated_note
from pconv_studio.gui.method_texts import method_title
from pconv_studio.gui.thumbnails import thumbnail

ID = Qt.ItemDataRole.UserRole
ICON = 40


class _List(QListWidget):
    """A list whose Delete key deletes."""

    deletePressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete deletes; everything else is as in any list."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.deletePressed.emit()
        else:
            super().keyPressEvent(event)


class LayersDock(QWidget):
    """The list of fills, the newest on top, with what can be done to the chosen one."""

    visibleToggled = Signal(str, bool)
    renamed = Signal(str, str)
    rerunRequested = Signal(str)
    editRequested = Signal(object)
    """Id of a layer, or None to stop editing."""
    deleteRequested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._document: Document | None = None
        self._known: set[str] = set()
        """Ids of the layers that are in the list."""
        self._filling = False
        self.list = _List()
        self.list.setAccessibleName(self.tr("Fills, the newest on top"))
        self.list.setIconSize(QSize(ICON, ICON))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.empty = QLabel(self.tr("No fills yet. Paint over what must go, then fill."))
        self.empty.setProperty("role", "help")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.facts = QLabel()
        self.facts.setProperty("role", "help")
        self.facts.setWordWrap(True)
        self.rerun = self._button("rerun", self.tr("Fill again with the chosen method and model"))
        self.edit = self._button("edit", self.tr("Edit the mask of this fill"))
        self.delete = self._button("delete", self.tr("Delete this fill; later ones stay"))
        buttons = QHBoxLayout()
        for button in (self.rerun, self.edit, self.delete):
            buttons.addWidget(button)
        buttons.addStretch()
        self.banner = self._make_banner()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.banner)
        column.addWidget(self.empty, 1)
        column.addWidget(self.list, 1)
        column.addWidget(self.facts)
        column.addLayout(buttons)
        self.list.currentItemChanged.connect(self._show_facts)
        self.list.itemChanged.connect(self._on_item)
        self.list.deletePressed.connect(self._delete)
        self.rerun.clicked.connect(self._rerun)
        self.edit.clicked.connect(self._edit)
        self.delete.clicked.connect(self._delete)
        self.show_layers(None)

    def _button(self, name: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name))
        button.setToolTip(text)
        button.setAccessibleName(text)
        return button

    def _make_banner(self) -> QFrame:
        banner = QFrame()
        banner.setObjectName("banner")
        self._banner_text = QLabel()
        self._banner_text.setWordWrap(True)
        stop = QPushButton(self.tr("Stop"))
        stop.setAccessibleName(self.tr("Stop editing the mask of this fill"))
        stop.clicked.connect(self._stop)
        row = QHBoxLayout(banner)
        row.addWidget(self._banner_text, 1)
        row.addWidget(stop)
        banner.hide()
        return banner

    def show_layers(self, document: Document | None) -> None:
        """Show the layers of a document as they are now."""
        is_same = document is self._document
        self._document = document
        layers = () if document is None else document.layers
        new = [layer.id for layer in layers if layer.id not in self._known]
        self._known = {layer.id for layer in layers}
        chosen = new[-1] if new and is_same else self.chosen()
        self._filling = True
        self.list.clear()
        for layer in reversed(layers):
            assert document is not None
            item = QListWidgetItem(layer.name)
            item.setData(ID, layer.id)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsEditable
                | Qt.ItemFlag.ItemIsUserCheckable
            )
            shown = Qt.CheckState.Checked if layer.visible else Qt.CheckState.Unchecked
            item.setCheckState(shown)
            item.setToolTip("\n".join([self._about(layer), *map(translated_note, layer.notes)]))
            item.setIcon(_square(thumbnail(document.result[layer.box.slices], ICON)))
            self.list.addItem(item)
            if layer.id == chosen:
                self.list.setCurrentItem(item)
        self._filling = False
        if self.list.currentItem() is None and self.list.count():
            self.list.setCurrentRow(0)
        self.empty.setVisible(not layers)
        self.list.setVisible(bool(layers))
        self._show_facts()

    def show_editing(self, layer_id: str | None) -> None:
        """Say which layer's mask is being edited."""
        if layer_id is None or self._document is None:
            self.banner.hide()
            return
        name = self._document.layer(layer_id).name
        text = self.tr("Editing the mask of {name}: the next fill replaces it.")
        self._banner_text.setText(text.format(name=name))
        self.banner.show()

    def chosen(self) -> str | None:
        """Id of the chosen layer."""
        chosen = self.list.selectedItems()
        return str(chosen[0].data(ID)) if chosen else None

    def _with_chosen(self, emit: Callable[[str], object]) -> None:
        chosen = self.chosen()
        if chosen is not None:
            emit(chosen)

    @Slot()
    def _rerun(self) -> None:
        self._with_chosen(self.rerunRequested.emit)

    @Slot()
    def _edit(self) -> None:
        self._with_chosen(self.editRequested.emit)

    @Slot()
    def _stop(self) -> None:
        self.editRequested.emit(None)

    @Slot()
    def _delete(self) -> None:
        self._with_chosen(self.deleteRequested.emit)

    def _on_item(self, item: QListWidgetItem) -> None:
        if self._filling or self._document is None:
            return
        layer = self._document.layer(item.data(ID))
        visible = item.checkState() == Qt.CheckState.Checked
        if visible != layer.visible:
            self.visibleToggled.emit(layer.id, visible)
        elif item.text().strip() and item.text().strip() != layer.name:
            self.renamed.emit(layer.id, item.text().strip())
        elif item.text() != layer.name:
            item.setText(layer.name)

    def _show_facts(self) -> None:
        chosen = self.chosen()
        for button in (self.rerun, self.edit, self.delete):
            button.setEnabled(chosen is not None)
        if chosen is None or self._document is None or self._filling:
            self.facts.clear()
        else:
            self.facts.setText(self._about(self._document.layer(chosen)))

    def _about(self, layer: FillLayer) -> str:
        method = method_title(layer.method)
        devices = {"cpu": self.tr("CPU"), "cuda": "CUDA", "mps": "MPS"}
        return self.tr("{method}, {width} × {height} pixels, {time} on {device}").format(
            method=method if layer.model is None else f"{method} ({layer.model})",
            width=layer.box.width,
            height=layer.box.height,
            time=time_taken(layer.seconds),
            device=devices.get(layer.device, layer.device),
        )


def _square(picture: QImage) -> QPixmap:
    """A picture in the middle of a square, so that all rows of the list are alike."""
    square = QPixmap(ICON, ICON)
    square.fill(Qt.GlobalColor.transparent)
    painter = QPainter(square)
    painter.drawImage((ICON - picture.width()) // 2, (ICON - picture.height()) // 2, picture)
    painter.end()
    return square
