"""Every sentence the engine says of its work is known to the window."""

from __future__ import annotations

import numpy as np
import pytest

from pconv_studio.gui import engine_texts
from pconv_studio.gui.engine_texts import translated
from pconv_studio.inference import fill


@pytest.mark.parametrize("method", ["pconv-detail", "pconv", "patchmatch"])
def test_what_a_real_fill_says_is_known(method, monkeypatch):
    image = np.random.default_rng(0).integers(0, 256, (200, 240, 3), np.uint8)
    hole = np.zeros((200, 240), bool)
    hole[40:160, 50:190] = True
    said = []
    result = fill(
        image, hole, method=method, device="cpu", progress=lambda _share, text: said.append(text)
    )
    said.extend(result.notes)
    assert said
    seen = []
    # Formatting says that a pattern has matched, whatever the language.
    monkeypatch.setattr(
        engine_texts,
        "_templates",
        lambda templates=engine_texts._templates: [
            (pattern, "known " + template) for pattern, template in templates()
        ],
    )
    for text in said:
        assert translated(text).startswith("known "), text
        seen.append(text)
    assert any("hole" in text for text in seen)


def test_unknown_words_stay(qapp):
    assert translated("another method's words") == "another method's words"
    assert translated("hole 2 of 5") == "hole 2 of 5"
