"""What a run tells in TensorBoard when it goes on from an earlier checkpoint."""

from __future__ import annotations

from types import SimpleNamespace

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from pconv_training.report import Reporter


def tell(run_dir, start, steps, value):
    with Reporter(run_dir, start=start, total=9, batch=2) as reporter:
        for step in steps:
            reporter.advance(step)
            reporter.losses(step, {"total": value}, 1e-4, 0.5)


def curve(run_dir):
    accumulator = EventAccumulator(str(run_dir / "tensorboard"))
    accumulator.Reload()
    return [(event.step, event.value) for event in accumulator.Scalars("loss/total")]


def test_steps_done_again_replace_those_after_the_checkpoint(tmp_path):
    tell(tmp_path, 0, [1, 2, 3, 4, 5], 1.0)
    tell(tmp_path, 3, [4], 2.0)
    assert curve(tmp_path) == [(1, 1.0), (2, 1.0), (3, 1.0), (4, 2.0)]


def test_a_quiet_process_writes_nothing(tmp_path, capfd):
    with Reporter(tmp_path, start=0, total=9, batch=2, quiet=True) as reporter:
        reporter.losses(1, {"total": 1.0}, 1e-4, 0.5)
        reporter.message("nobody hears this")
    assert list(tmp_path.iterdir()) == []
    assert "".join(capfd.readouterr()) == ""


def test_the_console_says_how_fast_and_how_long(tmp_path, capfd, monkeypatch):
    # The module's name only: TensorBoard's threads look at the real clock.
    clock = SimpleNamespace(monotonic=iter([100.0, 104.0]).__next__)
    monkeypatch.setattr("pconv_training.report.time", clock)
    with Reporter(tmp_path, start=0, total=10, batch=3) as reporter:
        reporter.losses(4, {"total": 0.5}, 1e-4, 0.5)
    line = " ".join(capfd.readouterr().err.split())
    # 4 steps of 3 images in 4 seconds; 6 steps are left.
    assert "step 4/10 total 0.50000 rate 1.00e-04 3.0 images/s ETA 6 s" in line
