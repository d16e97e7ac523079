"""``pconv-studio``: the start of the program, and its end."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from pconv_studio import __version__
from pconv_studio.core.settings import Settings, state_folder
from pconv_studio.gui.garbage import collect_here
from pconv_studio.gui.i18n import install_translator
from pconv_studio.gui.icons import icon
from pconv_studio.gui.log import install as install_log
from pconv_studio.gui.main_window import MainWindow
from pconv_studio.gui.theme import apply_theme
from pconv_studio.gui.torch_libraries import load_before_qt

APP_ID = "org.pconvstudio.PConvStudio"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line; Qt's own options are left to Qt."""
    parser = argparse.ArgumentParser(
        prog="pconv-studio", description="Fill holes in photos; change nothing else."
    )
    parser.add_argument("photos", nargs="*", type=Path, metavar="PHOTO", help="photo or project")
    parser.add_argument("--version", action="version", version=f"PConv Studio {__version__}")
    known, _ = parser.parse_known_args(arguments)
    return known


def make_application(arguments: Sequence[str], settings: Settings) -> QApplication:
    """Make the application object: name, theme, language, and where garbage is collected."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([*arguments])
    collect_here(app)
    app.setApplicationName("pconv-studio")
    app.setApplicationDisplayName("PConv Studio")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(APP_ID)
    install_translator(app, settings.get("appearance.language"))
    apply_theme(app, settings.get("appearance.theme"))
    app.setWindowIcon(icon("pconv-studio"))
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    arguments = sys.argv if argv is None else ["pconv-studio", *argv]
    options = parse(arguments[1:])
    load_before_qt()
    settings = Settings()
    app = make_application(arguments, settings)
    window = MainWindow(settings, furnished=False)
    log = install_log(state_folder(), window)
    window.show()

    garbage = collect_here(app)

    def go_on() -> None:
        window.furnish()
        garbage.settle()
        window.service.stateChanged.connect(on_state)
        window.start(options.photos)

    def on_state(state: str, _words: str) -> None:
        if state in ("ready", "failed"):
            # Now torch is there, too.
            window.service.stateChanged.disconnect(on_state)
            garbage.settle()

    # After the first paint.
    QTimer.singleShot(1, go_on)
    code = app.exec()
    log.close()
    return code


if __name__ == "__main__":
    sys.exit(main())
