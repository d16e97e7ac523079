"""Bring the translations up to date: ``python docs/update_translations.py``.

Collects every text of the window, of the tables it shows, and what the parts without Qt say (see
``collect_messages.py``), writes them into the .ts files below ``pconv_studio/gui/translations``,
compiles these to .qm, and lists what has no translation yet. Translate in the .ts files, with Qt
Linguist or a text editor, and run it once more.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import PySide6
from collect_messages import messages

from pconv_studio.core.receipt_lines import TEXTS
from pconv_studio.core.settings import SETTINGS
from pconv_studio.gui.i18n import LANGUAGES, SOURCE_LANGUAGE
from pconv_studio.gui.messages import CONTEXT, TABLE

ROOT = Path(__file__).resolve().parent.parent
GUI = ROOT / "pconv_studio" / "gui"
TRANSLATIONS = GUI / "translations"


def table_texts() -> Iterator[tuple[str, str]]:
    """Yield context and text of what tables outside of the window hold."""
    for setting in SETTINGS:
        choices = [text for _, text in setting.choices]
        for text in (setting.group, setting.label, setting.note, setting.unit, *choices):
            if text:
                yield "Settings", text
    for text in TEXTS:
        yield "Receipt", text
    for text in TABLE.read_text(encoding="utf-8").splitlines():
        yield CONTEXT, text


def tool(name: str) -> str:
    """Return the path of one of Qt's tools, which PySide6 brings."""
    suffix = ".exe" if sys.platform == "win32" else ""
    return str(Path(PySide6.__file__).with_name(f"{name}{suffix}"))


def update(language: str) -> Path:
    """Bring the .ts file of a language up to date, and compile it; returns the .ts file."""
    target = TRANSLATIONS / f"pconv-studio_{language}.ts"
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(folder) / "tables.py"
        lines = [f"QT_TRANSLATE_NOOP({c!r}, {t!r})" for c, t in dict.fromkeys(table_texts())]
        tables.write_text("\n".join(lines), encoding="utf-8")
        sources = [str(path) for path in sorted(GUI.rglob("*.py"))]
        subprocess.run(
            [
                *(tool("lupdate"), *sources, str(tables)),
                *("-locations", "none", "-no-obsolete", "-silent"),
                *("-source-language", SOURCE_LANGUAGE, "-target-language", language),
                *("-ts", str(target)),
            ],
            check=True,
        )
    subprocess.run([tool("lrelease"), "-silent", str(target)], check=True)
    return target


def unfinished(file: Path) -> list[tuple[str, str]]:
    """Return context and text of what a .ts file has no finished translation of."""
    return [
        (context.findtext("name") or "", message.findtext("source") or "")
        for context in ET.parse(file).getroot().iter("context")
        for message in context.iter("message")
        if (translation := message.find("translation")) is None
        or translation.get("type") == "unfinished"
        or not translation.text
    ]


def main() -> int:
    """Update every language; returns 1 while something is not translated."""
    missing = 0
    texts = sorted({message.text for message in messages()})
    TABLE.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    for language in LANGUAGES:
        if language == SOURCE_LANGUAGE:
            continue
        file = update(language)
        for context, text in unfinished(file):
            print(f"{file.name}: {context}: {text!r}")
            missing += 1
    print(f"{missing} texts are not translated" if missing else "everything is translated")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
