"""The training of section 4.2: initial training, then fine-tuning with the encoder's BatchNorm frozen.

One process or many: processes, devices and gradients are Hugging Face Accelerate's, started by ``torchrun``.
"""

from __future__ import annotations

import json
import signal
import time
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from accelerate import Accelerator
from torch import Tensor
from torch.utils.data import DataLoader

from pconv_models.checkpoint import load_checkpoint, save_checkpoint, write_atomically
from pconv_models.config import UNetConfig
from pconv_models.precision import has_fast_bfloat16
from pconv_models.unet import PConvUNet
from pconv_training.config import TrainConfig
from pconv_training.data import InpaintingSamples, StepSampler, find_photos, validation_set
from pconv_training.ema import WeightAverage
from pconv_training.losses import InpaintingLoss, LossWeights
from pconv_training.masks import MaskRecipe
from pconv_training.report import Reporter
from pconv_training.schedule import in_finetuning, learning_rate
from pconv_training.state import STATE_FILE, load_state, read_run, save_state
from pconv_training.validation import validate
from pconv_training.vgg import VGGFeatures

MODEL_FILE = "model.safetensors"
BEST_FILE = "best.safetensors"


class TrainingError(Exception):
    """A run cannot go on; the message says why and what to do. The newest checkpoint stays as it is."""


class Trainer:
    """One run.

    Args:
        config: of the run.
        photos: folder of training photos.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``; under ``torchrun`` each process takes its own GPU.
        resume: continue from the state in ``config.run_dir``; else the folder must not hold one.

    Raises:
        TrainingError: the run's folder holds another run.
        UserError: no photos.
        CheckpointError: the state or the weights to start from cannot be used.
    """

    def __init__(self, config: TrainConfig, photos: Path, *, device: str = "auto", resume: bool = False) -> None:
        self.config = config
        self.run_dir = Path(config.run_dir)
        self.state_file = self.run_dir / STATE_FILE
        if self.state_file.exists() and not resume:
            raise TrainingError(
                f"{self.run_dir}: a run lies there already; continue it with --resume, or set another run_dir"
            )
        self.photos = find_photos(photos)
        self.accelerator = Accelerator(cpu=device == "cpu")
        self.device = self.accelerator.device
        self.bfloat16 = _wants_bfloat16(config.precision, self.device)
        self.step = 0
        self.progress: dict[str, Any] = {"seconds": 0.0, "best_psnr": 0.0, "broken": 0}
        self.network = self._build_network()
        self.average = WeightAverage(self.network, config.ema)
        self.optimizer = torch.optim.Adam(
            self.network.parameters(), config.learning_rate, fused=self.device.type in ("cpu", "cuda")
        )
        if resume:
            about = read_run(self.state_file)
            load_state(self.state_file, self.network, self.average, self.optimizer)
            self.step, self.progress = about["step"], about["progress"]
        self.vgg: VGGFeatures | None = None
        self.pairs: list[tuple[Tensor, Tensor]] = []
        if config.val_photos and self.accelerator.is_main_process:
            folder = find_photos(Path(config.val_photos))
            self.pairs = validation_set(folder, count=config.val_count, side=config.crop, seed=config.val_seed)
        self._stop = False

    def run(self) -> Path:
        """Train to the end, or until SIGINT or SIGTERM, after which the run can be continued.

        Returns:
            The file of the averaged weights, float32.

        Raises:
            TrainingError: a loss or a gradient is not finite.
        """
        self.run_dir.mkdir(parents=True, exist_ok=True)
        previous = {name: signal.signal(name, self._ask_to_stop) for name in (signal.SIGINT, signal.SIGTERM)}
        started, before = time.monotonic(), self.progress["seconds"]
        saved = started
        config = self.config
        main = self.accelerator.is_main_process
        batch = config.batch_size * self.accelerator.num_processes
        try:
            with Reporter(
                self.run_dir, start=self.step, total=config.total_steps, batch=batch, quiet=not main
            ) as reporter:
                for terms, norm in self._steps(reporter):
                    self.progress["seconds"] = before + time.monotonic() - started
                    if terms is not None:
                        reporter.losses(self.step, terms, learning_rate(self.step - 1, config), norm)
                    last = self._stop or self.step == config.total_steps
                    if self.pairs and (self.step % config.val_every == 0 or self.step == config.total_steps):
                        self._validate(reporter)
                    by_steps = config.checkpoint_steps and self.step % config.checkpoint_steps == 0
                    due = time.monotonic() - saved > 60 * config.checkpoint_minutes
                    if main and (last or by_steps or due):
                        self._save()
                        saved = time.monotonic()
                    if last:
                        break
                if self._stop:
                    reporter.message(f"stopped at step {self.step}; continue with --resume {self.run_dir}")
        finally:
            for name, handler in previous.items():
                signal.signal(name, handler)
        return self.run_dir / MODEL_FILE

    def _steps(self, reporter: Reporter) -> Any:
        """Do the remaining steps; after each yield the mean terms, where a line of the log is due, and the norm."""
        config = self.config
        loader = self._loader()
        model: torch.nn.Module | None = None
        loss: InpaintingLoss | None = None
        stage: tuple[bool, bool] | None = None
        sums: dict[str, Tensor] = {}
        counted = 0
        for batch in loader:
            current = (in_finetuning(self.step, config), self.step >= config.features_from)
            if current != stage:
                stage = current
                loss = self._loss(with_features=stage[1])
                self.network.train()
                if stage[0]:
                    freeze_encoder_batch_norm(self.network)
                model = self.accelerator.prepare_model(self.network) if self._distributed else self.network
            assert model is not None
            assert loss is not None
            terms, norm = self._step(model, loss, batch)
            self.progress["broken"] += int(batch["broken"].sum())
            if sums.keys() != terms.keys():
                sums, counted = {name: torch.zeros_like(term) for name, term in terms.items()}, 0
            for name, term in terms.items():
                sums[name] += term.detach()
            counted += 1
            reporter.advance(self.step)
            if self.step % config.log_every == 0:
                yield {name: float(value) / counted for name, value in sums.items()}, norm
                sums = {}
            else:
                yield None, norm

    def _step(self, model: torch.nn.Module, loss: InpaintingLoss, batch: dict[str, Tensor]) -> tuple[dict[str, Tensor], float]:
        image = batch["image"].to(self.device, non_blocking=True, memory_format=torch.channels_last)
        valid = batch["valid"].to(self.device, non_blocking=True)
        rate = learning_rate(self.step, self.config)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.bfloat16):
            prediction = model(image, valid)
            terms = loss(prediction, image, valid)
        self.optimizer.zero_grad(set_to_none=True)
        self.accelerator.backward(terms["total"])
        norm = self._check_gradients(terms)
        self.optimizer.step()
        if self.config.ema:
            self.average.update(self.network)
        self.step += 1
        return terms, norm

    def _check_gradients(self, terms: dict[str, Tensor]) -> float:
        gradients = [p.grad for p in self.network.parameters() if p.grad is not None]
        total = torch.nn.utils.get_total_norm(gradients)
        norm = float(total)
        if norm != norm or norm == float("inf"):
            named = ", ".join(f"{name} {float(term):.4g}" for name, term in terms.items())
            raise TrainingError(
                f"step {self.step + 1}: the gradient is not finite ({named}); the last checkpoint in {self.run_dir} "
                f"is sound: continue with --resume and a lower learning_rate, or with precision=float32"
            )
        if 0 < self.config.clip_norm < norm:
            torch._foreach_mul_(gradients, self.config.clip_norm / norm)
        return norm

    def _validate(self, reporter: Reporter) -> None:
        network = self.average.network if self.config.ema else self.network
        assert isinstance(network, PConvUNet)
        figures, results = validate(network, self.pairs, bfloat16=self.bfloat16)
        reporter.validation(self.step, figures, self.pairs, results)
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
        assert isinstance(average.network, PConvUNet)
        save_checkpoint(self.run_dir / MODEL_FILE, average.network, training=self._about())
        text = json.dumps(self.config.to_dict(), indent=2)
        write_atomically(self.run_dir / "config.json", text.encode())

    def _about(self) -> dict[str, Any]:
        """What the file of weights says of its training; no paths, they are nobody's business."""
        config = {k: v for k, v in self.config.to_dict().items() if k not in ("run_dir", "val_photos", "vgg", "init")}
        return {"photos": len(self.photos), "step": self.step, "config": config, **self.progress}

    def _build_network(self) -> PConvUNet:
        config = self.config
        torch.manual_seed(config.seed)
        if config.init:
            network, _ = load_checkpoint(Path(config.init))
        else:
            shape = UNetConfig.from_preset(config.preset)
            network = PConvUNet(replace(shape, convolution=config.convolution))  # type: ignore[arg-type]
        network.train()
        return network.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]

    def _loss(self, *, with_features: bool) -> InpaintingLoss:
        config = self.config
        weights = LossWeights(
            config.valid_weight,
            config.hole_weight,
            config.perceptual_weight if with_features else 0.0,
            config.style_weight if with_features else 0.0,
            config.tv_weight,
        )
        if weights.perceptual or weights.style:
            if self.vgg is None:
                vgg = VGGFeatures(Path(config.vgg) if config.vgg else None)
                self.vgg = vgg.to(self.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
            return InpaintingLoss(weights, self.vgg, config.feature_crop)
        return InpaintingLoss(weights, None)

    def _loader(self) -> DataLoader[dict[str, Tensor]]:
        config = self.config
        samples = InpaintingSamples(
            self.photos,
            crop=config.crop,
            seed=config.seed,
            recipe=MaskRecipe(ratio=(config.hole_min, config.hole_max)),
            zoom=(config.zoom_min, 1.0),
        )
        sampler = StepSampler(
            self.step,
            config.total_steps,
            config.batch_size,
            self.accelerator.process_index,
            self.accelerator.num_processes,
        )
        return DataLoader(
            samples,
            batch_size=config.batch_size,
            sampler=sampler,
            num_workers=config.workers,
            pin_memory=self.device.type == "cuda",
            worker_init_fn=_prepare_worker,
            # A forked loader inherits OpenCV's pool without its threads, and hangs at the first call.
            multiprocessing_context="spawn" if config.workers else None,
        )

    @property
    def _distributed(self) -> bool:
        return self.accelerator.num_processes > 1

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop = True


def freeze_encoder_batch_norm(network: PConvUNet) -> None:
    """Fix the encoder's BatchNorm, statistics and affine parameters (section 4.2); the decoder's goes on."""
    for block in network.blocks()[: network.config.depth]:
        if block.norm is not None:
            block.norm.eval().requires_grad_(False)


def _wants_bfloat16(precision: str, device: torch.device) -> bool:
    return has_fast_bfloat16(device) if precision == "auto" else precision == "bfloat16"


def _prepare_worker(worker: int) -> None:
    """Loader processes leave Ctrl-C to the training, and its cores too."""
    import cv2

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
