"""Where the enlarged picture goes: a name that is free, and never the photo itself."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from pconv_studio.core.encode import SAVE_FORMATS, check_sides
from pconv_studio.core.errors import UserError
from pconv_studio.core.export import completed, expand_pattern, export_extension, suggest
from pconv_studio.core.photo import Photo
from pconv_studio.gui.errors import show_error
from pconv_studio.gui.messages import translated_message


def proposal(photo: Photo, path: Path | None, folder: Path, format: str, factor: int) -> Path:
    """Return the name an enlarged picture gets unless told otherwise.

    Args:
        photo: What is enlarged.
        path: Its file; None for one without.
        folder: Where it goes.
        format: One of :data:`pconv_studio.core.export.EXPORT_FORMATS`.
        factor: It is named after.
    """
    extension = export_extension(format, path, kind=photo.format)
    name = expand_pattern(
        f"{{name}}_x{factor}", source=path, format=SAVE_FORMATS[extension.lower()]
    )
    return suggest(folder / (Path(name).stem + extension))


def ask_target(
    parent: QWidget, proposed: Path, sources: tuple[Path | None, ...], shape: tuple[int, int]
) -> tuple[Path, bool] | None:
    """Let a person choose the file.

    Args:
        parent: The dialog.
        proposed: What is offered.
        sources: Files that are never replaced.
        shape: Height and width of what is saved.

    Returns:
        The file, and whether it may replace one that is there; None where nobody wants it, or
        after a word on why it is impossible.
    """
    translate = QCoreApplication.translate
    patterns = " ".join(f"*{end}" for end in sorted(SAVE_FORMATS))
    chosen, _ = QFileDialog.getSaveFileName(
        parent,
        translate("Upscale", "Save the enlarged picture"),
        str(proposed),
        translate("Upscale", "Photos ({patterns})").format(patterns=patterns),
        options=QFileDialog.Option.HideNameFilterDetails,
    )
    if not chosen:
        return None
    target = completed(Path(chosen), proposed.suffix)
    confirmed = target == Path(chosen)
    if not confirmed:
        # The person was not asked about a file of this name.
        target = suggest(target)
    title = translate("Upscale", "Cannot save there")
    if any(_is_same(target, source) for source in sources):
        text = translate(
            "Upscale", "{path}: this is the original photo. Choose another name or folder."
        )
        show_error(parent, title, text.format(path=target))
        return None
    try:
        check_sides(target, shape)
    except UserError as error:
        show_error(parent, title, translated_message(error))
        return None
    return target, confirmed


def _is_same(target: Path, source: Path | None) -> bool:
    try:
        return source is not None and target.samefile(source)
    except OSError:
        return False
