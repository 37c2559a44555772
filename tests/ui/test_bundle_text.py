"""What a person reads of a bundle: what goes together, choices that are theirs, top-ups, nothing praised or counted as nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from corpus.corpus import Corpus
from corpus.facts import Household
from corpus.load import load
from tools.bundle import find_bundle
from tools.eligibility import check_household
from ui.bundle_text import bundle_text

ELDER: dict[str, Any] = {"age": 70, "disability": "none", "supporters_unable": True}
HOME: dict[str, Any] = {
    "area": "庄河市",
    "residence": "rural",
    "size": 1,
    "monthly_income_per_head": 500,
    "assets_within_limit": True,
    "land_contracted": True,
    "sudden_hardship": False,
}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load()


def _text(corpus: Corpus, member: dict[str, Any], day: date = date(2026, 11, 24), **home: Any) -> str:
    household = Household.model_validate({**HOME, **home, "members": [member]})
    bundle = find_bundle(household, check_household(household, day, corpus=corpus), day, corpus=corpus)
    return bundle_text(bundle, corpus=corpus, all_of_them=True)


def test_what_one_has_is_ended_only_by_ones_own_choice(corpus: Corpus) -> None:
    said = _text(corpus, {**ELDER, "receives": {"低保": 300}}, recognised_as=["低保"])
    assert "农村最低生活保障（已有）（每月合计 300 元）" in said
    assert "特困人员救助供养（每月合计不低于 1315 元，农村最低生活保障就不再领，要本人自己选，按查到的数额更多）" in said
    assert "已经有的先保留；换不换由本人选择，由区市县民政部门认定。" in said


def test_an_amount_nobody_knows_decides_nothing(corpus: Corpus) -> None:
    said = _text(corpus, ELDER, recognised_as=[])
    assert "农村最低生活保障的金额未查到，比不出哪样更多" in said
    assert "先按前一样" not in said


def test_what_is_still_open_does_not_win(corpus: Corpus) -> None:
    said = _text(corpus, {"age": 70, "disability": "none"}, recognised_as=[])
    assert "先按前一样办，后面的还定不了" in said
    assert "特困人员救助供养（还定不了）" in said


def test_statuses_that_cannot_both_be_had_are_to_be_checked(corpus: Corpus) -> None:
    child = {"age": 10, "disability": "none", "father": "dead", "mother": "dead", "recognised_as": ["特困", "孤儿"]}
    said = _text(corpus, child, recognised_as=[])
    assert "说的几样身份按规定不能同时有，请先和经办机关核对" in said
    assert "《特困人员认定办法》第9条" in said


@pytest.mark.parametrize(("receives", "words"), [({"低保": 300}, "补差不低于 2471 元/人/月，以核定为准"), ({}, "补多少以核定为准")])
def test_a_top_up_is_computed_only_from_what_was_told(corpus: Corpus, receives: dict[str, int], words: str) -> None:
    child = {
        "age": 10,
        "disability": "none",
        "supporters_unable": False,
        "recognised_as": ["低保", "事实无人抚养儿童"],
        "receives": receives,
    }
    assert words in _text(corpus, child, date(2025, 8, 1), recognised_as=["低保"])


def test_a_lead_is_marked(corpus: Corpus) -> None:
    said = _text(corpus, ELDER, recognised_as=["低保"])
    line = next(line for line in said.splitlines() if "转为特困供养" in line)
    assert "（线索，不作依据）" in line


def test_no_conflict_no_heading(corpus: Corpus) -> None:
    said = _text(corpus, {"age": 40, "disability": "none", "supporters_unable": False}, recognised_as=["低保"])
    assert "要二选一" not in said
    assert said.startswith("可以一起办")
