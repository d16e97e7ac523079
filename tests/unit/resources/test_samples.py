from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from pconv_resources import resource, sample, samples


@pytest.mark.parametrize("item", samples(), ids=lambda item: item.name)
def test_sample_and_hole_fit_their_entry(item):
    with Image.open(item.file) as photo:
        photo.load()
        assert photo.size == (item.width, item.height)
        assert photo.mode == "RGB"
    with Image.open(item.hole) as image:
        assert image.format == "PNG"
        assert image.size == (item.width, item.height)
        hole = np.asarray(image.convert("L"))
    assert set(np.unique(hole)) == {0, 255}
    # A hole to fill, not most of the picture.
    assert 0 < (hole > 0).mean() < 0.15


@pytest.mark.parametrize("item", samples(), ids=lambda item: item.name)
def test_sample_is_free_and_credited(item):
    assert item.licence in {"CC0-1.0", "CC-BY-4.0", "public domain"}
    assert item.author in item.credit
    assert item.title in item.credit
    credits_page = resource("samples/CREDITS.md").read_text(encoding="utf-8")
    assert f"`{item.file.name}` | {item.title} | {item.author}" in credits_page


def test_samples_are_what_the_user_guide_promises():
    assert 4 <= len(samples()) <= 6
    assert sum(item.width * item.height > 12_000_000 for item in samples()) >= 2
    folder = resource("samples/samples.json").parent
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 14 * 2**20


def test_sample_by_name():
    assert sample(samples()[0].name) == samples()[0]
    with pytest.raises(KeyError, match="mountain-meadow"):
        sample("no-such-photo")


def test_missing_resource_names_itself():
    with pytest.raises(FileNotFoundError, match=r"icons/none\.svg"):
        resource("icons/none.svg")
