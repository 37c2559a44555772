"""Laws of the verdicts over random households with random gaps."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from corpus.corpus import Corpus
from corpus.facts import Household
from corpus.load import load
from tools.eligibility import Verdict, check_household

CORPUS: Corpus = load()
DAYS = st.sampled_from([date(2021, 12, 1), date(2022, 8, 1), date(2025, 8, 1), date(2026, 3, 1), date(2026, 11, 24)])
AREAS = st.sampled_from(["庄河市", "长海县", "金普新区", "中山区"])

MEMBER: dict[str, st.SearchStrategy[Any]] = {
    "relation": st.sampled_from(["self", "spouse", "child", "parent", "other"]),
    "age": st.integers(0, 99),
    "disability": st.one_of(
        st.just("none"),
        st.fixed_dictionaries(
            {"grade": st.integers(1, 4)}, optional={"category": st.sampled_from(["肢体", "智力", "精神", "视力", "听力", "多重"])}
        ),
    ),
    "needs_long_term_care": st.booleans(),
    "can_work": st.booleans(),
    "supporters_unable": st.booleans(),
    "recognised_as": st.lists(st.sampled_from(["低保", "特困", "孤儿", "事实无人抚养儿童"]), max_size=1),
    "enrolled_medical": st.booleans(),
    "enrolled_pension": st.booleans(),
}
HOUSEHOLD: dict[str, st.SearchStrategy[Any]] = {
    "area": AREAS,
    "residence": st.sampled_from(["rural", "urban"]),
    "size": st.integers(1, 4),
    "monthly_income_per_head": st.sampled_from([0, 500, 845, 846, 847, 1010, 1011, 1269, 1300, 3000]),
    "annual_net_income_per_head": st.sampled_from([3000, 6600, 7259, 7260, 9000]),
    "assets_within_limit": st.booleans(),
    "recognised_as": st.lists(st.sampled_from(["低保", "特困", "低保边缘", "防止返贫致贫对象"]), max_size=1),
    "sudden_hardship": st.booleans(),
}


def _people() -> st.SearchStrategy[list[dict[str, Any]]]:
    def one_self(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for person in people[1:]:
            if person.get("relation") == "self":
                person["relation"] = "other"
        return people

    return st.lists(st.fixed_dictionaries({}, optional=MEMBER), min_size=1, max_size=3).map(one_self)


HOUSEHOLDS = st.fixed_dictionaries({}, optional={**HOUSEHOLD, "members": _people()})
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _verdicts(data: dict[str, Any], day: date, complete: bool = True) -> dict[str, Any]:
    return {j.result.id: j.result for j in check_household(Household.model_validate(data), day, corpus=CORPUS, complete=complete)}


@quick
@given(HOUSEHOLDS, DAYS, st.data())
def test_one_more_fact_never_flips_a_decided_verdict(told: dict[str, Any], day: date, data: st.DataObject) -> None:
    """What is settled stays settled when something untold is told."""
    untold = [key for key in HOUSEHOLD if key not in told]
    if not untold:
        return
    key = data.draw(st.sampled_from(untold))
    before = _verdicts(told, day)
    after = _verdicts({**told, key: data.draw(HOUSEHOLD[key])}, day)
    if key == "recognised_as" and any("recognised_as" in person for person in told.get("members", ())):
        return  # the household's answer speaks for every member (ruling 3); beside a member's own it corrects that
    if key == "size" and "members" in told:
        return  # in a check the list is the household: a size beside it is not one more fact but another household
    for identifier, result in before.items():
        if result.verdict is not Verdict.UNKNOWN:
            assert after[identifier].verdict is result.verdict, identifier


@quick
@given(HOUSEHOLDS, DAYS, st.data())
def test_one_more_fact_about_a_member_never_flips_a_decided_verdict(told: dict[str, Any], day: date, data: st.DataObject) -> None:
    """The same for a member's facts."""
    people = told.get("members")
    if not people:
        return
    at = data.draw(st.integers(0, len(people) - 1))
    untold = [key for key in MEMBER if key not in people[at] and key != "relation"]
    if not untold:
        return
    key = data.draw(st.sampled_from(untold))
    if key == "recognised_as" and "recognised_as" in told:
        return  # the household's answer speaks for every member (ruling 3); a member's own beside it corrects it
    fuller = [dict(person) for person in people]
    fuller[at][key] = data.draw(MEMBER[key])
    before, after = _verdicts(told, day), _verdicts({**told, "members": fuller}, day)
    for identifier, result in before.items():
        if result.verdict is not Verdict.UNKNOWN:
            assert after[identifier].verdict is result.verdict, (identifier, key)


@quick
@given(HOUSEHOLDS, DAYS)
def test_only_unknown_verdicts_miss_anything(told: dict[str, Any], day: date) -> None:
    """Decided: nothing is missing, and a figure is waited for only by the amount. Every entry says what it rests on."""
    for result in _verdicts(told, day).values():
        if result.verdict is not Verdict.UNKNOWN:
            assert result.missing == ()
            assert not result.unknown_figures or (result.amount is not None and result.amount.value is None)
        assert result.because or result.members == ()


def _says_of_its_only_member_what_that_denies(told: dict[str, Any]) -> bool:
    """A household that is 特困, whose one listed member is told to be nothing: somebody not listed may be meant."""
    members = told.get("members") or []
    return (
        len(members) == 1
        and members[0].get("recognised_as") is not None
        and bool({*(told.get("recognised_as") or ())} - {*members[0]["recognised_as"]})
    )


@quick
@given(HOUSEHOLDS, DAYS)
def test_an_incomplete_list_decides_no_more_than_a_complete_one(told: dict[str, Any], day: date) -> None:
    """What holds while members may still join holds when the list is closed."""
    told = {key: value for key, value in told.items() if key != "size"}
    assume(not _says_of_its_only_member_what_that_denies(told))
    opened, closed = _verdicts(told, day, complete=False), _verdicts(told, day)
    for identifier, result in opened.items():
        if result.verdict is not Verdict.UNKNOWN:
            assert closed[identifier].verdict is result.verdict, identifier
