"""Results on disk as JSON lines: each is kept as soon as it is there, and none is made twice."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from types import TracebackType
from typing import Any

from pconv_studio.core.errors import UserError

RESULTS_FILE = "results.jsonl"
FORMAT = 1
UNCOMPRESSED = {".bmp", ".tif", ".tiff"}

Key = tuple[str, str, int, int]
"""What identifies a pair: photo, mask, dilation, factor."""


@dataclass(frozen=True)
class Record:
    """The figures of one method on one pair, or on one photo and factor."""

    photo: str
    mask: str
    dilation: int
    cell: str
    ratio: float
    """Share of hole at the size that was evaluated."""
    label: str
    """Name of the method in the tables."""
    identity: str
    """What exactly ran: method, version, digest of the weights."""
    seconds: float = 0.0
    """Of the method alone."""
    figures: dict[str, float] = field(default_factory=dict)
    """``psnr``, ``ssim``; ``l1`` of a fill, and ``iscore`` where it was asked for."""
    error: str = ""
    """Why there are no figures."""
    factor: int = 1
    """By how much the photo was enlarged; 1 where a hole was filled."""

    @property
    def pair(self) -> Key:
        """What identifies the pair."""
        return self.photo, self.mask, self.dilation, self.factor

    @property
    def what(self) -> str:
        """Method and picture, for people."""
        factor = f"x{self.factor}" if self.factor > 1 else ""
        return ", ".join(filter(None, (self.label, self.photo, self.mask, factor)))


class ResultStore:
    """The results of one evaluation, in a folder; a context manager.

    Args:
        folder: where; it is made if it is not there.
        settings: what makes results comparable, as plain values; others are refused.

    Raises:
        UserError: the folder holds results made by other settings, or cannot be used.
    """

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        self.path = folder / RESULTS_FILE
        self.records: dict[tuple[Key, str], Record] = {}
        header = {"format": FORMAT, "settings": settings}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            whole = self._read(header) if self.path.exists() else 0
            # A line that was cut off by a crash goes; the next one starts where it began.
            self._file = self.path.open("ab")
            self._file.truncate(whole)
        except OSError as error:
            raise UserError(
                f"{self.path}: cannot be used ({error.strerror}); choose another folder"
            ) from error
        if whole == 0:
            self._write(header)

    def _read(self, header: dict[str, Any]) -> int:
        """Take in what is there; return the length of its whole lines, in bytes."""
        data = self.path.read_bytes()
        whole = data.rfind(b"\n") + 1
        lines = data[:whole].splitlines()
        if not lines:
            return 0
        try:
            first = json.loads(lines[0])
            if first != json.loads(json.dumps(header)):
                raise UserError(
                    f"{self.path}: these results were made by other settings "
                    f"({json.dumps(first.get('settings'))}); choose another folder"
                )
            for line in lines[1:]:
                self._take(record_from(json.loads(line)))
        except (ValueError, TypeError, AttributeError) as error:
            raise UserError(
                f"{self.path}: damaged, or no results of an evaluation ({error}); "
                "choose another folder"
            ) from error
        return whole

    def _take(self, record: Record) -> None:
        self.records[record.pair, record.identity] = record

    def _write(self, value: dict[str, Any]) -> None:
        self._file.write(json.dumps(value, separators=(",", ":")).encode() + b"\n")
        self._file.flush()

    def add(self, records: list[Record]) -> None:
        """Keep results; a later one of the same pair and method takes the place of an earlier."""
        for record in records:
            self._take(record)
            self._write(asdict(record))

    def finished(self, pair: Key, identity: str) -> bool:
        """Whether there are figures; what failed is tried again."""
        record = self.records.get((pair, identity))
        return record is not None and not record.error

    def __enter__(self) -> ResultStore:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.fsync(self._file.fileno())
        self._file.close()


def record_from(value: dict[str, Any]) -> Record:
    """A record from plain values; TypeError or ValueError if they are none."""
    names = {item.name for item in fields(Record)}
    chosen = {name: part for name, part in value.items() if name in names}
    if not isinstance(chosen.get("figures", {}), dict) or "identity" not in chosen:
        raise ValueError("a line is no result")
    return Record(**chosen)


def folder_digest(folder: Path, files: Iterable[Path]) -> str:
    """Sixteen digits that change with what is evaluated of a folder.

    By names and sizes, which is a second for thousands of photos. Where the size says nothing of
    the picture, as in a BMP, the first bytes count too.

    Args:
        folder: names are relative to it.
        files: in it, in any order; others do not matter.
    """
    digest = hashlib.sha256()
    for path in sorted(files):
        name = path.relative_to(folder).as_posix()
        digest.update(f"{name}\0{path.stat().st_size}\n".encode())
        if path.suffix.lower() in UNCOMPRESSED:
            digest.update(_first_bytes(path))
    return digest.hexdigest()[:16]


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.sha256(file.read(1 << 16)).digest()
    except OSError:
        # That it cannot be read is told where it is evaluated.
        return b""
