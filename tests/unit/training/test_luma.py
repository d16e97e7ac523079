"""PSNR and SSIM of the luma against scikit-image, on photos that come with the program."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from skimage.color import rgb2ycbcr
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from pconv_resources import resource
from pconv_training.low_resolution import shrink
from pconv_training.luma import luma, luma_figures

PHOTOS = ("rocket.jpg", "fig.jpg", "dandelions.jpg")


@pytest.fixture(scope="module", params=PHOTOS)
def photo(request):
    """A part of a photo, (240, 312, 3) uint8: sides that 2, 3, 4 and 8 divide."""
    with Image.open(resource(f"samples/{request.param}")) as image:
        left, top = image.width // 3, image.height // 3
        return np.asarray(image.convert("RGB").crop((left, top, left + 312, top + 240)))


def enlarged(photo, factor, how=Image.Resampling.BICUBIC):
    small = Image.fromarray(shrink(photo, factor))
    return np.asarray(small.resize((photo.shape[1], photo.shape[0]), how))


def reference(result, truth, border):
    planes = [rgb2ycbcr(pixels)[border:-border, border:-border, 0] for pixels in (result, truth)]
    return {
        "psnr": peak_signal_noise_ratio(planes[1], planes[0], data_range=255),
        "ssim": structural_similarity(
            *planes,
            gaussian_weights=True,
            sigma=1.5,
            use_sample_covariance=False,
            data_range=255,
        ),
    }


def test_luma_is_that_of_scikit_image(photo):
    assert luma(photo).dtype == np.float32
    assert np.abs(luma(photo) - rgb2ycbcr(photo)[..., 0]).max() < 1e-3
    ends = luma(np.array([[[0, 0, 0], [255, 255, 255]]], np.uint8))
    assert ends == pytest.approx(np.array([[16, 235]]), abs=1e-4)


@pytest.mark.parametrize("factor", [2, 3, 4, 8])
@pytest.mark.parametrize("how", [Image.Resampling.BICUBIC, Image.Resampling.NEAREST])
def test_figures_are_those_of_scikit_image(photo, factor, how):
    result = enlarged(photo, factor, how)
    expected = reference(result, photo, factor)
    found = luma_figures(result, photo, border=factor)
    assert set(found) == {"psnr", "ssim"}
    assert found["psnr"] == pytest.approx(expected["psnr"], abs=1e-4)
    assert found["ssim"] == pytest.approx(expected["ssim"], abs=1e-5)


def test_the_border_does_not_count(photo):
    result = enlarged(photo, 4)
    before = luma_figures(result, photo, border=4)
    spoiled = result.copy()
    spoiled[:4], spoiled[-4:], spoiled[:, :4], spoiled[:, -4:] = 0, 255, 9, 77
    assert luma_figures(spoiled, photo, border=4) == before
    assert luma_figures(spoiled, photo, border=3)["psnr"] < before["psnr"] - 1


def test_equal_pictures_have_the_best_figures(photo):
    assert luma_figures(photo, photo, border=2) == {"psnr": 100, "ssim": 1}


def test_colours_count_by_their_luma(photo):
    grey = np.full_like(photo, 100)
    shifted = grey + np.array([20, 0, 0], np.uint8)
    shifted[..., 1] -= 10
    # Red and green take each other away but for this.
    error = (20 * 65.481 - 10 * 128.553) / 255
    found = luma_figures(shifted, grey, border=2)
    assert found["psnr"] == pytest.approx(20 * np.log10(255 / error), abs=0.01)


def test_what_cannot_be_compared(photo):
    with pytest.raises(ValueError, match="one size"):
        luma_figures(photo[:-1], photo, border=2)
    with pytest.raises(ValueError, match="11 pixels"):
        luma_figures(photo[:14], photo[:14], border=2)
    assert luma_figures(photo[:15, :15], photo[:15, :15], border=2)["ssim"] == 1
