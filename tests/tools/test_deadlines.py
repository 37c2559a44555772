"""Working days and the last day of every step, against a table counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from corpus.corpus import Corpus
from corpus.load import load
from corpus.rule import Procedure, Step
from tools.calendar import add_working_days, is_working_day, working_days_between
from tools.deadlines import _months_on, schedule

CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load(Path(__file__).with_name("deadline_cases.yaml").read_text(encoding="utf-8"))


@cache
def _loaded() -> Corpus:
    return load()


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return _loaded()


def _name(case: dict[str, Any]) -> str:
    return str(case["why"])


@pytest.mark.parametrize(("year", "off", "moved"), [(2025, 28, 5), (2026, 33, 6)])
def test_the_sums_of_the_notices(year: int, off: int, moved: int, corpus: Corpus) -> None:
    holidays = [h for y in corpus.calendar.years if y.year == year for h in y.holidays]
    assert (sum(len(h.off) for h in holidays), sum(len(h.moved) for h in holidays)) == (off, moved)


def test_of_2027_only_the_thirteen_statutory_days_are_known(corpus: Corpus) -> None:
    year = next(y for y in corpus.calendar.years if y.year == 2027)
    assert not year.published
    assert sum(len(h.off) for h in year.holidays) == 13
    assert not any(h.moved for h in year.holidays)


@pytest.mark.parametrize("case", CASES["works"], ids=_name)
def test_a_working_day(case: dict[str, Any], corpus: Corpus) -> None:
    assert is_working_day(case["day"], corpus=corpus) is case["is"]


@pytest.mark.parametrize("case", CASES["add"], ids=_name)
def test_adding_working_days(case: dict[str, Any], corpus: Corpus) -> None:
    found = add_working_days(case["from"], case["days"], corpus=corpus)
    assert (found.day, found.certain) == (case["to"], case["certain"])
    assert (found.note is None) is found.certain


@pytest.mark.parametrize("case", CASES["between"], ids=_name)
def test_counting_between_days(case: dict[str, Any], corpus: Corpus) -> None:
    found = working_days_between(case["from"], case["to"], corpus=corpus)
    assert (found.count, found.certain) == (case["count"], case["certain"])


@pytest.mark.parametrize("case", CASES["schedules"], ids=lambda c: f"{c['programme']} {c['started']}")
def test_every_step_has_its_day_or_says_why_not(case: dict[str, Any], corpus: Corpus) -> None:
    found = schedule(case["programme"], case["started"], corpus=corpus)
    assert (found.last.due_on if found.last else None) == case["last"]
    assert (found.hurried.due_on if found.hurried else None) == case.get("hurried")
    if found.last:
        assert found.last.certain is case["certain"]
    for words, day in case["due"].items():
        step = next(s for s in found.steps if words in s.what)
        assert step.due_on == day, step
    for step in found.steps:
        if step.limit is not None and step.due_on is None:
            assert step.note
        if not step.certain:
            assert found.notes


def test_the_special_limit_has_its_day_too(corpus: Corpus) -> None:
    last = next(s for s in schedule("农村最低生活保障", date(2026, 9, 1), corpus=corpus).steps if s.whole)
    assert (last.extended, last.extended_on) == (45, date(2026, 11, 9))


def test_every_timed_step_counts_from_something_or_says_why_not(corpus: Corpus) -> None:
    """A limit whose start nobody wrote down would give no day, and nobody would notice."""
    silent = [
        f"{p.id}: {step.what}"
        for p in corpus.programmes.values()
        for step in p.procedure.steps
        if step.limit is not None and not step.counts_from and not step.unsettled
    ]
    assert not silent, "\n".join(silent)


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2026, 11, 24), 3, date(2027, 2, 24)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 1), 12, date(2028, 12, 1)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day: date, months: int, end: date) -> None:
    assert _months_on(day, months) == end


@given(st.dates(date(2024, 12, 31), date(2027, 12, 31)), st.integers(0, 120))
def test_counting_back_gives_the_number_added(start: date, count: int) -> None:
    corpus = _loaded()
    end = add_working_days(start, count, corpus=corpus)
    assert working_days_between(start, end.day, corpus=corpus).count == count
    assert count == 0 or is_working_day(end.day, corpus=corpus)
    assert end.day - start >= timedelta(days=count)


@pytest.mark.parametrize(
    "step",
    [
        {"what": "x", "limit": 3},
        {"what": "x", "unit": "天"},
        {"what": "x", "counts_from": "acceptance"},
        {"what": "x", "limit": 3, "unit": "天", "counts_from": "acceptance", "unsettled": "y"},
        {"what": "x", "limit": 0, "unit": "天"},
    ],
)
def test_a_step_that_cannot_be_is_refused(step: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"step|limit"):
        Step.model_validate(step)


def test_a_step_counts_only_from_what_came_before_it() -> None:
    base = {"where": "x", "decides": "x", "first_thing": "x"}
    late = {"what": "b", "limit": 1, "unit": "天", "counts_from": "later"}
    with pytest.raises(ValueError, match="counts from 'later'"):
        Procedure.model_validate({**base, "steps": [late, {"what": "a", "id": "later"}]})
    with pytest.raises(ValueError, match="counts from 'previous'"):
        Procedure.model_validate({**base, "steps": [{**late, "counts_from": "previous"}]})
