"""What is asked of a person before a file is opened, written or left."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from pconv_studio.core.decode import READABLE_EXTENSIONS
from pconv_studio.core.encode import SAVE_FORMATS
from pconv_studio.core.export import completed, is_photo_name
from pconv_studio.core.project import EXTENSION

_BUTTONS = QMessageBox.StandardButton
_OPTIONS = QFileDialog.Option
translate = QCoreApplication.translate


def ask_open(parent: QWidget, folder: Path) -> list[Path]:
    """Let a person choose photos or a project; empty where nobody wants any.

    Args:
        parent: The window.
        folder: Where the dialog starts.
    """
    patterns = _patterns([*READABLE_EXTENSIONS, EXTENSION])
    names, _ = QFileDialog.getOpenFileNames(
        parent,
        translate("FileFlow", "Open photo or project"),
        str(folder),
        translate("FileFlow", "Photos and projects ({patterns})").format(patterns=patterns)
        + ";;"
        + translate("FileFlow", "All files (*)"),
        options=_OPTIONS.HideNameFilterDetails,
    )
    return [Path(name) for name in names]


# Whether a file may be replaced is asked by `may_replace`, which knows the original.


def ask_save_as(parent: QWidget, proposed: Path) -> Path | None:
    """Let a person name a photo or a project; None where nobody wants it.

    Args:
        parent: The window.
        proposed: The name that is offered.

    Returns:
        A name with an extension: where none is given, that of the kind chosen in the dialog.
    """
    photo = translate("FileFlow", "Photo ({patterns})").format(patterns=_patterns(SAVE_FORMATS))
    name, kind = QFileDialog.getSaveFileName(
        parent,
        translate("FileFlow", "Save as"),
        str(proposed),
        f"{photo};;{_project_filter()}",
        options=_OPTIONS.DontConfirmOverwrite | _OPTIONS.HideNameFilterDetails,
    )
    if not name:
        return None
    path = Path(name)
    if kind == _project_filter():
        return _as_project(path)
    # A format that cannot be written is left as it is, to be told so.
    return path if _is_project(path) else completed(path, proposed.suffix)


def ask_save_project(parent: QWidget, proposed: Path) -> Path | None:
    """Let a person name a project; None where nobody wants it.

    Args:
        parent: The window.
        proposed: The name that is offered.

    Returns:
        A name that ends as projects do.
    """
    name, _ = QFileDialog.getSaveFileName(
        parent,
        translate("FileFlow", "Save project"),
        str(proposed),
        _project_filter(),
        options=_OPTIONS.DontConfirmOverwrite,
    )
    return _as_project(Path(name)) if name else None


def may_replace(parent: QWidget, target: Path, original: Path | None) -> bool:
    """Ask whether a file may be replaced; a name that is free needs no question.

    Args:
        parent: The window.
        target: The file.
        original: The photo that is worked on, which is asked about in other words.
    """
    if not target.exists():
        return True
    if original is not None and original.exists() and target.samefile(original):
        text = translate(
            "FileFlow",
            "{name} is the original photo. Replacing it cannot be undone once the program "
            "is closed. Replace the original?",
        )
    else:
        text = translate("FileFlow", "{name} exists already. Replace it?")
    answer = QMessageBox.warning(
        parent,
        translate("FileFlow", "Replace file"),
        text.format(name=target.name),
        _BUTTONS.Yes | _BUTTONS.Cancel,
        _BUTTONS.Cancel,
    )
    return answer == _BUTTONS.Yes


def ask_unsaved(parent: QWidget, title: str) -> QMessageBox.StandardButton:
    """Ask what becomes of unsaved work: Save, Discard or Cancel.

    Args:
        parent: The window.
        title: What the document is called.
    """
    return QMessageBox.question(
        parent,
        translate("FileFlow", "Unsaved work"),
        translate("FileFlow", "{name} has changes that are not saved.").format(name=title)
        + "\n\n"
        + translate("FileFlow", "Save keeps everything, layers and mask, as a project."),
        _BUTTONS.Save | _BUTTONS.Discard | _BUTTONS.Cancel,
        _BUTTONS.Save,
    )


def _patterns(extensions: list[str] | dict[str, str]) -> str:
    return " ".join(f"*{end}" for end in sorted(extensions))


def _is_project(path: Path) -> bool:
    return path.suffix.lower() == EXTENSION


def _as_project(path: Path) -> Path:
    if _is_project(path):
        return path
    if is_photo_name(path):
        return path.with_suffix(EXTENSION)
    return path.with_name(path.name + EXTENSION)


def _project_filter() -> str:
    return translate("FileFlow", "Project, with mask and layers (*.pconv)")
