"""The nearest-neighbour field of patches, against exhaustive search."""

import cv2
import numpy as np
import pytest

from pconv_resources import sample
from pconv_studio.core.decode import load_photo
from pconv_studio.inference.contract import Cancelled
from pconv_studio.inference.correspondence import (
    NOWHERE,
    RADIUS,
    nearest_patches,
    patch_features,
)

SIDE = 72


@pytest.fixture(scope="module")
def meadow():
    """Grass and stones, (SIDE, SIDE, 3) float32."""
    part = load_photo(sample("mountain-meadow").file).pixels[
        1500 : 1500 + 2 * SIDE, 1500 : 1500 + 2 * SIDE
    ]
    return cv2.resize(part, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


@pytest.fixture(scope="module")
def parts():
    """What is looked for, and where: apart by a patch."""
    target = np.zeros((SIDE, SIDE), bool)
    target[24:48, 20:50] = True
    source = cv2.dilate(target.astype(np.uint8), np.ones((2 * RADIUS + 1,) * 2, np.uint8)) == 0
    return target, source


def matched(offsets, target):
    places = np.argwhere(target)
    return places, places + offsets[target]


def costs(features, places, matches):
    difference = features[tuple(places.T)] - features[tuple(matches.T)]
    return np.square(difference).sum(axis=1)


def test_features_are_as_far_apart_as_their_patches(meadow):
    features = patch_features(meadow)
    lab = cv2.cvtColor(meadow, cv2.COLOR_RGB2LAB) / 100
    rng = np.random.default_rng(2)
    one, other = rng.integers(RADIUS, SIDE - RADIUS, (2, 300, 2))

    def patch(place):
        rows, columns = (slice(p - RADIUS, p + RADIUS + 1) for p in place)
        return lab[rows, columns].ravel()

    patches = [np.square(patch(a) - patch(b)).sum() for a, b in zip(one, other, strict=True)]
    ratio = costs(features, one, other) / np.maximum(patches, 1e-6)
    # A projection makes nothing longer, and the first components hold most of the length.
    assert ratio.max() <= 1 + 1e-3
    assert np.median(ratio) > 0.7


def test_matches_are_nearly_the_nearest_there_are(meadow, parts):
    target, source = parts
    features = patch_features(meadow)
    places, matches = matched(nearest_patches(features, target, source), target)
    found = costs(features, places, matches)
    everywhere = features[source]
    least = np.array([np.square(everywhere - f).sum(axis=1).min() for f in features[target]])
    anywhere = np.random.default_rng(1).choice(np.argwhere(source), len(places))
    random = costs(features, places, anywhere)
    assert (found >= least - 1e-4).all()
    # Neighbours that agree are worth a little distance.
    assert found.mean() < 2 * least.mean() + 1e-3
    assert found.mean() < 0.4 * random.mean()


def test_only_the_source_is_matched(meadow, parts):
    target, source = parts
    offsets = nearest_patches(patch_features(meadow), target, source)
    assert offsets.shape == (SIDE, SIDE, 2)
    assert (offsets[~target] == NOWHERE).all()
    _, matches = matched(offsets, target)
    assert source[tuple(matches.T)].all()


def test_a_single_source_is_enough(meadow, parts):
    target, _ = parts
    source = np.zeros_like(target)
    source[3, 4] = True
    _, matches = matched(nearest_patches(patch_features(meadow), target, source), target)
    assert (matches == (3, 4)).all()


def test_what_was_copied_is_found_in_one_piece():
    image = np.random.default_rng(3).uniform(0, 1, (SIDE, SIDE, 3)).astype(np.float32)
    image[30:60, 10:60] = image[2:32, 10:60]
    target, source = np.zeros((2, SIDE, SIDE), bool)
    # Patches that lie in the copy, and where they were copied from.
    target[30 + RADIUS : 50, 10 + RADIUS : 60 - RADIUS] = True
    source[: 30 - RADIUS] = True
    offsets = nearest_patches(patch_features(image), target, source)
    assert (offsets[target] == (-28, 0)).all(axis=1).mean() > 0.95


def test_the_same_seed_finds_the_same(meadow, parts):
    features = patch_features(meadow)
    one, again = (nearest_patches(features, *parts, seed=5) for _ in range(2))
    assert (one == again).all()


def test_rounds_can_be_followed_and_ended(meadow, parts):
    features = patch_features(meadow)
    shares = []
    nearest_patches(features, *parts, tick=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1

    def stop(done):
        if done > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        nearest_patches(features, *parts, tick=stop)
