"""What is settled stays settled: a household told piece by piece, in any order, never has a verdict flip."""

from __future__ import annotations

import time
from typing import Any

import pytest

from corpus.corpus import Corpus
from corpus.errors import NotInForceError
from corpus.facts import Household
from tools.eligibility import check_household, judge_trace
from tools.rules.view import HouseholdView

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]
HOUSEHOLDS = 1_500
SECONDS = 40
PROPERTY_TESTS = ("低保", "低保边缘", "刚性支出困难家庭", "特困")
"""A plain no answers only the strictest of the four (ruling 4 of docs/rulings.md)."""


def _truths(told: dict[str, Any], day: Any, corpus: Corpus, complete: bool) -> dict[str, bool | None]:
    view = HouseholdView(Household.model_validate(told), corpus, day, complete)
    found = {}
    for programme in corpus.programmes:
        try:
            found[programme] = judge_trace(view, programme).truth
        except NotInForceError:
            continue
    return found


def _pieces(draw: Any, whole: dict[str, Any], *, members: bool) -> list[tuple[str | int, str, Any]]:
    """Every fact by itself, in random order; with ``members`` the people come one by one too."""
    pieces: list[tuple[str | int, str, Any]] = [(key, "", value) for key, value in whole.items() if key != "members"]
    for index, person in enumerate(whole["members"]):
        pieces += [(index, key, value) for key, value in person.items() if members or key != "relation"]
    draw.random.shuffle(pieces)
    return pieces


def _tell(told: dict[str, Any], piece: tuple[str | int, str, Any]) -> dict[str, Any]:
    where, key, value = piece
    if isinstance(where, str):
        return {**told, where: value}
    people = [dict(person) for person in told.get("members", ())]
    while len(people) <= where:
        people.append({})
    people[where][key] = value
    return {**told, "members": people}


@pytest.mark.parametrize("complete", [True, False], ids=["in a check", "in a conversation"])
def test_no_verdict_flips_while_a_household_is_told(draw: Any, corpus: Corpus, complete: bool) -> None:
    """Whatever is told next, decided stays as decided."""
    until = time.monotonic() + SECONDS
    for number in range(HOUSEHOLDS):
        whole, day = draw.whole(), draw.day()
        told: dict[str, Any] = {"members": [{"relation": p["relation"]} for p in whole["members"]]} if complete else {}
        said = _truths(told, day, corpus, complete)
        for piece in _pieces(draw, whole, members=not complete):
            fuller = _tell(told, piece)
            now = _truths(fuller, day, corpus, complete)
            flipped = {p: (t, now[p]) for p, t in said.items() if t is not None and now[p] is not t}
            assert not flipped, (number, day.isoformat(), flipped, told, piece)
            told, said = fuller, now
        if time.monotonic() > until:
            break


def test_with_everything_told_nothing_is_missing(draw: Any, corpus: Corpus) -> None:
    """The contract's keys suffice: all told, a verdict waits only for a figure or for an official."""
    until = time.monotonic() + SECONDS
    for number in range(2_000):
        whole, day = draw.whole(), draw.day()
        whole.setdefault("recognised_as", [])
        if not whole["assets_within_limit"]:
            whole["assets_within_limit"] = dict.fromkeys(PROPERTY_TESTS, False)
        for judgement in check_household(Household.model_validate(whole), day, corpus=corpus):
            result = judgement.result
            if result.verdict == "unknown":
                assert result.missing == (), (number, day.isoformat(), result.id, result.missing, whole)
                assert result.unknown_figures or judgement.judges, (number, day.isoformat(), result.id, whole)
        if time.monotonic() > until:
            break


def test_a_missing_fact_can_tip_the_verdict_and_no_other_can(draw: Any, corpus: Corpus) -> None:
    """Where one fact is left out, telling it either settles the verdict or was never called missing."""
    until = time.monotonic() + SECONDS
    for number in range(2_000):
        whole, day = draw.whole(), draw.day()
        key = draw.random.choice([k for k in whole if k not in ("members", "size")])
        told = {k: v for k, v in whole.items() if k != key}
        full = {j.result.id: j.result for j in check_household(Household.model_validate(whole), day, corpus=corpus)}
        for judgement in check_household(Household.model_validate(told), day, corpus=corpus):
            result = judgement.result
            if result.verdict != full[result.id].verdict:
                assert result.verdict == "unknown", (number, day.isoformat(), result.id, key, whole)
                told_path = "monthly_income_per_head" if key == "monthly_income" else key
                own = [p for p in result.missing if p.endswith(f".{key}")]
                assert told_path in result.missing or own, (number, day.isoformat(), result.id, key, result.missing, whole)
        if time.monotonic() > until:
            break
