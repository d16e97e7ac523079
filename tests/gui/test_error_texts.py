"""Errors about files are said in the person's language, and the file is named as before."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from pconv_studio.core.decode import load_photo
from pconv_studio.core.encode import save_photo
from pconv_studio.core.errors import UserError
from pconv_studio.core.masks import load_mask, save_mask
from pconv_studio.gui.error_texts import translated_error
from pconv_studio.gui.i18n import install_translator


@pytest.fixture
def german(qapp):
    install_translator(qapp, "de")
    yield
    install_translator(qapp, "en")


def errors(folder, photo):
    """Real errors, as the parts without Qt raise them."""
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "text.jpg").write_text("no photo")
    saved = save_photo(photo, folder / "photo.png")
    (folder / "cut.png").write_bytes(saved.read_bytes()[:2000])
    save_mask(np.ones((5, 7), bool), folder / "mask.png")
    for act in (
        lambda: load_photo(folder / "gone.jpg"),
        lambda: load_photo(folder),
        lambda: load_photo(folder / "empty.jpg"),
        lambda: load_photo(folder / "text.jpg"),
        lambda: load_photo(folder / "cut.png"),
        lambda: load_mask(folder / "mask.png", size=(50, 70)),
        lambda: save_photo(photo, saved),
        lambda: save_photo(photo, folder / "nowhere" / "x.png"),
    ):
        with pytest.raises(UserError) as caught:
            act()
        yield str(caught.value)


def test_real_errors_are_known(german, tmp_path, photo):
    for message in errors(tmp_path, photo):
        said = translated_error(message)
        assert said != message
        assert message.split(": ")[0] in said


def test_english_says_the_same(qapp, tmp_path, photo):
    assert QApplication.instance() is qapp
    for message in errors(tmp_path, photo):
        assert translated_error(message).replace("×", "x") == message


def test_unknown_stays(german):
    assert translated_error("C: something: else") == "C: something: else"
