"""What is shown, against the conversions that saving uses."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from pconv_studio.core.color import srgb_profile, to_uint8
from pconv_studio.core.display import DisplayTransform, monitor_profile, to_display
from pconv_studio.core.errors import UsageError


def profile(name):
    """A profile Pillow can make without a file."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()


@pytest.fixture(scope="module")
def swapped():
    """An RGB profile whose red and green primaries have changed places."""
    icc = bytearray(srgb_profile())
    count = int.from_bytes(icc[128:132], "big")
    entries = {bytes(icc[132 + 12 * n : 136 + 12 * n]): 136 + 12 * n for n in range(count)}
    red, green = entries[b"rXYZ"], entries[b"gXYZ"]
    icc[red : red + 8], icc[green : green + 8] = icc[green : green + 8], icc[red : red + 8]
    return bytes(icc)


@pytest.fixture(scope="module")
def grey_profile():
    """A grey profile with a gamma of 1: much lighter than sRGB when shown."""

    def tag(signature, body):
        return signature, body + b"\0" * (-len(body) % 4)

    xyz = b"XYZ \0\0\0\0" + b"".join(
        round(value * 65536).to_bytes(4, "big") for value in (0.9642, 1.0, 0.8249)
    )
    curve = b"curv\0\0\0\0" + (0).to_bytes(4, "big")
    text = b"desc\0\0\0\0" + (5).to_bytes(4, "big") + b"grey\0" + b"\0" * 78
    tags = [tag(b"wtpt", xyz), tag(b"kTRC", curve), tag(b"desc", text)]
    offset = 128 + 4 + 12 * len(tags)
    table, data = len(tags).to_bytes(4, "big"), b""
    for signature, body in tags:
        table += signature + (offset + len(data)).to_bytes(4, "big") + len(body).to_bytes(4, "big")
        data += body
    head = bytearray(128)
    head[8:12] = b"\x02\x20\0\0"
    head[12:24] = b"mntrGRAYXYZ "
    head[36:40] = b"acsp"
    head[68:80] = xyz[8:]
    whole = bytes(head) + table + data
    return len(whole).to_bytes(4, "big") + whole[4:]


def test_every_16_bit_value_rounds_as_saving_does():
    values = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    assert np.array_equal(to_display(values), to_uint8(values))


def test_floats_are_clipped_and_nan_is_black():
    row = [-1, 0, 0.25, 0.5, 1, 2, np.nan, np.inf, -np.inf, 0.1, 0.2, 1]
    values = np.array([row], np.float32).reshape(1, 4, 3)
    with np.errstate(invalid="ignore"):
        expected = to_uint8(np.clip(np.nan_to_num(values, nan=0.0), 0, 1))
    assert np.array_equal(to_display(values), expected)


def test_8_bit_pixels_are_not_copied():
    pixels = np.zeros((3, 4, 3), np.uint8)
    assert to_display(pixels) is pixels


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3), (5, 7, 4), (1, 1, 3)])
def test_shapes_stay(shape):
    for dtype in (np.uint8, np.uint16, np.float32):
        assert to_display(np.ones(shape, dtype)).shape == shape


def test_views_that_are_not_contiguous_are_read_right():
    pixels = np.random.default_rng(1).integers(0, 65536, (20, 30, 3), np.uint16)
    assert np.array_equal(to_display(pixels[3:15:2, ::3]), to_uint8(pixels[3:15:2, ::3]))


@pytest.mark.parametrize(
    ("icc", "monitor"),
    [(None, None), (srgb_profile(), None), (None, srgb_profile()), (profile("sRGB"), None)],
)
def test_srgb_on_srgb_is_left_alone(icc, monitor):
    tile = np.random.default_rng(2).integers(0, 256, (9, 9, 3), np.uint8)
    transform = DisplayTransform(icc, monitor)
    assert transform.is_identity
    assert transform.apply(tile) is tile


def test_colours_are_those_of_little_cms(swapped):
    tile = np.random.default_rng(3).integers(0, 256, (40, 50, 3), np.uint8)
    transform = DisplayTransform(swapped)
    assert not transform.is_identity
    expected = ImageCms.profileToProfile(
        Image.fromarray(tile),
        ImageCms.ImageCmsProfile(io.BytesIO(swapped)),
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert np.array_equal(transform.apply(tile), np.asarray(expected))


def test_red_and_green_change_places(swapped):
    red = np.zeros((2, 2, 3), np.uint8)
    red[..., 0] = 255
    shown = DisplayTransform(swapped).apply(red)
    assert np.all(shown[..., 1] > 250)
    assert np.all(shown[..., 0] < 5)
    # The same photo on a monitor of that kind needs nothing done.
    assert DisplayTransform(swapped, swapped).is_identity
    # An sRGB photo on it does.
    assert np.all(DisplayTransform(None, swapped).apply(red)[..., 1] > 250)


def test_alpha_is_left_alone(swapped):
    tile = np.random.default_rng(4).integers(0, 256, (11, 12, 4), np.uint8)
    transform = DisplayTransform(swapped)
    shown = transform.apply(tile)
    assert np.array_equal(shown[..., 3], tile[..., 3])
    assert np.array_equal(shown[..., :3], transform.apply(tile[..., :3]))


def test_a_grey_profile_gives_grey(grey_profile):
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    transform = DisplayTransform(grey_profile)
    assert not transform.is_identity
    shown = transform.apply(ramp).astype(int)
    assert np.ptp(shown, axis=2).max() <= 1
    # Linear light looks lighter when it is encoded.
    assert shown[0, 55, 0] == pytest.approx(255 * (1.055 * (55 / 255) ** (1 / 2.4) - 0.055), abs=2)


@pytest.mark.parametrize("icc", [b"", b"nonsense" * 40, srgb_profile()[:200]])
def test_a_damaged_profile_counts_as_srgb(icc):
    tile = np.random.default_rng(5).integers(0, 256, (4, 4, 3), np.uint8)
    assert np.array_equal(DisplayTransform(icc).apply(tile), tile)
    assert np.array_equal(DisplayTransform(None, icc).apply(tile), tile)


def test_monitor_profiles(tmp_path, swapped):
    assert monitor_profile("srgb", tmp_path / "any.icc") is None
    assert monitor_profile("file", "") is None
    file = tmp_path / "monitor.icc"
    file.write_bytes(swapped)
    assert monitor_profile("file", file) == swapped


@pytest.mark.parametrize("content", [b"", b"text", b"\0" * 400])
def test_a_file_that_is_no_profile_is_named(tmp_path, content):
    file = tmp_path / "monitor.icc"
    file.write_bytes(content)
    with pytest.raises(UsageError, match=r"monitor\.icc.*preferences"):
        monitor_profile("file", file)


def test_profiles_of_other_spaces_are_refused(tmp_path, grey_profile):
    for name, icc in (("lab.icc", profile("LAB")), ("grey.icc", grey_profile)):
        (tmp_path / name).write_bytes(icc)
        with pytest.raises(UsageError, match=name):
            monitor_profile("file", tmp_path / name)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"gone\.icc: the monitor profile cannot be read"):
        monitor_profile("file", tmp_path / "gone.icc")


def test_the_systems_profile_is_checked(monkeypatch, swapped, grey_profile):
    for answer, expected in ((swapped, swapped), (grey_profile, None), (b"junk", None)):
        monkeypatch.setattr(
            "pconv_studio.core.display.system_profile", lambda answer=answer: answer
        )
        assert monitor_profile("system") == expected


@pytest.mark.parametrize("screen", [None, ":98765"])
def test_without_a_screen_there_is_no_profile(monkeypatch, screen):
    monkeypatch.delenv("DISPLAY", raising=False)
    if screen is not None:
        monkeypatch.setenv("DISPLAY", screen)
    assert monitor_profile("system") is None
