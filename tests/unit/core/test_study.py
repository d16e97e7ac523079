"""The blind comparison without a window: plans, answers, rates."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pconv_studio.core.errors import SaveError, UsageError, UserError
from pconv_studio.core.study import (
    TRUTH,
    Trial,
    answer_of,
    append_answer,
    find_items,
    plan_trials,
    preference_rates,
    rate_rows,
    read_answers,
    wilson_interval,
)

ITEMS = {f"item{number}": {"a", "b", "c", TRUTH} for number in range(12)}


def answer(trial, choice, participant="P"):
    return answer_of(trial, choice, participant=participant, shown=10.04, seconds=1.0)


def test_unlimited_compares_methods_with_each_other():
    trials = plan_trials(ITEMS, ["a", "b", "c"], mode="unlimited", count=30, seed=1)
    assert [trial.number for trial in trials] == list(range(30))
    kinds = Counter(frozenset((trial.left, trial.right)) for trial in trials)
    assert set(kinds) == {frozenset("ab"), frozenset("ac"), frozenset("bc")}
    assert set(kinds.values()) == {10}
    assert {trial.duration for trial in trials} == {0}


def test_limited_compares_each_method_with_the_truth():
    trials = plan_trials(ITEMS, ["a", "b", TRUTH], mode="limited", count=36, seed=1)
    kinds = Counter(
        (({trial.left, trial.right} - {TRUTH}).pop(), trial.duration) for trial in trials
    )
    assert set(kinds) == {(name, time) for name in "ab" for time in (250, 1000, 4000)}
    assert set(kinds.values()) == {6}
    assert all(TRUTH in (trial.left, trial.right) for trial in trials)


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(1, 36), st.sampled_from(["unlimited", "limited"]))
def test_plans_are_fair(seed, count, mode):
    trials = plan_trials(ITEMS, ["a", "b", "c"], mode=mode, count=count, seed=seed)
    assert len(trials) == count
    assert trials == plan_trials(ITEMS, ["a", "b", "c"], mode=mode, count=count, seed=seed)
    by_kind = {}
    for trial in trials:
        by_kind.setdefault((*sorted((trial.left, trial.right)), trial.duration), []).append(trial)
    for kind, found in by_kind.items():
        # No item twice in one comparison, and both sides alike.
        assert len({trial.item for trial in found}) == len(found)
        assert abs(sum(trial.left == kind[0] for trial in found) - len(found) / 2) <= 0.5
    sizes = [len(found) for found in by_kind.values()]
    assert max(sizes) - min(sizes) <= 1


def test_items_without_a_method_are_left_out_of_its_comparisons():
    items = {"one": {"a", "b"}, "two": {"a", "c"}, "three": {"b", "c"}}
    trials = plan_trials(items, ["a", "b", "c"], mode="unlimited", count=3, seed=0)
    assert {(t.item, frozenset((t.left, t.right))) for t in trials} == {
        ("one", frozenset("ab")),
        ("two", frozenset("ac")),
        ("three", frozenset("bc")),
    }


@pytest.mark.parametrize(
    ("methods", "mode", "count", "words"),
    [
        (["a"], "unlimited", 1, "at least two"),
        ([], "limited", 1, "at least two"),
        (["a", "b"], "unlimited", 13, "12 are possible"),
        (["a", "b"], "unlimited", 0, "at least two"),
        (["a", "b"], "sometimes", 1, "'sometimes'"),
    ],
)
def test_plans_that_cannot_be(methods, mode, count, words):
    with pytest.raises(UsageError, match=words):
        plan_trials(ITEMS, methods, mode=mode, count=count, seed=0)


def test_answers_are_kept_and_read_back(tmp_path):
    path = tmp_path / "answers.csv"
    trials = plan_trials(ITEMS, ["a", "b"], mode="unlimited", count=4, seed=2)
    given_answers = [answer(t, "left", 'Jo "J", Ü') for t in trials]
    for one in given_answers:
        append_answer(path, one)
    assert read_answers(path) == given_answers
    assert all(
        one.preferred == trial.left for one, trial in zip(given_answers, trials, strict=True)
    )


def test_answers_do_not_go_into_other_files(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("name,age\nJo,3\n")
    with pytest.raises(SaveError, match="something else"):
        append_answer(path, answer(Trial(0, "x", "a", "b", 0), "left"))
    assert path.read_text() == "name,age\nJo,3\n"
    with pytest.raises(SaveError, match="cannot be written"):
        append_answer(tmp_path / "no" / "a.csv", answer(Trial(0, "x", "a", "b", 0), "left"))


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", None])
def test_files_without_answers(tmp_path, text):
    path = tmp_path / "a.csv"
    if text is not None:
        path.write_text(text)
    if text == "":
        assert read_answers(path) == []
        return
    with pytest.raises(UserError, match="no answers"):
        read_answers(path)


def test_a_line_that_prefers_what_was_not_shown(tmp_path):
    path = tmp_path / "a.csv"
    append_answer(path, answer(Trial(0, "x", "a", "b", 0), "left"))
    path.write_text(path.read_text().replace("left,a", "left,z"))
    with pytest.raises(UserError, match="what was not shown"):
        read_answers(path)


# Values of the textbook formula, computed by hand.
@pytest.mark.parametrize(
    ("wins", "count", "low", "high"),
    [
        (5, 10, 0.2366, 0.7634),
        (9, 10, 0.5958, 0.9821),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson(wins, count, low, high):
    found = wilson_interval(wins, count)
    assert found == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_holds_the_share(wins, losses):
    count = wins + losses
    low, high = wilson_interval(wins, count)
    assert 0 <= low <= high <= 1
    if count:
        assert low <= wins / count <= high
        other = wilson_interval(losses, count)
        assert (low, high) == pytest.approx((1 - other[1], 1 - other[0]))


def test_impossible_counts():
    with pytest.raises(ValueError, match="3 of 2"):
        wilson_interval(3, 2)


def test_rates_do_not_depend_on_the_side():
    answers = [
        answer(Trial(0, "x", "a", "b", 0), "left"),
        answer(Trial(1, "y", "b", "a", 0), "right"),
        answer(Trial(2, "z", "b", "a", 0), "left"),
        answer(Trial(3, "x", "zeta", TRUTH, 250), "left"),
        answer(Trial(4, "y", TRUTH, "zeta", 250), "left"),
        answer(Trial(5, "y", TRUTH, "zeta", 1000), "left"),
    ]
    rates = preference_rates(answers)
    assert [(r.first, r.second, r.duration, r.wins, r.count) for r in rates] == [
        ("a", "b", 0, 2, 3),
        (TRUTH, "zeta", 250, 1, 2),
        (TRUTH, "zeta", 1000, 1, 1),
    ]
    rows = rate_rows(rates)
    assert rows[1][:3] == ["a over b", "unlimited", "66.7 %"]
    assert rows[2][:3] == ["truth over zeta", "250 ms", "50.0 %"]


def test_items_of_a_folder(tmp_path):
    for item, names in {"one": ("a", "b"), "two": ("a",), "three": ("a", TRUTH)}.items():
        (tmp_path / item).mkdir()
        for name in names:
            (tmp_path / item / f"{name}.png").touch()
    (tmp_path / "notes.txt").touch()
    assert find_items(tmp_path) == {"one": {"a", "b"}, "three": {"a", TRUTH}}
    with pytest.raises(UserError, match="save-pictures"):
        find_items(tmp_path / "one")
    with pytest.raises(UserError, match="no such folder"):
        find_items(tmp_path / "four")
