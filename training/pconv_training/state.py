"""The state of a run on disk: all that exact continuation needs, as safetensors, without pickle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import nn

from pconv_models.checkpoint import CheckpointError, write_atomically
from pconv_models.foreign_config import read_config
from pconv_models.unet import PConvUNet
from pconv_training.config import ConfigError, TrainConfig, build_config
from pconv_training.ema import WeightAverage

STATE_FILE = "state.safetensors"


def save_state(
    path: Path,
    network: PConvUNet,
    average: WeightAverage,
    optimizer: torch.optim.Optimizer,
    *,
    step: int,
    config: TrainConfig,
    progress: dict[str, Any],
) -> None:
    """Write a run's state atomically.

    Args:
        path: where.
        network: the trained network.
        average: its moving average.
        optimizer: Adam over ``network.parameters()``.
        step: steps done.
        config: of the run.
        progress: further plain values, such as the seconds trained.
    """
    tensors = {f"network.{name}": tensor for name, tensor in network.state_dict().items()}
    tensors |= {f"average.{name}": tensor for name, tensor in average.network.state_dict().items()}
    for name, parameter in network.named_parameters():
        for key, value in optimizer.state.get(parameter, {}).items():
            tensors[f"adam.{key}.{name}"] = torch.as_tensor(value)
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    about = {
        "network": network.config.to_dict(),
        "step": step,
        "updates": average.updates,
        "config": config.to_dict(),
        "progress": progress,
    }
    write_atomically(path, save(plain, {"run": json.dumps(about)}))


def read_run(path: Path) -> dict[str, Any]:
    """What :func:`save_state` wrote beside the tensors.

    Returns:
        ``step``, ``updates``, ``config`` as a TrainConfig, ``network`` as a UNetConfig, None where
        an early version wrote the state, and ``progress``.

    Raises:
        CheckpointError: there is no such state, it is damaged, or a setting of it is impossible.
    """
    if not path.is_file():
        raise CheckpointError(
            f"{path}: there is no run to continue; give the run's folder to --resume"
        )
    try:
        with safe_open(str(path), framework="pt") as file:
            about: dict[str, Any] = json.loads((file.metadata() or {})["run"])
        about["config"] = build_config(dict(about["config"]), source=str(path))
        about["step"], about["updates"] = int(about["step"]), int(about["updates"])
        about["progress"] = dict(about["progress"])
        shape = about.get("network")
        about["network"] = None if shape is None else read_config(shape)
    except ConfigError as error:
        raise CheckpointError(f"{path}: the run cannot go on by its settings ({error})") from error
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise CheckpointError(f"{path}: the state of the run is damaged ({error})") from error
    return about


def load_state(
    path: Path, network: nn.Module, average: WeightAverage, optimizer: torch.optim.Optimizer
) -> None:
    """Put a state's tensors back into objects of the same shape as those that were saved.

    Raises:
        CheckpointError: the state is of another network.
    """
    updates = read_run(path)["updates"]
    try:
        with safe_open(str(path), framework="pt") as file:
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
        network.load_state_dict(_part(tensors, "network."))
        average.network.load_state_dict(_part(tensors, "average."))
    except (SafetensorError, RuntimeError) as error:
        raise CheckpointError(f"{path}: the state does not fit this network ({error})") from error
    average.updates = updates
    for name, parameter in network.named_parameters():
        moments = {}
        for key in ("step", "exp_avg", "exp_avg_sq"):
            value = tensors.get(f"adam.{key}.{name}")
            if value is not None:
                # Adam's step counter stays where Adam made it; the moments lie by their parameter.
                like = value if key == "step" else parameter
                moments[key] = torch.empty_like(like, memory_format=torch.preserve_format).copy_(
                    value
                )
                if key == "step" and optimizer.defaults.get("fused"):
                    moments[key] = moments[key].to(parameter.device)
        if moments:
            optimizer.state[parameter] = moments


def _part(tensors: dict[str, torch.Tensor], prefix: str) -> dict[str, torch.Tensor]:
    return {name.removeprefix(prefix): t for name, t in tensors.items() if name.startswith(prefix)}
