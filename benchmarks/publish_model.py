"""Make a trained model a bundled one: float16 weights and an entry in the catalogue.

    python benchmarks/publish_model.py RUN/model.safetensors --name compact

The model card is written by hand beside it; its table comes from 'pconv evaluate'.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import torch

from pconv_models.catalogue import WEIGHTS, sha256_of
from pconv_models.checkpoint import load_checkpoint, save_checkpoint, write_atomically
from pconv_models.super_config import SUPER_RESOLUTION, SuperResolutionConfig
from pconv_studio.inference.model_record import INPAINTING


def publish(source: Path, name: str, licence: str, steps_before: int | None = None) -> Path:
    """Write ``weights/NAME.safetensors`` and enter it in the catalogue; return the file."""
    network, about = load_checkpoint(source)
    if steps_before is not None:
        about = replace(about, training=about.training | {"steps_before": steps_before})
    target = WEIGHTS / f"{name}.safetensors"
    save_checkpoint(target, network, training=about.training, dtype=torch.float16)
    catalogue = WEIGHTS / "catalogue.json"
    entry: dict[str, str | int] = {
        "name": name,
        "file": target.name,
        "task": INPAINTING,
        "licence": licence,
        "sha256": sha256_of(target),
    }
    if isinstance(network.config, SuperResolutionConfig):
        entry |= {"task": SUPER_RESOLUTION, "factor": network.config.factor}
    entries = json.loads(catalogue.read_text(encoding="utf-8"))
    places = [index for index, old in enumerate(entries) if old["name"] == name]
    if places:
        entries[places[0]] = entry
    else:
        entries.append(entry)
    write_atomically(catalogue, (json.dumps(entries, indent=2) + "\n").encode())
    return target


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path)
    parser.add_argument("--name", required=True)
    parser.add_argument("--licence", default="MIT")
    parser.add_argument(
        "--steps-before",
        type=int,
        help="steps of the weights that the training went on from, where its file does not say",
    )
    options = parser.parse_args()
    path = publish(options.source, options.name, options.licence, options.steps_before)
    print(f"{path}: {path.stat().st_size / 2**20:.1f} MiB")
