"""Memory that a training step frees is there for the next one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pconv_training import allocation

# A block of 64 MiB, freed and wanted again; asked for the system's count of fresh pages.
PROGRAM = """
import resource, sys
import numpy as np
from pconv_training.allocation import keep_freed_memory
if sys.argv[1] == "keep":
    assert keep_freed_memory()
np.ones(1 << 23)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    np.ones(1 << 23)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def fresh_pages(mode):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, mode], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(
    not sys.platform.startswith("linux") or not hasattr(allocation.ctypes.CDLL(None), "mallopt"),
    reason="only glibc can be told",
)
def test_blocks_are_used_again():
    # At least a page fault for each of the 20 blocks otherwise, however large the pages are.
    assert fresh_pages("keep") < 20 <= fresh_pages("leave")


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_elsewhere_nothing_is_touched(monkeypatch, platform):
    monkeypatch.setattr(allocation.sys, "platform", platform)
    monkeypatch.setattr(allocation.ctypes, "CDLL", None)
    assert allocation.keep_freed_memory() is False


def test_another_c_library(monkeypatch):
    monkeypatch.setattr(allocation.sys, "platform", "linux")
    monkeypatch.setattr(allocation.ctypes, "CDLL", lambda name: object())
    assert allocation.keep_freed_memory() is False
