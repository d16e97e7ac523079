"""Samples from a folder of photos: their order, their size, and files that cannot be read."""

from __future__ import annotations

import itertools
import shutil

import numpy as np
import pytest
import tifffile
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pconv_studio.core.errors import UserError
from pconv_training.build import build_batches
from pconv_training.config import TrainConfig
from pconv_training.data import (
    InpaintingSamples,
    StepSampler,
    find_photos,
    random_crop,
    resize,
    training_photos,
    validation_set,
    without_listed,
)
from pconv_training.masks import MaskRecipe
from pconv_training.photos import read_rgb


def samples(folder, **options):
    return InpaintingSamples(find_photos(folder), **({"crop": 32, "seed": 1} | options))


def same(a, b):
    return all(torch.equal(a[name], b[name]) for name in ("image", "valid", "broken"))


@pytest.fixture
def plain_photos(tmp_path):
    """Photos of one colour each, by which a sample tells which photo it came from."""

    def make(count):
        folder = tmp_path / "plain"
        folder.mkdir()
        for number in range(count):
            Image.new("RGB", (40, 36), (number, 10, 20)).save(folder / f"{number:02}.png")
        return folder

    return make


def which(sample):
    return round(float(sample["image"][0, 0, 0]) * 255)


def test_find_photos_looks_below_and_sorts(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("z.JPG", "b/a.png", "a.tiff", "notes.txt", "b/c.webp"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "folder.png").mkdir()
    found = [path.relative_to(tmp_path).as_posix() for path in find_photos(tmp_path)]
    assert found == ["a.tiff", "b/a.png", "b/c.webp", "z.JPG"]


def names(photos):
    return [path.name for path in photos]


def test_photos_to_validate_on_are_left_out(make_photos, tmp_path):
    photos = make_photos(3)
    held_out = photos / "val"
    held_out.mkdir()
    shutil.move(photos / "01.png", held_out / "01.png")
    # By whatever way they are reached: a link, and another spelling of the folder.
    (photos / "link.png").symlink_to(held_out / "01.png")
    left = (["00.png", "02.png"], 2)
    for folder in (held_out, photos / "val" / ".." / "val"):
        found, left_out = training_photos(photos, folder)
        assert (names(found), left_out) == left
    (tmp_path / "elsewhere").symlink_to(held_out, target_is_directory=True)
    found, left_out = training_photos(photos, tmp_path / "elsewhere")
    assert (names(found), left_out) == left


def test_other_photos_are_not_left_out(make_photos):
    photos, others = make_photos(3), make_photos(3, name="others")
    assert training_photos(photos, None) == (find_photos(photos), 0)
    # The same names, and the same pictures: other files all the same.
    assert training_photos(photos, others) == (find_photos(photos), 0)


def test_nothing_but_photos_to_validate_on(make_photos):
    photos = make_photos(2)
    with pytest.raises(UserError, match=r"photos: .*none is left.*val_photos") as caught:
        training_photos(photos, photos)
    assert "\n" not in str(caught.value)
    with pytest.raises(UserError, match="no such folder"):
        training_photos(photos, photos / "none")


def test_photos_that_a_list_names_are_left_out(make_photos, tmp_path):
    photos = make_photos(3)
    (photos / "more").mkdir()
    shutil.copy(photos / "01.png", photos / "more" / "01.png")
    listing = tmp_path / "left-out.txt"
    listing.write_text("# shown by a sample\n\n  more/01.png \n02.png\nelsewhere.png\n")
    left, count = without_listed(find_photos(photos), photos, listing)
    assert (names(left), count) == (["00.png", "01.png"], 2)
    assert all(path.parent == photos for path in left)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("elsewhere.png\n", "names none of those in"),
        ("", "names none of those in"),
        ("00.png\n01.png", "names all of those in"),
        (None, "cannot be read"),
        (b"\xff\xfe\x00", "cannot be read"),
    ],
)
def test_a_list_that_is_not_of_these_photos(make_photos, tmp_path, content, reason):
    photos, listing = make_photos(2), tmp_path / "left-out.txt"
    if content is not None:
        listing.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UserError, match=f"left-out.txt: this list .*{reason}"):
        without_listed(find_photos(photos), photos, listing)


def test_find_photos_without_photos(tmp_path):
    with pytest.raises(UserError, match="no photos"):
        find_photos(tmp_path)
    with pytest.raises(UserError, match=r"none.*no such folder"):
        find_photos(tmp_path / "none")


def test_a_sample(make_photos):
    sample = samples(make_photos())[0]
    image, valid = sample["image"], sample["valid"]
    assert image.shape == (3, 32, 32)
    assert image.dtype == valid.dtype == torch.float32
    assert 0 <= float(image.min()) < float(image.max()) <= 1
    assert valid.shape == (1, 32, 32)
    assert set(valid.unique().tolist()) == {0.0, 1.0}
    assert int(sample["broken"]) == 0


def test_the_recipe_is_that_of_the_holes(make_photos):
    data = samples(make_photos(), recipe=MaskRecipe(ratio=(0.3, 0.4)))
    shares = [1 - float(data[index]["valid"].mean()) for index in range(10)]
    assert all(0.3 < share <= 0.4 for share in shares)


def test_a_sample_depends_on_seed_and_number_alone(make_photos):
    folder = make_photos(3)
    forward = samples(folder)
    expected = [forward[index] for index in range(10)]
    backward = samples(folder)
    for index in reversed(range(10)):
        assert same(backward[index], expected[index])
    # Each number has its own crop and hole, each seed its own sequence.
    assert not same(expected[0], expected[1])
    holes = {sample["valid"].numpy().tobytes() for sample in expected}
    assert len(holes) == 10
    other = samples(folder, seed=2)
    assert not any(same(other[index], expected[index]) for index in range(10))


@settings(max_examples=20)
@given(st.integers(1, 12), st.integers(0, 1000), st.integers(0, 1000))
def test_every_epoch_is_a_permutation(count, seed, epoch):
    data = InpaintingSamples(list(range(count)), crop=8, seed=seed)
    drawn = [data.order._photo(epoch * count + place, 0) for place in range(count)]
    assert sorted(drawn) == list(range(count))


def test_epochs_differ_and_samples_follow_them(plain_photos):
    data = samples(plain_photos(8), zoom=(1.0, 1.0))
    epochs = [[which(data[8 * epoch + place]) for place in range(8)] for epoch in range(3)]
    assert all(sorted(epoch) == list(range(8)) for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) == 3


def test_broken_files_are_passed_over_and_counted(plain_photos):
    folder = plain_photos(4)
    whole = samples(folder)
    order = [which(whole[place]) for place in range(4)]
    bad = {order[1], order[2]}
    for number in bad:
        (folder / f"{number:02}.png").write_bytes(b"not a picture")
    data = samples(folder)
    drawn = [data[place] for place in range(4)]
    assert [int(sample["broken"]) for sample in drawn] == [0, 2, 1, 0]
    assert [which(sample) for sample in drawn] == [order[0], order[3], order[3], order[3]]
    # The hole belongs to the number, not to the photo.
    assert torch.equal(drawn[1]["valid"], whole[1]["valid"])


@pytest.mark.parametrize("count", [2, 3, 5])
def test_one_good_photo_is_enough(plain_photos, count):
    """Whatever the order of this epoch and the next."""
    folder = plain_photos(count)
    for number in range(1, count):
        (folder / f"{number:02}.png").write_bytes(b"")
    data = samples(folder)
    assert {which(data[index]) for index in range(40)} == {0}


def test_all_broken(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.jpg").write_bytes(b"\xff\xd8\xff nothing more")
    with pytest.raises(UserError, match="not one of the training photos"):
        samples(tmp_path)[0]
    with pytest.raises(UserError, match="not one of the validation photos"):
        validation_set(find_photos(tmp_path), count=0, side=32, seed=0)


@settings(max_examples=60)
@given(
    st.integers(1, 90), st.integers(1, 90), st.integers(8, 40), st.floats(0.1, 1), st.integers(0, 9)
)
def test_a_crop_is_never_enlarged_if_the_photo_is_larger(height, width, crop, zoom, seed):
    """The cut-out is seen by spying on what is resized."""
    import pconv_training.data as data

    seen = []
    original = data.resize
    data.resize = lambda image, h, w: seen.append(image.shape[:2]) or original(image, h, w)
    try:
        photo = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
        result = random_crop(np.random.default_rng(seed), photo, crop, (zoom, 1.0))
    finally:
        data.resize = original
    assert result.shape == (crop, crop, 3)
    assert result.dtype == np.uint8
    ((rows, columns),) = seen
    short = min(height, width)
    assert rows == columns <= short
    assert rows >= min(short, crop)
    assert rows >= min(short, round(zoom * short))


def test_small_photos_are_enlarged(tmp_path):
    Image.new("RGB", (9, 5), (10, 200, 30)).save(tmp_path / "small.png")
    image = samples(tmp_path)[0]["image"]
    assert image.shape == (3, 32, 32)
    torch.testing.assert_close(image[:, 16, 16] * 255, torch.tensor([10.0, 200.0, 30.0]))


def test_crops_are_mirrored_half_the_time_and_come_from_everywhere():
    columns = np.arange(64, dtype=np.uint8)
    photo = np.ascontiguousarray(np.broadcast_to(columns[None, :, None], (64, 64, 3)))
    rng = np.random.default_rng(0)
    crops = [random_crop(rng, photo, 16, (0.25, 0.25)) for _ in range(200)]
    mirrored = [bool(crop[0, 0, 0] > crop[0, -1, 0]) for crop in crops]
    assert 70 < sum(mirrored) < 130
    lefts = {int(crop[0].min()) for crop in crops}
    assert min(lefts) == 0
    assert max(lefts) == 48


def test_zoom_reaches_from_least_to_greatest():
    photo = np.zeros((100, 120, 3), np.uint8)
    photo[...] = np.arange(120)[None, :, None]
    rng = np.random.default_rng(0)
    spans = [int(np.ptp(random_crop(rng, photo, 10, (0.5, 1.0))[0, :, 0])) for _ in range(300)]
    # Averaging takes half a block off on each side.
    assert 42 <= min(spans) <= 50
    assert 86 <= max(spans) <= 100


def test_resize_averages_and_keeps():
    image = np.array([[[0], [100]], [[200], [60]]], np.uint8).repeat(3, axis=2)
    assert resize(image, 1, 1).tolist() == [[[90, 90, 90]]]
    assert resize(image, 2, 2) is image
    assert resize(image, 8, 8).shape == (8, 8, 3)


def test_colours_and_depths(tmp_path):
    colour = (12, 130, 250)
    Image.new("RGB", (8, 6), colour).save(tmp_path / "rgb.png")
    Image.new("RGBA", (8, 6), (*colour, 7)).save(tmp_path / "rgba.png")
    deep = np.broadcast_to(np.array(colour, np.uint16) * 257, (6, 8, 3))
    tifffile.imwrite(tmp_path / "deep.tif", np.ascontiguousarray(deep), photometric="rgb")
    for name in ("rgb.png", "rgba.png", "deep.tif"):
        pixels = read_rgb(tmp_path / name)
        assert pixels.shape == (6, 8, 3), name
        assert pixels.dtype == np.uint8
        assert pixels[3, 3].tolist() == list(colour), name


def test_grey_photos(tmp_path):
    Image.new("L", (8, 6), 77).save(tmp_path / "grey.png")
    Image.fromarray(np.full((6, 8), 77 * 257, np.uint16)).save(tmp_path / "deep_grey.png")
    for name in ("grey.png", "deep_grey.png"):
        pixels = read_rgb(tmp_path / name)
        assert pixels.shape == (6, 8, 3)
        assert pixels.dtype == np.uint8
        assert (pixels == 77).all(), name


def test_sixteen_bits_are_rounded_not_cut(tmp_path):
    values = np.array([0, 128, 129, 385, 386, 65535], np.uint16)
    pixels = np.ascontiguousarray(np.broadcast_to(values[None, :, None], (2, 6, 3)))
    tifffile.imwrite(tmp_path / "deep.tif", pixels, photometric="rgb")
    assert read_rgb(tmp_path / "deep.tif")[0, :, 0].tolist() == [0, 0, 1, 1, 2, 255]


def test_floats_beyond_the_range_and_without_a_value(monkeypatch):
    import pconv_training.photos as photos

    class Photo:
        pixels = np.float32([[[-1, 0, 0.5], [1, 7, np.nan], [np.inf, -np.inf, 0.25]]])

    monkeypatch.setattr(photos, "load_photo", lambda path: Photo)
    assert read_rgb("any").tolist() == [[[0, 0, 128], [255, 255, 0], [255, 0, 64]]]


def test_validation_set_is_fixed(make_photos):
    photos = find_photos(make_photos(5))
    first = validation_set(photos, count=3, side=32, seed=4)
    again = validation_set(photos, count=3, side=32, seed=4)
    assert len(first) == 3
    for (image, valid), (same_image, same_valid) in zip(first, again, strict=True):
        assert image.shape == (3, 32, 32)
        assert valid.shape == (1, 32, 32)
        assert set(valid.unique().tolist()) == {0.0, 1.0}
        assert torch.equal(image, same_image)
        assert torch.equal(valid, same_valid)
    others = validation_set(photos, count=0, side=32, seed=5)
    assert len(others) == 5
    assert torch.equal(others[0][0], first[0][0])
    assert not torch.equal(others[0][1], first[0][1])
    assert not torch.equal(first[0][1], first[1][1])


def test_validation_set_takes_the_middle_and_skips_broken_files(tmp_path):
    wide = np.zeros((32, 64, 3), np.uint8)
    wide[:, 16:48] = 200
    (tmp_path / "a.png").write_bytes(b"broken")
    Image.fromarray(wide).save(tmp_path / "b.png")
    shutil.copy(tmp_path / "b.png", tmp_path / "c.png")
    pairs = validation_set(find_photos(tmp_path), count=1, side=32, seed=0)
    assert len(pairs) == 1
    assert torch.equal(pairs[0][0], torch.full((3, 32, 32), 200 / 255))


@settings(max_examples=60)
@given(st.integers(0, 9), st.integers(0, 9), st.integers(1, 5), st.integers(1, 4))
def test_processes_share_the_steps_exactly(start, length, batch, processes):
    stop = start + length
    shares = [
        list(StepSampler(start, stop, batch, process, processes)) for process in range(processes)
    ]
    assert all(len(share) == length * batch for share in shares)
    assert len(StepSampler(start, stop, batch, 0, processes)) == length * batch
    together = range(start * batch * processes, stop * batch * processes)
    assert sorted(itertools.chain(*shares)) == list(together)
    # In every step the processes together hold the next batch * processes samples.
    for step in range(length):
        parts = [share[step * batch : (step + 1) * batch] for share in shares]
        first = (start + step) * batch * processes
        assert list(itertools.chain(*parts)) == list(range(first, first + batch * processes))


@settings(max_examples=30)
@given(st.integers(0, 8), st.integers(1, 4), st.integers(1, 3))
def test_resumption_goes_on_where_it_stopped(halt, batch, processes):
    for process in range(processes):
        whole = list(StepSampler(0, 8, batch, process, processes))
        before = list(StepSampler(0, halt, batch, process, processes))
        after = list(StepSampler(halt, 8, batch, process, processes))
        assert before + after == whole


@pytest.mark.parametrize("workers", [0, pytest.param(1, marks=pytest.mark.e2e)])
def test_a_share_of_hole_that_cannot_be_had(make_photos, monkeypatch, workers):
    config = TrainConfig(hole_min=0.95, hole_max=0.96, crop=16, batch_size=1, workers=workers)
    photos = find_photos(make_photos(1))
    with pytest.raises(UserError, match=r"^no mask of 16x16.*\(hole_min, hole_max\)$"):
        next(build_batches(config, photos, start=0))
    # A share that is met now and then passes the first draw, and fails in a loader process.
    monkeypatch.setattr("pconv_training.build.build_samples", unchecked_samples)
    with pytest.raises(UserError, match=r"^no mask of 16x16.*\(hole_min, hole_max\)$"):
        next(build_batches(config, photos, start=0))


def unchecked_samples(config, photos):
    recipe = MaskRecipe(ratio=(config.hole_min, config.hole_max))
    return InpaintingSamples(photos, crop=config.crop, seed=config.seed, recipe=recipe)
