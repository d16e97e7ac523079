"""Make the figures and plots of docs/super-resolution.md and of the model cards again.

Run it from the root of a checkout after the bundled weights have changed::

    python docs/make_super_resolution.py --photos DIR

No picture of the photos is written into the repository.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from pages import facts_table, pconv, put, without_seconds

from pconv_models.catalogue import WEIGHTS
from pconv_training.evaluation import published
from pconv_training.evaluation.report import read_report
from pconv_training.evaluation.tables import (
    difference_rows,
    factor_columns,
    interval_rows,
    markdown,
    table_rows,
)

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "super-resolution.md"
PLOTS = DOCS / "evaluation"
FACTORS = (2, 3, 4)


def main() -> None:
    """Run, read the report, write the pages."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("evaluation-work"))
    parser.add_argument("--processes", type=int, default=0, help="0: one for each core")
    options = parser.parse_args()
    results = options.work / "super-resolution"
    pconv(
        *("evaluate", "--task", "sr", "--photos", options.photos, "-o", results),
        *("--scale", ",".join(map(str, FACTORS)), "--device", "cpu", "--no-examples"),
        *("--processes", options.processes),
    )
    about, selected = read_report(results / "report.html")
    columns = factor_columns(FACTORS)
    put(
        PAGE,
        facts=facts_table(about["facts"]),
        figures=markdown(table_rows(selected, columns)),
        published=f"{markdown(published.published_rows(FACTORS))}\n{published.note(FACTORS)}",
    )
    for factor, column in zip(FACTORS, columns, strict=True):
        part = {
            label: [record for record in records if column.holds(record)]
            for label, records in selected.items()
        }
        tables = (without_seconds(interval_rows(part)), difference_rows(part))
        put(WEIGHTS / f"upscale-x{factor}.md", figures="\n".join(map(markdown, tables)))
    for plot in results.glob("plots/*-factor.svg"):
        shutil.copyfile(plot, PLOTS / plot.name)
    print(f"{PAGE} and the model cards: written")


if __name__ == "__main__":
    main()
