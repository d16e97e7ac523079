"""The construction of section 5.2, and the network for it, against independent references."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pconv_models.checkpoint import load_checkpoint, save_checkpoint
from pconv_models.config import UNetConfig
from pconv_models.foreign import build_network
from pconv_models.foreign_config import read_config
from pconv_models.super_config import FACTORS, SuperResolutionConfig
from pconv_models.super_resolution import (
    SuperResolutionUNet,
    at_pixels,
    spread,
)
from pconv_models.unet import fuse_batch_norm


def network(factor, *, width=8, seed=0):
    torch.manual_seed(seed)
    net = SuperResolutionUNet(SuperResolutionConfig.for_factor(factor, width=width))
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            if name.endswith("bias"):
                parameter.normal_(0, 0.2)
        # What is added shall be as large as what it is added to.
        net.decoder[-1].conv.weight.mul_(20)
    return net.eval()


@torch.no_grad()
def enlarged(net, low):
    return net(*spread(low, net.config.factor))


def relative_error(result, expected):
    return float((result - expected).norm() / expected.norm())


# The construction.


def test_two_by_hand():
    # Pixel (x, y) goes to (2 x + 1, 2 y + 1).
    low = torch.tensor([[[[0.1, 0.2], [0.3, 0.4]]]])
    image, valid = spread(low, 2)
    expected = torch.tensor(
        [[0, 0, 0, 0], [0, 0.1, 0, 0.2], [0, 0, 0, 0], [0, 0.3, 0, 0.4]], dtype=torch.float32
    )
    assert torch.equal(image[0, 0], expected)
    assert torch.equal(valid[0, 0], (expected > 0).float())


def test_three_by_hand():
    # (3 x + 1, 3 y + 1): the middle of each 3 x 3.
    image, valid = spread(torch.tensor([[[[0.5, 0.25]]]]), 3)
    expected = torch.tensor([[0, 0, 0, 0, 0, 0], [0, 0.5, 0, 0, 0.25, 0], [0, 0, 0, 0, 0, 0]])
    assert torch.equal(image[0, 0], expected)
    assert torch.equal(valid[0, 0], (expected > 0).float())


def test_four_by_hand():
    # (4 x + 2, 4 y + 2).
    image, valid = spread(torch.tensor([[[[1.0]], [[0.5]], [[0.25]]]]), 4)
    assert image.shape == (1, 3, 4, 4)
    assert image[0, :, 2, 2].tolist() == [1.0, 0.5, 0.25]
    assert image.sum() == 1.75
    assert valid.shape == (1, 1, 4, 4)
    assert valid[0, 0, 2, 2] == 1
    assert valid.sum() == 1


@settings(max_examples=40)
@given(st.sampled_from(FACTORS), st.integers(1, 5), st.integers(1, 5), st.integers(0, 99))
def test_every_pixel_lies_where_the_paper_says(factor, height, width, seed):
    low = torch.rand(2, 3, height, width, generator=torch.Generator().manual_seed(seed)) + 0.1
    image, valid = spread(low, factor)
    assert image.shape == (2, 3, factor * height, factor * width)
    places = set()
    for y in range(height):
        for x in range(width):
            row, column = factor * y + factor // 2, factor * x + factor // 2
            places.add((row, column))
            assert torch.equal(image[:, :, row, column], low[:, :, y, x])
    known = {(row, column) for row, column in (valid[0, 0] == 1).nonzero().tolist()}
    assert known == places
    assert valid.sum() == 2 * len(places)
    assert (image != 0).any(1).sum() == 2 * len(places)
    assert torch.equal(at_pixels(image, factor), low)


@pytest.mark.parametrize("factor", [-1, 0, 1, 9])
def test_other_factors_are_refused(factor):
    with pytest.raises(ValueError, match="2 to 8"):
        spread(torch.zeros(1, 3, 4, 4), factor)
    with pytest.raises(ValueError, match="2 to 8"):
        SuperResolutionConfig.for_factor(factor)


# The network.


def reference(net, low):
    """The same network, layer by layer from Eq. 1 and 2 with masks as wide as the features."""
    config, factor = net.config, net.config.factor
    image, valid = spread(low, factor)
    height, width = image.shape[-2:]
    pad = (0, -width % config.multiple, 0, -height % config.multiple)
    x = F.pad((image - net.mean) / net.std * valid, pad)
    m = F.pad(valid, pad).expand_as(x)

    def layer(conv, x, m):
        ones = torch.ones_like(conv.weight[:1])
        count = F.conv2d(m, ones, None, conv.stride, conv.padding)
        y = F.conv2d(x * m, conv.weight, None, conv.stride, conv.padding)
        y = y * ones.numel() / count.clamp(min=1) + conv.bias.view(1, -1, 1, 1)
        update = (count > 0).to(y)
        return y * update, update.expand_as(y)

    xs, ms = [x], [m]
    for block in net.encoder:
        y, n = layer(block.conv, xs[-1], ms[-1])
        xs.append(F.relu(y))
        ms.append(n)
    y, n = xs.pop(), ms.pop()
    scale = config.multiple
    for number, block in enumerate(net.decoder):
        step = block_stride = config.strides[config.depth - 1 - number]
        scale //= step
        y, n = (
            t.repeat_interleave(block_stride, 2).repeat_interleave(block_stride, 3) for t in (y, n)
        )
        y, n = layer(block.conv, torch.cat([y, xs.pop()], 1), torch.cat([n, ms.pop()], 1))
        if number < config.depth - 1:
            y = F.leaky_relu(y, 0.2)
        if scale == factor:
            for part in net.trunk:
                y = y + F.leaky_relu(layer(part.conv, y, n)[0], 0.2)
    added = (y * net.std)[..., :height, :width]
    bicubic = [
        [
            np.asarray(
                Image.fromarray(plane).resize((width, height), Image.Resampling.BICUBIC), np.float32
            )
            for plane in picture.numpy()
        ]
        for picture in low
    ]
    return torch.from_numpy(np.array(bicubic)) + added


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("size", [(16, 12), (7, 9), (1, 1), (1, 20)])
@torch.no_grad()
def test_forward_is_the_paper_s_arithmetic_on_top_of_pillow_s_bicubic(factor, size):
    net = network(factor)
    low = torch.rand(2, 3, *size, generator=torch.Generator().manual_seed(3))
    expected = reference(net, low)
    result = enlarged(net, low)
    assert (expected - F.interpolate(low, size=expected.shape[-2:])).abs().max() > 0.1
    # Sums of a few thousand products in another order; on AVX2 they differed by 2.6e-5.
    torch.testing.assert_close(result, expected, rtol=1e-4, atol=1e-4)
    # Without gradients it takes shortcuts; training takes none.
    with torch.enable_grad():
        slow = net.train()(*spread(low, factor))
    torch.testing.assert_close(slow.detach(), expected, rtol=1e-4, atol=1e-4)


def test_what_lies_in_the_holes_has_no_influence():
    net = network(3)
    image, valid = spread(torch.rand(1, 3, 6, 5), 3)
    with torch.no_grad():
        expected = net(image, valid)
        for junk in (float("nan"), float("inf"), 7.0):
            other = torch.where(valid > 0.5, image, torch.full_like(image, junk))
            assert torch.equal(net(other, valid), expected)


def test_other_holes_are_refused():
    net = network(2)
    image, valid = spread(torch.rand(1, 3, 6, 5), 2)
    for wrong in (torch.ones_like(valid), valid.roll(1, 3), valid * (torch.rand(12, 10) > 0.5)):
        with pytest.raises(ValueError, match="one valid pixel in each 2 x 2"):
            net(image, wrong)
    with pytest.raises(ValueError, match="one valid pixel"):
        net(image[..., :-1], valid[..., :-1])
    with pytest.raises(ValueError, match="fit"):
        net(image, valid[..., :-2])


@pytest.mark.parametrize("factor", FACTORS)
def test_no_pixel_has_influence_beyond_the_reach(factor):
    net = network(factor)
    side = 2 * (net.config.reach // factor + 2) + 1
    low = torch.rand(1, 3, side, side)
    changed = low.clone()
    changed[..., side // 2, side // 2] += 0.5
    moved = (enlarged(net, low) != enlarged(net, changed)).any(1)[0]
    rows, columns = moved.nonzero(as_tuple=True)
    middle = factor * (side // 2) + factor // 2
    for places in (rows, columns):
        assert int(places.min()) >= middle - net.config.reach
        assert int(places.max()) <= middle + net.config.reach
    # Not a bound that could not be reached at all.
    assert int(rows.max() - rows.min()) >= net.config.reach


def test_gradients_reach_every_parameter():
    net = network(4).train()
    low = torch.rand(2, 3, 12, 12)
    (net(*spread(low, 4)) - 0.5).abs().mean().backward()
    assert all(p.grad is not None and bool((p.grad != 0).any()) for p in net.parameters())


def test_bfloat16_stays_near():
    net = network(2)
    low = torch.rand(1, 3, 20, 20)
    with torch.autocast("cpu", torch.bfloat16):
        half = enlarged(net, low)
    assert half.dtype == torch.float32
    assert relative_error(half, enlarged(net, low)) < 0.02


@pytest.mark.parametrize("factor", [2, 3, 4])
def test_files_and_fusing_change_nothing(tmp_path, factor):
    net = network(factor)
    path = tmp_path / "net.safetensors"
    save_checkpoint(path, net)
    loaded, about = load_checkpoint(path)
    assert isinstance(loaded, SuperResolutionUNet)
    assert about.config == net.config
    low = torch.rand(1, 3, 9, 8)
    assert torch.equal(enlarged(loaded, low), enlarged(net, low))
    assert torch.equal(enlarged(fuse_batch_norm(net), low), enlarged(net, low))


def test_half_precision_on_disk_is_small_and_near(tmp_path):
    net = network(2, width=16)
    path = tmp_path / "net.safetensors"
    save_checkpoint(path, net, dtype=torch.float16)
    loaded, _ = load_checkpoint(path)
    low = torch.rand(1, 3, 16, 16)
    assert relative_error(enlarged(loaded, low), enlarged(net, low)) < 1e-3


def test_an_untrained_network_is_almost_bicubic():
    torch.manual_seed(0)
    net = SuperResolutionUNet(SuperResolutionConfig.for_factor(2)).eval()
    low = torch.rand(1, 3, 24, 24)
    with torch.no_grad():
        net.decoder[-1].conv.weight.zero_()
        base = enlarged(net, low)
    bicubic = F.interpolate(low, scale_factor=2.0, mode="bicubic", antialias=True)
    torch.testing.assert_close(base, bicubic)


# The configuration.


@pytest.mark.parametrize("factor", FACTORS)
def test_configurations_come_back_from_plain_values(factor):
    config = SuperResolutionConfig.for_factor(factor)
    assert config.preset == "super-resolution"
    assert read_config(config.to_dict()) == config
    assert isinstance(
        build_network(SuperResolutionConfig.for_factor(factor, width=4)), SuperResolutionUNet
    )
    assert config.multiple % factor == 0


def test_configurations_of_other_kinds_stay_what_they_are():
    plain = UNetConfig.from_preset("compact")
    assert type(read_config(plain.to_dict())) is UNetConfig


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"factor": 9}, "2 to 8"),
        ({"factor": 3}, "multiply to 3"),
        ({"strides": (2, 2)}, "one for each"),
        ({"strides": (1, 2, 2)}, "strides are 2 or more"),
        ({"width": 32}, "first stage"),
        ({"trunk": -1}, "trunk 0 or more"),
        ({"convolution": "plain"}, "partial convolutions only"),
        # The grid would be the last stage: there is no way back up to it.
        ({"factor": 8}, "multiply to 8"),
    ],
)
def test_configurations_that_make_no_sense(change, message):
    values = SuperResolutionConfig.for_factor(2).to_dict() | change
    with pytest.raises(ValueError, match=message):
        read_config(values)


def test_bundled_sizes_stay_within_their_budget():
    values = [
        sum(
            p.numel() for p in SuperResolutionUNet(SuperResolutionConfig.for_factor(k)).parameters()
        )
        for k in (2, 3, 4)
    ]
    # As float16, in MiB.
    assert sum(values) * 2 / 2**20 < 8
