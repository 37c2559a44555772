from typing import Any

import pytest

from assistant.conversation.state import Conversation
from corpus.corpus import Corpus
from corpus.errors import HouseholdError
from ui.page.facts_panel import EMPTY, STALE, fact_rows, facts_html, parse_answer, recognition_choices


def told(**facts: Any) -> Conversation:
    conversation = Conversation()
    for path, value in facts.items():
        conversation = conversation.telling(path, value, "原话<b>", turn=1)
    return conversation


def test_a_fact_is_read_back_in_words() -> None:
    conversation = told(residence="rural", monthly_income=830).telling("members[0].age", 63, "63了", turn=2)
    assert [(row.term, row.words) for row in fact_rows(conversation)] == [
        ("户籍性质", "农村户口"),
        ("全家月收入", "830 元/月"),
        ("本人：年龄（周岁）", "63 岁"),
    ]


def test_what_is_not_known_can_be_filled_in(corpus: Corpus) -> None:
    conversation = told(residence=None)
    (row,) = fact_rows(conversation)
    assert row.words == "不清楚"
    assert '<option value="unknown" selected>' in facts_html(conversation, corpus)


def test_the_empty_panel(corpus: Corpus) -> None:
    assert EMPTY in facts_html(Conversation(), corpus)


def test_words_of_a_user_are_escaped(corpus: Corpus) -> None:
    html = facts_html(told(residence="rural"), corpus, complaint="<i>错</i>")
    assert "原话&lt;b&gt;" in html
    assert "&lt;i&gt;错" in html


def test_a_change_asks_for_a_new_check(corpus: Corpus) -> None:
    assert STALE in facts_html(told(size=2), corpus, stale=True)
    assert STALE not in facts_html(told(size=2), corpus)


@pytest.mark.parametrize(
    ("path", "value", "holds"),
    [
        ("sudden_hardship", False, '<option value="false" selected>'),
        ("residence", "rural", '<option value="rural" selected>'),
        ("area", "庄河市", '<option value="庄河市" selected>'),
        ("size", 2, 'value="2"'),
        ("recognised_as", ["低保"], 'value="低保" checked'),
        ("members[0].disability", {"grade": 2, "category": "肢体"}, '<option value="肢体" selected>'),
        ("members[0].father", "dead", '<option value="dead" selected>'),
    ],
)
def test_each_kind_has_its_form(path: str, value: Any, holds: str, corpus: Corpus) -> None:
    conversation = Conversation().telling(path, value, "说过", turn=1)
    assert holds in facts_html(conversation, corpus)


@pytest.mark.parametrize(
    ("path", "form", "value"),
    [
        ("sudden_hardship", {"value": "true"}, True),
        ("sudden_hardship", {"value": "unknown"}, None),
        ("residence", {"value": "urban"}, "urban"),
        ("size", {"value": " 3 "}, 3),
        ("size", {"value": "３"}, 3),
        ("monthly_income", {"value": "1,660.50"}, "1660.50"),
        ("monthly_income", {"value": "0"}, 0),
        ("recognised_as", {}, ["none"]),
        ("recognised_as", {"value": "低保"}, ["低保"]),
        ("recognised_as", {"value": ["低保", "特困"]}, ["低保", "特困"]),
        ("members[0].disability", {"grade": "0", "category": "肢体"}, {"grade": 0}),
        ("members[0].disability", {"grade": "2", "category": "unknown"}, {"grade": 2}),
        ("members[0].disability", {"grade": "unknown", "category": "unknown"}, None),
    ],
)
def test_an_answer_becomes_a_value(path: str, form: dict[str, Any], value: Any) -> None:
    assert parse_answer(path, form) == value
    Conversation().telling(path, value, "改", turn=1, correction=True)


@pytest.mark.parametrize(
    ("path", "raw"), [("size", "两三个"), ("size", "2.5"), ("monthly_income", ""), ("members[0].age", "NaN"), ("monthly_income", "inf")]
)
def test_what_is_no_answer_is_said_in_one_line(path: str, raw: str) -> None:
    with pytest.raises(HouseholdError):
        parse_answer(path, {"value": raw})


def test_a_person_is_offered_only_what_a_person_can_be(corpus: Corpus) -> None:
    persons = {value for value, _ in recognition_choices(corpus, "members[0].recognised_as")}
    assert "特困" in persons
    assert "低保边缘" not in persons
