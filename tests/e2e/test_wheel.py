"""The wheel as a user gets it: what is inside, and whether it works outside the checkout."""

from __future__ import annotations

import os
import site
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pconv_resources import samples

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = {"pconv_studio", "pconv_models", "pconv_training", "pconv_resources"}


def _run(*command, cwd, env=None):
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    _run(*build, cwd=folder)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_wheel_holds_four_packages_and_nothing_else(names):
    top = {name.split("/")[0] for name in names}
    info = {name for name in top if name.endswith(".dist-info")}
    assert len(info) == 1
    assert top - info == PACKAGES
    assert {f"{package}/py.typed" for package in PACKAGES} <= set(names)
    assert f"{info.pop()}/licenses/LICENSE" in names
    assert not [name for name in names if "__pycache__" in name]


def test_wheel_holds_weights_each_with_its_card(names):
    weights = [name for name in names if name.endswith(".safetensors")]
    assert weights
    assert all(name.startswith("pconv_models/weights/") for name in weights)
    assert {name.removesuffix(".safetensors") + ".md" for name in weights} <= set(names)


def test_wheel_holds_training_configs_icon_and_samples(names):
    assert [name for name in names if name.startswith("pconv_training/configs/")]
    assert "pconv_resources/icons/pconv-studio.svg" in names
    assert "pconv_resources/samples/CREDITS.md" in names
    for sample in samples():
        assert f"pconv_resources/samples/{sample.file.name}" in names
        assert f"pconv_resources/samples/{sample.hole.name}" in names


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Return the script folder of an own environment that holds the wheel.

    The dependencies are those of the environment the tests run in, several gigabytes that nobody
    wants to copy. A ``.pth`` line puts their folder behind the new environment's own, and Python
    does not read the ``.pth`` files in there, so an editable install of this project in the outer
    environment stays out.
    """
    home = tmp_path_factory.mktemp("installed") / "env"
    venv.create(home, with_pip=True, symlinks=os.name != "nt")
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    _run(python, "-m", "pip", "install", "--no-deps", "--no-index", wheel, cwd=home)

    own = Path(
        _run(python, "-c", "import sysconfig as s; print(s.get_path('purelib'))", cwd=home).strip()
    )
    outer = dict.fromkeys(
        [sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages()]
    )
    (own / "dependencies.pth").write_text("".join(f"{path}\n" for path in outer), encoding="utf-8")
    return scripts


@pytest.fixture
def environment(tmp_path):
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    # Wide and plain, so that a printed path stays on one line.
    return env | {"PYTHONNOUSERSITE": "1", "COLUMNS": "1000", "NO_COLOR": "1", "TERM": "dumb"}


def test_installed_packages_are_the_wheels(installed, environment, tmp_path):
    code = f"import {', '.join(sorted(PACKAGES))}, sys; print(sys.prefix)\n" + "\n".join(
        f"print({package}.__file__)" for package in sorted(PACKAGES)
    )
    prefix, *files = _run(
        installed / "python", "-c", code, cwd=tmp_path, env=environment
    ).splitlines()
    assert len(files) == len(PACKAGES)
    for file in files:
        assert Path(file).resolve().is_relative_to(Path(prefix).resolve()), file


def test_demo_runs_outside_the_checkout(installed, environment, tmp_path):
    output = _run(installed / "pconv", "demo", "-o", "result.png", cwd=tmp_path, env=environment)

    result = tmp_path / "result.png"
    assert result.is_file()
    assert result.name in output

    sample = samples()[0]
    with Image.open(sample.file) as image:
        before = np.asarray(image.convert("RGB"))
    with Image.open(sample.hole) as image:
        hole = np.asarray(image.convert("L")) > 127
    with Image.open(result) as image:
        after = np.asarray(image.convert("RGB"))

    assert after.shape == before.shape
    np.testing.assert_array_equal(after[~hole], before[~hole])
    changed = (after != before).any(axis=2)
    # A fill that repeats the rock, or leaves it where it was, changes far fewer pixels.
    assert changed[hole].mean() > 0.9
