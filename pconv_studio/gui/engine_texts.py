"""What the engine reports while it works, in the person's language."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication


def translated(text: str) -> str:
    """Return a progress word or note of the engine translated; unknown ones as they are.

    The engine knows no Qt and speaks English; its sentences are few, and told apart by pattern.
    """
    for pattern, template in _templates():
        match = re.fullmatch(pattern, text)
        if match is not None:
            return template.format(*match.groups())
    return text


def _templates() -> tuple[tuple[str, str], ...]:
    translate = QCoreApplication.translate
    return (
        (r"hole (\d+) of (\d+)", translate("Engine", "hole {0} of {1}")),
        (r"network, (\d+) x (\d+) pixels", translate("Engine", "network, {0} × {1} pixels")),
        (r"searching patches", translate("Engine", "searching patches")),
        (r"done", translate("Engine", "done")),
        (
            r"the hole is (\d+) pixels deep: it was filled from coarse to fine in (\d+) steps",
            translate(
                "Engine",
                "The hole is {0} pixels deep: it was filled from coarse to fine in {1} steps.",
            ),
        ),
        (
            r"the hole is very large: patches were searched at (\d+) % of the size",
            translate(
                "Engine", "The hole is very large: patches were searched at {0} % of the size."
            ),
        ),
        (
            r"memory ran out; the network worked on tiles of (\d+) pixels",
            translate("Engine", "Memory ran out; the network worked on tiles of {0} pixels."),
        ),
        (
            r"the device (\S+) ran out of memory; the work went on on the CPU",
            translate("Engine", "The device {0} ran out of memory; the work went on on the CPU."),
        ),
    )
