"""Arrays packed in tiles, and the memory they may take."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading

import numpy as np
import pytest

from pconv_studio.core import packed as module
from pconv_studio.core.geometry import Box
from pconv_studio.core.packed import TILE, MemoryBudget, Packed

RNG = np.random.default_rng(5)
SHAPES = [
    (),
    (7,),
    (0,),
    (0, 4),
    (1, 1),
    (3, 500),
    (TILE, TILE),
    (TILE + 1, 2 * TILE - 1, 3),
    (9, 2, 4),
]
DTYPES = ["u1", "u2", "f4", "?"]


def random_array(shape, dtype):
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    if dtype == "?":
        return RNG.random(shape) > 0.5
    # All bit patterns, so NaN with payloads and denormal numbers as well.
    return np.frombuffer(RNG.bytes(size), dtype).reshape(shape)


def bits(array):
    return np.ascontiguousarray(array).tobytes()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("origin", [(0, 0), (255, 100), (70_001, 1)])
def test_array_comes_back_bit_for_bit(shape, dtype, origin):
    array = random_array(shape, dtype)
    packed = Packed.of(array, origin=origin)
    again = packed.array()
    assert (again.shape, again.dtype) == (array.shape, array.dtype)
    assert (packed.shape, packed.dtype) == (array.shape, array.dtype)
    assert bits(again) == bits(array)


def test_views_are_packed_by_their_values():
    array = random_array((300, 400, 3), "u2")
    for view in (array[::-1, ::2], array.transpose(1, 0, 2), array[5:9, 7:300, :1]):
        assert np.array_equal(Packed.of(view).array(), view)


def test_neither_the_source_nor_what_was_returned_changes_it():
    array = random_array((40, 50), "u1").copy()
    before = array.copy()
    packed = Packed.of(array)
    array[:] = 0
    packed.array()[:] = 1
    packed.read(Box(0, 0, 40, 50))[:] = 2
    assert np.array_equal(packed.array(), before)


@pytest.mark.parametrize("origin", [(0, 0), (200, 77)])
def test_a_part_is_the_part(origin):
    array = random_array((600, 700, 3), "u1")
    packed = Packed.of(array, origin=origin)
    for _ in range(40):
        top, left = int(RNG.integers(0, 599)), int(RNG.integers(0, 699))
        bottom, right = int(RNG.integers(top + 1, 601)), int(RNG.integers(left + 1, 701))
        box = Box(top, left, bottom, right)
        assert np.array_equal(packed.read(box), array[box.slices])


def test_only_the_tiles_of_a_part_are_unpacked(monkeypatch):
    packed = Packed.of(random_array((4 * TILE, 4 * TILE), "u1"))
    unpacked = []
    decode = module.decode_tile
    monkeypatch.setattr(module, "decode_tile", lambda *a: unpacked.append(a) or decode(*a))
    packed.read(Box(TILE - 1, 5, TILE + 1, 6))
    assert len(unpacked) == 2


def test_zeros_take_no_room_and_are_not_listed():
    array = np.zeros((1000, 1200, 3), np.uint16)
    assert Packed.of(array).nbytes == 0
    assert Packed.of(array).boxes() == []
    array[300:310, 400:420] = 7
    packed = Packed.of(array, origin=(10, 20))
    assert 0 < packed.nbytes < 2000
    assert np.array_equal(packed.array(), array)
    seen = np.zeros(array.shape[:2], int)
    for box in packed.boxes():
        seen[box.slices] += 1
    assert seen.max() == 1
    assert (seen[300:310, 400:420] == 1).all()
    assert seen.sum() <= 4 * TILE * TILE


def test_tiles_stand_in_common_places_of_the_picture():
    picture = random_array((900, 900), "u1") | 1
    for top, left in ((0, 0), (100, 300), (511, 257)):
        packed = Packed.of(picture[top:, left:], origin=(top, left))
        for box in packed.boxes():
            place = box.moved(top, left)
            assert place.top // TILE == (place.bottom - 1) // TILE
            assert place.left // TILE == (place.right - 1) // TILE


def test_boxes_can_be_asked_for_a_part():
    packed = Packed.of(random_array((600, 600), "u1") | 1)
    box = Box(250, 10, 260, 600)
    parts = packed.boxes(box)
    assert sum(part.area for part in parts) == box.area
    assert all(part.intersection(box) == part for part in parts)


def test_what_is_not_wanted_becomes_zero():
    array = random_array((300, 520, 3), "f4")
    where = RNG.integers(0, 3, (300, 520)).astype(np.uint8)
    kept = Packed.of(array, where=where).array()
    assert bits(kept[where > 0]) == bits(array[where > 0])
    assert not kept[where == 0].any()


@pytest.mark.parametrize("dtype", DTYPES)
def test_file_and_back(tmp_path, dtype):
    array = random_array((300, 520, 3), dtype)
    packed = Packed.of(array, origin=(13, 400))
    packed.write(tmp_path / "a")
    again = Packed.load(tmp_path / "a")
    assert bits(again.array()) == bits(array)
    assert again.boxes() == packed.boxes()
    assert again.nbytes == packed.nbytes


def test_damaged_files_are_refused(tmp_path):
    path = tmp_path / "a.tiles"
    Packed.of(random_array((300, 300), "u1")).write(path)
    whole = path.read_bytes()
    for data in (b"", whole[:7], whole[:30], whole[:-1], whole + b"x", b"x" + whole):
        path.write_bytes(data)
        with pytest.raises(ValueError, match=r"a\.tiles"):
            Packed.load(path)
    # A flipped bit in a tile is found by the sum in it.
    path.write_bytes(whole[:-20] + bytes([whole[-20] ^ 4]) + whole[-19:])
    with pytest.raises(ValueError, match="damaged"):
        Packed.load(path).array()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"shape": [300, 300]', b'"shape": [300, 900]'),
        (b'"shape": [300, 300]', b'"shape": [-30, 300]'),
        (b'"shape": [300, 300]', b'"shape": "300x300" '),
        (b'"dtype": "|u1"', b'"dtype": "|O1"'),
        (b'"origin": [0, 0]', b'"origin": [0,  ]'),
    ],
)
def test_lying_files_are_refused(tmp_path, old, new):
    path = tmp_path / "a.tiles"
    Packed.of(random_array((300, 300), "u1")).write(path)
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))
    with pytest.raises(ValueError, match=r"damaged|packed in"):
        Packed.load(path)


def test_a_tile_that_unpacks_to_more_than_it_may_is_refused():
    import zlib

    from pconv_studio.core.tile_codec import decode_tile

    with pytest.raises(ValueError, match="damaged"):
        decode_tile(zlib.compress(bytes(10_000_000)), (10, 10), np.dtype(np.uint8))
    with pytest.raises(ValueError, match="damaged"):
        decode_tile(zlib.compress(bytes(99)), (10, 10), np.dtype(np.uint8))


def files(folder):
    return sorted(path for path in folder.rglob("*.tiles"))


def make(count, budget):
    arrays = [random_array((100, 100), "u1") for _ in range(count)]
    items = [Packed.of(array) for array in arrays]
    for item in items:
        budget.add(item)
    return arrays, items


def test_budget_moves_the_least_recently_used_to_files(tmp_path):
    budget = MemoryBudget(35_000, tmp_path)
    arrays, items = make(3, budget)
    assert not files(tmp_path)
    items[0].array()
    more = Packed.of(random_array((100, 100), "u1"))
    budget.add(more)
    assert [item.nbytes > 0 for item in (*items, more)] == [True, False, True, True]
    assert budget.nbytes <= budget.limit
    assert len(files(tmp_path)) == 1
    for array, item in zip(arrays, items, strict=True):
        assert np.array_equal(item.array(), array)
    budget.set_limit(0)
    assert budget.nbytes == 0
    for array, item in zip(arrays, items, strict=True):
        assert np.array_equal(item.array(), array)
        assert np.array_equal(item.read(Box(3, 4, 50, 60)), array[3:50, 4:60])
        item.write(tmp_path / "copy")
        assert np.array_equal(Packed.load(tmp_path / "copy").array(), array)


def test_what_nobody_needs_frees_memory_and_file(tmp_path):
    budget = MemoryBudget(15_000, tmp_path)
    _, items = make(4, budget)
    assert len(files(tmp_path)) == 3
    del items[1:]
    gc.collect()
    assert len(files(tmp_path)) == 1
    assert budget.nbytes == 0
    del items
    gc.collect()
    assert not files(tmp_path)


def test_budget_closes_with_its_last_user(tmp_path):
    budget = MemoryBudget(0, tmp_path)
    _, items = make(2, budget)
    assert len(list(tmp_path.iterdir())) == 1
    budget.close()
    budget.close()
    assert not list(tmp_path.iterdir())
    with pytest.raises(OSError, match="No such file"):
        items[0].array()
    other = MemoryBudget(0, tmp_path)
    other.add(Packed.of(random_array((9, 9), "u1")))
    del other
    gc.collect()
    assert not list(tmp_path.iterdir())


def test_zeros_are_not_written_to_files(tmp_path):
    budget = MemoryBudget(0, tmp_path)
    item = Packed.of(np.zeros((100, 100)))
    budget.add(item)
    assert not list(tmp_path.iterdir())


def test_full_disk_leaves_arrays_in_memory(tmp_path, monkeypatch, caplog):
    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_tiles", refuse)
    arrays, items = make(2, MemoryBudget(0, tmp_path))
    assert np.array_equal(items[0].array(), arrays[0])
    assert "No space left" in caplog.text


def test_reading_while_others_are_moved_to_files(tmp_path):
    budget = MemoryBudget(1 << 30, tmp_path)
    arrays, items = make(20, budget)
    wrong = []

    def read():
        for _ in range(5):
            for array, item in zip(arrays, items, strict=True):
                if not np.array_equal(item.array(), array):
                    wrong.append(item)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for limit in range(200_000, -1, -10_000):
        budget.set_limit(limit)
    for thread in threads:
        thread.join()
    assert not wrong


CHILD = """
import sys, numpy as np
from pathlib import Path
from pconv_studio.core.packed import MemoryBudget, Packed
budget = MemoryBudget(0, Path(sys.argv[1]))
item = Packed.of(np.arange(10000))
budget.add(item)
print("there", flush=True)
sys.stdin.read()
"""


def test_what_a_killed_process_left_is_cleared_away(tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"there\n"
        (theirs,) = tmp_path.iterdir()
        mine = MemoryBudget(0, tmp_path)
        item = Packed.of(random_array((9, 9), "u1"))
        mine.add(item)
        assert theirs.exists()
        child.kill()
        child.wait()
    other = MemoryBudget(0, tmp_path)
    other.add(Packed.of(random_array((9, 9), "u1")))
    assert not theirs.exists()
    assert item.array().shape == (9, 9)
