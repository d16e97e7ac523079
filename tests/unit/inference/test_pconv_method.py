"""From coarse to fine, in tiles, and with less memory than one would like."""

from __future__ import annotations

import numpy as np
import pytest

from pconv_studio.core.errors import UserError
from pconv_studio.inference.contract import FillJob, Region
from pconv_studio.inference.fill import fill
from pconv_studio.inference.methods import pconv
from pconv_studio.inference.methods.pconv import NEAR, PConvMethod, coarse_to_fine

COLOUR = np.array([0.9, 0.3, 0.1], np.float32)


def region(height, width, hole_rows, hole_columns, colour=COLOUR):
    hole = np.zeros((height, width), bool)
    hole[hole_rows, hole_columns] = True
    image = np.broadcast_to(colour, (height, width, 3)).copy()
    image[hole] = 0
    return Region(image, hole)


def sizes(network):
    return [hole.shape for _, hole in network.seen]


def test_a_shallow_hole_takes_one_pass(fake_network):
    network, job = fake_network(), FillJob()
    part = region(200, 200, slice(50, 110), slice(50, 110))
    result = coarse_to_fine(network, part, job)
    assert sizes(network) == [(200, 200)]
    assert job.notes == []
    assert result.dtype == np.float32
    assert np.allclose(result[part.hole], COLOUR, atol=1e-6)
    assert np.array_equal(network.seen[0][1], part.hole)


def test_a_deep_hole_goes_from_coarse_to_fine(fake_network):
    network, job = fake_network(), FillJob()
    part = region(600, 640, slice(100, 440), slice(100, 540))
    result = coarse_to_fine(network, part, job)
    # 170 pixels deep: 73, then 31; the finer levels look at 32 pixels around the hole.
    coarsest, second, finest = sizes(network)
    step = (1.02 * 170 / 32) ** 0.5
    assert coarsest == pytest.approx((600 / step**2, 640 / step**2), abs=2)
    assert second == pytest.approx((340 / step + 2 * NEAR, 440 / step + 2 * NEAR), abs=2)
    assert finest == (340 + 2 * NEAR, 440 + 2 * NEAR)
    assert pconv.hole_depth(network.seen[0][1]) == pytest.approx(32, abs=1)
    (note,) = job.notes
    assert note.endswith("pixels deep: it was filled from coarse to fine in 3 steps")
    assert note.startswith(("the hole is 169", "the hole is 17"))
    assert np.allclose(result[part.hole], COLOUR, atol=1e-3)
    # The finer levels see the coarser result in the depth and only a band as unknown.
    image, hole = network.seen[-1]
    assert hole[NEAR + 10, 200]
    assert not hole[NEAR + 170, 220]
    assert np.allclose(image[NEAR + 170, 220], COLOUR, atol=1e-3)
    assert not hole[:NEAR].any()


@pytest.mark.parametrize(
    ("shape", "known"),
    [
        ((400, 400), (slice(0, 2), slice(0, 2))),
        ((12, 3000), (slice(0, 12), slice(0, 3))),
        ((3000, 5), (slice(1, 2), slice(0, 5))),
        ((1, 900), (slice(0, 1), slice(899, 900))),
        ((300, 500), (slice(299, 300), slice(0, 500))),
    ],
    ids=lambda value: str(value) if isinstance(value[0], int) else "",
)
@pytest.mark.parametrize("reach", [4, 20, 300])
def test_it_never_comes_back_grey(fake_network, shape, known, reach):
    """Whatever the shape and the network's reach, each pixel rests on known ones."""
    hole = np.ones(shape, bool)
    hole[known] = False
    image = np.broadcast_to(COLOUR, (*shape, 3)).copy()
    image[hole] = 0
    result = coarse_to_fine(fake_network(reach), Region(image, hole), FillJob())
    assert np.allclose(result, COLOUR, atol=5e-3)


def test_a_network_of_short_reach_is_not_trusted_farther(fake_network):
    network = fake_network(reach=10)
    coarse_to_fine(network, region(120, 120, slice(30, 90), slice(30, 90)), FillJob())
    assert [max(size) for size in sizes(network)] == [30, 60, 120]
    assert pconv.hole_depth(network.seen[0][1]) <= 10


def test_less_memory_means_smaller_tiles(fake_network):
    network, job = fake_network(memory=(0, 400 * 400)), FillJob()
    part = region(700, 700, slice(330, 390), slice(330, 390))
    result = coarse_to_fine(network, part, job)
    assert job.notes == ["memory ran out; the network worked on tiles of 384 pixels"]
    assert all(max(size) <= 384 for size in sizes(network)[1:])
    assert np.allclose(result[part.hole], COLOUR, atol=1e-5)


def test_a_device_without_memory_gives_way_to_the_cpu(fake_network):
    network, job = fake_network(memory=(1000, 10**9), device="cuda"), FillJob()
    part = region(800, 800, slice(330, 390), slice(330, 390))
    result = coarse_to_fine(network, part, job)
    assert job.notes == [
        "memory ran out; the network worked on tiles of 384 pixels",
        "memory ran out; the network worked on tiles of 256 pixels",
        "the device cuda ran out of memory; the work went on on the CPU",
    ]
    assert job.used_device == "cpu"
    # The CPU has memory enough for large tiles.
    assert max(sizes(network)[-1]) == pconv.TILE
    assert np.allclose(result[part.hole], COLOUR, atol=1e-5)


def test_no_memory_at_all_is_an_error(fake_network):
    network, job = fake_network(memory=(0, 0), device="cuda"), FillJob()
    with pytest.raises(UserError, match="not enough memory to fill this hole; close other"):
        coarse_to_fine(network, region(300, 300, slice(90, 99), slice(90, 99)), job)
    assert "the work went on on the CPU" in job.notes[-1]


def test_progress_does_not_fall_when_work_is_done_again(fake_network, monkeypatch):
    network = fake_network(memory=(10**9, 10**9))
    monkeypatch.setattr(pconv, "load_network", lambda job: network)
    image = np.full((900, 900, 3), 90, np.uint8)
    hole = np.zeros((900, 900), bool)
    hole[100:130, 20:880] = hole[800:830, 20:880] = True
    predict, calls = network.predict, []

    def sometimes(image, hole, job, box):
        calls.append(hole.shape)
        if len(calls) == 2:
            raise MemoryError
        return predict(image, hole, job, box)

    monkeypatch.setattr(network, "predict", sometimes)
    shares = []
    result = fill(image, hole, method="pconv", progress=lambda share, _: shares.append(share))
    assert len(result.notes) == 1
    assert len(calls) > 3
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert shares.count(1.0) == 1


def test_the_method_fills_what_it_is_asked_to(fake_network, monkeypatch, make_photo):
    network = fake_network()
    monkeypatch.setattr(pconv, "load_network", lambda job: network)
    image = make_photo(60, 60)
    hole = np.zeros((60, 60), bool)
    hole[20:40, 20:40] = True
    result = fill(image, hole, method="pconv")
    mean = image[~hole].mean(axis=0)
    assert np.abs(result.pixels[hole] - mean).max() <= 1
    assert PConvMethod.name == "pconv"
    assert (network.seen[0][0][hole] == 0).all()


def test_a_finer_level_fades_into_the_coarser_one(fake_network, monkeypatch):
    """Where levels disagree there is a slope, not an edge."""
    network = fake_network()
    part = region(400, 400, slice(110, 290), slice(110, 290))
    finest = 180 + 2 * NEAR

    def predict(image, hole, job, box):
        return np.full((box.height, box.width, 3), 0.8 if len(hole) == finest else 0.2, np.float32)

    monkeypatch.setattr(network, "predict", predict)
    line = coarse_to_fine(network, part, FillJob())[200, 110:290, 0]
    assert line[0] == pytest.approx(0.8, abs=0.02)
    assert line[90] == pytest.approx(0.2, abs=0.02)
    assert np.abs(np.diff(line)).max() < 0.05
