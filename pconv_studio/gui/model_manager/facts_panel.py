"""All that is known of one model."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, Qt, Slot
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pconv_studio.core.errors import UserError
from pconv_studio.gui.file_check import FileCheck
from pconv_studio.gui.messages import translated_message, translated_note
from pconv_studio.gui.model_manager.card import show_card
from pconv_studio.gui.model_texts import (
    licence_words,
    network_words,
    purpose_words,
    size_words,
    training_words,
    validation_words,
)
from pconv_studio.gui.state_line import StateLine
from pconv_studio.inference.model_facts import ModelFacts, model_facts
from pconv_studio.inference.user_models import damaged_models

DIGITS = 32
"""Of the digest in one line."""


class FactsPanel(QWidget):
    """Rows of a name and a value; the values can be selected."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts: ModelFacts | None = None
        """Of the model shown; None where it is damaged."""
        self.values: dict[str, QLabel] = {}
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty("role", "title")
        self.problem = QLabel()
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "warning")
        self.state = StateLine(self.tr("Whether the file is whole"))
        self.state.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._check = FileCheck(self)
        self._check.told.connect(self.state.show_state)
        self.card_button = QPushButton(self.tr("Model &card..."))
        self.card_button.setAutoDefault(False)
        self.card_button.setToolTip(
            self.tr("What it was made of and for, all its figures, its limits")
        )
        self.card_button.clicked.connect(self._show_card)
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(7)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for key, text in (
            ("purpose", self.tr("Purpose")),
            ("network", self.tr("Network")),
            ("size", self.tr("Size")),
            ("trained", self.tr("Trained on")),
            ("validation", self.tr("Validation")),
            ("licence", self.tr("Licence")),
            ("origin", self.tr("From")),
            ("quirks", self.tr("Unlike the paper")),
            ("added", self.tr("Imported")),
            ("file", self.tr("File")),
            ("sha256", self.tr("SHA-256")),
        ):
            self._add_row(key, text)
        self._form.addRow("", self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 4, 0)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(self.problem)
        column.addLayout(self._form)
        column.addWidget(self.card_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def show_model(self, name: str) -> None:
        """Show a model by its name."""
        self.title.setText(name)
        self.facts, damage = None, damaged_models().get(name)
        problem = ""
        if damage is not None:
            advice = self.tr("Delete the model and import it again.")
            problem = f"{translated_note(damage)} {advice}"
        else:
            try:
                self.facts = model_facts(name)
            except UserError as error:
                problem = translated_note(error)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self._show_facts(self.facts)

    def shutdown(self) -> None:
        """Wait until no thread works for this any more."""
        self._check.shutdown()

    def _add_row(self, key: str, text: str) -> None:
        value = QLabel()
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setWordWrap(True)
        value.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        label = QLabel(text)
        label.setProperty("role", "help")
        label.setBuddy(value)
        self._form.addRow(label, value)
        self.values[key] = value

    def _show_facts(self, facts: ModelFacts | None) -> None:
        texts = {} if facts is None else self._texts(facts)
        for key, value in self.values.items():
            value.setText(texts.get(key, ""))
            self._form.setRowVisible(value, bool(texts.get(key)))
        self._form.setRowVisible(self.state, facts is not None)
        self.card_button.setVisible(facts is not None and facts.card is not None)
        if facts is None:
            self._check.forget()
        else:
            self._check.check(facts)

    def _texts(self, facts: ModelFacts) -> dict[str, str]:
        added = QDateTime.fromString(facts.added, Qt.DateFormat.ISODate).toLocalTime()
        return {
            "purpose": purpose_words(facts),
            "network": network_words(facts),
            "size": size_words(facts),
            "trained": training_words(facts) or self.tr("not stated"),
            "validation": validation_words(facts) or self.tr("no figures in the file"),
            "licence": licence_words(facts),
            "origin": facts.origin,
            "quirks": "\n".join(f"– {translated_message(quirk)}" for quirk in facts.quirks),
            "added": QLocale().toString(added, QLocale.FormatType.ShortFormat),
            "file": str(facts.path),
            "sha256": "\n".join(
                facts.sha256[start : start + DIGITS]
                for start in range(0, len(facts.sha256), DIGITS)
            ),
        }

    @Slot()
    def _show_card(self) -> None:
        if self.facts is not None and self.facts.card is not None:
            show_card(self.window(), self.title.text(), self.facts.card)
