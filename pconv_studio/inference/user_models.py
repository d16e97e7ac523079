"""The models that a person brought along or trained: a folder each, with a record beside it.

The folder lies where the platform keeps a program's data. What a record says was read from the
weights once, so that listing needs no torch; the digest in it is compared before a model is used.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from pconv_models.catalogue import bundled_models, sha256_of
from pconv_studio.core.errors import UsageError, UserError
from pconv_studio.core.settings import data_folder
from pconv_studio.inference.model_record import (
    RECORD,
    WEIGHTS,
    Facts,
    describe,
    read_record,
    write_record,
)

FOLDER_VARIABLE = "PCONV_STUDIO_MODELS"
"""Environment variable that names another folder."""
ENDINGS = (".safetensors", ".pth", ".pt", ".tar", ".h5")
"""What names of files that can be imported end in; what a file is, its content says."""
DAY = 86_400.0
_LONGEST = 60
"""Characters of a proposed name, before a number that may have to follow."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
# Windows cannot have files of these names, with or without an ending.
_DEVICES = {"con", "prn", "aux", "nul"} | {f"{p}{n}" for p in ("com", "lpt") for n in range(10)}


@dataclass(frozen=True)
class UserModel:
    """One model of a person's own."""

    name: str
    """What ``--model`` takes."""
    path: Path
    """The weights, a safetensors file."""
    sha256: str
    """Hexadecimal digest that the weights had when they came in."""
    task: str
    """``inpainting`` or ``super-resolution``."""
    preset: str
    """``paper``, ``compact``, ``custom``, or ``imported`` where another repository's network is
    not quite the paper's."""
    parameters: int
    """Number of weights that training changes."""
    trained_on: str
    """For people; empty where nothing is known."""
    validation: dict[str, float]
    """Figures by name, as far as the file has any."""
    licence: str
    """As the person gave it; empty where nothing is known."""
    added: str
    """When it came in, ISO 8601 in UTC."""
    origin: str
    """The repository that the weights come from, or empty for weights of this program."""

    def intact(self) -> bool:
        """Whether the weights are still those that came in."""
        return self.path.is_file() and sha256_of(self.path) == self.sha256


def models_folder() -> Path:
    """Where the models lie; it need not exist."""
    chosen = os.environ.get(FOLDER_VARIABLE)
    return Path(chosen) if chosen else data_folder() / "models"


def user_models() -> dict[str, UserModel]:
    """All usable models by name, in the order of their names; without loading torch."""
    return {name: found for name, found in _look() if isinstance(found, UserModel)}


def damaged_models() -> dict[str, str]:
    """Models whose record or weights are gone or damaged, with the reason; they can be deleted."""
    return {name: found for name, found in _look() if isinstance(found, str)}


def import_model(source: Path, name: str, *, licence: str = "", trained_on: str = "") -> UserModel:
    """Take in a file of weights: one of this program, or one of the repositories known.

    Args:
        source: the file, or the folder of a training run; it is read only.
        name: for ``--model``.
        licence: of the weights, for people.
        trained_on: for people; made from what the file says if empty.

    Raises:
        UsageError: the name cannot be one, or is taken.
        UserError: the file cannot be used, or the models' folder cannot be written to.
    """
    folder = _free_place(name)
    temporary = folder.with_name(f".new-{os.getpid()}-{time.time_ns()}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(folder.parent)
        temporary.mkdir()
        facts = _take_in(source, temporary / WEIGHTS)
        write_record(
            temporary / RECORD,
            facts,
            licence=licence.strip(),
            trained_on=trained_on.strip() or facts.trained_on,
        )
        # All at once: whoever looks sees the whole model or none.
        temporary.rename(folder)
    except OSError as error:
        raise UserError(
            f"{folder}: the model cannot be stored ({error.strerror}); "
            "free some space, or check the folder"
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return user_models()[name]


def delete_model(name: str) -> Path:
    """Delete a model for good; return the folder that it lay in.

    Raises:
        UsageError: there is none of that name, or it came with the program.
        UserError: the system refused.
    """
    folder = _place(name)
    doomed = folder.with_name(f".old-{os.getpid()}-{time.time_ns()}")
    try:
        folder.rename(doomed)
    except OSError as error:
        raise UserError(
            f"{folder}: the model cannot be deleted ({error.strerror}); "
            "close the programs that use it"
        ) from error
    shutil.rmtree(doomed, ignore_errors=True)
    return folder


def rename_model(old: str, new: str) -> UserModel:
    """Give a model another name.

    Raises:
        UsageError: there is none of that name, or the new one cannot be a name or is taken.
        UserError: the system refused.
    """
    folder = _place(old)
    # Another spelling of its own name is not taken by others.
    target = _free_place(new, besides=old)
    try:
        folder.rename(target)
    except OSError as error:
        raise UserError(
            f"{folder}: the model cannot be renamed ({error.strerror}); "
            "close the programs that use it"
        ) from error
    return user_models()[new]


def check_name(name: str) -> None:
    """Make sure that a text can be a model's name on every system; UsageError says why not."""
    if not _NAME.fullmatch(name) or name.endswith("."):
        raise UsageError(
            f"{name!r} cannot be a model's name: up to 64 letters of English, digits, '-', '_' and "
            "'.' can, a letter or digit first"
        )
    if name.split(".")[0].lower() in _DEVICES or name.lower().endswith(".safetensors"):
        raise UsageError(f"{name!r} cannot be a model's name; choose another")


def check_new_name(name: str, *, besides: str = "") -> None:
    """Make sure that a new model can have a name; UsageError says why not.

    Args:
        name: the name.
        besides: present name of the model that is to have it, of which another spelling is free.
    """
    check_name(name)
    taken = {other.lower() for other in bundled_models()}
    taken |= {other.lower() for other, _ in _look() if other != besides}
    if name.lower() in taken or name == besides:
        raise UsageError(f"there is a model {name!r} already; choose another name, or delete it")


def propose_name(source: Path) -> str:
    """A free name for the model in a file of weights, after the file's."""
    # Runs of training store their weights under one name, each in a folder of its own.
    text = source.parent.name if source.name == WEIGHTS else source.stem
    text = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("._-")[:_LONGEST] or "model"
    name, number = text, 1
    while True:
        try:
            check_new_name(name)
        except UsageError:
            number += 1
            name = f"{text}-{number}"
        else:
            return name


def _look() -> list[tuple[str, UserModel | str]]:
    """Each model, or what is wrong with it."""
    try:
        folders = sorted(path for path in models_folder().iterdir() if path.is_dir())
    except OSError:
        return []
    found: list[tuple[str, UserModel | str]] = []
    for folder in folders:
        if not _NAME.fullmatch(folder.name):
            continue
        try:
            record = read_record(folder / RECORD)
        except ValueError as error:
            found.append((folder.name, f"its record is damaged ({error})"))
            continue
        path = folder / WEIGHTS
        if path.is_file():
            found.append((folder.name, UserModel(name=folder.name, path=path, **record)))
        else:
            found.append((folder.name, "its weights are missing"))
    return found


def _place(name: str) -> Path:
    """The folder of a model that is there, sound or not."""
    names = [found for found, _ in _look()]
    if name in names:
        return models_folder() / name
    if name in bundled_models():
        raise UsageError(f"{name} came with the program; only models of your own can be changed")
    own = f"there are {', '.join(names)}" if names else "there are none"
    raise UsageError(f"{name!r} is no model of your own; {own}")


def _free_place(name: str, *, besides: str = "") -> Path:
    """The folder for a new model."""
    check_new_name(name, besides=besides)
    return models_folder() / name


def _take_in(source: Path, target: Path) -> Facts:
    """Write checked weights to ``target``; return what is known of them."""
    from pconv_models.checkpoint import is_checkpoint, load_checkpoint, save_checkpoint
    from pconv_models.errors import CheckpointError
    from pconv_models.importers import import_network

    if source.is_dir():
        if not (source / WEIGHTS).is_file():
            raise UserError(f"{source}: no {WEIGHTS} lies in this folder; name a file of weights")
        source = source / WEIGHTS
    try:
        if is_checkpoint(source):
            network, about = load_checkpoint(source)
            shutil.copyfile(source, target)
        else:
            imported = import_network(source)
            save_checkpoint(target, imported.network, training=imported.training)
            network, about = load_checkpoint(target)
    except CheckpointError as error:
        raise UserError(str(error)) from error
    return describe(network, about, target)


def _clear_leftovers(folder: Path) -> None:
    """Remove what was under way when a program was killed, once it is a day old."""
    for path in [*folder.glob(".new-*"), *folder.glob(".old-*")]:
        if time.time() - path.stat().st_mtime > DAY:
            shutil.rmtree(path, ignore_errors=True)
