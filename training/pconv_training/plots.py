"""Small plots as SVG text: bars, and lines with intervals; no library, no script, no fonts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 40, 84
# Okabe and Ito (2008): told apart by colour-blind people too; the dashes help in print.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8c6d31")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "12 4", "1 2", "5 5", "3 1")


@dataclass(frozen=True)
class Point:
    """A value with its interval; NaN for none."""

    value: float
    low: float = math.nan
    high: float = math.nan


def line_plot(
    title: str,
    categories: Sequence[str],
    series: Mapping[str, Sequence[Point]],
    *,
    x_label: str = "",
) -> str:
    """Lines over categories, with an interval at each point.

    Args:
        title: what is shown, with its unit.
        categories: names along the x axis; empty ones are not written.
        series: name -> one point for each category.
        x_label: what the categories are.

    Returns:
        An SVG document.
    """
    points = [point for line in series.values() for point in line]
    axis = _Axis.around([v for p in points for v in (p.value, p.low, p.high) if math.isfinite(v)])
    step = (WIDTH - LEFT - RIGHT) / max(1, len(categories))
    parts = [_frame(title, x_label), _grid(axis)]
    for place, name in enumerate(categories):
        if name:
            parts.append(_text(LEFT + (place + 0.5) * step, HEIGHT - BOTTOM + 18, name))
    for number, (name, line) in enumerate(series.items()):
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        # Side by side a little, so that intervals do not cover each other.
        shift = (number - (len(series) - 1) / 2) * min(9.0, step / (len(series) + 1))
        marks, path = [], []
        for place, point in enumerate(line):
            if not math.isfinite(point.value):
                continue
            x, y = LEFT + (place + 0.5) * step + shift, axis.y(point.value)
            path.append(f"{x:.1f},{y:.1f}")
            marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>')
            if math.isfinite(point.low) and math.isfinite(point.high):
                marks.append(
                    f'<path d="M{x:.1f} {axis.y(point.low):.1f}V{axis.y(point.high):.1f}" '
                    f'stroke="{colour}" stroke-width="1.5"/>'
                )
        parts.append(
            f'<g><title>{escape(name)}</title><polyline points="{" ".join(path)}" fill="none" '
            f'stroke="{colour}" stroke-width="1.5" stroke-dasharray="{dash}"/>{"".join(marks)}</g>'
        )
    parts.append(_legend(list(series)))
    return _document(title, parts)


def bar_plot(
    title: str,
    categories: Sequence[str],
    series: Mapping[str, Sequence[float]],
    *,
    x_label: str = "",
) -> str:
    """Bars side by side over categories; arguments as of :func:`line_plot`."""
    values = [value for line in series.values() for value in line]
    axis = _Axis.around([0.0, *values])
    step = (WIDTH - LEFT - RIGHT) / max(1, len(categories))
    width = 0.8 * step / max(1, len(series))
    parts = [_frame(title, x_label), _grid(axis)]
    # Labels that would run into each other are left out.
    every = max(1, math.ceil(7 * max((len(c) for c in categories), default=1) / step))
    for place, name in enumerate(categories):
        if place % every == 0:
            parts.append(_text(LEFT + (place + 0.5) * step, HEIGHT - BOTTOM + 18, name))
    for number, (name, line) in enumerate(series.items()):
        bars = []
        for place, value in enumerate(line):
            x = LEFT + (place + 0.1) * step + number * width
            y = axis.y(value)
            bars.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
                f'height="{axis.y(0.0) - y:.1f}"/>'
            )
        colour = COLOURS[number % len(COLOURS)]
        parts.append(f'<g fill="{colour}"><title>{escape(name)}</title>{"".join(bars)}</g>')
    parts.append(_legend(list(series), dashed=False))
    return _document(title, parts)


@dataclass(frozen=True)
class _Axis:
    low: float
    high: float
    ticks: tuple[float, ...]

    @staticmethod
    def around(values: Sequence[float]) -> _Axis:
        low, high = (min(values), max(values)) if values else (0.0, 1.0)
        if high - low < 1e-12:
            low, high = low - 0.5, high + 0.5
        rough = (high - low) / 5
        power = 10 ** math.floor(math.log10(rough))
        step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * (1 - 1e-9))
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        ticks = tuple(round(n * step, 12) for n in range(first, last + 1))
        return _Axis(ticks[0], ticks[-1], ticks)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _frame(title: str, x_label: str) -> str:
    head = f'<text x="{LEFT}" y="22" font-size="14" font-weight="bold">{escape(title)}</text>'
    return head + _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 38, x_label)


def _grid(axis: _Axis) -> str:
    parts = []
    for tick in axis.ticks:
        y = axis.y(tick)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
        parts.append(_text(LEFT - 8, y + 4, f"{tick:g}", anchor="end"))
    return "".join(parts)


def _legend(names: Sequence[str], *, dashed: bool = True) -> str:
    parts, x, y = [], float(LEFT), HEIGHT - 26
    for number, name in enumerate(names):
        length = 34 + 7.0 * len(name)
        if x + length > WIDTH - RIGHT and x > LEFT:
            x, y = float(LEFT), y + 17
        colour = COLOURS[number % len(COLOURS)]
        dash = DASHES[number % len(DASHES)] if dashed else ""
        parts.append(
            f'<path d="M{x:.0f} {y - 4}h20" stroke="{colour}" stroke-width="3" '
            f'stroke-dasharray="{dash}"/>'
        )
        parts.append(_text(x + 26, y, name, anchor="start"))
        x += length
    return "".join(parts)


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _document(title: str, parts: Sequence[str]) -> str:
    # A white ground of its own: pages with a dark theme show it as it is meant.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{escape(title, quote=True)}" '
        'font-family="sans-serif" font-size="12" fill="#222222">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>{"".join(parts)}</svg>\n'
    )
