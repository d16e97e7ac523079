"""The chosen model in a few lines: what it is, how good, whether its file is whole."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from pconv_studio.core.errors import UserError
from pconv_studio.gui.file_check import FileCheck
from pconv_studio.gui.messages import translated_message
from pconv_studio.gui.model_texts import (
    licence_words,
    network_words,
    size_words,
    training_words,
    validation_words,
)
from pconv_studio.gui.state_line import StateLine
from pconv_studio.inference.model_facts import ModelFacts, model_facts


class ModelSummary(QWidget):
    """Shows one model; its file is checked from :meth:`start_checking` on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: ModelFacts | None = None
        self._checks = False
        self._check = FileCheck(self)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setAccessibleName(self.tr("About the model"))
        self.state = StateLine(self.tr("Whether the file is whole"))
        self.state.hide()
        self._check.told.connect(self.state.show_state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.words)
        column.addWidget(self.state)

    def show_model(self, model: str) -> None:
        """Show a model by its name or file; the default for an empty text."""
        try:
            self._facts = model_facts(model or None)
        except UserError as error:
            self._facts = None
            self._check.forget()
            self._say(translated_message(error), "warning")
        else:
            self._say(self._text(self._facts), "help")
            self.setToolTip(self._tip(self._facts))
        self._check_file()

    def start_checking(self) -> None:
        """Check the file that is shown, and from now on every other one."""
        if not self._checks:
            self._checks = True
            self._check_file()

    def shutdown(self) -> None:
        """Wait until no thread works for this any more."""
        self._check.shutdown()

    def _check_file(self) -> None:
        self.state.setVisible(self._checks and self._facts is not None)
        if self._checks and self._facts is not None:
            self._check.check(self._facts)

    def _text(self, facts: ModelFacts) -> str:
        trained, figures = training_words(facts), validation_words(facts)
        lines = [
            self.tr("{network}, {size}").format(
                network=network_words(facts), size=size_words(facts)
            ),
            self.tr("Trained on {what}").format(what=trained)
            if trained
            else self.tr("It does not say what it was trained on"),
        ]
        if figures:
            lines.append(self.tr("Tested: {figures}").format(figures=figures))
        if facts.origin:
            lines.append(self.tr("From {origin}").format(origin=facts.origin))
        lines.append(self.tr("Licence: {licence}").format(licence=licence_words(facts)))
        return "\n".join(lines)

    def _tip(self, facts: ModelFacts) -> str:
        if not validation_words(facts):
            return str(facts.path)
        return self.tr("{file}\nTested on its own validation photos").format(file=facts.path)

    def _say(self, text: str, role: str) -> None:
        self.words.setText(text)
        if self.words.property("role") != role:
            self.words.setProperty("role", role)
            self.words.style().unpolish(self.words)
            self.words.style().polish(self.words)
