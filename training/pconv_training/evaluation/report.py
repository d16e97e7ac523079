"""The report of an evaluation: one HTML file that needs nothing else, and can be read back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any

from pconv_studio.core.atomic import atomic_write
from pconv_studio.core.errors import UserError
from pconv_training.evaluation.pictures import Example
from pconv_training.evaluation.store import Record, record_from
from pconv_training.evaluation.tables import (
    ALL,
    Column,
    Selected,
    difference_rows,
    interval_rows,
    markdown,
    part_of,
    results_csv,
    summary_csv,
    table_rows,
)

DATA_START = '<script type="application/json" id="results">'
DATA_END = "</script>"

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1280px; margin: 2em auto; padding: 0 1em;
       color: #222; background: #fff; }
table { border-collapse: collapse; margin: 1em 0; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 9px; text-align: right; border-bottom: 1px solid #ddd; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
thead th { border-bottom: 2px solid #555; }
.wide { overflow-x: auto; } .wide table { font-size: 13px; }
.wide td, .wide th { padding: 3px 6px; }
.facts td { text-align: left; white-space: normal; }
pre { background: #f3f3f3; padding: 0.8em; white-space: pre-wrap; overflow-wrap: anywhere; }
.plots svg { width: 600px; max-width: 100%; height: auto; }
figure { margin: 1.2em 0; } figure div { display: flex; gap: 6px; flex-wrap: wrap; }
figure span { text-align: center; font-size: 13px; } img { display: block; }
figcaption { font-weight: 600; }
""".strip()

DEFINITIONS = (
    "Every figure is taken over the whole picture, hole and surroundings, of the composite: the "
    "photo outside the hole, the method's result inside, rounded to whole steps of 8 bits.",
    "l1: mean absolute difference over all pixels and channels, in percent of the range. "
    "PSNR: of the mean squared difference over all pixels and channels; at most 100 dB.",
    "SSIM (Wang et al. 2004): Gaussian window of 11 pixels, sigma 1.5, K1 0.01, K2 0.03, "
    "population covariances, mean over RGB channels and the windows inside the picture.",
    "N: every hole pixel is at least 50 pixels at 512 away from the border; B: any is nearer.",
    "Intervals: 95 %, percentile bootstrap of the mean over photos, 2000 resamples; none below "
    "five photos.",
)
ISCORE = (
    "IScore: the paper does not define it, and its values are not those of the inception score it "
    "cites. Here: mean KL divergence, in nats, of the Inception-v3 class distribution of the "
    "result from that of the ground truth; lower is better."
)


@dataclass(frozen=True)
class Section:
    """A table under a heading."""

    heading: str
    rows: Sequence[Sequence[str]]
    note: str = ""
    """What must be known to read it."""


@dataclass(frozen=True)
class Report:
    """All that a report shows."""

    title: str
    command: str
    """The command line that makes it again."""
    facts: Mapping[str, str]
    """What was evaluated, as pairs of words and values."""
    selected: Selected
    columns: Sequence[Column]
    plots: Mapping[str, str]
    """File name without extension -> SVG."""
    examples: Sequence[Example] = ()
    failures: Sequence[Record] = ()
    sections: Sequence[Section] = ()
    """Further tables."""
    heading: str = "Table 1"
    """Of the first table."""
    parts: Sequence[Column] = (ALL,)
    """What has intervals and differences of its own."""
    definitions: Sequence[str] = DEFINITIONS
    """What the figures mean."""

    def tables(self) -> list[Section]:
        """All tables with their headings."""
        rows = table_rows(self.selected, self.columns)
        tables = [Section(self.heading, rows, self.left_out())]
        for part in self.parts:
            title, prefix = ("All pictures", "") if part is ALL else (part.title, f"{part.title}: ")
            held = part_of(self.selected, part)
            tables.append(Section(f"{title}, with 95 % intervals", interval_rows(held)))
            if len(held) > 1:
                heading = f"{prefix}{next(iter(held))} minus each other"
                tables.append(Section(heading, difference_rows(held)))
        return [*tables, *self.sections]

    def left_out(self) -> str:
        """What the tables do not count, for people; empty if every picture is in them."""
        failed = Counter(record.label for record in self.failures)
        if not failed:
            return ""
        named = ", ".join(f"{label} on {count}" for label, count in failed.items())
        return (
            f"Some pictures failed: {named}. Means and counts are over the pictures that all "
            "methods of a column have."
        )

    def notes(self) -> list[str]:
        """What the figures mean."""
        asked = any("iscore" in r.figures for records in self.selected.values() for r in records)
        return [*self.definitions, ISCORE] if asked else list(self.definitions)


def to_markdown(report: Report) -> str:
    """The report without its pictures and plots, as Markdown."""
    parts = [f"# {report.title}\n", *(f"- {k}: {v}" for k, v in report.facts.items())]
    parts += ["", "```", report.command, "```", ""]
    for table in report.tables():
        parts += [f"## {table.heading}\n", markdown(table.rows)]
        if table.note:
            parts.append(f"{table.note}\n")
    parts += [f"{note}\n" for note in report.notes()]
    return "\n".join(parts)


def to_html(report: Report) -> str:
    """The report as one HTML document without outside references."""
    body = [f"<h1>{escape(report.title)}</h1>", f"<pre>{escape(report.command)}</pre>"]
    facts = _html_table([["", ""], *([k, v] for k, v in report.facts.items())])
    body.append(f'<div class="facts">{facts}</div>')
    for table in report.tables():
        body.append(f"<h2>{escape(table.heading)}</h2>")
        body.append(f'<div class="wide">{_html_table(table.rows)}</div>')
        if table.note:
            body.append(f"<p>{escape(table.note)}</p>")
    if report.plots:
        body += ["<h2>Plots</h2>", f'<div class="plots">{"".join(report.plots.values())}</div>']
    if report.examples:
        body.append("<h2>Pictures</h2>")
        body += [_html_example(example) for example in report.examples]
    if report.failures:
        items = (
            f"<li>{escape(f'{record.what}: {record.error}')}</li>" for record in report.failures
        )
        body += [f"<h2>{len(report.failures)} failed</h2>", f"<ul>{''.join(items)}</ul>"]
    body += ["<h2>What the figures are</h2>", *(f"<p>{escape(n)}</p>" for n in report.notes())]
    data = {
        "title": report.title,
        "command": report.command,
        "facts": dict(report.facts),
        "results": {
            label: [asdict(record) for record in records]
            for label, records in report.selected.items()
        },
    }
    # No text inside can end the element.
    text = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(report.title)}</title><style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + f"\n{DATA_START}{text}{DATA_END}\n</body></html>\n"
    )


def _html_table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    lines = ["<table>"]
    if any(head):
        cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
        lines.append(f"<thead><tr>{cells}</tr></thead>")
    lines.append("<tbody>")
    for row in body:
        lines.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>")
    return "".join([*lines, "</tbody></table>"])


def _html_example(example: Example) -> str:
    pictures = "".join(
        f'<span><img src="{uri}" alt="{escape(name, quote=True)}">{escape(name)}</span>'
        for name, uri in example.pictures
    )
    return (
        f"<figure><figcaption>{escape(example.caption)}</figcaption><div>{pictures}</div></figure>"
    )


def read_report(path: Path) -> tuple[dict[str, Any], dict[str, list[Record]]]:
    """What a report was made of.

    Returns:
        Title, command and facts; and the records by label.

    Raises:
        UserError: the file is no report.
    """
    try:
        text = path.read_text(encoding="utf-8")
        start = text.index(DATA_START) + len(DATA_START)
        data = json.loads(text[start : text.index(DATA_END, start)])
        records = {
            label: [record_from(value) for value in values]
            for label, values in data.pop("results").items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{path}: no report of an evaluation ({error})") from error
    return data, records


def write_report(report: Report, folder: Path) -> list[Path]:
    """Write ``report.html``, ``report.md``, ``summary.csv``, ``pictures.csv`` and ``plots/*.svg``.

    Returns:
        The files, the report first.

    Raises:
        SaveError: the system refused.
    """
    texts = {
        folder / "report.html": to_html(report),
        folder / "report.md": to_markdown(report),
        folder / "summary.csv": summary_csv(report.selected, report.columns),
        folder / "pictures.csv": results_csv(report.selected),
    }
    plots = folder / "plots"
    plots.mkdir(parents=True, exist_ok=True)
    texts |= {plots / f"{name}.svg": svg for name, svg in report.plots.items()}
    for path, text in texts.items():
        atomic_write(path, text.encode())
    return list(texts)
