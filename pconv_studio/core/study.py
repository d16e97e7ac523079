"""The blind comparison of section 4.3: which of two pictures looks more real.

Unlimited time: two methods' results, side by side, in random order, for as long as it takes.
Limited time: one method's result and the ground truth, for 250, 1000 or 4000 ms. Neither the hole
nor the input is shown. Nothing here knows a window: a plan of trials goes in, answers come out.

Pictures lie in one folder an item, one PNG a method and ``truth.png``, as
``pconv evaluate --save-pictures`` writes them.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Literal

import numpy as np

from pconv_studio.core.errors import SaveError, UsageError, UserError

TRUTH = "truth"
DURATIONS = (250, 1000, 4000)
"""Milliseconds for which a pair is shown in the limited setting."""
Mode = Literal["unlimited", "limited"]
Side = Literal["left", "right"]
Z = 1.959963984540054
"""Of a 95 % interval."""


@dataclass(frozen=True)
class Trial:
    """Two pictures to be shown side by side."""

    number: int
    item: str
    left: str
    """Name of the method, or ``truth``."""
    right: str
    duration: int
    """Milliseconds; 0 for unlimited."""


@dataclass(frozen=True)
class Answer:
    """One line of the results."""

    participant: str
    mode: str
    number: int
    item: str
    left: str
    right: str
    duration: int
    """Milliseconds for which the pair was to be shown; 0 for unlimited."""
    shown: float
    """Milliseconds for which it was shown, measured; until the answer if it came earlier."""
    seconds: float
    """From the first sight to the answer."""
    choice: str
    """``left`` or ``right``."""
    preferred: str
    """What lay on that side."""


@dataclass(frozen=True)
class Rate:
    """How often one was preferred to another, with the 95 % interval of Wilson (1927)."""

    first: str
    second: str
    duration: int
    wins: int
    """Answers for ``first``."""
    count: int
    rate: float
    low: float
    high: float


def find_items(folder: Path) -> dict[str, set[str]]:
    """Items of a folder of pictures, and the methods each has.

    Raises:
        UserError: there is no item with two pictures.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: there is no such folder of pictures")
    items = {
        place.name: {file.stem for file in place.glob("*.png")}
        for place in sorted(folder.iterdir())
        if place.is_dir()
    }
    items = {name: found for name, found in items.items() if len(found) >= 2}
    if not items:
        raise UserError(
            f"{folder}: no results to compare; make them by "
            "'pconv evaluate ... --save-pictures' and choose its folder 'pictures'"
        )
    return items


def picture_file(folder: Path, item: str, method: str) -> Path:
    """Where the picture of a method lies."""
    return folder / item / f"{method}.png"


def plan_trials(
    items: dict[str, set[str]],
    methods: Sequence[str],
    *,
    mode: Mode,
    count: int,
    seed: int,
    durations: Sequence[int] = DURATIONS,
) -> list[Trial]:
    """Draw the trials of one participant.

    All comparisons (pairs of methods, or methods times durations) occur equally often, as nearly as
    the count allows, in random order; each side has each method half the time; no item is shown
    twice in the same comparison.

    Args:
        items: as :func:`find_items` gives them.
        methods: to compare; the ground truth is added in the limited setting.
        mode: ``unlimited`` or ``limited``.
        count: how many trials.
        seed: of this participant.
        durations: milliseconds of the limited setting.

    Raises:
        UsageError: too few methods, or not enough items for so many trials.
    """
    names = list(dict.fromkeys(name for name in methods if name != TRUTH))
    if mode == "unlimited":
        kinds = [(a, b, 0) for i, a in enumerate(names) for b in names[i + 1 :]]
    elif mode == "limited":
        kinds = [(name, TRUTH, int(time)) for name in names for time in durations]
    else:
        raise UsageError(f"a comparison is 'unlimited' or 'limited', not {mode!r}")
    if not kinds or count < 1:
        raise UsageError("choose at least two methods, or one to compare with the ground truth")
    rng = np.random.default_rng(seed)
    queues = {}
    for kind in kinds:
        having = [name for name, found in items.items() if {kind[0], kind[1]} <= found]
        queues[kind] = [having[i] for i in rng.permutation(len(having))]
    most = sum(map(len, queues.values()))
    if count > most:
        raise UsageError(
            f"{count} comparisons were asked for and {most} are possible with these pictures; "
            "ask for fewer, or make more pictures"
        )
    drawn: list[tuple[tuple[str, str, int], str]] = []
    while len(drawn) < count:
        for place in rng.permutation(len(kinds)):
            kind = kinds[int(place)]
            if queues[kind] and len(drawn) < count:
                drawn.append((kind, queues[kind].pop()))
    # Each comparison has either order half the time, not only on average.
    turns = {kind: int(rng.integers(2)) for kind in kinds}
    sided = []
    for kind, item in drawn:
        turns[kind] += 1
        left, right = (kind[0], kind[1]) if turns[kind] % 2 else (kind[1], kind[0])
        sided.append((item, left, right, kind[2]))
    order = rng.permutation(len(sided))
    return [Trial(number, *sided[int(place)]) for number, place in enumerate(order)]


def answer_of(
    trial: Trial, choice: Side, *, participant: str, shown: float, seconds: float
) -> Answer:
    """The answer to a trial."""
    return Answer(
        participant=participant,
        mode="limited" if trial.duration else "unlimited",
        number=trial.number,
        item=trial.item,
        left=trial.left,
        right=trial.right,
        duration=trial.duration,
        shown=round(shown, 1),
        seconds=round(seconds, 3),
        choice=choice,
        preferred=trial.left if choice == "left" else trial.right,
    )


def append_answer(path: Path, answer: Answer) -> None:
    """Add a line to a CSV file, with a heading if it is new; SaveError where that fails."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    try:
        with path.open("a+", encoding="utf-8", newline="") as file:
            file.seek(0)
            first = file.readline().strip()
            names = [field.name for field in fields(Answer)]
            if first and first != ",".join(names):
                raise SaveError(
                    f"{path}: this file holds something else; choose another name for the answers"
                )
            if not first:
                writer.writerow(names)
            writer.writerow(asdict(answer).values())
            file.write(text.getvalue())
            file.flush()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "no text"
        raise SaveError(
            f"{path}: the answer cannot be written ({reason}); choose another file"
        ) from error


def read_answers(path: Path) -> list[Answer]:
    """The answers of a CSV file.

    Raises:
        UserError: it cannot be read, or holds something else.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        answers = [
            Answer(
                participant=row["participant"],
                mode=row["mode"],
                number=int(row["number"]),
                item=row["item"],
                left=row["left"],
                right=row["right"],
                duration=int(row["duration"]),
                shown=float(row["shown"]),
                seconds=float(row["seconds"]),
                choice=row["choice"],
                preferred=row["preferred"],
            )
            for row in rows
        ]
        if any(answer.preferred not in (answer.left, answer.right) for answer in answers):
            raise ValueError("a line prefers what was not shown")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{path}: no answers of a blind comparison ({error})") from error
    return answers


def wilson_interval(wins: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); (0, 1) without any answer.

    Raises:
        ValueError: not 0 <= wins <= count.
    """
    if not 0 <= wins <= count:
        raise ValueError(f"{wins} of {count}")
    if count == 0:
        return 0.0, 1.0
    share, square = wins / count, Z * Z / count
    middle = share + square / 2
    half = Z * math.sqrt(share * (1 - share) / count + square / (4 * count))
    low, high = (middle - half) / (1 + square), (middle + half) / (1 + square)
    # At the ends rounding must not push the interval past the share itself.
    return (0.0 if wins == 0 else low), (1.0 if wins == count else high)


def preference_rates(answers: Iterable[Answer]) -> list[Rate]:
    """How often each was preferred, for each comparison.

    Unlimited: one line for each pair of methods, in the order in which they first occur. Limited:
    one line for each method and duration, with the ground truth first, as in Figure 9 (b): the
    lower, the better the method; 0.5 means it cannot be told from the truth.
    """
    groups: dict[tuple[str, str, int], list[Answer]] = {}
    for answer in answers:
        names = sorted((answer.left, answer.right), key=lambda name: (name != TRUTH, name))
        groups.setdefault((names[0], names[1], answer.duration), []).append(answer)
    rates = []
    for (first, second, duration), found in sorted(groups.items()):
        wins = sum(answer.preferred == first for answer in found)
        low, high = wilson_interval(wins, len(found))
        rates.append(Rate(first, second, duration, wins, len(found), wins / len(found), low, high))
    return rates


def rate_rows(rates: Sequence[Rate]) -> list[list[str]]:
    """Rates as cells of text, with a heading."""
    rows = [["", "time", "preferred", "95 % interval", "answers"]]
    for rate in rates:
        time = f"{rate.duration} ms" if rate.duration else "unlimited"
        rows.append(
            [
                f"{rate.first} over {rate.second}",
                time,
                f"{100 * rate.rate:.1f} %",
                f"[{100 * rate.low:.1f}, {100 * rate.high:.1f}] %",
                str(rate.count),
            ]
        )
    return rows
