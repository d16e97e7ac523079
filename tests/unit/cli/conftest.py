"""What all tests of the console program share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image

from pconv_studio.cli import main


@dataclass
class Ran:
    code: int
    out: str
    err: str

    def fails(self, code, *words):
        """One line for people, with these words, and nothing else."""
        assert self.code == code, self
        assert self.out == ""
        assert self.err.startswith("pconv: "), self.err
        assert self.err.count("\n") == 1, self.err
        assert self.err.endswith("\n")
        assert "Traceback" not in self.err
        assert "unexpected" not in self.err
        for word in words:
            assert word in self.err


@pytest.fixture
def pconv(capsys):
    """Run the program in this process."""

    def run(*arguments):
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ran(left.value.code, captured.out, captured.err)

    return run


@pytest.fixture
def fill_telea(pconv):
    """``pconv fill`` with the fastest method."""

    def run(*arguments):
        return pconv("fill", *arguments, "--method", "telea")

    return run


@pytest.fixture
def picture():
    """Makes small photos: smooth colours, others for each seed."""

    def make(height=40, width=48, seed=3):
        rng = np.random.default_rng(seed)
        corners = Image.fromarray(rng.integers(0, 256, (3, 3, 3), np.uint8))
        return corners.resize((width, height), Image.Resampling.BICUBIC)

    return make


@pytest.fixture
def mask():
    """Makes masks: a white hole in the upper left."""

    def make(height=40, width=48):
        values = np.zeros((height, width), np.uint8)
        values[height // 4 : height // 2, width // 4 : width // 2] = 255
        return Image.fromarray(values)

    return make


@pytest.fixture
def work(tmp_path, monkeypatch, picture, mask):
    """A folder to stand in, with a photo and its mask."""
    monkeypatch.chdir(tmp_path)
    picture().save("photo.png")
    mask().save("mask.png")
    return tmp_path
