"""Occlusion masks: squares that move over a background, with known answers."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from pconv_studio.core.errors import UserError
from pconv_training.flow_masks import inconsistent, occlusion_masks, square_frames

SIDE = 128


def texture(seed, size=(SIDE, SIDE)):
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, 256, (*size, 3), np.uint8)
    return np.ascontiguousarray(cv2.GaussianBlur(noise, (0, 0), 1.5) // 2 * 2)


def scene(shift):
    """A textured square on a textured ground, ``shift`` pixels to the right."""
    frame = texture(0)
    frame[40:88, 30 + shift : 78 + shift] = np.roll(texture(1), 3, 0)[:48, :48]
    return frame


def test_flow_that_cancels_is_consistent():
    flow = np.zeros((20, 24, 2), np.float32)
    assert not inconsistent(flow, flow).any()
    flow[..., 0] = 3
    there = inconsistent(flow, -flow)
    # What leaves the picture is not seen again.
    assert there[:, -3:].all()
    assert not there[:, :-3].any()


def test_the_threshold_is_the_published_one():
    flow = np.zeros((9, 9, 2), np.float32)
    back = np.zeros((9, 9, 2), np.float32)
    back[..., 1] = np.sqrt(0.5)
    # |w + v|^2 = 0.5 is not above 0.01 * 0.5 + 0.5 ...
    assert not inconsistent(flow, back).any()
    back[..., 1] = np.sqrt(0.51)
    # ... and 0.51 is above 0.01 * 0.51 + 0.5.
    assert inconsistent(flow, back).all()


def test_still_frames_hide_nothing():
    first, second = occlusion_masks(scene(0), scene(0))
    assert not first.any()
    assert not second.any()


def test_a_moving_square_covers_and_uncovers():
    covered, uncovered = occlusion_masks(scene(0), scene(8))
    for hole in (covered, uncovered):
        assert hole.shape == (SIDE, SIDE)
        assert hole.dtype == np.bool_
    # The ground right of the square disappears, that on its left appears.
    assert covered[44:84, 79:86].mean() > 0.5
    assert uncovered[44:84, 31:38].mean() > 0.5
    assert covered[44:84, 40:70].mean() < 0.1
    assert covered[:30].mean() < 0.05
    assert uncovered[100:].mean() < 0.05


def test_the_other_way_round_swaps_them():
    ahead, back = occlusion_masks(scene(0), scene(6)), occlusion_masks(scene(6), scene(0))
    assert (ahead[0] == back[1]).all()
    assert (ahead[1] == back[0]).all()


def test_grey_frames_and_wrong_ones():
    grey = [cv2.cvtColor(scene(shift), cv2.COLOR_RGB2GRAY) for shift in (0, 8)]
    assert (occlusion_masks(*grey)[0] == occlusion_masks(scene(0), scene(8))[0]).all()
    with pytest.raises(ValueError, match="of one size"):
        occlusion_masks(grey[0], grey[1][:100])
    with pytest.raises(ValueError, match="from 16 pixels"):
        occlusion_masks(grey[0][:8], grey[1][:8])


def test_frames_of_a_folder(tmp_path):
    for number in range(5):
        Image.fromarray(texture(number, (60, 90))).save(tmp_path / f"{number}.png")
    (tmp_path / "notes.txt").write_text("no frame")
    frames = list(square_frames(tmp_path, side=32, step=2))
    assert [frame.shape for frame in frames] == [(32, 32, 3)] * 3
    whole = list(square_frames(tmp_path, side=60))
    assert (whole[1] == texture(1, (60, 90))[:, 15:75]).all()


@pytest.mark.parametrize(("dtype", "scale"), [(np.uint16, 257), (np.float32, 1 / 255)])
def test_frames_of_other_depths_keep_their_values(tmp_path, dtype, scale):
    shown = texture(2, (40, 40))
    pixels = (shown * np.float64(scale)).astype(dtype)
    tifffile.imwrite(tmp_path / "0.tif", pixels, photometric="rgb")
    (frame,) = square_frames(tmp_path, side=40)
    assert (frame == shown).all()


def test_frames_of_a_video(tmp_path):
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (96, 64))
    if not writer.isOpened():
        pytest.fail("OpenCV was built without its own Motion-JPEG writer")
    for shift in range(4):
        frame = np.zeros((64, 96, 3), np.uint8)
        frame[..., 2] = 200
        frame[:, : 10 + 10 * shift] = 0
        writer.write(frame)
    writer.release()
    frames = list(square_frames(path, side=64))
    assert len(frames) == 4
    # Red in RGB, although OpenCV reads BGR.
    assert frames[0][30, 60, 0] > 150
    assert frames[0][30, 60, 2] < 60


@pytest.mark.parametrize("content", [None, b"", b"no video at all"])
def test_no_video(tmp_path, content):
    path = tmp_path / "clip.mp4"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=r"clip\.mp4"):
        list(square_frames(path, side=32))


def test_an_empty_folder(tmp_path):
    with pytest.raises(UserError, match="no frames"):
        list(square_frames(tmp_path, side=32))
