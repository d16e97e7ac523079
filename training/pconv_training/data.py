"""Photos from a plain folder, with holes, as training samples.

Sample number ``i`` of a run depends on the seed and on ``i`` alone: any number of loader processes,
machines and resumptions sees the same sequence.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset, Sampler

from pconv_models.polarity import valid_from_hole
from pconv_studio.core.errors import UserError
from pconv_training.mask_folder import MaskFolder
from pconv_training.masks import MaskRecipe, irregular_mask
from pconv_training.photos import read_rgb

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".dng"}


def find_photos(folder: Path) -> list[Path]:
    """All photos in a folder and below, in order of their names; UserError if there are none."""
    if not folder.is_dir():
        raise UserError(f"{folder}: there is no such folder of photos; give one with --photos")
    photos = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
    if not photos:
        raise UserError(f"{folder}: no photos in it; JPEG, PNG, TIFF, WebP, BMP and HEIC are read")
    return photos


def training_photos(folder: Path, held_out: Path | None) -> tuple[list[Path], int]:
    """The photos of a folder that are trained on: all but those that are validated on.

    Args:
        folder: as of :func:`find_photos`.
        held_out: folder of the validation photos; nothing is left out if None.

    Returns:
        The files, and how many were left out; a link to a validation photo is one too.

    Raises:
        UserError: one of the folders holds no photos, or all of ``folder`` are held out.
    """
    photos = find_photos(folder)
    if held_out is None:
        return photos, 0
    validation = {path.resolve() for path in find_photos(held_out)}
    left = [path for path in photos if path.resolve() not in validation]
    if not left:
        raise UserError(
            f"{folder}: all photos in it are validation photos as well, and none is left to "
            f"train on; set val_photos to another folder than {held_out}, or leave it empty"
        )
    return left, len(photos) - len(left)


def without_listed(photos: list[Path], folder: Path, listing: Path) -> tuple[list[Path], int]:
    """The photos that a list does not name.

    Args:
        photos: files in ``folder``.
        folder: of the photos.
        listing: UTF-8 text with one photo a line, as its path below ``folder`` with forward
            slashes; empty lines and those that begin with ``#`` are passed over.

    Returns:
        The other files, and how many were left out.

    Raises:
        UserError: the list cannot be read, names none of the photos, or all of them.
    """
    try:
        lines = [line.strip() for line in listing.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"{listing}: this list of photos to leave out cannot be read ({error}); check leave_out"
        ) from error
    names = {line for line in lines if line and not line.startswith("#")}
    left = [path for path in photos if path.relative_to(folder).as_posix() not in names]
    # A list that fits another folder would let in what it is there to keep out.
    if len(left) == len(photos) or not left:
        which = "none" if left else "all"
        raise UserError(
            f"{listing}: this list of photos to leave out names {which} of those in {folder}; "
            "it takes paths below that folder, one a line"
        )
    return left, len(photos) - len(left)


class PhotoOrder:
    """Photos in a shuffled order without end: each once before any comes again.

    Args:
        photos: files.
        seed: of the order, which is another one each time round.
    """

    def __init__(self, photos: list[Path], seed: int) -> None:
        self.photos = photos
        self.seed = seed
        self._epoch = -1
        self._order = np.empty(0, np.int64)

    def read(self, index: int) -> tuple[NDArray[np.uint8], int]:
        """Read the photo at place ``index``, or the next one behind it that can be read.

        Returns:
            (H, W, 3) uint8 RGB, and the number of files passed over.

        Raises:
            UserError: no photo at all can be read.
        """
        for broken in range(len(self.photos)):
            try:
                return read_rgb(self._photo(index, broken)), broken
            except UserError:
                continue
        raise UserError("not one of the training photos can be read; look at the folder")

    def _photo(self, index: int, skip: int) -> Path:
        """The photo ``skip`` places behind that of sample ``index``, in the order of its epoch."""
        count = len(self.photos)
        epoch, place = divmod(index, count)
        if epoch != self._epoch:
            self._order = np.random.default_rng([self.seed, 1 << 40, epoch]).permutation(count)
            self._epoch = epoch
        return self.photos[int(self._order[(place + skip) % count])]


class InpaintingSamples(Dataset[dict[str, Tensor]]):
    """An endless sequence of crops with holes.

    A file that cannot be read is passed over, and its place is taken by the next photo of the
    shuffled order; ``broken`` tells of it in each sample.

    Args:
        photos: files.
        crop: side of the square samples, in pixels.
        seed: of the whole sequence.
        recipe: what holes look like.
        masks: folder to draw raw masks from; streaks and blobs are drawn if None.
        zoom: least and greatest side of the cut-out relative to the photo's short side; it is
            resized to ``crop``.
    """

    def __init__(
        self,
        photos: list[Path],
        *,
        crop: int,
        seed: int,
        recipe: MaskRecipe | None = None,
        masks: MaskFolder | None = None,
        zoom: tuple[float, float] = (0.6, 1.0),
    ) -> None:
        self.order = PhotoOrder(photos, seed)
        self.crop = crop
        self.seed = seed
        self.recipe = recipe
        self.masks = masks
        self.zoom = zoom

    def __getitem__(self, index: int) -> dict[str, Tensor]:
        """Sample number ``index``.

        Returns:
            ``image`` (3, crop, crop) float32 RGB in [0, 1], ``valid`` (1, crop, crop) float32 with
            1 = valid, and ``broken``, the number of files passed over, int64.

        Raises:
            UserError: no photo at all can be read, or the folder of masks has no fitting one.
        """
        rng = np.random.default_rng([self.seed, index])
        photo, broken = self.order.read(index)
        image = random_crop(rng, photo, self.crop, self.zoom)
        hole = self.draw_hole(rng)
        return {
            "image": torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1))).float() / 255,
            "valid": valid_from_hole(hole),
            "broken": torch.tensor(broken),
        }

    def draw_hole(self, rng: np.random.Generator) -> NDArray[np.bool_]:
        """A hole for a sample, (crop, crop) bool; UserError if there is none of that share."""
        draw = irregular_mask if self.masks is None else self.masks.draw
        try:
            return draw(rng, self.crop, self.crop, self.recipe)
        except ValueError as error:
            raise UserError(f"{error} (hole_min, hole_max)") from error


def random_crop(
    rng: np.random.Generator, photo: NDArray[np.uint8], crop: int, zoom: tuple[float, float]
) -> NDArray[np.uint8]:
    """Cut a square out of (H, W, 3), mirrored half the time, and bring it to (crop, crop, 3).

    Where the photo allows it the cut-out is not smaller than ``crop``, so that nothing is enlarged.
    """
    height, width = photo.shape[:2]
    short = min(height, width)
    low = min(short, max(crop, round(short * zoom[0])))
    side = int(rng.integers(low, max(low, round(short * zoom[1])) + 1))
    top, left = int(rng.integers(0, height - side + 1)), int(rng.integers(0, width - side + 1))
    part = photo[top : top + side, left : left + side]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    return resize(part, crop, crop)


def resize(image: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """(H, W, C) -> (height, width, C): averaged when it gets smaller, cubic when it gets larger."""
    if image.shape[:2] == (height, width):
        return image
    method = cv2.INTER_AREA if image.shape[0] >= height else cv2.INTER_CUBIC
    return np.asarray(
        cv2.resize(np.ascontiguousarray(image), (width, height), interpolation=method), np.uint8
    )


def validation_set(
    photos: list[Path], *, count: int, side: int, seed: int
) -> list[tuple[Tensor, Tensor]]:
    """Fixed photos with fixed holes.

    Args:
        photos: files; the first ``count`` that can be read are taken.
        count: how many; all for 0.
        side: photos are resized by their short side and cut at the centre to squares of this side,
            in pixels.
        seed: of the holes.

    Returns:
        Pairs of image (3, side, side) float32 RGB in [0, 1] and valid (1, side, side) float32,
        1 = valid.
    """
    pairs: list[tuple[Tensor, Tensor]] = []
    for pixels in first_readable(photos, count):
        short = min(pixels.shape[:2])
        top, left = (pixels.shape[0] - short) // 2, (pixels.shape[1] - short) // 2
        square = resize(pixels[top : top + short, left : left + short], side, side)
        hole = irregular_mask(np.random.default_rng([seed, len(pairs)]), side, side)
        image = torch.from_numpy(np.ascontiguousarray(square.transpose(2, 0, 1))).float() / 255
        pairs.append((image, valid_from_hole(hole)))
    return pairs


def first_readable(photos: list[Path], count: int) -> Iterator[NDArray[np.uint8]]:
    """The first ``count`` photos that can be read, all for 0, as (H, W, 3) uint8 RGB.

    Raises:
        UserError: not one can be read.
    """
    found = 0
    for photo in photos:
        if count and found == count:
            return
        try:
            pixels = read_rgb(photo)
        except UserError:
            continue
        found += 1
        yield pixels
    if not found:
        raise UserError("not one of the validation photos can be read; look at the folder")


class StepSampler(Sampler[int]):
    """The sample numbers of steps ``start`` to ``stop``, for one of several processes.

    Args:
        start: first step.
        stop: step after the last.
        batch: samples a process takes in one step.
        process: this process's number.
        processes: how many there are.
    """

    def __init__(
        self, start: int, stop: int, batch: int, process: int = 0, processes: int = 1
    ) -> None:
        self.start, self.stop, self.batch = start, stop, batch
        self.process, self.processes = process, processes

    def __iter__(self) -> Iterator[int]:
        for step in range(self.start, self.stop):
            first = (step * self.processes + self.process) * self.batch
            yield from range(first, first + self.batch)

    def __len__(self) -> int:
        return (self.stop - self.start) * self.batch
