"""The settings: values for the table, and the file they are kept in."""

from __future__ import annotations

import json
import logging
import weakref
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

from pconv_studio.core.atomic import atomic_write
from pconv_studio.core.errors import SaveError
from pconv_studio.core.settings_table import SETTINGS, Setting

log = logging.getLogger(__name__)

__all__ = [
    "SETTINGS",
    "Setting",
    "Settings",
    "data_folder",
    "default_path",
    "state_folder",
]

APP = "pconv-studio"

Listener = Callable[[str], None]


class Settings:
    """The values, read from a JSON file and written to it.

    Args:
        path: The file; None for the platform's place. It need not exist.
    """

    def __init__(self, path: Path | str | None = None) -> None:
        self.path = default_path() if path is None else Path(path)
        self._table = {setting.key: setting for setting in SETTINGS}
        self._listeners: list[Callable[[], Listener | None]] = []
        self._unsaved = False
        self._values = self._read()

    def get(self, key: str) -> Any:
        """Return a value; the default where it was never set or is not valid.

        Raises:
            KeyError: There is no such setting.
        """
        setting = self._table[key]
        value = self._values.get(key, setting.default)
        return deepcopy(value if setting.accepts(value) else setting.default)

    def set(self, key: str, value: Any) -> None:
        """Set a value and tell the listeners if it is another one; :meth:`save` writes the file.

        Raises:
            KeyError: There is no such setting.
            ValueError: The value is none of this setting's.
        """
        setting = self._table[key]
        if not setting.accepts(value):
            raise ValueError(f"{key} cannot be {value!r}")
        if value == self.get(key):
            return
        self._values[key] = deepcopy(value)
        self._unsaved = True
        for reference in [*self._listeners]:
            listener = reference()
            if listener is None:
                self._listeners.remove(reference)
            else:
                listener(key)

    def reset(self, key: str) -> None:
        """Go back to the default."""
        self.set(key, deepcopy(self._table[key].default))

    def listen(self, callback: Listener) -> None:
        """Have `callback` called with the key of every value that changes.

        A method is called as long as its object lives, which it does not keep alive.
        """
        if hasattr(callback, "__self__") and hasattr(callback, "__func__"):
            self._listeners.append(weakref.WeakMethod(callback))
        else:
            self._listeners.append(lambda: callback)

    def save(self) -> None:
        """Write the file if anything has been set since the last time.

        Where that is impossible the log says so and work goes on.
        """
        if not self._unsaved:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            atomic_write(self.path, self._text(), overwrite=True)
            self._unsaved = False
        except (OSError, SaveError) as error:
            log.warning("settings are not kept: %s", error)

    def _text(self) -> bytes:
        # Keys that this version does not know were read, and are written again.
        return json.dumps(self._values, indent=2, sort_keys=True).encode()

    def _read(self) -> dict[str, Any]:
        try:
            values = json.loads(self.path.read_text(encoding="utf-8"))
            if not isinstance(values, dict):
                raise ValueError("no settings in it")
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            log.warning("%s cannot be read (%s); the defaults are used", self.path, error)
            self._set_aside()
            return {}
        return values

    def _set_aside(self) -> None:
        try:
            self.path.replace(self.path.with_name(self.path.name + ".broken"))
        except OSError as error:
            log.warning("%s cannot be set aside: %s", self.path, error)


def default_path() -> Path:
    """Where settings are kept on this platform."""
    import platformdirs

    return Path(platformdirs.user_config_dir(APP, appauthor=False)) / "settings.json"


def data_folder() -> Path:
    """Where what belongs to the user is kept: models that were imported."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP, appauthor=False))


def state_folder() -> Path:
    """Where logs and backed-up work are kept."""
    import platformdirs

    return Path(platformdirs.user_state_dir(APP, appauthor=False))
