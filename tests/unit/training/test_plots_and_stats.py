"""Plots are well-formed SVG that holds its numbers; statistics of folders are right."""

from __future__ import annotations

import math
from xml.etree import ElementTree

import numpy as np
import pytest

from pconv_studio.core.masks import save_mask
from pconv_training.mask_stats import mask_facts, ratio_plot, summarise
from pconv_training.plots import Point, bar_plot, line_plot

SVG = "{http://www.w3.org/2000/svg}"


def test_line_plot():
    lines = {
        "a <b>": [Point(1.0, 0.5, 1.5), Point(3.0)],
        "c": [Point(math.nan), Point(2.0, 1.9, 2.1)],
    }
    root = ElementTree.fromstring(line_plot("Title & more", ["x", "y"], lines, x_label="what"))
    texts = [node.text for node in root.iter(f"{SVG}text")]
    for text in ("Title & more", "x", "y", "what", "a <b>", "c"):
        assert text in texts
    # Three points are there, two of them with an interval.
    assert len(list(root.iter(f"{SVG}circle"))) == 3
    groups = root.findall(f"{SVG}g")
    assert [group.find(f"{SVG}title").text for group in groups] == ["a <b>", "c"]
    heights = [float(node.get("cy")) for node in root.iter(f"{SVG}circle")]
    # Larger values lie higher, in proportion.
    assert heights[0] > heights[2] > heights[1]
    assert heights[0] - heights[2] == pytest.approx(heights[2] - heights[1], abs=0.2)


def test_bar_plot():
    root = ElementTree.fromstring(bar_plot("Masks", ["0", "1", "2"], {"n": [2.0, 0.0, 4.0]}))
    bars = [float(node.get("height")) for node in root.findall(f"{SVG}g/{SVG}rect")]
    assert bars[1] == 0
    assert bars[2] == pytest.approx(2 * bars[0], abs=0.2)


@pytest.mark.parametrize("values", [[], [5.0], [5.0, 5.0], [-1e-9, 1e-9], [0.0, 1e6]])
def test_axes_of_odd_values(values):
    names = [str(n) for n in range(len(values))]
    text = line_plot("t", names, {"a": [Point(value) for value in values]})
    root = ElementTree.fromstring(text)
    for node in root.iter(f"{SVG}circle"):
        assert 0 <= float(node.get("cy")) <= 360
    assert "nan" not in text.replace("finance", "")


def test_nothing_from_outside_is_needed():
    text = line_plot("t", ["a"], {"b": [Point(1.0)]})
    assert "href" not in text
    assert "<script" not in text
    assert text.count("http") == 1  # the name of the format


def test_facts_of_a_mask(tmp_path):
    hole = np.zeros((100, 200), bool)
    hole[20:41, 30:71] = True
    hole[60:80, 100:150] = True
    save_mask(hole, tmp_path / "m.png")
    facts = mask_facts(tmp_path / "m.png")
    assert (facts.width, facts.height, facts.parts) == (200, 100, 2)
    assert facts.ratio == pytest.approx((21 * 41 + 20 * 50) / 20_000)
    assert facts.depth == 11
    assert not facts.near_border
    assert facts.cell == "inside-01-10"
    black = mask_facts(tmp_path / "m.png", polarity="black")
    assert black.ratio == pytest.approx(1 - facts.ratio)
    assert black.cell == ""
    (tmp_path / "bad.png").write_bytes(b"nothing")
    assert mask_facts(tmp_path / "bad.png") is None


def test_a_mask_that_is_all_hole(tmp_path):
    save_mask(np.ones((20, 20), bool), tmp_path / "m.png")
    facts = mask_facts(tmp_path / "m.png")
    assert (facts.ratio, facts.parts, facts.depth) == (1.0, 1, 0.0)


def test_summary_and_plot(tmp_path):
    facts = []
    for number in range(1, 9):
        hole = np.zeros((100, 100), bool)
        hole[20 : 20 + number, 20:70] = True
        save_mask(hole, tmp_path / f"{number}.png")
        facts.append(mask_facts(tmp_path / f"{number}.png"))
    summary = summarise(facts)
    assert summary["count"] == 8
    assert summary["sizes"] == {"100x100": 8}
    # 50 pixels are 0.005, 100 are 0.01: neither is above 0.01.
    assert summary["outside"] == 2
    assert sum(summary["cells"].values()) == 6
    assert summary["ratio"]["min"] == 0.005
    assert summary["ratio"]["max"] == 0.04
    root = ElementTree.fromstring(ratio_plot(facts))
    assert "away from the border" in [node.text for node in root.iter(f"{SVG}text")]
    assert summarise([])["ratio"] == {}
