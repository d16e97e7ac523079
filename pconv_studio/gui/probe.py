"""Say which screens Qt finds: ``python -m pconv_studio.gui.probe``.

For ``pconv doctor``, which runs it as another process: where Qt's platform plugin cannot be
loaded, Qt ends the process that asked for it.
"""

from __future__ import annotations

import sys

from PySide6.QtGui import QGuiApplication


def screens() -> str:
    """Return Qt's platform and the sizes of its screens in logical pixels."""
    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    assert isinstance(app, QGuiApplication)
    sizes = [f"{s.size().width()} x {s.size().height()}" for s in app.screens()]
    return ", ".join([app.platformName(), *sizes])


if __name__ == "__main__":
    sys.stdout.write(screens() + "\n")
