"""Draw docs/training/*.svg again from docs/training/validation.csv.

    python docs/make_training_curves.py

The table holds what the validations of the bundled model printed, run after run, and the crops
that the weights had seen in all.
"""

from __future__ import annotations

import csv
from pathlib import Path

from pconv_training.plots import Point, line_plot

FOLDER = Path(__file__).resolve().parent / "training"
FIGURES = {"psnr": "PSNR, dB", "ssim": "SSIM"}
LABEL_EVERY = 20
"""Thousand crops between labels."""


def main() -> None:
    """Read the table, write a plot for each figure."""
    with (FOLDER / "validation.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    crops = [int(row["crops"]) // 1000 for row in rows]
    labels = [str(count) if count % LABEL_EVERY == 0 else "" for count in crops]
    # The last point of a run is where the next one starts: lines meet.
    places = {run: [i for i, row in enumerate(rows) if row["run"] == run] for run in runs(rows)}
    for figure, title in FIGURES.items():
        series = {}
        for number, (run, own) in enumerate(places.items()):
            shown = {*own, *([own[0] - 1] if number else [])}
            series[f"run {run}"] = [
                Point(float(row[figure]) if place in shown else float("nan"))
                for place, row in enumerate(rows)
            ]
        plot = line_plot(
            f"{title} on 64 validation photos", labels, series, x_label="thousand crops seen"
        )
        (FOLDER / f"{figure}.svg").write_text(plot, encoding="utf-8")


def runs(rows: list[dict[str, str]]) -> list[str]:
    """The names of the runs in their order."""
    return list(dict.fromkeys(row["run"] for row in rows))


if __name__ == "__main__":
    main()
