"""What the parts without Qt say: all of it is known to the window, and recognised there."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

import pconv_studio.gui
from docs.collect_messages import NO_MESSAGES, PARTS, PASSED_OVER, ROOT, messages, read
from pconv_studio.gui.i18n import install_translator
from pconv_studio.gui.messages import (
    TABLE,
    recognised,
    templates,
    translated_message,
    translated_note,
)

GUI = Path(pconv_studio.gui.__file__).parent
HOW = """run python docs/update_translations.py and translate what it lists.
A text that is no message for the window belongs into a list of docs/collect_messages.py, with the
reason. A part of a message that is a name and must stay as it is is written {name!s} or {name!r}.
"""


@pytest.fixture
def german(qapp):
    before = QLocale()
    install_translator(qapp, "de")
    yield
    install_translator(qapp, "en")
    QLocale.setDefault(before)


# All messages are known.


def test_the_window_knows_every_message():
    known = set(TABLE.read_text(encoding="utf-8").splitlines())
    found = messages()
    assert len({message.text for message in found}) > 250
    missing = [str(message) for message in found if message.text not in known]
    assert not missing, HOW + "\n".join(missing)
    left_over = known - {message.text for message in found}
    assert not left_over, HOW + "\n".join(sorted(left_over))


def test_lists_of_what_is_no_message_hold_nothing_that_is_gone():
    for part in (*PARTS, *PASSED_OVER):
        assert (ROOT / part).exists(), part
    for file, text in NO_MESSAGES:
        found = read((ROOT / file).read_text(encoding="utf-8"), file)
        assert text in {message.text for message in found}, (file, text)


SOURCE = '''
"""No message."""
import logging

log = logging.getLogger(__name__)
REASON = "a reason of its own"


def work(path, names: "no message", job, notes):
    """No message either."""
    log.warning("not for the window")
    if str(path) == "never seen by anybody":
        raise UserError(f"{path}: the {names[0]} of {len(names)} is bad; take another")
    notes.append("animated" if names else f"{len(names)} notes")
    job.tick(0.5, "halfway")
    if notes:
        raise ValueError(f"{path!s}: {{{job}}} in braces")
    raise self.error(f"{path.name!s} in {path!r} has {{braces}}, {', '.join(names)}") from None
'''


def test_messages_are_found_in_a_source():
    assert [message.text for message in read(SOURCE, "a.py")] == [
        "a reason of its own",
        "the {0} of {1} is bad; take another",
        "animated",
        "{0} notes",
        "halfway",
        "{{{0}}} in braces",
        "{0!s} in {1!s} has {{braces}}, {2}",
    ]


@pytest.mark.parametrize(
    "line",
    ['"the photo %s is bad" % x', '"the photo {} is bad".format(x)', '"not good: " + x'],
)
def test_messages_that_cannot_be_found_are_refused(line):
    with pytest.raises(ValueError, match=r"a\.py:1: .*f-string"):
        read(f"raise UserError({line})", "a.py")


# And recognised.


@pytest.mark.parametrize("before", ["", "/photos/a b.jpg: ", "C:\\photos\\a: b.jpg: "])
@settings(max_examples=10)
@given(parts=st.lists(st.from_regex(r"[0-9A-Z]{1,8}", fullmatch=True), min_size=5, max_size=5))
def test_every_message_is_recognised(before, parts):
    for template in templates():
        inside = tuple(parts[: len(template.as_it_is)])
        assert recognised(before + template.text.format(*inside)) == (before, template, inside)


def test_a_part_is_translated_when_it_is_a_message(german):
    text = "a.pconv: the project is damaged (mask is missing); use another copy"
    said = "a.pconv: das Projekt ist beschädigt (mask fehlt); eine andere Kopie nehmen"
    assert translated_message(text) == said


def test_a_name_is_not_translated_whatever_it_is(german):
    text = "a.jpg: 2 masks called 3 masks.* in 4 masks; name exactly one like the photo"
    said = "a.jpg: 2 Masken namens 3 masks.* in 4 masks; genau eine wie das Foto benennen"
    assert translated_message(text) == said


def test_reasons_of_the_system_are_translated(german):
    reason = OSError(28, "No space left on device")
    text = f"/m: the answer cannot be written ({reason.strerror}); choose another file"
    assert "(kein Platz mehr auf dem Datenträger)" in translated_message(text)
    assert translated_message(f"/m: {OSError(13, 'Permission denied', 'x')}") == (
        "/m: [Errno 13] keine Berechtigung: 'x'"
    )


def test_english_is_that_of_the_console(qapp):
    text = "m.png: the mask is 7 x 5 pixels, the photo 70 x 50; export the mask at the photo's size"
    assert translated_message(text) == text.replace(" x ", " × ")


@pytest.mark.parametrize(
    "text",
    [
        "C: something: else",
        "another method's words",
        "a model for all masks",
        "the folder cannot be made (busy); choose another place",
        "",
    ],
)
def test_unknown_stays(german, text):
    assert translated_message(text) == text
    assert translated_note(text) == text


def test_notes_are_sentences(german):
    note = "the hole is 9 pixels deep: it was filled from coarse to fine in 2 steps"
    assert translated_note(note) == (
        "Das Loch ist 9 Pixel tief: Es wurde in 2 Schritten von grob nach fein gefüllt."
    )
    note = "p.jpg: the photo cannot be read any more; get the file again"
    assert translated_note(note) == (
        "p.jpg: das Foto kann nicht mehr gelesen werden; die Datei neu besorgen."
    )


# And nothing is shown past it.


class Shown(ast.NodeVisitor):
    """Collects where a module says what an error says without having it translated."""

    def __init__(self, file):
        self.file, self.errors, self.found = file, set(), []
        self.visit(ast.parse(file.read_text(encoding="utf-8")))

    def visit_ExceptHandler(self, node):
        outside, self.errors = self.errors, self.errors | {node.name}
        self.generic_visit(node)
        self.errors = outside

    def visit_Call(self, node):
        called = ast.unparse(node.func)
        if called == "translated_message" or called.startswith("log."):
            return
        if called == "str" and isinstance(node.args[0], ast.Name):
            self.tell(node, node.args[0].id)
        self.generic_visit(node)

    def visit_FormattedValue(self, node):
        if isinstance(node.value, ast.Name):
            self.tell(node, node.value.id)
        self.generic_visit(node)

    def tell(self, node, name):
        if name in self.errors:
            self.found.append(f"{self.file.relative_to(GUI)}:{node.lineno}")


def test_the_window_shows_no_error_untranslated():
    files = [file for file in sorted(GUI.rglob("*.py")) if file.name != "about.py"]  # a report
    found = [place for file in files for place in Shown(file).found]
    assert not found, f"say translated_message(error) in {found}"


UNTRANSLATED = {
    "about.py": "a report for those who mend the program",
    "actions.py": "ids of actions",
    "app.py": "the help of the command line",
    "bench.py": "measures on the command line",
    "fill_service.py": "a fault of the program",
    "i18n.py": "a name in the code",
    "icons.py": "a fault of the program",
    "log.py": "the form of a line in the log",
    "main_window.py": "a name",
    "model_combos.py": "codes of the engine",
    "probe.py": "what the console asks of it",
    "status_bar.py": "numbers and MP",
    "theme.py": "faults of the program",
    "window_links.py": "a name",
}
"""Modules of the window with texts that are not translated, and why."""


def test_every_other_text_of_the_window_is_translated():
    found = [
        str(message)
        for file in sorted(GUI.rglob("*.py"))
        if (name := file.relative_to(GUI).as_posix()) not in UNTRANSLATED
        for message in read(file.read_text(encoding="utf-8"), name)
    ]
    assert not found, "say it by tr():\n" + "\n".join(found)
