"""Reading zip files that others may have made: nothing is believed before it is checked."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from types import TracebackType

from pconv_studio.core.errors import ProjectError

MAX_ENTRIES = 10_000
MAX_STORED = 8 * 1024**3
"""Bytes of the largest entry that is not compressed."""
MAX_PACKED = 512 * 1024**2
"""Bytes, unpacked, of the largest compressed entry whose size is not known beforehand."""
# Deflate shrinks to 1/1032 at best: an entry that claims more is lying.
_BEST_RATIO = 1032
_DAMAGED = "the file is damaged or not a project; use another copy"


class Archive:
    """A zip file, open for reading; entries are read into memory and never written to disk.

    Args:
        path: The file.

    Raises:
        ProjectError: There is no such file, it cannot be read, is no zip file, or one that no
            project is: encrypted, with too many entries, or with names that lead elsewhere.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError as error:
            raise self.error("there is no such file; check the name and the folder") from error
        except PermissionError as error:
            raise self.error("may not be read; change the file's permissions") from error
        except IsADirectoryError as error:
            raise self.error("this is a folder; choose a project in it") from error
        except OSError as error:
            raise self.error(f"cannot be read ({error.strerror}); check the disk") from error
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self.error(_DAMAGED) from error
        try:
            self._entries = self._checked()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def error(self, text: str) -> ProjectError:
        """Return an error that names the file."""
        return ProjectError(f"{self.path}: {text}")

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str, limit: int | None = None) -> bytes:
        """Return an entry.

        Args:
            name: Its full name.
            limit: Bytes it has at most; None where that is not known.

        Raises:
            ProjectError: It is missing, damaged, or larger.
        """
        entry = self._entries.get(name)
        if entry is None:
            raise self.error(f"{name} is missing in it; use another copy")
        claimed, stored = entry.file_size, entry.compress_size
        if limit is None:
            limit = MAX_STORED if entry.compress_type == zipfile.ZIP_STORED else MAX_PACKED
        if claimed > limit or claimed > _BEST_RATIO * stored + 64:
            raise self.error(f"{name} in it is larger than it can be; use another copy")
        try:
            # Never more than what was claimed; the checksum is compared as well.
            data = self._zip.read(entry)
        except MemoryError as error:
            raise self.error("not enough memory to open it; close other programs") from error
        except OSError as error:
            reason = error.strerror or "the file ends too early"
            raise self.error(f"cannot be read ({reason}); check the disk") from error
        except (
            zipfile.BadZipFile,
            zlib.error,
            ValueError,
            EOFError,
            RuntimeError,
        ) as error:
            raise self.error(f"{name} in it is damaged; use another copy") from error
        if len(data) != claimed:
            raise self.error(f"{name} in it is damaged; use another copy")
        return data

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise self.error(_DAMAGED)
        found: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            name = entry.filename
            kinds = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
            if entry.flag_bits & 1 or entry.compress_type not in kinds or name in found:
                raise self.error(_DAMAGED)
            parts = name.split("/")
            leads_away = ".." in parts or "." in parts or "" in parts[:-1]
            if leads_away or "\\" in name or ":" in parts[0]:
                raise self.error(
                    f"the name {name!r} in it leads out of the file; PConv Studio has not made it"
                )
            found[name] = entry
        return found
