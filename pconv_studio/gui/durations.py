"""How long something took, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

LEAST = 0.1
"""Seconds below which only a bound is told."""


def time_taken(seconds: float) -> str:
    """Seconds with one digit behind the point; never "0.0 s", as nothing takes no time."""
    translate = QCoreApplication.translate
    if seconds < LEAST:
        text, seconds = translate("Durations", "under {seconds} s"), LEAST
    else:
        text = translate("Durations", "{seconds} s")
    return text.format(seconds=QLocale().toString(seconds, "f", 1))
