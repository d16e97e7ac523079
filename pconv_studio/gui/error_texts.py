"""What went wrong with a file, in the person's language."""

from __future__ import annotations

import re
from typing import Any, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_SENTENCES: Final[Any] = (
    QT_TRANSLATE_NOOP("Errors", "there is no such file; check the name and the folder"),
    QT_TRANSLATE_NOOP("Errors", "this is a folder; choose a photo in it"),
    QT_TRANSLATE_NOOP("Errors", "this is no ordinary file; choose a photo"),
    QT_TRANSLATE_NOOP("Errors", "may not be read; change the file's permissions"),
    QT_TRANSLATE_NOOP("Errors", "the file is empty; get a fresh copy"),
    QT_TRANSLATE_NOOP("Errors", "the file is damaged or cut short; get a fresh copy"),
    QT_TRANSLATE_NOOP("Errors", "the file holds a picture without pixels; get a fresh copy"),
    QT_TRANSLATE_NOOP(
        "Errors", "not enough memory to open it; close other programs or make it smaller"
    ),
    QT_TRANSLATE_NOOP("Errors", "not enough memory to open it; close other programs"),
    QT_TRANSLATE_NOOP("Errors", "not enough memory to save it; close other programs"),
    QT_TRANSLATE_NOOP("Errors", "this is a video or another kind of file; choose a photo"),
    QT_TRANSLATE_NOOP("Errors", "AVIF cannot be opened; convert it to PNG or TIFF"),
    QT_TRANSLATE_NOOP("Errors", "its colour profile cannot be used; convert it to sRGB first"),
    QT_TRANSLATE_NOOP(
        "Errors", "the camera's RAW file cannot be developed; convert it to DNG or TIFF"
    ),
    QT_TRANSLATE_NOOP(
        "Errors", "the file exists already; choose another name or allow overwriting"
    ),
    QT_TRANSLATE_NOOP("Errors", "this is the original photo; choose another name or folder"),
    QT_TRANSLATE_NOOP("Errors", "the disk is full; free some space or choose another folder"),
    QT_TRANSLATE_NOOP("Errors", "the folder is read-only; choose another folder"),
    QT_TRANSLATE_NOOP("Errors", "the folder may not be written to; choose another folder"),
    QT_TRANSLATE_NOOP("Errors", "the folder does not exist; create it or choose another one"),
    QT_TRANSLATE_NOOP("Errors", "the name is too long; choose a shorter one"),
    QT_TRANSLATE_NOOP("Errors", "this is no project of PConv Studio; choose another file"),
    QT_TRANSLATE_NOOP("Errors", "it is open in another window; close that one first"),
    QT_TRANSLATE_NOOP("Errors", "the photo has no transparency; paint the mask instead"),
    QT_TRANSLATE_NOOP(
        "Errors", "there is not enough memory to fill this hole; close other programs"
    ),
    QT_TRANSLATE_NOOP(
        "Errors",
        "the hole covers all there is to see: nothing is left to fill it from; make it smaller",
    ),
)
"""What the parts without Qt say, behind the name of the file."""

_PATTERNS: Final[Any] = (
    (
        r"this is no photo of a kind that can be opened \((.+)\); choose another file",
        QT_TRANSLATE_NOOP(
            "Errors", "this is no photo of a kind that can be opened ({0}); choose another file"
        ),
    ),
    (
        r"the mask is (\d+) x (\d+) pixels, the photo (\d+) x (\d+); "
        r"export the mask at the photo's size",
        QT_TRANSLATE_NOOP(
            "Errors",
            "the mask is {0} × {1} pixels, the photo {2} × {3}; "
            "export the mask at the photo's size",
        ),
    ),
    (
        r"(\d+) x (\d+) pixels are more than the (\d+) megapixels that can be opened; "
        r"make it smaller first",
        QT_TRANSLATE_NOOP(
            "Errors",
            "{0} × {1} pixels are more than the {2} megapixels that can be opened; "
            "make it smaller first",
        ),
    ),
    (r"cannot be saved: (.+)", QT_TRANSLATE_NOOP("Errors", "cannot be saved: {0}")),
    (
        r"cannot be saved as (\w+); try PNG or TIFF",
        QT_TRANSLATE_NOOP("Errors", "cannot be saved as {0}; try PNG or TIFF"),
    ),
)
"""Patterns of sentences with parts that change, and how they are said."""


def translated_error(message: str) -> str:
    """Return an error's message translated; unknown ones as they are.

    Messages of the parts without Qt are "FILE: what happened; what to do", in English. The file is
    kept, and what is behind it is looked up.
    """
    for cut in (0, *(match.end() for match in re.finditer(": ", message))):
        said = _translated(message[cut:])
        if said is not None:
            return message[:cut] + said
    return message


def _translated(text: str) -> str | None:
    translate = QCoreApplication.translate
    if text in _SENTENCES:
        return translate("Errors", text)
    for pattern, template in _PATTERNS:
        match = re.fullmatch(pattern, text)
        if match is not None:
            parts = [translated_error(part) for part in match.groups()]
            return translate("Errors", template).format(*parts)
    return None
