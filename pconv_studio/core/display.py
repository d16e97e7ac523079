"""From a photo's pixels to those of a screen: 8 bits, in the monitor's colours."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core.color import profile_space, srgb_profile
from pconv_studio.core.errors import UsageError
from pconv_studio.core.monitor import LARGEST, system_profile

Array = npt.NDArray[Any]
Tile = npt.NDArray[np.uint8]


def to_display(pixels: Array) -> Tile:
    """Return 8-bit pixels of any shape from uint8, uint16 or float32; NaN becomes 0.

    Rounds to the nearest as :func:`pconv_studio.core.color.to_uint8` does, several times faster.
    """
    if pixels.dtype == np.uint8:
        return pixels
    if pixels.dtype == np.uint16:
        return np.asarray(cv2.convertScaleAbs(pixels, alpha=1 / 257), np.uint8).reshape(
            pixels.shape
        )
    # Minimum and maximum of OpenCV's kind let NaN through; fmax and fmin do not.
    unit = np.fmin(np.fmax(pixels, np.float32(0)), np.float32(1))
    return np.asarray(cv2.convertScaleAbs(unit, alpha=255), np.uint8).reshape(pixels.shape)


class DisplayTransform:
    """Converts 8-bit pixels from a photo's colours to a monitor's.

    Relative colorimetric with black point compensation, as photo editors do by default. A profile
    that cannot be used counts as sRGB, because a photo in slightly wrong colours is better than
    none.

    Args:
        icc: The photo's ICC profile, of an RGB or a grey space; None means sRGB.
        monitor_icc: The monitor's ICC profile; None means sRGB.
    """

    def __init__(self, icc: bytes | None, monitor_icc: bytes | None = None) -> None:
        self._icc = icc
        self._monitor_icc = monitor_icc
        self._transform: Any = None
        self._grey = icc is not None and profile_space(icc) == "GRAY"
        self._identity: bool | None = True if icc == monitor_icc else None

    @property
    def is_identity(self) -> bool:
        """Whether pixels come out as they go in, to within one step of 255."""
        if self._identity is None:
            self._transform = self._build()
            self._identity = self._transform is None or self._changes_nothing()
        return self._identity

    def apply(self, tile: Tile) -> Tile:
        """Return a tile in the monitor's colours.

        Args:
            tile: (H, W, 3) or (H, W, 4) uint8; alpha, straight, stays as it is.

        Returns:
            The same shape; the tile itself where nothing is to be done.
        """
        return tile if self.is_identity else self._convert(tile)

    def _convert(self, tile: Tile) -> Tile:
        from PIL import Image

        colours = tile[..., 0] if self._grey else tile[..., :3]
        image = Image.fromarray(np.ascontiguousarray(colours), "L" if self._grey else "RGB")
        converted = np.asarray(self._transform.apply(image))
        if tile.shape[2] == 4:
            return np.dstack([converted, tile[..., 3]])
        return converted

    def _build(self) -> Any:
        from PIL import ImageCms

        for icc, monitor_icc in ((self._icc, self._monitor_icc), (self._icc, None)):
            try:
                return ImageCms.buildTransform(
                    ImageCms.ImageCmsProfile(io.BytesIO(icc or srgb_profile())),
                    ImageCms.ImageCmsProfile(io.BytesIO(monitor_icc or srgb_profile())),
                    "L" if self._grey else "RGB",
                    "RGB",
                    renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                    flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
                )
            except (ImageCms.PyCMSError, OSError, ValueError):
                continue
        self._grey = False
        return None

    def _changes_nothing(self) -> bool:
        """Try all corners and many colours between: other bytes may well be the same sRGB."""
        steps = np.linspace(0, 255, 18).astype(np.uint8)
        colours = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(18, -1, 3)
        if self._grey:
            colours = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
        difference = self._convert(colours).astype(np.int16) - colours
        return int(np.abs(difference).max()) <= 1


def monitor_profile(setting: str, file: str | Path = "") -> bytes | None:
    """Return the ICC profile pictures are converted to for display; None means sRGB.

    Args:
        setting: "srgb"; "system" for the profile the system has for the monitor, sRGB where it
            has or tells none; "file" for `file`.
        file: An ICC profile of an RGB space.

    Raises:
        UsageError: The file cannot be read or is no such profile.
    """
    if setting == "file" and str(file):
        return _read_profile(Path(file))
    icc = system_profile() if setting == "system" else None
    return icc if icc is not None and _is_monitor_profile(icc) else None


def _read_profile(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            icc = opened.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(
            f"{file}: the monitor profile cannot be read ({error.strerror}); "
            "choose another one in the preferences"
        ) from error
    if not _is_monitor_profile(icc):
        raise UsageError(
            f"{file}: this is not an RGB monitor profile; choose another one in the preferences"
        )
    return icc


def _is_monitor_profile(icc: bytes) -> bool:
    from PIL import ImageCms

    if len(icc) > LARGEST or profile_space(icc) != "RGB":
        return False
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        ImageCms.buildTransform(ImageCms.createProfile("sRGB"), profile, "RGB", "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return False
    return True
