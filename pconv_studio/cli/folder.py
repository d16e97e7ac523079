"""A folder of photos, one after another: progress, and one bad file never stops the rest."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from pconv_studio.cli.console import ERR, make_folder, progress_bar, tell_notes
from pconv_studio.core.errors import UsageError, UserError

if TYPE_CHECKING:
    from pconv_studio.inference.contract import Progress

Work = Callable[[Path, Path, "Progress"], dict[str, Any]]
"""Photo, target and progress -> facts: ``saved``, ``seconds`` and ``notes`` among them."""


def folder_for_results(folder: Path, output: Path | None) -> Path:
    """The folder that the results of a folder go to, made if need be; UsageError if it cannot."""
    if output is None:
        raise UsageError("a folder of photos needs -o with the folder for the results")
    if output.exists() and not output.is_dir():
        raise UsageError(f"{output}: this is a file; give the folder for the results")
    make_folder(output)
    if output.samefile(folder):
        raise UsageError(f"{output}: the results would lie among the photos; give another folder")
    return output


def process_folder(
    photos: list[Path], output: Path, work: Work, *, done_word: str, as_json: bool
) -> None:
    """Work on each photo and tell the total.

    Args:
        photos: files.
        output: folder of the results.
        work: does one.
        done_word: what was done, such as ``filled``; the key in JSON as well.
        as_json: print JSON on stdout.

    Raises:
        typer.Exit: with code 1 if any failed.
        KeyboardInterrupt: it was stopped; the total has been told.
    """
    from pconv_studio.inference.photo_files import saved_extension

    done: list[dict[str, Any]] = []
    failed: list[dict[str, str]] = []
    written: set[Path] = set()
    stopped = False
    started = time.monotonic()
    with progress_bar(f"{len(photos)} photos") as report:
        for index, photo in enumerate(photos):
            report(index / len(photos), photo.name)
            # The source's name, in a format that can be written.
            target = output / f"{photo.stem}{saved_extension(photo)}"
            number = 1
            while target in written:
                # Never over a result of this very run: a.gif and a.png both become a.png.
                number += 1
                target = target.with_stem(f"{photo.stem}-{number}")
            try:
                part = _part_of(report, index, len(photos), photo.name)
                facts = work(photo, target, part)
            except KeyboardInterrupt:
                # What is done is told all the same.
                stopped = True
                break
            except Exception as error:  # noqa: BLE001 - one bad file never stops the rest
                reason = (
                    str(error)
                    if isinstance(error, UserError)
                    else f"{photo}: {type(error).__name__}: {error}"
                )
                if str(photo) not in reason:
                    # What is wrong with a model or with memory does not say what it was for.
                    reason = f"{photo}: {reason}"
                failed.append({"photo": str(photo), "error": " ".join(reason.split())})
                ERR.print(f"pconv: {failed[-1]['error']}", markup=False)
            else:
                written.add(target)
                done.append(facts)
                ERR.print(f"{facts['saved']}  {facts['seconds']:.1f} s", markup=False)
                tell_notes(facts["notes"])
    seconds = time.monotonic() - started
    if as_json:
        print(
            json.dumps({done_word: done, "failed": failed, "seconds": round(seconds, 2)}, indent=2)
        )
    else:
        print(
            f"{len(done)} of {len(photos)} photos {done_word} in {seconds:.0f} s, "
            f"{len(failed)} failed{', stopped' if stopped else ''}"
        )
    if stopped:
        raise KeyboardInterrupt
    if failed:
        raise typer.Exit(1)


def _part_of(report: Progress, index: int, count: int, name: str) -> Progress:
    """The progress of one photo as a part of the whole."""

    def part(share: float, text: str) -> None:
        report((index + share) / count, f"{name}: {text}")

    return part
