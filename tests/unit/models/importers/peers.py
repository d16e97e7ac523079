"""The networks of seven repositories, written anew from what is known of them.

Nothing here comes from those repositories or from the package under test: masks have as many
channels as features, as theirs do, and every quirk is spelled out. ``make`` gives random weights
named and shaped as the repository stores them; ``run`` is its forward pass, from RGB in [0, 1] to
RGB in [0, 1]. Widths are smaller than theirs; depths are theirs.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F

IMAGENET = (
    torch.tensor([0.485, 0.456, 0.406], dtype=torch.float64).view(1, 3, 1, 1),
    torch.tensor([0.229, 0.224, 0.225], dtype=torch.float64).view(1, 3, 1, 1),
)


def channels(width, depth):
    return [width * min(2**level, 8) for level in range(depth)]


def decoder_channels(width, depth):
    """(from below, from the encoder) of each decoder stage, the deepest first."""
    encoder = channels(width, depth)
    skips = [*reversed(encoder[:-1]), 3]
    belows = [encoder[-1], *skips[:-1]]
    return list(zip(belows, skips, strict=True))


class Maker:
    """Random tensors that keep activations near one."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape):
        return torch.randn(shape, generator=self.generator)

    def weight(self, out, inputs, side, *, averaged=False):
        """Averaged: for equations that divide by the window and do not multiply by it."""
        fan = inputs * side**2
        return self.normal(out, inputs, side, side) * (2 * fan if averaged else 2 / fan) ** 0.5

    def norm(self, count, prefix, names=("weight", "bias", "running_mean", "running_var")):
        values = (
            1 + 0.2 * self.normal(count),
            0.2 * self.normal(count),
            0.2 * self.normal(count),
            0.7 + 0.6 * torch.rand(count, generator=self.generator),
        )
        return {f"{prefix}.{name}": value for name, value in zip(names, values, strict=True)}


def batch_norm(state, prefix, x, eps=1e-5, names=("weight", "bias", "running_mean", "running_var")):
    gain, shift, mean, variance = (
        state[f"{prefix}.{name}"].double().view(1, -1, 1, 1) for name in names
    )
    return (x - mean) / (variance + eps).sqrt() * gain + shift


def doubled(x):
    return x.repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)


def counted(mask, out, side, stride):
    """Valid values in each window, once for each output channel."""
    ones = torch.ones(out, mask.shape[1], side, side, dtype=torch.float64)
    return F.conv2d(mask, ones, None, stride, side // 2)


def convolved(x, mask, weight, stride):
    return F.conv2d(x * mask, weight.double(), None, stride, weight.shape[-1] // 2)


# naoto0804, javirk, bobqywei: sums divided by the valid count, nothing multiplied -----------------


def averaging_conv(x, mask, weight, stride, bias=None):
    count = counted(mask, weight.shape[0], weight.shape[-1], stride)
    result = convolved(x, mask, weight, stride) / torch.where(count == 0, 1.0, count)
    if bias is not None:
        result = result + bias.double().view(1, -1, 1, 1)
    seen = (count > 0).double()
    return result * seen, seen


def make_averaging(width, depth, kernels, name, *, seed=1):
    """``name(part, number)`` gives the prefixes of convolutions and of norms."""
    make, state, encoder = Maker(seed), {}, channels(width, depth)

    def add(part, number, inputs, out, side, *, normed):
        conv, norm = name(part, number)
        state[f"{conv}.input_conv.weight"] = make.weight(out, inputs, side, averaged=True)
        state[f"{conv}.mask_conv.weight"] = torch.ones(out, inputs, side, side)
        if normed:
            state.update(make.norm(out, norm))
            state[f"{norm}.num_batches_tracked"] = torch.tensor(1000)

    for level in range(depth):
        inputs = encoder[level - 1] if level else 3
        add("enc", level + 1, inputs, encoder[level], kernels[level], normed=level > 0)
    for step, (below, skip) in enumerate(decoder_channels(width, depth)):
        add("dec", depth - step, below + skip, skip, 3, normed=step < depth - 1)
    state[f"{name('dec', 1)[0]}.input_conv.bias"] = 0.3 * make.normal(3)
    return state


def run_averaging(state, image, valid, depth, name):
    mean, std = IMAGENET
    x = (image.double() - mean) / std * valid
    mask = valid.double().expand(-1, 3, -1, -1)
    saved = [(x, mask)]
    for number in range(1, depth + 1):
        conv, norm = name("enc", number)
        x, mask = averaging_conv(x, mask, state[f"{conv}.input_conv.weight"], 2)
        if number > 1:
            x = batch_norm(state, norm, x)
        x = x.clamp(min=0)
        saved.append((x, mask))
    x, mask = saved.pop()
    for number in range(depth, 0, -1):
        skip, skip_mask = saved.pop()
        conv, norm = name("dec", number)
        x = torch.cat([doubled(x), skip], 1)
        mask = torch.cat([doubled(mask), skip_mask], 1)
        bias = state.get(f"{conv}.input_conv.bias")
        x, mask = averaging_conv(x, mask, state[f"{conv}.input_conv.weight"], 1, bias)
        if number > 1:
            x = F.leaky_relu(batch_norm(state, norm, x), 0.2)
    return x * std + mean


def naoto_name(part, number):
    return f"{part}_{number}.conv", f"{part}_{number}.bn"


def bobqywei_name(part, number):
    prefix = f"{part}oder_{number}"
    return prefix, f"{prefix}.batch_normalization"


NAOTO_KERNELS = (7, 5, 5, 3, 3, 3, 3)
BOBQYWEI_KERNELS = (7, 5, 3, 3, 3, 3, 3)


# The others multiply by a ratio that holds an epsilon ---------------------------------------------


def ratio_of(count, whole):
    seen = count.clamp(0, 1)
    return whole / (count + 1e-8) * seen, seen


# tanimutomo: no norms, the last result times its ratio twice, an eighth stage that is never run ---


def make_tanimutomo(width, *, seed=2):
    make, state, encoder = Maker(seed), {}, channels(width, 8)
    for level, side in enumerate((7, 5, 5, 3, 3, 3, 3, 3)):
        inputs = encoder[level - 1] if level else 3
        state[f"enc_{level + 1}.conv.weight"] = make.weight(encoder[level], inputs, side)
    for step, (below, skip) in enumerate(decoder_channels(width, 8)):
        state[f"dec_{8 - step}.conv.weight"] = make.weight(skip, below + skip, 3)
    state["dec_1.conv.bias"] = 0.3 * make.normal(3)
    return state


def run_tanimutomo(state, image, valid):
    x, mask = image.double() * valid, valid.double().expand(-1, 3, -1, -1)
    saved = [(x, mask)]

    def conv(x, mask, weight, stride, bias=None):
        out, inputs, side, _ = weight.shape
        ratio, seen = ratio_of(counted(mask, out, side, stride), inputs * side**2)
        result = convolved(x, mask, weight, stride) * ratio
        if bias is not None:
            result = (result + bias.double().view(1, -1, 1, 1)) * ratio
        return result, seen

    for number in range(1, 8):
        x, mask = conv(x, mask, state[f"enc_{number}.conv.weight"], 2)
        x = x.clamp(min=0)
        saved.append((x, mask))
    x, mask = saved.pop()
    for number in range(7, 0, -1):
        skip, skip_mask = saved.pop()
        x = torch.cat([doubled(x), skip], 1)
        mask = torch.cat([doubled(mask), skip_mask], 1)
        bias = state.get(f"dec_{number}.conv.bias")
        x, mask = conv(x, mask, state[f"dec_{number}.conv.weight"], 1, bias)
        if number > 1:
            x = F.leaky_relu(x, 0.2)
    return x


# jacobaustin123: norms from the first stage on, a tanh at the end, masks of one channel -----------


def make_jacobaustin(width, *, depth=8, seed=3):
    make, state, encoder = Maker(seed), {}, channels(width, depth)
    for level in range(depth):
        inputs = encoder[level - 1] if level else 3
        side = (7, 5, 5, 3, 3, 3, 3, 3)[level]
        state[f"conv{level + 1}.conv.weight"] = make.weight(encoder[level], inputs, side)
        state.update(make.norm(encoder[level], f"conv{level + 1}.bn"))
    for step, (below, skip) in enumerate(decoder_channels(width, depth)):
        prefix = f"conv{depth + 1 + step}"
        state[f"{prefix}.conv.weight"] = make.weight(skip, below + skip, 3)
        if step < depth - 1:
            state.update(make.norm(skip, f"{prefix}.bn"))
    state[f"conv{2 * depth}.conv.bias"] = 0.3 * make.normal(3)
    for name in [name for name in state if name.endswith("running_mean")]:
        state[name.replace("running_mean", "num_batches_tracked")] = torch.tensor(500)
    return state


def run_jacobaustin(state, image, valid, depth=8):
    mean, std = IMAGENET
    x, mask = (image.double() - mean) / std * valid, valid.double()
    saved = [(x, mask)]

    def conv(number, x, mask, stride):
        weight, bias = (state.get(f"conv{number}.conv.{name}") for name in ("weight", "bias"))
        side = weight.shape[-1]
        ratio, seen = ratio_of(counted(mask, 1, side, stride), mask.shape[1] * side**2)
        result = convolved(x, mask, weight, stride) * ratio
        if bias is not None:
            result = (result + bias.double().view(1, -1, 1, 1)) * seen
        return result, seen

    for number in range(1, depth + 1):
        x, mask = conv(number, x, mask, 2)
        x = batch_norm(state, f"conv{number}.bn", x).clamp(min=0)
        saved.append((x, mask))
    x, mask = saved.pop()
    for number in range(depth + 1, 2 * depth + 1):
        skip, skip_mask = saved.pop()
        mask = torch.cat(
            [
                doubled(mask).expand(-1, x.shape[1], -1, -1),
                skip_mask.expand(-1, skip.shape[1], -1, -1),
            ],
            1,
        )
        x = torch.cat([doubled(x), skip], 1)
        x, mask = conv(number, x, mask, 1)
        if number < 2 * depth:
            x = F.leaky_relu(batch_norm(state, f"conv{number}.bn", x), 0.2)
    return torch.tanh(x) * std + mean


# mmagic: blue, green, red in [-1, 1] --------------------------------------------------------------


def make_mmagic(width, *, depth=7, seed=4):
    make, state, encoder = Maker(seed), {}, channels(width, depth)

    def add(prefix, inputs, out, side, *, normed):
        state[f"{prefix}.conv.weight"] = make.weight(out, inputs, side)
        state[f"{prefix}.conv.weight_mask_updater"] = torch.ones(out, inputs, side, side)
        if normed:
            state.update(make.norm(out, f"{prefix}.bn"))
            state[f"{prefix}.bn.num_batches_tracked"] = torch.tensor(9)
        else:
            state[f"{prefix}.conv.bias"] = 0.3 * make.normal(out)

    for level in range(depth):
        inputs = encoder[level - 1] if level else 3
        side = NAOTO_KERNELS[level]
        prefix = f"generator.encoder.enc{level + 1}"
        add(prefix, inputs, encoder[level], side, normed=level > 0)
    for step, (below, skip) in enumerate(decoder_channels(width, depth)):
        prefix = f"generator.decoder.dec{depth - step}"
        add(prefix, below + skip, skip, 3, normed=step < depth - 1)
    state["loss_percep.vgg.vgg_layers.0.weight"] = make.normal(8, 3, 3, 3)
    state["loss_percep.vgg.mean"] = make.normal(1, 3, 1, 1)
    return state


def run_mmagic(state, image, valid, depth=7):
    x = (image.double()[:, [2, 1, 0]] * 255 - 127.5) / 127.5 * valid
    mask = valid.double().expand(-1, 3, -1, -1)
    saved = [(x, mask)]

    def layer(prefix, x, mask, stride):
        weight, bias = (state.get(f"{prefix}.conv.{name}") for name in ("weight", "bias"))
        out, inputs, side, _ = weight.shape
        ratio, seen = ratio_of(counted(mask, out, side, stride), inputs * side**2)
        result = convolved(x, mask, weight, stride) * ratio
        if bias is not None:
            return (result + bias.double().view(1, -1, 1, 1)) * seen, seen
        return batch_norm(state, f"{prefix}.bn", result), seen

    for number in range(1, depth + 1):
        x, mask = layer(f"generator.encoder.enc{number}", x, mask, 2)
        x = x.clamp(min=0)
        saved.append((x, mask))
    x, mask = saved.pop()
    for number in range(depth, 0, -1):
        skip, skip_mask = saved.pop()
        x = torch.cat([doubled(x), skip], 1)
        mask = torch.cat([doubled(mask), skip_mask], 1)
        x, mask = layer(f"generator.decoder.dec{number}", x, mask, 1)
        if number > 1:
            x = F.leaky_relu(x, 0.2)
    return (x * 127.5 + 127.5)[:, [2, 1, 0]] / 255


# PConv-Keras: kernels are height, width, in, out; the window is counted without its channels -----

KERAS_NORM = ("gamma", "beta", "moving_mean", "moving_variance")


def make_keras(width, *, depth=8, first=1, seed=5):
    """``first``: the number of the first layer, which depends on what the session built before."""
    make, state, encoder = Maker(seed), {}, channels(width, depth)

    def add(number, inputs, out, side):
        # Results are 1 / inputs of the paper's, so weights were learned larger.
        kernel = make.weight(out, inputs, side) * inputs
        suffix = f"_{number + first - 1}" if number + first > 1 else ""
        state[f"p_conv2d{suffix}.img_kernel"] = kernel.permute(2, 3, 1, 0).contiguous()
        state[f"p_conv2d{suffix}.bias"] = 0.3 * make.normal(out)

    for level in range(depth):
        inputs = encoder[level - 1] if level else 3
        add(level + 1, inputs, encoder[level], (7, 5, 5, 3, 3, 3, 3, 3)[level])
        if level:
            state.update(make.norm(encoder[level], f"EncBN{level}", KERAS_NORM))
    for step, (below, skip) in enumerate(decoder_channels(width, depth)):
        add(depth + 1 + step, below + skip, skip, 3)
        if step < depth - 1:
            suffix = f"_{step + first}" if step + first else ""
            state.update(make.norm(skip, f"batch_normalization{suffix}", KERAS_NORM))
    state["outputs_img.kernel"] = make.normal(1, 1, 3, 3)
    state["outputs_img.bias"] = 0.3 * make.normal(3)
    return state


def run_keras(state, image, valid, depth=8, first=1):
    x, mask = image.double() * valid, valid.double().expand(-1, 3, -1, -1)
    saved = [(x, mask)]

    def conv(number, x, mask, stride):
        suffix = f"_{number + first - 1}" if number + first > 1 else ""
        weight = state[f"p_conv2d{suffix}.img_kernel"].permute(3, 2, 0, 1)
        out, _, side, _ = weight.shape
        ratio, seen = ratio_of(counted(mask, out, side, stride), side**2)
        result = convolved(x, mask, weight, stride) * ratio
        return result + state[f"p_conv2d{suffix}.bias"].double().view(1, -1, 1, 1), seen

    for number in range(1, depth + 1):
        x, mask = conv(number, x, mask, 2)
        if number > 1:
            x = batch_norm(state, f"EncBN{number - 1}", x, 1e-3, KERAS_NORM)
        x = x.clamp(min=0)
        saved.append((x, mask))
    x, mask = saved.pop()
    for step in range(depth):
        skip, skip_mask = saved.pop()
        x = torch.cat([skip, doubled(x)], 1)
        mask = torch.cat([skip_mask, doubled(mask)], 1)
        x, mask = conv(depth + 1 + step, x, mask, 1)
        if step < depth - 1:
            suffix = f"_{step + first}" if step + first else ""
            x = batch_norm(state, f"batch_normalization{suffix}", x, 1e-3, KERAS_NORM)
        x = F.leaky_relu(x, 0.2)
    kernel = state["outputs_img.kernel"].permute(3, 2, 0, 1).double()
    return torch.sigmoid(F.conv2d(x, kernel, state["outputs_img.bias"].double()))
