"""Make the figures and plots of docs/evaluation.md again.

Run it from the root of a checkout after the bundled weights, a method or the masks have changed::

    python docs/make_evaluation.py --photos DIR

It runs the commands that the page shows and puts their tables and plots into it. Results are kept
in ``--work``: what has not changed, such as methods without a network, is not computed again.
No picture of the photos is written into the repository.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from pages import facts_table, pconv, put, without_seconds

from pconv_training.cells import CELLS
from pconv_training.evaluation.report import read_report
from pconv_training.evaluation.tables import (
    cell_columns,
    difference_rows,
    dilation_columns,
    interval_rows,
    markdown,
    table_rows,
)

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "evaluation.md"
PLOTS = DOCS / "evaluation"
METHODS = "pconv,pconv-detail,pconv-once,patchmatch,telea,ns"
QUICK_METHODS = "pconv,pconv-once,telea,ns"
DILATION_METHODS = "pconv,telea,ns"
DILATIONS = (0, 5, 15, 35, 55, 95)


def main() -> None:
    """Run, read the reports, write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("evaluation-work"))
    parser.add_argument("--count", type=int, default=300, help="pairs of photo and mask")
    parser.add_argument(
        "--slow-count", type=int, default=300, help="pairs for pconv-detail and patchmatch"
    )
    parser.add_argument("--dilation-count", type=int, default=30, help="photos of that study")
    parser.add_argument("--processes", type=int, default=0, help="0: one for each core")
    options = parser.parse_args()
    masks, results, study = (options.work / name for name in ("masks", "evaluation", "dilation"))
    shared = ("--photos", options.photos, "--side", 256, "--device", "cpu", "--no-examples")
    shared += ("--processes", options.processes)
    per_cell = -(-options.count // len(CELLS))
    pconv("masks", "testset", "--out", masks, "--per-cell", per_cell, "--seed", 1)
    evaluate = ("evaluate", "--masks", masks, "-o", results, *shared)
    # The store is one: what the first run makes is there for the second.
    pconv(*evaluate, "--methods", METHODS, "--count", options.slow_count)
    few, slow = read_report(results / "report.html")
    if options.slow_count < options.count:
        pconv(*evaluate, "--methods", QUICK_METHODS, "--count", options.count)
    pconv(
        *("study", "dilation", "-o", study, "--methods", DILATION_METHODS),
        *("--count", options.dilation_count, *shared),
    )
    pconv("masks", "stats", masks, "-o", options.work / "masks.svg", "--overwrite")
    about, selected = read_report(results / "report.html")
    _, dilated = read_report(study / "report.html")
    text = ""
    if options.slow_count < options.count:
        text = (
            f"`pconv-detail` and `patchmatch` are slower; all methods on the first "
            f"{few['facts']['pairs'].split(',')[0]} of these pairs:\n\n"
            f"{markdown(without_seconds(interval_rows(slow)))}\n"
            f"{markdown(difference_rows(slow))}"
        )
    put(
        PAGE,
        facts=facts_table(about["facts"]),
        table1=markdown(table_rows(selected, cell_columns())),
        intervals=markdown(without_seconds(interval_rows(selected))),
        differences=markdown(difference_rows(selected)),
        slow=text,
        dilation=markdown(table_rows(dilated, dilation_columns(DILATIONS))),
    )
    PLOTS.mkdir(exist_ok=True)
    for plot in [*results.glob("plots/*.svg"), *study.glob("plots/*.svg")]:
        shutil.copyfile(plot, PLOTS / plot.name)
    shutil.copyfile(options.work / "masks.svg", PLOTS / "masks.svg")
    print(f"{PAGE} and {PLOTS}: written")


if __name__ == "__main__":
    main()
