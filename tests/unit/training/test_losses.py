"""Every loss term against numbers by hand and loops in plain Python."""

from __future__ import annotations

import itertools

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from pconv_training.losses import (
    FeatureView,
    InpaintingLoss,
    LossWeights,
    composite,
    crop_each,
    dilated,
    fullest_windows,
    gram,
    hole_loss,
    perceptual_loss,
    style_loss,
    total_variation_loss,
    valid_loss,
    valid_share,
)


def seeded(*shape, seed=0, dtype=torch.float32):
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def random_valid(*shape, seed=0, share=0.6):
    return (seeded(*shape, seed=seed) < share).float()


class Toy(nn.Module):
    """Features whose values can be followed: the picture, and its square at half the size."""

    def forward(self, image):
        return [image, F.avg_pool2d(image, 2) ** 2]


def test_composite_takes_the_prediction_in_the_hole_only():
    prediction, target = torch.full((1, 3, 1, 2), 0.2), torch.full((1, 3, 1, 2), 0.9)
    valid = torch.tensor([[[[1.0, 0.0]]]])
    comp = composite(prediction, target, valid)
    assert torch.equal(comp[..., 0], target[..., 0])
    assert torch.equal(comp[..., 1], prediction[..., 1])


def test_composite_keeps_what_lies_on_the_other_side_out():
    prediction, target = torch.tensor([float("nan"), 0.25]), torch.tensor([0.5, float("nan")])
    comp = composite(prediction, target, torch.tensor([1.0, 0.0]))
    assert comp.tolist() == [0.5, 0.25]


def test_hole_and_valid_are_means_over_all_elements():
    # 2 x 2 pixels, 3 channels: 12 elements. One pixel is hole.
    target = torch.zeros(1, 3, 2, 2)
    prediction = torch.zeros(1, 3, 2, 2)
    prediction[0, :, 0, 0] = torch.tensor([0.6, -0.3, 0.3])  # in the hole: 1.2
    prediction[0, :, 1, 1] = torch.tensor([0.1, 0.2, -0.3])  # outside: 0.6
    valid = torch.tensor([[[[0.0, 1.0], [1.0, 1.0]]]])
    assert float(hole_loss(prediction, target, valid)) == pytest.approx(1.2 / 12)
    assert float(valid_loss(prediction, target, valid)) == pytest.approx(0.6 / 12)
    both = hole_loss(prediction, target, valid) + valid_loss(prediction, target, valid)
    assert float(both) == pytest.approx(float((prediction - target).abs().mean()))


def test_hole_and_valid_are_means_over_the_batch():
    prediction, target = seeded(3, 3, 4, 5), seeded(3, 3, 4, 5, seed=1)
    valid = random_valid(3, 1, 4, 5)
    for loss in (hole_loss, valid_loss):
        each = [float(loss(prediction[[n]], target[[n]], valid[[n]])) for n in range(3)]
        assert float(loss(prediction, target, valid)) == pytest.approx(sum(each) / 3)


def test_perceptual_is_a_mean_in_each_layer_and_a_sum_over_them():
    ours = [torch.tensor([[[[1.0, 2.0]]]]), torch.zeros(1, 2, 1, 1)]
    truth = [torch.tensor([[[[0.0, 4.0]]]]), torch.tensor([[[[3.0]], [[-1.0]]]])]
    # (1 + 2) / 2 and (3 + 1) / 2
    assert float(perceptual_loss(ours, truth)) == pytest.approx(1.5 + 2.0)


def test_perceptual_is_no_coarser_in_half_precision():
    """Features come in bfloat16; the sum of so many differences has to keep its digits."""
    ours = [(3 + seeded(2, 4, 24, 24, seed=n)).bfloat16() for n in (0, 1)]
    truth = [(3 + seeded(2, 4, 24, 24, seed=n)).bfloat16() for n in (2, 3)]
    pairs = list(zip(ours, truth, strict=True))
    exact = sum(float((a.double() - b.double()).abs().mean()) for a, b in pairs)
    for half in ours:
        half.requires_grad_()
    with torch.autocast("cpu", torch.bfloat16):
        loss = perceptual_loss(ours, truth)
    assert loss.dtype == torch.float32
    assert float(loss.detach()) == pytest.approx(exact, rel=1e-6)
    loss.backward()
    for half, other in pairs:
        expected = (half - other).detach().sign() / half.numel()
        torch.testing.assert_close(half.grad, expected, rtol=0.01, atol=0)
    assert perceptual_loss([ours[0].double()], [truth[0].double()]).dtype == torch.float64


def naive_gram(features):
    channels, height, width = features.shape
    result = torch.zeros(channels, channels, dtype=torch.float64)
    for a, b in itertools.product(range(channels), repeat=2):
        for y, x in itertools.product(range(height), range(width)):
            result[a, b] += float(features[a, y, x]) * float(features[b, y, x])
    return result / (channels * height * width)


def test_gram_by_hand():
    # Channels (1, 2) and (3, -1): products 5, 1, 1, 10 over C H W = 2 * 1 * 2.
    features = torch.tensor([[[[1.0, 2.0]], [[3.0, -1.0]]]])
    assert gram(features).tolist() == [[[1.25, 0.25], [0.25, 2.5]]]


def test_gram_against_loops():
    features = seeded(2, 3, 4, 5) - 0.3
    result = gram(features)
    assert result.shape == (2, 3, 3)
    for n in range(2):
        torch.testing.assert_close(result[n].double(), naive_gram(features[n]))


def test_style_is_a_mean_over_the_gram_matrix_and_a_sum_over_layers():
    ours = [seeded(1, 3, 4, 4), seeded(1, 5, 2, 2, seed=2)]
    truth = [seeded(1, 3, 4, 4, seed=1), seeded(1, 5, 2, 2, seed=3)]
    expected = 0.0
    for a, b in zip(ours, truth, strict=True):
        difference = (naive_gram(a[0]) - naive_gram(b[0])).abs()
        expected += float(difference.sum()) / a.shape[1] ** 2
    assert float(style_loss(ours, truth)) == pytest.approx(expected, rel=1e-5)


def test_gram_stays_float32_under_autocast():
    features = 100 + seeded(1, 4, 32, 32)
    exact = gram(features.double())
    with torch.autocast("cpu", torch.bfloat16):
        inside = gram(features)
        half = gram(features.bfloat16())
    assert inside.dtype == half.dtype == torch.float32
    torch.testing.assert_close(inside.double(), exact, rtol=1e-5, atol=0)
    exact_half = gram(features.bfloat16().double())
    torch.testing.assert_close(half.double(), exact_half, rtol=1e-5, atol=0)


def naive_total_variation(image, valid):
    """Eq. 6, pixel by pixel; R = pixels with a hole among themselves and their eight neighbours."""
    _, channels, height, width = image.shape
    total = 0.0
    for n in range(image.shape[0]):
        region = {
            (y, x)
            for y, x in itertools.product(range(height), range(width))
            if any(
                0 <= y + dy < height and 0 <= x + dx < width and valid[n, 0, y + dy, x + dx] == 0
                for dy, dx in itertools.product((-1, 0, 1), repeat=2)
            )
        }
        for (y, x), c in itertools.product(sorted(region), range(channels)):
            for other in ((y + 1, x), (y, x + 1)):
                if other in region:
                    total += abs(float(image[n, c, *other]) - float(image[n, c, y, x]))
    return total / image.numel()


def test_total_variation_by_hand():
    # One row, the hole at 2; R is 1 to 3, so only the steps 1-2 and 2-3 count.
    row = torch.tensor([0.0, 0.1, 0.4, 0.2, 0.9, 0.0])
    image = row.expand(1, 3, 1, 6)
    valid = torch.tensor([1.0, 1.0, 0.0, 1.0, 1.0, 1.0]).view(1, 1, 1, 6)
    assert float(total_variation_loss(image, valid)) == pytest.approx(3 * (0.3 + 0.2) / 18)


@pytest.mark.parametrize("seed", range(4))
def test_total_variation_against_loops(seed):
    image = seeded(2, 3, 7, 9, seed=seed)
    valid = random_valid(2, 1, 7, 9, seed=seed + 10, share=0.9)
    expected = naive_total_variation(image, valid)
    assert float(total_variation_loss(image, valid)) == pytest.approx(expected, rel=1e-5)


def test_total_variation_without_hole_is_zero():
    assert float(total_variation_loss(seeded(1, 3, 5, 5), torch.ones(1, 1, 5, 5))) == 0


def terms_by_parts(prediction, target, valid, features):
    comp = target * valid + prediction * (1 - valid)
    of_prediction, of_comp, of_target = (features(i) for i in (prediction, comp, target))
    return {
        "valid": float((valid * (prediction - target)).abs().sum()) / prediction.numel(),
        "hole": float(((1 - valid) * (prediction - target)).abs().sum()) / prediction.numel(),
        "tv": naive_total_variation(comp, valid),
        "perceptual": sum(
            float((a - t).abs().mean()) + float((b - t).abs().mean())
            for a, b, t in zip(of_prediction, of_comp, of_target, strict=True)
        ),
        "style": sum(
            float((naive_gram(a[0]) - naive_gram(t[0])).abs().mean())
            + float((naive_gram(b[0]) - naive_gram(t[0])).abs().mean())
            for a, b, t in zip(of_prediction, of_comp, of_target, strict=True)
        ),
    }


def test_equation_7():
    prediction, target = seeded(1, 3, 8, 8), seeded(1, 3, 8, 8, seed=1)
    valid = random_valid(1, 1, 8, 8)
    terms = InpaintingLoss(LossWeights(), Toy())(prediction, target, valid)
    expected = terms_by_parts(prediction, target, valid, Toy())
    assert set(terms) == {"valid", "hole", "perceptual", "style", "tv", "total"}
    for name, value in expected.items():
        assert float(terms[name]) == pytest.approx(value, rel=1e-4), name
        # Otherwise its factor would not show in the sum.
        assert value > 1e-4
    total = (
        expected["valid"]
        + 6 * expected["hole"]
        + 0.05 * expected["perceptual"]
        + 120 * expected["style"]
        + 0.1 * expected["tv"]
    )
    assert float(terms["total"]) == pytest.approx(total, rel=1e-4)


def test_features_see_prediction_and_composite():
    """Right in the hole and wrong outside: the composite is perfect, the prediction is not."""
    target, valid = seeded(1, 3, 8, 8), random_valid(1, 1, 8, 8)
    outside = target + 0.2 * valid
    inside = target + 0.2 * (1 - valid)
    loss = InpaintingLoss(LossWeights(), Toy())
    for name, single in (("perceptual", perceptual_loss), ("style", style_loss)):
        once = float(single(Toy()(outside), Toy()(target)))
        assert float(loss(outside, target, valid)[name]) == pytest.approx(once, rel=1e-4)
        # Right outside: prediction and composite are the same picture and count twice.
        twice = 2 * float(single(Toy()(inside), Toy()(target)))
        assert float(loss(inside, target, valid)[name]) == pytest.approx(twice, rel=1e-4)


def test_real_vgg_features_reach_the_prediction(vgg_file):
    from pconv_training.vgg import VGGFeatures

    prediction = seeded(1, 3, 16, 16).requires_grad_()
    valid = random_valid(1, 1, 16, 16)
    terms = InpaintingLoss(LossWeights(), VGGFeatures(vgg_file))(
        prediction, seeded(1, 3, 16, 16, seed=1), valid
    )
    for name, term in terms.items():
        (gradient,) = torch.autograd.grad(term, prediction, retain_graph=True)
        assert float(gradient.abs().sum()) > 0, name
        reached = (gradient.abs().sum(1, keepdim=True) > 0).float()
        if name == "hole":
            assert torch.equal(reached, 1 - valid)
        elif name == "valid":
            assert torch.equal(reached, valid)
        elif name == "tv":
            assert float((reached * valid).sum()) == 0


def test_without_features():
    weights = LossWeights(perceptual=0, style=0)
    prediction, target = seeded(1, 3, 4, 4), seeded(1, 3, 4, 4, seed=1)
    terms = InpaintingLoss(weights, None)(prediction, target, random_valid(1, 1, 4, 4))
    assert set(terms) == {"valid", "hole", "tv", "total"}
    total = terms["valid"] + 6 * terms["hole"] + 0.1 * terms["tv"]
    torch.testing.assert_close(terms["total"], total)
    for lacking in (LossWeights(style=0), LossWeights(perceptual=0)):
        with pytest.raises(ValueError, match="VGG"):
            InpaintingLoss(lacking, None)


def test_gradients_are_those_of_finite_differences():
    target = seeded(1, 3, 4, 4, seed=1, dtype=torch.float64)
    valid = random_valid(1, 1, 4, 4).double()
    prediction = seeded(1, 3, 4, 4, dtype=torch.float64).requires_grad_()
    loss = InpaintingLoss(LossWeights(), Toy())
    assert torch.autograd.gradcheck(lambda p: loss(p, target, valid)["total"], prediction)


def naive_fullest(valid, side):
    """Most hole of all places in quarter steps and at the far edges; the first of equals."""
    height, width = valid.shape[-2:]
    step = max(1, side // 4)
    rows = [y for y in range(height - side + 1) if y % step == 0 or y == height - side]
    columns = [x for x in range(width - side + 1) if x % step == 0 or x == width - side]
    counts = {
        (y, x): int((valid[y : y + side, x : x + side] == 0).sum())
        for y, x in itertools.product(rows, columns)
    }
    return max(counts, key=counts.get)


@pytest.mark.parametrize(("size", "side"), [((20, 20), 8), ((33, 21), 10), ((9, 13), 3)])
def test_fullest_windows_against_brute_force(size, side):
    valid = random_valid(6, 1, *size, seed=side, share=0.85)
    found = fullest_windows(valid, side)
    assert found == [naive_fullest(valid[n, 0], side) for n in range(6)]


def test_fullest_windows_reach_every_edge():
    for row, column in ((0, 0), (0, 255), (255, 0), (255, 255)):
        valid = torch.ones(1, 1, 256, 256)
        valid[0, 0, row, column] = 0
        ((top, left),) = fullest_windows(valid, 160)
        assert top <= row < top + 160
        assert left <= column < left + 160


def test_crop_each():
    images = seeded(2, 3, 6, 7)
    cut = crop_each(images, [(0, 3), (2, 1)], 4)
    assert torch.equal(cut[0], images[0, :, 0:4, 3:7])
    assert torch.equal(cut[1], images[1, :, 2:6, 1:5])


class Recorder(Toy):
    def __init__(self):
        super().__init__()
        self.seen = []

    def forward(self, image):
        self.seen.append(image.detach().clone())
        return super().forward(image)


def test_feature_crop_limits_what_the_features_see():
    prediction, target = seeded(2, 3, 16, 16), seeded(2, 3, 16, 16, seed=1)
    valid = torch.ones(2, 1, 16, 16)
    valid[0, :, 12:, 12:] = 0
    valid[1, :, :4, :4] = 0
    recorder = Recorder()
    terms = InpaintingLoss(LossWeights(), recorder, FeatureView(8))(prediction, target, valid)
    comp = composite(prediction, target, valid)
    windows = [(slice(8, 16), slice(8, 16)), (slice(0, 8), slice(0, 8))]

    def cut(images):
        return torch.stack([i[:, y, x] for i, (y, x) in zip(images, windows, strict=True)])

    assert torch.equal(recorder.seen[0], cut(target))
    assert torch.equal(recorder.seen[1], torch.cat([cut(comp), cut(prediction)]))
    # The other terms still see everything.
    assert float(terms["hole"]) == pytest.approx(float(hole_loss(prediction, target, valid)))
    whole = Recorder()
    InpaintingLoss(LossWeights(), whole, FeatureView(16))(prediction, target, valid)
    assert torch.equal(whole.seen[0], target)


def depth_of_holes(valid):
    """Steps to the nearest valid pixel, a king's on a chess board; 0 where valid, (N, H, W)."""
    places = [torch.nonzero(one[0]) for one in valid]
    rows, columns = valid.shape[-2:]
    here = torch.cartesian_prod(torch.arange(rows), torch.arange(columns))
    return torch.stack(
        [(here[:, None] - there).abs().amax(2).amin(1).view(rows, columns) for there in places]
    )


def test_dilated_and_seen_against_the_distance_to_each_valid_pixel():
    valid = random_valid(3, 1, 14, 11, share=0.03)
    depth = depth_of_holes(valid)[:, None]
    for steps in range(5):
        assert torch.equal(dilated(valid, steps), (depth <= steps).float())
    assert torch.equal(FeatureView().seen(valid), 1 - valid)
    assert torch.equal(FeatureView(nearest=3).seen(valid), (depth >= 3).float())
    middle = FeatureView(nearest=2, deepest=4).seen(valid)
    assert torch.equal(middle, ((depth >= 2) & (depth <= 4)).float())


def test_the_depth_limits_what_the_features_see():
    """Beyond it they see the truth, and no gradient comes from them."""
    prediction = seeded(1, 3, 24, 24).requires_grad_()
    target = seeded(1, 3, 24, 24, seed=1)
    valid = torch.ones(1, 1, 24, 24)
    valid[..., 2:19, 2:19] = 0
    recorder = Recorder()
    weights = LossWeights(valid=0, hole=0, perceptual=1, style=1, tv=0)
    loss = InpaintingLoss(weights, recorder, FeatureView(nearest=2, deepest=5))
    loss(prediction, target, valid)["total"].backward()
    depth = depth_of_holes(valid)[:, None]
    hidden = (depth == 1) | (depth > 5)
    comp, out = recorder.seen[1].chunk(2)
    for image, known in ((out, prediction.detach()), (comp, target)):
        assert torch.equal(
            image,
            torch.where(hidden | (depth == 0), known, prediction.detach()).where(~hidden, target),
        )
    assert not prediction.grad.where(hidden, 0.0).any()
    assert prediction.grad.where((depth > 1) & (depth < 6), 1.0).all()


def test_the_composite_alone_is_compared():
    prediction, target = seeded(2, 3, 16, 16), seeded(2, 3, 16, 16, seed=1)
    valid = random_valid(2, 1, 16, 16)
    toy, comp = Toy(), composite(prediction, target, valid)
    terms = InpaintingLoss(LossWeights(), toy, FeatureView(out=False))(prediction, target, valid)
    for name, function in (("perceptual", perceptual_loss), ("style", style_loss)):
        assert float(terms[name]) == pytest.approx(float(function(toy(comp), toy(target))))


def test_the_window_lies_where_the_features_see_most():
    """Not on the wide hole, whose middle they do not see, but on the streaks."""
    valid = torch.ones(1, 1, 64, 64)
    valid[..., 34:64, 34:64] = 0
    valid[..., 2:10:2, 2:30] = 0
    recorder = Recorder()
    images = seeded(1, 3, 64, 64), seeded(1, 3, 64, 64, seed=1)
    InpaintingLoss(LossWeights(), recorder, FeatureView(32, deepest=1))(*images, valid)
    assert torch.equal(recorder.seen[0], images[1][..., :32, :32])
    InpaintingLoss(LossWeights(), recorder, FeatureView(32))(*images, valid)
    assert torch.equal(recorder.seen[2], images[1][..., 32:, 32:])


def test_valid_share_counts_the_window_inside_the_picture():
    valid = random_valid(2, 1, 12, 7)
    share = valid_share(valid)
    for number, row, column in itertools.product(range(2), range(12), range(7)):
        window = valid[number, 0, max(0, row - 4) : row + 5, max(0, column - 4) : column + 5]
        assert share[number, 0, row, column].item() == pytest.approx(window.mean().item(), abs=1e-6)


def test_the_border_counts_more_and_the_deep_of_a_hole_does_not():
    valid = torch.zeros(1, 1, 20, 20)
    valid[..., :5] = 1
    target = torch.zeros(1, 3, 20, 20)
    at_border, deep = target.clone(), target.clone()
    at_border[..., 10, 5], deep[..., 10, 15] = 0.5, 0.5
    # Of the nine columns around it four are valid.
    plain = 0.5 / 400
    assert hole_loss(at_border, target, valid).item() == pytest.approx(plain)
    assert hole_loss(at_border, target, valid, 9.0).item() == pytest.approx(plain * (1 + 9 * 4 / 9))
    assert hole_loss(deep, target, valid, 9.0).item() == pytest.approx(plain)


def test_the_border_factor_reaches_the_total():
    prediction, target = seeded(2, 3, 16, 16), seeded(2, 3, 16, 16, seed=1)
    valid = random_valid(2, 1, 16, 16)
    weights = LossWeights(valid=0, hole=2, perceptual=0, style=0, tv=0)
    terms = InpaintingLoss(weights, None, border=3.0)(prediction, target, valid)
    expected = hole_loss(prediction, target, valid, 3.0)
    assert terms["total"].item() == pytest.approx(2 * expected.item())
    assert expected > hole_loss(prediction, target, valid)
