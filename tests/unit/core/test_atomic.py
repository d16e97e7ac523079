"""Writing whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import sys

import pytest

from pconv_studio.core import atomic
from pconv_studio.core.atomic import atomic_path, atomic_write
from pconv_studio.core.errors import SaveError


def names(folder):
    return sorted(entry.name for entry in folder.iterdir())


def test_writes_and_replaces(tmp_path):
    path = tmp_path / "a.bin"
    atomic_write(path, b"old")
    atomic_write(path, b"new")
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a.bin"]
    with pytest.raises(SaveError, match="exists"):
        atomic_write(path, b"newer", overwrite=False)
    assert path.read_bytes() == b"new"


def test_temporary_file_lies_beside_with_the_extension(tmp_path):
    with atomic_path(tmp_path / "a.tif") as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".tif"
        assert not (tmp_path / "a.tif").exists()
        temporary.write_bytes(b"x")
    assert (tmp_path / "a.tif").read_bytes() == b"x"


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_failure_in_the_block_leaves_all_as_it_was(tmp_path, failure):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")

    def interrupted():
        with atomic_path(path) as temporary:
            temporary.write_bytes(b"half")
            raise failure

    with pytest.raises(failure):
        interrupted()
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.bin"]


def fail(code):
    def refuse(*arguments, **options):
        raise OSError(code, os.strerror(code))

    return refuse


@pytest.mark.parametrize(
    ("function", "code", "words"),
    [
        ("open", errno.EROFS, "read-only"),
        ("open", errno.EACCES, "may not be written"),
        ("fsync", errno.ENOSPC, "disk is full"),
        ("replace", errno.EROFS, "read-only"),
        ("replace", errno.EIO, "another folder"),
    ],
)
def test_system_refusals(tmp_path, monkeypatch, function, code, words):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(atomic.os, function, fail(code))
        with pytest.raises(SaveError, match=words) as caught:
            atomic_write(path, b"new")
    assert str(path) in str(caught.value)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.bin"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file sizes to set")
def test_disk_that_ends_in_the_middle(tmp_path):
    import resource

    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, hard))
    try:
        with pytest.raises(SaveError, match="too large"):
            atomic_write(path, bytes(20000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.bin"]


def test_missing_folder_and_folder_as_target(tmp_path):
    with pytest.raises(SaveError, match="does not exist"):
        atomic_write(tmp_path / "none" / "a.bin", b"x")
    with pytest.raises(SaveError, match="folder"):
        atomic_write(tmp_path, b"x")
    assert names(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions and links")
def test_permissions_and_links_stay(tmp_path):
    path, link = tmp_path / "a.bin", tmp_path / "link.bin"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    atomic_write(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    mask = os.umask(0o027)
    try:
        atomic_write(tmp_path / "b.bin", b"x")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "b.bin").stat().st_mode) == 0o640
