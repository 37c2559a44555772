"""Laws of reading: it never fails, invents no words, gives values a household file can hold, and is quick."""

from __future__ import annotations

import re
import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.model import Known, NewMember, Reading
from assistant.reading.numbers import find_numbers
from assistant.reading.read import read
from corpus.corpus import Corpus
from corpus.facts import Household

TODAY = date(2026, 11, 24)
PENDING = [
    None, "size", "monthly_income", "monthly_income_per_head", "assets_within_limit", "recognised_as", "residence", "area", "housing_grade",
    "members[0].age", "members[0].disability", "members[1].father", "members[1].education_stage", "members[0].supporters_unable", "members[0].born",
]  # fmt: skip
PIECES = st.sampled_from(
    [
        "我家",
        "俺",
        "老伴",
        "俩孩子",
        "孙子",
        "他爸",
        "没了",
        "三口人",
        "63岁",
        "六十多",
        "二级",
        "肢体",
        "残疾证",
        "没有",
        "不是",
        "低保户",
        "五保",
        "一个月",
        "一年",
        "两千四",
        "百八十块",
        "收入",
        "养老金",
        "庄河",
        "户口",
        "农村",
        "瘫了",
        "车祸",
        "归谁管",
        "怎么办",
        "多少钱",
        "去年",
        "2022年",
        "如果",
        "不对",
        "那",
        "呢",
        "？",
        "，",
        "。",
        "\n",
        "二(一)2",
        "第19条",
        "社会救助法",
        "市水务局",
        "D级",
        "住校",
        "都",
        "交了",
        "医保",
        "不清楚",
        "İ",
        "ǅ",
        "１２",
        "〇",
        "㎡",
    ]
)


class Reader:
    """The reading of one corpus, with a short name for failing examples."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def __repr__(self) -> str:
        return "reader"

    def __call__(self, message: str, pending: str | None = None) -> Reading:
        return read(message, corpus=self._corpus, known=known(pending))


@pytest.fixture(scope="session")
def reader(corpus: Corpus) -> Reader:
    return Reader(corpus)


def known(pending: str | None = None) -> Known:
    members = (NewMember(index=0, relation="self", label="本人"), NewMember(index=1, relation="spouse", label="老伴"))
    return Known(today=TODAY, pending=pending, members=members, told=("size",), topics=("农村最低生活保障",), intents=("eligibility",))


def holds_together(reading: Reading, message: str) -> None:
    """What every reading must be."""
    paths = [fact.path for fact in reading.facts]
    assert len(paths) == len(set(paths))
    indexes = {0, 1} | {m.index for m in reading.new_members}
    for fact in reading.facts:
        index = re.match(r"members\[(\d+)\]", fact.path)
        assert index is None or int(index.group(1)) in indexes
        assert fact.said
    for doubt in reading.doubts:
        assert doubt.question
    Household.model_validate(as_household(reading))


def as_household(reading: Reading) -> dict[str, Any]:
    """The facts as a household file would hold them."""
    household: dict[str, Any] = {}
    members: dict[int, dict[str, Any]] = {}
    for fact in reading.facts:
        member = re.match(r"members\[(\d+)\]\.(\w+)", fact.path)
        if fact.value is None:
            continue
        if member:
            members.setdefault(int(member.group(1)), {})[member.group(2)] = fact.value
        else:
            household[fact.path] = fact.value
    return {**household, "members": list(members.values())}


@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from(PENDING))
@settings(max_examples=400, deadline=None)
def test_anything_made_of_real_words_is_read(reader: Reader, message: str, pending: str | None) -> None:
    holds_together(reader(message, pending), message)


@given(st.text(max_size=120), st.sampled_from(PENDING))
@settings(max_examples=200, deadline=None)
def test_any_text_at_all_is_read(reader: Reader, message: str, pending: str | None) -> None:
    holds_together(reader(message, pending), message)


@given(st.lists(PIECES, max_size=10).map("".join))
@settings(max_examples=100, deadline=None)
def test_same_words_same_reading(reader: Reader, message: str) -> None:
    assert reader(message) == reader(message)


@given(st.integers(10, 99_999))
def test_chinese_numbers_read_back(value: int) -> None:
    import cn2an

    for said in (cn2an.an2cn(value), str(value), f"{value:,}"):
        numbers = list(find_numbers(said))
        assert len(numbers) == 1
        assert numbers[0].whole == value


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([("千", "百", 100), ("万", "千", 1000), ("百", "十", 10)]))
def test_short_forms_read_back(high: int, low: int, units: tuple[str, str, int]) -> None:
    digits = "零一二三四五六七八九"
    unit, _, weight = units
    assert [n.whole for n in find_numbers(f"{digits[high]}{unit}{digits[low]}")] == [(high * 10 + low) * weight]


@pytest.mark.parametrize(
    "piece", ["俺家三口人，老伴二级残疾，一个月养老钱两百来块，", "能不能", "1 ", "啊", "孩子他爸", "不是低保", "二(一)2 第3条"]
)
def test_long_messages_do_not_hold_up(reader: Reader, piece: str) -> None:
    message = (piece * 10_000)[:10_000]
    reader(message)
    assert best_of(3, lambda: reader(message)) < 0.6


def test_a_normal_message_is_quick(reader: Reader) -> None:
    message = "俺家三口人，老伴二级残疾，俩儿子在外地打工，一个月养老钱两百来块，能不能办低保，去哪办带什么材料"
    reader(message)
    assert best_of(5, lambda: reader(message)) < 0.03


def best_of(times: int, call: Any) -> float:
    def once() -> float:
        start = time.perf_counter()
        call()
        return time.perf_counter() - start

    return min(once() for _ in range(times))
