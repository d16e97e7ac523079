"""Project files: photo, mask and layers in one zip file, reopened exactly as they were.

An archive holds::

    manifest.json                what is in it, the layers' facts, settings
    source/NAME                  the photo's file as it is, or a TIFF where there was none
    mask.png                     8-bit grey, white = hole
    layers/ID.coverage.png       8-bit grey, over the layer's box
    layers/ID.npy                pixels over the layer's box, at the photo's depth

so that it can be read without this program.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pconv_studio import __version__
from pconv_studio.core.archive import Archive
from pconv_studio.core.array_files import (
    grey_png,
    largest_npy,
    largest_png,
    npy,
    read_grey_png,
    read_npy,
)
from pconv_studio.core.atomic import atomic_path
from pconv_studio.core.decode import load_photo
from pconv_studio.core.document import Document, DocumentState
from pconv_studio.core.errors import ProjectError, UsageError
from pconv_studio.core.layers import FillLayer
from pconv_studio.core.limits import MAX_PIXELS
from pconv_studio.core.packed import MemoryBudget, Packed
from pconv_studio.core.records import Record, layer_box, layer_record, parsed_layer
from pconv_studio.core.source import pack_source, stamp_of, unpack_source

EXTENSION = ".pconv"
FORMAT = "pconv-project"
VERSION = 1

_MANIFEST = "manifest.json"
_MASK = "mask.png"
_LARGEST_MANIFEST = 64 * 1024 * 1024
_LARGEST_LAYERS = 20 * MAX_PIXELS
"""Pixels of all layers together."""


def save_project(
    state: DocumentState,
    path: str | os.PathLike[str],
    *,
    settings: Mapping[str, Any],
    overwrite: bool = False,
) -> tuple[str, ...]:
    """Write a document to a project file, whole or not at all.

    Args:
        state: The document.
        path: Where to; the name ends in .pconv.
        settings: To be had again by :func:`load_project`; values that JSON knows.
        overwrite: Whether an existing file may be replaced.

    Returns:
        Notes for people: whether the photo's file had changed, so that its pixels were kept
        instead.

    Raises:
        UsageError: The name does not end in .pconv.
        SaveError: The file exists and `overwrite` is off, or the system refused.
    """
    target = Path(path)
    if target.suffix.lower() != EXTENSION:
        raise UsageError(f"{target}: a project's name ends in {EXTENSION}")
    source = pack_source(state)
    photo: dict[str, Any] = {"name": source.name, **source.record}
    if state.source_file is not None:
        photo["file"] = _relative(state.source_file, target)
    layers = [
        layer_record(layer, coverage=_coverage_name(layer), pixels=_pixels_name(layer))
        for layer in state.layers
    ]
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "program": f"PConv Studio {__version__}",
        "saved": datetime.now(UTC).isoformat(timespec="seconds"),
        "photo": photo,
        "mask": _MASK,
        "layers": layers,
        "settings": dict(settings),
    }
    text = json.dumps(manifest, indent=1).encode()
    with (
        atomic_path(target, overwrite=overwrite) as temporary,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED, compresslevel=1) as file,
    ):
        file.writestr(_MANIFEST, text, zipfile.ZIP_DEFLATED)
        file.writestr(f"source/{source.name}", source.data)
        file.writestr(_MASK, grey_png(state.coverage))
        for layer in state.layers:
            file.writestr(_coverage_name(layer), grey_png(layer.coverage.array()))
            file.writestr(_pixels_name(layer), npy(layer.pixels.array()), zipfile.ZIP_DEFLATED)
    return source.notes


def load_project(
    path: str | os.PathLike[str], *, budget: MemoryBudget | None = None
) -> tuple[Document, dict[str, Any]]:
    """Open a project file.

    Nothing in the file is believed: sizes are checked before anything is unpacked, nothing is
    written to disk, and no code in it can run.

    Args:
        path: The project.
        budget: Takes care of the memory of layers.

    Returns:
        The document as it was saved, and the settings saved with it.

    Raises:
        ProjectError: It cannot be read, is damaged, no project, or made by a newer version. The
            message names the file.
    """
    shown = Path(path)
    with Archive(shown) as archive:
        if _MANIFEST not in archive:
            raise archive.error("this is no project of PConv Studio; choose another file")
        try:
            record = Record.parse(archive.read(_MANIFEST, _LARGEST_MANIFEST))
            _check_format(record, archive)
            state, settings = _parsed(record, archive)
            document = Document.from_state(state, budget=budget)
        except ProjectError as error:
            text = str(error)
            raise error if text.startswith(str(shown)) else archive.error(text) from error
        except MemoryError as error:
            raise archive.error("not enough memory to open it; close other programs") from error
        except (ValueError, KeyError, OSError) as error:
            raise archive.error(f"the project is damaged ({error}); use another copy") from error
    return document, settings


def open_document(
    path: str | os.PathLike[str], *, budget: MemoryBudget | None = None
) -> tuple[Document, dict[str, Any]]:
    """Open a photo or a project.

    Args:
        path: The file; a project is known by its extension.
        budget: Takes care of the memory of layers.

    Returns:
        The document, and the settings saved with a project; none with a photo.

    Raises:
        PhotoError: The photo cannot be opened.
        ProjectError: The project cannot be opened.
    """
    shown = Path(path)
    if shown.suffix.lower() == EXTENSION:
        return load_project(shown, budget=budget)
    before = stamp_of(shown)
    photo = load_photo(shown)
    stamp = before if before == stamp_of(shown) else None
    return Document(photo, source_file=shown, source_stamp=stamp, budget=budget), {}


def _coverage_name(layer: FillLayer) -> str:
    return f"layers/{layer.id}.coverage.png"


def _pixels_name(layer: FillLayer) -> str:
    return f"layers/{layer.id}.npy"


def _check_format(record: Record, archive: Archive) -> None:
    if record.text("format") != FORMAT:
        raise ProjectError("this is no project of PConv Studio; choose another file")
    version = record.integer("version")
    if version > VERSION:
        raise archive.error(
            f"it was made by a newer version ({record.text('program')}); update PConv Studio"
        )


def _parsed(record: Record, archive: Archive) -> tuple[DocumentState, dict[str, Any]]:
    about = record.record("photo")
    name = about.text("name")
    data = archive.read(f"source/{name}")
    file = _source_file(archive.path, name, about.optional("file", about.text))
    photo = unpack_source(about, data, name, path=file)
    size = (photo.pixels.shape[0], photo.pixels.shape[1])
    mask = archive.read(_MASK, largest_png(size))
    layers = []
    left = _LARGEST_LAYERS
    for item in record.records("layers"):
        box = layer_box(item, size)
        left -= box.area
        if left < 0:
            raise ValueError("more layers than a project can have")
        inner, origin = (box.height, box.width), (box.top, box.left)
        shape = (*inner, photo.pixels.shape[2])
        coverage = read_grey_png(archive.read(item.text("coverage"), largest_png(inner)), inner)
        dtype = photo.pixels.dtype
        pixels = archive.read(item.text("pixels"), largest_npy(shape, dtype))
        layers.append(
            parsed_layer(
                item,
                box,
                coverage=Packed.of(coverage, origin=origin),
                pixels=Packed.of(read_npy(pixels, shape, dtype), origin=origin),
            )
        )
    state = DocumentState(
        photo=photo,
        source_file=file,
        source_bytes=data if about.text("kind") == "file" else None,
        coverage=read_grey_png(mask, size),
        layers=tuple(layers),
    )
    return state, record.mapping("settings")


def _relative(source: Path, project: Path) -> str:
    """Where the photo's file lies, seen from the project; no more is told of the owner's disk."""
    try:
        relative = os.path.relpath(source.absolute(), project.absolute().parent)
    except ValueError:
        # On another disk of Windows.
        return source.name
    return Path(relative).as_posix()


def _source_file(project: Path, name: str, relative: str | None) -> Path | None:
    """Return where the photo's file lies or may have lain; None where it never had one."""
    if relative is None:
        return None
    folder = project.absolute().parent
    parts = relative.split("/")
    # A path of another computer's disk must not be asked for, only to see whether it is there.
    if "\\" in relative or ":" in relative or "\0" in relative or "" in parts:
        return folder / name
    candidate = Path(os.path.normpath(folder / Path(*parts)))
    return candidate if candidate.is_file() else folder / candidate.name
