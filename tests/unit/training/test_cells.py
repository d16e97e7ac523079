"""Bins and the border rule, exactly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_training.cells import BORDER, CELLS, border_margin, cell_of, near_border, touches_border


def hole_of(count, side=100):
    """The first ``count`` pixels of the middle, row by row: away from the border."""
    hole = np.zeros((side, side), bool)
    order = np.argsort(np.maximum(*np.abs(np.mgrid[:side, :side] - side / 2 + 0.5)).ravel())
    hole.ravel()[order[:count]] = True
    return hole


def test_there_are_the_papers_twelve_cells():
    assert len(CELLS) == 12
    assert [cell.bin_title for cell in CELLS[::2]] == [
        "(0.01, 0.1]",
        "(0.1, 0.2]",
        "(0.2, 0.3]",
        "(0.3, 0.4]",
        "(0.4, 0.5]",
        "(0.5, 0.6]",
    ]
    assert [cell.border for cell in CELLS] == [False, True] * 6
    assert len({cell.name for cell in CELLS}) == 12


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.booleans())
def test_a_share_is_above_the_lower_and_at_most_the_upper_bound(count, border):
    hole = hole_of(count)
    if border and count:
        # One pixel moves into the corner.
        hole[tuple(np.argwhere(hole)[0])] = False
        hole[0, 0] = True
    share = Fraction(count, hole.size)
    cell = cell_of(hole)
    fitting = [c for c in CELLS if Fraction(c.low, 100) < share <= Fraction(c.high, 100)]
    if not fitting:
        assert cell is None
    else:
        assert cell in fitting
        assert cell.border == near_border(hole)


@pytest.mark.parametrize(
    ("count", "bounds"),
    [
        (100, None),
        (101, (1, 10)),
        (1000, (1, 10)),
        (1001, (10, 20)),
        (6000, (50, 60)),
        (6001, None),
    ],
)
def test_bounds(count, bounds):
    cell = cell_of(hole_of(count))
    assert (cell and (cell.low, cell.high)) == bounds


@settings(max_examples=60)
@given(st.integers(0, 511), st.integers(0, 511))
def test_fifty_pixels_from_the_border_at_512(row, column):
    hole = np.zeros((512, 512), bool)
    hole[row, column] = True
    # Pixels between this one and the outside, on the nearest side.
    distance = min(row, column, 511 - row, 511 - column)
    assert near_border(hole) == (distance < BORDER)
    assert touches_border(hole) == (distance == 0)


def test_the_margin_scales_and_is_rounded_up():
    assert border_margin(512, 512) == 50
    assert border_margin(256, 256) == 25
    assert border_margin(300, 1000) == 30
    assert border_margin(1, 1) == 1
