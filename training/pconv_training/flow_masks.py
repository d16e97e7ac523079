"""Occlusion masks from two consecutive frames of a video (section 4.1 and its reference [31]).

Dense optical flow is estimated forwards and backwards (OpenCV's DIS). A pixel whose way forth and
back does not end where it began is seen in one frame only. The test is that of Sundaram, Brox and
Keutzer (ECCV 2010), Eq. 5: with the flow w at x and the backward flow v at x + w, x is occluded if

    |w + v|^2 > 0.01 (|w|^2 + |v|^2) + 0.5
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pconv_studio.core.errors import PhotoError, UserError
from pconv_training.photos import read_rgb

RELATIVE, ABSOLUTE = 0.01, 0.5
FRAME_SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff", ".ppm"}

Frame = NDArray[np.uint8]


def occlusion_masks(first: Frame, second: Frame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """What is seen in one of two frames only.

    Args:
        first: (H, W) or (H, W, 3) uint8.
        second: the following frame, of the same shape; at least 16 pixels a side.

    Returns:
        Pixels of the first frame that are occluded in the second, and pixels of the second that
        were occluded in the first (dis-occluded): (H, W) bool each.

    Raises:
        ValueError: shapes differ, or the frames are too small.
    """
    if first.shape != second.shape or min(first.shape[:2]) < 16:
        raise ValueError(
            f"frames of {first.shape} and {second.shape}: two of one size, from 16 pixels a side"
        )
    grey = [_grey(frame) for frame in (first, second)]
    # A new one each time: it would take the flow of the pair before as a start.
    forward = _flow(grey[0], grey[1])
    backward = _flow(grey[1], grey[0])
    return inconsistent(forward, backward), inconsistent(backward, forward)


def inconsistent(flow: NDArray[np.float32], back: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Where (H, W, 2) flow, in pixels, x before y, and the flow back do not cancel: (H, W) bool.

    What moves out of the picture counts too.
    """
    height, width = flow.shape[:2]
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    x, y = columns + flow[..., 0], rows + flow[..., 1]
    there = cv2.remap(back, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    error = np.square(flow + there).sum(axis=2)
    size = np.square(flow).sum(axis=2) + np.square(there).sum(axis=2)
    outside = (x < -0.5) | (y < -0.5) | (x > width - 0.5) | (y > height - 0.5)
    return np.asarray((error > RELATIVE * size + ABSOLUTE) | outside)


def _grey(frame: Frame) -> Frame:
    return (
        np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), np.uint8) if frame.ndim == 3 else frame
    )


def _flow(first: Frame, second: Frame) -> NDArray[np.float32]:
    estimator = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    start: Any = None
    return np.asarray(estimator.calc(first, second, start), np.float32)


def square_frames(source: Path, *, side: int, step: int = 1) -> Iterator[Frame]:
    """Frames of a video, or of a folder of pictures in order of their names.

    Args:
        source: a video file, or a folder of frames.
        side: frames are cut to their central square and resized to this side, in pixels.
        step: every how many frames one is taken.

    Yields:
        (side, side, 3) uint8, RGB.

    Raises:
        UserError: there is nothing to read.
    """
    frames = _folder_frames(source, step) if source.is_dir() else _video_frames(source, step)
    found = False
    for frame in frames:
        found = True
        short = min(frame.shape[:2])
        top, left = (frame.shape[0] - short) // 2, (frame.shape[1] - short) // 2
        square = frame[top : top + short, left : left + short]
        method = cv2.INTER_AREA if short >= side else cv2.INTER_CUBIC
        yield np.asarray(
            cv2.resize(np.ascontiguousarray(square), (side, side), interpolation=method), np.uint8
        )
    if not found:
        raise UserError(
            f"{source}: no frames can be read from it; a video file or a folder of pictures can be"
        )


def _folder_frames(folder: Path, step: int) -> Iterator[Frame]:
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in FRAME_SUFFIXES)
    for path in files[::step]:
        try:
            frame = read_rgb(path)
        except PhotoError:
            continue
        yield frame


def _video_frames(path: Path, step: int) -> Iterator[Frame]:
    if not path.is_file():
        raise UserError(f"{path}: there is no such video or folder of frames")
    video = cv2.VideoCapture(str(path))
    try:
        number = 0
        while video.grab():
            if number % step == 0:
                good, frame = video.retrieve()
                if good and frame is not None:
                    yield np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB), np.uint8)
            number += 1
    finally:
        video.release()
