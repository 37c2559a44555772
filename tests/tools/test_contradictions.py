"""Facts that cannot all be right: pointed out by both their names, and never the ground of a verdict."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corpus.corpus import Corpus
from corpus.facts import Household
from corpus.load import load
from tools.contradictions import find_contradictions, without
from tools.eligibility import Verdict, check_programme

DAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()


CLASHES: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    ({"monthly_income": 1660, "size": 3, "monthly_income_per_head": 2000}, ("人均月收入 2000", "全家月收入 1660", "3 人")),
    ({"income_12m": 12000, "size": 2, "income_12m_per_head": 12000}, ("近12个月人均收入 12000", "近12个月全家收入 12000")),
    ({"recognised_as": ["低保", "低保边缘"]}, ("低保边缘", "现在没有享受低保")),
    ({"recognised_as": ["刚性支出困难家庭", "低保边缘"]}, ("刚性支出困难家庭", "没有被认定为低保边缘家庭")),
    ({"recognised_as": ["低保"], "not_recognised_as": ["低保"]}, ("低保", "not_recognised_as")),
    ({"members": [{"recognised_as": ["特困"], "not_recognised_as": ["特困"]}]}, ("第 1 位成员特困",)),
    ({"members": [{"age": 40}, {"age": 5, "education_stage": "undergraduate"}]}, ("第 2 位成员", "5 岁", "大学")),
    ({"members": [{"age": 10, "education_stage": "preschool"}]}, ("10 岁", "学前")),
    ({"members": [{"born": "2000-03", "education_stage": "primary"}]}, ("25 岁", "小学")),
    ({"members": [{"born": "1963-03", "age": 40}]}, ("40 岁", "1963-03")),
]


@pytest.mark.parametrize(("told", "words"), CLASHES, ids=lambda value: str(value)[:50])
def test_a_contradiction_names_both_facts(corpus: Corpus, told: dict[str, Any], words: tuple[str, ...]) -> None:
    household = Household.model_validate(told)
    found = find_contradictions(household, DAY, corpus=corpus)
    assert len(found) == 1
    for word in words:
        assert word in found[0].says
    assert find_contradictions(without(household, found), DAY, corpus=corpus) == (() if found[0].keys else found)


FINE: list[dict[str, Any]] = [
    {"monthly_income": 1660, "size": 3, "monthly_income_per_head": 553},
    {"monthly_income": 1660, "monthly_income_per_head": 2000},
    {"recognised_as": ["低保", "防止返贫致贫对象"]},
    {"recognised_as": ["低保边缘"], "members": [{"recognised_as": ["低保"]}]},  # 单人户 of a 边缘 household (N15 要点3)
    {"members": [{"age": 7, "education_stage": "preschool"}, {"age": 15, "education_stage": "undergraduate"}]},
    {"members": [{"age": 40, "education_stage": "none"}, {"education_stage": "primary"}, {"born": "1963-01", "age": 62}]},
]


@pytest.mark.parametrize("told", FINE, ids=lambda value: str(value)[:50])
def test_what_may_be_is_no_contradiction(corpus: Corpus, told: dict[str, Any]) -> None:
    assert find_contradictions(Household.model_validate(told), DAY, corpus=corpus) == ()


def test_no_verdict_rests_on_a_contradiction(corpus: Corpus) -> None:
    """医疗救助 would be met by either status; which of the two it is has to be told first."""
    told = {"area": "庄河市", "size": 1, "recognised_as": ["低保", "低保边缘"], "members": [{"age": 40, "enrolled_medical": True}]}
    household = Household.model_validate(told)
    settled = without(household, find_contradictions(household, DAY, corpus=corpus))
    result = check_programme(settled, "医疗救助", DAY, corpus=corpus).result
    assert result.verdict is Verdict.UNKNOWN
    assert "recognised_as" in result.missing
