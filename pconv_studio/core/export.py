"""Export: a photo in another format, quality and size, under a name made from a pattern."""

from __future__ import annotations

import datetime
import os
import re
import string
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pconv_studio.core.decode import READABLE_EXTENSIONS
from pconv_studio.core.encode import SAVE_FORMATS, save_notes, save_photo
from pconv_studio.core.errors import SaveError, UsageError
from pconv_studio.core.resize import fitting_size, resize_photo

if TYPE_CHECKING:
    from pconv_studio.core.photo import Photo

SAME = "same"
"""Format of an export: that of the source, or the nearest that can be written."""
EXPORT_FORMATS = (SAME, *dict.fromkeys(SAVE_FORMATS.values()))
"""What :attr:`ExportOptions.format` may be."""
PATTERN_FIELDS = ("name", "n", "date", "format", "method")
"""What may stand in braces in a pattern."""

_EXTENSIONS = {"HEIF": ".heic", "TIFF": ".tif", "JPEG": ".jpg"}
_UNTITLED = "Untitled"
# Windows refuses these; elsewhere they make names that cannot be copied to a memory card.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$")


@dataclass(frozen=True, kw_only=True)
class ExportOptions:
    """How to export.

    Attributes:
        format: One of `EXPORT_FORMATS`.
        quality: 1 to 100 for JPEG, WebP (100 = lossless) and HEIF; None for the source's, else 95.
        long_edge: Pixels of the longer side; None keeps the size.
        scale: Factor for both sides; None keeps the size.
        pattern: Name of the file without its extension; see :func:`expand_pattern`.

    Raises:
        UsageError: One of them makes no sense, or the size is asked for in two ways.
    """

    format: str = SAME
    quality: int | None = None
    long_edge: int | None = None
    scale: float | None = None
    pattern: str = "{name}_filled"

    def __post_init__(self) -> None:
        """Refuse what cannot be done before anything is worked on."""
        _check_format(self.format)
        if self.quality is not None and not 1 <= self.quality <= 100:
            raise UsageError(f"the quality is a number from 1 to 100, not {self.quality}")
        if self.long_edge is not None and self.scale is not None:
            raise UsageError("give the longer side or the scale of an export, not both")
        if self.long_edge is not None and self.long_edge < 1:
            raise UsageError(f"the longer side has 1 pixel or more, not {self.long_edge}")
        if self.scale is not None and not 0 < self.scale < float("inf"):
            raise UsageError(f"the scale is a number above 0, not {self.scale}")

    def size(self, shape: tuple[int, ...]) -> tuple[int, int]:
        """Return height and width of what is exported of a photo with this height and width."""
        return fitting_size(shape, long_edge=self.long_edge, scale=self.scale)


def _check_format(format: str) -> None:
    if format not in EXPORT_FORMATS:
        known = ", ".join(EXPORT_FORMATS)
        raise UsageError(f"there is no export format '{format}'; use one of {known}")


def export_extension(format: str, source: Path | None, *, kind: str | None = None) -> str:
    """Return the extension an export gets, with its dot.

    Args:
        format: One of `EXPORT_FORMATS`.
        source: The photo's file; with "same", its extension is kept where it can be written.
        kind: Format of what the source holds, where that is known; its name may be wrong.

    Raises:
        UsageError: There is no such format.
    """
    _check_format(format)
    if format != SAME:
        return _EXTENSIONS.get(format, f".{format.lower()}")
    suffix = source.suffix if source is not None else ""
    written = SAVE_FORMATS.get(suffix.lower())
    if written is not None and kind in (None, written):
        return suffix
    if kind in EXPORT_FORMATS:
        return export_extension(str(kind), source)
    # A GIF has 8 bits and no losses; a camera's RAW file has up to 16 bits.
    return ".png" if source is None or suffix.lower() == ".gif" else ".tif"


def expand_pattern(
    pattern: str,
    *,
    source: Path | None,
    format: str = SAME,
    kind: str | None = None,
    index: int = 1,
    date: datetime.date | None = None,
    method: str = "",
) -> str:
    """Return the name of an exported file, without a folder.

    Fields: {name} of the photo without its extension, {n} the number, {n:3} or {n:03} with at
    least three digits, {date} as 2024-05-06 or {date:%d.%m.%y} in another order, {format} in
    small letters, {method} of the last fill. {{ and }} stand for braces. Characters that file
    systems refuse become underscores.

    Args:
        pattern: The name without its extension; one that fits the format is not doubled.
        source: The photo's file; None for one without.
        format: One of `EXPORT_FORMATS`.
        kind: Format of what the source holds, where that is known; its name may be wrong.
        index: Number of the photo, for {n}.
        date: Day, for {date}; None for today.
        method: For {method}.

    Raises:
        UsageError: A field or the format is not known, a brace is left open, or nothing is left
            of the name.
    """
    extension = export_extension(format, source, kind=kind)
    values: dict[str, object] = {
        "name": source.stem if source is not None else _UNTITLED,
        "n": index,
        "date": date or datetime.date.today(),
        "format": SAVE_FORMATS[extension.lower()].lower(),
        "method": method,
    }
    try:
        parts = list(string.Formatter().parse(pattern))
    except ValueError as error:
        raise UsageError(
            f"the name '{pattern}' has a brace too few or too many; write {{{{ for a brace itself"
        ) from error
    name = "".join(
        literal + ("" if field is None else _field(values, field, spec or "", conversion))
        for literal, field, spec, conversion in parts
    )
    if SAVE_FORMATS.get(Path(name).suffix.lower()) == SAVE_FORMATS[extension.lower()]:
        name = name[: -len(Path(name).suffix)]
    name = _FORBIDDEN.sub("_", name).strip().rstrip(". ")
    if not name.strip("._ "):
        raise UsageError(f"the name '{pattern}' comes to nothing; use {{name}} in it")
    if _RESERVED.match(name):
        name = f"_{name}"
    return name + extension


def _field(values: dict[str, object], field: str, spec: str, conversion: str | None) -> str:
    if field not in values or conversion is not None:
        known = ", ".join(f"{{{name}}}" for name in PATTERN_FIELDS)
        raise UsageError(f"{{{field}}} is not known in the name of a file; use {known}")
    value = values[field]
    if isinstance(value, int) and re.fullmatch("[0-9]{1,2}", spec):
        return f"{value:0{int(spec)}d}"
    if isinstance(value, datetime.date):
        if not spec:
            return value.isoformat()
        if "%" in spec:
            return value.strftime(spec)
    elif not spec:
        return str(value)
    raise UsageError(
        f"{{{field}:{spec}}} is no way to write it; use {{n:03}} for digits and {{date:%Y%m%d}} "
        "for another order"
    )


def suggest(path: str | os.PathLike[str]) -> Path:
    """Return a name beside `path` that no file has: itself, or with -2, -3, ... before the dot."""
    wanted = Path(path)
    free, number = wanted, 1
    # A link that leads nowhere is in the way as well.
    while os.path.lexists(free):
        number += 1
        free = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
    return free


def is_photo_name(path: Path) -> bool:
    """Whether a name ends as photos do, be it one that can only be read."""
    return path.suffix.lower() in {*READABLE_EXTENSIONS, *SAVE_FORMATS}


def completed(path: Path, extension: str) -> Path:
    """Return a path that ends as photos do: itself, or with an extension behind its name.

    Args:
        path: A name somebody typed. In "v1.2" what follows the dot belongs to the name.
        extension: With its dot.
    """
    return path if is_photo_name(path) else path.with_name(path.name + extension)


def export_notes(photo: Photo, options: ExportOptions) -> tuple[str, ...]:
    """Return, for people, what exporting this photo in this way would lose; empty when nothing."""
    extension = export_extension(options.format, photo.path, kind=photo.format)
    return save_notes(photo, f"export{extension}")


def export_photo(
    photo: Photo,
    options: ExportOptions,
    folder: str | os.PathLike[str],
    *,
    source: Path | None = None,
    overwrite: bool = False,
    index: int = 1,
    date: datetime.date | None = None,
    method: str = "",
) -> Path:
    """Export a photo; it is encoded here, once.

    Args:
        photo: What to export.
        options: Format, quality, size and name.
        folder: Where to; it exists already.
        source: The file the name is made of, which is never replaced; None for the photo's own.
        overwrite: Whether another file of that name is replaced. If not, the export gets a free
            name, by :func:`suggest`.
        index: For {n} in the name.
        date: For {date} in the name; None for today.
        method: For {method} in the name.

    Returns:
        The file written.

    Raises:
        UsageError: The name makes no sense, or the size is larger than can be opened again.
        SaveError: The system refused, the format cannot hold the picture, or it is the source
            itself that would be replaced.
    """
    named = source if source is not None else photo.path
    extension = export_extension(options.format, named, kind=photo.format)
    name = expand_pattern(
        options.pattern,
        source=named,
        format=SAVE_FORMATS[extension.lower()],
        index=index,
        date=date,
        method=method,
    )
    target = Path(folder) / (Path(name).stem + extension)
    if not overwrite:
        target = suggest(target)
    elif any(_is_same(target, path) for path in (source, photo.path)):
        raise SaveError(f"{target}: this is the original photo; choose another name or folder")
    resized = resize_photo(photo, options.size(photo.pixels.shape))
    return save_photo(resized, target, quality=options.quality, overwrite=overwrite)


def _is_same(target: Path, source: Path | None) -> bool:
    try:
        return source is not None and target.samefile(source)
    except OSError:
        return False
