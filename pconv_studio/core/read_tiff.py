"""Reading TIFF: tifffile for depth and layout, OpenCV and Pillow where it lacks the codec."""

from __future__ import annotations

import io
import logging
import math
import struct
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import numpy.typing as npt

from pconv_studio.core import color, exif, iptc, xmp
from pconv_studio.core.errors import PhotoError
from pconv_studio.core.limits import check_size
from pconv_studio.core.photo import Photo
from pconv_studio.core.read_pillow import fitting_profile, grey_to_rgb, image_pixels, open_image

if TYPE_CHECKING:
    import tifffile

Array = npt.NDArray[Any]

_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _SEPARATED, _LAB = 0, 1, 2, 5, 8
_COLOURS = {_WHITE_IS_ZERO: 1, _BLACK_IS_ZERO: 1, _RGB: 3, _SEPARATED: 4, _LAB: 3}
# None, deflate (two numbers), PackBits, LZMA: the codecs tifffile has without imagecodecs.
_PLAIN_CODECS = (1, 8, 32946, 32773, 34925)
_PREMULTIPLIED, _STRAIGHT = 1, 2
_CUT_SHORT = "the file is damaged or cut short; get a fresh copy"
_ORIENTATION, _RESOLUTION_UNIT, _X_RESOLUTION, _Y_RESOLUTION = 274, 296, 282, 283


def read_tiff(data: bytes) -> tuple[Photo, int]:
    """Read the first picture of a TIFF; return the photo as stored, and its orientation 1 to 8."""
    import tifffile

    # Without a handler, what tifffile logs about odd tags would reach stderr.
    logger = logging.getLogger("tifffile")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        index, page = _main_page(file)
        check_size(page.imagewidth, page.imagelength)
        _check_segments(page, len(data))
        notes = ["several pages: first one used"] if len(file.pages) > 1 else []
        icc = page.iccprofile or None
        orientation = int(_value(page, _ORIENTATION) or 1)
        samples = _samples(page, data if index == 0 else None)
        if samples is None:
            image = open_image(data, ("TIFF",))
            image.seek(index)
            check_size(*image.size)
            pixels, grey, icc = image_pixels(image, icc, notes)
            # Unlike for other formats, Pillow has turned it already.
            orientation = 1
        else:
            pixels, grey, icc = _interpret(samples, page, icc, notes)
        tags = exif.collect(data)
        photo = Photo(
            pixels=np.ascontiguousarray(pixels),
            format="TIFF",
            icc=icc,
            exif=exif.compose(tags) if tags else None,
            xmp=_bytes(page, xmp.TIFF_TAG),
            iptc=_bytes(page, iptc.TIFF_TAG),
            grey=grey,
            dpi=_dpi(page),
            notes=tuple(notes),
        )
    return photo, orientation if 1 <= orientation <= 8 else 1


def _main_page(file: tifffile.TiffFile) -> tuple[int, tifffile.TiffPage]:
    """Return the first page that is no thumbnail or mask of another."""
    import tifffile

    for index in range(len(file.pages)):
        page = file.pages[index]
        if isinstance(page, tifffile.TiffPage) and not (page.subfiletype & 0b101):
            return index, page
    page = file.pages[0]
    if not isinstance(page, tifffile.TiffPage):
        raise PhotoError(_CUT_SHORT)
    return 0, page


def _check_segments(page: tifffile.TiffPage, size: int) -> None:
    """Refuse data outside the file, which decoders would fill with grey or zeros."""
    offsets, counts = page.dataoffsets, page.databytecounts
    outside = any(
        offset <= 0 or count <= 0 or offset + count > size
        for offset, count in zip(offsets, counts, strict=False)
    )
    # Uncompressed strips that lie side by side may be listed as one.
    whole = int(page.compression) == 1 and sum(counts) >= page.nbytes
    missing = len(offsets) < math.prod(page.chunked) and not whole
    if outside or missing or not offsets or len(offsets) != len(counts):
        raise PhotoError(_CUT_SHORT)


def _value(page: tifffile.TiffPage, tag: int) -> Any:
    found = page.tags.get(tag)
    return None if found is None else found.value


def _dpi(page: tifffile.TiffPage) -> tuple[float, float] | None:
    unit = {2: 1.0, 3: 2.54}.get(int(_value(page, _RESOLUTION_UNIT) or 2))
    try:
        x, y = (
            float(value[0]) / float(value[1])
            for value in (_value(page, _X_RESOLUTION), _value(page, _Y_RESOLUTION))
        )
    except (TypeError, ZeroDivisionError):
        return None
    return (x * unit, y * unit) if unit and 1 < x < 1e6 and 1 < y < 1e6 else None


def _bytes(page: tifffile.TiffPage, tag: int) -> bytes | None:
    value = _value(page, tag)
    return bytes(value) if isinstance(value, bytes | tuple) else None


def _samples(page: tifffile.TiffPage, data: bytes | None) -> Array | None:
    """Return (H, W, samples) as stored, or None where Pillow has to read it."""
    photometric = int(page.photometric)
    # A tuple, against its declared type, where channels differ.
    bits: Any = page.bitspersample
    if bits not in (1, 2, 4, 8, 16, 32, 64):
        raise PhotoError(f"{bits} bits a channel cannot be read; save it with 8 or 16 bits")
    if photometric not in _COLOURS or bits < 8:
        if bits > 8:
            raise PhotoError("its colour model cannot be read at this depth; convert it to RGB")
        return None
    if int(page.compression) in _PLAIN_CODECS and not (bits > 16 and page.predictor == 3):
        samples: Array = page.asarray()
        # `shaped` is (separate samples, depth, height, width, contiguous samples).
        planes, _, height, width, contiguous = page.shaped
        samples = samples.reshape(planes, height, width, contiguous)
        return np.moveaxis(samples, 0, -2).reshape(height, width, planes * contiguous)
    if bits == 8:
        return None
    if int(page.planarconfig) != 1 or photometric not in (_BLACK_IS_ZERO, _RGB) or data is None:
        raise PhotoError("its compression cannot be read at this depth; save it uncompressed")
    return _with_opencv(page, data)


def _with_opencv(page: tifffile.TiffPage, data: bytes) -> Array:
    from cv2.utils import logging as cv2_logging

    upright = _unturned(page, data)
    level = cv2_logging.getLogLevel()
    cv2_logging.setLogLevel(cv2_logging.LOG_LEVEL_SILENT)
    try:
        image = cv2.imdecode(np.frombuffer(upright, np.uint8), cv2.IMREAD_UNCHANGED)
    finally:
        cv2_logging.setLogLevel(level)
    if image is None:
        raise PhotoError(_CUT_SHORT)
    image = image.reshape(*image.shape[:2], -1)
    expected = (page.imagelength, page.imagewidth, page.samplesperpixel)
    if image.shape != expected or image.dtype != page.dtype:
        raise PhotoError("its compression cannot be read at this depth; save it uncompressed")
    if image.shape[2] >= 3:
        image = image[..., [2, 1, 0, *range(3, image.shape[2])]]
    return image


def _unturned(page: tifffile.TiffPage, data: bytes) -> bytes | bytearray:
    """Return the file with orientation 1: some versions of OpenCV turn the picture, others not."""
    tag = page.tags.get(_ORIENTATION)
    if tag is None or tag.value == 1 or int(tag.dtype) not in (3, 4):
        return data
    changed = bytearray(data)
    code = "H" if int(tag.dtype) == 3 else "I"
    struct.pack_into(page.parent.byteorder + code, changed, tag.valueoffset, 1)
    return changed


def _interpret(
    samples: Array, page: tifffile.TiffPage, icc: bytes | None, notes: list[str]
) -> tuple[Array, bool, bytes | None]:
    photometric = int(page.photometric)
    colours = _COLOURS[photometric]
    if samples.shape[2] < colours:
        raise PhotoError("its channels do not fit its colour model; convert it to RGB")
    samples, alpha = _split_alpha(_standard_type(samples, notes), colours, page, notes)
    if photometric == _WHITE_IS_ZERO:
        top = 1.0 if samples.dtype.kind == "f" else np.iinfo(samples.dtype).max
        samples = (top - samples).astype(samples.dtype)
    grey = colours == 1
    if photometric == _SEPARATED:
        if samples.dtype == np.uint16:
            notes.append("16-bit CMYK reduced to 8 bits")
        samples, note = color.cmyk_to_srgb(color.to_uint8(samples), icc)
        notes.append(note)
        icc = color.srgb_profile()
        alpha = None if alpha is None else color.to_uint8(alpha)
    elif photometric == _LAB:
        samples, icc = _lab(samples), color.srgb_profile()
        alpha = None if alpha is None else color.to_uint16(alpha)
        notes.append("CIELAB converted to sRGB")
    if grey:
        samples = grey_to_rgb(samples)
    else:
        icc = fitting_profile(icc, notes)
    if alpha is not None:
        samples = np.concatenate([samples, alpha], axis=2)
    return samples, grey, icc


def _standard_type(samples: Array, notes: list[str]) -> Array:
    if samples.dtype in (np.uint8, np.uint16, np.float32):
        return samples.astype(samples.dtype.newbyteorder("="))
    if samples.dtype.kind == "f":
        return samples.astype(np.float32)
    if samples.dtype == np.uint32:
        notes.append("32-bit integers reduced to 16 bits")
        return (samples >> 16).astype(np.uint16)
    raise PhotoError(f"its sample type ({samples.dtype}) cannot be read; save it as 16-bit TIFF")


def _split_alpha(
    samples: Array, colours: int, page: tifffile.TiffPage, notes: list[str]
) -> tuple[Array, Array | None]:
    extra = samples.shape[2] - colours
    if extra == 0:
        return samples, None
    kinds = [int(kind) for kind in page.extrasamples][:extra] or [0]
    at = next((i for i, kind in enumerate(kinds) if kind in (_PREMULTIPLIED, _STRAIGHT)), None)
    if at is None and extra == 1:
        # Many programs write RGBA without saying so; kept, the channel is at least not lost.
        at = 0
        notes.append("an extra channel of unknown meaning is taken as transparency")
    if extra > (at is not None):
        notes.append("extra channels are not kept")
    if at is None:
        return samples[..., :colours], None
    joined = samples[..., [*range(colours), colours + at]]
    if at < len(kinds) and kinds[at] == _PREMULTIPLIED and int(page.photometric) != _LAB:
        joined = color.unpremultiply(joined)
        notes.append("premultiplied transparency undone")
    return joined[..., :colours], joined[..., colours:]


def _lab(samples: Array) -> Array:
    if samples.dtype == np.uint8:
        lab = np.dstack([samples[..., :1] * np.float32(100 / 255), samples[..., 1:].view(np.int8)])
    elif samples.dtype == np.uint16:
        a_and_b = np.ascontiguousarray(samples[..., 1:]).view(np.int16) / np.float32(256)
        lab = np.dstack([samples[..., :1] * np.float32(100 / 65535), a_and_b])
    else:
        raise PhotoError("CIELAB in floating point cannot be read; convert it to RGB first")
    return color.lab_to_srgb(lab)
