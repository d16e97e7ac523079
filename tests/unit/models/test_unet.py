"""The network against Table 2 of the paper, written out here a second time."""

from __future__ import annotations

import copy
import math

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_models.config import UNetConfig
from pconv_models.partial_conv import PartialConv2d
from pconv_models.unet import PConvUNet, fuse_batch_norm

RELU, LEAKY, NONE = 0.0, 0.2, 1.0
# Table 2: filter size, channels read, filters, stride, BatchNorm, slope below zero.
ENCODER = [
    (7, (3,), 64, 2, False, RELU),
    (5, (64,), 128, 2, True, RELU),
    (5, (128,), 256, 2, True, RELU),
    (3, (256,), 512, 2, True, RELU),
    (3, (512,), 512, 2, True, RELU),
    (3, (512,), 512, 2, True, RELU),
    (3, (512,), 512, 2, True, RELU),
    (3, (512,), 512, 2, True, RELU),
]
DECODER = [
    (3, (512, 512), 512, 1, True, LEAKY),
    (3, (512, 512), 512, 1, True, LEAKY),
    (3, (512, 512), 512, 1, True, LEAKY),
    (3, (512, 512), 512, 1, True, LEAKY),
    (3, (512, 256), 256, 1, True, LEAKY),
    (3, (256, 128), 128, 1, True, LEAKY),
    (3, (128, 64), 64, 1, True, LEAKY),
    (3, (64, 3), 3, 1, False, NONE),
]
SIZES = [(1, 1), (1, 7), (255, 257), (300, 513)]


def make_network(*, width=2, depth=8, convolution="partial", seed=0, dtype=torch.float32):
    """A small network in evaluation mode whose BatchNorm and biases do something."""
    torch.manual_seed(seed)
    network = PConvUNet(UNetConfig(width=width, depth=depth, convolution=convolution))
    with torch.no_grad():
        for block in network.blocks():
            if block.norm is None:
                block.conv.bias.normal_()
                continue
            block.norm.weight.uniform_(0.5, 1.5)
            block.norm.bias.normal_()
            block.norm.running_mean.normal_(std=0.5)
            block.norm.running_var.uniform_(0.5, 2.0)
    return network.eval().to(dtype)


def make_case(height, width, kind, *, count=1, dtype=torch.float32, seed=1):
    """Random images with masks: ``noise``, ``corner`` (nearly all a hole), ``box``, ``full``."""
    generator = torch.Generator().manual_seed(seed)
    image = torch.rand(count, 3, height, width, generator=generator, dtype=dtype)
    valid = torch.ones(count, 1, height, width, dtype=dtype)
    if kind == "noise":
        valid = (torch.rand(valid.shape, generator=generator) > 0.4).to(dtype)
    elif kind == "corner":
        valid[:, :, 16:], valid[:, :, :, 16:] = 0, 0
    elif kind == "box":
        for index in range(count):
            top, left = height // 3 + 5 * index, width // 4
            valid[index, :, top : top + height // 4 + 1, left : left + width // 5 + 1] = 0
    return image, valid


def reference(network, image, valid, *, partial=True, training=False):
    """The forward pass from Table 2 and the tensors of a network; masks have all C channels."""
    state = dict(network.named_parameters()) | dict(network.named_buffers())
    depth = network.config.depth
    height, width = image.shape[-2:]
    pad = (0, -width % 2**depth, 0, -height % 2**depth)
    mask = F.pad(valid, pad).expand(-1, 3, -1, -1)
    x = ((F.pad(image, pad) - state["mean"]) / state["std"]).masked_fill(mask == 0, 0.0)

    def row(name, x, mask, side, stride, norm, slope):
        weight = state[f"{name}.conv.weight"]
        y = F.conv2d(x * mask if partial else x, weight, None, stride, side // 2)
        if partial:
            # The paper's own way: a fixed convolution with weights 1 over the C-channel mask.
            ones = torch.ones_like(weight[:1])
            known = F.conv2d(mask, ones, None, stride, side // 2).round().detach()
            y = torch.where(known > 0, y * (weight[0].numel() / known.clamp(min=1)), 0.0)
            mask = (known > 0).to(x.dtype).expand_as(y)
        else:
            mask = torch.ones_like(y)
        bias = state.get(f"{name}.conv.bias")
        if bias is not None:
            y = y + bias.view(1, -1, 1, 1) * mask
        if norm:
            mean, variance = state[f"{name}.norm.running_mean"], state[f"{name}.norm.running_var"]
            if training:
                mean, variance = y.mean((0, 2, 3)), y.var((0, 2, 3), correction=0)
            gain = state[f"{name}.norm.weight"] / (variance + 1e-5).sqrt()
            offset = state[f"{name}.norm.bias"] - mean * gain
            y = y * gain.view(1, -1, 1, 1) + offset.view(1, -1, 1, 1)
        return torch.where(y > 0, y, y * slope), mask

    maps = [(x, mask)]
    for index, (side, _, _, stride, norm, slope) in enumerate(ENCODER[:depth]):
        maps.append(row(f"encoder.{index}", *maps[-1], side, stride, norm, slope))
    x, mask = maps.pop()
    # A network of another depth has as many of the lower rows of the decoder as of the encoder.
    for index, (side, _, _, stride, norm, slope) in enumerate(DECODER[-depth:]):
        skip, skip_mask = maps.pop()
        x, mask = (t.repeat_interleave(2, 2).repeat_interleave(2, 3) for t in (x, mask))
        x, mask = torch.cat([x, skip], 1), torch.cat([mask, skip_mask], 1)
        x, mask = row(f"decoder.{index}", x, mask, side, stride, norm, slope)
    return (x * state["std"] + state["mean"])[..., :height, :width], mask[:, :1]


def relative(result, expected):
    return ((result - expected).abs().max() / expected.abs().max()).item()


# Table 2 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("preset", "share"), [("paper", 1), ("compact", 2)])
def test_rows_of_table_2(preset, share):
    with torch.device("meta"):
        network = PConvUNet(UNetConfig.from_preset(preset))
    assert len(network.encoder) == len(network.decoder) == 8
    for block, row in zip(network.blocks(), ENCODER + DECODER, strict=True):
        side, read, filters, stride, norm, slope = row
        read = tuple(c if c == 3 else c // share for c in read)
        filters = filters if filters == 3 else filters // share
        assert isinstance(block.conv, PartialConv2d)
        assert block.conv.kernel_size == (side, side)
        assert block.conv.plane_channels == read
        assert block.conv.in_channels == sum(read)
        assert block.conv.out_channels == filters
        assert block.conv.stride == (stride, stride)
        assert block.conv.padding == (side // 2, side // 2)
        assert (block.norm is not None) is norm
        assert (block.conv.bias is None) is norm
        assert (1.0 if block.slope is None else block.slope) == slope


def test_parameter_count():
    # filter area x channels read x filters; + bias where no BatchNorm follows, else + gain and bias
    rows = [
        49 * 3 * 64 + 64,
        25 * 64 * 128 + 2 * 128,
        25 * 128 * 256 + 2 * 256,
        9 * 256 * 512 + 2 * 512,
        4 * (9 * 512 * 512 + 2 * 512),
        4 * (9 * (512 + 512) * 512 + 2 * 512),
        9 * (512 + 256) * 256 + 2 * 256,
        9 * (256 + 128) * 128 + 2 * 128,
        9 * (128 + 64) * 64 + 2 * 64,
        9 * (64 + 3) * 3 + 3,
    ]
    assert sum(rows) == 32_859_796
    for convolution in ("partial", "plain"):
        counts = {}
        for preset in ("paper", "compact"):
            with torch.device("meta"):
                network = PConvUNet(UNetConfig.from_preset(preset, convolution=convolution))
            counts[preset] = sum(p.numel() for p in network.parameters())
        assert counts["paper"] == sum(rows)
        assert counts["compact"] == pytest.approx(8.2e6, rel=0.01)


def test_plain_twin_has_the_same_parameters():
    partial, plain = make_network(), make_network(convolution="plain")
    shapes = [
        {name: tensor.shape for name, tensor in network.state_dict().items()}
        for network in (partial, plain)
    ]
    assert shapes[0] == shapes[1]
    plain.load_state_dict(partial.state_dict())
    assert not any(isinstance(block.conv, PartialConv2d) for block in plain.blocks())


def test_he_initialization():
    torch.manual_seed(0)
    network = PConvUNet(UNetConfig.from_preset("compact"))
    for block, row in zip(network.blocks(), ENCODER + DECODER, strict=True):
        weight = block.conv.weight
        fan_in = weight[0].numel()
        gain = {RELU: 2.0, LEAKY: 2.0 / 1.04, NONE: 1.0}[row[-1]]
        expected = math.sqrt(gain / fan_in)
        # Five standard errors of the estimate.
        tolerance = 5 / math.sqrt(2 * weight.numel())
        assert weight.std().item() == pytest.approx(expected, rel=tolerance)
        assert abs(weight.mean().item()) < 5 * expected / math.sqrt(weight.numel())
        if block.norm is None:
            assert not block.conv.bias.any()
        else:
            assert (block.norm.weight == 1).all()
            assert not block.norm.bias.any()


# Values -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "kind"),
    [
        ((1, 1), "full"),
        ((1, 7), "noise"),
        ((255, 200), "noise"),
        ((256, 256), "box"),
        ((255, 130), "full"),
        ((200, 513), "corner"),
    ],
)
def test_equals_the_reference(size, kind):
    network = make_network(dtype=torch.float64)
    image, valid = make_case(*size, kind, dtype=torch.float64)
    expected, mask = reference(network, image, valid)
    for enabled in (True, False):
        with torch.set_grad_enabled(enabled):
            result = network(image, valid)
        assert result.shape == image.shape
        # The mask's factors are float32 whatever the precision of the features.
        assert relative(result, expected) < 2e-6
    assert torch.equal(network.reach(valid).double(), mask[..., : size[0], : size[1]])


def test_equals_the_reference_in_float32():
    network = make_network(width=4)
    image, valid = make_case(200, 256, "box")
    expected, _ = reference(copy.deepcopy(network).double(), image.double(), valid.double())
    assert relative(network(image, valid), expected) < 1e-5


@pytest.mark.parametrize("kind", ["noise", "corner"])
def test_training_mode_equals_the_reference(kind):
    network = make_network(depth=5, dtype=torch.float64).train()
    image, valid = make_case(90, 70, kind, count=2, dtype=torch.float64)
    expected, _ = reference(network, image, valid, training=True)
    result = network(image, valid)
    assert relative(result, expected) < 1e-5
    towards = torch.randn_like(result)
    names, parameters = zip(*network.named_parameters(), strict=True)
    actual = torch.autograd.grad(result, parameters, towards)
    wanted = torch.autograd.grad(expected, parameters, towards)
    for name, ours, theirs in zip(names, actual, wanted, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4, msg=name)


def test_plain_twin_equals_its_reference():
    network = make_network(convolution="plain", dtype=torch.float64)
    image, valid = make_case(256, 200, "box", dtype=torch.float64)
    expected, _ = reference(network, image, valid, partial=False)
    assert relative(network(image, valid), expected) < 1e-12
    assert torch.equal(network.reach(valid), torch.ones(1, 1, 256, 200))


def test_leaves_its_inputs_alone():
    network = make_network(depth=3)
    image, valid = make_case(32, 32, "noise")
    kept = image.clone(), valid.clone()
    for run in (network, network.train()):
        run(image, valid)
        assert torch.equal(image, kept[0])
        assert torch.equal(valid, kept[1])


# Sizes --------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(
    height=st.integers(1, 40),
    width=st.integers(1, 40),
    depth=st.integers(1, 4),
    share=st.floats(0, 1),
    seed=st.integers(0, 2**31),
)
def test_any_size_any_depth(height, width, depth, share, seed):
    network = make_network(depth=depth, seed=seed)
    generator = torch.Generator().manual_seed(seed)
    image = torch.rand(1, 3, height, width, generator=generator)
    valid = (torch.rand(1, 1, height, width, generator=generator) < share).float()
    full = network(image, valid)
    with torch.inference_mode():
        boxes = network(image, valid)
    assert full.shape == boxes.shape == image.shape
    assert torch.isfinite(full).all()
    torch.testing.assert_close(boxes, full, rtol=1e-4, atol=1e-4)
    reach = network.reach(valid)
    assert reach.shape == valid.shape
    assert (reach >= valid).all()


@pytest.mark.parametrize("size", SIZES)
def test_padding_is_a_hole(size):
    network = make_network()
    image, valid = make_case(*size, "box")
    pad = (0, -size[1] % 256, 0, -size[0] % 256)
    larger = F.pad(image, pad, value=float("nan"))
    with torch.inference_mode():
        result = network(image, valid)
        expected = network(larger, F.pad(valid, pad))[..., : size[0], : size[1]]
    torch.testing.assert_close(result, expected, rtol=1e-5, atol=1e-3)


# Holes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [float("nan"), float("-inf"), "noise"])
@pytest.mark.parametrize("convolution", ["partial", "plain"])
@pytest.mark.parametrize("training", [False, True])
def test_hole_content_has_no_influence(training, convolution, content):
    image, valid = make_case(40, 30, "noise", count=2)
    other = torch.randn_like(image) * 50 if content == "noise" else content
    runs = []
    for values in (image, torch.where(valid > 0, image, other)):
        network = make_network(depth=3, convolution=convolution).train(training)
        with torch.inference_mode(not training):
            quick = network(values, valid)
        values.requires_grad_()
        result = network(values, valid)
        gradients = torch.autograd.grad(result.square().sum(), (values, *network.parameters()))
        statistics = [tensor for _, tensor in network.named_buffers()]
        runs.append([quick, result, *gradients, *statistics])
    for clean, dirty in zip(*runs, strict=True):
        assert torch.isfinite(dirty).all()
        assert torch.equal(clean, dirty)


@pytest.mark.parametrize(
    ("size", "depth", "kind", "short"),
    [
        ((256, 256), 8, "full", 9),
        ((250, 250), 7, "box", 3),
        ((128, 192), 5, "box", 3),
        ((128, 192), 5, "corner", 0),
        ((120, 75), 4, "noise", 0),
        ((40, 300), 4, "box", 3),
    ],
)
def test_boxes_equal_the_full_path(size, depth, kind, short):
    network = make_network(depth=depth)
    image, valid = make_case(*size, kind, count=2 if depth < 8 else 1)
    plan = network.plan(valid)
    taken = sum(len(layer.boxes) > 1 for layer in plan.encoder + plan.decoder)
    assert taken >= short, "the short way was taken"
    full = network(image, valid)
    with torch.inference_mode():
        boxes = network(image, valid)
    assert full.requires_grad
    assert relative(boxes, full) < 1e-5


def test_training_takes_no_boxes():
    network = make_network().train()
    _, valid = make_case(256, 256, "box")
    plan = network.plan(valid)
    assert all(len(layer.boxes) == 1 for layer in plan.encoder + plan.decoder)


@pytest.mark.parametrize("kind", ["noise", "corner", "box"])
@pytest.mark.parametrize("convolution", ["partial", "plain"])
def test_fused_equals_the_network(convolution, kind):
    network = make_network(depth=5, convolution=convolution)
    image, valid = make_case(90, 200, kind)
    if kind == "corner" and convolution == "partial":
        plan = network.plan(valid)
        assert not plan.encoder[-1].complete, "holes reach the deepest layer"
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    fused = fuse_batch_norm(network)
    assert all(torch.equal(before[name], t) for name, t in network.state_dict().items())
    assert not any(isinstance(module, torch.nn.BatchNorm2d) for module in fused.modules())
    assert not fused.training
    assert not any(parameter.requires_grad for parameter in fused.parameters())
    for enabled in (True, False):
        with torch.set_grad_enabled(enabled):
            assert relative(fused(image, valid), network(image, valid)) < 1e-5


def test_fused_uses_the_statistics_of_evaluation():
    network = make_network(depth=4).train()
    image, valid = make_case(64, 64, "noise")
    fused = fuse_batch_norm(network)
    assert network.training
    assert relative(fused(image, valid), network.eval()(image, valid)) < 1e-5


# Reach --------------------------------------------------------------------------------------------


def brute_reach(valid, depth):
    """Eq. 2 again and again on a list of lists of 0 and 1."""
    height, width = len(valid), len(valid[0])
    tall, wide = height + -height % 2**depth, width + -width % 2**depth
    start = [
        [valid[y][x] if y < height and x < width else 0 for x in range(wide)] for y in range(tall)
    ]

    def update(masks, side, stride):
        pad = side // 2
        rows, columns = len(masks[0]), len(masks[0][0])
        return [
            [
                int(
                    any(
                        mask[v][u]
                        for mask in masks
                        for v in range(max(0, y - pad), min(rows, y + pad + 1))
                        for u in range(max(0, x - pad), min(columns, x + pad + 1))
                    )
                )
                for x in range(0, columns, stride)
            ]
            for y in range(0, rows, stride)
        ]

    skips = [start]
    for side in [7, 5, 5, 3, 3, 3, 3, 3][:depth]:
        skips.append(update([skips[-1]], side, 2))
    current = skips.pop()
    while skips:
        upsampled = [
            [current[y // 2][x // 2] for x in range(2 * len(current[0]))]
            for y in range(2 * len(current))
        ]
        current = update([upsampled, skips.pop()], 3, 1)
    return [row[:width] for row in current[:height]]


@settings(max_examples=25)
@given(
    height=st.integers(1, 70),
    width=st.integers(1, 70),
    depth=st.integers(1, 3),
    points=st.lists(st.tuples(st.integers(0, 69), st.integers(0, 69)), max_size=3),
)
def test_reach_by_brute_force(height, width, depth, points):
    valid = torch.zeros(1, 1, height, width)
    for y, x in points:
        valid[..., y % height, x % width] = 1
    network = make_network(depth=depth)
    reach = network.reach(valid)
    assert reach.dtype == torch.float32
    assert reach[0, 0].int().tolist() == brute_reach(valid[0, 0].int().tolist(), depth)


def test_reach_ends_in_a_deep_hole():
    network = make_network(depth=3)
    image, valid = make_case(120, 120, "corner")
    reach = network.reach(valid)
    assert 0 < reach.mean() < 1
    for enabled in (True, False):
        with torch.set_grad_enabled(enabled):
            result = network(image, valid)
        mean = network.mean.expand_as(result)
        beyond = (reach == 0).expand_as(result)
        assert torch.equal(result[beyond], mean[beyond])
        assert not torch.isclose(result[~beyond], mean[~beyond]).all()


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("size", [(1, 1), (60, 100)])
def test_nothing_known(size, training):
    network = make_network(depth=5).train(training)
    image, valid = torch.full((2, 3, *size), float("nan")), torch.zeros(2, 1, *size)
    assert not network.reach(valid).any()
    result = network(image, valid)
    # The mean of the value convention: no bias, no BatchNorm fills the hole by itself.
    assert torch.equal(result, network.mean.expand_as(result))


# Ways to run --------------------------------------------------------------------------------------


@pytest.mark.parametrize("enabled", [True, False])
def test_channels_last(enabled):
    network = make_network(width=4, depth=5)
    image, valid = make_case(128, 100, "box")
    with torch.set_grad_enabled(enabled):
        expected = network(image, valid)
        last = copy.deepcopy(network).to(memory_format=torch.channels_last)
        result = last(image.contiguous(memory_format=torch.channels_last), valid)
    assert relative(result, expected) < 1e-5


@pytest.mark.parametrize("enabled", [True, False])
def test_autocast(enabled):
    network = make_network(width=4, depth=5)
    image, valid = make_case(128, 160, "box")
    with torch.set_grad_enabled(enabled):
        expected = network(image, valid)
        with torch.autocast("cpu", torch.bfloat16):
            result, plan = network(image, valid), network.plan(valid)
    exact = network.plan(valid)
    assert result.dtype == torch.float32
    assert 0 < relative(result, expected) < 0.05
    layers = zip(plan.encoder + plan.decoder, exact.encoder + exact.decoder, strict=True)
    assert all(torch.equal(a.scale, b.scale) and torch.equal(a.valid, b.valid) for a, b in layers)


@pytest.mark.parametrize("dtype", [torch.bool, torch.uint8, torch.float64])
def test_masks_of_any_kind_of_number(dtype):
    network = make_network(depth=3)
    image, valid = make_case(30, 41, "noise")
    assert torch.equal(network(image, valid.to(dtype)), network(image, valid))
    assert torch.equal(network.reach(valid.to(dtype)), network.reach(valid))


@pytest.mark.parametrize("convolution", ["partial", "plain"])
@pytest.mark.parametrize(
    ("image", "valid"),
    [
        ((1, 4, 8, 8), (1, 1, 8, 8)),
        ((1, 1, 8, 8), (1, 1, 8, 8)),
        ((1, 3, 8, 8), (1, 3, 8, 8)),
        ((1, 3, 8, 8), (1, 1, 8, 9)),
        ((2, 3, 8, 8), (1, 1, 8, 8)),
        ((1, 3, 8, 8), (1, 8, 8)),
        ((3, 8, 8), (1, 8, 8)),
        ((1, 3, 8), (1, 1, 8)),
    ],
)
def test_wrong_shapes(image, valid, convolution):
    network = make_network(depth=2, convolution=convolution)
    with pytest.raises(ValueError, match=r"\(N, 3, H, W\) and \(N, 1, H, W\) fit"):
        network(torch.zeros(image), torch.ones(valid))
