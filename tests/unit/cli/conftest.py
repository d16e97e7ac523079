"""What all tests of the console program share."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

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
        assert self.err.count("\n") == 1, self.err
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
