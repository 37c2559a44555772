"""What was told stays in sight with its words; what is open is listed with who waits for it."""

from __future__ import annotations

from datetime import date

from corpus.corpus import Corpus
from corpus.facts import Household
from corpus.load import load
from tools.answered import open_items
from tools.eligibility import check_household
from tools.interview import next_fact

CORPUS: Corpus = load()
DAY = date(2026, 3, 1)
TOLD = {
    "area": "庄河市",
    "monthly_income_per_head": {"low": 700, "high": 900},
    "recognised_as": [],
    "sudden_hardship": False,
    "members": [{"relation": "self", "age": 63, "disability": {"grade": 2, "category": "肢体"}}, {"age": 60, "disability": "none"}],
}


def test_what_was_told_is_listed_in_words() -> None:
    household = Household.model_validate(TOLD)
    items = open_items(check_household(household, DAY, corpus=CORPUS), household)
    words = {item.path: item.words for item in items.answered}
    assert words["area"] == "庄河市"
    assert words["monthly_income_per_head"] == "700到900元/人/月"
    assert words["recognised_as"] == "都不是"
    assert words["sudden_hardship"] == "否"
    assert words["members[0].age"] == "63岁"
    assert words["members[0].disability"] == "2级、肢体"
    assert words["members[1].disability"] == "没有残疾人证"
    assert all(item.editable for item in items.answered)
    assert "members" not in words


def test_what_is_open_is_listed_with_who_waits() -> None:
    household = Household.model_validate(TOLD)
    judgements = check_household(household, DAY, corpus=CORPUS)
    asked = next_fact(judgements)
    assert asked is not None
    items = open_items(judgements, household, unknown=frozenset({asked.path}))
    missing = {path for judgement in judgements for path in judgement.result.missing}
    assert {item.path for item in items.remaining} == missing
    assert {item.path for item in items.remaining if item.unknown} == {asked.path}
    assert all(item.settles for item in items.remaining)
    assert items.next is not None
    assert items.next != asked.path
    told = {item.path for item in items.answered}
    assert not told & missing
