"""What the scripts share that put measured figures into the pages of this folder."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path


def pconv(*arguments: object) -> None:
    """Run the console program."""
    command = [sys.executable, "-m", "pconv_studio.cli", *map(str, arguments)]
    print("pconv", *arguments, flush=True)
    subprocess.run(command, check=True)


def put(page: Path, **texts: str) -> None:
    """Replace what stands in a page between the marks ``<!-- name -->`` and ``<!-- /name -->``."""
    content = page.read_text(encoding="utf-8")
    for name, text in texts.items():
        marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        if not marks.search(content):
            raise SystemExit(f"{page} has no marks <!-- {name} -->")
        content = marks.sub(
            lambda found, text=text: f"{found[1]}{text.strip()}\n{found[2]}",  # type: ignore[misc]
            content,
        )
    page.write_text(content, encoding="utf-8")


def facts_table(facts: dict[str, str]) -> str:
    """What was evaluated, as a Markdown table without a heading."""
    return "\n".join(["| | |", "| --- | --- |", *(f"| {k} | {v} |" for k, v in facts.items())])


def without_seconds(rows: list[list[str]]) -> list[list[str]]:
    """Rows without their times: they are those of whatever else the machine had to do."""
    place = rows[0].index("seconds a picture")
    return [row[:place] + row[place + 1 :] for row in rows]
