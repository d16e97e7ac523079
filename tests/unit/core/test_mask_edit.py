"""MaskEdit and MaskPatch against whole copies of the coverage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_studio.core.geometry import Box
from pconv_studio.core.mask_edit import MaskEdit


@st.composite
def boxes(draw, height=700, width=600):
    top, left = draw(st.integers(0, height - 1)), draw(st.integers(0, width - 1))
    return Box(top, left, draw(st.integers(top + 1, height)), draw(st.integers(left + 1, width)))


def random_coverage(seed):
    return np.random.default_rng(seed).integers(0, 256, (700, 600), np.uint8)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(boxes(), st.integers(0, 255)), min_size=1, max_size=4),
    st.integers(0, 9),
    boxes(),
)
def test_patch_goes_both_ways_and_original_sees_what_was(writes, seed, looked_at):
    coverage = random_coverage(seed)
    before = coverage.copy()
    edit = MaskEdit(coverage)
    for box, value in writes:
        edit.touch(box)[...] = value
        assert np.array_equal(edit.original(looked_at), before[looked_at.slices])
    after = coverage.copy()
    patch = edit.finish()
    changed = after != before
    if patch is None:
        assert not changed.any()
        return
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert patch.box == Box(rows[0], columns[0], rows[-1] + 1, columns[-1] + 1)
    patch.revert(coverage)
    assert np.array_equal(coverage, before)
    patch.apply(coverage)
    assert np.array_equal(coverage, after)


@settings(max_examples=20)
@given(boxes(), boxes(), st.integers(0, 9))
def test_abort_puts_everything_back(first, second, seed):
    coverage = random_coverage(seed)
    before = coverage.copy()
    edit = MaskEdit(coverage)
    edit.touch(first)[...] = 3
    edit.touch(second)[...] = 200
    edit.abort()
    assert np.array_equal(coverage, before)


def test_untouched_or_unchanged_is_nothing():
    coverage = random_coverage(0)
    edit = MaskEdit(coverage)
    assert edit.finish() is None
    edit.touch(Box(0, 0, 300, 300))
    assert edit.finish() is None
    assert edit.abort() is None


def test_a_stroke_takes_little_memory():
    coverage = np.zeros((4000, 6000), np.uint8)
    edit = MaskEdit(coverage)
    edit.touch(Box(1000, 1000, 1300, 2000))[...] = 255
    patch = edit.finish()
    assert patch is not None
    assert patch.nbytes < 5000


def test_reading_view_cannot_be_written():
    edit = MaskEdit(np.zeros((4, 4), np.uint8))
    with pytest.raises(ValueError, match="read-only"):
        edit.coverage[0, 0] = 1


@pytest.mark.parametrize("coverage", [np.zeros((4, 4), bool), np.zeros((4, 4, 3), np.uint8)])
def test_other_arrays_are_refused(coverage):
    with pytest.raises(ValueError, match="coverage is"):
        MaskEdit(coverage)
