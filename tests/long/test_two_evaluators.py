"""One rule, two evaluators: the one that explains and the one that only tries agree on everything."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.corpus import Corpus
from corpus.errors import NotInForceError
from corpus.facts import Disability, Household
from tools.eligibility import judge_trace
from tools.rules.completions import Completions
from tools.rules.evaluate import evaluate
from tools.rules.trace import Trace
from tools.rules.truth_sets import Space, sets_of
from tools.rules.view import LOOSER_ONLY, UNLISTED, HouseholdView

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]
HOUSEHOLDS = 20_000


def _judge(view: HouseholdView, programme: str) -> Trace:
    try:
        return judge_trace(view, programme)
    except NotInForceError:
        return Trace("programme", None, id=programme)


def _disagreements(view: HouseholdView, tried: Completions) -> list[tuple[Any, ...]]:
    """Where the two differ over ``view``, the household of ``tried`` with its only trial values told."""
    found: list[tuple[Any, ...]] = []
    corpus, space = view.corpus, Space([(0,) for _ in tried.paths])
    for programme in corpus.programmes.values():
        try:
            conditions = corpus.reading(programme.id, view.day).conditions
        except NotInForceError:
            continue
        everybody = (*view.indexes(), *(() if view.list_complete() else (UNLISTED,)))
        for index in (None,) if programme.judged == "household" else everybody:
            explained = evaluate(conditions, view, index=index, judge=lambda other: _judge(view, other)).truth
            true, false = sets_of(tried.rule(conditions, index), space)
            ready = True if true else False if false else None
            if explained is not ready:
                found.append((programme.id, index, explained, ready))
    return found


def test_both_agree_on_any_household_and_trial(draw: Any, corpus: Corpus) -> None:
    """Both give one truth for every household, told in any way, with any facts tried on top of it."""
    for number in range(HOUSEHOLDS):
        told, day = draw.odd(), draw.day()
        view = HouseholdView(Household.model_validate(told), corpus, day, complete=draw.random.random() < 0.6)
        assert _disagreements(view, Completions(view, ())) == [], (number, day, told)
        if number % 10 == 0:
            for trial in _trials(draw, len(told.get("members", ()))):
                tried = Completions(view, tuple(trial))
                tried.values = [(value,) for value in trial.values()]
                assert _disagreements(view.trying(trial), tried) == [], (number, day, told, trial)


def _trials(draw: Any, people: int) -> list[dict[str, Any]]:
    """A few sets of trial values, some of them over the same paths with other values."""
    whole, r = draw.whole(), draw.random
    values: dict[str, list[Any]] = {
        "area": ["庄河市", "中山区"],
        "residence": ["rural", "urban"],
        "size": [1, 3],
        "monthly_income_per_head": [whole.get("monthly_income_per_head", 500), 3000],
        "annual_net_income_per_head": [0, 9000],
        "assets_within_limit": [True, False, LOOSER_ONLY],
        "recognised_as": [(), ("低保",), ("低保边缘",)],
        "sudden_hardship": [True, False],
    }
    for index in range(people):
        at = f"members[{index}]"
        values |= {
            f"{at}.age": [15, 60],
            f"{at}.disability": [Disability(grade=0), Disability(grade=2, category="智力")],
            f"{at}.can_work": [True, False],
            f"{at}.recognised_as": [(), ("特困",)],
            f"{at}.supporters_unable": [True, False],
            f"{at}.enrolled_pension": [True, False],
        }
    paths = r.sample(sorted(values), 3)
    return [{path: r.choice(values[path]) for path in paths} for _ in range(3)]
