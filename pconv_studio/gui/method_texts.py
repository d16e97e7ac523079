"""What the methods are called, and what each is good for, in the person's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

OWN_METHODS = ("pconv-detail", "pconv", "patchmatch", "telea", "ns")
"""Methods that come with the program, the default first."""


def method_title(name: str) -> str:
    """What a menu calls a method; its name where another package brings it."""
    translate = QCoreApplication.translate
    titles = {
        "pconv-detail": translate("Methods", "Partial convolutions + detail"),
        "pconv": translate("Methods", "Partial convolutions"),
        "patchmatch": translate("Methods", "PatchMatch"),
        "telea": translate("Methods", "Telea (fast marching)"),
        "ns": translate("Methods", "Navier-Stokes"),
    }
    return titles.get(name, name)


def method_note(name: str) -> str:
    """What a method is good for; empty where another package brings it."""
    translate = QCoreApplication.translate
    notes = {
        "pconv-detail": translate(
            "Methods",
            "The network says what goes where, the photo's own texture how it looks. "
            "Best for most things.",
        ),
        "pconv": translate(
            "Methods",
            "The network alone. Smooth and quick: skies, skin, out-of-focus parts.",
        ),
        "patchmatch": translate(
            "Methods",
            "Copies texture from around the hole. Crisp in grass, sand, walls, leaves.",
        ),
        "telea": translate(
            "Methods",
            "At once, without a network. Scratches, dust and thin lines.",
        ),
        "ns": translate(
            "Methods",
            "At once, without a network. Continues edges across thin lines.",
        ),
    }
    return notes.get(name, "")
