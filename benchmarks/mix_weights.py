"""Average the weights of two networks of the same shape, one fine-tuned from the other.

    python benchmarks/mix_weights.py FIRST SECOND --share 0.5 -o mixed.safetensors

Between a network and what fine-tuning made of it lies a path of networks that mostly err less than
the mean of both ends (Wortsman et al. 2022, arXiv:2109.01903); validation says how far to go.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from pconv_models.checkpoint import load_checkpoint, save_checkpoint
from pconv_models.unet import PConvUNet
from pconv_training.config import TrainConfig
from pconv_training.validation import build_validation


def mix(first: PConvUNet, second: PConvUNet, share: float) -> None:
    """Change ``first`` to (1 - share) x itself + share x ``second``, BatchNorm statistics too.

    Raises:
        ValueError: they are not of one shape.
    """
    if first.config != second.config:
        raise ValueError(f"{first.config} and {second.config} are not one network")
    others = second.state_dict()
    for name, tensor in first.state_dict().items():
        if tensor.is_floating_point():
            tensor.lerp_(others[name], share)


def main() -> None:
    """Read the command line, write the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("--share", type=float, required=True, help="of the second, 0 to 1")
    parser.add_argument("--val-photos", type=Path, help="folder of photos to measure the mean on")
    parser.add_argument("-o", "--out", type=Path, required=True)
    options = parser.parse_args()
    network, _ = load_checkpoint(options.first)
    other, about = load_checkpoint(options.second)
    mix(network, other, options.share)
    # What was measured on the second alone is not true of the mean.
    training = {k: v for k, v in about.training.items() if k not in ("validation", "best_psnr")}
    training["mixed"] = options.share
    validation = build_validation(TrainConfig(val_photos=str(options.val_photos or "")))
    if validation:
        figures, _ = validation(network.eval(), bfloat16=False)
        training["validation"] = {"step": training["step"], **figures}
        print(", ".join(f"{name} {value:.4f}" for name, value in figures.items()))
    save_checkpoint(options.out, network, training=training)


if __name__ == "__main__":
    main()
