"""The first page of the blind comparison: what is compared, how, and where the answers go."""

from __future__ import annotations

import secrets
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from pconv_studio.core.errors import UserError
from pconv_studio.core.study import DURATIONS, TRUTH, find_items
from pconv_studio.gui.messages import translated_message


class SetupPage(QWidget):
    """What is compared, how, and where the answers go."""

    startRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items: dict[str, set[str]] = {}
        self._proposed = ""
        """The file for the answers that was put there by itself."""
        self.folder = QLineEdit()
        self.folder.setAccessibleName(self.tr("Folder of pictures"))
        self.folder.setPlaceholderText(self.tr("Folder of pictures"))
        self.folder.setToolTip(
            self.tr("The folder “pictures” that pconv evaluate --save-pictures leaves")
        )
        self.methods = QListWidget()
        self.methods.setAccessibleName(self.tr("Methods"))
        self.methods.setMaximumHeight(140)
        self.unlimited = QRadioButton(self.tr("&Unlimited time: two methods against each other"))
        self.limited = QRadioButton(
            self.tr("&Limited time: each method against the photo, {times} ms").format(
                times=", ".join(map(str, DURATIONS))
            )
        )
        self.unlimited.setChecked(True)
        self.count = QSpinBox()
        self.count.setRange(1, 10_000)
        self.count.setValue(30)
        self.participant = QLineEdit(f"P-{secrets.token_hex(2)}")
        self.participant.setToolTip(self.tr("A name that tells participants apart in the answers"))
        self.answers = QLineEdit()
        self.answers.setAccessibleName(self.tr("CSV file for the answers"))
        self.answers.setPlaceholderText(self.tr("CSV file for the answers"))
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setAccessibleName(self.tr("Message"))
        self.start = QPushButton(self.tr("&Start"))
        self.start.setDefault(True)
        self.start.setEnabled(False)
        self._build()
        self.folder.textChanged.connect(self._read_folder)
        self.methods.itemChanged.connect(self._update_start)
        self.unlimited.toggled.connect(self._update_start)
        self.start.clicked.connect(self.startRequested)

    def _build(self) -> None:
        intro = QLabel(
            self.tr(
                "You see two pictures and say which one looks more real. Neither the hole nor the "
                "input is shown, and the sides are shuffled."
            )
        )
        intro.setWordWrap(True)
        browse = QPushButton(self.tr("&Browse…"))
        browse.setAccessibleName(self.tr("Choose the folder of pictures"))
        browse.clicked.connect(self._browse_folder)
        save_as = QPushButton(self.tr("&Choose…"))
        save_as.setAccessibleName(self.tr("Choose the file for the answers"))
        save_as.clicked.connect(self._browse_answers)
        form = QFormLayout()
        # Enter starts the comparison, wherever the focus is.
        for button in (browse, save_as):
            button.setAutoDefault(False)
        form.addRow(self.tr("&Pictures:"), _beside(self.folder, browse))
        form.addRow(self.tr("&Methods:"), self.methods)
        setting = QWidget()
        choices = QVBoxLayout(setting)
        choices.setContentsMargins(0, 0, 0, 0)
        choices.addWidget(self.unlimited)
        choices.addWidget(self.limited)
        form.addRow(self.tr("Setting:"), setting)
        form.addRow(self.tr("C&omparisons:"), self.count)
        form.addRow(self.tr("Pa&rticipant:"), self.participant)
        form.addRow(self.tr("&Answers:"), _beside(self.answers, save_as))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.start)
        layout = QVBoxLayout(self)
        layout.addWidget(intro)
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addWidget(self.message)
        layout.addLayout(buttons)

    def chosen_methods(self) -> list[str]:
        """The methods with a tick, in order."""
        items = [self.methods.item(row) for row in range(self.methods.count())]
        return [i.text() for i in items if i.checkState() == Qt.CheckState.Checked]

    @Slot()
    def _browse_folder(self) -> None:
        found = QFileDialog.getExistingDirectory(
            self, self.tr("Folder of pictures"), self.folder.text()
        )
        if found:
            self.folder.setText(found)

    @Slot()
    def _browse_answers(self) -> None:
        # Answers are added to a file that is there: no question about overwriting.
        found, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("File for the answers"),
            self.answers.text(),
            self.tr("CSV files (*.csv)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if found:
            self.answers.setText(found)

    @Slot()
    def _read_folder(self) -> None:
        self.items, message = {}, ""
        folder = Path(self.folder.text().strip())
        self.methods.clear()
        if self.folder.text().strip():
            try:
                self.items = find_items(folder)
            except UserError as error:
                message = translated_message(error)
        for name in sorted(set().union(*self.items.values()) - {TRUTH}):
            item = QListWidgetItem(name, self.methods)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
        if self.items:
            if self.answers.text() in ("", self._proposed):
                self._proposed = str(folder.parent / "blind-comparison.csv")
                self.answers.setText(self._proposed)
            message = self.tr("Pictures found: {count}").format(count=len(self.items))
        self.message.setText(message)
        self._update_start()

    @Slot()
    def _update_start(self) -> None:
        needed = 2 if self.unlimited.isChecked() else 1
        self.start.setEnabled(bool(self.items) and len(self.chosen_methods()) >= needed)


def _beside(field: QLineEdit, button: QPushButton) -> QWidget:
    """A field and its button as one row of a form; the row's label leads to the field."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(field, 1)
    layout.addWidget(button)
    row.setFocusProxy(field)
    return row
