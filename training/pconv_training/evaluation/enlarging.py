"""What is done with a photo and a factor: it is made smaller, enlarged again, and compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pconv_studio.core.errors import UserError
from pconv_training.evaluation.plan import Pair
from pconv_training.evaluation.run import Candidate, Pixels, measure, run_method, unreadable
from pconv_training.evaluation.store import Record, folder_digest
from pconv_training.low_resolution import shrink
from pconv_training.luma import luma_figures
from pconv_training.metrics import WINDOW
from pconv_training.photos import read_rgb

DEFINITIONS = (
    "Truth: the photo at 8 bits, its lower and right sides cut to multiples of the factor K. Low "
    "resolution: the truth reduced by K with Pillow's antialiased bicubic filter, rounded to 8 "
    "bits, without noise and compression. Every method sees this picture alone; its result is "
    "rounded to 8 bits.",
    "Both figures are those of the BT.601 luma, from 16 to 235 and not rounded, without the K "
    "outermost pixels on each side.",
    "PSNR: of the mean squared difference, for a range of 255; at most 100 dB.",
    "SSIM (Wang et al. 2004): Gaussian window of 11 pixels, sigma 1.5, K1 0.01, K2 0.03, range "
    "255, population covariances, mean over the windows inside the picture.",
    "Intervals: 95 %, percentile bootstrap of the mean over photos, 2000 resamples; none below "
    "five photos.",
)


class Enlarger(Protocol):
    """What enlarges a photo."""

    def __call__(self, image: NDArray[np.uint8], factor: int) -> NDArray[Any]:
        """(h, w, 3) uint8 RGB -> (K h, K w, 3) uint8."""
        ...


@dataclass(frozen=True)
class EnlargeSetting:
    """What all pairs of photo and factor share."""

    photos: Path

    @property
    def size(self) -> str:
        """Size at which photos are evaluated, for people."""
        return "whole photos, sides cut to multiples of the factor"

    def comparable(self) -> dict[str, Any]:
        """What makes results comparable, as plain values; a factor more or less does not matter."""
        from pconv_training.data import find_photos

        return {"task": "sr", "photos": folder_digest(self.photos, find_photos(self.photos))}

    def evaluate(self, pair: Pair, candidates: Sequence[Candidate[Enlarger]]) -> list[Record]:
        """All records of one pair."""
        try:
            truth = load_large(pair, self)
            small = shrink(truth, pair.factor)
            return measure(
                pair,
                candidates,
                lambda candidate: enlarge(candidate, small, pair.factor),
                lambda _, result: luma_figures(result, truth, border=pair.factor),
            )
        except UserError as error:
            return unreadable(pair, candidates, error)
        except MemoryError:
            # Photos are of any size here: the next one may well fit.
            reason = UserError(
                f"{self.photos / pair.photo}: there is not enough memory for this photo; "
                "make it smaller, or take fewer --processes"
            )
            return unreadable(pair, candidates, reason)

    def is_kept(self, pair: Pair, candidate: Candidate[Enlarger]) -> bool:
        """True: nothing is kept beside the figures."""
        return True


def load_large(pair: Pair, setting: EnlargeSetting) -> Pixels:
    """The photo of a pair with sides that are multiples of the factor, (K h, K w, 3) uint8.

    Raises:
        UserError: it cannot be read, or is too small to be compared.
    """
    path, factor = setting.photos / pair.photo, pair.factor
    pixels = read_rgb(path)
    height, width = (side // factor * factor for side in pixels.shape[:2])
    if min(height, width) < WINDOW + 2 * factor:
        raise UserError(
            f"{path}: {pixels.shape[1]} x {pixels.shape[0]} pixels are too few for a comparison "
            f"at x{factor}; leave this photo out"
        )
    return np.ascontiguousarray(pixels[:height, :width])


def enlarge(candidate: Candidate[Enlarger], small: Pixels, factor: int) -> tuple[Pixels, float]:
    """The result of one method, and the seconds that it took.

    Raises:
        UserError: the method gave something that is no picture of the right size.
    """
    shape = (small.shape[0] * factor, small.shape[1] * factor, 3)
    own = small.copy()
    return run_method(candidate.label, lambda: candidate.method(own, factor), shape)
