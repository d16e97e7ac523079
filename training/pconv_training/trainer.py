"""The training of section 4.2: first all of it, then with the encoder's BatchNorm frozen.

One process or many: processes, devices and gradients are Hugging Face Accelerate's, started by
``torchrun``.
"""

from __future__ import annotations

import json
import math
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor, nn

from pconv_models.checkpoint import save_checkpoint, write_atomically
from pconv_models.super_config import SUPER_RESOLUTION
from pconv_models.unet import PConvUNet
from pconv_studio.core.errors import UserError
from pconv_training.allocation import keep_freed_memory
from pconv_training.build import (
    build_batches,
    build_loss,
    build_network,
    freeze_encoder_batch_norm,
    load_features,
    steps_before,
    wants_bfloat16,
)
from pconv_training.config import TrainConfig
from pconv_training.data import training_photos, without_listed
from pconv_training.ema import WeightAverage
from pconv_training.losses import InpaintingLoss
from pconv_training.report import Reporter
from pconv_training.schedule import in_finetuning, learning_rate
from pconv_training.state import STATE_FILE, load_state, read_run, save_state
from pconv_training.validation import build_validation

MODEL_FILE = "model.safetensors"
BEST_FILE = "best.safetensors"

Tensors = dict[str, Tensor]


class TrainingError(UserError):
    """A run cannot go on; the message says why and what to do. The newest checkpoint stays."""


class Trainer:
    """One run.

    Args:
        config: of the run.
        photos: folder of training photos.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``; under ``torchrun`` each process takes its
            own GPU.
        resume: continue from the state in ``config.run_dir``; else the folder must not hold one.

    Raises:
        TrainingError: the run's folder holds another run, or there is no such device.
        ConfigError: the VGG features cannot be had, or the settings contradict each other or the
            network that is given.
        UserError: no photos, or none but those to validate on.
        CheckpointError: the state or the weights to start from cannot be used.
    """

    def __init__(
        self, config: TrainConfig, photos: Path, *, device: str = "auto", resume: bool = False
    ) -> None:
        self.config = config
        self.run_dir = Path(config.run_dir)
        self.state_file = self.run_dir / STATE_FILE
        if self.state_file.exists() and not resume:
            raise TrainingError(
                f"{self.run_dir}: a run lies there already; continue it with --resume, "
                "or set another run_dir"
            )
        about = read_run(self.state_file) if resume else None
        held_out = Path(config.val_photos) if config.val_photos else None
        self.photos, left_out = training_photos(photos, held_out)
        self.notes: list[str] = []
        if left_out:
            self.notes.append(
                f"{left_out} photos of {photos} are for validation and are left out of the training"
            )
        if config.leave_out:
            listing = Path(config.leave_out)
            self.photos, left_out = without_listed(self.photos, photos, listing)
            self.notes.append(f"{left_out} photos of {photos} are left out, as {listing} says")
        self.accelerator = Accelerator(cpu=device == "cpu")
        self.device = self.accelerator.device
        if device not in ("auto", self.device.type):
            raise TrainingError(
                f"device {device}: there is none here; auto would take {self.device.type}"
            )
        self.main = self.accelerator.is_main_process
        self.bfloat16 = wants_bfloat16(config.precision, self.device)
        self.step = 0
        self.progress: dict[str, Any] = {"seconds": 0.0, "best_psnr": 0.0, "broken": 0}
        self.network = build_network(config, about["network"] if about else None)
        if config.init and not about:
            self.progress["steps_before"] = steps_before(config)
        self._to_device(self.network)
        self.average = WeightAverage(self.network, config.ema)
        self.optimizer = torch.optim.Adam(
            self.network.parameters(),
            config.learning_rate,
            fused=self.device.type in ("cpu", "cuda"),
        )
        if about:
            load_state(self.state_file, self.network, self.average, self.optimizer)
            self.step, self.progress = about["step"], about["progress"]
        self.vgg = load_features(config)
        if self.vgg is not None:
            self._to_device(self.vgg)
        self.validation = build_validation(config) if self.main else None
        if self.validation:
            self.notes += self.validation.notes
        self._asked_to_stop = False

    def run(self) -> Path:
        """Train to the end, or until SIGINT or SIGTERM, after which the run can be continued.

        Returns:
            The file of the averaged weights, float32.

        Raises:
            TrainingError: a loss or a gradient is not finite.
        """
        self.run_dir.mkdir(parents=True, exist_ok=True)
        if self.device.type == "cpu":
            keep_freed_memory()
        # All batches are of one shape: it pays to try which convolution is the fastest.
        torch.backends.cudnn.benchmark = self.device.type == "cuda"
        signals = (signal.SIGINT, signal.SIGTERM)
        previous = {name: signal.signal(name, self._ask_to_stop) for name in signals}
        total = self.config.total_steps
        batch = self.config.batch_size * self.accelerator.num_processes
        try:
            with Reporter(
                self.run_dir, start=self.step, total=total, batch=batch, quiet=not self.main
            ) as reporter:
                self._loop(reporter)
        finally:
            for name, handler in previous.items():
                signal.signal(name, handler)
            if self.accelerator.num_processes > 1:
                # Left to the end of the interpreter, the group's threads can abort the process.
                self.accelerator.end_training()
        return self.run_dir / MODEL_FILE

    def _loop(self, reporter: Reporter) -> None:
        config = self.config
        saved = started = time.monotonic()
        before = self.progress["seconds"]
        for note in self.notes:
            reporter.message(note)
        for terms, norm in self._steps():
            self.progress["seconds"] = before + time.monotonic() - started
            reporter.advance(self.step)
            if terms is not None:
                reporter.losses(self.step, terms, learning_rate(self.step - 1, config), norm)
            done = self.step == config.total_steps
            stop = self._agreed_to_stop()
            if self.validation and (done or self.step % config.val_every == 0):
                self._validate(reporter)
            by_steps = config.checkpoint_steps > 0 and self.step % config.checkpoint_steps == 0
            due = time.monotonic() - saved > 60 * config.checkpoint_minutes
            if self.main and (done or stop or by_steps or due):
                self._save()
                saved = time.monotonic()
            if stop and not done:
                reporter.message(
                    f"stopped at step {self.step}; continue with --resume {self.run_dir}"
                )
                break

    def _steps(self) -> Iterator[tuple[dict[str, float] | None, float]]:
        """Do the remaining steps.

        Yields:
            After each step: the mean terms since the last ones, where a line of the log is due,
            else None; and the norm of the gradient.
        """
        config = self.config
        stage: tuple[bool, bool] | None = None
        sums: Tensors = {}
        counted = 0
        for batch in self._batches():
            current = (in_finetuning(self.step, config), self.step >= config.features_start)
            if current != stage:
                stage = current
                model, loss = self._enter_stage(finetuning=stage[0], with_features=stage[1])
            terms, norm = self._step(model, loss, batch)
            self.progress["broken"] += int(batch["broken"].sum())
            if sums.keys() != terms.keys():
                # Under autocast a term may be of half precision, in which a sum soon stands still.
                sums = {n: torch.zeros_like(t, dtype=torch.float32) for n, t in terms.items()}
                counted = 0
            for name, term in terms.items():
                sums[name] += term.detach()
            counted += 1
            if self.step % config.log_every == 0:
                yield {name: float(value) / counted for name, value in sums.items()}, norm
                sums = {}
            else:
                yield None, norm

    def _batches(self) -> Iterator[Tensors]:
        return build_batches(
            self.config,
            self.photos,
            start=self.step,
            process=self.accelerator.process_index,
            processes=self.accelerator.num_processes,
            pin_memory=self.device.type == "cuda",
        )

    def _enter_stage(
        self, *, finetuning: bool, with_features: bool
    ) -> tuple[nn.Module, InpaintingLoss]:
        """The network as its gradients are gathered over the processes, and its loss."""
        self.network.train()
        if finetuning:
            freeze_encoder_batch_norm(self.network)
        loss = build_loss(self.config, self.vgg if with_features else None)
        if self.accelerator.num_processes == 1:
            return self.network, loss
        # Frozen parameters take no part: the gathering of the stage before does not fit.
        self.accelerator.free_memory()
        return self.accelerator.prepare_model(self.network), loss

    def _step(
        self, model: nn.Module, loss: InpaintingLoss, batch: Tensors
    ) -> tuple[Tensors, float]:
        image = batch["image"].to(self.device, non_blocking=True, memory_format=torch.channels_last)
        valid = batch["valid"].to(self.device, non_blocking=True)
        rate = learning_rate(self.step, self.config)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        # Filling sees the photo around the hole; enlarging sees another picture than the truth.
        given = image
        if "input" in batch:
            given = batch["input"].to(
                self.device, non_blocking=True, memory_format=torch.channels_last
            )
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.bfloat16):
            prediction = model(given, valid)
            terms: Tensors = loss(prediction, image, valid)
        self.optimizer.zero_grad(set_to_none=True)
        self.accelerator.backward(terms["total"])
        norm = self._check_gradients(terms)
        self.optimizer.step()
        if self.config.ema:
            self.average.update(self.network)
        self.step += 1
        return terms, norm

    def _check_gradients(self, terms: Tensors) -> float:
        gradients = [p.grad for p in self.network.parameters() if p.grad is not None]
        norm = float(torch.nn.utils.get_total_norm(gradients))
        if not math.isfinite(norm):
            named = ", ".join(f"{name} {float(term.detach()):.4g}" for name, term in terms.items())
            raise TrainingError(
                f"step {self.step + 1}: the gradient is not finite ({named}); the last checkpoint "
                f"in {self.run_dir} is sound: continue with --resume and a lower learning_rate, "
                "or with precision=float32"
            )
        if 0 < self.config.clip_norm < norm:
            torch._foreach_mul_(gradients, self.config.clip_norm / norm)
        return norm

    def _validate(self, reporter: Reporter) -> None:
        network = self._averaged()
        assert self.validation is not None
        figures, shown = self.validation(network, bfloat16=self.bfloat16)
        reporter.validation(self.step, figures, shown)
        self.progress["validation"] = {"step": self.step, **figures}
        if figures["psnr"] > self.progress["best_psnr"]:
            self.progress["best_psnr"] = figures["psnr"]
            save_checkpoint(self.run_dir / BEST_FILE, network, training=self._about())

    def _save(self) -> None:
        average = self.average if self.config.ema else WeightAverage(self.network, 0.0)
        save_state(
            self.state_file,
            self.network,
            average,
            self.optimizer,
            step=self.step,
            config=self.config,
            progress=self.progress,
        )
        save_checkpoint(self.run_dir / MODEL_FILE, self._averaged(), training=self._about())
        text = json.dumps(self.config.to_dict(), indent=2)
        write_atomically(self.run_dir / "config.json", text.encode())

    def _averaged(self) -> PConvUNet:
        """The network as it is used later."""
        network = self.average.network if self.config.ema else self.network
        assert isinstance(network, PConvUNet)
        return network

    def _about(self) -> dict[str, Any]:
        """What the file of weights says of its training; no paths, they are nobody's business."""
        paths = ("run_dir", "val_photos", "vgg", "init", "masks", "leave_out")
        config = {k: v for k, v in self.config.to_dict().items() if k not in paths}
        # The settings cannot name every network that a run may start from.
        config["preset"] = self.network.config.preset
        about = {"photos": len(self.photos), "step": self.step, "config": config, **self.progress}
        return about | ({"task": SUPER_RESOLUTION} if self.config.is_super_resolution else {})

    def _to_device(self, module: nn.Module) -> None:
        module.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]

    def _agreed_to_stop(self) -> bool:
        """Whether any process was asked to stop; at the same step all hear the same."""
        if self.accelerator.num_processes == 1:
            return self._asked_to_stop
        asked = torch.tensor(float(self._asked_to_stop), device=self.device)
        return float(self.accelerator.reduce(asked, "sum")) > 0

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._asked_to_stop = True
