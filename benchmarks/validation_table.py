"""Compare methods on a folder of photos with seeded irregular holes: the table of the model card.

    python benchmarks/validation_table.py --photos DIR --store results.json

Photos are cut to their central square and resized; hole number i is drawn from (seed, i).
Figures are means over whole pictures, hole and surroundings, as in the paper's Table 1. What the
store holds already is not computed again, except for the methods that use a network, whose weights
may have changed.
"""

from __future__ import annotations

import argparse
import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from rich.progress import track

from pconv_studio.inference import fill
from pconv_training.data import find_photos, validation_set
from pconv_training.validation import picture_metrics

BINS = (0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
FIGURES = {"psnr": "PSNR, dB", "l1": "l1, %", "ssim": "SSIM"}


def evaluate(
    method: str, pairs: list[tuple[torch.Tensor, torch.Tensor]], model: str | None
) -> list[dict[str, float]]:
    """One row of figures for each pair of image (3, S, S) in [0, 1] and valid (1, S, S)."""
    rows = []
    for image, valid in track(pairs, description=method):
        pixels = (image * 255).round().byte().permute(1, 2, 0).contiguous().numpy()
        hole = valid[0].numpy() < 0.5
        filled = fill(pixels, hole, method=method, model=model, device="cpu").pixels
        result = torch.from_numpy(filled.copy()).permute(2, 0, 1).float() / 255
        rows.append({"ratio": float(hole.mean()), **picture_metrics(result, image)})
    return rows


def table(results: dict[str, list[dict[str, float]]]) -> str:
    """Markdown: a table for each figure, a line for each method, a column for each bin of holes."""
    lines = []
    for key, title in FIGURES.items():
        heads = [f"({low:g}, {high:g}]" for low, high in pairwise(BINS)]
        lines += [
            f"| {title} | " + " | ".join(heads) + " | all |",
            "| --- |" + " ---: |" * (len(heads) + 1),
        ]
        for method, rows in results.items():
            ratios = np.array([row["ratio"] for row in rows])
            values = np.array([row[key] for row in rows])
            bins = [values[(ratios > low) & (ratios <= high)] for low, high in pairwise(BINS)]
            cells = [f"{part.mean():.4g}" if len(part) else "–" for part in [*bins, values]]
            lines.append(f"| {method} | " + " | ".join(cells) + " |")
        counts = [int(((ratios > low) & (ratios <= high)).sum()) for low, high in pairwise(BINS)]
        lines += ["| *photos* | " + " | ".join(map(str, [*counts, len(ratios)])) + " |", ""]
    return "\n".join(lines)


def main() -> None:
    """Evaluate, store, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--methods", default="pconv,pconv-detail,patchmatch,telea,ns")
    parser.add_argument("--model", default=None)
    parser.add_argument("--count", type=int, default=0, help="photos; 0 for all")
    parser.add_argument("--side", type=int, default=256, help="pixels")
    parser.add_argument("--seed", type=int, default=7, help="of the holes")
    parser.add_argument("--store", type=Path, required=True)
    options = parser.parse_args()
    pairs = validation_set(
        find_photos(options.photos), count=options.count, side=options.side, seed=options.seed
    )
    stored = json.loads(options.store.read_text()) if options.store.exists() else {}
    for method in options.methods.split(","):
        if method.startswith("pconv") or len(stored.get(method, [])) != len(pairs):
            stored[method] = evaluate(method, pairs, options.model)
            options.store.write_text(json.dumps(stored))
    print(table({method: stored[method] for method in options.methods.split(",")}))


if __name__ == "__main__":
    main()
