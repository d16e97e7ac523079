"""The manifest that says which file of a test set belongs to which cell."""

import pytest

from pconv_studio.core.errors import UserError
from pconv_training.manifest import MANIFEST_FILE, Entry, read_manifest, write_manifest


def test_what_is_written_is_read(tmp_path):
    entries = [
        Entry("inside-01-10/00000.png", "inside-01-10", 0.05, 3277, "ab" * 32),
        Entry("border-50-60/00001.png", "border-50-60", 0.551234, 36126, "cd" * 32),
    ]
    write_manifest(tmp_path, entries)
    assert read_manifest(tmp_path) == entries
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST_FILE]


@pytest.mark.parametrize(
    "text",
    [
        "file,cell\na,b\n",
        "file,cell,ratio,hole_pixels,sha256\na.png,inside-01-10,x,1,y\n",
        "file,cell,ratio,hole_pixels,sha256\na.png,nonsense,0.1,1,y\n",
        "file,cell,ratio,hole_pixels,sha256\n../../a.png,inside-01-10,0.1,1,y\n",
        "file,cell,ratio,hole_pixels,sha256\na.png\n",
    ],
)
def test_a_damaged_manifest(tmp_path, text):
    (tmp_path / MANIFEST_FILE).write_text(text)
    with pytest.raises(UserError, match=r"manifest\.csv"):
        read_manifest(tmp_path)


def test_no_manifest(tmp_path):
    assert read_manifest(tmp_path) is None
