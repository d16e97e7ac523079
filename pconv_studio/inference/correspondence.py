"""Where the patches of one part of a picture are found again in another part of it.

The nearest-neighbour field of PatchMatch (Barnes et al. 2009), of all places at once: each keeps
the best it knows, asks its neighbours where theirs is, and looks around there at random.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

RADIUS = 3
"""Radius of the patches, in pixels."""
DIMENSIONS = 24
"""Principal components kept of a patch's 147 values."""
PATCHES = 20_000
"""Patches that the components are found from."""
SEARCHES = 12
"""Rounds of asking and looking around."""
JUMPS = (8, 4, 2, 1)
"""How far away the neighbours are that are asked, in pixels, round by round."""
TRIALS = 3
"""Places looked at around the best one, each in a quarter of the radius before."""
SETTLINGS = 6
"""Rounds in which places prefer the offset of their neighbours: what was one piece stays one."""
NEIGHBOURS = tuple((row, column) for row in (-1, 0, 1) for column in (-1, 0, 1) if row or column)
NOWHERE = 1 << 20
"""An offset that leads out of every picture."""


def patch_features(image: Array, seed: int = 0) -> Array:
    """The patch around each pixel, in few numbers: distances are nearly those of the patches.

    Args:
        image: (h, w, 3) float32 RGB in [0, 1].
        seed: of the patches that the principal components are found from.

    Returns:
        (h, w, DIMENSIONS) float32: principal components of the patches of CIELAB / 100.
    """
    height, width = image.shape[:2]
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB) / np.float32(100)
    side = 2 * RADIUS + 1
    wide = cv2.copyMakeBorder(lab, RADIUS, RADIUS, RADIUS, RADIUS, cv2.BORDER_REFLECT)
    patches = np.lib.stride_tricks.sliding_window_view(wide, (side, side), axis=(0, 1))
    rng = np.random.default_rng(seed)
    sample = patches[rng.integers(0, height, PATCHES), rng.integers(0, width, PATCHES)]
    _, axes = np.linalg.eigh(np.cov(sample.reshape(PATCHES, -1), rowvar=False))
    filters = axes[:, ::-1][:, :DIMENSIONS].T.reshape(DIMENSIONS, 3, side, side).astype(np.float32)
    channels = cv2.split(lab)
    planes = []
    for kernels in filters:
        parts = [
            cv2.filter2D(channel, cv2.CV_32F, kernel, borderType=cv2.BORDER_REFLECT)
            for channel, kernel in zip(channels, kernels, strict=True)
        ]
        planes.append(parts[0] + parts[1] + parts[2])
    return np.asarray(cv2.merge(planes))


def nearest_patches(
    features: Array,
    target: Array,
    source: Array,
    *,
    seed: int = 0,
    tick: Callable[[float], None] = lambda done: None,
) -> Array:
    """Find each patch of the target in the source.

    Args:
        features: (h, w, d) float32, of the patch around each pixel.
        target: (h, w) bool: what is looked for.
        source: (h, w) bool, not empty: where it may be found.
        seed: of the random search.
        tick: called with the share done after each round; what it raises comes through.

    Returns:
        (h, w, 2) int32: rows and columns from a pixel of the target to one of the source; NOWHERE
        outside the target.
    """
    search = _Search(features, target, source, np.random.default_rng(seed))
    rounds = SEARCHES + SETTLINGS
    for index in range(rounds):
        if index < SEARCHES:
            search.look(JUMPS[index % len(JUMPS)], wide=index % 2 == 0)
        else:
            search.settle()
        tick((index + 1) / rounds)
    return search.field()


class _Search:
    """The state between the rounds of :func:`nearest_patches`: places by number, their matches."""

    def __init__(
        self, features: Array, target: Array, source: Array, rng: np.random.Generator
    ) -> None:
        self.shape = np.array(target.shape)
        self.features = features.reshape(-1, features.shape[2])
        self.source = source.ravel()
        self.rng = rng
        self.places = np.argwhere(target)
        self.wanted = features[target]
        found = np.flatnonzero(source)
        picked = found[rng.integers(0, len(found), len(self.places))]
        self.matches = np.stack(np.divmod(picked, target.shape[1]), axis=1)
        self.cost = self._distances(np.arange(len(self.places)), picked)
        self.worth = 0.0
        # With a margin: those who ask beyond the border get no answer rather than an error.
        self.margin = max(JUMPS)
        height, self.stride = self.shape + 2 * self.margin
        self.offsets = np.full((height * self.stride, 2), NOWHERE, np.int32)
        rows, columns = (self.places + self.margin).T
        self.cells = rows * self.stride + columns

    def look(self, jump: int, *, wide: bool) -> None:
        """Ask the neighbours ``jump`` pixels away, then look around the best place so far."""
        everyone = np.arange(len(self.places))
        self._take_best(
            everyone, [self.places + offsets for offsets in self._around(everyone, jump)]
        )
        radius = int(self.shape.max()) // (1 if wide else 2)
        for _ in range(TRIALS):
            radius = max(1, radius // 4)
            steps = self.rng.integers(-radius, radius + 1, self.matches.shape)
            self._take_best(everyone, [self.matches + steps])

    def settle(self) -> None:
        """Take the offset of neighbours where it is nearly as good.

        At the first time it is decided how much that is worth: twice the usual distance. Half of
        the places move at a time, while their neighbours stand still.
        """
        if not self.worth:
            self.worth = 2 * float(np.median(self.cost)) + 1e-5
        movers = np.flatnonzero(self.rng.random(len(self.places)) < 0.5)
        around = self._around(movers, 1)
        self._take_best(movers, [self.places[movers] + offsets for offsets in around], around)

    def field(self) -> Array:
        """The offsets as :func:`nearest_patches` returns them."""
        self._write_offsets()
        inside = slice(self.margin, -self.margin)
        return self.offsets.reshape(-1, self.stride, 2)[inside, inside].copy()

    def _around(self, which: Array, jump: int) -> list[Array]:
        """For each direction (n, 2): the offsets of the neighbours ``jump`` pixels away."""
        self._write_offsets()
        cells = self.cells[which]
        return [
            self.offsets.take(cells + jump * (down * self.stride + right), axis=0)
            for down, right in NEIGHBOURS
        ]

    def _write_offsets(self) -> None:
        self.offsets[self.cells] = self.matches - self.places

    def _take_best(
        self, which: Array, candidates: Sequence[Array], around: Sequence[Array] = ()
    ) -> None:
        """Move places to the best of (n, 2) candidates, their own match included.

        ``around`` are the offsets of the neighbours; agreement with them counts for a match.
        """
        matches, cost = self.matches[which], self.cost[which]
        places = self.places[which]
        score = cost - self._agreement(matches - places, around)
        current = self._number(matches)
        for candidate in candidates:
            rows, columns = candidate.T
            usable = (rows >= 0) & (rows < self.shape[0])
            usable &= (columns >= 0) & (columns < self.shape[1])
            index = np.where(usable, self._number(candidate), 0)
            # Neighbours that belong to one piece name the place that is known already.
            usable &= self.source[index] & (index != current)
            distance = np.full(len(which), np.inf, np.float32)
            distance[usable] = self._distances(which[usable], index[usable])
            its_score = distance - self._agreement(candidate - places, around)
            better = its_score < score
            matches[better], cost[better] = candidate[better], distance[better]
            current = np.where(better, index, current)
            score = np.where(better, its_score, score)
        self.matches[which], self.cost[which] = matches, cost

    def _number(self, places: Array) -> Array:
        """(n, 2) rows and columns -> (n,): where they lie in the rows of ``features``."""
        return np.asarray(places[:, 0] * self.shape[1] + places[:, 1])

    def _distances(self, which: Array, index: Array) -> Array:
        difference = self.features.take(index, axis=0)
        difference -= self.wanted.take(which, axis=0)
        return np.asarray(np.einsum("nd,nd->n", difference, difference))

    def _agreement(self, offsets: Array, around: Sequence[Array]) -> Array:
        """What it is worth that this share of the neighbours has the same offset: (n,)."""
        same = np.zeros(len(offsets), np.float32)
        for other in around:
            # Column by column: all() over an axis of two takes several times as long.
            same += (offsets[:, 0] == other[:, 0]) & (offsets[:, 1] == other[:, 1])
        return same * np.float32(self.worth / len(NEIGHBOURS))
