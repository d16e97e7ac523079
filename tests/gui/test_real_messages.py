"""Errors and notes as they really come, rare ones too, in the German window."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest
import torch
from PySide6.QtCore import QLocale
from safetensors.torch import save_file

from pconv_models.checkpoint import CheckpointError, load_checkpoint
from pconv_models.importers import import_network
from pconv_studio.core.decode import load_photo
from pconv_studio.core.document import Document
from pconv_studio.core.encode import save_photo
from pconv_studio.core.errors import UserError
from pconv_studio.core.export import ExportOptions, expand_pattern
from pconv_studio.core.masks import load_mask, save_mask
from pconv_studio.core.project import load_project, save_project
from pconv_studio.gui.errors import open_errors
from pconv_studio.gui.i18n import install_translator
from pconv_studio.gui.messages import recognised, translated_message, translated_note
from pconv_studio.inference import fill, upscale
from pconv_studio.inference.devices import resolve_device
from pconv_studio.inference.enlarger_choices import plan_upscale
from pconv_studio.inference.fill_file import FillOptions, fill_file, mask_for
from pconv_studio.inference.network import model_path


@pytest.fixture
def german(qapp):
    before = QLocale()
    install_translator(qapp, "de")
    yield
    install_translator(qapp, "en")
    QLocale.setDefault(before)


def written(path, data):
    path.write_bytes(data)
    return path


def project_without(folder, photo, key):
    """A project whose manifest lacks an entry."""
    path = folder / "a.pconv"
    save_project(Document(photo).state(), path, settings={})
    with zipfile.ZipFile(path) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    manifest = json.loads(entries["manifest.json"])
    del manifest[key]
    entries["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return path


def weights_of(folder, **config):
    """A file of weights of this program, with a configuration of its own."""
    metadata = {"format": "pconv-studio", "format_version": "1", "config": json.dumps(config)}
    save_file({"a.weight": torch.zeros(1)}, folder / "w.safetensors", metadata)
    return folder / "w.safetensors"


def foreign(folder, content):
    torch.save(content, folder / "x.pth")
    return folder / "x.pth"


def small_mask(folder, hole):
    save_mask(hole, folder / "m.png")
    return folder / "m.png"


def two_masks(folder):
    for name in ("p.png", "p.bmp"):
        (folder / name).touch()
    return folder


def without_hole(folder, photo):
    mask = small_mask(folder, np.zeros(photo.pixels.shape[:2], bool))
    fill_file(save_photo(photo, folder / "p.png"), mask, folder / "o.png", FillOptions())


# What is done with a folder and a photo, and what is said of it behind the file's name.
ERRORS = [
    (
        lambda d, p: load_photo(d / "gone.jpg"),
        "diese Datei gibt es nicht; Name und Ordner prüfen",
    ),
    (
        lambda d, p: load_photo(written(d / "a.psd", b"8BPS" + bytes(40))),
        "PSD von Photoshop kann nicht geöffnet werden; in PNG oder TIFF umwandeln",
    ),
    (
        lambda d, p: load_photo(written(d / "t.jpg", b"text")),
        "das ist kein Foto einer Art, die geöffnet werden kann "
        "(JPEG, PNG, TIFF, WebP, BMP, GIF, HEIC, RAW); eine andere Datei wählen",
    ),
    (
        lambda d, p: load_mask(small_mask(d, np.ones((5, 7), bool)), size=(50, 70)),
        "die Maske hat 7 × 5 Pixel, das Foto 70 × 50; die Maske in der Größe des Fotos exportieren",
    ),
    (
        lambda d, p: save_photo(p, d / "nowhere" / "x.png"),
        "kann nicht gespeichert werden: den Ordner gibt es nicht; "
        "ihn anlegen oder einen anderen wählen",
    ),
    (
        lambda d, p: load_project(project_without(d, p, "layers")),
        "das Projekt ist beschädigt (layers fehlt); eine andere Kopie nehmen",
    ),
    (
        lambda d, p: mask_for(d / "photos" / "p.jpg", two_masks(d)),
        "2 Masken namens p.* in {folder}; genau eine wie das Foto benennen",
    ),
    (
        without_hole,
        "die Maske hat kein Loch; weiß übermalen, was weg soll, "
        "oder Schwarz als Farbe des Lochs angeben (--hole black)",
    ),
    (
        lambda d, p: expand_pattern("{name", source=d, format="PNG", index=1),
        "im Namen „{name“ ist eine geschweifte Klammer zu wenig oder zu viel; "
        "für die Klammer selbst {{ schreiben",
    ),
    (
        lambda d, p: expand_pattern("{n:x}", source=d, format="PNG", index=1),
        "{n:x} ist keine Schreibweise; "
        "für Ziffern {n:03} und für eine andere Reihenfolge {date:%Y%m%d} nehmen",
    ),
    (
        lambda d, p: ExportOptions(long_edge=0),
        "die längere Seite hat 1 Pixel oder mehr, nicht 0",
    ),
    (
        lambda d, p: resolve_device("tpu"),
        "ein Gerät 'tpu' gibt es nicht; es gibt auto, cpu, cuda, mps",
    ),
    (
        lambda d, p: model_path("nothing"),
        "weder ein mitgeliefertes Modell (compact) noch eine Datei mit Gewichten",
    ),
    (
        lambda d, p: load_checkpoint(weights_of(d, width=0)),
        "die Metadaten sind beschädigt (width 0 und depth 8: width >= 1, depth 1 bis 12 sind "
        "möglich); die Datei neu besorgen",
    ),
    (
        lambda d, p: import_network(foreign(d, [1, 2])),
        "sie enthält list und keine Tabelle von Gewichten; "
        "das state_dict des Netzes speichern und das importieren",
    ),
    (
        lambda d, p: import_network(foreign(d, {"a": torch.zeros(1), "b": {}})),
        "wo die Gewichte sein sollten, steht mehr als benannte Tensoren; die Datei neu besorgen",
    ),
    (
        lambda d, p: fill(p.pixels, np.ones(p.pixels.shape[:2], bool), method="magic"),
        "ein Verfahren 'magic' gibt es nicht; es gibt pconv-detail, pconv, patchmatch, telea, ns",
    ),
    (
        lambda d, p: fill(p.pixels, np.ones(p.pixels.shape[:2], bool), method="telea"),
        "das Loch bedeckt alles, was zu sehen ist: Nichts bleibt, um es zu füllen; es verkleinern",
    ),
]


@pytest.mark.parametrize(("act", "said"), ERRORS)
def test_errors_are_said_in_german(german, tmp_path, photo, act, said):
    with pytest.raises((UserError, CheckpointError)) as caught:
        act(tmp_path, photo)
    message = str(caught.value)
    before, _, _ = recognised(message)
    assert message.startswith(before)
    assert translated_message(caught.value) == before + said.replace("{folder}", str(tmp_path))


@pytest.mark.parametrize("method", ["pconv-detail", "pconv", "patchmatch", "telea"])
def test_what_a_real_fill_says_is_known(method):
    image = np.random.default_rng(0).integers(0, 256, (200, 240, 3), np.uint8)
    hole = np.zeros((200, 240), bool)
    hole[40:160, 50:190] = True
    said = []
    result = fill(
        image, hole, method=method, device="cpu", progress=lambda _share, text: said.append(text)
    )
    assert any("hole" in text for text in said)
    for text in (*said, *result.notes):
        assert recognised(text) is not None, text


# In the window itself.


@pytest.fixture
def window(make_window, german):
    yield make_window()
    for dialog in open_errors():
        dialog.close()


def opened(qtbot, window, path):
    with qtbot.waitSignal(window.files.opened):
        window.files.open(path)


def shown(qtbot):
    qtbot.waitUntil(lambda: bool(open_errors()))
    return open_errors()[0].text


def test_a_damaged_project(window, qtbot, tmp_path, photo):
    path = project_without(tmp_path, photo, "settings")
    window.files.open(path)
    assert f"{path}: das Projekt ist beschädigt (settings fehlt); eine andere" in shown(qtbot)


def test_a_mask_of_another_size(window, qtbot, tmp_path, photo):
    opened(qtbot, window, save_photo(photo, tmp_path / "p.png"))
    window.mask_actions.load_file(small_mask(tmp_path, np.ones((5, 7), bool)))
    assert "die Maske hat 7 × 5 Pixel, das Foto 320 × 240" in shown(qtbot)


def test_a_file_that_is_no_model(window, qtbot, tmp_path):
    window.model_dock.facts.show_model(str(weights_of(tmp_path, head="round", origin="x")))
    assert (
        "die Metadaten sind beschädigt (head 'round': „linear“"
        in window.model_dock.facts.words.text()
    )


def test_notes_of_a_photo(window, qtbot, tmp_path, photo):
    from PIL import Image

    Image.fromarray(photo.pixels).convert("P").save(tmp_path / "p.gif")
    said = []
    window.controller.reported.connect(said.append)
    opened(qtbot, window, tmp_path / "p.gif")
    assert said[-1] == "Palette in volle Farben umgewandelt."


def test_notes_are_translated_as_sentences(german):
    assert translated_note("palette expanded to full colour") == (
        "Palette in volle Farben umgewandelt."
    )


@pytest.mark.usefixtures("german")
def test_numbers_have_the_language_s_own_point(monkeypatch):
    monkeypatch.setattr(upscale, "available_bytes", lambda: 10**9)
    with pytest.raises(UserError) as caught:
        upscale.check_size((5000, 4000, 3), np.uint8, plan_upscale(4))
    assert ".0 GB" in str(caught.value)
    said = translated_message(caught.value)
    assert "1,0 GB" in said
    assert ".0 GB" not in said
