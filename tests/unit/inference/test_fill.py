"""``fill``: nothing outside changes, nothing depends on what was under the hole."""

from __future__ import annotations

import numpy as np
import pytest

from pconv_studio.core.errors import MaskError, PhotoError, UsageError, UserError
from pconv_studio.inference import registry
from pconv_studio.inference.contract import Cancelled
from pconv_studio.inference.devices import resolve_device
from pconv_studio.inference.fill import fill

DTYPES = [np.uint8, np.uint16, np.float32]
CLASSIC = ["telea", "ns"]
METHODS = [*CLASSIC, "patchmatch", "pconv", "pconv-detail"]
NETWORKS = ["pconv", "pconv-detail"]


@pytest.fixture
def weights(tiny_weights):
    """What ``model`` and ``device`` take, so that no test needs the bundled weights."""
    return {"model": str(tiny_weights), "device": "cpu"}


def square(shape, top=12, left=14, side=12):
    hole = np.zeros(shape[:2], bool)
    hole[top : top + side, left : left + side] = True
    return hole


def same_bytes(first, second):
    return first.dtype == second.dtype and first.tobytes() == second.tobytes()


def odd_values(image):
    """Values that no picture should have, outside of where the tests put their hole."""
    image = image.copy()
    if image.dtype == np.float32:
        image[0, 0], image[0, 1, 0], image[1, 0, 1] = np.nan, np.inf, -np.inf
        image[2, 0], image[2, 1] = 7.5, -3.0
        # A NaN with a payload, which only a copy of the bytes keeps.
        image[3, 0, 2] = np.array([0x7FC12345], np.uint32).view(np.float32)[0]
    else:
        image[0, 0], image[0, 1] = 0, np.iinfo(image.dtype).max
    return image


@pytest.mark.parametrize("alpha", [False, True], ids=["rgb", "rgba"])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("method", METHODS)
def test_outside_is_bit_identical_and_the_rest_is_filled(make_photo, weights, method, dtype, alpha):
    image = odd_values(make_photo(dtype=dtype, alpha=alpha))
    hole = square(image.shape)
    hole[30, 3:40] = True
    shown = image.copy()
    shown[hole] = 0
    image_before, hole_before = shown.copy(), hole.copy()

    result = fill(shown, hole, method=method, **weights)

    assert result.pixels.shape == image.shape
    assert same_bytes(result.pixels[~hole], shown[~hole])
    assert same_bytes(shown, image_before)
    assert same_bytes(hole, hole_before)
    assert not np.shares_memory(result.pixels, shown)
    filled = result.pixels[hole]
    assert np.isfinite(filled.astype(np.float64)).all()
    white = 1 if dtype == np.float32 else np.iinfo(dtype).max
    assert filled.min() >= 0
    assert filled.max() <= white
    assert (filled != 0).any(axis=1).mean() > 0.9
    assert result.method == method
    assert result.device == "cpu"
    assert result.seconds > 0
    assert len(result.regions) == 1

    again = fill(shown, hole, method=method, **weights)
    assert same_bytes(again.pixels, result.pixels)


def junk(kind, shape, dtype, seed=8):
    rng = np.random.default_rng(seed)
    if kind == "noise":
        if dtype == np.float32:
            return rng.normal(0, 100, shape).astype(np.float32)
        return rng.integers(0, np.iinfo(dtype).max + 1, shape).astype(dtype)
    value = {"zero": 0, "top": 1 if dtype == np.float32 else np.iinfo(dtype).max}
    value |= {"nan": np.nan, "inf": np.inf, "minus inf": -np.inf, "huge": 3e38}
    return np.full(shape, value[kind], dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("method", METHODS)
def test_what_was_under_the_hole_has_no_influence(make_photo, weights, method, dtype):
    image = make_photo(dtype=dtype, alpha=True)
    hole = square(image.shape) | square(image.shape, 0, 0, 3)
    kinds = ["zero", "top", "noise"]
    if dtype == np.float32:
        kinds += ["nan", "inf", "minus inf", "huge"]
    results = []
    for kind in kinds:
        image[hole] = junk(kind, image[hole].shape, dtype)
        results.append(fill(image, hole, method=method, **weights).pixels)
    for kind, other in zip(kinds, results, strict=True):
        assert same_bytes(other, results[0]), kind


@pytest.mark.parametrize("method", METHODS)
def test_the_result_depends_on_the_surroundings(make_photo, weights, method):
    image = make_photo()
    hole = square(image.shape)
    bright = np.clip(image.astype(int) + 60, 0, 255).astype(np.uint8)
    first, second = (fill(i, hole, method=method, **weights).pixels for i in (image, bright))
    assert not np.array_equal(first[hole], second[hole])


@pytest.mark.parametrize("method", METHODS)
def test_transparent_pixels_are_no_source(make_photo, weights, method):
    image = make_photo(alpha=True)
    hole = square(image.shape)
    clear = square(image.shape, 8, 10, 22) & ~hole
    image[clear] = 0
    other = image.copy()
    other[clear, :3] = (255, 0, 255)
    first, second = (fill(i, hole, method=method, **weights).pixels for i in (image, other))
    assert same_bytes(first[hole], second[hole])
    assert same_bytes(second[~hole], other[~hole])


def test_a_hole_deep_inside_a_transparent_part_finds_a_source_farther_off():
    image = np.zeros((400, 300, 4), np.uint8)
    image[380:] = (10, 200, 30, 255)
    hole = square(image.shape, 20, 20, 8)
    result = fill(image, hole, method="telea").pixels
    assert np.abs(result[hole][:, :3].astype(int) - (10, 200, 30)).max() <= 2
    # Alpha comes from what is around the hole.
    assert (result[hole][:, 3] == 0).all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_alpha_in_the_hole_comes_from_around_it(dtype):
    white = 1 if dtype == np.float32 else np.iinfo(dtype).max
    image = np.full((20, 40, 4), white, dtype)
    image[:, 20:, 3] = white * 0.4
    left, right = square(image.shape, 5, 4, 8), square(image.shape, 5, 28, 8)
    middle = square(image.shape, 6, 16, 8)
    for hole, values in ((left, {0}), (right, {20}), (middle, {0, 20})):
        image_with = image.copy()
        image_with[hole, 3] = 0
        alpha = fill(image_with, hole, method="telea").pixels[..., 3]
        expected = {image[0, column, 3] for column in values}
        assert set(alpha[hole]) == expected
    assert (alpha[6:14, 16:19] == white).all()


def test_alpha_that_is_no_number_is_not_taken_over():
    image = np.full((12, 12, 4), 0.5, np.float32)
    image[:4, :, 3] = np.nan
    hole = square(image.shape, 4, 3, 5)
    result = fill(image, hole, method="telea").pixels
    assert (result[hole][:, 3] == 0.5).all()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("method", METHODS)
def test_black_and_white_stays_without_colour(make_photo, weights, method, dtype):
    image = make_photo(dtype=dtype)
    image[...] = image[..., :1]
    hole = square(image.shape)
    image[hole] *= np.array([1, 0, 0], dtype)
    filled = fill(image, hole, method=method, **weights).pixels[hole]
    assert (filled == filled[:, :1]).all()
    assert filled.max() > 0


@pytest.mark.parametrize("alpha", [False, True])
def test_a_coloured_photo_stays_coloured(make_photo, alpha):
    image = make_photo(alpha=alpha)
    hole = square(image.shape)
    filled = fill(image, hole, method="telea").pixels[hole]
    assert (filled[:, 0] != filled[:, 1]).any()


@pytest.mark.parametrize("method", METHODS)
def test_no_hole_gives_an_equal_copy(make_photo, method):
    image = make_photo(dtype=np.float32)
    image[0, 0] = np.nan
    seen = []
    result = fill(
        image,
        np.zeros(image.shape[:2], bool),
        method=method,
        progress=lambda share, text: seen.append((share, text)),
    )
    assert same_bytes(result.pixels, image)
    assert not np.shares_memory(result.pixels, image)
    assert result.regions == ()
    assert seen == [(1.0, "done")]


def test_nothing_to_fill_from_is_an_error(make_photo):
    image = make_photo(alpha=True)
    with pytest.raises(MaskError, match="nothing is left to fill it from"):
        fill(image, np.ones(image.shape[:2], bool), method="telea")
    hole = square(image.shape)
    image[~hole, 3] = 0
    with pytest.raises(MaskError, match="nothing is left to fill it from"):
        fill(image, hole, method="telea")
    floats = np.full((8, 8, 3), np.nan, np.float32)
    with pytest.raises(MaskError):
        fill(floats, square(floats.shape, 2, 2, 2), method="telea")
    with pytest.raises(MaskError):
        fill(np.zeros((1, 1, 3), np.uint8), np.ones((1, 1), bool), method="telea")


@pytest.mark.parametrize("method", METHODS)
def test_the_smallest_photo_without_a_hole(method):
    image = np.full((1, 1, 3), 9, np.uint8)
    assert fill(image, np.zeros((1, 1), bool), method=method).pixels.tolist() == [[[9] * 3]]


SHAPES = [(1, 2), (1, 7), (7, 1), (2, 2), (3, 5), (5, 300), (300, 5)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("method", METHODS)
def test_narrow_photos(make_photo, weights, method, shape):
    image = make_photo(*shape)
    hole = np.zeros(shape, bool)
    hole[shape[0] // 2 :, shape[1] // 2 :] = True
    image[hole] = 0
    result = fill(image, hole, method=method, **weights).pixels
    assert same_bytes(result[~hole], image[~hole])
    if method not in NETWORKS:  # an untrained network may say black
        assert (result[hole] > 0).all()
    assert same_bytes(fill(image, hole, method=method, **weights).pixels, result)


@pytest.mark.parametrize("method", CLASSIC)
@pytest.mark.parametrize("shape", [(1, 9), (9, 1), (2, 9), (9, 2)], ids=str)
def test_a_narrow_constant_photo_stays_constant(method, shape):
    image = np.full((*shape, 3), 100, np.uint8)
    image[..., 2] = 50
    hole = np.zeros(shape, bool)
    hole.flat[hole.size // 2 :] = True
    before = image.copy()
    image[hole] = 255
    for _ in range(20):
        result = fill(image, hole, method=method).pixels.astype(int)
        # Telea's gradient term shifts values by a step or two.
        assert np.abs(result - before).max() <= 4


@pytest.mark.parametrize("method", METHODS)
def test_a_hole_along_all_borders(make_photo, weights, method):
    image = make_photo(50, 60)
    hole = np.ones((50, 60), bool)
    hole[6:-6, 6:-6] = False
    image[hole] = 0
    result = fill(image, hole, method=method, **weights).pixels
    assert same_bytes(result[~hole], image[~hole])
    assert (result[hole] > 0).any(axis=1).mean() > 0.9


def test_several_regions_are_all_filled(make_photo):
    image = make_photo(300, 400)
    hole = square(image.shape, 5, 5, 20) | square(image.shape, 250, 350, 20)
    hole |= square(image.shape, 5, 350, 20)
    image[hole] = 0
    result = fill(image, hole, method="telea")
    assert len(result.regions) == 3
    assert (result.pixels[hole] > 0).all()
    assert same_bytes(result.pixels[~hole], image[~hole])


@pytest.mark.parametrize(
    "shape", [(8, 8), (8, 8, 1), (8, 8, 2), (8, 8, 5), (2, 8, 8, 3), (0, 8, 3), (8, 0, 3)]
)
def test_wrong_shapes(shape):
    with pytest.raises(PhotoError, match=r"cannot be filled; \(H, W, 3\) and \(H, W, 4\) can"):
        fill(np.zeros(shape, np.uint8), np.zeros(shape[:2], bool), method="telea")


@pytest.mark.parametrize("dtype", [np.int16, np.float64, np.float16, bool, np.uint32])
def test_wrong_depths(dtype):
    with pytest.raises(PhotoError, match=r"uint8, uint16 and float32 can$"):
        fill(np.zeros((8, 8, 3), dtype), np.zeros((8, 8), bool), method="telea")


@pytest.mark.parametrize(
    "hole",
    [
        np.zeros((8, 9), bool),
        np.zeros((9, 8), bool),
        np.zeros((8, 8, 1), bool),
        np.zeros((8, 8), np.uint8),
        np.zeros((8, 8), np.float32),
    ],
    ids=lambda hole: f"{hole.dtype}{hole.shape}",
)
def test_wrong_holes(hole):
    with pytest.raises(MaskError, match="draw or load a mask of the photo's size"):
        fill(np.zeros((8, 8, 3), np.uint8), hole, method="telea")


def three_holes(make_photo, method):
    # PatchMatch takes its time, whatever the region's size.
    side = 90 if method in ("patchmatch", "pconv-detail") else 200
    image = make_photo(side, side, dtype=np.uint16, alpha=True)
    hole = square(image.shape, 2, 2, 10) | square(image.shape, side - 20, side - 20, 12)
    return image, hole | square(image.shape, 2, side - 15, 10)


@pytest.mark.parametrize("method", METHODS)
def test_progress_rises_to_one(make_photo, weights, method):
    image, hole = three_holes(make_photo, method)
    seen = []
    fill(
        image,
        hole,
        method=method,
        progress=lambda share, text: seen.append((share, text)),
        **weights,
    )
    shares = [share for share, _ in seen]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert seen[-1] == (1.0, "done")
    assert max(shares) <= 1
    assert len(set(shares)) >= 3
    assert all(text for _, text in seen)
    assert any("hole 2 of" in text for _, text in seen)


@pytest.mark.parametrize("method", METHODS)
def test_cancel_at_any_moment_leaves_the_inputs_alone(make_photo, weights, method):
    image, hole = three_holes(make_photo, method)
    before, hole_before = image.copy(), hole.copy()

    class Flag:
        def __init__(self, limit):
            self.asked, self.limit = 0, limit

        def __call__(self):
            self.asked += 1
            return self.asked >= self.limit

    never = Flag(10**9)
    fill(image, hole, method=method, cancelled=never, **weights)
    assert never.asked >= 4
    for limit in range(1, never.asked + 1):
        flag, shares = Flag(limit), []

        def report(share, _, shares=shares):
            shares.append(share)

        with pytest.raises(Cancelled):
            fill(image, hole, method=method, cancelled=flag, progress=report, **weights)
        assert flag.asked == limit
        assert 1.0 not in shares
        assert same_bytes(image, before)
        assert same_bytes(hole, hole_before)


def one_line(error, *words):
    text = str(error.value)
    assert "\n" not in text
    for word in words:
        assert word in text


def test_unknown_method(make_photo):
    with pytest.raises(UsageError) as error:
        fill(make_photo(), square((40, 48)), method="magic")
    one_line(error, "'magic'", *METHODS)


@pytest.mark.parametrize("method", NETWORKS)
def test_unknown_model(make_photo, method):
    with pytest.raises(UserError) as error:
        fill(make_photo(), square((40, 48)), method=method, model="nowhere", device="cpu")
    one_line(error, "nowhere", "compact", "nor a file of weights")


@pytest.mark.parametrize("method", NETWORKS)
def test_unknown_device(make_photo, tiny_weights, method):
    with pytest.raises(UsageError) as error:
        fill(make_photo(), square((40, 48)), method=method, model=str(tiny_weights), device="tpu")
    one_line(error, "'tpu'", "auto, cpu, cuda, mps")


@pytest.mark.parametrize("built", [None, "12.8"])
def test_no_cuda(make_photo, tiny_weights, monkeypatch, built):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.version, "cuda", built)
    with pytest.raises(UserError) as error:
        fill(
            make_photo(),
            square((40, 48)),
            method="pconv",
            model=str(tiny_weights),
            device="cuda",
        )
    assert not isinstance(error.value, UsageError)
    one_line(error, "CUDA", "no usable NVIDIA GPU" if built else "built without CUDA", "cpu or")


def test_no_mps(monkeypatch):
    import torch

    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(UserError) as error:
        resolve_device("mps")
    one_line(error, "MPS", "cpu or auto")


@pytest.mark.parametrize(
    ("cuda", "mps", "expected"),
    [(False, False, "cpu"), (True, False, "cuda"), (False, True, "mps"), (True, True, "cuda")],
)
def test_auto_takes_the_fastest_device(monkeypatch, cuda, mps, expected):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert resolve_device("auto").type == expected
    assert resolve_device("cpu").type == "cpu"


class Painter:
    """A method of another package: paints the hole, and notes what it was given."""

    name = "painter"
    title = "Painter"
    context = 0.0
    min_context = 4

    def fill(self, region, job):
        assert region.image.dtype == np.float32
        assert region.hole.dtype == np.bool_
        assert (region.image[region.hole] == 0).all()
        job.note("painted")
        job.note("painted")
        job.used_device = "brush"
        region.hole[...] = True  # its own copy
        return np.full(region.image.shape, (1.0, 0.5, -4.0), np.float32)


class Point:
    def __init__(self, name, load):
        self.name = name
        self.load = load


@pytest.fixture
def entry_point(monkeypatch, clean_registry):
    def add(*points):
        def entry_points(*, group):
            assert group == "pconv_studio.methods"
            return list(points)

        monkeypatch.setattr(registry, "entry_points", entry_points)

    return add


def test_a_method_joins_by_entry_point(entry_point):
    entry_point(Point("painter", lambda: Painter))
    assert registry.available_methods() == [
        "pconv-detail",
        "pconv",
        "patchmatch",
        "telea",
        "ns",
        "painter",
    ]
    image = np.full((30, 30, 3), 7, np.uint8)
    image[0, 0] = (1, 2, 3)
    hole = square(image.shape)
    result = fill(image, hole, method="painter")
    assert (result.pixels[hole] == (255, 128, 0)).all()
    assert (result.pixels[~hole] == image[~hole]).all()
    assert result.notes == ("painted",)
    assert result.device == "brush"
    assert hole.sum() == 144


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", DTYPES)
def test_what_a_method_leaves_outside_the_hole_is_not_looked_at(entry_point, make_photo, dtype):
    class Sparse(Painter):
        def fill(self, region, job):
            values = np.full(region.image.shape, np.nan, np.float32)
            values[region.hole] = 0.5
            return values

    entry_point(Point("sparse", lambda: Sparse))
    image = make_photo(dtype=dtype)
    hole = square(image.shape)
    # The corner makes the hole's box larger than the hole.
    hole[12, 14] = False
    result = fill(image, hole, method="sparse").pixels
    assert same_bytes(result[~hole], image[~hole])
    assert len(np.unique(result[hole])) == 1


def test_later_regions_see_what_earlier_ones_filled(entry_point):
    class Watcher(Painter):
        def __init__(self):
            self.holes = []

        def fill(self, region, job):
            filled = (region.image == np.float32(128 / 255)).all(axis=2) & ~region.hole
            self.holes.append((int(region.hole.sum()), int(filled.sum())))
            return np.full(region.image.shape, 0.5, np.float32)

    watcher = Watcher()
    entry_point(Point("watcher", lambda: lambda: watcher))
    # A wire, filled in pieces whose surroundings overlap.
    image = np.full((40, 2000, 4), 9, np.uint8)
    image[:, 1100:, 3] = 200
    hole = np.zeros((40, 2000), bool)
    hole[20, 100:1900] = True
    image[hole] = 0
    result = fill(image, hole, method="watcher")
    assert len(watcher.holes) == len(result.regions) >= 3
    assert watcher.holes[0][1] == 0
    for (unknown, seen), crop in zip(watcher.holes, result.regions, strict=True):
        assert unknown + seen == hole[crop.slices].sum()
    assert all(seen > 0 for _, seen in watcher.holes[1:])
    assert (result.pixels[hole][:, :3] == 128).all()
    assert (result.pixels[20, 100:1100, 3] == 9).all()
    assert (result.pixels[20, 1100:1900, 3] == 200).all()


def test_an_entry_point_cannot_take_our_names(entry_point):
    entry_point(*(Point(name, lambda: Painter) for name in METHODS))
    assert sorted(registry.available_methods()) == sorted(METHODS)
    for name in METHODS:
        method = registry.get_method(name)
        assert method.name == name
        assert not isinstance(method, Painter)


@pytest.mark.parametrize("wrong", [ImportError, AttributeError, RuntimeError])
def test_an_entry_point_that_cannot_be_loaded(entry_point, wrong):
    def load():
        raise wrong("no such library")

    entry_point(Point("broken", load))
    assert "broken" in registry.available_methods()
    with pytest.raises(UserError) as error:
        registry.get_method("broken")
    one_line(error, "'broken'", "no such library")
    assert registry.get_method("telea").name == "telea"


@pytest.mark.parametrize("method", ["telea", "patchmatch"])
def test_a_float_photo_brighter_than_white_is_filled_as_bright(method):
    image = np.full((60, 70, 3), 3.0, np.float32)
    hole = np.zeros((60, 70), bool)
    hole[20:40, 30:50] = True
    image[hole] = np.nan
    filled = fill(image, hole, method=method).pixels
    assert np.allclose(filled, 3.0, atol=0.02)
