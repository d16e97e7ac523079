"""``pconv upscale``: files in, larger files out, and everything a file said of itself kept."""

import json

import numpy as np
import piexif
import pytest
import tifffile
import torch
from PIL import Image, ImageCms

import pconv_studio.inference.upscale as upscale_module
from pconv_models.checkpoint import save_checkpoint
from pconv_models.super_config import SuperResolutionConfig
from pconv_models.super_resolution import SuperResolutionUNet
from pconv_resources import samples
from pconv_studio.core.decode import load_photo
from pconv_training.low_resolution import shrink
from pconv_training.luma import luma_figures

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A folder to stand in, with photos of several kinds and a small network for 2."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    low = Image.fromarray(rng.integers(0, 256, (6, 7, 3), np.uint8))
    picture = low.resize((42, 36), Image.Resampling.BICUBIC)
    picture.save("plain.png")
    exif = piexif.dump({"0th": {piexif.ImageIFD.Artist: b"Ada", piexif.ImageIFD.Orientation: 6}})
    picture.save("turned.jpg", quality=92, exif=exif, icc_profile=SRGB, dpi=(300, 300))
    deep = np.asarray(picture, np.uint16) * 257 + 5
    alpha = np.full((36, 42, 1), 40_000, np.uint16)
    tifffile.imwrite("deep.tif", np.concatenate([deep, alpha], 2), extrasamples=["unassalpha"])
    picture.convert("L").save("grey.png")
    torch.manual_seed(1)
    network = SuperResolutionUNet(SuperResolutionConfig.for_factor(2, width=4))
    save_checkpoint(tmp_path / "x2.safetensors", network)
    return tmp_path


def upscale(pconv, *words):
    return pconv("upscale", *words, "--model", "x2.safetensors")


def test_a_photo_gets_larger(pconv, work):
    ran = upscale(pconv, "plain.png", "--scale", "2")
    assert ran.code == 0
    assert "plain_x2.png: 84 x 72 pixels by x2.safetensors on cpu" in ran.out
    assert load_photo(work / "plain_x2.png").pixels.shape == (72, 84, 3)


def test_profile_exif_quality_and_resolution_stay(pconv, work):
    assert upscale(pconv, "turned.jpg", "--scale", "2").code == 0
    before, after = (load_photo(work / name) for name in ("turned.jpg", "turned_x2.jpg"))
    # Upright in memory, so the sides change places.
    assert before.pixels.shape == (42, 36, 3)
    assert after.pixels.shape == (84, 72, 3)
    assert after.icc == before.icc == SRGB
    assert after.quality == before.quality == 92
    assert after.dpi == before.dpi
    tags = piexif.load(str(work / "turned_x2.jpg"))
    assert tags["0th"][piexif.ImageIFD.Artist] == b"Ada"
    assert tags["0th"].get(piexif.ImageIFD.Orientation, 1) == 1


def test_depth_and_alpha_stay(pconv, work):
    assert upscale(pconv, "deep.tif", "--scale", "2").code == 0
    after = load_photo(work / "deep_x2.tif").pixels
    assert after.dtype == np.uint16
    assert after.shape == (72, 84, 4)
    assert (after[..., 3] == 40_000).all()
    assert len(np.unique(after[..., :3])) > 2000


def test_grey_stays_grey(pconv, work):
    assert upscale(pconv, "grey.png", "--scale", "2").code == 0
    with Image.open("grey_x2.png") as result:
        assert result.mode == "L"


def test_pixels_can_be_kept(pconv, work):
    assert upscale(pconv, "deep.tif", "--scale", "2", "--keep-known", "-o", "k.tif").code == 0
    before, after = (load_photo(work / name).pixels for name in ("deep.tif", "k.tif"))
    assert np.array_equal(after[1::2, 1::2], before)


def test_resizing_alone_says_so(pconv, work):
    ran = pconv("upscale", "plain.png", "--scale", "3", "--method", "bicubic")
    assert ran.code == 0
    assert "plain_x3.png: 126 x 108 pixels by bicubic (only resized)" in ran.out


def test_as_json(pconv, work):
    ran = upscale(pconv, "plain.png", "--scale", "2", "--json")
    facts = json.loads(ran.out)
    assert facts["saved"] == "plain_x2.png"
    assert (facts["width"], facts["height"]) == (84, 72)
    assert facts["models"] == ["x2.safetensors"]
    assert facts["method"] == "pconv"
    assert facts["seconds"] > 0


def test_a_folder(pconv, work):
    (work / "in").mkdir()
    for name in ("plain.png", "turned.jpg"):
        (work / name).rename(work / "in" / name)
    (work / "in" / "bad.jpg").write_bytes(b"no photo")
    ran = upscale(pconv, "in", "--scale", "2", "-o", "out")
    assert ran.code == 1
    assert "2 of 3 photos enlarged" in ran.out
    assert "bad.jpg" in ran.err
    assert sorted(p.name for p in (work / "out").iterdir()) == ["plain.png", "turned.jpg"]
    assert load_photo(work / "out" / "plain.png").pixels.shape == (72, 84, 3)
    again = upscale(pconv, "in", "--scale", "2", "-o", "out", "--json")
    assert [f["photo"] for f in json.loads(again.out)["failed"]] == [
        *("in/bad.jpg", "in/plain.png", "in/turned.jpg")
    ]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["plain.png", "--scale", "1"], 2, "2 to 8"),
        (["plain.png", "--scale", "9"], 2, "2 to 8"),
        (["plain.png", "--scale", "two"], 2, "--scale"),
        (["plain.png"], 2, "--scale"),
        (["plain.png", "--scale", "3"], 1, "enlarges by 2, not by 3"),
        (["missing.png", "--scale", "2"], 1, "missing.png: there is no such file"),
        (["plain.png", "--scale", "2", "-o", "plain.png"], 2, "the photo itself"),
        (["plain.png", "--scale", "2", "-o", "grey.png"], 2, "of that name already"),
        (["plain.png", "--scale", "2", "-o", "a.xyz"], 2, "cannot save as '.xyz'"),
        (["plain.png", "--scale", "2", "-o", "no/a.png"], 2, "the folder does not exist"),
        (["plain.png", "--scale", "2", "--method", "magic"], 2, "no method 'magic'"),
        ([".", "--scale", "2"], 2, "needs -o"),
    ],
)
def test_what_cannot_be(pconv, work, words, code, said):
    before = sorted(p.name for p in work.iterdir())
    ran = upscale(pconv, *words)
    assert ran.code == code
    assert said in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert sorted(p.name for p in work.iterdir()) == before


def test_what_is_too_large_names_the_photo_and_the_estimate(pconv, work, monkeypatch):
    monkeypatch.setattr(upscale_module, "MAX_PIXELS", 5_000)
    ran = upscale(pconv, "plain.png", "--scale", "2")
    assert ran.code == 2
    assert "plain.png: enlarged it would have 84 x 72 pixels" in ran.err
    monkeypatch.undo()
    monkeypatch.chdir(work)
    monkeypatch.setattr(upscale_module, "available_bytes", lambda: 1000)
    ran = upscale(pconv, "plain.png", "--scale", "2")
    assert ran.code == 1
    assert "GB are free" in ran.err
    assert not (work / "plain_x2.png").exists()


@pytest.mark.e2e
@pytest.mark.parametrize(("factor", "gain"), [(2, 0.8), (3, 0.5), (4, 0.5)])
def test_the_bundled_models_beat_bicubic(pconv, tmp_path, factor, gain):
    """On parts of the samples, which no training has seen."""
    figures = []
    for number, entry in enumerate(samples()):
        rows, columns = (side // 2 - 120 for side in (entry.height, entry.width))
        truth = load_photo(entry.file).pixels[rows : rows + 240, columns : columns + 240]
        Image.fromarray(shrink(np.ascontiguousarray(truth), factor)).save(tmp_path / "low.png")
        results = []
        for method in ("pconv", "bicubic"):
            target = tmp_path / f"{number}-{method}.png"
            words = ("--scale", factor, "--method", method, "--device", "cpu")
            assert pconv("upscale", tmp_path / "low.png", *words, "-o", target).code == 0
            results.append(luma_figures(load_photo(target).pixels, truth, border=factor)["psnr"])
        figures.append(results)
    network, bicubic = np.mean(figures, axis=0)
    assert network - bicubic > gain


def test_what_a_format_cannot_hold_is_said_before_any_work(pconv, work, monkeypatch):
    import pconv_studio.inference.upscale_file as module

    monkeypatch.setattr(module, "upscale", None)
    Image.new("RGB", (4200, 3)).save("wide.webp")
    pconv("upscale", "wide.webp", "--scale", 4, "--method", "lanczos").fails(1, "WEBP ends at")


def test_pixels_that_cannot_be_kept_are_said_by_their_reason(pconv, work):
    ran = pconv("upscale", "gone.png", "--scale", 2, "--method", "lanczos", "--keep-known")
    ran.fails(2, "lanczos only resizes")
