"""The results as tables: the layout of the paper's Table 1, intervals, differences, CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pconv_training.cells import BOUNDS, CELLS
from pconv_training.evaluation.statistics import Estimate, estimate, paired_difference
from pconv_training.evaluation.store import Record
from pconv_training.plots import Point, line_plot

Selected = Mapping[str, Sequence[Record]]
"""Label of a method -> its records."""


@dataclass(frozen=True)
class Figure:
    """A figure of merit as tables show it."""

    name: str
    title: str
    unit: str
    digits: int
    higher_is_better: bool

    @property
    def heading(self) -> str:
        """Title and unit."""
        return f"{self.title} ({self.unit})" if self.unit else self.title

    def show(self, value: float, *, more_digits: int = 0) -> str:
        """A value as text; a dash for none."""
        if not math.isfinite(value):
            return "–"
        text = f"{value:.{self.digits + more_digits}f}"
        # No minus before nothing.
        return text.removeprefix("-") if float(text) == 0 else text

    def show_interval(self, value: Estimate, *, more_digits: int = 0) -> str:
        """A mean with its interval as text."""
        numbers = (value.mean, value.low, value.high)
        mean, low, high = (self.show(number, more_digits=more_digits) for number in numbers)
        return f"{mean} [{low}, {high}]" if math.isfinite(value.low) else mean


FIGURES = (
    Figure("l1", "l1", "%", 2, higher_is_better=False),
    Figure("psnr", "PSNR", "dB", 2, higher_is_better=True),
    Figure("ssim", "SSIM", "", 3, higher_is_better=True),
    Figure("iscore", "IScore", "", 3, higher_is_better=False),
)


@dataclass(frozen=True)
class Column:
    """A part of the results."""

    title: str
    holds: Callable[[Record], bool]


ALL = Column("all", lambda record: True)


def cell_columns() -> list[Column]:
    """The columns of Table 1, and all of them together."""
    return [
        *(Column(cell.title, lambda r, name=cell.name: r.cell == name) for cell in CELLS),  # type: ignore[misc]
        ALL,
    ]


def dilation_columns(dilations: Sequence[int]) -> list[Column]:
    """One column for each dilation of Figure 10."""
    return [
        Column(f"{pixels} px", lambda r, pixels=pixels: r.dilation == pixels)  # type: ignore[misc]
        for pixels in dilations
    ]


def factor_columns(factors: Sequence[int]) -> list[Column]:
    """One column for each factor of an enlargement."""
    return [
        Column(f"x{factor}", lambda r, factor=factor: r.factor == factor)  # type: ignore[misc]
        for factor in factors
    ]


def shared(selected: Selected) -> Selected:
    """The records of the pairs that all methods have: means over others would not compare.

    A method without any record keeps nothing from the others.
    """
    pairs = [{record.pair for record in records} for records in selected.values() if records]
    common = set.intersection(*pairs) if pairs else set()
    return {
        label: [record for record in records if record.pair in common]
        for label, records in selected.items()
    }


def part_of(selected: Selected, column: Column) -> Selected:
    """The shared records that a column holds; methods without any are left out, but of ``ALL``."""
    if column is ALL:
        return shared(selected)
    held = {label: list(filter(column.holds, records)) for label, records in selected.items()}
    return shared({label: records for label, records in held.items() if records})


def present_figures(selected: Selected) -> list[Figure]:
    """The figures that any record has, in the order of Table 1."""
    names = {name for records in selected.values() for record in records for name in record.figures}
    return [figure for figure in FIGURES if figure.name in names]


def table_rows(selected: Selected, columns: Sequence[Column]) -> list[list[str]]:
    """A heading, a row for each figure and method, and the number of pictures: cells of text."""
    rows = [["", *(column.title for column in columns)]]
    parts = [part_of(selected, column) for column in columns]
    for figure in present_figures(selected):
        for label in selected:
            cells = [figure.show(_mean(part.get(label, ()), figure.name)) for part in parts]
            unit = f" ({figure.unit})" if figure.unit else ""
            rows.append([f"{figure.title}({label}){unit}", *cells])
    counts = [str(max(map(len, part.values()), default=0)) for part in parts]
    return [*rows, ["pictures", *counts]]


def _mean(records: Sequence[Record], figure: str) -> float:
    values = [record.figures[figure] for record in records if figure in record.figures]
    return sum(values) / len(values) if values else math.nan


def interval_rows(selected: Selected) -> list[list[str]]:
    """A row for each method: means over the shared pictures, 95 % intervals, and seconds."""
    selected = shared(selected)
    figures = present_figures(selected)
    rows = [["", *(figure.heading for figure in figures), "seconds a picture", "pictures"]]
    for label, records in selected.items():
        means = [figure.show_interval(estimate(records, figure.name)) for figure in figures]
        seconds = sum(r.seconds for r in records) / len(records) if records else math.nan
        shown = f"{seconds:.3f}" if records else "–"
        rows.append([label, *means, shown, str(len(records))])
    return rows


def difference_rows(selected: Selected) -> list[list[str]]:
    """A row for each method but the first: the first one minus it, picture by picture."""
    selected = shared(selected)
    figures = present_figures(selected)
    labels = list(selected)
    rows = [["", *(figure.heading for figure in figures)]]
    for other in labels[1:]:
        cells = [
            figure.show_interval(
                paired_difference(selected[labels[0]], selected[other], figure.name),
                # Differences are small beside what differs.
                more_digits=1,
            )
            for figure in figures
        ]
        rows.append([f"{labels[0]} − {other}", *cells])
    return rows


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """Cells of text as a Markdown table."""
    head, *body = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, rule, *body))


def summary_csv(selected: Selected, columns: Sequence[Column]) -> str:
    """A line for each method, figure and column: mean, interval and number of pictures."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["method", "figure", "part", "mean", "low", "high", "pictures"])
    parts = [(column.title, part_of(selected, column)) for column in columns]
    for label in selected:
        for figure in present_figures(selected):
            for title, part in parts:
                value = estimate(part.get(label, ()), figure.name)
                if value.count:
                    numbers = (value.mean, value.low, value.high)
                    shown = [f"{n:.6g}" if math.isfinite(n) else "" for n in numbers]
                    writer.writerow([label, figure.name, title, *shown, value.count])
    return text.getvalue()


def results_csv(selected: Selected) -> str:
    """A line for each picture and method."""
    figures = [figure.name for figure in present_figures(selected)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    enlarged = any(record.factor > 1 for records in selected.values() for record in records)
    pair = ["photo", "factor"] if enlarged else ["photo", "mask", "dilation", "cell", "ratio"]
    writer.writerow([*pair, "method", "what ran", "seconds", *figures])
    for label, records in selected.items():
        for r in records:
            values = [r.figures.get(name, "") for name in figures]
            about = [getattr(r, name) for name in pair]
            writer.writerow([*about, label, r.identity, r.seconds, *values])
    return text.getvalue()


def cell_plots(selected: Selected) -> dict[str, str]:
    """File name -> SVG: each figure over the share of hole, away from the border and near it."""
    plots = {}
    bins = [f"({low / 100:g}, {high / 100:g}]" for low, high in pairwise(BOUNDS)]
    for figure in present_figures(selected):
        for border, place in ((False, "inside"), (True, "border")):
            pairs = zip(cell_columns(), CELLS, strict=False)
            columns = [column for column, cell in pairs if cell.border == border]
            series = _series(selected, columns, figure)
            where = "holes near the border" if border else "holes away from the border"
            if any(math.isfinite(p.value) for line in series.values() for p in line):
                plots[f"{figure.name}-{place}"] = line_plot(
                    f"{figure.heading}, {where}", bins, series, x_label="share of hole"
                )
    return plots


def dilation_plots(selected: Selected, dilations: Sequence[int]) -> dict[str, str]:
    """File name -> SVG: each figure over the dilation."""
    parts = dilation_columns(dilations)
    names = [str(pixels) for pixels in dilations]
    return _plots(selected, parts, names, "dilation", "dilation of the hole, pixels at 512")


def factor_plots(selected: Selected, factors: Sequence[int]) -> dict[str, str]:
    """File name -> SVG: each figure over the factor of the enlargement."""
    parts = factor_columns(factors)
    return _plots(selected, parts, [part.title for part in parts], "factor", "factor")


def _plots(
    selected: Selected, parts: Sequence[Column], names: Sequence[str], suffix: str, x_label: str
) -> dict[str, str]:
    plots = {}
    for figure in present_figures(selected):
        series = _series(selected, parts, figure)
        plots[f"{figure.name}-{suffix}"] = line_plot(figure.heading, names, series, x_label=x_label)
    return plots


def _series(
    selected: Selected, columns: Sequence[Column], figure: Figure
) -> dict[str, list[Point]]:
    """Label -> a point for each column."""
    parts = [part_of(selected, column) for column in columns]
    return {label: [_point(part.get(label, ()), figure) for part in parts] for label in selected}


def _point(records: Sequence[Record], figure: Figure) -> Point:
    value = estimate(records, figure.name)
    return Point(value.mean, value.low, value.high)
