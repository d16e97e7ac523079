"""What a running training tells: on the console, and as curves and pictures in TensorBoard."""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor


class Reporter:
    """Console and TensorBoard of one run; a context manager.

    Args:
        run_dir: TensorBoard files go to ``run_dir/tensorboard``.
        start: steps done before.
        total: steps of the whole run.
        batch: samples of one step, over all processes.
        quiet: say nothing on the console (all processes but the first).
    """

    def __init__(
        self, run_dir: Path, *, start: int, total: int, batch: int, quiet: bool = False
    ) -> None:
        from torch.utils.tensorboard import SummaryWriter

        self.console = Console(stderr=True, quiet=quiet)
        self.writer = (
            None if quiet else SummaryWriter(str(run_dir / "tensorboard"), purge_step=start + 1)
        )
        self.batch = batch
        self.total = total
        columns = [
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        ]
        # Without a terminal the bar would be noise in a log file; the lines below take its place.
        self.progress = Progress(
            *columns, console=self.console, disable=quiet or not self.console.is_terminal
        )
        self.task = self.progress.add_task("starting", total=total, completed=start)
        self.mark = (time.monotonic(), start)

    def __enter__(self) -> Reporter:
        self.progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.progress.stop()
        if self.writer:
            self.writer.close()

    def advance(self, step: int) -> None:
        """Move the bar to ``step`` steps done."""
        self.progress.update(self.task, completed=step)

    def losses(self, step: int, terms: dict[str, float], rate: float, gradient_norm: float) -> None:
        """Tell the mean of each loss term since the last call, the rate, and the speed."""
        now = time.monotonic()
        speed = (step - self.mark[1]) * self.batch / max(1e-6, now - self.mark[0])
        left = (self.total - step) * self.batch / max(1e-6, speed)
        self.mark = (now, step)
        self.progress.update(
            self.task, description=f"loss {terms['total']:.4f}  {speed:.1f} images/s"
        )
        if not self.console.is_terminal:
            named = "  ".join(f"{name} {value:.5f}" for name, value in terms.items())
            self.message(
                f"step {step}/{self.total}  {named}  rate {rate:.2e}  {speed:.1f} images/s  "
                f"ETA {left:.0f} s"
            )
        if self.writer:
            for name, value in terms.items():
                self.writer.add_scalar(f"loss/{name}", value, step)
            self.writer.add_scalar("train/learning_rate", rate, step)
            self.writer.add_scalar("train/gradient_norm", gradient_norm, step)
            self.writer.add_scalar("train/images_per_second", speed, step)

    def validation(
        self,
        step: int,
        figures: dict[str, float],
        rows: list[tuple[Tensor, Tensor, Tensor]],
    ) -> None:
        """Tell validation figures, and draw rows of input, result and truth, (3, H, W) each."""
        self.message(
            f"step {step}  validation  "
            + "  ".join(f"{name} {value:.4f}" for name, value in figures.items())
        )
        if self.writer is None:
            return
        from torchvision.utils import make_grid

        for name, value in figures.items():
            self.writer.add_scalar(f"validation/{name}", value, step)
        pictures = [picture for row in rows for picture in row]
        self.writer.add_image("validation/input, result, truth", make_grid(pictures, nrow=3), step)
        # The time of the next images/s does not count this.
        self.mark = (time.monotonic(), step)

    def message(self, text: str) -> None:
        """One line on the console."""
        self.console.print(text, highlight=False, soft_wrap=True)
