"""Collects what the parts without Qt say to people: errors, notes and words about progress.

They know no translation and say it in English where it happens: ``raise MaskError(f"...")``. So
their sources are read instead, as Qt's own tool reads those of the window. Every text of two words
or more counts as a message, wherever it stands; what is none is listed below, with the reason.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

PARTS = (
    "pconv_studio/core",
    "pconv_studio/inference",
    "models/pconv_models",
    "training/pconv_training/masks.py",  # all that the window takes from the training
)
"""Folders and files whose messages reach the window."""

PASSED_OVER = {
    "pconv_studio/core/settings_table.py": "these are translated under Settings",
    "pconv_studio/core/receipt_lines.py": "these are translated under Receipt",
    "models/pconv_models/export": "only the command line exports networks",
    "models/pconv_models/partial_conv.py": "wrong shapes are a fault of the program",
    "models/pconv_models/super_resolution.py": "wrong shapes are a fault of the program",
    "models/pconv_models/unet.py": "wrong shapes are a fault of the program",
}
"""Folders and files without messages for the window, and why."""

NO_MESSAGES = {
    ("pconv_studio/core/decode.py", "JPEG XL"): "a name",
    ("pconv_studio/core/mask_file.py", "PConv Studio"): "a name",
    ("pconv_studio/core/project.py", "PConv Studio {0}"): "a name and a version",
    ("pconv_studio/core/study.py", "{0} of {1}"): "results, which only the command line tells",
    ("pconv_studio/core/study.py", "{0} over {1}"): "results, which only the command line tells",
    ("pconv_studio/core/study.py", "{0} ms"): "results, which only the command line tells",
    ("pconv_studio/inference/choices.py", "not built"): "a code; the window has texts for it",
    ("pconv_studio/inference/choices.py", "no gpu"): "a code; the window has texts for it",
    ("pconv_studio/inference/choices.py", "no mac"): "a code; the window has texts for it",
    ("pconv_studio/inference/devices.py", "{0}, {1} GiB"): "a name and a size",
    ("models/pconv_models/__init__.py", "module {0!s} has no attribute {1!s}"): "Python's words",
}
"""Files and texts in them that are no messages for the window, and why."""

_SAYING = re.compile(r"(.*\.)?(error|note|notes\.append|progress|tick)")
"""What is called with a text to say it: there, and in errors, a single word counts as well."""
_SILENT = {"log", "logging", "warnings"}
"""The log stays English."""
_TRANSLATED = {"tr", "translate", "QT_TRANSLATE_NOOP"}
"""In the window Qt's tool finds these."""
_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True)
class Message:
    """A message, and where it is written.

    Attributes:
        text: For :meth:`str.format`: ``{0}`` is what changes and is perhaps a message itself,
            ``{0!s}`` what stays as it is. The name of a file before it, with a colon, is left out.
        file: The source, relative to the checkout.
        line: In it.
    """

    text: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def messages(root: Path = ROOT) -> list[Message]:
    """Return all messages for the window, in the order of their places."""
    found = []
    for part in PARTS:
        path = root / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            name = file.relative_to(root).as_posix()
            if not any(name == other or name.startswith(f"{other}/") for other in PASSED_OVER):
                found += read(file.read_text(encoding="utf-8"), name)
    return [message for message in found if (message.file, message.text) not in NO_MESSAGES]


def read(source: str, name: str) -> list[Message]:
    """Return the messages in a source.

    Args:
        source: Python.
        name: The file it comes from.

    Raises:
        ValueError: A message is put together in a way that cannot be read.
    """
    return [Message(text, name, line) for line, text in _below(ast.parse(source), name, said=False)]


def _below(node: ast.AST, name: str, *, said: bool) -> Iterator[tuple[int, str]]:
    """Yield line and text of each message in a node; `said`: it is known to be for people."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        pieces = node.values if isinstance(node, ast.JoinedStr) else [node]
        text = _message(pieces, said=said)
        if text:
            yield node.lineno, text
        for piece in pieces:
            if isinstance(piece, ast.FormattedValue):
                yield from _below(piece.value, name, said=False)
        return
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        if called.split(".")[0] in _SILENT or called.split(".")[-1] in _TRANSLATED:
            return
        said = said or _SAYING.fullmatch(called) is not None
    if _is_put_together(node):
        raise ValueError(f"{name}:{node.lineno}: say this in one f-string, or it is not found")
    said = said or isinstance(node, ast.Raise)
    for child in _spoken(node):
        yield from _below(child, name, said=said)


def _spoken(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes in a node where a text may be for people."""
    if isinstance(node, ast.Compare | ast.Assert) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    ):
        return  # something to compare with, a fault of the program, a docstring
    types = {id(getattr(node, name, None)) for name in ("annotation", "returns")}
    yield from (child for child in ast.iter_child_nodes(node) if id(child) not in types)


def _is_put_together(node: ast.AST) -> bool:
    """Whether a message is made by ``+``, ``%`` or ``format``."""
    parts: list[ast.AST] = []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        parts = [node.left, node.right]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        parts = [node.func.value] if node.func.attr == "format" else []
    texts = [part for part in parts if isinstance(part, ast.Constant | ast.JoinedStr)]
    return any(list(_below(text, "", said=False)) for text in texts)


def _message(pieces: list[ast.expr], *, said: bool) -> str:
    """Return the message in the pieces of a text; an empty one where they hold none."""
    text, words, count = "", "", 0
    for piece in pieces:
        if isinstance(piece, ast.FormattedValue):
            # What has a form of its own, such as a name in quotes, is no message.
            text += f"{{{count}!s}}" if piece.conversion != -1 else f"{{{count}}}"
            count += 1
        elif isinstance(piece, ast.Constant) and isinstance(piece.value, str):
            literal = piece.value
            if text in ("{0}", "{0!s}") and literal.startswith(": "):
                text, literal, count = "", literal.removeprefix(": "), 0  # it was a file's name
            text += literal.replace("{", "{{").replace("}", "}}")
            words += literal
    found, enough = len(_WORD.findall(words)), 1 if said or count else 2
    return text if found >= enough and (said or " " in words) else ""
