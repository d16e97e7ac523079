"""What the parts without Qt say - errors, notes, words about progress - in the person's language.

They know no translation and speak English. ``translations/messages.txt`` lists all they say, one
message a line, with ``{0}`` for what changes; ``docs/update_translations.py`` collects it from
their sources. Here a message is recognised by its words, and said by its translation. What a
library says, often in brackets, and what another package's method says, stays as it is.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

CONTEXT = "Messages"
TABLE = Path(__file__).with_name("translations") / "messages.txt"

_SYSTEM: Final[Any] = (
    QT_TRANSLATE_NOOP("Messages", "Cannot allocate memory"),
    QT_TRANSLATE_NOOP("Messages", "Device or resource busy"),
    QT_TRANSLATE_NOOP("Messages", "Directory not empty"),
    QT_TRANSLATE_NOOP("Messages", "Disk quota exceeded"),
    QT_TRANSLATE_NOOP("Messages", "File exists"),
    QT_TRANSLATE_NOOP("Messages", "File name too long"),
    QT_TRANSLATE_NOOP("Messages", "File too large"),
    QT_TRANSLATE_NOOP("Messages", "Input/output error"),
    QT_TRANSLATE_NOOP("Messages", "Invalid argument"),
    QT_TRANSLATE_NOOP("Messages", "Is a directory"),
    QT_TRANSLATE_NOOP("Messages", "No space left on device"),
    QT_TRANSLATE_NOOP("Messages", "No such device"),
    QT_TRANSLATE_NOOP("Messages", "No such file or directory"),
    QT_TRANSLATE_NOOP("Messages", "Not a directory"),
    QT_TRANSLATE_NOOP("Messages", "Operation not permitted"),
    QT_TRANSLATE_NOOP("Messages", "Permission denied"),
    QT_TRANSLATE_NOOP("Messages", "Read-only file system"),
    QT_TRANSLATE_NOOP("Messages", "Stale file handle"),
    QT_TRANSLATE_NOOP("Messages", "Text file busy"),
    QT_TRANSLATE_NOOP("Messages", "Too many levels of symbolic links"),
    QT_TRANSLATE_NOOP("Messages", "Too many open files"),
    QT_TRANSLATE_NOOP("Messages", "Transport endpoint is not connected"),
    QT_TRANSLATE_NOOP("Messages", "[Errno {0}] {1}: {2!s}"),
)
"""Reasons of the operating system, which messages have in brackets."""

_FEW_LETTERS = 13
"""What begins with a part and has fewer, such as "3 masks", is found in much that is something
else; the part is a single word there."""


@dataclass(frozen=True)
class Template:
    """A message whose parts are open.

    Attributes:
        text: For :meth:`str.format`.
        words: The text between the parts.
        pattern: Matches the whole message; its groups are the parts.
        as_it_is: For each part, whether it is never a message itself, such as a name.
    """

    text: str
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    as_it_is: tuple[bool, ...]

    @classmethod
    def parse(cls, text: str) -> Template:
        """Read a line of the table; ``{0!s}`` marks a part that is no message."""
        pieces = list(string.Formatter().parse(text))
        words = tuple(literal for literal, *_ in pieces)
        part = "(.*?)"
        if words[:1] == ("",):
            # What goes up to a colon before a message is a file, and no part of the message.
            part = "((?:(?!: ).)+?)"
        few = len(re.findall("[a-z]", "".join(words))) < _FEW_LETTERS
        pattern, as_it_is = "", []
        for literal, field, _, conversion in pieces:
            pattern += re.escape(literal)
            if field is not None:
                pattern += part.replace(".)", r"\S)") if few and not pattern else part
                as_it_is.append(conversion is not None)
        return cls(text, words, re.compile(pattern, re.DOTALL), tuple(as_it_is))

    def parts(self, message: str) -> tuple[str, ...] | None:
        """Return the parts of a message; None where it is another one."""
        if not all(word in message for word in self.words):
            return None
        match = self.pattern.fullmatch(message)
        return None if match is None else match.groups()


@cache
def templates() -> tuple[Template, ...]:
    """Return all messages, the ones with most words first: they say most exactly what is meant."""
    texts = [*TABLE.read_text(encoding="utf-8").splitlines(), *_SYSTEM]
    parsed = [Template.parse(text) for text in texts]
    return tuple(sorted(parsed, key=lambda each: -sum(map(len, each.words))))


@lru_cache(maxsize=512)
def recognised(message: str) -> tuple[str, Template, tuple[str, ...]] | None:
    """Return what stands before a message, such as a file's name, its template, and its parts."""
    for cut in (0, *(match.end() for match in re.finditer(": ", message))):
        for template in templates():
            parts = template.parts(message[cut:])
            if parts is not None:
                return message[:cut], template, parts
    return None


def translated_message(message: str | BaseException) -> str:
    """Return an error's message, or words about progress, translated; unknown ones as they are."""
    found = recognised(str(message))
    if found is None:
        return str(message)
    before, template, parts = found
    said = [
        part if as_it_is else _said(part)
        for part, as_it_is in zip(parts, template.as_it_is, strict=True)
    ]
    text = QCoreApplication.translate(CONTEXT, template.text)
    return before + text.replace("} x {", "} × {").format(*said)


def _said(part: str) -> str:
    """A part of a message: perhaps one itself, or a number, as the language writes it."""
    if re.fullmatch(r"\d+\.\d+", part):
        return part.replace(".", QLocale().decimalPoint())
    if re.fullmatch(r"\d{1,3}(,\d{3})+", part):
        return QLocale().toString(int(part.replace(",", "")))
    return translated_message(part)


def translated_note(note: str | BaseException) -> str:
    """Return a note, or an error's message, translated, as a sentence; unknown ones as they are."""
    found = recognised(str(note))
    if found is None:
        return str(note)
    said = translated_message(note)
    return f"{said if found[0] else said[:1].upper() + said[1:]}."
