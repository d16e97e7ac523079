"""The language of the program: translations of its own texts and of Qt's."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

__all__ = ["LANGUAGES", "choose_language", "install_translator", "translation_file"]

# The texts in the sources are English, so that needs no file.
SOURCE_LANGUAGE = "en"
LANGUAGES = (SOURCE_LANGUAGE, "de")

_OWN_NAME = "pconv-studio translator"


def translation_file(language: str) -> Path:
    """Return the compiled translation of a language."""
    return Path(__file__).with_name("translations") / f"pconv-studio_{language}.qm"


def choose_language(wish: str, preferred: Iterable[str]) -> str:
    """Return the language to show.

    Args:
        wish: ``en``, ``de`` or ``system``; anything else counts as ``system``.
        preferred: Languages of the desktop, best first, such as ``de-AT``.
    """
    if wish in LANGUAGES:
        return wish
    for name in preferred:
        language = name.replace("_", "-").partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return SOURCE_LANGUAGE


def install_translator(app: QCoreApplication, language: str) -> str:
    """Show texts in a language; what is on screen already keeps the one it was made in.

    Numbers are written as in that language too; with ``system``, as the desktop wishes.

    Args:
        app: The application.
        language: ``system``, ``en`` or ``de``.

    Returns:
        The language that is shown, ``en`` where there is no other of the desktop's.
    """
    for old in app.findChildren(QTranslator):
        if old.objectName() == _OWN_NAME:
            app.removeTranslator(old)
            old.deleteLater()
    chosen = choose_language(language, QLocale.system().uiLanguages())
    fixed = language in LANGUAGES
    QLocale.setDefault(QLocale(chosen) if fixed else QLocale.system())
    qt_folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for path in (qt_folder / f"qtbase_{chosen}.qm", translation_file(chosen)):
        # Not every build of Qt brings its translations.
        translator = QTranslator(app)
        translator.setObjectName(_OWN_NAME)
        if path.is_file() and translator.load(str(path)):
            app.installTranslator(translator)
        else:
            translator.deleteLater()
    return chosen
