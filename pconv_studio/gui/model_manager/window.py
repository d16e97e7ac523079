"""The window: the list of models, what is known of one, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from pconv_studio.core.errors import UserError
from pconv_studio.core.settings import Settings
from pconv_studio.gui.errors import show_error
from pconv_studio.gui.icons import icon
from pconv_studio.gui.messages import translated_message
from pconv_studio.gui.model_manager.facts_panel import FactsPanel
from pconv_studio.gui.model_manager.import_dialog import ask_for_import
from pconv_studio.gui.model_manager.model_list import ModelList
from pconv_studio.inference.choices import model_choices
from pconv_studio.inference.model_record import INPAINTING
from pconv_studio.inference.user_models import UserModel, delete_model, rename_model

SIZE = QSize(820, 560)
LIST_WIDTH = 250


class ModelManager(QDialog):
    """Not modal; reads the folder of models anew whenever it becomes the active window."""

    changed = Signal()
    replaced = Signal(str, str)
    """The name that a model had, and the one it has now; "" for the default, if it was deleted."""
    """Models came, went, or have other names."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        """Build the window.

        Args:
            settings: The model to fill with is in them; it follows a new name.
            parent: The window it belongs to.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Models"))
        self._settings = settings
        self._default = model_choices()[0].name
        self.list = ModelList()
        self.panel = FactsPanel()
        self.import_button = QPushButton(icon("add"), self.tr("&Import..."))
        self.import_button.setToolTip(
            self.tr("Take in weights of this program, or of seven public repositories")
        )
        self.rename_button = QPushButton(icon("edit"), self.tr("&Rename"))
        self.delete_button = QPushButton(icon("delete"), self.tr("&Delete..."))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.use_button = self.buttons.addButton(
            self.tr("&Fill with this model"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self._build()
        self.list.chosen.connect(self._on_chosen)
        # The name's editor is closed first: the list is built anew.
        self.list.renameWanted.connect(self._rename, Qt.ConnectionType.QueuedConnection)
        self.list.deleteWanted.connect(self.ask_delete)
        self.import_button.clicked.connect(self.import_weights)
        self.rename_button.clicked.connect(self.list.rename_current)
        self.delete_button.clicked.connect(self.ask_delete)
        self.use_button.clicked.connect(self._use)
        self.buttons.rejected.connect(self.reject)
        self._settings.listen(self._on_setting)
        self.list.refresh()

    def _build(self) -> None:
        row = QHBoxLayout()
        for button in (self.import_button, self.rename_button, self.delete_button):
            row.addWidget(button)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addLayout(row)
        self.list.setMinimumWidth(LIST_WIDTH)
        scroll = QScrollArea()
        scroll.setWidget(self.panel)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addLayout(left)
        body.addWidget(scroll, 1)
        column = QVBoxLayout(self)
        column.addLayout(body, 1)
        column.addWidget(self.buttons)
        # Enter ends the editing of a name, and does nothing else.
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
        self.resize(SIZE.boundedTo(self.screen().availableSize()))

    def shutdown(self) -> None:
        """Wait until no thread works for this any more."""
        self.panel.shutdown()

    def changeEvent(self, event: QEvent) -> None:
        """Models may have been imported by the console, or trained, meanwhile."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.list.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the model that fills."""
        super().showEvent(event)
        if not event.spontaneous():
            self.list.refresh(self._settings.get("fill.model") or self._default)
            self.list.setFocus()

    # What is chosen.

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        self.panel.show_model(name)
        self.rename_button.setEnabled(self.list.is_own)
        self.delete_button.setEnabled(self.list.is_own)
        self._update_use()

    def _on_setting(self, key: str) -> None:
        # The settings outlive the window.
        if isValid(self) and key == "fill.model":
            self._update_use()

    def _update_use(self) -> None:
        facts, name = self.panel.facts, self.list.name
        fills = facts is not None and facts.task == INPAINTING
        chosen = fills and name == (self._settings.get("fill.model") or self._default)
        self.use_button.setText(
            self.tr("Chosen for filling") if chosen else self.tr("&Fill with this model")
        )
        self.use_button.setEnabled(fills and not chosen)

    # What is done with it.

    @Slot()
    def _use(self) -> None:
        name = self.list.name
        self._settings.set("fill.model", "" if name == self._default else name)

    @Slot()
    def import_weights(self, source: str = "") -> None:
        """Ask for a file of weights and take it in.

        Args:
            source: A file that was chosen already.
        """
        ask_for_import(self, source).imported.connect(self._on_imported)

    @Slot(object)
    def _on_imported(self, model: UserModel) -> None:
        self.list.refresh(model.name)
        self.changed.emit()

    @Slot(str, str)
    def _rename(self, old: str, new: str) -> None:
        try:
            rename_model(old, new)
        except UserError as error:
            self._refuse(self.tr("This model cannot be renamed"), error)
            return
        self._replace(old, new)
        self.list.refresh(new)
        self.changed.emit()

    @Slot()
    def ask_delete(self) -> None:
        """Delete the current model, after a question."""
        if not self.list.is_own:
            return
        name = self.list.name
        box = QMessageBox(
            QMessageBox.Icon.Question,
            self.tr("Delete a model"),
            self.tr(
                "Delete the model {name} for good? What it has filled stays, but cannot be filled "
                "with it again."
            ).format(name=name),
            QMessageBox.StandardButton.Cancel,
            self,
        )
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        delete.clicked.connect(lambda: self._delete(name))
        box.finished.connect(box.deleteLater)
        box.open()

    def _delete(self, name: str) -> None:
        try:
            delete_model(name)
        except UserError as error:
            self._refuse(self.tr("This model cannot be deleted"), error)
            return
        self._replace(name, "")
        self.list.refresh()
        self.changed.emit()

    def _replace(self, old: str, new: str) -> None:
        if self._settings.get("fill.model") == old:
            self._settings.set("fill.model", new)
        self.replaced.emit(old, new)

    def _refuse(self, title: str, error: UserError) -> None:
        self.list.refresh()
        show_error(self, title, translated_message(error))
