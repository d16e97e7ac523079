"""The partial-convolution layer, its U-Net, and the files that carry their weights.

Importing this package does not import torch: the configuration and the catalogue are plain
Python, and the network classes are loaded on first use.
"""

from typing import TYPE_CHECKING, Any

from pconv_models.catalogue import BundledModel, bundled_models
from pconv_models.config import PRESETS, UNetConfig
from pconv_models.super_config import SuperResolutionConfig

if TYPE_CHECKING:
    from pconv_models.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
    from pconv_models.partial_conv import PartialConv2d
    from pconv_models.super_resolution import SuperResolutionUNet
    from pconv_models.unet import PConvUNet

__all__ = [
    "PRESETS",
    "BundledModel",
    "Checkpoint",
    "PConvUNet",
    "PartialConv2d",
    "SuperResolutionConfig",
    "SuperResolutionUNet",
    "UNetConfig",
    "bundled_models",
    "load_checkpoint",
    "save_checkpoint",
]

_LAZY = {
    "Checkpoint": "checkpoint",
    "load_checkpoint": "checkpoint",
    "save_checkpoint": "checkpoint",
    "PartialConv2d": "partial_conv",
    "PConvUNet": "unet",
    "SuperResolutionUNet": "super_resolution",
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
