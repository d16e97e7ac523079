"""The console program as such: help, usage, exit codes, one line an error."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from pconv_studio import __version__
from pconv_studio.cli import main

COMMANDS = [
    [],
    ["demo"],
    ["fill"],
    ["upscale"],
    ["models"],
    ["models", "list"],
    ["models", "show"],
    ["models", "verify"],
    ["masks"],
    ["masks", "generate"],
    ["train"],
    ["bench"],
    ["doctor"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help(pconv, command):
    ran = pconv(*command, "--help")
    assert ran.code == 0
    assert "Usage: pconv" in ran.out
    assert "--help" in ran.out
    assert ran.err == ""


@pytest.mark.parametrize("command", [[], ["models"], ["masks"]], ids=str)
def test_nothing_asked_shows_the_help(pconv, command):
    ran = pconv(*command)
    assert ran.code == 2
    assert "Usage: pconv" in ran.out + ran.err
    assert "pconv: Usage" not in ran.err


def test_version(pconv):
    ran = pconv("--version")
    assert (ran.code, ran.out) == (0, f"pconv {__version__}\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], ["'nonsense'", "see 'pconv --help'"]),
        (["fill"], ["Missing argument", "see 'pconv fill --help'"]),
        (["fill", "photo.png"], ["--mask"]),
        (["fill", "photo.png", "--mask", "mask.png", "--nonsense"], ["--nonsense"]),
        (["fill", "photo.png", "--mask", "mask.png", "--device", "tpu"], ["'tpu'", "cuda"]),
        (["fill", "photo.png", "--mask", "mask.png", "--hole", "red"], ["'red'", "black"]),
        (["fill", "photo.png", "--mask", "mask.png", "--method", "magic"], ["'magic'", "telea"]),
        (["models", "nonsense"], ["'nonsense'", "see 'pconv models --help'"]),
        (["masks", "generate"], ["--output"]),
        (["train"], ["--photos"]),
        (["demo", "--sample", "nowhere"], ["'nowhere'", "there are"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_wrong_usage(pconv, work, arguments, words):
    pconv(*arguments).fails(2, *words)
    assert sorted(os.listdir(work)) == ["mask.png", "photo.png"]


@pytest.mark.parametrize("place", [0, 1, -1])
def test_debug_shows_the_traceback(work, place):
    arguments = ["fill", "missing.png", "--mask", "mask.png", "--method", "telea"]
    arguments.insert(place if place >= 0 else len(arguments), "--debug")
    from pconv_studio.core.errors import PhotoError

    with pytest.raises(PhotoError, match=r"missing\.png: there is no such file"):
        main.main(arguments)


def test_an_unexpected_error_is_one_line(fill_telea, work, monkeypatch):
    import pconv_studio.inference.fill_file as fill_file

    def broken(*_, **__):
        raise ZeroDivisionError("first line\nsecond line")

    monkeypatch.setattr(fill_file, "fill", broken)
    ran = fill_telea("photo.png", "--mask", "mask.png")
    assert ran.code == 1
    assert ran.err == (
        "pconv: unexpected ZeroDivisionError: first line second line; "
        "run the command with --debug and report what it shows\n"
    )


def test_control_c_is_no_traceback(fill_telea, work, monkeypatch):
    import pconv_studio.inference.fill_file as fill_file

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(fill_file, "fill", interrupted)
    ran = fill_telea("photo.png", "--mask", "mask.png")
    assert (ran.code, ran.out, ran.err) == (1, "", "pconv: interrupted\n")
    assert not (work / "photo_filled.png").exists()


def test_importing_the_program_does_not_import_torch():
    code = (
        "import sys, pconv_studio.cli.main; "
        "print(sorted({'torch', 'cv2', 'pconv_training'} & set(sys.modules)))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
