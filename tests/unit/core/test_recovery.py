"""Work in progress on disk: whenever the process dies, what was saved last is there."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import weakref
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from pconv_studio.core import locks, recovery
from pconv_studio.core.document import Document
from pconv_studio.core.encode import save_photo
from pconv_studio.core.errors import ProjectError, SaveError
from pconv_studio.core.layers import make_layer
from pconv_studio.core.packed import MemoryBudget, Packed
from pconv_studio.core.photo import Photo
from pconv_studio.core.project import open_document
from pconv_studio.core.recovery import RecoveryStore

RNG = np.random.default_rng(61)


def pixels_of(dtype=np.uint8, shape=(90, 120, 3)):
    if dtype == np.float32:
        pixels = RNG.random(shape, np.float32)
        pixels[0, 0] = np.nan
        return pixels
    return RNG.integers(0, np.iinfo(dtype).max + 1, shape).astype(dtype)


def fill(document, name="Fill"):
    coverage = np.zeros(document.shape, np.uint8)
    top, left = int(RNG.integers(0, 40)), int(RNG.integers(0, 60))
    coverage[top : top + 40, left : left + 50] = RNG.integers(0, 256, (40, 50))
    pixels = pixels_of(document.photo.pixels.dtype.type, document.photo.pixels.shape)
    layer = make_layer(
        pixels, coverage, name=name, method="telea", notes=("ü",), settings={"grow": 2}
    )
    document.insert_layer(len(document.layers), layer)
    return layer


def bits(array):
    return np.ascontiguousarray(array).tobytes()


def assert_same(first, second):
    assert bits(first.photo.pixels) == bits(second.photo.pixels)
    assert bits(first.result) == bits(second.result)
    assert bits(first.coverage) == bits(second.coverage)
    assert [layer.name for layer in first.layers] == [layer.name for layer in second.layers]
    for one, other in zip(first.layers, second.layers, strict=True):
        assert bits(one.pixels.array()) == bits(other.pixels.array())
        assert bits(one.coverage.array()) == bits(other.coverage.array())
        assert (one.id, one.box, one.visible) == (other.id, other.box, other.visible)
        assert (one.created, one.notes, one.settings) == (
            other.created,
            other.notes,
            other.settings,
        )


def die(session):
    """What the end of its process does to a session."""
    assert session._lock is not None
    session._lock.release()


@pytest.fixture
def store(tmp_path):
    return RecoveryStore(tmp_path / "state" / "recovery")


@pytest.fixture
def document(tmp_path):
    path = save_photo(Photo(pixels_of(), exif=None), tmp_path / "holiday.jpg")
    document, _ = open_document(path)
    fill(document)
    document.coverage[5:9, 5:9] = 100
    return document


def written(session):
    return {path.name: path.stat().st_mtime_ns for path in session.folder.iterdir()}


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_work_without_a_file_comes_back(store, dtype):
    document = Document(Photo(pixels_of(dtype), format="PNG", icc=b"icc", quality=5))
    fill(document)
    session = store.begin(document.state())
    session.save(document.state(), {"zoom": 2})
    die(session)
    (leftover,) = store.leftovers()
    again, settings = leftover.load()
    assert settings == {"zoom": 2}
    assert_same(document, again)
    assert again.source_file is None
    assert (again.photo.icc, again.photo.quality) == (b"icc", 5)
    assert leftover.title == "Untitled"


def test_work_on_a_file_comes_back_although_the_file_is_gone(store, document):
    session = store.begin(document.state())
    session.save(document.state(), {})
    die(session)
    data = document.source_file.read_bytes()
    document.source_file.unlink()
    (leftover,) = store.leftovers()
    assert leftover.title == "holiday.jpg"
    assert leftover.saved_at.utcoffset() is not None
    assert abs(datetime.now(UTC) - leftover.saved_at) < timedelta(minutes=5)
    again, _ = leftover.load()
    assert_same(document, again)
    assert again.source_bytes == data
    assert again.source_file == again.photo.path == document.source_file


@pytest.mark.skipif(sys.platform != "linux", reason="names are text elsewhere")
def test_names_that_are_no_text(store, tmp_path):
    path = tmp_path / os.fsdecode(b"a\xff.png")
    save_photo(Photo(pixels_of()), path)
    document, _ = open_document(path)
    session = store.begin(document.state())
    session.save(document.state(), {})
    die(session)
    (leftover,) = store.leftovers()
    assert leftover.title == "a?.png"
    again, _ = leftover.load()
    assert_same(document, again)
    assert again.source_file == path


def test_the_last_save_counts(store, document):
    session = store.begin(document.state())
    for number in range(5):
        fill(document, f"Fill {number}")
        if number == 3:
            document.remove_layer(document.layers[1].id)
        document.coverage[number] = 200 + number
        session.save(document.state(), {"number": number})
    die(session)
    (leftover,) = store.leftovers()
    again, settings = leftover.load()
    assert settings == {"number": 4}
    assert_same(document, again)


def test_only_what_is_new_is_written(store, document):
    session = store.begin(document.state())
    session.save(document.state(), {})
    before = written(session)
    assert len(before) == 6  # lock, manifest, photo, mask, a layer's two arrays
    session.save(document.state(), {})
    after = written(session)
    assert {name for name in after if after[name] != before.get(name)} <= {"manifest.json"}
    fill(document)
    session.save(document.state(), {})
    assert len(written(session).keys() - after.keys()) == 2
    after = written(session)
    document.replace_layer(document.layers[0].id, document.layers[0].renamed("Sky"))
    document.set_visible(document.layers[1].id, False)
    session.save(document.state(), {})
    assert written(session).keys() == after.keys()
    document.coverage[50] = 7
    session.save(document.state(), {})
    assert len(written(session).keys() - after.keys()) == 1
    assert len(written(session)) == len(after)


def test_what_is_not_needed_any_more_goes(store, document):
    session = store.begin(document.state())
    layer = fill(document)
    session.save(document.state(), {})
    many = len(written(session))
    document.remove_layer(layer.id)
    session.save(document.state(), {})
    assert len(written(session)) == many - 2
    document.insert_layer(1, layer)
    session.save(document.state(), {})
    assert len(written(session)) == many
    die(session)
    assert_same(document, store.leftovers()[0].load()[0])


def test_another_version_of_a_layer_with_the_same_id_is_kept_apart(store, document):
    session = store.begin(document.state())
    session.save(document.state(), {})
    (old,) = document.layers
    new = replace(fill(document), id=old.id)
    document.remove_layer(document.layers[1].id)
    document.replace_layer(old.id, new)
    session.save(document.state(), {})
    die(session)
    assert_same(document, store.leftovers()[0].load()[0])


def test_live_sessions_are_not_offered(store, document):
    assert store.leftovers() == []
    session = store.begin(document.state())
    assert store.leftovers() == []
    session.save(document.state(), {})
    assert store.leftovers() == []
    assert RecoveryStore(store.folder).leftovers() == []
    die(session)
    assert len(store.leftovers()) == 1
    # Asking does not take it.
    assert len(store.leftovers()) == 1


def test_several_are_offered_the_latest_first(store):
    for name in ("a", "b", "c"):
        document = Document(Photo(pixels_of()), source_file=store.folder / f"{name}.jpg")
        session = store.begin(document.state())
        session.save(document.state(), {})
        die(session)
    assert [leftover.title for leftover in store.leftovers()] == ["c.jpg", "b.jpg", "a.jpg"]


def test_discarded_work_is_gone(store, document):
    session = store.begin(document.state())
    session.save(document.state(), {})
    session.discard()
    session.discard()
    session.save(document.state(), {})
    assert list(store.folder.iterdir()) == []
    assert store.leftovers() == []


def test_discarded_work_keeps_no_photo(store):
    photo = Photo(np.zeros((8, 8, 3), np.uint8))
    session = store.begin(Document(photo).state())
    session.save(Document(photo).state(), {})
    session.discard()
    left = weakref.ref(photo)
    del photo
    assert left() is None


def test_discarded_leftovers_are_gone(store, document):
    for load in (False, True):
        session = store.begin(document.state())
        session.save(document.state(), {})
        die(session)
        (leftover,) = store.leftovers()
        if load:
            leftover.load()
        leftover.discard()
        leftover.discard()
        assert list(store.folder.iterdir()) == []


def test_what_is_open_in_one_window_is_not_offered_to_another(store, document):
    session = store.begin(document.state())
    session.save(document.state(), {})
    die(session)
    (mine,), (other,) = store.leftovers(), store.leftovers()
    mine.load()
    assert store.leftovers() == []
    with pytest.raises(ProjectError, match="another window"):
        other.load()
    with pytest.raises(ProjectError, match="another window"):
        other.discard()
    # It may be opened once more in the same one, and is offered again if that is closed.
    mine.load()
    del mine
    gc.collect()
    assert len(store.leftovers()) == 1


def test_a_session_that_was_never_saved_leaves_nothing(store, document):
    session = store.begin(document.state())
    assert len(list(store.folder.iterdir())) == 1
    del session
    gc.collect()
    assert list(store.folder.iterdir()) == []


def test_folders_of_processes_that_died_before_saving_are_cleared_away(store, document):
    session = store.begin(document.state())
    die(session)
    folder = session.folder
    assert store.leftovers() == []
    assert folder.exists()
    old = datetime.now().timestamp() - 30 * 3600
    os.utime(folder, (old, old))
    assert store.leftovers() == []
    assert not folder.exists()


@pytest.mark.parametrize("damage", ["mask", "coverage", "pixels", "entry", "lie", "box"])
def test_damaged_work_is_told_and_not_deleted(store, document, damage):
    session = store.begin(document.state())
    session.save(document.state(), {})
    die(session)
    path = session.folder / "manifest.json"
    manifest = json.loads(path.read_text())
    if damage == "lie":
        manifest["mask"] = "../../../etc/passwd"
        path.write_text(json.dumps(manifest))
    elif damage == "box":
        manifest["layers"][0]["box"] = [0, 0, 5, 5]
        path.write_text(json.dumps(manifest))
    else:
        records = {"mask": manifest, "entry": manifest["photo"]}
        name = records.get(damage, manifest["layers"][0])[damage]
        data = (session.folder / name).read_bytes()
        (session.folder / name).write_bytes(data[: len(data) // 2])
    (leftover,) = store.leftovers()
    with pytest.raises(ProjectError) as caught:
        leftover.load()
    assert str(caught.value).startswith("holiday.jpg: ")
    assert str(session.folder) in str(caught.value)
    assert path.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "other", "version": 1}'])
def test_unreadable_manifests_are_left_alone(store, document, text):
    session = store.begin(document.state())
    session.save(document.state(), {})
    die(session)
    (session.folder / "manifest.json").write_text(text)
    assert store.leftovers() == []
    assert len(list(session.folder.iterdir())) == 6


def test_work_of_a_newer_version_is_left_alone(store, document, monkeypatch):
    monkeypatch.setattr(recovery, "VERSION", 2)
    session = store.begin(document.state())
    session.save(document.state(), {})
    die(session)
    monkeypatch.undo()
    assert store.leftovers() == []
    assert session.folder.exists()


def test_a_folder_that_cannot_be_made(tmp_path, document):
    (tmp_path / "file").write_text("")
    with pytest.raises(SaveError, match="cannot be backed up"):
        RecoveryStore(tmp_path / "file" / "recovery").begin(document.state())


def test_a_full_disk_keeps_the_previous_save(store, document, monkeypatch):
    session = store.begin(document.state())
    session.save(document.state(), {"good": True})
    kept = Document.from_state(document.state())
    write = Packed.write

    def full(packed, path):
        write(packed, path)
        raise OSError(28, "No space left on device")

    fill(document)
    document.coverage[:] = 3
    with monkeypatch.context() as patch:
        patch.setattr(Packed, "write", full)
        with pytest.raises(SaveError, match="disk is full"):
            session.save(document.state(), {})
    die(session)
    again, settings = store.leftovers()[0].load()
    assert settings == {"good": True}
    assert_same(kept, again)


def test_saving_goes_on_after_a_failure(store, document, monkeypatch):
    session = store.begin(document.state())
    with monkeypatch.context() as patch:
        patch.setattr(recovery, "atomic_write", _refuse)
        with pytest.raises(SaveError):
            session.save(document.state(), {})
    session.save(document.state(), {})
    die(session)
    assert_same(document, store.leftovers()[0].load()[0])


def _refuse(*_):
    raise SaveError("no")


def test_files_that_somebody_deleted_are_written_again(store, document):
    session = store.begin(document.state())
    session.save(document.state(), {})
    for path in session.folder.glob("*.tiles"):
        path.unlink()
    document.coverage[1] = 1
    session.save(document.state(), {})
    die(session)
    assert_same(document, store.leftovers()[0].load()[0])


def test_layers_in_files_are_saved_and_taken_care_of(store, document, tmp_path):
    document.budget = MemoryBudget(0, tmp_path)
    session = store.begin(document.state())
    session.save(document.state(), {})
    die(session)
    budget = MemoryBudget(0, tmp_path)
    again, _ = store.leftovers()[0].load(budget=budget)
    assert again.layers[0].nbytes == 0
    assert_same(document, again)


def test_saving_from_several_threads(store, document):
    session = store.begin(document.state())
    states = []
    for number in range(6):
        fill(document, str(number))
        states.append(document.state())
    threads = [threading.Thread(target=session.save, args=(state, {})) for state in states]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.save(document.state(), {})
    die(session)
    assert_same(document, store.leftovers()[0].load()[0])


# The process that dies.

WORK = """
import hashlib, os, signal, sys
from pathlib import Path
import numpy as np
from pconv_studio.core.layers import make_layer
from pconv_studio.core.project import open_document
from pconv_studio.core.recovery import RecoveryStore

rng = np.random.default_rng(5)

def digest(document):
    return hashlib.sha256(document.result.tobytes() + document.coverage.tobytes()).hexdigest()

def work(document, number):
    coverage = np.zeros(document.shape, np.uint8)
    top, left = rng.integers(0, 40, 2)
    coverage[top:top + 40, left:left + 50] = rng.integers(1, 256, (40, 50))
    pixels = rng.integers(0, 256, document.photo.pixels.shape).astype(np.uint8)
    layer = make_layer(pixels, coverage, name=str(number), method="telea")
    document.insert_layer(len(document.layers), layer)
    if len(document.layers) > 1:
        document.remove_layer(document.layers[0].id)
    document.coverage[:] = rng.integers(0, 256, document.shape)
"""

EVERY_STEP = (
    WORK
    + """
store = RecoveryStore(Path(sys.argv[1]))
document, _ = open_document(Path(sys.argv[2]))
# A process that is killed loses nothing of what it has handed to the system.
os.fsync = lambda descriptor: None

def child(step, pipe):
    # Dies at the n-th time it is about to touch a file.
    left = step
    def watch(event, _arguments):
        nonlocal left
        if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.chmod", "os.listdir"):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(watch)
    session = store.begin(document.state())
    for number in range(2):
        work(document, number)
        os.write(pipe, f"about {number} {digest(document)}\\n".encode())
        session.save(document.state(), {"number": number})
        os.write(pipe, f"saved {number} {digest(document)}\\n".encode())
    session.discard()

step = 0
while True:
    step += 1
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        child(step, theirs)
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as pipe:
        lines = [line.split() for line in pipe]
    died = os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    saved = [int(number) for word, number, _ in lines if word == "saved"]
    found = store.leftovers()
    if died and len(saved) < 2:
        assert len(found) == 1 if saved else len(found) <= 1, (step, lines)
    for leftover in found:
        again, settings = leftover.load()
        number = settings["number"]
        last = saved[-1] if saved else -1
        assert number in (last, last + 1), (step, lines)
        assert ["about", str(number), digest(again)] in lines, (step, lines)
        leftover.discard()
    if not died:
        assert not found
        assert len(saved) == 2
        break
print(step)
"""
)

AT_RANDOM = (
    WORK
    + """
document, _ = open_document(Path(sys.argv[2]))
session = RecoveryStore(Path(sys.argv[1])).begin(document.state())
for number in range(100000):
    work(document, number)
    print("about", number, digest(document), flush=True)
    session.save(document.state(), {"number": number, "digest": digest(document)})
    print("saved", number, digest(document), flush=True)
"""
)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_at_every_step_of_saving(store, tmp_path):
    path = save_photo(Photo(pixels_of()), tmp_path / "a.png")
    done = subprocess.run(
        [sys.executable, "-c", EVERY_STEP, str(store.folder), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # Two savings of four files each, opened and renamed, and two files that are deleted.
    assert int(done.stdout) > 40, done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("seed", range(3))
def test_killed_by_another_process(store, tmp_path, seed):
    path = save_photo(Photo(pixels_of()), tmp_path / "a.png")
    child = subprocess.Popen(
        [sys.executable, "-c", AT_RANDOM, str(store.folder), str(path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        lines = []
        enough = random.Random(seed).randint(2, 40)
        while len(lines) < enough or not lines[-1].startswith("about"):
            lines.append(child.stdout.readline())
            assert lines[-1], "the child died by itself"
        assert store.leftovers() == [], "it is alive"
        child.send_signal(signal.SIGKILL)
        lines += child.stdout.readlines()
        assert child.wait() == -signal.SIGKILL
    whole = [line.split() for line in lines if line.endswith("\n")]
    saved = [int(number) for word, number, _ in whole if word == "saved"]
    found = store.leftovers()
    if not found:
        assert not saved
        return
    again, settings = found[0].load()
    digest = hashlib.sha256(again.result.tobytes() + again.coverage.tobytes()).hexdigest()
    assert digest == settings["digest"]
    # The last save that was reported, or the one that was under way.
    last = saved[-1] if saved else -1
    assert settings["number"] in (last, last + 1)
    assert ["about", str(settings["number"]), digest] in whole
    assert bits(again.photo.pixels) == bits(open_document(path)[0].photo.pixels)
    found[0].discard()
    assert list(store.folder.iterdir()) == []


# Locks.


def test_a_folder_is_locked_once(tmp_path):
    lock = locks.lock_folder(tmp_path)
    assert lock is not None
    assert locks.lock_folder(tmp_path) is None
    assert locks.is_locked(tmp_path)
    lock.release()
    lock.release()
    assert not locks.is_locked(tmp_path)
    other = locks.lock_folder(tmp_path)
    assert other is not None
    del other
    gc.collect()
    assert not locks.is_locked(tmp_path)


def test_a_folder_that_is_gone_is_not_locked(tmp_path):
    assert not locks.is_locked(tmp_path / "none")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other locks")
def test_disks_without_locks_go_by_the_process(tmp_path, monkeypatch):
    import fcntl

    def refuse(*_):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    lock = locks.lock_folder(tmp_path)
    assert lock is not None
    assert locks.is_locked(tmp_path)
    lock.release()
    assert not locks.is_locked(tmp_path)
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with child:
        (tmp_path / "lock").write_text(str(child.pid))
        assert locks.is_locked(tmp_path)
        child.kill()
        child.wait()
    assert not locks.is_locked(tmp_path)
