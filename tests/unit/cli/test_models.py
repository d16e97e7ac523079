"""`pconv models`: the bundled ones."""

from __future__ import annotations

import json
import os

import pytest

import pconv_models.catalogue as catalogue


def test_models_list(pconv):
    ran = pconv("models", "list")
    assert ran.code == 0
    assert ran.out.startswith("compact ")
    rows = json.loads(pconv("models", "list", "--json").out)
    assert rows[0]["name"] == "compact"
    assert rows[0]["task"] == "inpainting"
    assert rows[0]["convolution"] == "partial"
    assert len(rows[0]["sha256"]) == 64
    assert os.path.isfile(rows[0]["file"])
    assert [row["name"] for row in rows] == list(catalogue.bundled_models())


def test_models_show(pconv, bundle):
    ran = pconv("models", "show", "small")
    assert ran.code == 0
    assert str(bundle) in ran.out
    assert catalogue.sha256_of(bundle) in ran.out
    assert '"steps": 7' in ran.out
    assert "width 4" in ran.out
    assert "trained   not stated" in ran.out
    assert "licence   MIT" in ran.out
    assert f"{catalogue.sha256_of(bundle)}, as noted" in ran.out
    ran = pconv("models", "show", bundle)
    assert "noted" not in ran.out
    bundle.with_suffix(".md").write_text("# A model card\n", encoding="utf-8")
    assert pconv("models", "show", "small").out.endswith("# A model card\n")
    assert "A model card" not in pconv("models", "show", bundle).out


@pytest.fixture
def bundle(tmp_path, monkeypatch):
    """A catalogue of two small models; returns the file of the first."""
    from pconv_models.checkpoint import save_checkpoint
    from pconv_models.config import UNetConfig
    from pconv_models.unet import PConvUNet

    folder = tmp_path / "weights"
    folder.mkdir()
    entries = []
    for name in ("small", "other"):
        path = folder / f"{name}.safetensors"
        save_checkpoint(path, PConvUNet(UNetConfig(width=4, depth=2)), training={"steps": 7})
        digest = catalogue.sha256_of(path)
        entry = {"name": name, "file": path.name, "task": "inpainting", "licence": "MIT"}
        entries.append(entry | {"sha256": digest})
    (folder / "catalogue.json").write_text(json.dumps(entries), encoding="utf-8")
    monkeypatch.setattr(catalogue, "WEIGHTS", folder)
    return folder / "small.safetensors"


def test_models_verify(pconv, bundle):
    ran = pconv("models", "verify")
    assert (ran.code, ran.out, ran.err) == (0, "small: sound\nother: sound\n", "")
    assert pconv("models", "verify", bundle).out == f"{bundle}: sound\n"


@pytest.mark.parametrize("damage", ["flipped", "missing"])
def test_a_damaged_model_is_found_and_the_rest_checked(pconv, bundle, damage):
    data = bundle.read_bytes()
    bundle.unlink()
    if damage == "flipped":
        bundle.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    ran = pconv("models", "verify")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "small: damaged: the file is not what the catalogue says",
        "other: sound",
    ]
    assert ran.err.startswith("pconv: 1 of 2 models cannot be used; install the program again")
    ran = pconv("doctor", "--quick")
    assert ran.code == 1
    assert "the model small is damaged" in ran.err
    pconv("fill", "x.png", "--mask", "y.png", "--method", "pconv").fails(
        1,
        "x.png: there is no such file",
    )


def test_verifying_a_file_that_is_no_model(pconv, bundle, tmp_path):
    (tmp_path / "junk.safetensors").write_bytes(b"junk")
    ran = pconv("models", "verify", tmp_path / "junk.safetensors", "other", "nowhere")
    assert ran.code == 1
    lines = ran.out.splitlines()
    assert "damaged" in lines[0]
    assert lines[1] == "other: sound"
    assert "there is no such file" in lines[2]
    assert ran.err.startswith("pconv: 2 of 3 models")


def test_showing_a_model_that_is_not_there(pconv):
    pconv("models", "show", "nowhere").fails(1, "nowhere: there is no such file", "models list")
