"""What the commands share on the console: progress, notes, and choices given as options."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from pconv_studio.core.errors import UserError

ERR = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


class Device(StrEnum):
    """Where to compute."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"
    mps = "mps"


class HoleColour(StrEnum):
    """Which mask pixels are the hole."""

    white = "white"
    black = "black"


DeviceOption = Annotated[
    Device, typer.Option("--device", help="Where to compute; auto takes the fastest there is.")
]
MethodOption = Annotated[
    str, typer.Option("--method", help="pconv-detail, pconv, patchmatch, telea, ns, or another.")
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model", help="Bundled model or file of weights; 'pconv models list' shows them."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON on stdout.")]


@contextmanager
def progress_bar(description: str) -> Iterator[Callable[[float, str], None]]:
    """A bar on the terminal, gone when it is done.

    The yielded function takes the share done and a few words.
    """
    columns = [
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[text]}", markup=False),
    ]
    with Progress(*columns, console=ERR, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(description, total=1.0, text="")
        yield lambda done, text: bar.update(task, completed=done, text=text)


def tell_notes(notes: Iterable[str]) -> None:
    """Print notes for people, one line each."""
    for note in notes:
        ERR.print(f"note: {note}", markup=False)


def make_folder(folder: Path) -> None:
    """Make a folder for results, and those above it; UserError if that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"{folder}: the folder cannot be made ({error.strerror}); choose another place"
        ) from error
