"""Asks for a file of weights and what to call it, and imports it in another thread."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.core.errors import UserError
from pconv_studio.gui.background import Background
from pconv_studio.gui.errors import show_error
from pconv_studio.gui.messages import translated_note
from pconv_studio.gui.path_edit import PathEdit
from pconv_studio.inference.user_models import (
    ENDINGS,
    UserModel,
    check_new_name,
    import_model,
    propose_name,
)

LICENCES = ("MIT", "Apache-2.0", "BSD-3-Clause", "CC0-1.0", "CC-BY-4.0", "CC-BY-NC-4.0")
"""Offered; any text can be typed."""
LONGEST = 200
"""Characters of a licence, and of what it was trained on."""
WIDTH = 540


class ImportDialog(QDialog):
    """Stays open until the model is there, or the person gives up."""

    imported = Signal(object)
    """The UserModel that came in."""

    def __init__(self, parent: QWidget | None = None, *, source: str = "") -> None:
        """Build the dialog.

        Args:
            parent: The window it belongs to.
            source: A file that was chosen already.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import a model"))
        self.setMinimumWidth(WIDTH)
        self._background = Background(self)
        self._proposed = ""
        endings = " ".join(f"*{ending}" for ending in ENDINGS)
        self.file = PathEdit(
            kind="file",
            name=self.tr("File of weights"),
            filter=";;".join(
                [self.tr("Weights ({endings})").format(endings=endings), self.tr("All files (*)")]
            ),
        )
        self.name = QLineEdit()
        self.licence = QComboBox()
        self.licence.setEditable(True)
        self.licence.addItems(["", *LICENCES])
        self.trained_on = QLineEdit()
        self.trained_on.setPlaceholderText(self.tr("As the file says, if left empty"))
        licence = self.licence.lineEdit()
        assert licence is not None
        licence.setPlaceholderText(self.tr("As whoever trained it states"))
        for edit in (licence, self.trained_on):
            edit.setMaxLength(LONGEST)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setProperty("role", "warning")
        self.problem.setAccessibleName(self.tr("What is in the way"))
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Importing"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.import_button = self.buttons.addButton(
            self.tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.import_button.setDefault(True)
        self._build()
        self.file.line.textChanged.connect(self._on_file)
        self.name.textChanged.connect(self._update)
        self.buttons.accepted.connect(self._start)
        self.buttons.rejected.connect(self.reject)
        self._set_busy(False)
        if source:
            self.file.set_text(source)
            self.name.setFocus()
            self.name.selectAll()

    def _build(self) -> None:
        help_text = QLabel(
            self.tr(
                "Weights of this program, or of one of seven public repositories of partial "
                "convolutions; these run as they were meant there. The file itself is only read, "
                "and no code in it is ever run."
            )
        )
        help_text.setWordWrap(True)
        help_text.setProperty("role", "help")
        self.form = QWidget()
        form = QFormLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("&File"), self.file)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.tr("&Licence"), self.licence)
        form.addRow(self.tr("&Trained on"), self.trained_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(help_text)
        column.addWidget(self.form)
        column.addWidget(self.problem)
        column.addWidget(self.bar)
        column.addWidget(self.buttons)

    @property
    def is_busy(self) -> bool:
        """Whether a model is being imported."""
        return self._background.is_busy

    @Slot()
    def _on_file(self) -> None:
        """Propose a name, unless a person gave one."""
        path = self.file.path
        if path is not None and path.is_file() and self.name.text() in ("", self._proposed):
            self._proposed = propose_name(path)
            self.name.setText(self._proposed)
        self._update()

    @Slot()
    def _update(self) -> None:
        path, problem = self.file.path, ""
        if path is not None and not path.is_file():
            problem = self.tr("There is no such file.")
        elif self.name.text():
            try:
                check_new_name(self.name.text())
            except UserError as error:
                problem = translated_note(error)
        self.problem.setText(problem)
        complete = path is not None and bool(self.name.text()) and not problem
        self.import_button.setEnabled(complete and not self.is_busy)

    @Slot()
    def _start(self) -> None:
        path = self.file.path
        if path is None or self.is_busy:
            return
        name, licence = self.name.text(), self.licence.currentText()
        trained_on = self.trained_on.text()
        self._background.run(
            lambda: import_model(path, name, licence=licence, trained_on=trained_on),
            self._on_imported,
            self._on_failed,
        )
        self._set_busy(True)

    def _set_busy(self, busy: bool) -> None:
        self.form.setEnabled(not busy)
        self.buttons.setEnabled(not busy)
        self.bar.setVisible(busy)
        self._update()

    def _on_imported(self, model: UserModel) -> None:
        self._background.shutdown()
        self.accept()
        self.imported.emit(model)

    def _on_failed(self, message: str, details: str) -> None:
        self._set_busy(False)
        show_error(self, self.tr("This model cannot be imported"), message, details)

    def reject(self) -> None:
        """Close, unless a model is on its way in: that takes seconds."""
        if not self.is_busy:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Likewise."""
        if self.is_busy:
            event.ignore()
        else:
            super().closeEvent(event)


def ask_for_import(parent: QWidget, source: str = "") -> ImportDialog:
    """Open the dialog over a window; it is deleted when it closes."""
    dialog = ImportDialog(parent, source=source)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
