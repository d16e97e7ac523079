"""The one thing that has to happen before Qt is loaded, on Windows only."""

from __future__ import annotations

import os


def load_before_qt() -> None:
    """Load torch's base library ahead of Qt's on Windows; nothing elsewhere.

    Loaded after Qt, ``c10.dll`` fails to initialise there (WinError 1114). Loading the library by
    itself takes milliseconds, importing torch would take seconds.
    """
    if os.name != "nt":
        return
    import ctypes
    from importlib.util import find_spec
    from pathlib import Path

    spec = find_spec("torch")
    if spec is None or spec.origin is None:
        return
    library = Path(spec.origin).parent / "lib" / "c10.dll"
    if library.is_file():
        ctypes.CDLL(str(library))
