"""The colour profile the system has for the monitor."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys

LARGEST = 16 << 20
"""Bytes; nothing above is a monitor profile."""


def system_profile() -> bytes | None:
    """Return the ICC profile of the first monitor, unchecked; None where the system tells none."""
    if sys.platform == "win32":
        return _windows_profile()
    if sys.platform.startswith("linux") and os.environ.get("DISPLAY"):
        return _x11_profile()
    # On a Mac the window system converts from sRGB by itself.
    return None


def _windows_profile() -> bytes | None:
    from PIL import ImageCms

    try:
        profile = ImageCms.get_display_profile()
        return profile.tobytes() if profile is not None else None
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _x11_profile() -> bytes | None:
    """Read the property in which colour managers leave the profile, on the root window."""
    name = ctypes.util.find_library("X11")
    if name is None:
        return None
    try:
        x11 = ctypes.CDLL(name)
    except OSError:
        return None
    pointer, atom, number = ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong
    x11.XOpenDisplay.restype = pointer
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    display = x11.XOpenDisplay(None)
    if not display:
        return None
    try:
        x11.XDefaultRootWindow.restype = number
        x11.XDefaultRootWindow.argtypes = [pointer]
        x11.XInternAtom.restype = atom
        x11.XInternAtom.argtypes = [pointer, ctypes.c_char_p, ctypes.c_int]
        x11.XGetWindowProperty.restype = ctypes.c_int
        x11.XGetWindowProperty.argtypes = [
            *(pointer, number, atom, ctypes.c_long, ctypes.c_long, ctypes.c_int, atom),
            *(ctypes.POINTER(atom), ctypes.POINTER(ctypes.c_int), ctypes.POINTER(number)),
            *(ctypes.POINTER(number), ctypes.POINTER(pointer)),
        ]
        x11.XFree.argtypes = [pointer]
        wanted = x11.XInternAtom(display, b"_ICC_PROFILE", 1)
        if not wanted:
            return None
        kind, bits, count = atom(), ctypes.c_int(), number()
        rest, data = number(), pointer()
        x11.XGetWindowProperty(
            *(display, x11.XDefaultRootWindow(display), wanted, 0, LARGEST // 4, 0, 0),
            *(ctypes.byref(kind), ctypes.byref(bits), ctypes.byref(count)),
            *(ctypes.byref(rest), ctypes.byref(data)),
        )
        if not data.value:
            return None
        try:
            whole = bits.value == 8 and rest.value == 0
            return ctypes.string_at(data.value, count.value) if whole else None
        finally:
            x11.XFree(data)
    finally:
        x11.XCloseDisplay.argtypes = [pointer]
        x11.XCloseDisplay(display)
