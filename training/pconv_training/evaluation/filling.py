"""What is done with a photo and a mask: every method fills the hole, and the whole is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from pconv_studio.core.errors import UserError
from pconv_training.evaluation.plan import Pair, central_square
from pconv_training.evaluation.run import Candidate, Pixels, measure, run_method, unreadable
from pconv_training.evaluation.store import Record, folder_digest
from pconv_training.manifest import MANIFEST_FILE
from pconv_training.mask_folder import Polarity, find_masks, read_hole
from pconv_training.masks import REFERENCE_SIDE, dilate
from pconv_training.metrics import picture_figures
from pconv_training.photos import read_rgb
from pconv_training.testset import PLAN_FILE

TRUTH = "truth"
PICTURES = "pictures"


class Filler(Protocol):
    """What fills a photo."""

    def __call__(self, image: NDArray[np.uint8], hole: NDArray[np.bool_]) -> NDArray[Any]:
        """Fill (H, W, 3) uint8 RGB, grey in the hole, where (H, W) bool is True.

        Returns:
            (H, W, 3) uint8; only what lies in the hole is used.
        """
        ...


@dataclass(frozen=True)
class FillSetting:
    """What all pairs of photo and mask share."""

    photos: Path
    masks: Path
    polarity: Polarity = "white"
    side: int = REFERENCE_SIDE
    """Photos are cut to their central square and resized to this side, in pixels."""
    inception: Path | None = None
    """Weights of Inception-v3, for the IScore."""
    pictures: Path | None = None
    """Folder in which truth and results are kept as PNG."""

    @property
    def size(self) -> str:
        """Size at which photos are evaluated, for people."""
        return f"{self.side} x {self.side} pixels, central square of each photo"

    def comparable(self) -> dict[str, Any]:
        """What makes results comparable, as plain values; UserError if weights are not there."""
        from pconv_training.data import find_photos
        from pconv_training.iscore import weights_digest

        # The files in which a test set says what its masks are count as well.
        about = [self.masks / name for name in (MANIFEST_FILE, PLAN_FILE)]
        masks = [*find_masks(self.masks), *filter(Path.is_file, about)]
        return {
            "photos": folder_digest(self.photos, find_photos(self.photos)),
            "masks": folder_digest(self.masks, masks),
            "hole": self.polarity,
            "side": self.side,
            "inception": weights_digest(self.inception) if self.inception else "",
        }

    def evaluate(self, pair: Pair, candidates: Sequence[Candidate[Filler]]) -> list[Record]:
        """All records of one pair."""
        try:
            truth, hole = load_truth(pair, self), load_hole(pair, self)
        except UserError as error:
            return unreadable(pair, candidates, error)

        def figures(candidate: Candidate[Filler], result: Pixels) -> dict[str, float]:
            found = picture_figures(result, truth)
            if self.inception is not None:
                from pconv_training.iscore import load_inception

                found["iscore"] = load_inception(self.inception).divergence(result, truth)
            if self.pictures is not None:
                save_picture(picture_path(self.pictures, pair, candidate.label), result)
            return found

        records = measure(
            pair,
            candidates,
            lambda candidate: fill_pair(candidate, truth, hole),
            figures,
            ratio=round(float(np.count_nonzero(hole) / hole.size), 6),
        )
        if self.pictures is not None and records:
            save_picture(picture_path(self.pictures, pair, TRUTH), truth)
        return records

    def is_kept(self, pair: Pair, candidate: Candidate[Filler]) -> bool:
        """Whether the picture is there, if pictures are kept."""
        return self.pictures is None or picture_path(self.pictures, pair, candidate.label).is_file()


def load_truth(pair: Pair, setting: FillSetting) -> Pixels:
    """The photo of a pair at the evaluated size, (side, side, 3) uint8; UserError if unreadable."""
    # torch comes with it, which mask tools have no use for.
    from pconv_training.data import resize

    pixels = read_rgb(setting.photos / pair.photo)
    short = min(pixels.shape[:2])
    top, left = (pixels.shape[0] - short) // 2, (pixels.shape[1] - short) // 2
    return np.ascontiguousarray(
        resize(pixels[top : top + short, left : left + short], setting.side, setting.side)
    )


@lru_cache(maxsize=1)
def _mask(path: Path, polarity: Polarity, side: int) -> NDArray[np.bool_]:
    hole = central_square(read_hole(path, polarity))
    if hole.shape[0] != side:
        small = cv2.resize(
            np.ascontiguousarray(hole).view(np.uint8), (side, side), interpolation=cv2.INTER_NEAREST
        )
        hole = small > 0
    return np.ascontiguousarray(hole)


def load_hole(pair: Pair, setting: FillSetting) -> NDArray[np.bool_]:
    """The hole of a pair as it is evaluated, (side, side) bool; PhotoError if unreadable."""
    hole = _mask(setting.masks / pair.mask, setting.polarity, setting.side)
    return dilate(hole, pair.dilation * setting.side / REFERENCE_SIDE)


def fill_pair(
    candidate: Candidate[Filler], truth: Pixels, hole: NDArray[np.bool_]
) -> tuple[Pixels, float]:
    """The composite of one method, and the seconds that the method took.

    Raises:
        UserError: the method gave something that is no picture of the photo's size.
    """
    # Whatever the method does, it cannot look at what it is to guess.
    image = _composite(np.full_like(truth, 127), truth, hole)
    own = hole.copy()
    filled, seconds = run_method(candidate.label, lambda: candidate.method(image, own), truth.shape)
    return _composite(filled, truth, hole), seconds


def _composite(inside: Pixels, outside: Pixels, hole: NDArray[np.bool_]) -> Pixels:
    """(H, W, 3): one picture where (H, W) bool is True, another elsewhere."""
    mask = np.ascontiguousarray(hole).view(np.uint8)
    return np.asarray(cv2.copyTo(np.ascontiguousarray(inside), mask, outside.copy()), np.uint8)


def picture_path(folder: Path, pair: Pair, label: str) -> Path:
    """Where a picture of a pair is kept, as the blind comparison reads it."""
    safe = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in label)
    return folder / f"{pair.index:05}_{pair.cell or 'other'}" / f"{safe}.png"


def save_picture(path: Path, pixels: Pixels) -> None:
    """Write (H, W, 3) uint8 RGB as PNG; SaveError if the system refuses."""
    from pconv_studio.core.atomic import atomic_write

    path.parent.mkdir(parents=True, exist_ok=True)
    good, data = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    assert good, "a picture of bytes can be encoded"
    atomic_write(path, data.tobytes())
