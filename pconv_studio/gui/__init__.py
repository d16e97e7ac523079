"""The window: everything that needs Qt."""

import ctypes
import sys


def _keep_singletons() -> None:
    """Make None, True and their likes immortal before Python 3.12, which does that by itself.

    PySide6 6.12.0 is compiled as if they were: every call that returns None, and every signal
    emitted, gives back a reference that was never taken. After some thousand calls Python 3.11
    would abort ("deallocating None").
    """
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    for value in (None, True, False, NotImplemented):
        # The count is the first thing in an object, except in debug builds, which are left alone.
        count = ctypes.c_ssize_t.from_address(id(value))
        if abs(count.value - sys.getrefcount(value)) < 16:
            count.value += sys.maxsize // 4


_keep_singletons()
