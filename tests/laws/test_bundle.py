"""Laws of the bundle over random households: lawful, nothing met left out, nothing had given up, the same every time."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.corpus import Corpus
from corpus.facts import Household
from corpus.load import load
from tools.bundle import find_bundle
from tools.bundling.models import Bundle, Item, Standing
from tools.eligibility import Judgement, Verdict, check_household

CORPUS: Corpus = load()
DAYS = st.sampled_from([date(2021, 3, 1), date(2022, 8, 1), date(2025, 8, 1), date(2026, 11, 24)])
MEMBER: dict[str, st.SearchStrategy[Any]] = {
    "age": st.sampled_from([5, 10, 17, 40, 59, 60, 75]),
    "disability": st.one_of(
        st.just("none"), st.fixed_dictionaries({"grade": st.integers(1, 4), "category": st.sampled_from(["肢体", "智力", "精神", "视力"])})
    ),
    "needs_long_term_care": st.booleans(),
    "supporters_unable": st.booleans(),
    "recognised_as": st.lists(st.sampled_from(["低保", "特困", "孤儿", "事实无人抚养儿童"]), max_size=2, unique=True),
    "receives": st.dictionaries(st.sampled_from(["低保", "特困", "护理补贴"]), st.sampled_from([None, 90, 300]), max_size=1),
    "father": st.sampled_from(["alive_able", "dead", "seriously_ill"]),
    "mother": st.sampled_from(["alive_able", "dead", "seriously_ill"]),
    "enrolled_medical": st.booleans(),
    "enrolled_pension": st.booleans(),
}
HOUSEHOLD: dict[str, st.SearchStrategy[Any]] = {
    "area": st.sampled_from(["庄河市", "长海县"]),
    "residence": st.sampled_from(["rural", "urban"]),
    "monthly_income_per_head": st.sampled_from([0, 500, 846, 1100, 3000]),
    "assets_within_limit": st.booleans(),
    "land_contracted": st.booleans(),
    "recognised_as": st.lists(st.sampled_from(["低保", "特困", "低保边缘", "防止返贫致贫对象"]), max_size=1),
    "sudden_hardship": st.booleans(),
    "members": st.lists(st.fixed_dictionaries({}, optional=MEMBER), max_size=3),
}
HOUSEHOLDS = st.fixed_dictionaries({}, optional=HOUSEHOLD)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _bundle(told: dict[str, Any], day: date) -> tuple[Bundle, tuple[Judgement, ...]]:
    household = Household.model_validate(told)
    judgements = check_household(household, day, corpus=CORPUS)
    return find_bundle(household, judgements, day, corpus=CORPUS), judgements


def _ways(bundle: Bundle) -> list[tuple[Item, ...]]:
    """The best set with, in turn, each option of each choice."""
    return [bundle.best, *((*bundle.together, *option.items) for choice in bundle.choices for option in choice.options)]


@quick
@given(HOUSEHOLDS, DAYS)
def test_no_way_breaks_a_rule(told: dict[str, Any], day: date) -> None:
    bundle, _ = _bundle(told, day)
    entries = [c for c in CORPUS.combinations.values() if c.binds and c.valid.covers(day)]
    for way in _ways(bundle):
        by_person: dict[int, set[str]] = {}
        for item in way:
            if item.index is not None:
                by_person.setdefault(item.index, set()).add(item.programme)
        for had in by_person.values():
            for entry in entries:
                if not had & set(entry.unless):
                    assert not (had & set(entry.these) and had & set(entry.those)), (entry.id, had)


@quick
@given(HOUSEHOLDS, DAYS)
def test_everything_that_may_be_met_is_somewhere(told: dict[str, Any], day: date) -> None:
    """Outside the choices nothing that may be met is left out, unless what is had keeps it out."""
    bundle, judgements = _bundle(told, day)
    shown = {item.programme for way in _ways(bundle) for item in way} | {item.programme for item in bundle.if_not}
    held = {item.programme for way in _ways(bundle) for item in way if item.standing is Standing.HELD}
    barred = {name for c in CORPUS.combinations.values() if c.kind == "bars" and held & set(c.these) for name in c.those}
    for judgement in judgements:
        if judgement.result.verdict is Verdict.ELIGIBLE:
            assert judgement.result.id in shown | barred, judgement.result.id


@quick
@given(HOUSEHOLDS, DAYS)
def test_the_best_ends_nothing_that_is_had(told: dict[str, Any], day: date) -> None:
    bundle, _ = _bundle(told, day)
    for choice in bundle.choices:
        if choice.settled_by:
            keeps = any(not option.gives_up for option in choice.options)
            assert not choice.options[0].gives_up or not keeps
        assert choice.rules
        assert all(rule.clauses and rule.grade != "lead" for rule in choice.rules)


@quick
@given(HOUSEHOLDS, DAYS)
def test_the_same_household_gets_the_same_bundle(told: dict[str, Any], day: date) -> None:
    assert _bundle(told, day)[0] == _bundle(told, day)[0]


@quick
@given(HOUSEHOLDS, DAYS)
def test_one_member_more_takes_nothing_from_another(told: dict[str, Any], day: date) -> None:
    """What members who were there have already stays in the best set when somebody unrelated joins."""
    members = told.get("members") or []
    if not members:
        return
    before, _ = _bundle(told, day)
    after, _ = _bundle({**told, "members": [*members, {"age": 40, "disability": "none", "recognised_as": []}]}, day)
    had = {(i.programme, i.index) for i in before.best if i.standing is Standing.HELD and i.index is not None}
    if told.get("recognised_as") != ["特困"]:  # the household's key means a one-person household (ruling 3)
        assert had <= {(i.programme, i.index) for i in after.best}
