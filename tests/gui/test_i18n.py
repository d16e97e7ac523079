"""Translations: complete, faithful to the original's form, compiled, and shown."""

from __future__ import annotations

import ast
import re
import string
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QDialogButtonBox, QWidget

import pconv_studio.gui
from pconv_studio.core.receipt_lines import TEXTS
from pconv_studio.core.settings import SETTINGS
from pconv_studio.gui.actions import make_actions, menus
from pconv_studio.gui.i18n import (
    LANGUAGES,
    SOURCE_LANGUAGE,
    choose_language,
    install_translator,
    translation_file,
)
from pconv_studio.gui.log import Log
from pconv_studio.gui.messages import CONTEXT, TABLE
from pconv_studio.gui.preferences import PreferencesDialog

GUI = Path(pconv_studio.gui.__file__).parent
OTHERS = [language for language in LANGUAGES if language != SOURCE_LANGUAGE]
HOW = "run python docs/update_translations.py and translate what it lists"
# Functions that take a context and a text.
WITH_CONTEXT = {"translate", "QT_TRANSLATE_NOOP"}


class Texts(ast.NodeVisitor):
    """Collects what a module has translated, without Qt's own tool."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.found: list[tuple[str, str]] = []
        self.faults: list[str] = []
        self._classes: list[str] = []
        self._in_f_string = 0
        self.visit(ast.parse(file.read_text(encoding="utf-8")))

    def visit_ClassDef(self, node):
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_JoinedStr(self, node):
        self._in_f_string += 1
        self.generic_visit(node)
        self._in_f_string -= 1

    def visit_Call(self, node):
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        where = f"{self.file.name}:{node.lineno}"
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        if name == "tr" and isinstance(function, ast.Attribute):
            if not texts or not isinstance(texts[0], str):
                if not isinstance(node.args[0], ast.Name):
                    self.faults.append(f"{where}: what is translated is no plain text")
            elif self._in_f_string:
                self.faults.append(f"{where}: inside an f-string it is not found")
            elif not self._classes:
                self.faults.append(f"{where}: tr outside of a class has no context")
            else:
                self.found.append((self._classes[-1], texts[0]))
        elif name in WITH_CONTEXT and [type(text) for text in texts[:2]] == [str, str]:
            self.found.append((texts[0], texts[1]))
            if self._in_f_string:
                self.faults.append(f"{where}: inside an f-string it is not found")
        self.generic_visit(node)


SOURCES = [Texts(file) for file in sorted(GUI.rglob("*.py"))]


def table_texts():
    for setting in SETTINGS:
        choices = [text for _, text in setting.choices]
        for text in (setting.group, setting.label, setting.note, setting.unit, *choices):
            if text:
                yield "Settings", text
    for text in TEXTS:
        yield "Receipt", text
    for text in TABLE.read_text(encoding="utf-8").splitlines():
        yield CONTEXT, text


def translations(language):
    """Context and source -> translation, finished ones only."""
    found = {}
    for context in ET.parse(translation_file(language).with_suffix(".ts")).iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation.get("type") is None and translation.text:
                key = context.findtext("name"), message.findtext("source")
                found[key] = translation.text
    return found


@pytest.fixture(scope="module", params=OTHERS)
def language(request):
    return request.param


@pytest.fixture(scope="module")
def known(language):
    return translations(language)


@pytest.fixture
def shown(qapp, language):
    """The program in that language."""
    before = QLocale()
    install_translator(qapp, language)
    yield language
    install_translator(qapp, SOURCE_LANGUAGE)
    QLocale.setDefault(before)


def test_texts_are_written_so_that_they_are_found():
    faults = [fault for source in SOURCES for fault in source.faults]
    assert not faults, "\n".join(faults)


def test_every_text_of_the_window_is_translated(known):
    wanted = dict.fromkeys(text for source in SOURCES for text in source.found)
    assert len(wanted) > 300
    missing = [f"{context}: {text!r}" for context, text in wanted if (context, text) not in known]
    assert not missing, f"{HOW}:\n" + "\n".join(missing)


def test_every_text_of_the_tables_is_translated(known):
    missing = [f"{c}: {t!r}" for c, t in dict.fromkeys(table_texts()) if (c, t) not in known]
    assert not missing, f"{HOW}:\n" + "\n".join(missing)


def test_nothing_is_translated_that_is_not_there_any_more(known):
    wanted = {text for source in SOURCES for text in source.found} | set(table_texts())
    left_over = [f"{context}: {text!r}" for context, text in known if (context, text) not in wanted]
    assert not left_over, f"{HOW}:\n" + "\n".join(left_over)


def braces(text):
    try:
        return Counter(
            f"{field}!{conversion}:{spec}"
            for _, field, spec, conversion in string.Formatter().parse(text)
            if field is not None
        )
    except ValueError:
        return Counter()


def mnemonics(text):
    return re.findall(r"&(\w)", text.replace("&&", ""))


def test_form_of_the_original_is_kept(known):
    for (context, source), text in known.items():
        where = f"{context}: {source!r} -> {text!r}"
        assert braces(source) == braces(text), where
        assert len(mnemonics(source)) == len(mnemonics(text)), where
        for ending in ("...", "…", ":", "?"):
            assert source.endswith(ending) == text.endswith(ending), where
        assert source[:1].isspace() == text[:1].isspace(), where
        assert source[-1:].isspace() == text[-1:].isspace(), where
        assert re.findall(r"\*\.\w+|\(\*\)", source) == re.findall(r"\*\.\w+|\(\*\)", text), where


def test_compiled_file_is_that_of_the_texts(qapp, language, known):
    translator = QTranslator()
    assert translator.load(str(translation_file(language))), HOW
    for (context, source), text in known.items():
        assert translator.translate(context, source) == text, HOW


SUBMENUS = {"@recent": "Open &recent", "@docks": "&Docks"}


@pytest.mark.parametrize("name", LANGUAGES)
def test_menus_have_no_letter_twice(qtbot, qapp, name):
    before = QLocale()
    install_translator(qapp, name)
    window = QWidget()
    qtbot.addWidget(window)
    actions = make_actions(window)
    translate = QCoreApplication.translate
    texts = {
        **{action_id: action.text() for action_id, action in actions.items()},
        **{entry: translate("MainWindow", text) for entry, text in SUBMENUS.items()},
    }
    found = {title: entries.split() for title, entries in menus()}
    install_translator(qapp, SOURCE_LANGUAGE)
    QLocale.setDefault(before)
    for title, shown_texts in [
        ("menu bar", list(found)),
        *((title, [texts.get(entry, "") for entry in entries]) for title, entries in found.items()),
    ]:
        letters = Counter(letter.lower() for text in shown_texts for letter in mnemonics(text))
        assert max(letters.values()) == 1, f"{title}: {letters}"


def test_texts_appear_in_the_language(qtbot, shown, known, settings):
    dialog = PreferencesDialog(settings)
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == known["PreferencesDialog", "Preferences"]
    assert (
        dialog.rows["tools.hardness"].editor.accessibleName() == known["Settings", "Brush hardness"]
    )


def test_texts_of_a_base_class_appear_in_its_subclasses(shown, known):
    class Special(Log):
        def __init__(self):
            QObject.__init__(self)

    assert Special().tr("That did not work") == known["Log", "That did not work"]


def test_buttons_of_qt_appear_in_german(qtbot, qapp):
    before = QLocale()
    install_translator(qapp, "de")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    qtbot.addWidget(box)
    text = box.button(QDialogButtonBox.StandardButton.Close).text().replace("&", "")
    install_translator(qapp, SOURCE_LANGUAGE)
    QLocale.setDefault(before)
    assert text == "Schließen"


def test_numbers_follow_the_language(qapp):
    before = QLocale()
    install_translator(qapp, "de")
    assert QLocale().toString(1.5, "f", 1) == "1,5"
    install_translator(qapp, "en")
    assert QLocale().toString(1.5, "f", 1) == "1.5"
    QLocale.setDefault(before)


def test_switching_back_takes_the_translation_away(qapp):
    before = QLocale()
    assert install_translator(qapp, "de") == "de"
    assert QCoreApplication.translate("Settings", "Files") == "Dateien"
    assert install_translator(qapp, "en") == "en"
    assert QCoreApplication.translate("Settings", "Files") == "Files"
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("wish", "preferred", "expected"),
    [
        ("de", ["en-GB"], "de"),
        ("en", ["de-DE"], "en"),
        ("system", ["de-AT", "en"], "de"),
        ("system", ["de_CH.UTF-8"], "de"),
        ("system", ["fr-FR", "de", "en"], "de"),
        ("system", ["fr-FR"], "en"),
        ("system", [], "en"),
        ("nonsense", ["de"], "de"),
    ],
)
def test_language_is_chosen(wish, preferred, expected):
    assert choose_language(wish, preferred) == expected
