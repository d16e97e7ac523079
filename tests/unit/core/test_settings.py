"""Settings: one table, one file, and nothing that can break the start."""

from __future__ import annotations

import gc
import json
import os
import string

import pytest

from pconv_studio.core.encode import SAVE_FORMATS
from pconv_studio.core.export import EXPORT_FORMATS, expand_pattern
from pconv_studio.core.settings import (
    SETTINGS,
    Settings,
    data_folder,
    default_path,
    state_folder,
)

KINDS = {"bool", "int", "float", "choice", "text", "colour", "folder", "file", "hidden"}
WRONG = [None, [], {}, "no such", -1, 10**9, float("nan"), True, 0.5, [1], {"a": 1}]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "settings.json"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_setting_is_whole(setting):
    assert setting.kind in KINDS
    assert setting.accepts(setting.default)
    shown = setting.kind != "hidden"
    assert shown == bool(setting.label) == bool(setting.group)
    assert (setting.kind == "choice") == bool(setting.choices)
    if setting.kind in ("int", "float"):
        assert setting.minimum is not None
        assert setting.maximum is not None
        assert setting.accepts(type(setting.default)(setting.minimum))
        assert not setting.accepts(setting.minimum - 1)
        assert not setting.accepts(setting.maximum + 1)


def test_keys_are_unique_and_pages_few():
    keys = [setting.key for setting in SETTINGS]
    assert len(set(keys)) == len(keys)
    pages = list(dict.fromkeys(setting.group for setting in SETTINGS if setting.group))
    assert pages == ["General", "Canvas", "Tools", "Fill", "Files", "Memory"]


def test_defaults_are_those_of_the_export():
    settings = {setting.key: setting for setting in SETTINGS}
    formats = tuple(value for value, _ in settings["files.export_format"].choices)
    assert formats == EXPORT_FORMATS
    assert set(formats[1:]) == set(SAVE_FORMATS.values())
    for key in ("files.export_pattern", "batch.pattern"):
        assert expand_pattern(settings[key].default, source=None, format="PNG")
    note = settings["files.export_pattern"].note
    for field in [field for _, field, _, _ in string.Formatter().parse(note) if field]:
        assert expand_pattern(f"a{{{field}}}", source=None, format="PNG", method="x")


def test_values_are_kept(path):
    settings = Settings(path)
    settings.set("tools.brush_size", 12.5)
    settings.set("files.recent", ["/a/ü.jpg", "/b.png"])
    settings.set("shortcuts", {"edit.undo": ["Ctrl+Z"]})
    settings.set("appearance.theme", "dark")
    assert not path.exists()
    settings.save()
    again = Settings(path)
    assert again.get("tools.brush_size") == 12.5
    assert again.get("files.recent") == ["/a/ü.jpg", "/b.png"]
    assert again.get("shortcuts") == {"edit.undo": ["Ctrl+Z"]}
    assert again.get("appearance.theme") == "dark"
    assert again.get("appearance.language") == "system"
    again.reset("appearance.theme")
    again.save()
    assert Settings(str(path)).get("appearance.theme") == "system"


def test_saving_writes_only_what_is_new(path):
    settings = Settings(path)
    settings.save()
    assert not path.exists()
    settings.set("fill.grow", 3)
    settings.save()
    path.unlink()
    settings.save()
    assert not path.exists()
    settings.set("fill.grow", 4)
    settings.save()
    assert Settings(path).get("fill.grow") == 4


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_what_is_not_valid_in_the_file_is_the_default(path, setting):
    path.parent.mkdir()
    for value in WRONG:
        path.write_text(json.dumps({setting.key: value}))
        found = Settings(path).get(setting.key)
        assert setting.accepts(found)
        assert found == (value if setting.accepts(value) else setting.default)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_what_is_not_valid_cannot_be_set(path, setting):
    settings = Settings(path)
    for value in WRONG:
        if not setting.accepts(value):
            with pytest.raises(ValueError, match=setting.key):
                settings.set(setting.key, value)
    assert settings.get(setting.key) == setting.default


def test_colours_and_whole_numbers_for_fractions(path):
    settings = Settings(path)
    settings.set("canvas.overlay_colour", "#00FF7f")
    settings.set("tools.brush_size", 30)
    assert settings.get("tools.brush_size") == 30
    for wrong in ("#00ff7", "red", "#00ff7g", "#00ff7f0"):
        with pytest.raises(ValueError, match="colour"):
            settings.set("canvas.overlay_colour", wrong)


def test_unknown_keys_are_mistakes_of_the_program(path):
    settings = Settings(path)
    for call in (settings.get, settings.reset, lambda key: settings.set(key, 1)):
        with pytest.raises(KeyError):
            call("fill.gorw")


def test_keys_of_another_version_are_kept(path):
    path.parent.mkdir()
    path.write_text(json.dumps({"future.thing": {"a": [1]}, "fill.grow": 3}))
    settings = Settings(path)
    settings.set("fill.grow", 4)
    settings.save()
    assert json.loads(path.read_text()) == {"future.thing": {"a": [1]}, "fill.grow": 4}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"fill.grow": ', "\x00\x01", "[" * 100_000]
)
def test_a_damaged_file_is_set_aside(path, text):
    path.parent.mkdir()
    path.write_text(text)
    settings = Settings(path)
    assert settings.get("fill.grow") == 0
    assert path.with_name("settings.json.broken").read_text() == text
    settings.set("fill.grow", 2)
    settings.save()
    assert Settings(path).get("fill.grow") == 2


def test_bytes_that_are_no_text_are_set_aside(path):
    path.parent.mkdir()
    path.write_bytes(b"\xff\xfe{")
    assert Settings(path).get("fill.grow") == 0
    assert path.with_name("settings.json.broken").exists()


def test_a_place_that_cannot_be_written_is_logged(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    settings = Settings(tmp_path / "file" / "settings.json")
    settings.set("fill.grow", 2)
    settings.save()
    assert settings.get("fill.grow") == 2
    assert "not kept" in caplog.text


def test_values_belong_to_who_asked(path):
    settings = Settings(path)
    settings.get("files.recent").append("x")
    names = ["a"]
    settings.set("files.recent", names)
    names.append("b")
    settings.get("files.recent").append("c")
    assert settings.get("files.recent") == ["a"]


def test_listeners_hear_of_changes_only(path):
    heard = []
    settings = Settings(path)
    settings.listen(heard.append)
    settings.listen(lambda key: heard.append(f"again {key}"))
    settings.set("fill.grow", 0)
    settings.set("fill.grow", 5)
    settings.set("fill.grow", 5)
    settings.reset("fill.grow")
    assert heard == ["fill.grow", "again fill.grow"] * 2


def test_a_listener_that_is_gone_is_forgotten(path):
    heard = []

    class Window:
        def on_setting(self, key):
            heard.append(key)

    settings = Settings(path)
    window = Window()
    settings.listen(window.on_setting)
    settings.set("fill.grow", 5)
    del window
    gc.collect()
    settings.set("fill.grow", 6)
    assert heard == ["fill.grow"]


@pytest.mark.skipif(os.name == "nt", reason="Windows names its folders in another way")
def test_places_follow_the_environment(tmp_path, monkeypatch):
    if os.uname().sysname != "Linux":
        pytest.skip("macOS has fixed places")
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    assert default_path() == tmp_path / "CONFIG" / "pconv-studio" / "settings.json"
    assert data_folder() == tmp_path / "DATA" / "pconv-studio"
    assert state_folder() == tmp_path / "STATE" / "pconv-studio"
    Settings().set("fill.grow", 1)
