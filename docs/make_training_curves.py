"""Draw docs/training/*.svg again from docs/training/validation.csv.

    python docs/make_training_curves.py

The table holds what the validations of the bundled model printed, run after run, and the crops
that the weights had seen in all. A run's first row is the last one of the run it went on from.
"""

from __future__ import annotations

import csv
from pathlib import Path

from pconv_training.plots import Point, line_plot

FOLDER = Path(__file__).resolve().parent / "training"
FIGURES = {"psnr": "PSNR, dB", "ssim": "SSIM"}
STEP, LABEL_EVERY = 1_000, 100_000
"""Crops between places of the axis, and between labels."""


def main() -> None:
    """Read the table, write a plot for each figure."""
    with (FOLDER / "validation.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    crops = [STEP * round(int(row["crops"]) / STEP) for row in rows]
    places = range(min(crops), max(crops) + STEP, STEP)
    labels = [str(count // 1000) if count % LABEL_EVERY == 0 else "" for count in places]
    for figure, title in FIGURES.items():
        series = {}
        for run in dict.fromkeys(row["run"] for row in rows):
            values = {
                count: float(row[figure])
                for count, row in zip(crops, rows, strict=True)
                if row["run"] == run
            }
            series[f"run {run}"] = [Point(values.get(count, float("nan"))) for count in places]
        plot = line_plot(
            f"{title} on 64 validation photos", labels, series, x_label="thousand crops seen"
        )
        (FOLDER / f"{figure}.svg").write_text(plot, encoding="utf-8")


if __name__ == "__main__":
    main()
